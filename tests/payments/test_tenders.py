"""Tenders through the routes: cash, card, room, account, voucher, refunds, corrections."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.till import Till, eur


@pytest.fixture
def coins(demo_data: Path, tmp_path: Path) -> Iterator[Till]:
    """A venue without coins below five cents, where a waiter may refund 5.00 alone."""
    inside = Inside(
        demo_data,
        tmp_path / "coins",
        bill__cash_rounding_minor=5,
        bill__refund_limit_minor=500,
    )
    yield Till(inside)
    inside.close()


def test_cash_gives_change_and_the_tip_stays_apart(till: Till) -> None:
    till.order()
    owed = till.owed
    paid = till.pay("cash", owed, tip=eur(200), received=eur(owed + 500))
    assert paid["tender"]["details"]["change"] == eur(300)
    assert paid["tips"] == eur(200)
    assert (paid["owed"], paid["state"]) == (eur(0), "paid")
    assert till.do("close")["total"] == eur(owed)
    assert till.journal("bill.closed")[0]["tips_minor"] == 200
    refused = till.pay("cash", 1, 409)
    assert refused["code"] == "bills.closed"


def test_too_little_cash_is_refused(till: Till) -> None:
    till.order()
    refused = till.pay("cash", till.owed, 409, received=eur(till.owed - 1))
    assert refused["code"] == "payments.too_little"
    assert till.bill["tenders"] == []


def test_only_the_cash_that_settles_the_rest_is_rounded(coins: Till) -> None:
    coins.order()
    total = coins.owed
    coins.pay("card", total - 1003)
    assert coins.bill["payable_in_cash"] == eur(1005)
    assert coins.pay("cash", 502, 409)["code"] == "payments.odd_cash"
    coins.pay("cash", 500)
    paid = coins.pay("cash", 503, received=eur(1000))
    assert paid["tender"]["rounding"] == eur(2)
    assert paid["tender"]["details"]["change"] == eur(1000 - 505)
    assert (paid["owed"], paid["paid"]) == (eur(0), eur(total))
    assert coins.do("close")["state"] == "closed"
    assert coins.journal("bill.closed")[0]["rounding_minor"] == 2


def test_a_card_is_noted_with_its_last_four_and_never_its_number(till: Till) -> None:
    till.order()
    refused = till.pay("card", 100, 400, slip="4111 1111 1111 1111")
    assert refused["code"] == "request.card_number"
    assert till.pay("card", 100, 400, last_four="12345")["code"] == "payments.bad_last_four"
    declined = till.pay("card", 100, result="declined")
    assert declined["tender"]["state"] == "declined"
    assert declined["owed"] == declined["total"]
    paid = till.pay("card", till.owed, last_four="0042", slip="0815")
    assert paid["tender"]["details"] == {"last_four": "0042", "slip": "0815"}
    everything = "".join(
        str(till.box.rows(f"SELECT * FROM {table}")) for table in ("tender", "journal")
    )
    assert "4111" not in everything


def test_mixed_payments_on_one_bill_by_two_waiters_never_exceed_it(till: Till) -> None:
    till.order()
    till.pay("card", 300)
    till.pay("cash", 200)
    left = till.owed
    other = till.box.staff("Marco")
    path = f"/api/v1/bills/{till.bill_id}/tenders"
    body = {"method": "card", "amount": eur(left)}
    answers = [person.post(path, body).status_code for person in (till.waiter, other)]
    assert answers == [201, 409]
    assert till.bill["paid"] == till.bill["total"]


def test_a_method_is_switched_off_at_the_till(till: Till) -> None:
    till.order()
    path = "/api/v1/payment-methods/card"
    assert till.waiter.post(path, {"enabled": False}).status_code == 403
    till.waiter.post(path, {"enabled": False, "approver": till.approver}, expect=200)
    assert till.pay("card", 100, 409)["code"] == "payments.method_off"
    till.pay("cash", 100)
    offered = till.waiter.json("/api/v1/payment-methods")["items"]
    assert {one["name"]: one["enabled"] for one in offered}["card"] is False
    till.waiter.post(path, {"enabled": True, "approver": till.approver}, expect=200)
    till.pay("card", 100)
    assert till.pay("gold", 100, 400)["code"] == "payments.unknown_method"


def guest_in(till: Till, **more: Any) -> Any:
    desk = till.box.staff("Lena")
    body = {"room": "101", "name": "Giulia Rossi"} | more
    return desk, desk.post("/api/v1/folios", body, expect=201).json


def test_a_room_pays_by_room_and_name_and_signature(till: Till) -> None:
    desk, folio = guest_in(till, limit_minor=100_000)
    till.order()
    owed = till.owed
    found = till.waiter.json("/api/v1/folios?query=ros")["items"]
    assert found == [{"id": folio["id"], "room": "101", "name": "Giulia Rossi", "no_post": False}]
    unsigned = till.pay("room", owed, 400, room="101", name="rossi")
    assert unsigned["code"] == "folios.not_signed"
    slip = {"kind": "slip"}
    for room, name in (("102", "Rossi"), ("101", "Ros"), ("101", "Verdi"), ("101", "")):
        refused = till.pay("room", owed, 404, room=room, name=name, signature=slip)
        assert refused["code"] == "folios.unknown_guest"
    drawing = {"kind": "drawing", "drawing": "M10 10 L20 20 L30 5"}
    script = {"kind": "drawing", "drawing": "<script>"}
    assert till.pay("room", owed, 400, room="101", name="Rossi", signature=script)["code"] == (
        "payments.bad_signature"
    )
    paid = till.pay("room", owed, room="101", name="ROSSI", tip=eur(150), signature=drawing)
    assert paid["state"] == "paid"
    told = desk.json(f"/api/v1/folios/{folio['id']}")
    assert told["balance"] == eur(owed + 150)
    assert told["charges"][0]["drawing"] == drawing["drawing"]
    assert sum(told["charges"][0]["bands"].values()) == owed
    papers = till.box.rows("SELECT document FROM print_job WHERE kind = 'room_charge_slip'")
    assert len(papers) == 1
    assert "Rossi" not in str(till.box.rows("SELECT data FROM journal"))


@pytest.mark.parametrize(
    ("guest", "code"),
    [({"no_post": True}, "folios.no_post"), ({"limit_minor": 100}, "folios.over_limit")],
)
def test_a_room_that_may_not_be_charged(till: Till, guest: dict[str, Any], code: str) -> None:
    desk, folio = guest_in(till, **guest)
    till.order()
    who = {"room": "101", "name": "Rossi", "signature": {"kind": "slip"}}
    assert till.pay("room", 101, 409, **who)["code"] == code
    assert desk.json(f"/api/v1/folios/{folio['id']}")["charges"] == []
    desk.post(f"/api/v1/folios/{folio['id']}", {"limit_minor": None, "no_post": False}, expect=200)
    till.pay("room", 101, **who)


def test_a_house_account_has_a_limit_a_statement_and_is_paid(till: Till) -> None:
    office = till.box.staff("Marta")
    body = {"name": "Harbour Ltd", "limit": eur(5000)}
    account = office.post("/api/v1/house-accounts", body, expect=201).json
    assert office.post("/api/v1/house-accounts", body).status_code == 409
    till.order()
    till.pay("account", 900, account_id=account["id"])
    refused = till.pay("account", till.owed, 404, account_id=99)
    assert refused["code"] == "payments.unknown_account"
    office.post(f"/api/v1/house-accounts/{account['id']}", {"limit": eur(1000)}, expect=200)
    over = till.pay("account", 101, 409, account_id=account["id"])
    assert (over["code"], over["details"]["left"]) == ("payments.over_limit", eur(100))
    bill = office.post(
        f"/api/v1/house-accounts/{account['id']}/payments", {"amount": eur(900)}, expect=201
    ).json
    till.do("tenders", 201, bill=bill["id"], method="cash", amount=eur(900))
    assert office.json(f"/api/v1/house-accounts/{account['id']}")["balance"] == eur(900)
    till.do("close", bill=bill["id"])
    statement = office.json(f"/api/v1/house-accounts/{account['id']}")
    assert statement["balance"] == eur(0)
    assert [one["amount"]["amount"] for one in statement["entries"]] == [900, -900]
    closed = till.journal("bill.closed")[0]
    assert closed["bands"] == {"outside:0": [900, 0, 900]}


def sell(till: Till, amount: int, **more: Any) -> Any:
    return till.waiter.post("/api/v1/vouchers", {"amount": eur(amount)} | more, expect=201).json


def test_a_voucher_is_good_once_paid_and_redeemed_in_parts(till: Till) -> None:
    sold = sell(till, 2000)
    code = sold["code"]
    till.order()
    assert till.pay("voucher", 100, 409, code=code)["code"] == "payments.code_not_paid"
    till.do("tenders", 201, bill=sold["bill"]["id"], method="card", amount=eur(2000))
    till.do("close", bill=sold["bill"]["id"])
    office = till.box.staff("Marta")
    assert office.json("/api/v1/vouchers")["liability"] == eur(2000)
    typed = code.lower().replace("0", "o")
    paid = till.pay("voucher", 700, code=f"{typed[:5]} {typed[5:]}")
    assert paid["tender"]["details"]["balance"] == eur(1300)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "2")
    assert till.pay("voucher", 100, 400, code=wrong)["code"] == "payments.bad_code"
    over = till.pay("voucher", 1301, 409, code=code)
    assert (over["code"], over["details"]["left"]) == ("payments.balance_too_small", eur(1300))
    look = till.waiter.post("/api/v1/vouchers/look-up", {"code": code}, expect=200).json
    assert look["balance"] == eur(1300)
    till.refund(paid["tender"]["id"])
    assert office.json("/api/v1/vouchers")["liability"] == eur(2000)
    stored = [str(till.box.rows(f"SELECT * FROM {table}")) for table in (
        "voucher", "tender", "journal", "stored_answer", "bill_item")]  # fmt: skip
    assert all(code not in text for text in stored)
    till.do("reopen", 409, bill=sold["bill"]["id"], reason="x", approver=till.approver)


def test_a_lost_answer_to_a_sale_brings_the_same_code(till: Till) -> None:
    key = "018f0000-0000-7000-8000-000000000001"
    body = {"amount": eur(500)}
    first = till.waiter.post("/api/v1/vouchers", body, key=key, expect=201).json
    again = till.waiter.post("/api/v1/vouchers", body, key=key, expect=201).json
    assert again["code"] == first["code"]
    assert till.box.rows("SELECT count(*) AS n FROM voucher")[0]["n"] == 1


def test_a_deposit_is_no_sale_until_it_is_used(till: Till) -> None:
    sold = sell(till, 1000, kind="deposit", note="Party of 20 on Friday")
    till.do("tenders", 201, bill=sold["bill"]["id"], method="cash", amount=eur(1000))
    till.do("close", bill=sold["bill"]["id"])
    assert list(till.journal("bill.closed")[0]["bands"]) == ["outside:0"]
    till.order()
    assert till.pay("voucher", 500, 404, code=sold["code"])["code"] == "payments.unknown_code"
    till.pay("deposit", 1000, code=sold["code"])
    assert till.pay("deposit", 1, 409, code=sold["code"])["code"] == "payments.balance_too_small"


def test_a_refund_on_a_closed_bill_is_a_new_negative_document(till: Till) -> None:
    till.order({}, {"dish": 18})
    line = till.bill["lines"][0]
    paid = till.pay("card", till.owed, tip=eur(100))
    total = till.do("close")["total"]["amount"]
    body = {"reason": "Dish sent back", "lines": [line["id"]]}
    path = f"/api/v1/tenders/{paid['tender']['id']}/refund"
    assert till.waiter.post(path, body).json["code"] == "approval.needed"
    back = till.refund(paid["tender"]["id"], lines=[line["id"]])
    assert back["tender"]["amount"] == eur(-line["total"]["amount"])
    assert (back["tender"]["kind"], back["tender"]["refund_of"]) == (
        "refund", paid["tender"]["id"],
    )  # fmt: skip
    assert (back["state"], back["owed"]) == ("closed", eur(0))
    assert back["returned"] == line["total"]
    assert back["total"]["amount"] == total - line["total"]["amount"]
    twice = till.refund(paid["tender"]["id"], 409, lines=[line["id"]])
    assert twice["code"] == "payments.refund_too_much"
    rest = till.refund(paid["tender"]["id"])
    assert rest["tender"]["tip"] == eur(-100)
    assert (rest["total"], rest["paid"], rest["tips"]) == (eur(0), eur(0), eur(0))
    none = till.refund(paid["tender"]["id"], 400)
    assert none["code"] == "payments.bad_amount"
    refused = till.do("reopen", 409, reason="x", approver=till.approver)
    assert refused["code"] == "bills.refunded"


def test_a_refund_on_an_open_bill_is_owed_again(till: Till) -> None:
    till.order()
    owed = till.owed
    paid = till.pay("cash", owed)
    back = till.refund(paid["tender"]["id"], amount=eur(250))
    assert (back["owed"], back["state"]) == (eur(250), "part_paid")
    assert back["returned"] == eur(0)
    assert till.refund(paid["tender"]["id"], 409, amount=eur(owed))["code"] == (
        "payments.refund_too_much"
    )
    till.pay("card", 250)
    assert till.do("close")["state"] == "closed"


def test_small_refunds_do_not_add_up_past_the_limit(coins: Till) -> None:
    coins.order()
    paid = coins.pay("card", coins.owed)
    path = f"/api/v1/tenders/{paid['tender']['id']}/refund"
    body = {"reason": "Wrong amount", "amount": eur(300)}
    assert coins.waiter.post(path, body).status_code == 201
    assert coins.waiter.post(path, body).json["code"] == "approval.needed"
    assert coins.waiter.post(path, body | {"amount": eur(200)}).status_code == 201


def test_a_wrong_tender_is_put_right_in_one_act(till: Till) -> None:
    till.order()
    total = till.owed
    paid = till.pay("card", total, tip=eur(80))
    till.do("close")
    path = f"/api/v1/tenders/{paid['tender']['id']}/correct"
    body = {"method": "cash", "reason": "It was cash"}
    assert till.waiter.post(path, body).json["code"] == "approval.needed"
    body["approver"] = till.approver
    fixed = till.waiter.post(path, body, expect=201).json
    assert [
        (one["method"], one["kind"], one["amount"]["amount"], one["tip"]["amount"])
        for one in fixed["tenders"]
    ] == [
        ("card", "payment", total, 80),
        ("card", "reversal", -total, -80),
        ("cash", "payment", total, 80),
    ]
    assert (fixed["state"], fixed["owed"], fixed["tips"]) == ("closed", eur(0), eur(80))
    again = till.waiter.post(path, body, expect=409).json
    assert again["code"] == "payments.refunded"


def test_a_correction_that_cannot_be_taken_changes_nothing(till: Till) -> None:
    till.order()
    paid = till.pay("card", till.owed)
    path = f"/api/v1/tenders/{paid['tender']['id']}/correct"
    body = {"method": "voucher", "code": "V0000", "reason": "x", "approver": till.approver}
    assert till.waiter.post(path, body).status_code == 400
    assert len(till.bill["tenders"]) == 1


def test_payments_noted_before_are_kept_as_settled_ones(tmp_path: Path) -> None:
    """The first release had a tender of two methods; its rows go on."""
    import sqlite3

    from sqlite_utils import Database

    from venue.bills.schema import MIGRATIONS as BILLS
    from venue.orders.schema import MIGRATIONS as ORDERS
    from venue.payments.schema import MIGRATIONS as PAYMENTS
    from venue.tables.schema import MIGRATIONS as TABLES

    db = Database(sqlite3.connect(tmp_path / "old.db"))
    for migrations in (TABLES, ORDERS, BILLS):
        migrations.apply(db)
    db.execute("INSERT INTO bill VALUES ('b', 1, NULL, 'then', NULL)")
    db.execute("INSERT INTO tender VALUES (7, 'b', 'card', 1234, 'staff:2', 'then')")
    PAYMENTS.apply(db)
    row = db.execute("SELECT id, method, state, amount_minor, kind, bands FROM tender").fetchone()
    assert row == (7, "card", "settled", 1234, "payment", '{"standard:0":1234}')


def test_no_tax_class_is_taken_back_beyond_what_was_sold(till: Till) -> None:
    """Two halves of a mixed bill: the drink goes back on one, then all of the other."""
    till.order({"quantity": 2}, {"dish": 15}, {"dish": 18})
    classes = {line["tax_class"] for line in till.bill["lines"]}
    assert len(classes) > 1
    half = till.owed // 2
    first = till.pay("card", half)["tender"]["id"]
    second = till.pay("card", till.owed)["tender"]["id"]
    till.do("close")
    sold = {band: gross for band, (_, _, gross) in till.journal("bill.closed")[0]["bands"].items()}
    drinks = [line["id"] for line in till.bill["lines"] if line["tax_class"] != "food"]
    till.refund(first, lines=drinks)
    till.refund(second)
    till.refund(first)
    left = dict(sold)
    for one in till.journal("tender.settled"):
        for band, minor in one["bands"].items() if one["goods"] else ():
            left[band] += minor
            assert left[band] >= 0, band
    assert set(left.values()) == {0}
