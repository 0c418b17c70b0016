"""The one writer: an OS thread that takes every waiting command into one transaction.

A burst of commands costs one fsync. Each command has its own savepoint, so that one refusal does
not undo its neighbours; each caller is answered only after the commit is on the disk.
"""

import logging
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from venue.core.errors import Overloaded, VenueError
from venue.core.tx import News, Tx

log = logging.getLogger(__name__)

BATCH_LIMIT = 64
QUEUE_LIMIT = 2_000
EXIT_DISK_LIED = 74  # sysexits.h EX_IOERR

# The transaction is gone with these, whatever SQLite still says of it.
LOST_CODES = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
    }
)
FSYNC_CODES = frozenset({sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC})


class Command(NamedTuple):
    """A use case that waits for the writer; ``done(result, error)`` is called once."""

    fn: Callable[[Tx], Any]
    done: Callable[[Any, BaseException | None], None]


class Outcome(NamedTuple):
    """What one command came to, before anybody is told."""

    command: Command
    result: Any
    error: BaseException | None


class Writer:
    """Runs commands one after the other on its own thread.

    Args:
        begin: Starts a transaction and returns its `Tx`.
        commit: Makes it durable; its work includes the second medium and the second box. A
            `VenueError` of its answers the whole batch: nobody may be told that it was done.
        publish: Receives a commit's news, in journal order, after the commit.
    """

    def __init__(
        self,
        *,
        begin: Callable[[], Tx],
        commit: Callable[[Tx], None],
        rollback: Callable[[], None],
        publish: Callable[[list[News], int], None],
    ) -> None:
        self._begin, self._commit, self._rollback = begin, commit, rollback
        self._publish = publish
        self._waiting: deque[Command] = deque()
        self._ready = threading.Condition()
        self._closing = False
        self.last_batch = 0
        self.last_commit_ms = 0.0
        self.on_commit: Callable[[int, float], None] = lambda commands, milliseconds: None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def queued(self) -> int:
        """Return how many commands wait."""
        return len(self._waiting)

    def submit(self, command: Command) -> None:
        """Put a command in the queue.

        Raises:
            Overloaded: ``box.busy`` when the queue is full; ``box.stopping`` during shutdown.
        """
        with self._ready:
            if self._closing:
                raise Overloaded("box.stopping", "the box is stopping; try again in a moment")
            if len(self._waiting) >= QUEUE_LIMIT:
                raise Overloaded("box.busy", "too much at once; try again in a moment")
            self._waiting.append(command)
            self._ready.notify()

    def close(self, limit_s: float) -> bool:
        """Take no more, finish what waits, stop; return False when the limit came first."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self._thread.join(limit_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while batch := self._take():
            self._work(batch)

    def _take(self) -> list[Command]:
        with self._ready:
            while not self._waiting and not self._closing:
                self._ready.wait()
            size = min(len(self._waiting), BATCH_LIMIT)
            return [self._waiting.popleft() for _ in range(size)]

    def _work(self, batch: list[Command]) -> None:
        try:
            tx = self._begin()
            outcomes = [self._one(tx, command) for command in batch]
            started = time.perf_counter()
            self._commit(tx)
        except sqlite3.Error as error:
            self._lost(batch, error)
            return
        except VenueError as refusal:
            for command in batch:
                command.done(None, refusal)
            return
        self.last_commit_ms = (time.perf_counter() - started) * 1000
        self.last_batch = len(batch)
        _safely(lambda: self.on_commit(len(batch), self.last_commit_ms))
        _safely(lambda: self._publish(tx.news, tx.head.seq))
        for wake_up in tx.wake_ups:
            _safely(wake_up)
        for outcome in outcomes:
            outcome.command.done(outcome.result, outcome.error)

    def _one(self, tx: Tx, command: Command) -> Outcome:
        # The neighbour before in the batch must not be named for what this one does.
        tx.actor = ""
        try:
            with tx.savepoint():
                return Outcome(command, command.fn(tx), None)
        except VenueError as refusal:
            return Outcome(command, None, refusal)
        except sqlite3.Error as error:
            if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in LOST_CODES:
                raise
            return Outcome(command, None, error)
        except Exception as error:
            return Outcome(command, None, error)

    def _lost(self, batch: list[Command], error: Exception) -> None:
        """Answer a whole batch whose transaction is gone, or end the process.

        After a failed fsync the kernel may have dropped the pages and call the next fsync a
        success: the same handle must never be asked again.
        """
        code = getattr(error, "sqlite_errorcode", 0)
        if code in FSYNC_CODES:
            log.critical("the disk refused an fsync; ending so that nothing false is promised")
            logging.shutdown()
            os._exit(EXIT_DISK_LIED)
        log.error("a transaction was lost: %s", error)
        try:
            self._rollback()
        except sqlite3.Error as again:
            log.error("rolling back: %s", again)
        full = code & 0xFF == sqlite3.SQLITE_FULL
        refusal = Overloaded(
            "box.disk_full" if full else "box.disk_error",
            "the disk is full; nothing was stored"
            if full
            else "the disk failed; nothing was stored",
        )
        for command in batch:
            command.done(None, refusal)


def _safely(wake_up: Callable[[], None]) -> None:
    try:
        wake_up()
    except Exception:
        log.exception("a wake-up after a commit failed")
