"""Voids: free while held, with an approver after firing; counted portions come back."""

from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside, Person
from tests.orders.evening import approver, opened, ordered
from venue.core.ids import uuid7


@pytest.fixture
def waiter(box: Inside) -> Person:
    return box.staff("Anna")


def void(waiter: Person, line: dict[str, Any], **body: Any) -> Any:
    return waiter.post(f"/api/v1/order-lines/{line['id']}/void", body)


def line_of(box: Inside, waiter: Person, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = ordered(waiter, opened(box, waiter, "5"), 1, **more)["lines"][0]
    return found


def test_a_held_line_goes_without_approver_and_reason(box: Inside, waiter: Person) -> None:
    line = line_of(box, waiter, hold=True)
    assert void(waiter, line).json["line"]["state"] == "voided"
    [row] = box.rows("SELECT * FROM line_void")
    assert (row["from_state"], row["approved_by"]) == ("held", row["asked_by"])


def test_some_of_a_line_go_and_the_rest_is_cooked(box: Inside, waiter: Person) -> None:
    line = line_of(box, waiter, quantity=3)
    word = {"reason": "x", "approver": approver(box)}
    assert void(waiter, line, quantity=4, **word).json["code"] == "orders.too_many"
    gone = void(waiter, line, quantity=2, **word).json["line"]
    assert (gone["state"], gone["quantity"], gone["total"]["amount"]) == ("voided", 2, 0)
    rows = box.rows("SELECT position, quantity, state FROM order_line ORDER BY position")
    assert [tuple(row.values()) for row in rows] == [(1, 1, "fired"), (2, 2, "voided")]
    [order] = waiter.json("/api/v1/orders")["items"]
    assert order["total"]["amount"] == line["unit_price"]["amount"]


def test_a_fired_line_needs_a_reason_and_somebody_who_may(box: Inside, waiter: Person) -> None:
    line = line_of(box, waiter)
    marta, anna = approver(box), approver(box, "Anna")
    assert void(waiter, line).json["code"] == "orders.no_reason"
    assert void(waiter, line, reason="x").json["code"] == "approval.needed"
    wrong = marta | {"pin": "000000"}
    assert void(waiter, line, reason="x", approver=wrong).json["code"] == "approval.wrong_pin"
    assert void(waiter, line, reason="x", approver=anna).json["code"] == "approval.not_allowed"
    assert box.rows("SELECT * FROM line_void") == []
    done = void(waiter, line, reason="Too salty", approver=marta)
    assert done.json["line"]["state"] == "voided"
    [row] = box.rows("SELECT * FROM line_void")
    assert row["reason"] == "Too salty"
    assert row["approved_by"] == f"staff:{marta['staff_id']}"
    journal = "".join(one["data"] for one in box.rows("SELECT data FROM journal"))
    assert "salty" not in journal
    assert marta["pin"] not in journal


def test_a_one_time_pin_of_the_managers_own_device_works_once(box: Inside, waiter: Person) -> None:
    manager = box.staff("Marta")
    session = opened(box, waiter, "5")
    one, two = ordered(waiter, session, 2)["lines"]
    given = manager.post("/api/v1/approvals", expect=201).json
    word = {"pin": given["pin"]}
    assert void(waiter, one, reason="x", approver=word).status_code == 200
    assert void(waiter, two, reason="x", approver=word).json["code"] == "approval.wrong_pin"
    late = {"pin": manager.post("/api/v1/approvals", expect=201).json["pin"]}
    box.pass_time(121)
    assert void(waiter, two, reason="x", approver=late).json["code"] == "approval.wrong_pin"
    assert waiter.post("/api/v1/approvals").status_code == 403
    assert given["pin"] not in "".join(
        r["body"] for r in box.rows("SELECT body FROM stored_answer")
    )


def test_a_manager_at_the_own_screen_needs_nobody(box: Inside) -> None:
    manager = box.staff("Marta")
    line = line_of(box, manager)
    assert void(manager, line, reason="x").status_code == 200


def test_wrong_pins_lock_the_approver_and_the_answer_of_a_repeat_is_the_same(
    box: Inside, waiter: Person
) -> None:
    line = line_of(box, waiter)
    path = f"/api/v1/order-lines/{line['id']}/void"
    key, good = uuid7(), {"reason": "x", "approver": approver(box)}
    first = waiter.post(path, good, key=key, expect=200)
    assert waiter.post(path, good, key=key).text == first.text
    other = ordered(waiter, opened(box, waiter, "6"), 1)["lines"][0]
    for guess in range(6):
        bad = approver(box) | {"pin": f"99999{guess}"}
        answer = void(waiter, other, reason="x", approver=bad)
    assert (answer.status_code, answer.json["code"]) == (429, "staff.locked")
    assert void(waiter, other, reason="x", approver=approver(box)).status_code == 429


def test_guessed_one_time_pins_are_counted_too(box: Inside, waiter: Person) -> None:
    """The refusal rolls everything back but the count."""
    line = line_of(box, waiter)
    codes = [
        void(waiter, line, reason="x", approver={"pin": f"{guess:06}"}).json["code"]
        for guess in range(32)
    ]
    assert codes[0] == "approval.wrong_pin"
    assert codes[-1] == "staff.locked"


def test_the_kitchen_and_its_paper_hear_of_a_void(box: Inside, waiter: Person) -> None:
    line = line_of(box, waiter)
    before = box.rows("SELECT count(*) AS n FROM print_job")[0]["n"]
    void(waiter, line, reason="x", approver=approver(box))
    assert box.rows("SELECT count(*) AS n FROM print_job")[0]["n"] == before + 1
    [job] = box.rows("SELECT document FROM print_job ORDER BY id DESC LIMIT 1")
    assert '"kind":"void"' in job["document"]


@pytest.mark.parametrize(
    ("step", "left"), [(None, 5), ("start", 3), ("bump", 3)], ids=["fired", "started", "done"]
)
def test_a_counted_portion_comes_back_unless_it_was_begun(
    box: Inside, waiter: Person, step: str | None, left: int
) -> None:
    kitchen = box.device("kitchen")
    dish = waiter.dishes()[0]["id"]
    kitchen.post(f"/api/v1/items/{dish}/eighty-six", {"remaining_qty": 5}, expect=200)
    body = {
        "lines": [{"item_id": dish, "quantity": 2}],
        "table_session_id": opened(box, waiter, "5"),
    }
    line = waiter.post("/api/v1/orders", body, expect=201).json["lines"][0]
    remaining = "SELECT remaining_qty FROM item WHERE id = ?"
    assert box.rows(remaining, dish) == [{"remaining_qty": 3}]
    if step:
        kitchen.post(f"/api/v1/order-lines/{line['id']}/{step}", expect=200)
    void(waiter, line, reason="x", approver=approver(box))
    assert box.rows(remaining, dish) == [{"remaining_qty": left}]
    void(waiter, line, reason="x", approver=approver(box))
    assert box.rows(remaining, dish) == [{"remaining_qty": left}]


def test_a_rejected_order_gives_its_portions_back(demo_data: Path, tmp_path: Path) -> None:
    box = Inside(demo_data, tmp_path / "confirming", guest__confirm=True)
    guest, waiter, kitchen = box.guest(), box.staff("Anna"), box.device("kitchen")
    dish = guest.dishes()[0]["id"]
    kitchen.post(f"/api/v1/items/{dish}/eighty-six", {"remaining_qty": 1}, expect=200)
    body = {"lines": [{"item_id": dish, "quantity": 1}]}
    order = guest.post("/api/v1/orders", body, expect=201).json
    assert box.rows("SELECT remaining_qty FROM item WHERE id = ?", dish)[0]["remaining_qty"] == 0
    waiter.post(f"/api/v1/orders/{order['id']}/reject", {"reason": "closed"}, expect=200)
    assert box.rows("SELECT remaining_qty FROM item WHERE id = ?", dish)[0]["remaining_qty"] == 1
    box.close()
