"""Tables, areas and who may see or change them."""

from typing import Any

import pytest

from tests.tables.conftest import Box


def test_tables_list_shows_areas_and_states(box: Box) -> None:
    opened = box.open(table=2, covers=3)

    shown = box.call("GET", "/api/v1/tables", role="waiter").json

    assert [(one["number"], one["state"]) for one in shown["items"]] == [
        ("1", "free"), ("2", "open"), ("3", "free"),
    ]  # fmt: skip
    assert shown["areas"] == [{"id": 1, "name": "Room", "outlet_id": None}]
    assert shown["seq"] > 0
    second = shown["items"][1]
    assert second | {"opened_at": ""} == {
        "id": 2, "number": "2", "kind": "table", "area": "Room", "seats": 4, "state": "open",
        "waiting": 0,
        "orders": 0, "unseen": 0, "session_id": opened["id"], "covers": 3, "opened_at": "",
        "owner_id": 7, "age_s": 0,
        "expires_in_s": 14_400, "paused": False, "bill_requested": False,
    }  # fmt: skip


def test_adding_a_table_makes_its_area_and_tells_the_floor(box: Box) -> None:
    body = {"number": " 14 b ", "area": "Терраса", "seats": 2}
    answer = box.call("POST", "/api/v1/tables", body)

    assert answer.status_code == 201
    assert (answer.json["number"], answer.json["area"]) == ("14 b", "Терраса")
    assert box.told("floor", "table")[-1]["table"]["number"] == "14 b"
    again = box.call("POST", "/api/v1/tables", body | {"number": "15"})
    assert again.status_code == 201
    areas = box.call("GET", "/api/v1/tables").json["areas"]
    assert [area["name"] for area in areas] == ["Room", "Терраса"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"number": "1", "area": "Room", "seats": 2}, 409, "tables.number_taken"),
        ({"number": " \x00 ", "area": "Room", "seats": 2}, 400, "tables.no_number"),
        ({"number": "9", "area": "", "seats": 2}, 400, "tables.no_area"),
        ({"number": "9" * 13, "area": "Room", "seats": 2}, 400, "request.text_too_long"),
        ({"number": "9", "area": "Room", "seats": 0}, 400, "request.malformed"),
        ({"number": 9, "area": "Room", "seats": 2}, 400, "request.malformed"),
        ({}, 400, "request.malformed"),
    ],
)
def test_a_wrong_table_is_refused_and_nothing_changes(
    box: Box, body: dict[str, Any], status: int, code: str
) -> None:
    answer = box.call("POST", "/api/v1/tables", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert len(box.call("GET", "/api/v1/tables").json["items"]) == 3
    assert box.news == []


ROUTES = [
    ("GET", "/api/v1/tables", {"waiter", "manager", "front_desk"}),
    ("POST", "/api/v1/tables", {"manager"}),
    ("GET", "/api/v1/tables/1/card", {"manager"}),
    ("GET", "/api/v1/tables/cards.pdf", {"manager"}),
    ("POST", "/api/v1/table-sessions", {"waiter", "manager"}),
    ("GET", "/api/v1/table-sessions/x", {"waiter", "manager", "front_desk"}),
    ("POST", "/api/v1/table-sessions/x/close", {"waiter", "manager"}),
    ("POST", "/api/v1/table-sessions/x/extend", {"waiter", "manager"}),
    ("POST", "/api/v1/table-sessions/x/pause", {"waiter", "manager"}),
    ("POST", "/api/v1/table-sessions/x/admit", {"waiter", "manager"}),
    ("POST", "/api/v1/join", set()),
    ("POST", "/api/v1/calls", set()),
    ("GET", "/api/v1/calls", {"waiter", "manager"}),
    ("POST", "/api/v1/calls/1/answer", {"waiter", "manager"}),
]


@pytest.mark.parametrize("role", ["waiter", "manager", "kitchen", "front_desk", "nobody"])
@pytest.mark.parametrize(("method", "path", "roles"), ROUTES)
def test_every_route_refuses_who_may_not(
    box: Box, method: str, path: str, roles: set[str], role: str
) -> None:
    status = box.call(method, path, role=role).status_code
    refused = 401 if role == "nobody" else 403
    assert (status == refused) == (role not in roles)


def test_a_guest_reaches_no_route_of_staff(scan_box: Box) -> None:
    phone = scan_box.phone()
    phone.scan(scan_box.card())
    assert phone.state == "joined"
    session_id = phone.me["session"]["id"]

    assert phone.client.get("/api/v1/tables").status_code == 403
    assert phone.client.get(f"/api/v1/table-sessions/{session_id}").status_code == 403
    assert phone.client.get("/api/v1/tables/1/card").status_code == 403
    assert phone.client.get("/api/v1/calls").status_code == 403
    assert phone.post(f"/api/v1/table-sessions/{session_id}/close").status_code == 403


@pytest.mark.parametrize("table_id", ["99", "0", "9" * 30])
def test_an_unknown_table_is_not_found(box: Box, table_id: str) -> None:
    assert box.call("GET", f"/api/v1/tables/{table_id}/card").status_code == 404
    assert box.call("POST", f"/api/v1/calls/{table_id}/answer").status_code == 404


def test_the_floor_view_is_for_those_who_see_tables(box: Box) -> None:
    phone = box.phone()
    phone.scan(box.card())
    view = box.services.views["floor"]
    with box.services.database.read() as tx:
        assert view(tx, phone.actor, "") is None
        assert phone.room == "table:1"
    box.open()
    assert phone.room == f"session:{box.table()['session_id']}"
