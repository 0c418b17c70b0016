"""Revoking and listing devices, and what is refused."""

from typing import Any

import pytest

from tests.staff.house import House, given, post, who
from venue.core.ids import uuid7


def test_revoke_locks_a_device_out_and_drops_its_sockets(house: House) -> None:
    screen, manager = house.paired("kitchen"), house.signed_in("manager")
    for sid, client in (("lost", screen), ("kept", manager)):
        house.sockets.actors[sid] = house.services.identify(given(client))
    answer = post(manager, "/api/v1/devices/1/revoke")
    assert answer.json == {"id": 1, "revoked": True}
    assert who(screen) == []
    assert list(house.sockets.actors) == ["kept"]
    assert post(manager, "/api/v1/devices/1/revoke").status_code == 200
    assert house.journal("device.revoked") == ['{"device":1}']


def test_revoking_a_tablet_ends_the_session_on_it(house: House) -> None:
    waiter, manager = house.signed_in("waiter"), house.signed_in("manager")
    post(manager, "/api/v1/devices/1/revoke")
    assert who(waiter) == []
    assert waiter.get("/api/v1/staff/names").status_code == 401


def test_devices_are_listed_with_when_they_were_seen(house: House) -> None:
    screen = house.paired("kitchen", "grill")
    manager = house.signed_in("manager")
    house.clock.advance(90)
    answer = manager.get("/api/v1/devices").json
    assert answer is not None
    assert [(one["id"], one["role"], one["station"], one["revoked"], one["last_seen_s"])
            for one in answer["items"]] == [
        (2, "manager", None, False, 0), (1, "kitchen", "grill", False, 90)]  # fmt: skip
    who(screen)
    again = manager.get("/api/v1/devices").json
    assert [one["last_seen_s"] for one in again["items"]] == [0, 0]  # type: ignore[index]
    assert answer["seq"] > 0


def test_last_seen_is_stored_now_and_then_not_at_each_request(house: House) -> None:
    screen = house.paired("kitchen")
    stored = "SELECT last_seen_run_ms FROM device"
    with house.database.read() as tx:
        before = tx.value(stored)
    house.clock.advance(200)
    who(screen)
    with house.database.read() as tx:
        assert tx.value(stored) == before
    house.clock.advance(101)
    house.services.jobs.run_due()
    with house.database.read() as tx:
        assert tx.value(stored) == before + 200_000


def test_the_status_tells_which_screens_are_online(house: House) -> None:
    screen = house.paired("kitchen", "grill")
    house.paired("waiter")
    house.sockets.actors["sid"] = house.services.identify(given(screen))
    house.clock.advance(7)
    screens = house.services.status["screens"]()
    assert screens == [
        {"name": "waiter", "role": "waiter", "station": None, "online": False, "last_seen_s": 7},
        {
            "name": "kitchen grill",
            "role": "kitchen",
            "station": "grill",
            "online": True,
            "last_seen_s": 7,
        },
    ]


@pytest.mark.parametrize("cookie", ["", "forged", "ё", "0" * 5000])
def test_a_forged_device_cookie_is_nobody(house: House, cookie: str) -> None:
    house.paired("kitchen")
    header = f"venue_device={cookie}".encode().decode("latin-1")
    assert who(house.client(), headers={"Cookie": header}) == []


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("pair", {}, 400, "request.malformed"),
        ("pair", {"code": 12345678}, 400, "request.malformed"),
        ("pair", {"code": "1" * 41}, 400, "request.malformed"),
        ("pair", {"code": ""}, 401, "devices.wrong_code"),
        ("pair", {"code": "1\u0000'; --"}, 401, "devices.wrong_code"),
        ("pair", {"code": "11111111", "name": "x" * 81}, 400, "request.text_too_long"),
        ("pair", [], 400, "request.malformed"),
        ("codes", {}, 400, "request.malformed"),
        ("codes", {"role": "chef"}, 400, "devices.unknown_role"),
        ("codes", {"role": "guest"}, 400, "devices.unknown_role"),
        ("codes", {"role": "front_desk"}, 400, "devices.unknown_role"),
        ("codes", {"role": "waiter", "station": "grill"}, 400, "devices.no_station"),
        ("codes", {"role": "kitchen", "station": "../status"}, 400, "request.malformed"),
        ("codes", {"role": "kitchen", "station": ""}, 400, "request.malformed"),
        ("99/revoke", {}, 404, "devices.unknown_device"),
        ("99/revoke", [], 400, "request.malformed"),
    ],
)
def test_bad_input_is_refused(house: House, path: str, body: Any, status: int, code: str) -> None:
    manager = house.signed_in("manager")
    answer = post(manager, f"/api/v1/devices/{path}", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**70)])
def test_an_id_that_cannot_be_is_not_found(house: House, number: str) -> None:
    manager = house.signed_in("manager")
    for kind in ("devices", "api-keys"):
        assert post(manager, f"/api/v1/{kind}/{number}/revoke").status_code == 404


@pytest.mark.parametrize("path", ["pair", "codes", "1/revoke"])
def test_a_change_needs_a_key(house: House, path: str) -> None:
    manager = house.signed_in("manager")
    body = {"code": "1", "role": "waiter"}
    answer = manager.post(f"/api/v1/devices/{path}", json=body)
    assert (answer.status_code, answer.json["code"]) == (400, "request.key_missing")  # type: ignore[index]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "devices"),
        ("POST", "devices/codes"),
        ("POST", "devices/1/revoke"),
        ("GET", "api-keys"),
        ("POST", "api-keys/1/revoke"),
    ],
)
@pytest.mark.parametrize(("role", "status"), [("", 401), ("waiter", 403), ("kitchen", 403)])
def test_others_manage_nothing(
    house: House, method: str, path: str, role: str, status: int
) -> None:
    client = house.paired(role) if role else house.client()
    headers = {"Idempotency-Key": uuid7()}
    answer = client.open(f"/api/v1/{path}", method=method, json={}, headers=headers)
    assert answer.status_code == status
