"""Bags of cells, as strictly as strangers' bytes deserve (TVM white paper, 5.3). Pure."""

import base64
import binascii
from dataclasses import dataclass

from sync.ton.cells import Cell, byte_bits
from sync.ton.errors import TonError

MAGIC = bytes.fromhex("b5ee9c72")
MOST_BYTES, MOST_CELLS, MOST_DEPTH = 32_768, 512, 256
CRC32C = 0x82F63B78  # Castagnoli, reflected


class Bytes:
    """Reads bytes from the beginning; raises `TonError` where they end."""

    def __init__(self, data: bytes) -> None:
        self._data, self.place = data, 0

    def take(self, count: int) -> bytes:
        """Take so many bytes."""
        taken = self._data[self.place : self.place + count]
        self.place += count
        if len(taken) != count:
            raise TonError("the bag ends too early")
        return taken

    def number(self, width: int) -> int:
        """Take a number of so many bytes, big endian."""
        return int.from_bytes(self.take(width), "big")


@dataclass(frozen=True, slots=True)
class _Row:
    bits: str
    refs: tuple[int, ...]
    exotic: bool


def from_text(text: str) -> Cell:
    """Read a bag of cells in base64.

    Raises:
        TonError: Not one, or larger than any body of a payment.
    """
    if len(text) > MOST_BYTES * 4 // 3 + 4:
        raise TonError("the bag is too large")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise TonError("the bag is no base64") from error
    return read(data)


def read(data: bytes) -> Cell:
    """Read a bag with one root.

    Raises:
        TonError: Anything else; nothing but this error leaves here, whatever the bytes are.
    """
    if len(data) > MOST_BYTES:
        raise TonError("the bag is too large")
    source = Bytes(data)
    if source.take(4) != MAGIC:
        raise TonError("not a bag of cells")
    flags, offset_size = source.number(1), source.number(1)
    size = flags & 0x07
    has_index, has_crc, has_cache = flags & 0x80, flags & 0x40, flags & 0x20
    if not 1 <= size <= 4 or not 1 <= offset_size <= 8 or flags & 0x18 or has_cache:
        raise TonError("a bag of an unknown form")
    count, roots, absent = (source.number(size) for _ in range(3))
    length, root = source.number(offset_size), source.number(size)
    if not 1 <= count <= MOST_CELLS or roots != 1 or absent or root >= count:
        raise TonError("a bag with too many cells, or not one root")
    ends = [source.number(offset_size) for _ in range(count)] if has_index else []
    start = source.place
    rows, found_ends = [], []
    for number in range(count):
        rows.append(_row(source, number, count, size))
        found_ends.append(source.place - start)
    if source.place - start != length or (has_index and ends != found_ends):
        raise TonError("the bag's lengths do not fit")
    _check_end(data, source.place, bool(has_crc))
    return _built(rows, root)


def _row(source: Bytes, number: int, count: int, size: int) -> _Row:
    first, second = source.number(1), source.number(1)
    ref_count, exotic = first & 0x07, bool(first & 0x08)
    if ref_count > 4 or first & 0xF0:
        raise TonError("a cell of a level or form that no message has")
    bits = byte_bits(source.take((second + 1) // 2))
    if second % 2:
        end = bits.rfind("1", len(bits) - 8)
        if end <= len(bits) - 8:
            # A whole byte of data or an empty one cannot stand where bits are completed.
            raise TonError("a cell's data is not completed")
        bits = bits[:end]
    refs = tuple(source.number(size) for _ in range(ref_count))
    # Parents stand before their children: so there are no circles.
    if any(not number < one < count for one in refs):
        raise TonError("a reference to no cell")
    return _Row(bits, refs, exotic)


def _check_end(data: bytes, place: int, has_crc: bool) -> None:
    tail = data[place:]
    if not has_crc:
        if tail:
            raise TonError("something stands behind the bag")
    elif tail != crc32c(data[:place]).to_bytes(4, "little"):
        raise TonError("the bag's checksum is wrong")


def _built(rows: list[_Row], root: int) -> Cell:
    cells: dict[int, Cell] = {}
    used = {root}
    for number in range(len(rows) - 1, -1, -1):
        row = rows[number]
        used.update(row.refs)
        cells[number] = Cell(row.bits, tuple(cells[one] for one in row.refs), row.exotic)
        if cells[number].depth > MOST_DEPTH:
            raise TonError("the bag is too deep")
    if len(used) != len(rows):
        raise TonError("a cell that nothing refers to")
    return cells[root]


def crc32c(data: bytes) -> int:
    """Return CRC-32C (Castagnoli) of some bytes."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (CRC32C if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF
