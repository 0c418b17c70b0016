"""Parties without a table: tabs, takeaway, delivery, rooms, orders from outside."""

from typing import Any

import pytest

from tests.inside import Inside, Person
from tests.orders.evening import on_floor, ordered
from venue.core.ids import uuid7

DAY_S = 24 * 3600


@pytest.fixture
def waiter(box: Inside) -> Person:
    return box.staff("Anna")


def come(waiter: Person, kind: str, **more: Any) -> dict[str, Any]:
    body = {"party": {"kind": kind} | more}
    found: dict[str, Any] = waiter.post("/api/v1/table-sessions", body, expect=201).json
    return found


def test_a_tab_has_a_name_and_gives_its_place_to_the_next(box: Inside, waiter: Person) -> None:
    tab = come(waiter, "bar", name="Paul by the window")
    order = ordered(waiter, tab["id"], 1)
    assert (order["table"]["number"], order["service_type"]) == ("B1", "dine_in")
    shown = on_floor(waiter, "B1")
    assert shown["party"]["name"] == "Paul by the window"
    bill = waiter.json(f"/api/v1/table-sessions/{tab['id']}")["bill"]
    tender = {"method": "cash", "amount": bill["owed"]}
    waiter.post(f"/api/v1/bills/{bill['id']}/tenders", tender, expect=201)
    waiter.post(f"/api/v1/table-sessions/{tab['id']}/close", expect=200)
    assert waiter.json("/api/v1/tables")["places"] == []
    come(waiter, "bar", name="Next")
    assert on_floor(waiter, "B2")["id"] == shown["id"]
    nameless = waiter.post("/api/v1/table-sessions", {"party": {"kind": "bar"}})
    assert nameless.json["code"] == "tables.no_name"
    assert "Paul" not in "".join(row["data"] for row in box.rows("SELECT data FROM journal"))


def test_takeaway_is_called_by_its_number_in_the_hall(box: Inside, waiter: Person) -> None:
    hall, kitchen = box.device("pickup"), box.device("kitchen")
    party = come(waiter, "takeaway", name="Ines", due_at="2026-07-19T19:30:00+02:00")
    assert on_floor(waiter, "T1")["party"]["due_at"] == "2026-07-19T17:30:00.000Z"
    order = ordered(waiter, party["id"], 2)
    assert order["service_type"] == "takeaway"
    assert hall.json("/api/v1/pickup") | {"seq": 0} == {"preparing": ["T1"], "ready": [], "seq": 0}
    for line in order["lines"]:
        kitchen.post(f"/api/v1/order-lines/{line['id']}/bump", expect=200)
    assert hall.json("/api/v1/pickup")["ready"] == ["T1"]
    assert "Ines" not in hall.get("/api/v1/pickup").text
    path = f"/api/v1/parties/{party['id']}"
    assert waiter.post(f"{path}/deliver").json["code"] == "request.no_such_action"
    waiter.post(f"{path}/hand-over", expect=200)
    assert hall.json("/api/v1/pickup")["ready"] == []
    lines = waiter.json(f"/api/v1/orders/{order['id']}")["lines"]
    assert {line["state"] for line in lines} == {"served"}
    assert hall.get("/api/v1/tables").status_code == 403


def test_a_delivery_goes_out_and_arrives(waiter: Person) -> None:
    party = come(waiter, "delivery", name="Ola", phone="+48 1", address="Long Street 5")
    path = f"/api/v1/parties/{party['id']}"
    refused = waiter.post(f"{path}/deliver")
    assert (refused.json["code"], refused.json["details"]["allowed"]) == (
        "tables.illegal_move", ["send-out"],
    )  # fmt: skip
    out = waiter.post(f"{path}/send-out", {"driver": "Piotr"}, expect=200).json["party"]
    assert (out["state"], out["driver"]) == ("out", "Piotr")
    waiter.post(f"{path}/take-back", expect=200)
    waiter.post(f"{path}/send-out", expect=200)
    done = waiter.post(f"{path}/deliver", expect=200).json["party"]
    assert (done["state"], done["driver"]) == ("delivered", "Piotr")
    changed = waiter.post(path, {"address": "Short Street 1"}, expect=200).json["party"]
    assert (changed["address"], changed["name"]) == ("Short Street 1", "Ola")


def test_a_room_orders_under_its_number_once_at_a_time(waiter: Person) -> None:
    first = come(waiter, "room", room="101")
    assert ordered(waiter, first["id"], 1)["service_type"] == "room"
    again = waiter.post("/api/v1/table-sessions", {"party": {"kind": "room", "room": "101"}})
    assert again.json["code"] == "tables.already_open"
    assert again.json["details"]["session_id"] == first["id"]


def test_words_of_people_are_forgotten_after_their_term(box: Inside, waiter: Person) -> None:
    party = come(waiter, "delivery", name="Ola", phone="+48 1", address="Long Street 5")
    kept = come(waiter, "bar", name="Stays")
    waiter.post(f"/api/v1/table-sessions/{party['id']}/close", expect=200)
    box.pass_time(29 * DAY_S)
    assert box.rows("SELECT name FROM party WHERE table_session_id = ?", party["id"]) == [
        {"name": "Ola"}
    ]
    box.pass_time(2 * DAY_S)
    [row] = box.rows("SELECT * FROM party WHERE table_session_id = ?", party["id"])
    assert (row["name"], row["phone"], row["address"]) == ("", "", "")
    assert box.rows("SELECT name FROM party WHERE table_session_id = ?", kept["id"]) == [
        {"name": "Stays"}
    ]


def test_an_order_from_outside_is_one_order_per_reference(box: Inside) -> None:
    shop = box.nobody()
    shop.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {box.facts['api_key']}"
    lines = box.staff("Anna").lines(2)
    body = {
        "channel": "Wolt", "reference": "W-77", "service_type": "delivery", "name": "Kim",
        "address": "Harbour 3", "lines": lines,
    }  # fmt: skip
    first = shop.post("/api/v1/external-orders", body, expect=201).json
    again = shop.post("/api/v1/external-orders", body, key=uuid7(), expect=201).json
    assert (again["id"], first["repeated"], again["repeated"]) == (first["id"], False, True)
    assert box.rows("SELECT count(*) AS n FROM guest_order")[0]["n"] == 1
    [*_, ticket] = box.device("kitchen").json("/api/v1/kitchen/all/tickets")["items"]
    assert (ticket["by"], ticket["table"], ticket["service_type"]) == ("Wolt", "D1", "delivery")
    other = shop.post("/api/v1/external-orders", body | {"channel": "Web"}, expect=201).json
    assert other["id"] != first["id"]
    empty = shop.post("/api/v1/external-orders", body | {"reference": " "})
    assert empty.json["code"] == "orders.no_reference"
    assert box.staff("Anna").post("/api/v1/external-orders", body).status_code == 403


def test_favourites_are_the_own_pins_and_what_sells(box: Inside, waiter: Person) -> None:
    party = come(waiter, "bar", name="Big round")
    one, two = (dish["id"] for dish in waiter.dishes()[:2])
    body = {
        "lines": [{"item_id": one, "quantity": 2}, {"item_id": two, "quantity": 9}],
        "table_session_id": party["id"],
    }
    waiter.post("/api/v1/orders", body, expect=201)
    waiter.post("/api/v1/favourites", {"item_id": one, "pinned": True}, expect=200)
    found = waiter.json("/api/v1/favourites")
    assert (found["pinned"], found["popular"][:2]) == ([one], [two, one])
    assert box.staff("Marta").json("/api/v1/favourites")["pinned"] == []
    waiter.post("/api/v1/favourites", {"item_id": one, "pinned": False}, expect=200)
    assert waiter.json("/api/v1/favourites")["pinned"] == []


def test_a_course_is_fired_whole_and_printed_where_paper_cooks(box: Inside, waiter: Person) -> None:
    party = come(waiter, "bar", name="Slow")
    first = ordered(waiter, party["id"], 2, hold=True, course=2)
    second = ordered(waiter, party["id"], 1, hold=True, course=3)
    jobs = box.rows("SELECT count(*) AS n FROM print_job")[0]["n"]
    fire = f"/api/v1/table-sessions/{party['id']}/courses"
    assert on_floor(waiter, "B1")["held"] == 3
    fired = waiter.post(f"{fire}/2/fire", expect=200).json["fired"]
    assert fired == [line["id"] for line in first["lines"]]
    stations = {line["station"] for line in first["lines"]}
    assert box.rows("SELECT count(*) AS n FROM print_job")[0]["n"] == jobs + len(stations)
    assert waiter.post(f"{fire}/2/fire", expect=200).json["fired"] == []
    states = {line["state"] for line in waiter.json(f"/api/v1/orders/{second['id']}")["lines"]}
    assert states == {"held"}
    assert len(waiter.post(f"{fire}/all/fire", expect=200).json["fired"]) == 1


def test_food_at_the_pass_is_an_alert_until_it_is_brought(box: Inside, waiter: Person) -> None:
    kitchen = box.device("kitchen")
    party = come(waiter, "bar", name="Hungry")
    order = ordered(waiter, party["id"], 2)
    for line in order["lines"]:
        kitchen.post(f"/api/v1/order-lines/{line['id']}/bump", expect=200)
    box.clock.advance(40)
    ready = [one for one in waiter.json("/api/v1/alerts")["items"] if one["kind"] == "ready"]
    assert [(one["values"]["count"], one["age_s"]) for one in ready] == [(2, 40)]
    for line in order["lines"]:
        waiter.post(f"/api/v1/order-lines/{line['id']}/serve", expect=200)
    assert waiter.json("/api/v1/alerts")["items"] == []
