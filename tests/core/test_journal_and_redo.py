"""The chain that shows every change of the past, and the redo log on a second medium."""

import sqlite3
from pathlib import Path

import pytest

from venue.core import journal, redo
from venue.core.db import Database
from venue.core.errors import Unavailable
from venue.core.redo import RedoLog
from venue.core.tx import Tx
from venue.core.vault import Vault


def fill(database: Database, count: int) -> None:
    for index in range(count):
        database.write(lambda tx, n=index: tx.journal("test.noted", {"n": n}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    database = Database(tmp_path / "venue.db")
    fill(database, 20)
    database.close()
    return tmp_path / "venue.db"


TAMPERS = {
    "a changed amount": ("UPDATE journal SET data = '{\"n\":99}' WHERE seq = 7", "entry 7"),
    "a changed time": (
        "UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 7",
        "entry 7",
    ),
    "a removed entry": ("DELETE FROM journal WHERE seq = 7", "entry 7 is missing"),
    "a changed hash": ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 20", "entry 20"),
}


@pytest.mark.parametrize("tamper", TAMPERS)
def test_verify_names_the_first_fault(file: Path, tamper: str) -> None:
    sql, words = TAMPERS[tamper]
    connection = sqlite3.connect(file)
    assert journal.verify(connection).fault is None
    connection.execute(sql)
    verdict = journal.verify(connection)
    assert verdict.fault is not None
    assert words in verdict.fault


def test_an_entry_appended_at_the_end_without_its_hash_is_found(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO journal SELECT 21, at, run_ms, boot, clock_trusted, actor, "
                       "kind, data, hash FROM journal WHERE seq = 20")  # fmt: skip
    assert journal.verify(connection).fault == "entry 21 was changed"


def content(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    lines = [line for line in connection.iterdump() if "redo_tail" not in line]
    connection.close()
    return lines


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "key")


def with_redo(tmp_path: Path, vault: Vault) -> Database:
    (tmp_path / "second").mkdir(exist_ok=True)
    log = RedoLog(tmp_path / "second" / "redo.log", vault)
    return Database(tmp_path / "venue.db", redo=log)


def base_copy(tmp_path: Path) -> Path:
    source, copy = sqlite3.connect(tmp_path / "venue.db"), tmp_path / "base.db"
    target = sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    return copy


def replayed(copy: Path, log: Path, vault: Vault, after: int = 0) -> int:
    connection = sqlite3.connect(copy, isolation_level=None)
    last = redo.replay(log, vault, connection, after=after)
    connection.close()
    return last


def test_replay_over_the_base_gives_the_same_database(tmp_path: Path, vault: Vault) -> None:
    database = with_redo(tmp_path, vault)
    copy = base_copy(tmp_path)
    fill(database, 30)
    database.write(lambda tx: tx.counter("x"))
    database.close()
    assert replayed(copy, tmp_path / "second" / "redo.log", vault) == 31
    assert content(copy) == content(tmp_path / "venue.db")


def test_a_torn_tail_is_cut_and_the_missing_commit_appended(tmp_path: Path, vault: Vault) -> None:
    database = with_redo(tmp_path, vault)
    copy = base_copy(tmp_path)
    fill(database, 5)
    database.close()
    log = tmp_path / "second" / "redo.log"
    log.write_bytes(log.read_bytes()[:-7])  # the power went while the last record was written
    with_redo(tmp_path, vault).close()
    assert replayed(copy, log, vault) == 5
    assert content(copy) == content(tmp_path / "venue.db")


def test_a_last_record_half_on_the_disk_is_cut(tmp_path: Path, vault: Vault) -> None:
    database = with_redo(tmp_path, vault)
    copy = base_copy(tmp_path)
    fill(database, 5)
    database.close()
    log = tmp_path / "second" / "redo.log"
    raw = log.read_bytes()
    log.write_bytes(raw[:-40] + bytes(40))  # its length was written, its blocks were not
    with_redo(tmp_path, vault).close()
    assert replayed(copy, log, vault) == 5
    assert content(copy) == content(tmp_path / "venue.db")


def test_a_log_that_is_damaged_before_its_end_is_never_cut(tmp_path: Path, vault: Vault) -> None:
    database = with_redo(tmp_path, vault)
    fill(database, 5)
    database.close()
    log = tmp_path / "second" / "redo.log"
    raw = log.read_bytes()
    log.write_bytes(raw[:60] + bytes(8) + raw[68:])
    with pytest.raises(Unavailable, match="from record 1 on"):
        with_redo(tmp_path, vault)
    assert len(log.read_bytes()) == len(raw)


def test_a_log_of_another_time_is_refused(tmp_path: Path, vault: Vault) -> None:
    database = with_redo(tmp_path, vault)
    fill(database, 5)
    database.close()
    (tmp_path / "second" / "redo.log").unlink()
    with pytest.raises(ValueError, match="make a new base copy"):
        with_redo(tmp_path, vault)


def test_the_log_holds_nothing_readable(tmp_path: Path, vault: Vault) -> None:
    database = with_redo(tmp_path, vault)
    database.write(lambda tx: tx.journal("test.noted", {"word": "tagliatelle"}))
    database.close()
    assert b"tagliatelle" not in (tmp_path / "second" / "redo.log").read_bytes()


def test_a_medium_that_fails_is_given_up_with_an_alarm_and_trade_goes_on(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = with_redo(tmp_path, vault)

    def gone(self: RedoLog, number: int, record: bytes) -> None:
        raise OSError("the medium is gone")

    monkeypatch.setattr(RedoLog, "append", gone)
    fill(database, 2)
    assert "the medium is gone" in database.redo_fault
    assert database.verify_journal().entries == 2
    database.close()


def test_a_refused_command_leaves_no_redo(tmp_path: Path, vault: Vault) -> None:
    database = with_redo(tmp_path, vault)

    def broken(tx: Tx) -> None:
        tx.journal("test.ghost", {})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(broken)
    database.close()
    assert (tmp_path / "second" / "redo.log").stat().st_size == 0
