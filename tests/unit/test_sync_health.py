"""How a provider's condition follows from its calls, and the line's from its providers'."""

import pytest

from sync.health import (
    CAPTIVE,
    CHECKING,
    DEGRADED,
    KEY_REFUSED,
    OFF,
    OFFLINE,
    ONLINE,
    Condition,
    Health,
    judge,
    overall,
)  # fmt: skip
from sync.model import Outcome, Result, backoff_s, plain_number

DONE = Result(outcome=Outcome.DONE)
AWAY = Result(outcome=Outcome.NOT_SENT, code="dns")
VAGUE = Result(outcome=Outcome.AMBIGUOUS, code="timeout")
PORTAL = Result(outcome=Outcome.AMBIGUOUS, code="html")
SLOW = Result(outcome=Outcome.THROTTLED, code="http_429")
KEY = Result(outcome=Outcome.AUTH, code="http_401")
NO = Result(outcome=Outcome.REJECTED)
RATE = Result(outcome=Outcome.NOT_SENT, code="rate")


@pytest.mark.parametrize(
    ("calls", "state"),
    [
        ([DONE], ONLINE),
        ([NO], ONLINE),
        ([AWAY], DEGRADED),
        ([AWAY, AWAY], OFFLINE),
        ([AWAY, DONE, AWAY], DEGRADED),
        ([VAGUE, VAGUE], DEGRADED),
        ([VAGUE, VAGUE, VAGUE], OFFLINE),
        ([PORTAL], CAPTIVE),
        ([PORTAL, AWAY], OFFLINE),
        ([SLOW], DEGRADED),
        ([AWAY, AWAY, SLOW], OFFLINE),
        ([KEY], KEY_REFUSED),
        ([KEY, AWAY, AWAY, AWAY], KEY_REFUSED),
        ([KEY, DONE], ONLINE),
        ([RATE, RATE, RATE], CHECKING),
        ([AWAY, AWAY, DONE], ONLINE),
    ],
)
def test_a_condition_follows_from_the_calls(calls: list[Result], state: str) -> None:
    now, failures = CHECKING, 0
    for call in calls:
        now, failures = judge(now, failures, call)
    assert now == state


def test_a_condition_keeps_its_beginning_while_its_reason_changes() -> None:
    health = Health(Condition())
    for moment, call in enumerate([AWAY, AWAY, VAGUE]):
        health.note(call, now=str(moment), run_ms=moment)
    assert (health.condition.since_run_ms, health.condition.code) == (1, "timeout")


@pytest.mark.parametrize(
    ("states", "line"),
    [
        ([], ONLINE),
        ([OFF, CHECKING], ONLINE),
        ([ONLINE, KEY_REFUSED], ONLINE),
        ([ONLINE, OFFLINE], DEGRADED),
        ([OFFLINE, OFFLINE, OFF], OFFLINE),
        ([OFFLINE, CAPTIVE], CAPTIVE),
        ([DEGRADED, ONLINE], DEGRADED),
    ],
)
def test_the_line_follows_from_its_providers(states: list[str], line: str) -> None:
    assert overall(states) == line


def test_waiting_doubles_up_to_its_ceiling_and_spreads() -> None:
    waits = [backoff_s(tries, least_s=5, most_s=300) for tries in (1, 2, 3, 60, 10_000)]
    for wait, whole in zip(waits, (5, 10, 20, 300, 300), strict=True):
        assert whole / 2 <= wait <= whole
    assert len({backoff_s(9, least_s=5, most_s=300) for _ in range(20)}) > 5


@pytest.mark.parametrize(("given", "number"), [(4.5, "4.5"), ("28,350.00", "28350.00"), (7, "7")])
def test_a_clouds_number_is_read_in_every_form(given: object, number: str) -> None:
    assert str(plain_number(given)) == number
