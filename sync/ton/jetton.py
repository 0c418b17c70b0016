"""The merchant's own USDT wallet, derived without asking anybody (payments.md 3.7)."""

from sync.ton.address import Address, parse_friendly
from sync.ton.cells import Cell, address_bits, byte_bits

USDT_MASTER = parse_friendly("EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs").address
# A reference into the masterchain's library: the wallet's code itself is not in the wallet.
USDT_CODE = Cell(
    byte_bits(bytes.fromhex("028f452d7a4dfd74066b682365177259ed05734435be76b5fd4bd5d8af2b7c3d68")),
    exotic=True,
)
NO_STATUS, NO_COINS = "0000", "0000"
CODE_AND_DATA = "00110"  # StateInit: no split_depth, no special, code, data, no library


def usdt_wallet(owner: Address, master: Address = USDT_MASTER) -> Address:
    """Return the USDT wallet of an owner: the hash of what it was deployed with.

    Layout (status, balance, owner, master): stablecoin-contract, jetton-utils.fc. The example on
    docs.ton.org has another order and gives other wallets.
    """
    data = Cell(NO_STATUS + NO_COINS + address_bits(owner) + address_bits(master))
    return Address(0, Cell(CODE_AND_DATA, (USDT_CODE, data)).hash)
