"""TON addresses, strictly (payments.md 2; TEP-2).

The maintained library (pytoniq-core 0.2.1) takes ``0:ca6e``, workchain 5 and an armoured public key
for addresses; money sent there is lost, so this is the box's own.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from sync.ton.errors import TonError

BOUNCEABLE, NOT_BOUNCEABLE, TEST = 0x11, 0x51, 0x80
WORKCHAINS = (0, -1)
FRIENDLY = re.compile(r"[A-Za-z0-9+/]{48}|[A-Za-z0-9_-]{48}")
RAW = re.compile(r"(0|-1):([0-9A-Fa-f]{64})")


@dataclass(frozen=True, slots=True)
class Address:
    """An account: compared by these two, never by any text form."""

    workchain: int
    account: bytes

    @property
    def raw(self) -> str:
        """Return ``workchain:hex`` in lower case."""
        return f"{self.workchain}:{self.account.hex()}"

    def friendly(self, *, bounceable: bool = False, test: bool = False) -> str:
        """Return the form that people copy; not bounceable unless asked, as for a wallet."""
        tag = (BOUNCEABLE if bounceable else NOT_BOUNCEABLE) | (TEST if test else 0)
        head = bytes([tag, self.workchain % 256]) + self.account
        return base64.urlsafe_b64encode(head + _checksum(head)).decode()


@dataclass(frozen=True, slots=True)
class Friendly:
    """What a friendly form says beside the account."""

    address: Address
    bounceable: bool
    test: bool


def parse_friendly(text: str) -> Friendly:
    """Read an address as a person pastes it.

    Raises:
        TonError: Wrong length, letters, checksum, tag or workchain.
    """
    if not FRIENDLY.fullmatch(text):
        raise TonError("a TON address has 48 letters, digits, - and _")
    data = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_"))
    head, found = data[:34], data[34:]
    if _checksum(head) != found:
        raise TonError("the address has a typing error: its checksum is wrong")
    kind = head[0] & ~TEST
    workchain = int.from_bytes(head[1:2], "big", signed=True)
    if kind not in (BOUNCEABLE, NOT_BOUNCEABLE) or workchain not in WORKCHAINS:
        raise TonError("this is not the address of a wallet")
    return Friendly(Address(workchain, head[2:]), kind == BOUNCEABLE, bool(head[0] & TEST))


def parse_raw(text: str) -> Address:
    """Read an address as an API writes it; it has no checksum, so never one that a person typed.

    Raises:
        TonError: Not an address.
    """
    found = RAW.fullmatch(text)
    if found is None:
        raise TonError("not a raw TON address")
    return Address(int(found[1]), bytes.fromhex(found[2]))


def merchant(text: str, *, test: bool) -> Friendly:
    """Read the address that the venue is paid at.

    Args:
        test: Whether the box works on the test network.

    Raises:
        TonError: Also an address of the other network, of the masterchain, or the zero account.
    """
    found = parse_friendly(text.strip())
    if found.test != test:
        other = "the test network" if found.test else "the main network"
        raise TonError(f"this is an address of {other}")
    if found.address.workchain != 0:
        raise TonError("this address is on the masterchain; wallets are not")
    if not any(found.address.account):
        raise TonError("nobody owns the zero account: money sent there is lost")
    return found


def _checksum(head: bytes) -> bytes:
    """CRC-16/XMODEM, big endian."""
    return binascii.crc_hqx(head, 0).to_bytes(2, "big")
