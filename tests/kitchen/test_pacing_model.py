"""Load and pacing as pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venue.kitchen.model import (
    Beat,
    Limits,
    Paces,
    Pacing,
    automatic,
    decided,
    health,
    load,
    next_pacing,
    promise,
)

LIMITS = Limits(slow_at_min=20, pause_at_min=40)
MIN = 60


def test_a_dish_takes_its_own_time_else_its_stations_else_the_venues() -> None:
    paces = Paces(items={7: 600}, stations={1: 120}, venue_s=180)
    cooking = [(1, 7, 2), (1, 8, 3), (2, 9, 1)]
    assert load(cooking, paces) == {1: 2 * 600 + 3 * 120, 2: 180}


@pytest.mark.parametrize(
    ("state", "minutes", "then"),
    [
        ("normal", 19, "normal"),
        ("normal", 20, "slow"),
        ("slow", 19, "slow"),
        ("slow", 15, "slow"),
        ("slow", 14, "normal"),
        ("slow", 40, "paused"),
        ("paused", 39, "paused"),
        ("paused", 30, "paused"),
        ("paused", 29, "slow"),
        ("paused", 14, "normal"),
    ],
)
def test_a_limit_is_left_only_well_below_it(state: str, minutes: int, then: str) -> None:
    assert automatic(state, minutes * MIN, LIMITS) == then


@given(st.integers(0, 200), st.sampled_from(["normal", "slow", "paused"]))
def test_without_limits_only_people_decide(minutes: int, state: str) -> None:
    assert automatic(state, minutes * MIN, Limits(slow_at_min=0, pause_at_min=0)) == "normal"


@given(st.integers(0, 7200), st.sampled_from(["normal", "slow", "paused"]))
def test_the_same_load_twice_changes_nothing_more(load_s: int, state: str) -> None:
    once = automatic(state, load_s, LIMITS)
    assert automatic(once, load_s, LIMITS) == once


def test_the_promise_is_the_queued_work_in_steps_of_five_minutes() -> None:
    assert promise("normal", 999) is None
    assert promise("slow", 0) is None
    assert [promise("slow", s) for s in (1, 300, 301, 1500)] == [5, 5, 10, 25]


def test_a_persons_word_holds_for_its_time_and_then_the_load_decides() -> None:
    paused = decided("paused", 10, 0, run_ms=1_000)
    before, after = 1_000 + 10 * 60_000 - 1, 1_000 + 10 * 60_000
    assert next_pacing(paused, 0, LIMITS, before) == paused
    assert next_pacing(paused, 0, LIMITS, after) == Pacing()
    assert next_pacing(paused, 25 * MIN, LIMITS, after).state == "slow"
    for_good = decided("slow", None, 0, run_ms=0)
    assert next_pacing(for_good, 99 * MIN, LIMITS, 10**12).state == "slow"


@pytest.mark.parametrize(
    ("silent_s", "painted_s", "visible", "state"),
    [(0, 0, True, "ok"), (26, 0, True, "silent"), (5, 0, False, "hidden"), (5, 16, True, "frozen")],
)
def test_a_screen_is_ok_only_when_it_speaks_is_seen_and_paints(
    silent_s: int, painted_s: int, visible: bool, state: str
) -> None:
    beat = Beat(
        name="", station="hot", open=0, waiting=0, painted_s=painted_s, visible=visible, run_ms=0
    )
    assert health(beat, silent_s * 1000) == state
