"""The append-only, hash-chained list of everything that happened.

``hash = sha256(previous hash, seq, at, run_ms, boot, clock_trusted, actor, kind, data)``: whoever
changes, removes or inserts an entry must change every hash after it, the printed ones too.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from venue.core.jsonx import canonical

GENESIS = bytes(32)

INSERT = """
INSERT INTO journal (seq, at, run_ms, boot, clock_trusted, actor, kind, data, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


EXPORTED = (
    "seq", "at", "run_ms", "boot", "clock_trusted", "actor", "kind", "data", "hash",
)  # fmt: skip


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


def export(
    execute: Callable[..., sqlite3.Cursor], *, after: int, to: int, limit: int
) -> list[dict[str, Any]]:
    """Return entries behind ``after`` up to ``to``, oldest first: ``{seq, at, run_ms, boot,
    clock_trusted, actor, kind, data, previous, hash}``; ``data`` is the text that was hashed.

    ``previous`` and ``hash`` are hexadecimal, so that a file of them proves its own chain.
    """
    found = execute(
        """
        SELECT seq, at, run_ms, boot, clock_trusted, actor, kind, data, hex(hash) FROM journal
        WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?
        """,
        (after, to, limit + 1),
    ).fetchall()
    before = found.pop(0)[-1] if found and found[0][0] == after else GENESIS.hex()
    lines = []
    for row in found[:limit]:
        named = dict(zip(EXPORTED, row, strict=True))
        lines.append(named | {"previous": before.lower(), "hash": row[-1].lower()})
        before = row[-1]
    return lines


def newest(execute: Callable[..., sqlite3.Cursor], kind: str) -> str | None:
    """Return the data, as JSON text, of the newest entry of a kind; None: there is none."""
    found = execute(
        "SELECT data FROM journal WHERE kind = ? ORDER BY seq DESC LIMIT 1", (kind,)
    ).fetchone()
    return str(found[0]) if found else None


def verify_export(lines: Iterable[Mapping[str, Any]]) -> Verdict:
    """Check the chain of exported entries by themselves; the first names what was before it."""
    head, count = Head(0, GENESIS), 0
    for line in lines:
        seq, previous = int(line["seq"]), bytes.fromhex(line["previous"])
        if count and seq != head.seq + 1:
            return Verdict(count, head, f"entry {head.seq + 1} is missing")
        if count and previous != head.hash:
            return Verdict(count, head, f"entry {seq} does not follow the one before it")
        facts = [line[name] for name in EXPORTED[:-1]]
        if _digest(previous, *facts).hex() != line["hash"]:
            return Verdict(count, head, f"entry {seq} was changed")
        head, count = Head(seq, bytes.fromhex(line["hash"])), count + 1
    return Verdict(count, head, None)


def _digest(previous: bytes, *facts: Any) -> bytes:
    # A separator that JSON text and identifiers cannot hold keeps the fields apart.
    return hashlib.sha256(previous + "\x1f".join(map(str, facts)).encode()).digest()
