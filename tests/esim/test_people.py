"""What staff and guests do with eSIMs, through the routes, against the stand-in Airalo."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.esim.house import PLAN, TOPUP, House
from tests.till import eur
from venue.core.ids import uuid7
from venue.translator import book


@pytest.fixture
def refusing(demo_data: Path, tmp_path: Path) -> Iterator[House]:
    """A venue that sells nothing without a line."""
    made = House(demo_data, tmp_path / "house", **{"esim.offline": "refuse"})
    yield made
    made.close()


def pay(method: str, **more: Any) -> dict[str, Any]:
    return {"payment": {"method": method} | more}


def test_without_a_line_a_venue_that_refuses_sells_nothing(refusing: House) -> None:
    refusing.cloud.fault("down", times=None)
    refusing.later(1800)
    shop = refusing.till.waiter.json("/api/v1/esim/destinations")
    assert (shop["online"], shop["sells_offline"]) == (False, False)
    assert refusing.quote(expect=409)["code"] == "esim.offline"
    refusing.cloud.control(faults=[])
    refusing.later(900)
    refusing.quote()


def test_a_setting_of_the_office_holds_at_once(house: House) -> None:
    before = house.quote()["bill"]["total"]["amount"]
    for key, value in (("esim.markup_bp", 20_000), ("esim.round_minor", 100)):
        path = f"/api/v1/settings/{key}"
        answer = house.manager.client.put(
            path, json={"value": value}, headers={"Idempotency-Key": uuid7()}
        )
        assert answer.status_code == 200, answer.text
    assert before == 420
    assert house.quote()["bill"]["total"]["amount"] == 900  # 2.93 EUR trebled is 8.79


@pytest.mark.parametrize("method", ["cash", "card"])
def test_a_sale_alone_is_paid_closed_and_ordered_in_one_act(house: House, method: str) -> None:
    sold = house.quote(**pay(method))
    assert sold["bill"]["state"] == "closed"
    assert house.order(sold)["state"] == "paid"
    house.work()
    assert (house.order(sold)["state"], house.bought()) == ("fulfilled", 1)
    assert sold["url"].endswith(sold["path"])


def test_the_desk_charges_a_room_and_a_refused_room_leaves_no_sale(house: House) -> None:
    desk = house.box.staff("Lena")
    guest = {"room": "101", "name": "Giulia Rossi", "limit_minor": 500}
    folio = desk.post("/api/v1/folios", guest, expect=201).json
    room = {"room": "101", "name": "Rossi", "signature": {"kind": "slip"}}
    body = {"package_id": PLAN, "device_checked": True}
    unsigned = body | pay("room", room="101", name="Rossi")
    path = "/api/v1/esim/orders"
    assert desk.post(path, unsigned, expect=400).json["code"] == "folios.not_signed"
    assert house.box.rows("SELECT * FROM esim_order") == []
    sold = desk.post(path, body | pay("room", **room), expect=201).json
    house.work()
    assert house.order(sold)["state"] == "fulfilled"
    balance = desk.json(f"/api/v1/folios/{folio['id']}")["balance"]
    assert balance == eur(420)
    refused = desk.post(path, body | pay("room", **room), expect=409).json
    assert refused["code"] == "folios.over_limit"
    assert len(house.box.rows("SELECT * FROM esim_order")) == 1


def test_what_stands_on_a_partys_bill_is_paid_there_and_follows_a_merge(house: House) -> None:
    party = {"session_id": house.till.session["id"]}
    assert house.quote(expect=400, **party, **pay("cash"))["code"] == "esim.pay_there"
    alone, theirs = house.quote(), house.quote(**party)
    house.till.bill_id = theirs["bill"]["id"]
    house.till.do("merge", bill_id=alone["bill"]["id"])
    house.till.pay("cash", house.till.owed)
    if house.till.bill["state"] != "closed":
        house.till.do("close")
    house.work()
    assert [house.order(one)["state"] for one in (alone, theirs)] == ["fulfilled"] * 2
    assert house.bought() == 2


def test_an_unpaid_esim_is_taken_off_and_a_paid_one_is_not(house: House) -> None:
    quoted = house.quote(session_id=house.till.session["id"])
    path = f"/api/v1/esim/orders/{quoted['order']}/drop"
    assert house.till.waiter.post(path, expect=200).json["state"] == "dropped"
    house.till.bill_id = quoted["bill"]["id"]
    assert house.till.owed == 0
    paid = house.quote(**pay("cash"))
    path = f"/api/v1/esim/orders/{paid['order']}/drop"
    assert house.till.waiter.post(path, expect=409).json["code"] == "esim.illegal_move"


def test_a_slip_is_printed_by_the_guests_pass_alone(house: House) -> None:
    sold = house.quote(**pay("cash"))
    slips = "/api/v1/esim/slips"
    early = house.till.waiter.post(slips, {"guest_pass": sold["guest_pass"]}, expect=409)
    assert early.json["code"] == "esim.no_esim"
    house.work()
    house.till.waiter.post(slips, {"guest_pass": "E0000"}, expect=404)
    house.till.waiter.post(slips, {"guest_pass": sold["guest_pass"]}, expect=202)
    papers = house.box.rows("SELECT document FROM print_job WHERE kind = 'esim_slip'")
    assert len(papers) == 1
    assert "SANDBOX" in papers[0]["document"]


def test_low_data_is_told_to_the_desk_once_and_to_the_guest(house: House) -> None:
    sold = house.quote(**pay("cash"))
    house.work()
    assert not house.guest(sold)["low"]
    sealed = house.box.rows("SELECT sealed FROM esim_order")[0]["sealed"]
    iccid = house.box.services.vault.open(sealed).split('"iccid":"')[1].split('"')[0]
    house.cloud.control("/airalo/use", iccid=iccid, mb=900)
    house.later(2 * 1800)
    assert house.guest(sold)["low"]
    assert house.order(sold)["state"] == "active"
    listed = house.till.waiter.json("/api/v1/esim/orders?which=low")["items"]
    assert [one["id"] for one in listed] == [sold["order"]]
    page = house.box.nobody().get(sold["path"], headers={"Accept": "text/html"})
    assert "running out" in page.text
    assert len(house.till.journal("esim.low")) == 1
    shown = house.till.waiter.json("/api/v1/alerts")["items"]
    assert ("esim_low", 1) in [(one["kind"], one["values"].get("count")) for one in shown]


def test_a_refund_of_the_vendor_is_asked_once_decided_by_people_and_moves_no_money(
    house: House,
) -> None:
    sold = house.quote(**pay("cash"))
    house.work()
    path = f"/api/v1/esim/orders/{sold['order']}/claim"
    house.till.waiter.post(path, {"reason": "NO_COVERAGE"}, expect=403)
    assert house.manager.post(path, {"reason": "OTHERS"}, expect=400).json["code"] == (
        "esim.bad_reason"
    )
    house.cloud.fault("cut", "*refund", method="POST", when="after")
    house.manager.post(path, {"reason": "NO_COVERAGE", "notes": "in the hills"}, expect=201)
    assert house.manager.post(path, {"reason": "SLOW_SPEED"}, expect=409).json["code"] == (
        "esim.claimed"
    )
    house.later(1800)
    # Its answer was lost and nothing tells whether it arrived: a person decides, no machine.
    assert len(house.cloud.effects(kind="refund")) == 1
    assert house.order(sold)["claim"]["state"] == "failed"
    letter = house.box.rows("SELECT id FROM outbox_message WHERE kind = 'refund'")[0]["id"]
    fixed = f"/api/v1/sync/messages/{letter}/fix"
    house.manager.post(fixed, {"reason": "seen there", "vendor_ref": "4001"}, expect=200)
    house.work()
    assert house.order(sold)["claim"]["state"] == "sent"
    house.cloud.control("/airalo/refund", refund_id="4001")
    house.later(2 * 3600)
    assert house.order(sold)["claim"]["state"] == "granted"
    assert house.order(sold)["state"] not in ("refund_due", "refunded")


def test_a_refusal_of_the_vendor_is_entered_by_hand(house: House) -> None:
    sold = house.quote(**pay("cash"))
    house.work()
    path = f"/api/v1/esim/orders/{sold['order']}/claim"
    house.manager.post(f"{path}/decision", {"granted": False}, expect=404)
    house.manager.post(path, {"reason": "SLOW_SPEED"}, expect=201)
    house.manager.post(f"{path}/decision", {"granted": False}, expect=409)
    house.work()
    decided = house.manager.post(f"{path}/decision", {"granted": False}, expect=200).json
    assert decided["claim"]["state"] == "refused"


def test_a_guest_buys_a_few_on_the_open_bill_and_nothing_before_it_is_paid(house: House) -> None:
    phone = house.box.guest(0)
    shown = phone.get("/guest/esim?where=france", headers={"Accept": "text/html"})
    assert shown.status_code == 200
    assert "4.20 EUR" in shown.text
    form = {"where": "france", "plan": PLAN, "device": "yes"}

    def buy(**more: str) -> Any:
        return phone.client.post("/guest/esim", data=form | {"key": uuid7()} | more)

    assert buy(device="").status_code == 422
    bought = buy()
    assert bought.status_code == 303
    assert bought.headers["Location"].startswith("/e/E")
    assert [buy().status_code for _ in range(4)] == [303, 303, 303, 422]
    house.work()
    assert house.bought() == 0
    house.till.bill_id = phone.json("/api/v1/table-bill")["bill"]["id"]
    house.till.pay("cash", house.till.owed)
    if house.till.bill["state"] != "closed":
        house.till.do("close")
    house.work(12)
    assert house.bought() == 4
    stranger = house.box.nobody().client.post("/guest/esim", data=form | {"key": uuid7()})
    assert stranger.status_code in (401, 403)


def test_a_guest_adds_data_to_an_esim_from_its_own_page(house: House) -> None:
    sold = house.sell()
    house.work()
    phone, more = house.box.guest(0), f"{sold['path']}/more"
    page = phone.get(more, headers={"Accept": "text/html"})
    assert TOPUP in page.text
    assert PLAN + '"' not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"

    def add(**form: str) -> Any:
        return phone.client.post(more, data={"plan": TOPUP, "key": uuid7()} | form)

    assert add(plan=PLAN).status_code == 422
    assert add(plan="sakura-7days-1gb-topup").status_code == 422
    key = uuid7()
    assert [add(key=key).status_code for _ in range(2)] == [303, 303]
    [waiting] = house.guest(sold)["topups"]
    assert waiting["state"] == "quoted"
    assert house.bought() == 1
    house.till.bill_id = phone.json("/api/v1/table-bill")["bill"]["id"]
    house.till.pay("cash", house.till.owed)
    if house.till.bill["state"] != "closed":
        house.till.do("close")
    house.work(12)
    assert [one["state"] for one in house.guest(sold)["topups"]] == ["fulfilled"]
    assert house.bought() == 2
    stranger = house.box.nobody().client
    assert 'name="plan"' not in stranger.get(more).text
    assert stranger.post(more, data={"plan": TOPUP, "key": uuid7()}).status_code == 422
    assert stranger.get("/e/EUNKNOWN/more").status_code == 404


def test_phones_that_take_esims_are_found_by_words(house: House) -> None:
    found = house.till.waiter.json("/api/v1/esim/devices?query=PIXEL 8")
    assert found == {"known": True, "items": [{"os": "android", "brand": "Google",
                                               "name": "Pixel 8"}]}  # fmt: skip
    assert house.till.waiter.json("/api/v1/esim/devices?query=3310")["items"] == []


def test_the_esims_page_helps_in_a_language_of_the_phrasebook(house: House) -> None:
    sold = house.sell()
    house.work()
    path = f"/e/{sold['guest_pass']}"
    page = house.box.nobody().client.get(path, headers={"Accept-Language": "ja"}).text
    assert '<ul class="card helps" lang="ja" dir="ltr">' in page
    assert book.shipped()["ja"].entries["phrase.esim_once"] in page
    english = house.box.nobody().client.get(path, headers={"Accept-Language": "en"}).text
    assert "helps" not in english.partition("<main")[2]
