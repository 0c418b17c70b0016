"""Bills through the routes: gifts, pre-bill, split, transfer, merge, close, reopen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.till import Till, eur
from venue.core.jsonx import loads


@pytest.fixture
def charging(demo_data: Path, tmp_path: Path) -> Iterator[Till]:
    """A venue that adds tax and a service charge of 12.5 % for parties of four."""
    inside = Inside(
        demo_data,
        tmp_path / "charging",
        bill__tax_included=False,
        bill__service_charge_bp=1250,
        bill__service_charge_covers=4,
        tax__food=1000,
    )
    yield Till(inside, covers=4)
    inside.close()


def test_a_bill_shows_its_taxes_and_they_add_up(till: Till) -> None:
    till.order()
    bill = till.bill
    assert bill["state"] == "open"
    assert bill["tax_included"] is True
    food = bill["taxes"][0]
    assert (food["tax_class"], food["rate_bp"]) == ("food", 1000)
    assert food["net"]["amount"] + food["tax"]["amount"] == food["gross"]["amount"]
    assert food["gross"]["amount"] == bill["total"]["amount"] == bill["owed"]["amount"]
    assert food["tax"]["amount"] == round(food["gross"]["amount"] / 11)


def test_tax_is_added_and_a_large_party_has_the_service_charge(charging: Till) -> None:
    charging.order({"quantity": 3})
    bill = charging.bill
    price = bill["subtotal"]["amount"]
    service = bill["service_charge"]["amount"]
    assert service == (price * 1250 + 5000) // 10000
    taxes = {one["tax_class"]: one for one in bill["taxes"]}
    assert taxes["food"]["net"]["amount"] == price
    assert taxes["food"]["tax"]["amount"] == (price * 1000 + 5000) // 10000
    assert taxes["standard"]["net"]["amount"] == service
    assert bill["total"]["amount"] == sum(one["gross"]["amount"] for one in bill["taxes"])
    waived = charging.do(
        "discount", service_charge=False, reason="Long wait", approver=charging.approver
    )
    assert waived["service_charge"]["amount"] == 0
    small = charging.order({}, session=charging.open(1, covers=2))
    assert charging.waiter.json(f"/api/v1/bills/{small['bill_id']}")["service_charge"] == eur(0)


def test_a_discount_needs_a_reason_and_somebody_who_may(till: Till) -> None:
    till.order()
    before = till.owed
    assert till.do("discount", 400, percent_bp=1000)["code"] == "bills.no_reason"
    refused = till.do("discount", 403, percent_bp=1000, reason="Regular guest")
    assert refused["code"] == "approval.needed"
    wrong = {"staff_id": till.manager["id"], "pin": "000000"}
    refused = till.do("discount", 403, percent_bp=1000, reason="Regular guest", approver=wrong)
    assert refused["code"] == "approval.wrong_pin"
    waiter = next(one for one in till.box.facts["staff"] if one["name"] == "Marco")
    colleague = {"staff_id": waiter["id"], "pin": waiter["pin"]}
    till.do("discount", 403, percent_bp=1000, reason="Regular guest", approver=colleague)
    assert till.owed == before
    bill = till.do("discount", percent_bp=1000, reason="Regular guest", approver=till.approver)
    assert bill["discount"]["amount"] == (before * 1000 + 5000) // 10000
    assert bill["owed"]["amount"] == before - bill["discount"]["amount"]
    given = bill["adjustments"][0]
    assert (given["reason"], given["approved_by"]) == (
        "Regular guest", f"staff:{till.manager['id']}",
    )  # fmt: skip
    assert "Regular guest" not in str(till.journal("bill.adjusted"))
    undone = till.do(f"adjustments/{given['id']}/undo")
    assert undone["owed"]["amount"] == before


def test_a_line_is_given_free_and_its_price_stays_in_the_books(till: Till) -> None:
    till.order()
    first, second = till.bill["lines"]
    why = {"reason": "Complaint", "approver": till.approver}
    bill = till.do("comp", lines=[first["id"]], **why)
    assert bill["comped"] == first["total"]
    assert bill["owed"]["amount"] == second["total"]["amount"]
    assert [line["comped"] for line in bill["lines"]] == [True, False]
    assert till.do("comp", 404, lines=["zz.1"], **why)["code"] == "bills.unknown_line"
    assert till.do("comp", **why)["owed"]["amount"] == 0


def test_a_gift_cannot_leave_less_than_was_paid(till: Till) -> None:
    till.order()
    till.pay("card", till.owed - 1)
    refused = till.do("discount", 409, percent_bp=5000, reason="x", approver=till.approver)
    assert refused["code"] == "bills.paid_already"
    assert till.bill["adjustments"] == []


def test_a_new_line_makes_the_printed_prebill_stale(till: Till) -> None:
    till.order()
    bill = till.do("prebill")
    assert bill["state"] == "prebilled"
    assert bill["prebill"]["number"] == 1
    assert bill["prebill"]["stale"] is False
    papers = till.box.rows("SELECT document FROM print_job WHERE kind = 'bill'")
    assert len(papers) == 1
    paper = loads(papers[0]["document"])
    assert paper["total_minor"] == bill["total"]["amount"]
    assert [one["name"] for one in paper["lines"]] == [one["name"] for one in bill["lines"]]
    till.order({})
    assert till.bill["state"] == "open"
    assert till.bill["prebill"]["stale"] is True
    assert till.do("prebill")["prebill"] == till.bill["prebill"]
    assert till.bill["prebill"]["number"] == 2


def test_an_order_writes_nothing_about_money(till: Till) -> None:
    """What is owed is computed when somebody looks; placing an order must not pay for it."""
    till.order()
    till.do("prebill")
    till.do("split", how="even", count=2)
    before = till.box.rows("SELECT max(seq) AS seq FROM journal")[0]["seq"]
    till.order({})
    new = till.box.rows("SELECT kind FROM journal WHERE seq > ?", before)
    assert {row["kind"] for row in new} <= {"order.placed", "print.queued"}
    assert till.box.rows("SELECT count(*) AS n FROM bill_part WHERE undone_at IS NULL")[0]["n"] == 2
    assert till.bill["parts"] == []


def sums_of(bill: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Return a bill's taxes and those of its parts together, by class."""
    whole = {one["tax_class"]: one["gross"]["amount"] for one in bill["taxes"]}
    parts: dict[str, int] = {}
    for part in bill["parts"]:
        for one in part["taxes"]:
            parts[one["tax_class"]] = parts.get(one["tax_class"], 0) + one["gross"]["amount"]
    return whole, parts


def test_split_three_ways_and_paid_in_three_ways(till: Till) -> None:
    till.order({}, {"dish": 15}, {"dish": 18, "quantity": 2})
    bill = till.do("split", how="even", count=3)
    whole, parts = sums_of(bill)
    assert whole == parts
    for part, method in zip(bill["parts"], ("cash", "card", "cash"), strict=True):
        till.pay(method, part["due"]["amount"], part_id=part["id"])
    paid = till.bill
    assert paid["state"] == "paid"
    assert [part["owed"]["amount"] for part in paid["parts"]] == [0, 0, 0]
    assert till.do("close")["state"] == "closed"
    booked: dict[str, int] = {}
    for one in till.journal("tender.settled"):
        for band, minor in one["bands"].items():
            booked[band] = booked.get(band, 0) + minor
    closed = till.journal("bill.closed")[0]["bands"]
    assert booked == {band: gross for band, (_, _, gross) in closed.items()}


def test_split_by_amount_item_and_seat(till: Till) -> None:
    till.order({"seat": 1}, {"seat": 2, "quantity": 2}, {"dish": 15})
    total = till.owed
    by_amount = till.do("split", how="amount", amounts=[eur(100), eur(250)])
    assert [part["due"]["amount"] for part in by_amount["parts"]] == [100, 250, total - 350]
    first, second, _ = till.bill["lines"]
    picks = [[{"line_id": first["id"]}], [{"line_id": second["id"], "quantity": 1}]]
    by_item = till.do("split", how="item", parts=picks)
    dues = [part["due"]["amount"] for part in by_item["parts"]]
    assert dues[:2] == [first["total"]["amount"], second["unit_price"]["amount"]]
    assert sum(dues) == total
    by_seat = till.do("split", how="seat")
    assert [part["seat"] for part in by_seat["parts"]] == [1, 2]
    assert sum(part["due"]["amount"] for part in by_seat["parts"]) == total
    for bill in (by_amount, by_item, by_seat):
        whole, parts = sums_of(bill)
        assert whole == parts
    assert till.do("split", how="none")["parts"] == []
    refused = till.do("split", 400, how="amount", amounts=[eur(total + 1)])
    assert refused["code"] == "bills.bad_split"


def test_a_guest_who_leaves_early_pays_the_own_dishes_and_the_rest_is_split_again(
    till: Till,
) -> None:
    till.order({}, {}, {"dish": 15})
    first = till.bill["lines"][0]
    split = till.do("split", how="item", parts=[[{"line_id": first["id"]}]])
    part = split["parts"][0]
    till.pay("card", part["due"]["amount"], part_id=part["id"])
    till.order({"dish": 3})
    assert [one["id"] for one in till.bill["parts"]] == [part["id"]]
    others = [line["id"] for line in till.bill["lines"] if line["id"] != first["id"]]
    again = till.do("split", how="item", parts=[[{"line_id": others[0]}]])
    dues = [one["due"]["amount"] for one in again["parts"][1:]]
    assert sum(dues) == till.owed
    assert dues[0] == again["lines"][1]["total"]["amount"]


def test_money_that_belongs_to_no_line_ends_a_split_by_lines(till: Till) -> None:
    till.order()
    till.pay("card", 100)
    line = till.bill["lines"][0]["id"]
    refused = till.do("split", 409, how="item", parts=[[{"line_id": line}]])
    assert refused["code"] == "bills.split_late"
    assert sum(one["due"]["amount"] for one in till.do("split", how="even", count=2)["parts"]) == (
        till.owed
    )


def test_overpaying_and_closing_twice_are_impossible(till: Till) -> None:
    till.order()
    owed = till.owed
    assert till.pay("card", owed + 1, 409)["code"] == "bills.too_much"
    assert till.do("close", 409)["code"] == "bills.still_owed"
    till.pay("card", owed)
    assert till.pay("card", 1, 409)["code"] == "bills.illegal_move"
    till.do("close")
    for action in ("close", "prebill", "split"):
        body = {"how": "even", "count": 2} if action == "split" else {}
        assert till.do(action, 409, **body)["code"] == "bills.closed"
    assert len(till.journal("bill.closed")) == 1


def test_a_part_cannot_be_paid_twice(till: Till) -> None:
    till.order()
    part = till.do("split", how="even", count=2)["parts"][0]
    till.pay("card", part["due"]["amount"], part_id=part["id"])
    refused = till.pay("card", 1, 409, part_id=part["id"])
    assert refused["code"] == "bills.too_much"
    assert till.pay("card", 1, 404, part_id=987)["code"] == "bills.unknown_part"


def test_lines_move_to_a_new_bill_with_their_discounts(till: Till) -> None:
    till.order({}, {}, {"dish": 15})
    total, line = till.owed, till.bill["lines"][1]
    why = {"reason": "Long wait", "approver": till.approver}
    till.do("discount", line_id=line["id"], percent_bp=5000, **why)
    off = total - till.owed
    moved = till.do("transfer", lines=[line["id"]])
    assert moved["id"] != till.bill_id
    assert moved["owed"]["amount"] == line["total"]["amount"] - off
    assert till.owed == total - line["total"]["amount"]
    assert len(till.bill["lines"]) == 2
    again = till.do("transfer", bill=moved["id"], lines=[line["id"]], to=till.bill_id)
    assert again["owed"]["amount"] == total - off
    assert till.do("transfer", 404, lines=["zz.9"])["code"] == "bills.unknown_line"
    # New orders go on with the party's first bill.
    assert till.order({})["bill_id"] == till.bill_id


def test_two_bills_become_one_with_what_was_paid(till: Till) -> None:
    till.order()
    other = till.order({}, {}, session=till.open(1))["bill_id"]
    mine = till.owed
    theirs = till.waiter.json(f"/api/v1/bills/{other}")["owed"]["amount"]
    till.do("tenders", 201, bill=other, method="card", amount=eur(300))
    merged = till.do("merge", bill_id=other)
    assert merged["total"]["amount"] == mine + theirs
    assert merged["owed"]["amount"] == mine + theirs - 300
    gone = till.waiter.json(f"/api/v1/bills/{other}")
    assert (gone["state"], gone["merged_into"], gone["lines"]) == ("voided", till.bill_id, [])
    assert till.do("merge", 409, bill_id=other)["code"] == "bills.closed"
    assert till.do("merge", 400, bill_id=till.bill_id)["code"] == "bills.same_bill"


def test_a_closed_bill_is_reopened_by_a_manager_and_closed_again(till: Till) -> None:
    till.order()
    till.pay("cash", till.owed)
    till.do("close")
    refused = till.do("reopen", 403, reason="Wrong payment")
    assert refused["code"] == "approval.needed"
    why = {"reason": "Wrong payment", "approver": till.approver}
    assert till.do("reopen", **why)["state"] == "reopened"
    assert till.do("reopen", 409, **why)["code"] == "bills.illegal_move"
    assert till.do("close")["state"] == "closed"
    assert len(till.journal("bill.reopened")) == 1


def test_a_closed_bill_keeps_its_figures_when_the_tax_changes(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "same")
    till = Till(box)
    till.order()
    till.pay("card", till.owed)
    till.do("close")
    before = till.bill["taxes"]
    box.close()
    box = Inside(demo_data, tmp_path / "same", tax__food=500)
    after = box.staff("Anna").json(f"/api/v1/bills/{till.bill_id}")
    assert after["taxes"] == before
    box.close()


def test_an_empty_bill_is_voided_and_one_with_money_is_not(till: Till) -> None:
    till.order({})
    assert till.do("void", 409)["code"] == "bills.not_empty"
    line = till.bill["lines"][0]["id"]
    body = {"reason": "mistake", "approver": till.approver}
    till.waiter.post(f"/api/v1/order-lines/{line}/void", body, expect=200)
    assert till.do("void")["state"] == "voided"
    assert till.do("void", 409)["code"] == "bills.closed"


def test_a_table_closes_when_its_bills_are_paid(till: Till) -> None:
    till.order({}, {})
    till.do("transfer", lines=[till.bill["lines"][0]["id"]])
    till.pay("card", till.owed)
    path = f"/api/v1/table-sessions/{till.session['id']}/close"
    assert till.waiter.post(path, expect=409).json["code"] == "bills.still_owed"
    session = till.waiter.json(f"/api/v1/table-sessions/{till.session['id']}")
    assert [bill["state"] for bill in session["bills"]] == ["paid", "open"]
    assert session["bill"]["id"] == till.bill_id
    other = session["bills"][1]
    till.do("tenders", 201, bill=other["id"], method="cash", amount=other["owed"])
    till.waiter.post(path, expect=200)
    assert till.bill["state"] == "closed"


def test_a_guest_sees_the_own_part_and_asks_to_pay_it(till: Till) -> None:
    guest, friend = till.box.guest(), till.box.guest()
    mine = guest.order(1)
    friend.order(2)
    bill = guest.json("/api/v1/table-bill")["bill"]
    assert bill["mine"] == mine["total"]
    assert [line["mine"] for line in bill["lines"]].count(True) == 1
    assert "adjustments" not in bill
    path = f"/api/v1/bills/{bill['id']}/wish"
    wished = guest.post(path, {"share": "mine", "method": "card"}, expect=200).json
    assert wished["wish"]["amount"] == mine["total"]
    guest.post(path, {"share": "even", "people": 2, "method": "cash"}, expect=200)
    wishes = till.waiter.json(f"/api/v1/bills/{bill['id']}")["wishes"]
    assert [(one["share"], one["method"]) for one in wishes] == [("even", "cash")]
    assert wishes[0]["amount"]["amount"] == -(-bill["total"]["amount"] // 2)
    alerts = till.waiter.json("/api/v1/alerts")["items"]
    assert [one["text_key"] for one in alerts if one["kind"] == "call"] == ["alert.call_bill"]
    stranger = till.box.guest(1)
    assert stranger.post(path, {"share": "all"}).status_code == 404
    assert stranger.get(f"/api/v1/bills/{bill['id']}").status_code == 404


def test_closed_bills_are_listed_the_last_first(till: Till) -> None:
    closed = []
    for table in range(1, 4):
        session = till.open(table)
        bill = till.order({}, session=session)["bill_id"]
        owed = till.waiter.json(f"/api/v1/bills/{bill}")["owed"]
        till.do("tenders", 201, bill=bill, method="cash", amount=owed)
        till.do("close", bill=bill)
        closed.append(bill)
    page = till.waiter.json("/api/v1/bills?limit=2")
    assert [one["id"] for one in page["items"]] == closed[:0:-1]
    rest = till.waiter.json(f"/api/v1/bills?limit=2&cursor={page['next_cursor']}")
    assert [one["id"] for one in rest["items"]] == closed[:1]
    assert "next_cursor" not in rest
