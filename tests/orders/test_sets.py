"""Sets, weighed and open-priced dishes, ages, outlets and hours, on the whole venue."""

from datetime import timedelta
from typing import Any

import pytest

from tests.inside import Inside, Person
from venue.core.ids import uuid7


def put(manager: Person, method: str, path: str, body: Any) -> Any:
    answer = manager.client.open(
        path, method=method, json=body, headers={"Idempotency-Key": uuid7()}
    )
    assert answer.status_code in (200, 201), answer.text
    return answer.json


def add(manager: Person, kind: str, **fields: Any) -> str:
    return str(put(manager, "POST", f"/api/v1/menu/records/{kind}", {"fields": fields})["key"])


def item_id(manager: Person, key: str) -> int:
    items = manager.json("/api/v1/menu/editor")["records"]["item"]
    return int(next(one["id"] for one in items if one["key"] == key))


@pytest.fixture
def manager(box: Inside) -> Person:
    return box.staff("Marta")


@pytest.fixture
def lunch(manager: Person) -> dict[str, int]:
    """A set of burrata, a main to choose and a wine of another tax class."""
    add(manager, "item", name="Wine", section="drinks", price="4.00", station="bar",
        tax_class="alcohol")  # fmt: skip
    add(manager, "item", name="Ravioli", section="mains", price="14.00", station="hot",
        tax_class="food")  # fmt: skip
    group = add(manager, "group", name="Main", min=1, max=1)
    add(manager, "modifier", group=group, name="Ravioli", item="ravioli")
    add(manager, "modifier", group=group, name="Burrata again", price="1.00", item="burrata")
    key = add(manager, "item", name="Lunch", section="mains", price="19.99",
              parts=["burrata", "wine"], groups=[group])  # fmt: skip
    menu = manager.json("/api/v1/menu?lang=en")
    shown = next(i for s in menu["sections"] for i in s["items"] if i["name"] == "Lunch")
    chosen = shown["modifier_groups"][0]["modifiers"]
    return {"id": item_id(manager, key), "main": chosen[0]["id"], "again": chosen[1]["id"]}


def order(person: Person, line: dict[str, Any], expect: int = 201, **more: Any) -> Any:
    return person.post("/api/v1/orders", {"lines": [line], **more}, expect=expect).json


def test_a_set_is_a_line_for_each_component_at_its_station_with_its_share(
    box: Inside, lunch: dict[str, int]
) -> None:
    guest = box.guest(0)
    line = {"item_id": lunch["id"], "quantity": 3, "modifiers": [lunch["main"]],
            "note": "nut allergy", "expected_price": 1999}  # fmt: skip
    placed = order(guest, line)
    assert placed["total"]["amount"] == 3 * 1999
    lines = placed["lines"]
    assert [one["name"] for one in lines] == ["Burrata from Puglia", "Wine", "Ravioli"]
    assert sum(one["unit_price"]["amount"] for one in lines) == 1999
    # 12.50 : 4.00 : 14.00 of 19.99, the odd cents to the largest remainders.
    assert [one["unit_price"]["amount"] for one in lines] == [819, 262, 918]
    assert {one["parent"]["name"] for one in lines} == {"Lunch"}
    assert {one["parent"]["no"] for one in lines} == {1}
    assert len({one["station"] for one in lines}) == 3
    assert all(one["allergy"] for one in lines)
    stored = box.rows("SELECT tax_class FROM order_line ORDER BY position")
    assert [row["tax_class"] for row in stored][1:] == ["alcohol", "food"]
    tickets = box.staff("Marta").json("/api/v1/kitchen/all/tickets")["items"]
    assert sorted(ticket["station"] for ticket in tickets) == ["bar", "cold", "hot"]


def test_a_choice_of_a_set_may_cost_more_and_must_be_made(
    box: Inside, lunch: dict[str, int]
) -> None:
    guest = box.guest(0)
    placed = order(guest, {"item_id": lunch["id"], "modifiers": [lunch["again"]]})
    assert placed["total"]["amount"] == 2099
    refused = order(guest, {"item_id": lunch["id"]}, expect=400)
    assert refused["code"] == "menu.choice_missing"


def test_a_component_that_is_out_takes_the_set_or_the_choice_with_it(
    box: Inside, manager: Person, lunch: dict[str, int]
) -> None:
    ravioli, wine = item_id(manager, "ravioli"), item_id(manager, "wine")
    manager.post(f"/api/v1/items/{ravioli}/eighty-six", {"remaining_qty": 2}, expect=200)
    guest = box.guest(0)
    order(guest, {"item_id": lunch["id"], "quantity": 2, "modifiers": [lunch["main"]]})
    refused = order(guest, {"item_id": lunch["id"], "modifiers": [lunch["main"]]}, expect=400)
    assert refused["code"] == "menu.choice_missing"
    manager.post(f"/api/v1/items/{wine}/eighty-six", {}, expect=200)
    menu = guest.json("/api/v1/menu?lang=en")
    shown = next(i for s in menu["sections"] for i in s["items"] if i["id"] == lunch["id"])
    assert shown["sold_out"]
    late = order(guest, {"item_id": lunch["id"], "modifiers": [lunch["again"]]}, expect=409)
    assert late["details"]["changes"][0]["reason"] == "unavailable"


def test_an_order_of_plain_dishes_costs_the_menu_two_statements(box: Inside) -> None:
    from venue.menu import service

    guest = box.guest(0)
    ids = [line["item_id"] for line in guest.lines(6)]
    with box.services.database.read() as tx:
        asked: list[str] = []
        plain = tx.execute

        def counted(sql: str, params: Any = ()) -> Any:
            asked.append(sql)
            return plain(sql, params)

        tx.execute = counted  # type: ignore[method-assign]
        service.require_items(tx, ids, zone=box.services.settings.zone())
    assert len(asked) == 2


def test_weighed_and_open_priced_dishes_are_for_staff(box: Inside, manager: Person) -> None:
    add(manager, "item", name="Turbot", section="mains", price="48.00", pricing="weight")
    add(manager, "item", name="Special", section="mains", price="0", pricing="open",
        price_min="5.00", price_max="50.00")  # fmt: skip
    fish, special = item_id(manager, "turbot"), item_id(manager, "special")
    guest, waiter = box.guest(0), box.staff("Anna")
    session = guest.json("/api/v1/me")["session"]["id"]
    refused = order(guest, {"item_id": fish, "grams": 450}, expect=409)
    assert refused["code"] == "menu.needs_staff"
    names = [i["name"] for s in guest.json("/api/v1/menu")["sections"] for i in s["items"]]
    assert "Special" not in names
    weighed = order(waiter, {"item_id": fish, "grams": 455}, table_session_id=session)
    line = weighed["lines"][0]
    assert (line["name"], line["grams"], line["total"]["amount"]) == ("Turbot 455 g", 455, 2184)
    typed = order(waiter, {"item_id": special, "price": 1234}, table_session_id=session)
    assert typed["total"]["amount"] == 1234
    high = order(waiter, {"item_id": special, "price": 5001}, 400, table_session_id=session)
    assert high["code"] == "menu.price_out_of_range"


def test_an_age_makes_a_guests_order_wait_for_staff(box: Inside, manager: Person) -> None:
    put(manager, "PUT", "/api/v1/menu/records/item/burrata", {"fields": {"min_age": 18}})
    burrata = item_id(manager, "burrata")
    guest = box.guest(0)
    placed = order(guest, {"item_id": burrata})
    assert placed["status"] == "awaiting_staff"
    assert guest.order(1)["status"] == "sent"
    session = guest.json("/api/v1/me")["session"]["id"]
    by_staff = order(box.staff("Anna"), {"item_id": burrata}, table_session_id=session)
    assert by_staff["status"] == "sent"


def test_outside_the_hours_guests_are_told_when_and_staff_go_on(
    box: Inside, manager: Person
) -> None:
    hours = {"from": "12:00", "to": "23:00", "last_orders": "22:00"}
    add(manager, "hours", outlet="", **hours)
    guest = box.guest(0)
    guest.order(1)
    zone = box.services.settings.zone()
    now = box.clock.wall.astimezone(zone)
    box.pass_time((now.replace(hour=22, minute=0) - now).total_seconds())
    late = guest.post("/api/v1/orders", {"lines": guest.lines(1)}, expect=409).json
    assert late["code"] == "menu.last_orders_over"
    assert late["details"]["opens_at"].startswith(f"{now + timedelta(days=1):%Y-%m-%d}T12:00")
    assert guest.json("/api/v1/menu")["opening"]["state"] == "last_orders_over"
    session = guest.json("/api/v1/me")["session"]["id"]
    anna = box.staff("Anna")
    anna.post("/api/v1/orders", {"lines": guest.lines(1), "table_session_id": session}, expect=201)


def test_an_outlet_has_its_own_sections_prices_and_sum(box: Inside, manager: Person) -> None:
    add(manager, "outlet", name="Bar")
    add(manager, "outlet", name="Restaurant")
    areas = manager.json("/api/v1/tables")["areas"]
    bar, restaurant = manager.json("/api/v1/outlets")["items"]
    put(manager, "POST", f"/api/v1/areas/{areas[0]['id']}/outlet", {"outlet_id": bar["id"]})
    put(manager, "PUT", "/api/v1/menu/records/section/mains",
        {"fields": {"outlets": ["restaurant"]}})  # fmt: skip
    main = next(
        one["id"]
        for section in manager.json("/api/v1/menu")["sections"]
        if section["name"] == "Pasta & mains"
        for one in section["items"]
        if not any(group["min"] for group in one["modifier_groups"])
    )
    guest = box.guest(0)
    names = [section["name"] for section in guest.json("/api/v1/menu?lang=en")["sections"]]
    assert "Pasta & mains" not in names
    refused = order(guest, {"item_id": main}, expect=409)
    assert refused["details"]["changes"][0]["reason"] == "unavailable"
    placed = guest.order(1)
    assert placed["outlet_id"] == bar["id"]
    today = manager.json("/api/v1/overview")["today"]
    assert [(one["name"], one["total"]) for one in today["outlets"]] == [("Bar", placed["total"])]
    assert restaurant["key"] == "restaurant"


def test_a_price_by_area_reaches_the_phone_and_the_bill(box: Inside, manager: Person) -> None:
    areas = manager.json("/api/v1/tables")["areas"]
    add(manager, "list", name="Terrace", areas=[areas[0]["name"]])
    key = "terrace/burrata"
    put(manager, "PUT", f"/api/v1/menu/records/price/{key}", {"fields": {"price": "15.00"}})
    burrata = item_id(manager, "burrata")
    guest = box.guest(0)
    menu = guest.json("/api/v1/menu?lang=en")
    shown = next(i for s in menu["sections"] for i in s["items"] if i["id"] == burrata)
    assert shown["price"]["amount"] == 1500
    assert order(guest, {"item_id": burrata, "expected_price": 1500})["total"]["amount"] == 1500
    elsewhere = manager.json("/api/v1/menu?lang=en")
    plain = next(i for s in elsewhere["sections"] for i in s["items"] if i["id"] == burrata)
    assert plain["price"]["amount"] == 1250
