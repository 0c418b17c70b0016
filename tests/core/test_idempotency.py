"""The same key has the same effect once, and hears the same answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from venue.core import idempotency
from venue.core.clock import ManualClock
from venue.core.db import Database
from venue.core.errors import Conflict, Invalid, Overloaded, Unprocessable
from venue.core.ids import uuid7
from venue.core.tx import Tx


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def database(tmp_path: Path, clock: ManualClock) -> Iterator[Database]:
    opened = Database(tmp_path / "venue.db", clock=clock)
    yield opened
    opened.close()


def effect(tx: Tx) -> dict[str, Any]:
    return {"number": tx.counter("effect"), "seq": tx.journal("test.done", {})}


def ask(
    database: Database, key: str, *, scope: str = "me", request: bytes = b"r", fn: Any = effect
):
    return database.write(
        lambda tx: idempotency.once(tx, key=key, scope=scope, request=request, status=201, fn=fn)
    )


def effects(database: Database) -> int:
    with database.read() as tx:
        return int(tx.value("SELECT count(*) FROM journal"))


def test_a_repeat_hears_the_stored_answer(database: Database) -> None:
    key = uuid7()
    assert ask(database, key) == ask(database, key)
    assert effects(database) == 1


def test_twins_at_the_same_moment_have_one_effect(database: Database) -> None:
    key = uuid7()
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: ask(database, key), range(8)))
    assert len(answers) == 1
    assert effects(database) == 1


def test_it_holds_across_a_restart(tmp_path: Path) -> None:
    key = uuid7()
    first = Database(tmp_path / "a.db")
    before = ask(first, key)
    first.close()
    second = Database(tmp_path / "a.db")
    assert ask(second, key) == before
    second.close()


@pytest.mark.parametrize("other", [{"request": b"other"}, {"scope": "somebody else"}])
def test_another_body_or_person_is_refused_and_told_nothing(
    database: Database, other: dict[str, Any]
) -> None:
    key = uuid7()
    ask(database, key)
    with pytest.raises(Unprocessable) as refusal:
        ask(database, key, **other)
    assert refusal.value.code == "request.key_reused"
    assert effects(database) == 1


def test_a_refusal_by_the_rules_is_stored_though_its_work_is_undone(database: Database) -> None:
    key, calls = uuid7(), []

    def refused(tx: Tx) -> None:
        calls.append(1)
        effect(tx)
        raise Conflict("test.no", "no")

    first, again = ask(database, key, fn=refused), ask(database, key, fn=refused)
    assert first == again
    assert first.status == 409
    assert len(calls) == 1
    assert effects(database) == 0


@pytest.mark.parametrize("error", [Invalid("t.bad", "bad"), Overloaded("t.busy", "busy")])
def test_malformed_and_busy_answers_are_not_kept(database: Database, error: Exception) -> None:
    key = uuid7()

    def fails(tx: Tx) -> None:
        raise error

    with pytest.raises(type(error)):
        ask(database, key, fn=fails)
    assert ask(database, key).status == 201


def test_answers_are_forgotten_after_seven_days_of_running_time_alone(
    database: Database, clock: ManualClock
) -> None:
    key = uuid7()
    ask(database, key)
    clock.jump(400 * 86_400)
    assert database.write(idempotency.purge) == 0
    clock.advance(8 * 86_400)
    assert database.write(idempotency.purge) == 1


UPPER = "0198F7D2-567A-74DE-AE96-BD869BB50BF8"


@pytest.mark.parametrize("key", ["", None, "x", "123", "0" * 36, UPPER])
def test_a_missing_or_malformed_key_is_refused(key: str | None) -> None:
    with pytest.raises(Invalid):
        idempotency.require_key(key)
