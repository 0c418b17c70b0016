"""Cells: bits, references and the representation hash (TVM white paper, 3.1). Pure.

Only what a message body and a jetton wallet need: ordinary cells, and a reference into the library,
which is a cell of its own without references.
"""

import hashlib
from dataclasses import dataclass, field

from sync.ton.address import Address
from sync.ton.errors import TonError

MOST_BITS, MOST_REFS = 1023, 4
LIBRARY_TYPE, LIBRARY_BITS = "00000010", 8 + 256


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``bits`` is text of 0 and 1, ``depth`` and ``hash`` follow from the rest.

    Raises:
        TonError: Too many bits or references, or an exotic cell that is no library reference.
    """

    bits: str = ""
    refs: tuple["Cell", ...] = ()
    exotic: bool = False
    depth: int = field(init=False)
    hash: bytes = field(init=False)

    def __post_init__(self) -> None:
        if len(self.bits) > MOST_BITS or len(self.refs) > MOST_REFS:
            raise TonError("a cell holds 1023 bits and four references")
        if self.exotic and not self._is_library():
            raise TonError("an exotic cell that no message has")
        depth = 1 + max(one.depth for one in self.refs) if self.refs else 0
        text = self.descriptors() + padded(self.bits)
        text += b"".join(one.depth.to_bytes(2, "big") for one in self.refs)
        text += b"".join(one.hash for one in self.refs)
        object.__setattr__(self, "depth", depth)
        object.__setattr__(self, "hash", hashlib.sha256(text).digest())

    def descriptors(self) -> bytes:
        """Return the two bytes before the data."""
        size = len(self.bits)
        return bytes([len(self.refs) + 8 * self.exotic, size // 8 + (size + 7) // 8])

    def _is_library(self) -> bool:
        right = self.bits.startswith(LIBRARY_TYPE) and len(self.bits) == LIBRARY_BITS
        return right and not self.refs


class Reader:
    """Reads a cell from its beginning. Each method raises `TonError` when it is not there."""

    def __init__(self, cell: Cell) -> None:
        self._bits, self._refs = cell.bits, list(cell.refs)

    @property
    def rest(self) -> Cell:
        """Return what was not read, as a cell."""
        return Cell(self._bits, tuple(self._refs))

    @property
    def left(self) -> int:
        """Return how many bits are left."""
        return len(self._bits)

    def uint(self, width: int) -> int:
        """Read an unsigned number."""
        taken, self._bits = self._bits[:width], self._bits[width:]
        if len(taken) != width:
            raise TonError("the cell ends too early")
        return int(taken, 2) if taken else 0

    def coins(self) -> int:
        """Read a VarUInteger 16."""
        return self.uint(8 * self.uint(4))

    def address(self) -> Address | None:
        """Read a standard address; None for addr_none."""
        kind = self.uint(2)
        if kind == 0:
            return None
        if kind != 0b10 or self.uint(1):
            raise TonError("not a standard address")
        workchain = self.uint(8)
        return Address(workchain - 256 * (workchain > 127), self.uint(256).to_bytes(32, "big"))

    def ref(self) -> Cell:
        """Take the next reference."""
        if not self._refs:
            raise TonError("a reference is missing")
        return self._refs.pop(0)


def uint_bits(value: int, width: int) -> str:
    """Return an unsigned number as bits."""
    return f"{value:0{width}b}"


def byte_bits(data: bytes) -> str:
    """Return bytes as bits."""
    return uint_bits(int.from_bytes(data, "big"), 8 * len(data)) if data else ""


def address_bits(address: Address) -> str:
    """Return a standard address as bits (addr_std, no anycast)."""
    return "100" + uint_bits(address.workchain % 256, 8) + byte_bits(address.account)


def padded(bits: str) -> bytes:
    """Return bits as bytes, completed by a one and zeros where they do not fill the last one."""
    if len(bits) % 8:
        bits += "1" + "0" * (-(len(bits) + 1) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""
