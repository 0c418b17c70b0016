"""Just enough of TON's cells to write message bodies and derive a USDT wallet (payments.md, 3).

Sources: the TVM white paper, 3.1 (representation hash) and 5.3 (bag of cells); TEP-74 for the
transfer notification; the layout of the USDT wallet's data as payments.md 3.7 found it.
"""

import base64
import hashlib
from dataclasses import dataclass, field

NOTIFICATION = 0x7362D09C
INTERNAL_TRANSFER = 0x178D4519
USDT_MASTER = "EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs"
# The wallet's code is a reference into the masterchain's library.
USDT_CODE = bytes.fromhex("028f452d7a4dfd74066b682365177259ed05734435be76b5fd4bd5d8af2b7c3d68")
TAIL_BYTES = 120  # of text that one cell holds beside the operation
INLINE_BYTES = 60  # of text that fits behind a notification's own fields


@dataclass
class Cell:
    """A cell: bits as text of 0 and 1, references, and whether it is exotic."""

    bits: str = ""
    refs: list["Cell"] = field(default_factory=list)
    exotic: bool = False

    def uint(self, value: int, width: int) -> "Cell":
        """Append an unsigned number."""
        self.bits += f"{value:0{width}b}" if width else ""
        return self

    def raw(self, data: bytes) -> "Cell":
        """Append bytes."""
        return self.uint(int.from_bytes(data, "big"), 8 * len(data)) if data else self

    def coins(self, value: int) -> "Cell":
        """Append a VarUInteger 16."""
        size = (value.bit_length() + 7) // 8
        return self.uint(size, 4).uint(value, 8 * size)

    def address(self, raw: str) -> "Cell":
        """Append a standard address given as ``workchain:hex``."""
        chain, _, account = raw.partition(":")
        return self.uint(0b100, 3).uint(int(chain) % 256, 8).raw(bytes.fromhex(account))

    def descriptors(self) -> bytes:
        """Return the two bytes in front of the data."""
        whole = len(self.bits) // 8
        return bytes([len(self.refs) + 8 * self.exotic, whole + -(-len(self.bits) // 8)])

    def data(self) -> bytes:
        """Return the data, completed to whole bytes by a one and zeros."""
        bits = self.bits + ("1" + "0" * (-(len(self.bits) + 1) % 8) if len(self.bits) % 8 else "")
        return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""

    def depth(self) -> int:
        """Return the height of the tree below."""
        return 1 + max(one.depth() for one in self.refs) if self.refs else 0

    def hash(self) -> bytes:
        """Return the representation hash."""
        text = self.descriptors() + self.data()
        text += b"".join(one.depth().to_bytes(2, "big") for one in self.refs)
        return hashlib.sha256(text + b"".join(one.hash() for one in self.refs)).digest()


def boc(root: Cell) -> bytes:
    """Return a bag of cells: parents before children, no index, no checksum."""
    cells: list[Cell] = []
    _gather(root, cells)
    place = {id(cell): number for number, cell in enumerate(cells)}
    body = b"".join(
        cell.descriptors() + cell.data() + bytes(place[id(one)] for one in cell.refs)
        for cell in cells
    )
    size = 2
    return (
        bytes.fromhex("b5ee9c72")
        + bytes([1, size, len(cells), 1, 0])
        + len(body).to_bytes(size, "big")
        + b"\x00"
        + body
    )


def _gather(cell: Cell, into: list[Cell]) -> None:
    into.append(cell)
    for one in cell.refs:
        _gather(one, into)


def comment(text: str, *, first: int = TAIL_BYTES) -> Cell:
    """Return the body of a text comment: 32 zero bits, then UTF-8 in a chain of cells."""
    return _snake(Cell().uint(0, 32), text.encode(), first)


def _snake(head: Cell, raw: bytes, size: int) -> Cell:
    head.raw(raw[:size])
    if len(raw) > size:
        head.refs.append(_snake(Cell(), raw[size:], TAIL_BYTES))
    return head


def notification(amount: int, sender: str, text: str, *, inline: bool = False) -> Cell:
    """Return the body by which a jetton wallet tells its owner of a transfer."""
    cell = Cell().uint(NOTIFICATION, 32).uint(0, 64).coins(amount).address(sender)
    payload = comment(text, first=INLINE_BYTES if inline else TAIL_BYTES)
    if inline:
        cell.uint(0, 1).bits += payload.bits
        cell.refs += payload.refs
        return cell
    cell.uint(1, 1).refs.append(payload)
    return cell


def internal_transfer(amount: int, sender: str, text: str) -> Cell:
    """Return the body of one jetton wallet to another that asks for no notification."""
    cell = Cell().uint(INTERNAL_TRANSFER, 32).uint(0, 64).coins(amount).address(sender)
    cell.address(sender).coins(0).uint(1, 1).refs.append(comment(text))
    return cell


def raw_address(text: str) -> str:
    """Return an address as ``0:HEX`` in upper case, from its raw or friendly form.

    Raises:
        ValueError: Not an address.
    """
    if ":" in text:
        chain, _, account = text.partition(":")
        if len(bytes.fromhex(account)) != 32:
            raise ValueError(text)
        return f"{int(chain)}:{account.upper()}"
    data = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_"))
    if len(data) != 36 or _crc16(data[:34]) != data[34:]:
        raise ValueError(text)
    return f"{int.from_bytes(data[1:2], 'big', signed=True)}:{data[2:34].hex().upper()}"


def friendly(raw: str, *, bounceable: bool) -> str:
    """Return an address in its friendly form, for URL and QR."""
    chain, _, account = raw.partition(":")
    head = bytes([0x11 if bounceable else 0x51, int(chain) % 256]) + bytes.fromhex(account)
    return base64.urlsafe_b64encode(head + _crc16(head)).decode()


def _crc16(data: bytes) -> bytes:
    """CRC-16/XMODEM."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc.to_bytes(2, "big")


def usdt_wallet(owner: str) -> str:
    """Return the raw address of an owner's USDT wallet, derived without asking anybody."""
    code = Cell(exotic=True).raw(USDT_CODE)
    data = Cell().uint(0, 4).coins(0).address(owner).address(raw_address(USDT_MASTER))
    state_init = Cell("00110", [code, data])
    return f"0:{state_init.hash().hex().upper()}"
