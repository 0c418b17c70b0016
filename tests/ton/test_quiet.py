"""More of payments.md 10, by their numbers: quiet transfers, long silence, locks, changes.

As in test_failures: after each, what is booked is what was received.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from sync.sandbox.ton.cells import friendly
from tests.ton.house import ADDRESS, OTHER, OWN, House
from venue.bills import paper

NIGHT_S = 86_400
ANY = "/api/v3/*"


@pytest.fixture(autouse=True)
def sums(house: House) -> Iterator[None]:
    """Check the promise after every test."""
    yield
    house.chain.control(faults=[])
    house.later(130, steps=12)
    assert house.booked() == house.received()
    assert house.unproven() == []


def night(house: House) -> None:
    """Let a night pass with all that is done in it."""
    house.later(NIGHT_S + 60, steps=16)
    house.later(60, steps=16)
    house.sign_in()


def test_12_usdt_without_a_notification_is_found_in_the_night(house: House) -> None:
    house.later(60, steps=16)  # this night's look is done
    house.pay({"units": "7000000", "code": "", "asset": "quiet_usdt"})
    house.later(60, steps=16)
    assert house.review["money"] == []
    night(house)
    [money] = house.review["money"]
    assert (money["kind"], money["name"]) == ("sale", "USDT")
    night(house)
    assert len(house.box.rows("SELECT id FROM ton_fact")) == 1


def test_12_what_the_wallet_refused_is_no_money(house: House) -> None:
    house.pay({"units": "7000000", "code": "", "asset": "quiet_usdt"}, refused=True)
    night(house)
    assert house.box.rows("SELECT * FROM ton_fact") == []


def test_12_a_notified_transfer_is_not_counted_twice(house: House) -> None:
    asked = house.ask("usdt", minor=500)
    house.pay(asked)
    house.later(4)
    night(house)
    assert house.state(asked) == "settled"
    assert len(house.box.rows("SELECT id FROM ton_fact")) == 1


def test_17_three_days_without_a_line(house: House) -> None:
    asked = house.ask(minor=500)
    house.chain.fault("down", ANY, times=None)
    house.later(60)
    house.pay(asked)
    for _ in range(3):
        house.later(NIGHT_S)
    house.sign_in()
    assert house.state(asked) == "unknown"
    house.chain.control(faults=[])
    house.later(400, steps=12)
    house.sign_in()
    assert house.state(asked) == "settled"


def test_22_a_request_for_the_whole_bill_is_withdrawn_when_the_bill_changes(house: House) -> None:
    asked = house.ask()
    house.later(4)
    assert house.state(asked) == "awaiting"
    house.till.order({"dish": 2})
    house.later(6)
    assert house.state(asked) == "cancelled"
    # A part of it is still a part of it when the bill grows.
    part = house.ask(minor=300)
    house.till.order({"dish": 3})
    house.later(6)
    assert house.state(part) == "awaiting"
    # Who paid the old request all the same has paid; a person takes it for this bill.
    house.pay(asked)
    house.later(31)
    assert house.state(asked) == "review"


def test_22_money_on_its_way_is_not_withdrawn(house: House) -> None:
    asked = house.ask()
    house.pay(asked, amount=str(int(asked["units"]) // 2))
    house.later(4)
    house.till.order({"dish": 2})
    house.later(6)
    assert house.state(asked) == "partial"


def test_24_a_locked_usdt_wallet_takes_nothing_and_somebody_is_told(house: House) -> None:
    house.chain.control("/ton/lock", account=OWN)
    night(house)
    assert house.ask("usdt", expect=409)["code"] == "ton.usdt_locked"
    alerts = house.manager.json("/api/v1/overview")["alerts"]
    assert "ton_usdt_locked" in {one["kind"] for one in alerts}
    assert house.ask("ton", minor=100)["asset"] == "ton"
    house.chain.control("/ton/lock", account=OWN, status=0)
    night(house)
    assert house.ask("usdt", minor=100)["asset"] == "usdt"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "ton.bad_return_address"),
        ({"address": "0:" + "D7" * 32, "confirmed": True}, "ton.bad_return_address"),
        ({"address": friendly(OTHER, bounceable=False)}, "ton.not_confirmed"),
        ({"address": friendly(OTHER, bounceable=False), "confirmed": True}, None),
    ],
)
def test_26_money_goes_back_to_a_wallet_that_the_guest_named_and_confirmed(
    house: House, body: dict[str, Any], code: str | None
) -> None:
    house.pay({"units": "1000000000", "code": "", "asset": "ton"})
    house.later(31)
    [money] = house.review["money"]
    wish = {"decision": "returned", "reason": "paid twice"} | body
    answer = house.manager.post(f"/api/v1/ton/money/{money['id']}/decide", wish)
    assert answer.json.get("code") == code
    assert [one["id"] for one in house.review["money"]] == ([money["id"]] if code else [])
    rows = house.box.rows("SELECT sent_back_to FROM ton_fact")
    assert [row["sent_back_to"] for row in rows] == ["" if code else "0:" + "d7" * 32]


def test_21_the_addresss_ending_stands_on_every_bill(house: House) -> None:
    with house.box.services.database.read() as tx:
        lines = {language: paper.notes_of(tx, language) for language in ("en", "ru")}
    assert all(line.endswith(ADDRESS[-6:]) for line in (*lines["en"], *lines["ru"]))
    assert lines["en"] != lines["ru"]
