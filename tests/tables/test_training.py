"""A table for training: all the motions, and nothing of it cooked, sold, counted or told."""

from typing import Any

import pytest

from tests.inside import Inside
from tests.till import Till, eur
from venue.core.jsonx import loads


@pytest.fixture
def house(demo_data: Any, tmp_path: Any) -> Any:
    box = Inside(demo_data, tmp_path / "data", bill__printer="Bar")
    yield box
    box.close()


def practise(box: Inside, table: int = 0) -> int:
    """Make a table one for training; return its id."""
    table_id = int(box.facts["tables"][table]["id"])
    box.staff("Marta").post(f"/api/v1/tables/{table_id}", {"training": True}, expect=200)
    return table_id


def trained(box: Inside) -> Till:
    """A party of training that ordered, had a dish taken back, paid with a tip and left."""
    practise(box)
    till = Till(box)
    till.order({}, {}, {})
    line = till.bill["lines"][0]["id"]
    body = {"reason": "practice", "approver": till.approver}
    till.waiter.post(f"/api/v1/order-lines/{line}/void", body, expect=200)
    till.pay("cash", till.owed, tip=eur(300))
    till.do("close")
    return till


def test_nothing_of_it_stands_in_any_book(house: Inside) -> None:
    marta = house.staff("Marta")
    till = trained(house)
    assert marta.post("/api/v1/reports/z", expect=409).json["code"] == "cash.nothing_new"
    looked = marta.json("/api/v1/reports/x")
    assert (looked["gross"], looked["bills"], looked["tips"]) == (eur(0), 0, [])
    assert looked["reductions"]["voids"]["times"] == 0
    today = marta.json("/api/v1/reports")["today"]
    for name, by in (
        ("sales", "item"),
        ("sales", "tender"),
        ("voids", "person"),
        ("kitchen", "item"),
    ):
        told = marta.json(f"/api/v1/reports/{name}?from={today}&to={today}&by={by}")
        assert told["items"] == [], name
    assert house.rows("SELECT * FROM outbox_message") == []
    assert house.rows("SELECT * FROM cash_entry") == []
    assert house.rows("SELECT training FROM bill_closing") == [{"training": 1}]
    [receipt] = till.waiter.json(f"/api/v1/receipts?bill_id={till.bill_id}")["items"]
    assert (receipt["number"], receipt["training"]) == ("T-000001", True)


def test_the_first_real_receipt_is_number_one(house: Inside) -> None:
    trained(house)
    real = Till(house, table=1)
    real.order()
    real.pay("cash", real.owed)
    assert [row["series"] for row in house.rows("SELECT series FROM receipt ORDER BY id")] == [
        "T", "R",
    ]  # fmt: skip
    made = house.staff("Marta").post("/api/v1/reports/z", expect=201).json
    assert made["receipts"]["first"] == made["receipts"]["last"] == 1


def test_every_paper_and_screen_says_so(house: Inside) -> None:
    till = trained(house)
    till.waiter.post("/api/v1/receipts/1/print", expect=200)
    papers = house.rows("SELECT kind, document FROM print_job WHERE document IS NOT NULL")
    kinds = {row["kind"]: loads(row["document"]).get("training") for row in papers}
    assert kinds["kitchen_ticket"] is True
    assert kinds["receipt"] is True
    tickets = house.device("kitchen").json("/api/v1/kitchen/all/tickets")["items"]
    assert all(one["training"] for one in tickets)
    floor = till.waiter.json("/api/v1/tables")["items"]
    assert [one["number"] for one in floor if one["training"]] == [floor[0]["number"]]


@pytest.mark.parametrize(
    ("method", "more"), [("room", {"room": "1", "name": "A B"}), ("account", {"account_id": 1}),
                         ("card", {"terminal_id": 1})],
)  # fmt: skip
def test_nothing_reaches_a_room_an_account_or_a_terminal(
    house: Inside, method: str, more: dict[str, Any]
) -> None:
    practise(house)
    till = Till(house)
    till.order()
    assert till.pay(method, till.owed, 409, **more)["code"] == "payments.training_only"
    body = {"amount": eur(1_000), "note": "", "bill_id": till.bill_id}
    sold = house.staff("Marta").post("/api/v1/vouchers", body, expect=409).json
    assert sold["code"] == "bills.training"


def test_counted_dishes_stay_on_sale(house: Inside) -> None:
    practise(house)
    till = Till(house)
    dish = till.waiter.dishes()[0]["id"]
    till.waiter.post(f"/api/v1/items/{dish}/eighty-six", {"remaining_qty": 2}, expect=200)
    body = {"lines": [{"item_id": dish, "quantity": 2}], "table_session_id": till.session["id"]}
    order = till.waiter.post("/api/v1/orders", body, expect=201).json

    def left() -> Any:
        items = [one for section in till.waiter.json("/api/v1/menu?lang=en")["sections"]
                 for one in section["items"]]  # fmt: skip
        return next(one["remaining_qty"] for one in items if one["id"] == dish)

    assert left() == 2
    void = {"reason": "practice", "approver": till.approver}
    till.waiter.post(f"/api/v1/order-lines/{order['lines'][0]['id']}/void", void, expect=200)
    assert left() == 2


def test_training_and_the_real_house_stay_apart(house: Inside) -> None:
    table_id = practise(house)
    till = Till(house)
    till.order({}, {})
    real = Till(house, table=1)
    real.order({})
    marta = house.staff("Marta")
    busy = marta.post(f"/api/v1/tables/{table_id}", {"training": False}, expect=409).json
    assert busy["code"] == "tables.already_open"
    line = till.bill["lines"][0]["id"]
    apart = "tables.training_apart"
    assert till.do("transfer", 409, lines=[line], to=real.bill_id)["code"] == apart
    assert real.do("merge", 409, bill_id=till.bill_id)["code"] == apart
    moved = {"table_id": house.facts["tables"][2]["id"]}
    path = f"/api/v1/table-sessions/{till.session['id']}"
    assert till.waiter.post(f"{path}/move", moved).json["code"] == apart
    joined = {"session_id": real.session["id"]}
    assert till.waiter.post(f"{path}/merge", joined).json["code"] == apart
    taken = {"lines": [{"id": line}], "to_session_id": real.session["id"]}
    assert till.waiter.post("/api/v1/order-lines/move", taken).json["code"] == apart
