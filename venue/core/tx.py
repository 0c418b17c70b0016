"""What a use case holds while it reads or writes: one transaction."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlite_utils import Database, Migrations

from venue.core import journal
from venue.core.clock import rfc3339
from venue.core.errors import Overloaded
from venue.core.jsonx import encode

LOWEST_FREE_BYTES = 64 * 1024 * 1024
Row = dict[str, Any]
Params = Sequence[Any] | Mapping[str, Any]


class News(NamedTuple):
    """One thing to tell one room after the commit.

    ``payload`` is the item's JSON object without its ``seq`` and ``kind``, encoded once.
    """

    seq: int
    room: str
    kind: str
    payload: bytes


class ReadTx:
    """A snapshot of the database: everything read through it is of one moment.

    Attributes:
        moment: Wall clock when it began.
        run_ms: Running time of the box when it began; what every expiry is measured by.
    """

    def __init__(self, connection: sqlite3.Connection, *, moment: datetime, run_ms: int) -> None:
        self._connection = connection
        self.moment = moment
        self.run_ms = run_ms

    @cached_property
    def now(self) -> str:
        """Return the wall clock when it began, RFC 3339 UTC text."""
        return rfc3339(self.moment)

    def execute(self, sql: str, params: Params = ()) -> sqlite3.Cursor:
        """Run one statement; rows come as tuples."""
        return self._connection.execute(sql, params)

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """Return every row as a dictionary by column name."""
        cursor = self.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, params: Params = ()) -> Row | None:
        """Return the first row, or None."""
        cursor = self.execute(sql, params)
        found = cursor.fetchone()
        if found is None:
            return None
        return dict(zip((column[0] for column in cursor.description), found, strict=True))

    def value(self, sql: str, params: Params = ()) -> Any:
        """Return the first column of the first row, or None."""
        found = self.execute(sql, params).fetchone()
        return found[0] if found else None

    @property
    def seq(self) -> int:
        """Return the journal's position in this snapshot; 0 before the first entry."""
        return self.value("SELECT coalesce(max(seq), 0) FROM journal") or 0

    def schema_sql(self) -> list[str]:
        """Return the SQL that made every table and index, in the order it was run."""
        found = self.execute(
            """
            SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
            ORDER BY rowid
            """
        )
        return [row[0] for row in found]


class Tx(ReadTx):
    """The writer's transaction; one for all commands of a batch, each in its own savepoint.

    Nothing here has an effect outside the database before the commit: news, wake-ups and the
    chain's head are kept in the transaction and forgotten with a savepoint that rolls back.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        moment: datetime,
        run_ms: int,
        head: journal.Head,
        stamp: journal.Stamp,
        capture: bool,
        free_bytes: Callable[[], int],
    ) -> None:
        super().__init__(connection, moment=moment, run_ms=run_ms)
        self.head = head
        self.actor = ""
        self.news: list[News] = []
        self.wake_ups: list[Callable[[], None]] = []
        self.redo: list[tuple[str, Any]] = []
        self._stamp = stamp
        self._capture = capture
        self._free_bytes = free_bytes
        self._depth = 0

    @property
    def seq(self) -> int:
        """Return the journal's position, this transaction's own entries included."""
        return self.head.seq

    def execute(self, sql: str, params: Params = ()) -> sqlite3.Cursor:
        """Run one statement; what it writes is captured for the redo record when that is on."""
        cursor = self._connection.execute(sql, params)
        if self._capture and not sql.lstrip()[:6].upper().startswith("SELECT"):
            self.redo.append((sql, params))
        return cursor

    def require_room(self) -> None:
        """Refuse new work while the disk is nearly full; what was begun can still be ended.

        Raises:
            Overloaded: ``box.disk_full``; nothing was stored, the same call may be repeated.
        """
        if self._free_bytes() < LOWEST_FREE_BYTES:
            raise Overloaded(
                "box.disk_full", "the disk is full: the box takes nothing new; nothing was stored"
            )

    def migrate(self, migrations: Migrations) -> None:
        """Apply the migrations of a module that came while the box serves."""
        migrations.apply(Database(self._connection))

    def execute_many(self, sql: str, many: Sequence[Params]) -> None:
        """Run one statement once for each of ``many``."""
        self._connection.executemany(sql, many)
        if self._capture:
            self.redo.extend((sql, params) for params in many)

    def journal(self, kind: str, data: Mapping[str, Any]) -> int:
        """Append an entry to the hash chain and return its ``seq``.

        Args:
            kind: ``feature.past_participle``.
            data: Ids, states and amounts; never a name or a person's words.
        """
        sql, row, self.head = journal.entry(self.head, self._stamp, self.actor, kind, data)
        self.execute(sql, row)
        return self.head.seq

    def tell(self, rooms: str | Iterable[str], kind: str, payload: Mapping[str, Any]) -> None:
        """Tell the screens of a room or several (``*``: all) after the commit, in journal order."""
        encoded = encode(payload)
        for room in (rooms,) if isinstance(rooms, str) else rooms:
            self.news.append(News(self.head.seq, room, kind, encoded))

    def after_commit(self, fn: Callable[[], None]) -> None:
        """Call the quick ``fn``, such as waking a worker, once this is on disk."""
        self.wake_ups.append(fn)

    def counter(self, name: str) -> int:
        """Return the next number of ``name``, from 1, without gaps: a rollback gives it back."""
        cursor = self.execute(
            """
            INSERT INTO counter (name, value) VALUES (?, 1)
            ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value
            """,
            (name,),
        )
        return int(cursor.fetchone()[0])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo everything done inside when it ends in an exception, which goes on."""
        name = f"s{self._depth}"
        before = (self.head, len(self.news), len(self.wake_ups), len(self.redo), self.actor)
        self._connection.execute(f"SAVEPOINT {name}")
        self._depth += 1
        try:
            yield
        except BaseException:
            # A full disk may already have ended the whole transaction; the writer sees to that.
            if self._connection.in_transaction:
                self._connection.execute(f"ROLLBACK TO {name}")
                self._connection.execute(f"RELEASE {name}")
            self.head, news, wake_ups, redo, self.actor = before
            del self.news[news:], self.wake_ups[wake_ups:], self.redo[redo:]
            raise
        else:
            self._connection.execute(f"RELEASE {name}")
        finally:
            self._depth -= 1
