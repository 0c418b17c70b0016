"""The append-only, hash-chained list of everything that happened.

``hash = sha256(previous hash, seq, at, run_ms, boot, clock_trusted, actor, kind, data)``: whoever
changes, removes or inserts an entry must change every hash after it, the printed ones too.
"""

import hashlib
import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from venue.core.jsonx import canonical

GENESIS = bytes(32)

INSERT = """
INSERT INTO journal (seq, at, run_ms, boot, clock_trusted, actor, kind, data, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Head(NamedTuple):
    """The newest entry: its ``seq`` (0 before the first) and hash."""

    seq: int
    hash: bytes


class Stamp(NamedTuple):
    """When a batch happened: wall clock, running time, boot id, and whether to believe the wall."""

    at: str
    run_ms: int
    boot: str
    clock_trusted: bool


class Verdict(NamedTuple):
    """The outcome of `verify`: how many entries hold, the head, and the first fault in words."""

    entries: int
    head: Head
    fault: str | None


def entry(
    head: Head, stamp: Stamp, actor: str, kind: str, data: Mapping[str, Any]
) -> tuple[str, tuple[Any, ...], Head]:
    """Return the statement and row of the next entry, and the head it makes."""
    text = canonical(data).decode()
    facts = (head.seq + 1, stamp.at, stamp.run_ms, stamp.boot, int(stamp.clock_trusted), actor)
    digest = _digest(head.hash, *facts, kind, text)
    return INSERT, (*facts, kind, text, digest), Head(head.seq + 1, digest)


def head_of(connection: sqlite3.Connection) -> Head:
    """Return the newest entry of a database."""
    found = connection.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*found) if found else Head(0, GENESIS)


def verify(connection: sqlite3.Connection) -> Verdict:
    """Walk the whole chain and compare every hash; read only, memory does not grow."""
    head = Head(0, GENESIS)
    rows = connection.execute(
        """
        SELECT seq, at, run_ms, boot, clock_trusted, actor, kind, data, hash
        FROM journal ORDER BY seq
        """
    )
    for row in rows:
        if row[0] != head.seq + 1:
            return Verdict(head.seq, head, f"entry {head.seq + 1} is missing")
        if _digest(head.hash, *row[:-1]) != row[-1]:
            return Verdict(head.seq, head, f"entry {row[0]} was changed")
        head = Head(row[0], row[-1])
    return Verdict(head.seq, head, None)


def _digest(previous: bytes, *facts: Any) -> bytes:
    # A separator that JSON text and identifiers cannot hold keeps the fields apart.
    return hashlib.sha256(previous + "\x1f".join(map(str, facts)).encode()).digest()
