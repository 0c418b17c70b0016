"""The failure cases of payments.md 10 that are about TON, by their numbers, on the stand-in chain.

After each: what is booked is what was received, and nothing settled without a finalized fact.
"""

from collections.abc import Callable, Iterator

import pytest

from sync.sandbox.ton.cells import friendly
from sync.ton import store
from tests.till import eur
from tests.ton.house import OTHER, House

BACK = {"address": friendly(OTHER, bounceable=False), "confirmed": True}
PAGES = "/api/v3/transactions"
ANY = "/api/v3/*"


@pytest.fixture(autouse=True)
def sums(house: House) -> Iterator[None]:
    """Check the promise after every test."""
    yield
    house.chain.control(faults=[])
    house.later(130, steps=12)
    assert house.booked() == house.received()
    assert house.unproven() == []


def test_01_and_02_the_line_is_lost_before_and_after_the_code_is_shown(house: House) -> None:
    asked = house.ask(minor=500)
    house.chain.fault("down", ANY, times=None)
    for _ in range(12):
        house.later(30)
    # Far beyond the quote's end, and still nothing may be said of it.
    assert house.state(asked) == "unknown"
    offer = house.till.waiter.json("/api/v1/ton/offer")
    assert {one["why"] for one in offer["items"]} == {"ton.offline"}
    assert house.ask(expect=409)["code"] == "ton.offline"
    assert house.till.pay("cash", 200)["owed"]


def test_02_a_manager_takes_it_unverified_within_the_caps(house: House) -> None:
    asked = house.ask(minor=500)
    house.chain.fault("down", ANY, times=None)
    house.later(60)
    # Nobody settles it by a slip's number, as a card payment that is unknown.
    path = f"/api/v1/tenders/{asked['tender_id']}/resolve"
    refused = house.till.waiter.post(path, {"result": "approved", "slip": "1"})
    assert refused.json["code"] == "payments.nobody_to_ask"
    path = f"/api/v1/ton/requests/{asked['tender_id']}/accept"
    assert house.till.waiter.post(path, {"reason": "known"}).json["code"] == "approval.needed"
    assert house.decide(asked, "accept")["state"] == "unverified"
    assert house.till.bill["paid"] == eur(500)
    assert house.review["open"] == eur(500)
    assert house.decide(asked, "lost", 409)["code"] == "ton.too_early"
    # It was paid all the same; the proof settles it.
    house.pay(asked)
    house.chain.control(faults=[])
    house.later(130, steps=12)
    assert house.state(asked) == "settled"


def test_02_an_unverified_payment_that_never_comes_is_lost(house: House) -> None:
    asked = house.ask(minor=500)
    house.chain.fault("down", ANY, times=None)
    house.later(60)
    house.decide(asked, "accept")
    house.chain.control(faults=[])
    house.later(25 * 3600, steps=12)
    house.sign_in()
    assert house.state(asked) == "unverified"
    assert house.decide(asked, "lost")["state"] == "lost"
    assert house.till.bill["paid"] == eur(0)


def test_02_the_caps_hold(make_house: Callable[..., House], house: House) -> None:
    small = make_house(ton__accept_each_minor=300)
    asked = small.ask(minor=500)
    small.chain.fault("down", ANY, times=None)
    small.later(60)
    assert small.decide(asked, "accept", 409)["code"] == "ton.over_cap"


def test_03_paid_in_time_and_seen_two_hours_later(house: House) -> None:
    asked = house.ask(minor=500)
    house.chain.fault("down", ANY, times=None)
    house.later(60)
    house.pay(asked)
    house.later(2 * 3600)
    assert house.state(asked) == "unknown"
    house.chain.control(faults=[])
    house.later(130, steps=12)
    assert house.state(asked) == "settled"


def test_03_given_up_paid_in_cash_and_then_seen(house: House) -> None:
    asked = house.ask()
    house.chain.fault("down", ANY, times=None)
    house.later(60)
    house.pay(asked)
    house.till.waiter.post(f"/api/v1/ton/requests/{asked['tender_id']}/cancel", expect=200)
    house.till.pay("cash", house.till.owed)
    house.chain.control(faults=[])
    house.later(130, steps=12)
    assert house.state(asked) == "review"
    assert house.decide(asked, "accept", 409)["code"] == "ton.already_paid"
    assert house.till.bill["owed"] == eur(0)


def test_04_late(house: House) -> None:
    asked = house.ask(minor=500)
    house.later(400, steps=8)
    assert house.state(asked) == "expired"
    house.pay(asked)
    house.later(31)
    assert (house.state(asked), house.request(asked)["flags"]) == ("review", ["late"])
    assert house.till.bill["paid"] == eur(0)
    assert [one["tender_id"] for one in house.review["payments"]] == [asked["tender_id"]]
    assert house.decide(asked, "accept")["state"] == "settled"
    assert house.till.bill["paid"] == eur(500)


def test_04_late_by_a_second_although_the_box_looked_in_between(house: House) -> None:
    asked = house.ask(minor=500)
    house.chain.clock.advance(asked["left_s"] + 1)
    house.pay(asked)
    house.poll()
    assert (house.state(asked), house.request(asked)["flags"]) == ("review", ["late"])


def test_05_a_little_short(house: House) -> None:
    asked = house.ask(minor=500)
    house.pay(asked, amount=str(int(asked["units"]) * 9960 // 10_000))
    house.later(4)
    assert (house.state(asked), house.request(asked)["flags"]) == ("settled", ["short_accepted"])


def test_06_half_and_the_rest(house: House) -> None:
    asked = house.ask(minor=500)
    half = int(asked["units"]) // 2
    house.pay(asked, amount=str(half))
    house.later(4)
    assert house.state(asked) == "partial"
    assert house.till.bill["paid"] == eur(0)
    house.pay(asked, amount=str(int(asked["units"]) - half))
    house.later(4)
    assert house.state(asked) == "settled"


def test_06_half_and_no_more(house: House) -> None:
    asked = house.ask(minor=500)
    house.pay(asked, amount=str(int(asked["units"]) // 2))
    house.later(4)
    house.later(400, steps=8)
    assert (house.state(asked), house.request(asked)["flags"]) == ("review", ["short"])


def test_07_twice_and_too_much(house: House) -> None:
    asked = house.ask(minor=500)
    house.pay(asked)
    house.pay(asked)
    house.later(4)
    assert house.state(asked) == "settled"
    assert house.till.bill["paid"] == eur(500)
    found = house.request(asked)
    assert (found["flags"], found["over"]) == (["over"], found["amount"])
    money = house.review["money"]
    assert [one["tender_id"] for one in money] == [asked["tender_id"]]
    body = {"decision": "returned", "reason": "sent back by hand", **BACK}
    house.manager.post(f"/api/v1/ton/money/{money[0]['id']}/decide", body, expect=200)
    assert house.review["money"] == []
    again = house.manager.post(f"/api/v1/ton/money/{money[0]['id']}/decide", body)
    assert again.json["code"] == "ton.decided"


@pytest.mark.parametrize("comment", ["", "thanks!", "PABCDEFGHJK9", "<b>\u202e</b>" * 200])
def test_08_no_code(house: House, comment: str) -> None:
    asked = house.ask(minor=500)
    house.pay(asked, comment=comment)
    house.later(4)
    assert house.state(asked) == "awaiting"
    money = house.review["money"]
    assert [one["kind"] for one in money] == ["sale"]
    assert "\u202e" not in money[0]["comment"]
    body = {"tender_id": asked["tender_id"], "reason": "the guest showed the wallet"}
    house.manager.post(f"/api/v1/ton/money/{money[0]['id']}/attach", body, expect=200)
    assert house.state(asked) == "settled"


def test_09_two_codes(house: House) -> None:
    first = house.ask(minor=500)
    second = house.ask(minor=500)
    house.pay(first, comment=f"{first['code']} {second['code']}")
    house.later(4)
    assert (house.state(first), house.state(second)) == ("awaiting", "awaiting")
    assert len(house.review["money"]) == 1


@pytest.mark.parametrize(("asset", "paid"), [("ton", "usdt"), ("usdt", "ton")])
def test_10_the_other_coin(house: House, asset: str, paid: str) -> None:
    asked = house.ask(asset, minor=500)
    house.pay(asked, kind=paid, amount="9999999999")
    house.later(4)
    assert (house.state(asked), house.request(asked)["flags"]) == ("review", ["wrong_asset"])
    assert house.till.bill["paid"] == eur(0)


def test_11_a_fake_jetton(house: House) -> None:
    asked = house.ask("usdt", minor=500)
    house.pay(asked, kind="fake_jetton")
    house.later(4)
    assert house.state(asked) == "awaiting"
    assert [(one["kind"], one["amount"]) for one in house.review["money"]] == [("foreign", "")]


@pytest.mark.parametrize("kind", ["bounced", "outgoing"])
def test_13_bounced_and_outgoing(house: House, kind: str) -> None:
    asked = house.ask(minor=500)
    house.pay(asked, kind=kind)
    house.later(4)
    assert house.state(asked) == "awaiting"
    assert house.box.rows("SELECT * FROM ton_fact") == []


@pytest.mark.parametrize(
    "fault", ["portal", "wrong_json", "error", "cut_body", "throttle", "down", "cut", "drip"]
)
def test_15_an_answer_that_is_none(house: House, fault: str) -> None:
    asked = house.ask(minor=500)
    house.chain.fault(fault, PAGES, times=2, **({"seconds": 0.2} if fault == "drip" else {}))
    house.pay(asked)
    for _ in range(8):
        house.later(30)
    assert house.state(asked) == "settled"


def test_15_pages_in_the_wrong_order_and_twice(house: House) -> None:
    first, second = house.ask(minor=500), house.ask(minor=500)
    house.chain.fault("reorder", PAGES, times=3)
    house.pay(first)
    house.later(4)
    house.pay(second)
    for _ in range(4):
        house.later(4)
    assert (house.state(first), house.state(second)) == ("settled", "settled")


def test_15_an_index_that_lags_lets_nothing_expire(house: House) -> None:
    asked = house.ask(minor=500)
    house.chain.fault("list_lag", ANY, seconds=600, times=None)
    house.pay(asked)
    house.later(310, steps=8)
    assert house.state(asked) in ("awaiting", "unknown")
    assert house.ask(expect=409, minor=100)["code"] == "ton.clock"
    house.chain.control(faults=[])
    house.later(31)
    assert house.state(asked) == "settled"


def test_18_a_flood_of_dust_hides_nothing(house: House) -> None:
    asked = house.ask(minor=500)
    for _ in range(230):
        house.pay(asked, amount="1", comment="")
    house.pay(asked)
    house.later(4, steps=8)
    assert house.state(asked) == "settled"
    assert len(house.box.rows("SELECT id FROM ton_fact")) == 231


def test_20_a_wrong_clock(house: House) -> None:
    house.chain.control(advance_s=3600)
    house.later(31)
    assert house.ask(expect=409)["code"] == "ton.clock"
    house.chain.control(advance_s=-3600)


def test_22_withdrawn_and_then_paid(house: House) -> None:
    asked = house.ask(minor=500)
    house.till.waiter.post(f"/api/v1/ton/requests/{asked['tender_id']}/cancel", expect=200)
    house.pay(asked)
    house.later(31)
    assert house.state(asked) == "review"
    assert house.decide(asked, "accept")["state"] == "settled"


def test_27_a_copy_of_yesterday_reads_the_chain_again(house: House) -> None:
    asked = house.ask(minor=500)
    house.pay(asked)
    house.later(4)

    def forget(tx):  # type: ignore[no-untyped-def]
        # What a copy made before the payment does not have: the fact, and the cursor behind it.
        tx.execute("DELETE FROM ton_fact")
        tx.execute("DELETE FROM sync_cursor")

    house.box.services.database.write(forget)
    house.later(31)
    assert house.booked() == house.received()
    assert house.till.bill["paid"] == eur(500)


def test_an_unfinished_transaction_is_no_money_and_blocks_what_is_behind_it(house: House) -> None:
    """Case 14, and the rule that the cursor never passes what may still become final."""
    asked, other = house.ask(minor=500), house.ask(minor=500)
    pending = house.pay(asked, finality="pending")
    house.pay(other)
    house.later(4)
    assert (house.state(asked), house.state(other)) == ("awaiting", "settled")
    house.later(400, steps=8)
    # Long beyond its end: it does not expire while it may still become final.
    assert house.state(asked) == "unknown"
    house.chain.control("/ton/finality", hash=pending["hash"], finality="finalized")
    house.later(4)
    assert house.state(asked) == "settled"


def test_14_what_was_pending_and_vanished_was_never_money(house: House) -> None:
    asked = house.ask(minor=500)
    pending = house.pay(asked, finality="pending")
    house.later(4)
    assert house.state(asked) == "awaiting"
    house.chain.control("/ton/finality", hash=pending["hash"], finality="invalidated")
    house.later(4)
    house.later(400, steps=8)
    house.later(4)
    assert house.state(asked) == "expired"
    assert house.box.rows("SELECT * FROM ton_fact") == []
    house.vanished += int(asked["units"])


@pytest.mark.parametrize("place", ["insert_fact", "note_sync"])
def test_18_a_crash_between_fact_and_cursor(
    house: House, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's transaction ends in the middle; the box starts again and reads it anew."""
    asked = house.ask(minor=500)
    house.pay(asked)
    real, calls = getattr(store, place), []

    def broken(*args, **more):  # type: ignore[no-untyped-def]
        calls.append(1)
        real(*args, **more)
        raise OSError("the power went")

    monkeypatch.setattr(store, place, broken)
    channel = house.engine.channel("ton")
    channel.stopping.set()  # the settling write gives up instead of trying again
    house.chain.clock.advance(4)
    house.poll(3)
    assert calls
    assert house.box.rows("SELECT * FROM ton_fact") == []
    monkeypatch.undo()
    house.crash()
    house.later(31)
    assert house.state(asked) == "settled"
    assert len(house.till.journal("ton.received")) == 1


def test_restarts_at_every_state_lose_nothing(house: House) -> None:
    asked = house.ask(minor=500)
    house.crash()
    half = int(asked["units"]) // 2
    house.pay(asked, amount=str(half))
    house.crash()
    house.later(31)
    assert house.state(asked) == "partial"
    house.crash()
    house.pay(asked, amount=str(int(asked["units"]) - half))
    house.later(31)
    house.crash()
    assert house.state(asked) == "settled"
    assert house.till.bill["paid"] == eur(500)
