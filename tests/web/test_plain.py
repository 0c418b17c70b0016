"""The guest's page without JavaScript: everything by links and forms."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside, Person


def key(page: str, action: str = "/guest/order") -> str:
    found = re.search(rf'action="{action}".*?name="key" value="([^"]+)"', page, re.DOTALL)
    assert found, page[-2000:]
    return found[1]


def post(person: Person, path: str, form: dict[str, Any], follow: bool = False) -> Any:
    return person.client.post(path, data=form, follow_redirects=follow)


def dish(person: Person, name: str) -> dict[str, Any]:
    menu = person.json("/api/v1/menu?lang=en")
    items = [item for section in menu["sections"] for item in section["items"]]
    return next(item for item in items if name in item["name"])


def choice(item: dict[str, Any]) -> dict[str, str]:
    """Return the form's fields for the first choice of each group that must have one."""
    return {
        f"choice.{item['id']}.{group['id']}": f"{one['id']}:{one['price']['amount']}"
        for group in item["modifier_groups"]
        if group["min"]
        for one in group["modifiers"][:1]
    }


def with_choice(person: Person) -> dict[str, Any]:
    menu = person.json("/api/v1/menu?lang=en")
    items = [item for section in menu["sections"] for item in section["items"]]
    return next(item for item in items if any(group["min"] for group in item["modifier_groups"]))


def orders(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.json("/api/v1/table-order")["orders"]
    return found


def test_an_order_with_choices_and_notes_once_however_often_it_is_sent(box: Inside) -> None:
    guest = box.guest()
    page = guest.get("/guest").text
    item = with_choice(guest)
    assert f'name="choice.{item["id"]}.' in page
    form = {
        "key": key(page), "note": "two plates", f"quantity.{item['id']}": "2",
        f"note.{item['id']}": "no salt", f"seen.{item['id']}": str(item["price"]["amount"]),
        **choice(item),
    }  # fmt: skip
    first = post(guest, "/guest/order", form)
    assert (first.status_code, "Your order was received" in first.text) == (200, True)
    post(guest, "/guest/order", form)
    [order] = orders(guest)
    [line] = order["lines"]
    assert (line["quantity"], line["note"], order["note"]) == (2, "no salt", "two plates")
    assert len(line["modifiers"]) == len(choice(item))


def test_a_missing_choice_comes_back_with_everything_that_was_entered(box: Inside) -> None:
    guest = box.guest()
    item = with_choice(guest)
    form = {
        "key": key(guest.get("/guest").text), f"quantity.{item['id']}": "3",
        f"note.{item['id']}": "no <salt>", "note": "quick",
    }  # fmt: skip
    refused = post(guest, "/guest/order", form)
    assert refused.status_code == 422
    assert "A dish needs a choice first." in refused.text
    assert re.search(rf'name="quantity\.{item["id"]}"[^>]*value="3"', refused.text)
    assert 'value="no &lt;salt&gt;"' in refused.text
    assert ">quick</textarea>" in refused.text
    assert orders(guest) == []


def test_a_price_that_rose_meanwhile_is_asked_about(box: Inside) -> None:
    guest = box.guest()
    item = guest.dishes()[0]
    form = {
        "key": key(guest.get("/guest").text), f"quantity.{item['id']}": "1",
        f"seen.{item['id']}": str(item["price"]["amount"] - 50),
    }  # fmt: skip
    refused = post(guest, "/guest/order", form)
    assert refused.status_code == 422
    assert "Something changed" in refused.text
    assert re.search(rf"{item['name']}: \d", refused.text)
    assert orders(guest) == []
    seen = re.search(rf'name="seen\.{item["id"]}" value="(\d+)"', refused.text)
    assert seen
    form |= {"key": key(refused.text), f"seen.{item['id']}": seen[1]}
    assert post(guest, "/guest/order", form).status_code == 200
    assert len(orders(guest)) == 1


def test_a_forged_choice_is_refused_in_words(box: Inside) -> None:
    guest = box.guest()
    item = guest.dishes()[0]
    form = {
        "key": key(guest.get("/guest").text), f"quantity.{item['id']}": "1",
        f"choice.{item['id']}.1": "1; DROP TABLE item",
    }  # fmt: skip
    assert post(guest, "/guest/order", form).status_code == 422
    assert orders(guest) == []


def test_the_table_page_says_how_far_each_dish_is_and_who_comes(box: Inside) -> None:
    guest, cook = box.guest(), box.device("kitchen")
    order = guest.order(2)
    first = order["lines"][0]["id"]
    cook.post(f"/api/v1/order-lines/{first}/start", expect=200)
    page = guest.get("/guest/table")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count("Being made") == 2
    assert "Total so far" in page.text
    called = post(
        guest, "/guest/call", {"key": key(page.text, "/guest/call"), "kind": "help"}, follow=True
    )
    assert "Help is called" in called.text
    call = box.rows("SELECT id FROM guest_call")[0]["id"]
    box.staff("Anna").post(f"/api/v1/calls/{call}/answer", expect=200)
    assert "Anna is coming to help" in guest.get("/guest/table").text
    assert guest.json("/api/v1/me?as=guest")["calls"]["help"]["by"] == "Anna"


def test_words_that_guests_write_are_never_markup(box: Inside) -> None:
    guest = box.guest()
    item = guest.dishes()[0]
    lines = [{"item_id": item["id"], "note": "<script>alert(1)</script>"}]
    guest.post("/api/v1/orders", {"lines": lines}, expect=201)
    page = guest.get("/guest/table").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_chosen_language_stays(box: Inside) -> None:
    guest = box.guest()
    assert 'lang="ru"' in guest.get("/guest?lang=ru").text
    assert 'lang="ru"' in guest.get("/guest").text
    assert 'dir="rtl"' in guest.get("/guest?lang=ar").text
    assert 'lang="ar"' in guest.get("/guest?lang=xx").text


@pytest.fixture
def pin_box(demo_data: Path, tmp_path: Path) -> Iterator[Inside]:
    inside = Inside(demo_data, tmp_path / "pin", guest__join="pin")
    yield inside
    inside.close()


def test_the_pin_opens_the_table_and_wrong_ones_are_counted(pin_box: Inside) -> None:
    waiter = pin_box.staff("Anna")
    table = pin_box.facts["tables"][0]["id"]
    pin = waiter.post("/api/v1/table-sessions", {"table_id": table, "covers": 2}, expect=201).json
    guest = pin_box.guest()
    assert 'action="/guest/join"' in guest.get("/guest").text
    wrong = str((int(pin["pin"]) + 1) % 10_000).zfill(4)
    refused = post(guest, "/guest/join", {"pin": wrong})
    assert "That is not the PIN of this table." in refused.text
    assert pin_box.rows("SELECT * FROM journal WHERE kind = 'guest.pin_refused'")
    opened = post(guest, "/guest/join", {"pin": pin["pin"]}, follow=True)
    assert 'action="/guest/join"' not in opened.text
    assert guest.json("/api/v1/me")["guest"]["state"] == "joined"


def test_nobody_and_a_closed_table_are_told_so(box: Inside) -> None:
    for path in ("/guest", "/guest/table"):
        answer = box.nobody().get(path, follow_redirects=True)
        assert (answer.status_code, "Scan the code on your table" in answer.text) == (401, True)
    guest = box.guest()
    session = guest.json("/api/v1/me")["session"]["id"]
    box.staff("Anna").post(f"/api/v1/table-sessions/{session}/close", expect=200)
    item = box.guest(1).dishes()[0]
    refused = post(
        guest, "/guest/order", {"key": "0" * 8 + "-0000-7000-8000-" + "0" * 12,
        f"quantity.{item['id']}": "1"},
    )  # fmt: skip
    assert refused.status_code == 422
    assert guest.get("/guest").headers["Cache-Control"] == "no-store"
