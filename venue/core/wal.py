"""What SQLite keeps silent about: commits in a damaged write-ahead log that it would drop.

SQLite reads the log up to the first frame whose checksum does not hold and takes the rest for the
torn end of a power cut. A power cut tears at most the one transaction that was not yet synced:
two or more commits behind the tear were acknowledged, and the log is damaged.
(https://www.sqlite.org/fileformat2.html#the_write_ahead_log)
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

HEADER, FRAME = 32, 24
MAGIC = 0x377F0682  # the lowest bit says that checksums are of big-endian words
MASK = 0xFFFFFFFF
TORN = 1  # commits that a power cut may take: the one that nobody was promised

Sum = tuple[int, int]


def lost_commits(path: Path) -> int:
    """Return how many commits lie behind the first broken frame; 0: none, or no log."""
    try:
        with open(path, "rb") as file:
            return _count(file)
    except FileNotFoundError:
        return 0


def _count(file: BinaryIO) -> int:
    header = file.read(HEADER)
    if len(header) < HEADER:
        return 0
    magic, _, size, _ = struct.unpack(">4I", header[:16])
    big, salts = bool(magic & 1), header[16:24]
    state = _summed(header[:24], (0, 0), big)
    whole = state == struct.unpack(">2I", header[24:]) and magic & ~1 == MAGIC
    if not 512 <= size <= 65536:
        return 0
    lost = 0
    for head, page in _frames(file, size):
        if whole and head[8:16] == salts:
            state = _summed(page, _summed(head[:8], state, big), big)
            whole = state == struct.unpack(">2I", head[16:])
        else:
            whole = False
        if not whole and head[8:16] == salts and head[4:8] != b"\0\0\0\0":
            lost += 1
    return lost


def _frames(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    while len(head := file.read(FRAME)) == FRAME and len(page := file.read(size)) == size:
        yield head, page


def _summed(data: bytes, state: Sum, big: bool) -> Sum:
    words = array("I", data)
    if big != (sys.byteorder == "big"):
        words.byteswap()
    first, second = state
    for at in range(0, len(words), 2):
        first = (first + words[at] + second) & MASK
        second = (second + words[at + 1] + first) & MASK
    return first, second
