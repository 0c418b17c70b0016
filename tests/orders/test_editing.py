"""Changing a dish that was sent: seen by the kitchen, refused when it is begun or paid."""

import json
from typing import Any

import pytest

from tests.inside import Inside, Person
from tests.orders.evening import approver, opened
from venue.core.ids import uuid7


@pytest.fixture
def waiter(box: Inside) -> Person:
    return box.staff("Anna")


class Dish:
    """A dish with a required choice and a paid extra, ordered at table 5."""

    def __init__(self, box: Inside, waiter: Person, **more: Any) -> None:
        self.box, self.waiter = box, waiter
        self.item = _with_choices(waiter)
        groups = self.item["modifier_groups"]
        needed = [group["modifiers"] for group in groups if group["min"]]
        self.usual = [choices[0]["id"] for choices in needed]
        self.other = [needed[0][1]["id"], *self.usual[1:]]
        dear, at = next(
            (one, place)
            for place, choices in enumerate(needed)
            for one in choices
            if one["price"]["amount"] > choices[0]["price"]["amount"]
        )
        self.dearer = [*self.usual[:at], dear["id"], *self.usual[at + 1 :]]
        self.extra_minor = dear["price"]["amount"] - needed[at][0]["price"]["amount"]
        self.session = opened(box, waiter, "5")
        self.line = self.send(modifiers=self.usual, **more)

    def send(self, **line: Any) -> dict[str, Any]:
        body = {
            "lines": [{"item_id": self.item["id"], "quantity": 2} | line],
            "table_session_id": self.session,
        }
        sent: dict[str, Any] = self.waiter.post("/api/v1/orders", body, expect=201).json
        found: dict[str, Any] = sent["lines"][0]
        return found

    def edit(self, was: dict[str, Any] | None = None, **now: Any) -> Any:
        seen = {"modifiers": [one["id"] for one in self.line["modifiers"]],
                "note": self.line["note"]}  # fmt: skip
        more = {"approver": now.pop("approver")} if "approver" in now else {}
        body = {"was": was or seen, "now": seen | now} | more
        return self.waiter.post(f"/api/v1/order-lines/{self.line['id']}/edit", body)

    def bill(self) -> int:
        party = self.waiter.json(f"/api/v1/table-sessions/{self.session}")
        return int(party["bills"][-1]["total"]["amount"])


def _with_choices(waiter: Person) -> dict[str, Any]:
    menu = waiter.json("/api/v1/menu?lang=en")
    named = [item for section in menu["sections"] for item in section["items"]]
    found: dict[str, Any] = next(one for one in named if one["name"].startswith("Beef tagliata"))
    return found


@pytest.fixture
def dish(box: Inside, waiter: Person) -> Dish:
    return Dish(box, waiter)


def test_the_kitchen_must_tap_what_was_changed_and_paper_shows_both(dish: Dish) -> None:
    done = dish.edit(modifiers=dish.other, note="sauce aside")
    assert done.status_code == 200, done.text
    line = done.json["line"]
    assert [one["id"] for one in line["modifiers"]] == dish.other
    assert line["note"] == "sauce aside"
    [row] = dish.box.rows("SELECT attention, state FROM order_line")
    assert (row["attention"], row["state"]) == ("changed", "fired")
    document = json.loads(
        dish.box.rows("SELECT document FROM print_job ORDER BY id")[-1]["document"]
    )
    assert document["kind"] == "change"
    assert [(one["change"], one["note"]) for one in document["lines"]] == [
        ("-", ""), ("+", "sauce aside"),
    ]  # fmt: skip
    [entry] = dish.box.rows("SELECT data FROM journal WHERE kind = 'line.edited'")
    assert "sauce" not in entry["data"]


def test_an_allergy_in_the_new_note_is_an_alarm(dish: Dish) -> None:
    assert dish.edit(note="allergic to nuts").json["line"]["allergy"]
    assert dish.box.rows("SELECT attention FROM order_line") == [{"attention": "allergy"}]


def test_two_waiters_do_not_overwrite_each_other(dish: Dish) -> None:
    assert dish.edit(note="no salt").status_code == 200
    assert dish.edit(note="no salt").status_code == 200  # a repeat changes nothing
    late = dish.edit(note="well done")
    assert (late.status_code, late.json["code"]) == (409, "orders.line_changed")
    [row] = dish.box.rows("SELECT note FROM order_line")
    assert row["note"] == "no salt"


def test_an_extra_is_priced_and_a_cheaper_dish_needs_somebodys_word(dish: Dish) -> None:
    before = dish.bill()
    dish.line = dish.edit(modifiers=dish.dearer).json["line"]
    assert dish.bill() == before + 2 * dish.extra_minor
    assert dish.edit(modifiers=dish.usual).json["code"] == "approval.needed"
    assert dish.bill() == before + 2 * dish.extra_minor
    word = approver(dish.box)
    assert dish.edit(modifiers=dish.usual, approver=word).status_code == 200
    assert dish.bill() == before


def test_what_the_dish_does_not_allow_changes_nothing(dish: Dish) -> None:
    assert dish.edit(modifiers=[]).json["code"] == "menu.choice_missing"
    assert dish.edit(modifiers=[999_999]).status_code == 400
    assert dish.edit(note="x" * 500).json["code"] == "request.text_too_long"
    [row] = dish.box.rows("SELECT attention FROM order_line")
    assert row["attention"] == ""


def test_a_dish_that_was_begun_stays(dish: Dish) -> None:
    cook = dish.box.staff("Marta")
    cook.post(f"/api/v1/order-lines/{dish.line['id']}/start", {}, expect=200)
    assert dish.edit(note="no salt").json["code"] == "orders.begun"


def test_a_paid_dish_keeps_its_price_and_may_still_have_a_note(dish: Dish) -> None:
    bill = dish.line["bill_id"]
    part = {"method": "cash", "amount": {"amount": 100, "currency": "EUR"}}
    dish.waiter.post(f"/api/v1/bills/{bill}/tenders", part, expect=201)
    assert dish.edit(modifiers=dish.dearer).json["code"] == "bills.has_payments"
    assert dish.edit(note="no salt").status_code == 200


def test_a_held_dish_changes_quietly(box: Inside, waiter: Person) -> None:
    dish = Dish(box, waiter, hold=True)
    jobs = len(box.rows("SELECT id FROM print_job"))
    assert dish.edit(note="no salt").status_code == 200
    assert box.rows("SELECT attention FROM order_line") == [{"attention": ""}]
    assert len(box.rows("SELECT id FROM print_job")) == jobs
    assert waiter.post(
        f"/api/v1/order-lines/{uuid7()}.1/edit", {"was": {}, "now": {}}
    ).status_code == 404  # fmt: skip
