"""The stand-in's state on disk: documents, numbers and the list of effects.

All SQL of the stand-in. Its file is its own and nobody else opens it, so the venue's rule of one
writer is not touched.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from venue.core import jsonx
from venue.core.clock import rfc3339

FILE = "clouds.db"
SCHEMA = """
CREATE TABLE IF NOT EXISTS doc (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    parent TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, id)
) STRICT;
CREATE INDEX IF NOT EXISTS doc_by_parent ON doc (kind, parent);
CREATE TABLE IF NOT EXISTS number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS effect (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
"""

Doc = dict[str, Any]


class State:
    """Everything one request may read and change, inside one transaction.

    Args:
        now: The stand-in's time, aware, in UTC.
    """

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._sql, self.now = connection, now

    def get(self, kind: str, key: str) -> Doc | None:
        """Return one document or None."""
        found = self._sql.execute(
            "SELECT body FROM doc WHERE kind = ? AND id = ?", (kind, key)
        ).fetchone()
        return jsonx.loads(found[0]) if found else None

    def put(self, kind: str, key: str, body: Doc, *, parent: str = "") -> None:
        """Write one document; ``parent`` is what `children` finds it by."""
        self._sql.execute(
            """
            INSERT INTO doc (kind, id, parent, body) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, parent = excluded.parent
            """,
            (kind, key, parent, jsonx.dumps(body)),
        )

    def drop(self, kind: str, key: str) -> None:
        """Remove one document, if it is there."""
        self._sql.execute("DELETE FROM doc WHERE kind = ? AND id = ?", (kind, key))

    def every(self, kind: str) -> list[Doc]:
        """Return all documents of a kind, oldest first."""
        return self._bodies("SELECT body FROM doc WHERE kind = ? ORDER BY n", (kind,))

    def named(self, kind: str) -> list[tuple[str, Doc]]:
        """Return all documents of a kind with their ids, oldest first."""
        rows = self._sql.execute("SELECT id, body FROM doc WHERE kind = ? ORDER BY n", (kind,))
        return [(key, jsonx.loads(body)) for key, body in rows]

    def children(self, kind: str, parent: str) -> list[Doc]:
        """Return the documents of a kind under one parent, oldest first."""
        return self._bodies(
            "SELECT body FROM doc WHERE kind = ? AND parent = ? ORDER BY n", (kind, parent)
        )

    def number(self, name: str, *, first: int = 1) -> int:
        """Return the next number of a series."""
        found = self._sql.execute(
            """
            INSERT INTO number (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value
            """,
            (name, first),
        ).fetchone()
        return int(found[0])

    def effect(self, provider: str, kind: str, reference: str, **facts: Any) -> None:
        """Record that something really happened.

        Args:
            reference: What the caller named it by (idempotency key, token), or what it is about.
        """
        body = {"at": rfc3339(self.now), "provider": provider, "kind": kind, "reference": reference}
        self._sql.execute("INSERT INTO effect (body) VALUES (?)", (jsonx.dumps(body | facts),))

    def effects(self) -> list[Doc]:
        """Return every effect in the order it happened."""
        rows = self._sql.execute("SELECT seq, body FROM effect ORDER BY seq")
        return [{"seq": seq, **jsonx.loads(body)} for seq, body in rows]

    def clear(self) -> None:
        """Forget everything."""
        for table in ("doc", "number", "effect"):
            self._sql.execute(f"DELETE FROM {table}")

    def _bodies(self, sql: str, values: tuple[str, ...]) -> list[Doc]:
        return [jsonx.loads(row[0]) for row in self._sql.execute(sql, values)]


class Store:
    """The stand-in's file; one transaction at a time.

    Args:
        folder: Where the file lives; made when it is missing.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._sql = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
        # NORMAL survives the end of the process, which is all a stand-in must.
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = NORMAL")
        self._sql.executescript(SCHEMA)

    @contextmanager
    def change(self, now: datetime) -> Iterator[State]:
        """Give the state inside a transaction; an exception undoes it."""
        with self._lock:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield State(self._sql, now)
            except BaseException:
                self._sql.execute("ROLLBACK")
                raise
            self._sql.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._sql.close()
