"""The database: one writer, many readers; the only file that opens SQLite.

Exactly one read-write connection exists in the whole system, held under a file lock: SQLite
before 3.51.3 can corrupt a WAL that two connections write. Every other connection is read only.
"""

import fcntl
import logging
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlite_utils

from venue.core import journal, schema
from venue.core.clock import Clock, SystemClock, rfc3339
from venue.core.errors import Unavailable, VenueError
from venue.core.ids import uuid7
from venue.core.redo import RedoLog
from venue.core.runtime import Runtime, ThreadRuntime
from venue.core.tx import News, ReadTx, Tx
from venue.core.writer import Command, Writer

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

IDLE_READERS = 8
CHECKPOINT_PAGES = 4_000  # 16 MB of WAL: fewer, larger checkpoints wear a card less
SCHEMA_SETS: tuple[sqlite_utils.Migrations, ...] = (schema.MIGRATIONS,)


class Database:
    """The venue's file and its writer.

    Args:
        path: The SQLite file; ``<path>.lock`` beside it is held while this is open.
        clock: Where time comes from.
        runtime: How callers wait for the writer.
        redo: The second medium's log, or None.

    Raises:
        Unavailable: ``box.in_use`` - another process holds the file.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock | None = None,
        runtime: Runtime | None = None,
        redo: RedoLog | None = None,
        migrations: Iterable[sqlite_utils.Migrations] = (),
    ) -> None:
        self.path = path
        self.clock: Clock = clock or SystemClock()
        self.runtime: Runtime = runtime or ThreadRuntime()
        self.boot = uuid7()
        self.on_news: Callable[[list[News], int], None] = lambda news, seq: None
        self.disk_usage: Callable[[], Any] = lambda: shutil.disk_usage(path.parent)
        self._lock = lock_file(path)
        self._connection = open_writer(path)
        self._redo = redo
        self.redo_fault = ""
        self.fence = ""
        self.on_record: Callable[[int, bytes, journal.Head], None] = lambda *record: None
        self._readers: list[sqlite3.Connection] = []
        self._readers_lock = threading.Lock()
        self.migrate([*SCHEMA_SETS, *migrations])
        self._head = journal.head_of(self._connection)
        self._run_base_ms = self._last_run_ms() - self.clock.monotonic_ms()
        if redo is not None:
            redo.reconcile(self._redo_tail())
        self.writer = Writer(
            begin=self._begin,
            commit=self._commit,
            rollback=self._roll_back,
            publish=self._publish,
        )

    def migrate(self, sets: Iterable[sqlite_utils.Migrations]) -> None:
        """Bring the file's tables up to date; called before the writer serves."""
        wrapped = sqlite_utils.Database(self._connection)
        for migrations in sets:
            migrations.apply(wrapped)

    @property
    def run_ms(self) -> int:
        """Return the box's running time in ms: goes on over restarts, never jumps."""
        return self._run_base_ms + self.clock.monotonic_ms()

    def write(self, fn: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(tx, ...)`` on the writer and return its result once it is on the disk.

        Raises:
            VenueError: What ``fn`` refused, or ``box.busy``, ``box.disk_full``, ``box.stopping``,
                ``box.fenced``.
        """
        if self.fence:
            raise Unavailable("box.fenced", self.fence)
        waiter = self.runtime.waiter()
        self.writer.submit(Command(lambda tx: fn(tx, *args, **kwargs), waiter.done))
        result: T = waiter.wait()
        return result

    @contextmanager
    def read(self) -> Iterator[ReadTx]:
        """Give a snapshot to read from; short, and without any wait inside."""
        connection = self._borrow()
        try:
            connection.execute("BEGIN")
            yield ReadTx(connection, moment=self.clock.now(), run_ms=self.run_ms)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._give_back(connection)

    def verify_journal(self) -> journal.Verdict:
        """Check the whole hash chain."""
        with self.read() as tx:
            return journal.verify(tx._connection)  # the walk needs the plain cursor

    @property
    def redo_number(self) -> int:
        """Return the redo log's newest record; 0: none was written yet, -1: there is no log."""
        return self._redo.number if self._redo else -1

    def begin_redo_anew(self) -> Callable[[], None]:
        """Let the redo log go on in a new file; the answer drops the old one.

        For a base copy: begin anew, copy, and when the copy is safe drop what it holds.
        """
        log = self._redo
        if log is None:
            return lambda: None
        self.write(lambda tx: tx.after_commit(log.rotate))
        return log.forget_former

    def tidy(self, *, vacuum: bool) -> None:
        """Move the log into the file and cut it to nothing, on the writer between two batches.

        Args:
            vacuum: Also write the file anew without its empty pages; nothing else is written then.
        """

        def work() -> None:
            self._connection.execute("PRAGMA optimize")
            if vacuum:
                self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self.write(lambda tx: tx.after_commit(work))

    def close(self, limit_s: float = 10.0) -> bool:
        """Finish what waits and close; return False when the limit came first."""
        drained = self.writer.close(limit_s)
        for connection in self._readers:
            connection.close()
        self._readers.clear()
        if drained:
            self._connection.close()
        if self._redo is not None:
            self._redo.close()
        self._lock.close()
        return drained

    def _begin(self) -> Tx:
        self._connection.execute("BEGIN IMMEDIATE")
        moment, run_ms = self.clock.now(), self.run_ms
        return Tx(
            self._connection,
            moment=moment,
            run_ms=run_ms,
            head=self._head,
            stamp=journal.Stamp(rfc3339(moment), run_ms, self.boot, self.clock.trusted()),
            capture=self._redo is not None,
            free_bytes=lambda: int(self.disk_usage().free),
        )

    def _commit(self, tx: Tx) -> None:
        if self._redo is None or not tx.redo:
            self._connection.execute("COMMIT")
        else:
            number = self._redo.number + 1
            record = self._redo.seal(number, tx.redo)
            self._connection.execute(
                "INSERT OR REPLACE INTO redo_tail (id, number, record) VALUES (1, ?, ?)",
                (number, record),
            )
            self._connection.execute("COMMIT")
            self._append_redo(self._redo, number, record)
            self._head = tx.head
            self._tell_standby(number, record, tx.head)
        self._head = tx.head

    def _append_redo(self, log: RedoLog, number: int, record: bytes) -> None:
        """Sync the second medium; one that fails is given up with an alarm.

        A broken stick must not stop a full dining room, and the commit is on the main disk.
        """
        try:
            log.append(number, record)
        except OSError as error:
            logger.critical("the second medium failed, going on without it: %s", error)
            self.redo_fault = f"the second medium failed: {error}"
            self._redo = None

    def _tell_standby(self, number: int, record: bytes, head: journal.Head) -> None:
        """Wait for the second box, if one is asked for.

        Raises:
            VenueError: That box serves by now: the commit stands here, but must not be answered.
        """
        try:
            self.on_record(number, record, head)
        except VenueError:
            raise
        except Exception:
            logger.exception("record %d was not handed to the standby", number)

    def _publish(self, news: list[News], seq: int) -> None:
        self.on_news(news, seq)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._head = journal.head_of(self._connection)

    def _redo_tail(self) -> tuple[int, bytes] | None:
        found = self._connection.execute("SELECT number, record FROM redo_tail").fetchone()
        return (found[0], found[1]) if found else None

    def _last_run_ms(self) -> int:
        found = self._connection.execute(
            """
            SELECT max(coalesce((SELECT run_ms FROM journal ORDER BY seq DESC LIMIT 1), 0),
                       coalesce((SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'run_ms'), 0))
            """
        ).fetchone()
        return int(found[0])

    def _borrow(self) -> sqlite3.Connection:
        with self._readers_lock:
            if self._readers:
                return self._readers.pop()
        return open_reader(self.path)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._readers_lock:
            if len(self._readers) < IDLE_READERS:
                self._readers.append(connection)
                return
        connection.close()


def open_reader(path: Path) -> sqlite3.Connection:
    """Open the file read only, as every part but the writer must."""
    connection = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False,
        cached_statements=256,
    )  # fmt: skip
    connection.execute("PRAGMA query_only = ON")
    return connection


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the file as the one writer does; the caller holds `lock_file`."""
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    # FULL, not NORMAL: what was acknowledged must survive a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    # What is forgotten is overwritten, not only unlinked: a stolen card is read page by page.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, level) != ("wal", 2):
        raise Unavailable("box.unsafe_disk", f"SQLite answered {mode}/{level}, not wal/FULL")
    os.chmod(path, 0o600)
    return connection


def lock_file(path: Path) -> Any:
    """Hold the file for this process; closing what is returned lets it go."""
    lock = open(f"{path}.lock", "w")  # noqa: SIM115 - held open while the database is
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Unavailable("box.in_use", f"{path} is in use by a running venue server") from None
    return lock
