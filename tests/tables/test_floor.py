"""The drawing of the floor, whose tables are whose, and reservations of tables."""

from datetime import timedelta
from typing import Any

import pytest

from tests.inside import Inside, Person
from tests.orders.evening import on_floor, opened, staff_id, table_id
from venue.core.clock import rfc3339

DAY_S = 24 * 3600


@pytest.fixture
def anna(box: Inside) -> Person:
    return box.staff("Anna")


@pytest.fixture
def marta(box: Inside) -> Person:
    return box.staff("Marta")


# The tables' own `box` is a smaller one; these tests need the people of the demo venue.
@pytest.fixture
def box(demo_data: Any, tmp_path: Any) -> Any:
    inside = Inside(demo_data, tmp_path / "inside")
    yield inside
    inside.close()


def test_tables_stand_where_the_manager_put_them(box: Inside, marta: Person, anna: Person) -> None:
    place = {"id": table_id(box, "3"), "x": 250, "y": 600, "rotation": 45, "shape": "round"}
    assert "position" not in on_floor(anna, "3")
    marta.post("/api/v1/floor", {"tables": [place]}, expect=200)
    del place["id"]
    assert on_floor(anna, "3")["position"] == place
    assert anna.post("/api/v1/floor", {"tables": []}).status_code == 403
    outside = {"id": table_id(box, "3"), "x": 1001, "y": 0}
    assert marta.post("/api/v1/floor", {"tables": [outside]}).status_code == 400
    assert marta.post("/api/v1/floor", {"tables": [{"id": 999, "x": 1, "y": 1}]}).status_code == 404


def test_areas_and_tables_are_changed_and_taken_away(box: Inside, marta: Person) -> None:
    garden = marta.post("/api/v1/areas", {"name": "Garden"}, expect=201).json["id"]
    path = f"/api/v1/tables/{table_id(box, '8')}"
    changed = marta.post(path, {"area": "Garden", "seats": 6}, expect=200).json
    assert (changed["number"], changed["area"], changed["seats"]) == ("8", "Garden", 6)
    assert marta.post(path, {"number": "3"}).json["code"] == "tables.number_taken"
    marta.post(f"/api/v1/areas/{garden}", {"name": "Orchard"}, expect=200)
    assert on_floor(marta, "8")["area"] == "Orchard"
    headers = {"Idempotency-Key": "01890000-0000-7000-8000-000000000001"}
    used = marta.client.delete(f"/api/v1/areas/{garden}", headers=headers)
    assert used.json["code"] == "tables.area_in_use"
    session = opened(box, marta, "8")
    assert marta.post(f"{path}/retire").json["code"] == "tables.already_open"
    marta.post(f"/api/v1/table-sessions/{session}/close", expect=200)
    marta.post(f"{path}/retire", expect=200)
    assert "8" not in [one["number"] for one in marta.json("/api/v1/tables")["items"]]
    again = {"number": "8", "area": "Orchard", "seats": 2}
    marta.post("/api/v1/tables", again, expect=201)
    card = next(one for one in box.facts["tables"] if one["number"] == "8")["card_url"]
    assert box.nobody().get("/" + card.split("/", 3)[3]).status_code == 404


def test_tables_are_handed_over_when_a_shift_ends(box: Inside, marta: Person, anna: Person) -> None:
    one, two = opened(box, anna, "3"), opened(box, anna, "4")
    hers, mine = staff_id(box, "Marta"), staff_id(box, "Anna")
    assert on_floor(anna, "3")["owner_id"] == mine
    marta.post(f"/api/v1/table-sessions/{one}/take-over", expect=200)
    assert (on_floor(anna, "3")["owner_id"], on_floor(anna, "4")["owner_id"]) == (hers, mine)
    body = {"to_staff_id": hers, "from_staff_id": mine}
    assert anna.post("/api/v1/floor/hand-over", body, expect=200).json["moved"] == 1
    assert on_floor(anna, "4")["owner_id"] == hers
    kitchen_hand = {"to_staff_id": staff_id(box, "Irina"), "session_ids": [two]}
    refused = anna.post("/api/v1/floor/hand-over", kitchen_hand)
    assert refused.json["code"] == "tables.cannot_serve"


def test_a_call_is_answered_with_a_name_and_words(box: Inside, anna: Person) -> None:
    guest = box.guest()
    heard: list[Any] = []
    box.services.database.on_news = lambda news, _seq: heard.extend(news)
    call = guest.post("/api/v1/calls", {"kind": "help"}, expect=201).json
    body = {"text": "Two minutes"}
    answer = anna.post(f"/api/v1/calls/{call['id']}/answer", body, expect=200).json
    assert (answer["by"], answer["answer"], answer["state"]) == ("Anna", "Two minutes", "answered")
    told = [one for one in heard if one.room.startswith("session:") and one.kind == "call"]
    assert b'"by":"Anna"' in told[-1].payload
    assert "Two minutes" not in "".join(r["data"] for r in box.rows("SELECT data FROM journal"))


def booking(box: Inside, minutes: int, **more: Any) -> dict[str, Any]:
    at = rfc3339(box.clock.now() + timedelta(minutes=minutes))
    return {"starts_at": at, "covers": 4, "name": "Rossi", "phone": "+39 5"} | more


def test_a_reservation_is_kept_late_and_seated(box: Inside, anna: Person) -> None:
    table = table_id(box, "6")
    made = anna.post(
        "/api/v1/table-reservations", booking(box, 30, table_id=table), expect=201
    ).json
    clash = booking(box, 60, table_id=table, name="Bianchi")
    refused = anna.post("/api/v1/table-reservations", clash)
    assert refused.json["code"] == "tables.reserved"
    anna.post("/api/v1/table-reservations", clash | {"anyway": True}, expect=201)
    anna.post("/api/v1/table-reservations", clash | {"table_id": None}, expect=201)
    box.pass_time(30 * 60)
    assert anna.json("/api/v1/alerts")["items"] == []
    box.pass_time(16 * 60)
    [alert] = anna.json("/api/v1/alerts")["items"]
    assert (alert["kind"], alert["values"]["name"]) == ("reservation", "Rossi")
    path = f"/api/v1/table-reservations/{made['id']}"
    day = made["starts_at"][:10]
    listed = anna.json(f"/api/v1/table-reservations?date={day}")["items"]
    assert [one["late"] for one in listed] == [True, False, False]
    assert anna.post(f"{path}/no-show", expect=200).json["state"] == "no_show"
    assert anna.json("/api/v1/alerts")["items"] == []
    seated = anna.post(f"{path}/seat", expect=200).json
    assert on_floor(anna, "6")["session_id"] == seated["session_id"]
    assert on_floor(anna, "6")["covers"] == 4
    twice = anna.post(f"{path}/seat")
    assert (twice.json["code"], twice.json["details"]["allowed"]) == ("tables.illegal_move", [])


def test_a_reservation_is_changed_cancelled_and_restored(box: Inside, anna: Person) -> None:
    made = anna.post("/api/v1/table-reservations", booking(box, 30), expect=201).json
    path = f"/api/v1/table-reservations/{made['id']}"
    changed = anna.post(path, booking(box, 45, covers=6, note="Window"), expect=200).json
    assert (changed["covers"], changed["note"]) == (6, "Window")
    assert anna.post(f"{path}/seat").json["code"] == "tables.no_table"
    anna.post(f"{path}/cancel", expect=200)
    assert anna.post(path, booking(box, 45)).json["code"] == "tables.illegal_move"
    assert anna.post(f"{path}/restore", expect=200).json["state"] == "booked"
    assert anna.get("/api/v1/table-reservations?date=tomorrow").status_code == 400
    for at in ("tonight", "2026-07-19T19:30:00", ""):
        wrong = booking(box, 1) | {"starts_at": at}
        assert anna.post("/api/v1/table-reservations", wrong).status_code == 400, at


def test_names_of_reservations_are_forgotten_after_their_term(box: Inside, anna: Person) -> None:
    anna.post("/api/v1/table-reservations", booking(box, 60), expect=201)
    box.pass_time(30 * DAY_S)
    assert box.rows("SELECT name FROM table_reservation") == [{"name": "Rossi"}]
    box.pass_time(2 * 3600)
    [row] = box.rows("SELECT name, phone, covers FROM table_reservation")
    assert row == {"name": "", "phone": "", "covers": 4}
    journal = "".join(one["data"] for one in box.rows("SELECT data FROM journal"))
    assert "Rossi" not in journal
