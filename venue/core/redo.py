"""The redo log on a second medium: each commit's writes, appended and synced before the answer.

A record is the list of a commit's statements with their bound values, encrypted. Replayed over a
base copy it gives the same database, byte for byte in what it says. The newest record is also
kept in the database (``redo_tail``), in the same commit: a crash between the commit and the append
leaves a log that is one record short, which the next start appends.
"""

import os
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from venue.core.errors import Unavailable
from venue.core.vault import Vault

HEADER = struct.Struct(">QI")  # record number, length of what follows
LARGEST_RECORD = 64 * 1024 * 1024


class RedoLog:
    """An append-only file on the second medium.

    Args:
        path: The file; its folder must exist, or the medium is not there.
        vault: Seals each record.
    """

    def __init__(self, path: Path, vault: Vault) -> None:
        self._path, self._vault = path, vault
        self._former = former(path)
        self.number = max(_last(self._former, vault), self._cut_torn_tail())
        self._file = open(path, "ab")  # noqa: SIM115 - held open for the life of the log

    def seal(self, number: int, statements: list[tuple[str, Any]]) -> bytes:
        """Return the record of a commit, ready to append."""
        text = orjson.dumps(statements, default=_plain).decode()
        sealed = self._vault.seal_for_good(text).encode()
        return HEADER.pack(number, len(sealed)) + sealed

    def append(self, number: int, record: bytes) -> None:
        """Append a sealed record and sync it.

        Raises:
            OSError: The medium is gone or full; the log is then closed for good.
        """
        self._file.write(record)
        self._file.flush()
        os.fdatasync(self._file.fileno())
        self.number = number

    def reconcile(self, tail: tuple[int, bytes] | None) -> None:
        """Append the commit that the database has and this log lacks.

        Raises:
            ValueError: More than one is missing: this log is of another time; make a new base.
        """
        if tail is None or tail[0] == self.number:
            return
        if tail[0] != self.number + 1:
            raise ValueError(
                f"the redo log ends at record {self.number}, the database at {tail[0]}: "
                "make a new base copy on the second medium"
            )
        self.append(*tail)

    def rotate(self) -> None:
        """Begin a new file; the one before is kept until `forget_former`, when a base holds it.

        One that is still there was never taken over by a base: then this file goes on.
        """
        if self._former.exists():
            return
        self._file.close()
        os.replace(self._path, self._former)
        self._file = open(self._path, "ab")  # noqa: SIM115 - held open for the life of the log

    def forget_former(self) -> None:
        """Drop the file before: a newer base copy holds everything in it."""
        self._former.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _cut_torn_tail(self) -> int:
        number, end = 0, 0
        for found, _, position in _records(self._path, self._vault):
            number, end = found, position
        if self._path.exists():
            os.truncate(self._path, end)
        return number


def former(path: Path) -> Path:
    """Return where the log before the present one is kept."""
    return path.with_suffix(".former.log")


def replay(path: Path, vault: Vault, connection: sqlite3.Connection, *, after: int) -> int:
    """Run every record above ``after`` against a base copy; return the last record's number."""
    last = after
    for number, statements, _ in _records(path, vault):
        if number <= after:
            continue
        connection.execute("BEGIN IMMEDIATE")
        for sql, params in statements:
            connection.execute(sql, _bound(params))
        connection.execute("COMMIT")
        last = number
    return last


def sealed_after(path: Path, number: int) -> Iterator[tuple[int, bytes]]:
    """Return ``(number, record)`` of a log's whole records above a number, without opening them.

    The log may be written to meanwhile: what is not whole yet ends it.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed below
    except FileNotFoundError:
        return
    with file:
        while len(header := file.read(HEADER.size)) == HEADER.size:
            found, length = HEADER.unpack(header)
            if length > LARGEST_RECORD:
                return
            if found <= number:
                file.seek(length, os.SEEK_CUR)
                continue
            if len(sealed := file.read(length)) < length:
                return
            yield found, header + sealed


def run(connection: sqlite3.Connection, vault: Vault, record: bytes) -> None:
    """Run a record's statements inside the transaction that is open.

    Raises:
        Unavailable: It was sealed with another key. sqlite3.Error: It does not fit this file.
    """
    for sql, params in orjson.loads(vault.open(record[HEADER.size :].decode())):
        connection.execute(sql, _bound(params))


def _last(path: Path, vault: Vault) -> int:
    return max((number for number, _, _ in _records(path, vault)), default=0)


def _records(path: Path, vault: Vault) -> Iterator[tuple[int, list[tuple[str, Any]], int]]:
    if not path.exists():
        return
    with open(path, "rb") as file:
        while len(header := file.read(HEADER.size)) == HEADER.size:
            number, length = HEADER.unpack(header)
            if length > LARGEST_RECORD or len(sealed := file.read(length)) < length:
                return
            try:
                text = vault.open(sealed.decode())
            except (Unavailable, ValueError) as error:
                # A record half on the disk is the last one; any other was damaged, or is sealed
                # with another key, and nothing behind it may be cut off as if it had never been.
                if file.read(1):
                    words = f"{path} cannot be read from record {number} on: move it aside"
                    raise Unavailable("redo.damaged", words) from error
                return
            yield number, orjson.loads(text), file.tell()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    raise TypeError(f"cannot capture {type(value).__name__}")


def _bound(params: Any) -> Any:
    def one(value: Any) -> Any:
        return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value

    if isinstance(params, dict):
        return {name: one(value) for name, value in params.items()}
    return [one(value) for value in params]
