"""A disk that remembers every write and every flush, so that a power cut can be replayed.

It serves one file, ``disk``, over the kernel's own FUSE protocol (``linux/fuse.h``); a loop device
on that file carries a real ext4. It is single-threaded: the order of the log is the order in which
the disk took the writes. The kernel's protocol is spoken directly so that root and ``/dev/fuse``
are all that a machine needs.

``python -m tests.faults.blocklog FOLDER MEGABYTES LOG`` runs until the folder is unmounted.
"""

import ctypes
import errno
import mmap
import os
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

WRITE, FLUSH = 1, 2
NAME = b"disk"
ROOT, DISK = 1, 2
MAX_WRITE = 1 << 20
SECTOR = 512

HEAD = struct.Struct("<BQQI")  # kind, monotonic ns, offset, length; then the bytes
IN_HEADER = struct.Struct("<IIQQIIIHH")
OUT_HEADER = struct.Struct("<IiQ")
ATTR = struct.Struct("<QQQQQQIIIIIIIIII")
INIT_OUT = struct.Struct("<IIIIHHIIHHI28x")
MAX_PAGES, BIG_WRITES = 1 << 22, 1 << 5
DIRECT_IO = 1

LOOKUP, FORGET, GETATTR, SETATTR, OPEN, READ, WRITE_OP, STATFS = 1, 2, 3, 4, 14, 15, 16, 17
RELEASE, FSYNC, FLUSH_OP, INIT, OPENDIR, RELEASEDIR, DESTROY = 18, 20, 25, 26, 27, 29, 38
INTERRUPT, BATCH_FORGET = 36, 42
UNANSWERED = {FORGET, INTERRUPT, BATCH_FORGET}


class Entry(NamedTuple):
    """One thing that the disk was asked to do, at a moment of the machine's monotonic clock."""

    kind: int
    at_ns: int
    offset: int
    data: bytes


class Refused(Exception):
    """An operation that this disk does not have; the argument is the errno."""


class Disk:
    """The bytes and the log of what was done to them."""

    def __init__(self, size: int, log: BinaryIO) -> None:
        self.size, self._log = size, log
        self._bytes = mmap.mmap(-1, size)
        self._answers: dict[int, Callable[[int, bytes], bytes]] = {
            LOOKUP: self._lookup,
            GETATTR: lambda node, _: self._attributes(node),
            SETATTR: lambda node, _: self._attributes(node),
            OPEN: lambda _node, _: struct.pack("<QII", 1, DIRECT_IO, 0),
            OPENDIR: lambda _node, _: struct.pack("<QII", 1, 0, 0),
            READ: self._read,
            WRITE_OP: self._write,
            STATFS: lambda _node, _: struct.pack(
                "<QQQQQIIII24x", 1, 0, 0, 1, 0, 4096, 255, 4096, 0
            ),
            FSYNC: self._flush,
            FLUSH_OP: lambda _node, _: b"",
            RELEASE: lambda _node, _: b"",
            RELEASEDIR: lambda _node, _: b"",
            INIT: self._init,
            DESTROY: lambda _node, _: b"",
        }

    def serve(self, channel: int) -> None:
        """Answer the kernel until it unmounts."""
        operation, buffer = 0, bytearray(MAX_WRITE + 65536)
        while operation != DESTROY:
            try:
                length = os.readv(channel, [buffer])
            except OSError as error:
                if error.errno == errno.ENODEV:  # unmounted
                    return
                if error.errno in (errno.EINTR, errno.ENOENT):
                    continue
                raise
            _, operation, unique, node, *_ = IN_HEADER.unpack_from(buffer)
            if operation in UNANSWERED:
                continue
            code, body = self._answer(operation, node, bytes(buffer[IN_HEADER.size : length]))
            os.write(channel, OUT_HEADER.pack(OUT_HEADER.size + len(body), -code, unique) + body)

    def _answer(self, operation: int, node: int, body: bytes) -> tuple[int, bytes]:
        answer = self._answers.get(operation)
        if answer is None:
            return errno.ENOSYS, b""
        try:
            return 0, answer(node, body)
        except Refused as refusal:
            return refusal.args[0], b""

    def _init(self, _node: int, body: bytes) -> bytes:
        major, minor, read_ahead, flags = struct.unpack_from("<IIII", body)
        wanted = flags & (BIG_WRITES | MAX_PAGES)
        pages = MAX_WRITE // mmap.PAGESIZE
        return INIT_OUT.pack(major, min(minor, 31), read_ahead, wanted, 12, 10, MAX_WRITE, 1,
                             pages, 0, 0)  # fmt: skip

    def _lookup(self, _node: int, body: bytes) -> bytes:
        if body.rstrip(b"\0") != NAME:
            raise Refused(errno.ENOENT)
        return struct.pack("<QQQQII", DISK, 0, 3600, 3600, 0, 0) + self._attr(DISK)

    def _attributes(self, node: int) -> bytes:
        return struct.pack("<QII", 3600, 0, 0) + self._attr(node)

    def _attr(self, node: int) -> bytes:
        mode, size = (0o100600, self.size) if node == DISK else (0o40700, 0)
        return ATTR.pack(node, size, size // SECTOR, *[0] * 6, mode, 1, 0, 0, 0, 4096, 0)

    def _read(self, _node: int, body: bytes) -> bytes:
        _, offset, length = struct.unpack_from("<QQI", body)
        return self._bytes[offset : offset + length]

    def _write(self, _node: int, body: bytes) -> bytes:
        _, offset, length = struct.unpack_from("<QQI", body)
        data = body[40 : 40 + length]
        self._bytes[offset : offset + length] = data
        self._note(WRITE, offset, data)
        return struct.pack("<II", length, 0)

    def _flush(self, _node: int, _body: bytes) -> bytes:
        self._note(FLUSH, 0, b"")
        return b""

    def _note(self, kind: int, offset: int, data: bytes) -> None:
        # Noted before it is answered: whoever heard "done" heard it later than this moment.
        self._log.write(HEAD.pack(kind, time.monotonic_ns(), offset, len(data)))
        self._log.write(data)


def entries(log: Path) -> Iterator[Entry]:
    """Read a log back, oldest first."""
    with log.open("rb") as file:
        while head := file.read(HEAD.size):
            kind, at_ns, offset, length = HEAD.unpack(head)
            yield Entry(kind, at_ns, offset, file.read(length))


def main() -> None:
    """Mount the disk and serve it."""
    folder, size, log = sys.argv[1], int(sys.argv[2]) << 20, Path(sys.argv[3])
    channel = os.open("/dev/fuse", os.O_RDWR)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"fd={channel},rootmode=40700,user_id=0,group_id=0,max_read={MAX_WRITE}"
    if libc.mount(b"blocklog", folder.encode(), b"fuse.blocklog", 0, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), "mounting FUSE")
    with log.open("wb", buffering=1 << 20) as file:
        Disk(size, file).serve(channel)


if __name__ == "__main__":
    main()
