"""A copy of the venue that follows another box: its redo records are run here as they come."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from venue.core import journal, redo
from venue.core.db import lock_file, open_writer
from venue.core.errors import Unavailable
from venue.core.vault import Vault

LINE = "redo.line"  # the fact that tells one numbering of records from the next


class Diverged(Exception):
    """This copy is not what the other box's records were made on; it needs a new base."""


class Copy:
    """The file of a box that stands by; held under the same lock as a served one.

    Attributes:
        number: The newest record that is in it.

    Raises:
        Unavailable: ``box.in_use``.
    """

    def __init__(self, path: Path, vault: Vault) -> None:
        self._vault, self._lock = vault, lock_file(path)
        self._connection = open_writer(path)
        self.number = int(self._one("SELECT number FROM redo_tail") or 0)

    @property
    def line(self) -> str:
        """Return which numbering this copy's records are of."""
        return str(self._one("SELECT value FROM fact WHERE name = 'redo.line'") or "")

    @property
    def head(self) -> journal.Head:
        """Return the newest entry of its journal."""
        return journal.head_of(self._connection)

    def apply(self, records: Sequence[tuple[int, bytes]]) -> None:
        """Run records in one commit, which is on the disk when this returns.

        Raises:
            Diverged: One is missing before them, or they do not fit; nothing was changed.
        """
        if [number for number, _ in records] != list(
            range(self.number + 1, self.number + 1 + len(records))
        ):
            raise Diverged(f"record {self.number + 1} is missing")
        number, newest = records[-1]
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for _, record in records:
                redo.run(self._connection, self._vault, record)
            self._connection.execute(
                "INSERT OR REPLACE INTO redo_tail (id, number, record) VALUES (1, ?, ?)",
                (number, newest),
            )
            self._connection.execute("COMMIT")
        except (sqlite3.Error, Unavailable, ValueError) as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise Diverged(f"record {number} does not fit: {error}") from error
        self.number = number

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()
        self._lock.close()

    def _one(self, sql: str) -> Any:
        found = self._connection.execute(sql).fetchone()
        return found[0] if found else None
