"""The states of a job: the whole table, and the rules of each document."""

import itertools

import pytest

from printers.model import MOVES, RULES, Kind, OnUnknown, State, move, retry_ms
from venue.core.errors import Conflict

# domain.md, "print job".
ALLOWED = {
    ("queued", "sending"),
    ("queued", "expired"),
    ("queued", "cancelled"),
    ("sending", "printed"),
    ("sending", "unknown"),
    ("sending", "held"),
    ("sending", "queued"),
    ("sending", "failed"),
    ("held", "printed"),
    ("held", "unknown"),
    ("unknown", "printed"),
    # A drawer's pulse is never tried again; what was never sent a person may still want.
    ("sending", "expired"),
    ("expired", "queued"),
    ("expired", "cancelled"),
}


@pytest.mark.parametrize(("state", "to"), sorted(ALLOWED))
def test_allowed_moves(state, to):
    assert move(State(state), State(to)) is State(to)


@pytest.mark.parametrize(
    ("state", "to"), sorted(set(itertools.product(map(str, State), map(str, State))) - ALLOWED)
)
def test_every_other_move_is_refused_in_words(state, to):
    with pytest.raises(Conflict) as refused:
        move(State(state), State(to))
    assert refused.value.code == "printing.illegal_move"
    assert refused.value.details["from"] == state


def test_every_state_and_kind_is_in_its_table():
    assert set(MOVES) == set(State)
    assert set(RULES) == set(Kind)


@pytest.mark.parametrize(("attempt", "wait_ms"), [(1, 1000), (2, 2000), (5, 15_000), (99, 15_000)])
def test_kitchen_retries(attempt, wait_ms):
    assert retry_ms(Kind.KITCHEN, attempt) == wait_ms


def test_only_kitchen_work_is_repeated_or_rerouted_by_itself():
    by_itself = {kind for kind, rule in RULES.items() if rule.on_unknown is OnUnknown.COPY}
    assert by_itself == {Kind.KITCHEN, Kind.VOID, Kind.CHANGE}
    assert {kind for kind, rule in RULES.items() if rule.reroute_after_s} == by_itself
