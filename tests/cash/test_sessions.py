"""Drawers and purses: whose cash goes where, counted blind, closed with a difference explained."""

from typing import Any

import pytest

from tests.inside import Inside, Person
from tests.orders.test_sets import add
from tests.till import Till, eur


def opened(person: Any, expect: int = 201, **body: Any) -> Any:
    whole = {"kind": "drawer", "name": "Till", "float": eur(10_000)} | body
    return person.post("/api/v1/cash-sessions", whole, expect=expect).json


def count(till: Till, session_id: int, minor: int, expect: int = 200, **more: Any) -> Any:
    path = f"/api/v1/cash-sessions/{session_id}"
    if till.waiter.json("/api/v1/cash-sessions")["items"][0]["state"] == "open":
        till.waiter.post(f"{path}/count", {"begin": True}, expect=200)
    body = {"pieces": {"1": minor}} | more
    return till.waiter.post(f"{path}/close", body, expect=expect).json


def test_cash_with_tip_and_change_goes_to_the_only_drawer(till: Till) -> None:
    session = opened(till.waiter)
    till.order()
    owed = till.owed
    till.pay("cash", owed, tip=eur(150), received=eur(owed + 1_000))
    closed = count(till, session["id"], 10_000 + owed + 150)
    assert closed["expected"] == closed["counted"] == eur(10_000 + owed + 150)
    assert closed["difference"] == eur(0)


def test_a_purse_comes_before_a_drawer_and_cards_go_nowhere(till: Till) -> None:
    opened(till.waiter)
    purse = opened(till.waiter, kind="purse", float=eur(2_000))
    assert till.waiter.json("/api/v1/cash-sessions")["mine"] == purse["id"]
    till.order({}, {})
    owed = till.owed
    till.pay("card", 100, slip="1")
    till.pay("cash", owed - 100)
    entries = till.box.rows("SELECT session_id, amount_minor FROM cash_entry")
    assert entries == [{"session_id": purse["id"], "amount_minor": owed - 100}]


def test_of_two_drawers_the_chosen_one_is_taken_and_none_is_guessed(till: Till) -> None:
    boss = till.box.staff("Marta")
    first = opened(boss, name="Bar")
    opened(boss, name="Terrace")
    till.order({}, {}, {})
    till.pay("cash", 100)
    path = f"/api/v1/cash-sessions/{first['id']}/work-here"
    till.waiter.post(path, expect=200)
    till.pay("cash", 200)
    entries = till.box.rows("SELECT session_id FROM cash_entry ORDER BY tender_id")
    assert [one["session_id"] for one in entries] == [None, first["id"]]


def test_an_outlets_cash_goes_to_its_own_drawer_and_to_no_other_ones(till: Till) -> None:
    boss = till.box.staff("Marta")
    here, there = outlets(till, boss)
    opened(boss, name="Nowhere", outlet_id=999_999, expect=404)
    opened(boss, name="Bar", outlet_id=there)
    till.order({}, {}, {})
    till.pay("cash", 100)
    hall = opened(boss, name="Hall", outlet_id=here)
    opened(boss, name="Spare")
    till.pay("cash", 200)
    entries = till.box.rows("SELECT session_id FROM cash_entry ORDER BY tender_id")
    assert [one["session_id"] for one in entries] == [None, hall["id"]]


def outlets(till: Till, boss: Person) -> tuple[int, int]:
    """Make two outlets, every table being of the first; return their ids."""
    add(boss, "outlet", name="Restaurant")
    add(boss, "outlet", name="Bar")
    here, there = (one["id"] for one in boss.json("/api/v1/outlets")["items"])
    for area in boss.json("/api/v1/tables")["areas"]:
        boss.post(f"/api/v1/areas/{area['id']}/outlet", {"outlet_id": here}, expect=200)
    return here, there


def test_a_venue_that_wants_a_drawer_takes_no_cash_without(demo_data: Any, tmp_path: Any) -> None:
    box = Inside(demo_data, tmp_path / "data", cash__required=True)
    till = Till(box)
    till.order()
    refused = till.pay("cash", till.owed, expect=409)
    assert refused["code"] == "cash.no_session"
    assert box.rows("SELECT * FROM receipt") == []
    opened(till.waiter)
    till.pay("cash", till.owed)
    box.close()


def test_money_given_back_in_cash_leaves_the_drawer(till: Till) -> None:
    session = opened(till.waiter)
    till.order({}, {})
    owed = till.owed
    tender = till.pay("cash", owed)["tender"]
    till.do("close")
    till.refund(tender["id"], amount=eur(300))
    assert count(till, session["id"], 10_000 + owed - 300)["difference"] == eur(0)


def test_a_movement_wants_a_reason_and_a_managers_word(till: Till) -> None:
    session = opened(till.waiter)
    path = f"/api/v1/cash-sessions/{session['id']}/movements"
    body = {"kind": "paid_out", "amount": eur(500), "reason": "Lemons"}
    assert till.waiter.post(path, body, expect=403).json["code"] == "approval.needed"
    approved = body | {"approver": till.approver}
    assert till.waiter.post(path, approved | {"reason": ""}, expect=400).json["code"]
    till.waiter.post(path, approved, expect=201)
    much = approved | {"amount": eur(99_999), "kind": "drop"}
    assert till.waiter.post(path, much, expect=409).json["code"] == "cash.not_there"
    assert count(till, session["id"], 9_500)["difference"] == eur(0)


def test_the_count_is_blind_until_it_stands(till: Till) -> None:
    session = opened(till.waiter)
    till.order()
    till.pay("cash", till.owed)
    shown = till.waiter.json("/api/v1/cash-sessions")["items"][0]
    assert "expected" not in shown
    assert till.waiter.get(f"/api/v1/cash-sessions/{session['id']}").status_code == 403
    refused = count(till, session["id"], 1, expect=409)
    assert refused["code"] == "cash.reason_needed"
    assert not any(character.isdigit() for character in refused["detail"])
    closed = count(till, session["id"], 1, reason="Robbed")
    assert closed["difference"]["amount"] < 0
    assert closed["reason"] == "Robbed"


def test_no_cash_goes_to_a_drawer_that_is_being_counted(till: Till) -> None:
    session = opened(till.waiter)
    path = f"/api/v1/cash-sessions/{session['id']}"
    till.waiter.post(f"{path}/count", {"begin": True}, expect=200)
    till.order({}, {})
    till.pay("cash", 100)
    till.waiter.post(f"{path}/count", {"begin": False}, expect=200)
    till.pay("cash", 200)
    entries = till.box.rows("SELECT session_id FROM cash_entry ORDER BY tender_id")
    assert [one["session_id"] for one in entries] == [None, session["id"]]


def test_a_purse_or_a_drawer_is_open_once(till: Till) -> None:
    opened(till.waiter)
    assert opened(till.waiter, expect=409)["code"] == "cash.already_open"
    opened(till.waiter, kind="purse")
    assert opened(till.waiter, kind="purse", expect=409)["code"] == "cash.already_open"
    assert opened(till.waiter, expect=400, name="")["code"] == "cash.bad_name"


@pytest.mark.parametrize("pieces", [{"3": 1}, {"100": -1}, {"x": 1}, {"100": 10**9}])
def test_a_count_of_no_money_is_refused(till: Till, pieces: dict[str, int]) -> None:
    session = opened(till.waiter)
    path = f"/api/v1/cash-sessions/{session['id']}"
    till.waiter.post(f"{path}/count", {"begin": True}, expect=200)
    refused = till.waiter.post(f"{path}/close", {"pieces": pieces}, expect=400).json
    assert refused["code"] == "cash.bad_count"
