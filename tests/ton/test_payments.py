"""Payments in coins through the routes, against the stand-in chain."""

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.sandbox.ton.cells import friendly
from tests.till import eur
from tests.ton.house import ADDRESS, OTHER, House


def test_a_bill_is_paid_in_coins(house: House) -> None:
    owed = house.till.owed
    asked = house.ask()
    assert asked["state"] == "awaiting"
    assert asked["address"] == ADDRESS
    rate = Decimal("2.9")
    assert 0 <= int(asked["units"]) - Decimal(owed) * 10**7 / rate < 1
    link = urlsplit(asked["links"][0]["url"])
    query = parse_qs(link.query)
    assert (link.scheme, set(query)) == ("ton", {"amount", "text", "exp"})
    # Nobody may take the same money a second time meanwhile.
    assert house.till.pay("cash", owed, 409)["code"] == "bills.too_much"
    house.pay(asked)
    house.later(4)
    assert house.state(asked) == "settled"
    bill = house.till.bill
    assert (bill["state"], bill["owed"]) == ("paid", eur(0))
    assert house.till.do("close")["state"] == "closed"
    assert house.booked() == house.received()


def test_a_bill_is_paid_in_usdt_whether_the_comment_is_inside_or_beside(house: House) -> None:
    for inline in (False, True):
        asked = house.ask("usdt", minor=500)
        assert len(asked["units"]) == 7
        house.pay(asked, inline=inline)
        house.later(4)
        assert house.state(asked) == "settled"


def test_a_guest_asks_for_the_own_bill_and_for_no_other(house: House) -> None:
    guest = house.box.guest(1)
    order = guest.order()
    asked = guest.post(f"/api/v1/bills/{order['bill_id']}/ton", {"asset": "ton"}, expect=201).json
    assert guest.json(f"/api/v1/ton/requests/{asked['tender_id']}")["code"] == asked["code"]
    assert guest.get(f"/api/v1/ton/requests/{asked['tender_id']}/qr.svg").status_code == 200
    path = f"/api/v1/bills/{house.till.bill_id}/ton"
    assert guest.post(path, {"asset": "ton"}).status_code == 404
    other = house.ask()
    assert guest.get(f"/api/v1/ton/requests/{other['tender_id']}").status_code == 404
    assert guest.get("/api/v1/ton/review").status_code == 403


@pytest.mark.parametrize(
    ("rates", "why"),
    [
        ({"tonapi": {"TON": {"EUR": "2.95"}}}, "ton.rates_differ"),
        ({"tonapi": {"TON": {}}}, "ton.no_rate"),
        ({"tonapi": {"TON": {"EUR": "0"}}}, "ton.no_rate"),
    ],
)
def test_no_rate_no_offer(house: House, rates: dict[str, object], why: str) -> None:
    house.chain.control("/rates", **rates)
    offer = house.till.waiter.json("/api/v1/ton/offer")
    found = {one["asset"]: one["why"] for one in offer["items"]}
    assert found == {"ton": why, "usdt": None}
    assert house.ask(expect=409)["code"] == why


def test_an_old_rate_is_never_used_again(house: House) -> None:
    first = house.ask(minor=100)
    for path in ("/v2/rates", "/api/v3/simple/price"):
        house.chain.fault("down", path, times=None)
    house.later(60)
    assert house.till.waiter.json("/api/v1/ton/offer")["items"][0]["why"] == "ton.no_rate"
    assert house.ask(expect=409, minor=100)["code"] == "ton.no_rate"
    assert house.state(first) in ("awaiting", "unknown")


def test_the_address_is_changed_in_two_steps(house: House) -> None:
    manager = house.manager
    assert manager.post("/api/v1/ton/merchant", {"address": ADDRESS}).status_code == 409
    new = friendly(OTHER, bounceable=False)
    typo = manager.post("/api/v1/ton/merchant", {"address": new[:-1] + "~"})
    assert (typo.status_code, typo.json["code"]) == (400, "ton.bad_address")
    manager.post("/api/v1/ton/merchant", {"address": new}, expect=201)
    asked = house.ask(minor=100)
    assert asked["address"] == ADDRESS
    path, right = "/api/v1/ton/merchant/confirm", new[-6:]
    assert manager.post(path, {"ending": right}).json["code"] == "approval.needed"
    wrong = manager.post(path, {"ending": "aaaaaa", "approver": house.approver})
    assert wrong.json["code"] == "ton.wrong_ending"
    manager.post(path, {"ending": right, "approver": house.approver}, expect=200)
    assert manager.json("/api/v1/ton/merchant")["ending"] == right
    alerts = manager.json("/api/v1/overview")["alerts"]
    assert "ton_address" in [one["kind"] for one in alerts]
    assert house.till.journal("ton.address_changed")[-1]["account"] == OTHER.lower()
    # The code that was shown for the old address is still watched there.
    house.pay(asked)
    house.later(4)
    assert house.state(asked) == "settled"
    house.poll()
    assert house.ask(minor=100)["address"] == new


def test_a_waiter_decides_nothing(house: House) -> None:
    waiter = house.till.waiter
    assert waiter.get("/api/v1/ton/review").status_code == 403
    assert waiter.post("/api/v1/ton/merchant", {"address": ADDRESS}).status_code == 403


def test_coins_cannot_be_sent_back_by_the_box(house: House) -> None:
    asked = house.ask()
    house.pay(asked)
    house.later(4)
    assert house.till.refund(asked["tender_id"], 409)["code"] == "ton.no_key"
    given = house.till.refund(asked["tender_id"], method="cash")
    assert given["tender"]["method"] == "cash"


def test_usdt_is_off_when_the_wallet_is_another(make_house: Callable[..., House]) -> None:
    house = make_house(ton__usdt=False)
    assert house.ask("usdt", expect=400)["code"] == "payments.unknown_method"
