"""A whole database file: copied while it is written to, checked, and brought forward by redo."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from venue.core import journal
from venue.core.db import open_reader
from venue.core.redo import replay
from venue.core.vault import Vault

PAGES_AT_ONCE = 512
PAUSE_S = 0.01


class Checked(NamedTuple):
    """What a file is found to be: the journal's head, the venue's id, and the fault in words."""

    head: journal.Head
    venue_id: str
    fault: str | None


def copy(source: Path, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Copy a database that may be in use, by SQLite's backup API.

    Args:
        progress: Called with the pages copied and the pages in all.
    """
    reader = open_reader(source)
    writer = sqlite3.connect(target)
    try:
        # One snapshot for the whole copy: it would start anew at every commit otherwise.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal").fetchone()
        reader.backup(
            writer,
            pages=PAGES_AT_ONCE,
            sleep=PAUSE_S,
            progress=lambda _, left, total: progress(total - left, total) if progress else None,
        )
        writer.execute("PRAGMA journal_mode = DELETE")
    finally:
        reader.close()
        writer.close()


def check(path: Path) -> Checked:
    """Check every page and index, and the whole hash chain."""
    nothing = journal.Head(0, journal.GENESIS)
    try:
        connection = open_reader(path)
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                return Checked(nothing, "", f"the database is damaged: {found}")
            verdict = journal.verify(connection)
            venue_id = connection.execute(
                "SELECT value FROM fact WHERE name = 'venue_id'"
            ).fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return Checked(nothing, "", f"the database cannot be read: {error}")
    fault = f"the journal does not hold: {verdict.fault}" if verdict.fault else None
    return Checked(verdict.head, str(venue_id[0]) if venue_id else "", fault)


def head(path: Path) -> journal.Head | None:
    """Return the newest entry of a database file; None: it is not there or cannot be read."""
    if not path.exists():
        return None
    try:
        connection = open_reader(path)
    except sqlite3.DatabaseError:
        return None
    try:
        return journal.head_of(connection)
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()


def fault_of(path: Path) -> str | None:
    """Check every page and index; return the damage in words, without reading the journal."""
    try:
        connection = open_reader(path)
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        return str(error)
    return None if found == "ok" else str(found)


def hash_at(path: Path, seq: int) -> bytes | None:
    """Return the journal's hash at a position; None where there is no such entry."""
    connection = open_reader(path)
    try:
        found = connection.execute("SELECT hash FROM journal WHERE seq = ?", (seq,)).fetchone()
        return found[0] if found else None
    finally:
        connection.close()


def fact(path: Path, name: str) -> str:
    """Return one of a box's own facts from a file that may be in use; empty: never set."""
    connection = open_reader(path)
    try:
        found = connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    finally:
        connection.close()
    return str(found[0]) if found else ""


def begin_anew(path: Path) -> None:
    """Let a closed database that was put back begin a redo log of its own."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("DELETE FROM redo_tail")
        connection.commit()
    finally:
        connection.close()


def bring_forward(path: Path, logs: list[Path], vault: Vault) -> int:
    """Replay redo logs over a base copy; return how many commits came back."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        found = connection.execute("SELECT number FROM redo_tail").fetchone()
        first = last = int(found[0]) if found else 0
        for log in logs:
            last = replay(log, vault, connection, after=last)
        # The restored file begins a log of its own.
        connection.execute("DELETE FROM redo_tail")
        return last - first
    finally:
        connection.close()
