"""The one writer: group commit, savepoints, lost transactions, backpressure, drain."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from venue.core import writer as writer_module
from venue.core.clock import ManualClock
from venue.core.db import Database
from venue.core.errors import Conflict, Overloaded, Unavailable
from venue.core.tx import Tx
from venue.core.writer import Command


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def database(tmp_path: Path, clock: ManualClock) -> Iterator[Database]:
    opened = Database(tmp_path / "venue.db", clock=clock)
    yield opened
    opened.close()


def note(tx: Tx, text: str) -> int:
    seq = tx.journal("test.noted", {"text": text})
    tx.tell("room", "note", {"text": text})
    return seq


def kinds(database: Database) -> list[str]:
    with database.read() as tx:
        return [row["data"] for row in tx.rows("SELECT data FROM journal ORDER BY seq")]


def test_a_command_is_answered_with_its_result_after_the_commit(database: Database) -> None:
    assert database.write(note, "one") == 1
    assert kinds(database) == ['{"text":"one"}']


def test_a_refusal_undoes_itself_and_not_its_neighbours(database: Database) -> None:
    gate, answers = threading.Event(), []

    def refused(tx: Tx) -> None:
        note(tx, "ghost")
        raise Conflict("test.no", "no")

    def hold(tx: Tx) -> None:
        gate.wait(5)

    holder = threading.Thread(target=database.write, args=(hold,))
    holder.start()
    for fn in (lambda tx: note(tx, "a"), refused, lambda tx: note(tx, "b")):
        command = Command(fn, lambda result, error: answers.append((result, error)))
        database.writer.submit(command)
    gate.set()
    holder.join()
    database.write(note, "c")

    assert kinds(database) == ['{"text":"a"}', '{"text":"b"}', '{"text":"c"}']
    assert isinstance(answers[1][1], Conflict)
    assert database.verify_journal().fault is None


def test_news_of_a_refused_command_is_never_told(database: Database) -> None:
    heard: list[str] = []
    database.on_news = lambda news, seq: heard.extend(item.room for item in news)

    def refused(tx: Tx) -> None:
        tx.journal("test.noted", {})
        tx.tell("ghost", "note", {})
        raise Conflict("test.no", "no")

    with pytest.raises(Conflict):
        database.write(refused)
    database.write(note, "one")
    assert heard == ["room"]


def test_a_defect_is_handed_to_its_caller_alone(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        database.write(lambda tx: 1 // 0)
    assert database.write(note, "after") == 1


def test_a_lost_transaction_fails_the_whole_batch_and_the_next_one_works(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(tx: Tx) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with pytest.raises(Overloaded) as refusal:
        database.write(full)
    assert refusal.value.code == "box.disk_full"
    assert database.write(note, "again") == 1
    assert database.verify_journal().fault is None


def test_a_failed_fsync_ends_the_process(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []

    class Ended(BaseException):
        pass

    def leave(code: int) -> None:
        ended.append(code)

    monkeypatch.setattr(writer_module.os, "_exit", leave)

    def lying_disk(tx: Tx) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error

    with pytest.raises(Overloaded):
        database.write(lying_disk)
    assert ended == [writer_module.EXIT_DISK_LIED]


def test_a_full_queue_refuses_in_words(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "QUEUE_LIMIT", 1)
    gate, started = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        started.set()
        gate.wait(5)

    holder = threading.Thread(target=database.write, args=(hold,))
    holder.start()
    assert started.wait(5)
    database.writer.submit(Command(lambda tx: None, lambda result, error: None))
    with pytest.raises(Overloaded) as refusal:
        database.write(note, "too much")
    gate.set()
    holder.join()
    assert refusal.value.code == "box.busy"


def test_a_burst_shares_one_commit(database: Database) -> None:
    gate, held = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        held.set()
        gate.wait(5)

    holder = threading.Thread(target=database.write, args=(hold,))
    holder.start()
    assert held.wait(5)
    answered = threading.Semaphore(0)
    for index in range(10):
        command = Command(
            lambda tx, n=index: note(tx, str(n)), lambda result, error: answered.release()
        )
        database.writer.submit(command)
    gate.set()
    holder.join()
    for _ in range(10):
        assert answered.acquire(timeout=5)
    assert database.writer.last_batch == 10


def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    opened = Database(tmp_path / "venue.db")
    answers: list[object] = []
    for index in range(50):
        command = Command(
            lambda tx, n=index: note(tx, str(n)), lambda result, error: answers.append(result)
        )
        opened.writer.submit(command)
    assert opened.close()
    assert answers == list(range(1, 51))


def test_a_second_process_cannot_open_the_file(database: Database) -> None:
    with pytest.raises(Unavailable) as refusal:
        Database(database.path)
    assert refusal.value.code == "box.in_use"


def test_readers_cannot_write(database: Database) -> None:
    with database.read() as tx, pytest.raises(sqlite3.OperationalError):
        tx.execute("DELETE FROM journal")


def test_running_time_goes_on_over_restarts_and_clock_jumps(
    tmp_path: Path, clock: ManualClock
) -> None:
    first = Database(tmp_path / "other.db", clock=clock)
    clock.advance(100)
    before = first.write(lambda tx: (tx.journal("test.noted", {}), tx.run_ms)[1])
    first.close()
    clock.jump(-10 * 365 * 86_400)
    clock.mono_ms = 5
    second = Database(tmp_path / "other.db", clock=clock)
    clock.advance(1)
    assert second.run_ms == before + 1000
    second.close()


def test_counters_have_no_gaps_after_a_refusal(database: Database) -> None:
    def refused(tx: Tx) -> None:
        tx.counter("ticket")
        raise Conflict("test.no", "no")

    assert database.write(lambda tx: tx.counter("ticket")) == 1
    with pytest.raises(Conflict):
        database.write(refused)
    assert database.write(lambda tx: tx.counter("ticket")) == 2


def test_a_command_is_not_journalled_under_its_neighbours_name(database: Database) -> None:
    gate, held = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        held.set()
        gate.wait(5)

    def named(tx: Tx) -> None:
        tx.actor = "staff:7"
        note(tx, "named")

    holder = threading.Thread(target=database.write, args=(hold,))
    holder.start()
    assert held.wait(5)
    for fn in (named, lambda tx: note(tx, "unnamed")):
        database.writer.submit(Command(fn, lambda result, error: None))
    gate.set()
    holder.join()
    database.write(note, "last")
    with database.read() as tx:
        actors = [row["actor"] for row in tx.rows("SELECT actor FROM journal ORDER BY seq")]
    assert actors == ["staff:7", "", ""]
