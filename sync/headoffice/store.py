"""The head office's own file: every venue's journal, what it replaced, and what is told of it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

COLUMNS = (
    "venue", "seq", "at", "run_ms", "boot", "clock_trusted", "actor", "kind", "data", "previous",
    "hash",
)  # fmt: skip
NAMES = ", ".join(COLUMNS)
MARKS = ", ".join("?" * len(COLUMNS))
SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (
    venue TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, run_ms INTEGER NOT NULL,
    boot TEXT NOT NULL, clock_trusted INTEGER NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
    data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (venue, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS replaced (
    id INTEGER PRIMARY KEY, replaced_at TEXT NOT NULL, venue TEXT NOT NULL, seq INTEGER NOT NULL,
    kind TEXT NOT NULL, data TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, venue TEXT NOT NULL, seq INTEGER NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS journal_of_kind ON journal (kind, venue, seq);
CREATE VIEW IF NOT EXISTS takings AS
SELECT venue, data ->> 'business_day' AS business_day, data ->> 'method' AS method,
       count(*) AS receipts, sum(data ->> 'amount_minor') AS amount_minor,
       sum(data ->> 'tip_minor') AS tip_minor
FROM journal WHERE kind = 'receipt.drawn' AND data ->> 'series' = 'R'
GROUP BY 1, 2, 3;
"""
MOST_FAULTS = 1_000
Connection = sqlite3.Connection


class Last(NamedTuple):
    """The newest entry of a venue; seq 0 before the first."""

    seq: int
    hash: str


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """Open the file, made where it is not there; what it says it stored is on the disk."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(SCHEMA)
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Keep all of what is done, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def last(connection: Connection, venue: str) -> Last:
    """Return a venue's newest entry."""
    found = connection.execute(
        "SELECT seq, hash FROM journal WHERE venue = ? ORDER BY seq DESC LIMIT 1", (venue,)
    ).fetchone()
    return Last(*found) if found else Last(0, "0" * 64)


def hash_at(connection: Connection, venue: str, seq: int) -> str:
    """Return the hash of a stored entry; of none before the first."""
    if seq == 0:
        return "0" * 64
    found = connection.execute(
        "SELECT hash FROM journal WHERE venue = ? AND seq = ?", (venue, seq)
    ).fetchone()
    return str(found[0]) if found else ""


def insert(connection: Connection, entry: Mapping[str, Any]) -> None:
    """Store the next entry of a venue."""
    connection.execute(
        f"INSERT INTO journal ({NAMES}) VALUES ({MARKS})", [entry[name] for name in COLUMNS]
    )


def replace_from(connection: Connection, venue: str, seq: int, *, at: str) -> int:
    """Put a venue's entries from ``seq`` on aside: it was restored; return how many."""
    connection.execute(
        """
        INSERT INTO replaced (replaced_at, venue, seq, kind, data, hash)
        SELECT ?, venue, seq, kind, data, hash FROM journal WHERE venue = ? AND seq >= ?
        ORDER BY seq
        """,
        (at, venue, seq),
    )
    return connection.execute(
        "DELETE FROM journal WHERE venue = ? AND seq >= ?", (venue, seq)
    ).rowcount


def note_fault(connection: Connection, venue: str, seq: int, words: str, *, at: str) -> None:
    """Note what was wrong with an entry that came; the oldest notes go."""
    connection.execute(
        "INSERT INTO fault (at, venue, seq, words) VALUES (?, ?, ?, ?)", (at, venue, seq, words)
    )
    connection.execute(
        "DELETE FROM fault WHERE id <= (SELECT max(id) FROM fault) - ?", (MOST_FAULTS,)
    )


def venues(connection: Connection) -> list[dict[str, Any]]:
    """Return for each venue ``{venue, entries, last_at, replaced, faults, last_fault}``."""
    rows = connection.execute(
        """
        SELECT j.venue, max(j.seq), max(j.at),
               (SELECT count(*) FROM replaced r WHERE r.venue = j.venue),
               (SELECT count(*) FROM fault f WHERE f.venue = j.venue),
               coalesce((SELECT words FROM fault f WHERE f.venue = j.venue
                         ORDER BY id DESC LIMIT 1), '')
        FROM journal j GROUP BY j.venue ORDER BY j.venue
        """
    )
    names = ("venue", "entries", "last_at", "replaced", "faults", "last_fault")
    return [dict(zip(names, row, strict=True)) for row in rows]


def takings(connection: Connection, first_day: int) -> list[dict[str, Any]]:
    """Return takings by venue, business day (its number) and way to pay, minor units."""
    rows = connection.execute(
        """
        SELECT venue, business_day, method, receipts, amount_minor, tip_minor FROM takings
        WHERE business_day >= ? ORDER BY venue, business_day, method
        """,
        (first_day,),
    )
    names = ("venue", "business_day", "method", "receipts", "amount_minor", "tip_minor")
    return [dict(zip(names, row, strict=True)) for row in rows]


def entries(connection: Connection, venue: str) -> Iterator[dict[str, Any]]:
    """Return a venue's whole journal, as an export of its own would be."""
    rows = connection.execute(f"SELECT {NAMES} FROM journal WHERE venue = ? ORDER BY seq", (venue,))
    return (dict(zip(COLUMNS, row, strict=True)) for row in rows)
