"""Looking after staff: adding, changing, disabling, and keeping their PINs."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import request

from tests.staff.house import PINS, House, given, post, sign_in, who
from venue.core.idempotency import request_hash
from venue.core.ids import uuid7
from venue.staff import pins

STAFF = "/api/v1/staff"
WRONG = "9999"
REAL, NOBODYS = pins.HASHER, pins.NOBODYS


def test_names_are_for_paired_devices(house: House) -> None:
    house.person("waiter", "Zoë")
    house.person("manager", "Ada")
    post(house.signed_in("manager"), f"{STAFF}/3/disable")
    assert house.client().get(f"{STAFF}/names").status_code == 401
    answer = house.paired("waiter").get(f"{STAFF}/names")
    assert answer.json == {
        "items": [
            {"id": 2, "name": "Ada", "role": "manager"},
            {"id": 1, "name": "Zoë", "role": "waiter"},
        ]
    }


def test_managers_list_and_add_people(house: House) -> None:
    manager = house.signed_in("manager")
    added = post(manager, STAFF, {"name": " Ivan\n Petrov ", "role": "waiter", "pin": "4711"})
    assert (added.status_code, added.json) == (
        201, {"id": 2, "name": "Ivan Petrov", "role": "waiter"})  # fmt: skip
    assert sign_in(house.paired("waiter"), 2, "4711").status_code == 200
    answer = manager.get(STAFF).json
    assert answer is not None
    assert answer["items"] == [
        {"id": 2, "name": "Ivan Petrov", "role": "waiter", "disabled": False, "has_pin": True},
        {"id": 1, "name": "manager", "role": "manager", "disabled": False, "has_pin": True},
    ]
    assert answer["seq"] > 0


def test_adding_twice_with_one_key_adds_one(house: House) -> None:
    manager, key = house.signed_in("manager"), uuid7()
    body = {"name": "Ivan", "role": "waiter", "pin": "4711"}
    answers = [post(manager, STAFF, body, key=key) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert post(manager, STAFF, body | {"pin": "4712"}, key=key).status_code == 422
    assert len(manager.get(STAFF).json["items"]) == 2  # type: ignore[index]


def test_a_person_without_a_pin_cannot_sign_in(house: House) -> None:
    manager = house.signed_in("manager")
    post(manager, STAFF, {"name": "Ivan", "role": "waiter"})
    tablet = house.paired("waiter")
    assert [one["id"] for one in tablet.get(f"{STAFF}/names").json["items"]] == [1]  # type: ignore[index]
    assert sign_in(tablet, 2, "").status_code == 401


def test_a_new_pin_ends_sessions_sockets_and_the_lock(house: House) -> None:
    waiter, manager = house.signed_in("waiter"), house.signed_in("manager")
    house.sockets.actors["sid"] = house.services.identify(given(waiter))
    for tablet in [house.paired("waiter") for _ in range(5)]:
        sign_in(tablet, 1, WRONG)
    assert post(manager, f"{STAFF}/1/pin", {"pin": "8642"}).json == {"id": 1}
    assert [one["kind"] for one in who(waiter)] == ["device"]
    assert house.sockets.actors == {}
    assert sign_in(waiter, 1, PINS["waiter"]).status_code == 401
    assert sign_in(waiter, 1, "8642").status_code == 200


def test_disabling_ends_everything(house: House) -> None:
    waiter, manager = house.signed_in("waiter"), house.signed_in("manager")
    house.sockets.actors["sid"] = house.services.identify(given(waiter))
    assert post(manager, f"{STAFF}/1/disable").json == {"id": 1, "disabled": True}
    assert [one["kind"] for one in who(waiter)] == ["device"]
    assert house.sockets.actors == {}
    assert sign_in(waiter, 1, PINS["waiter"]).status_code == 401


def test_pins_are_in_no_file_and_no_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    plain = set()

    @house.app.before_request
    def note() -> None:
        plain.add(request_hash(request.method, request.path, request.get_data()))

    manager = house.signed_in("manager")
    body = {"name": "Ivan", "role": "waiter", "pin": "47114711"}
    post(manager, STAFF, body)
    post(manager, f"{STAFF}/2/pin", {"pin": "58225822"})
    tablet = house.paired("waiter")
    sign_in(tablet, 2, "58225822")
    sign_in(tablet, 2, "69336933")
    dump = house.dump() + caplog.text
    secrets = ["47114711", "58225822", "69336933", given(tablet).cookies["venue_staff"]]
    assert [one for one in secrets if one in dump] == []
    with house.database.read() as tx:
        stored = {row["request_hash"] for row in tx.rows("SELECT request_hash FROM stored_answer")}
    # Of a body with a PIN, a plain hash is found out in a moment.
    assert (len(plain), plain & stored) == (7, set())


def test_a_pin_costs_what_owasp_asks_and_nobodys_as_much() -> None:
    asked = "$argon2id$v=19$m=19456,t=2,p=1$"
    assert REAL.hash("1357").startswith(asked)
    assert NOBODYS.startswith(asked)


def test_a_copy_of_the_file_does_not_tell_a_pin(house: House) -> None:
    house.person("waiter")
    with house.database.read() as tx:
        stored = tx.value("SELECT pin_hash FROM staff")
    assert not pins.matches(stored, PINS["waiter"], b"another box's key")
    assert pins.matches(stored, PINS["waiter"], house.services.vault.derive("pin pepper"))


@pytest.mark.parametrize(
    ("kind", "role", "status"),
    [
        ("restaurant", "waiter", 201),
        ("restaurant", "front_desk", 400),
        ("hotel", "front_desk", 201),
        ("hotel", "waiter", 400),
        ("both", "housekeeping", 201),
        ("both", "guest", 400),
        ("both", "", 400),
    ],
)
def test_roles_are_those_of_the_kind_of_venue(
    make_house: Callable[..., House], kind: str, role: str, status: int
) -> None:
    house = make_house(venue__kind=kind)
    manager = house.signed_in("manager")
    body = {"name": "Ivan", "role": role, "pin": "4711"}
    assert post(manager, STAFF, body).status_code == status


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("", {}, 400, "request.malformed"),
        ("", {"name": "", "role": "waiter"}, 400, "staff.no_name"),
        ("", {"name": "\u0000\u200b ", "role": "waiter"}, 400, "staff.no_name"),
        ("", {"name": "x" * 81, "role": "waiter"}, 400, "request.text_too_long"),
        ("", {"name": 5, "role": "waiter"}, 400, "request.malformed"),
        ("", {"name": "x", "role": "waiter", "pin": "123"}, 400, "staff.bad_pin"),
        ("", {"name": "x", "role": "waiter", "pin": "123456789"}, 400, "staff.bad_pin"),
        ("", {"name": "x", "role": "waiter", "pin": "12a4"}, 400, "staff.bad_pin"),
        ("", {"name": "x", "role": "waiter", "pin": "١٢٣٤"}, 400, "staff.bad_pin"),
        ("", {"name": "x", "role": "waiter", "pin": 1234}, 400, "request.malformed"),
        ("", {"name": "x", "role": "manager", "pin": "12345"}, 400, "staff.bad_pin"),
        ("", {"name": "x", "role": "installer", "pin": "12345"}, 400, "staff.bad_pin"),
        ("/1/pin", {}, 400, "request.malformed"),
        ("/1/pin", {"pin": "12345"}, 400, "staff.bad_pin"),
        ("/99/pin", {"pin": "1234"}, 404, "staff.unknown"),
        ("/99/disable", {}, 404, "staff.unknown"),
        ("/sign-in", {}, 400, "request.malformed"),
        ("/sign-in", {"staff_id": "1", "pin": "1234"}, 400, "request.malformed"),
        ("/sign-in", {"staff_id": 2**70, "pin": "1234"}, 400, "request.malformed"),
        ("/sign-in", {"staff_id": 0, "pin": "1234"}, 400, "request.malformed"),
        ("/sign-in", {"staff_id": 1, "pin": "1" * 33}, 400, "request.malformed"),
        ("/sign-in", {"staff_id": 1, "pin": ""}, 401, "staff.wrong_pin"),
        ("/sign-in", {"staff_id": 1, "pin": "\u0000"}, 401, "staff.wrong_pin"),
        ("/sign-in", {"staff_id": 1, "pin": "ё" * 8}, 401, "staff.wrong_pin"),
    ],
)
def test_bad_input_is_refused_and_changes_nobody(
    house: House, path: str, body: Any, status: int, code: str
) -> None:
    manager = house.signed_in("manager")
    before = manager.get(STAFF).json["items"]  # type: ignore[index]
    answer = post(manager, f"{STAFF}{path}", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert manager.get(STAFF).json["items"] == before  # type: ignore[index]


@pytest.mark.parametrize("number", ["-1", "x", str(2**70)])
def test_an_id_that_cannot_be_is_not_found(house: House, number: str) -> None:
    manager = house.signed_in("manager")
    for action in ("pin", "disable"):
        assert post(manager, f"{STAFF}/{number}/{action}", {"pin": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["", "/sign-in", "/sign-out", "/1/pin", "/1/disable"])
def test_a_change_needs_a_key(house: House, path: str) -> None:
    manager = house.signed_in("manager")
    body = {"staff_id": 1, "pin": "246813", "name": "x", "role": "waiter"}
    answer = manager.post(f"{STAFF}{path}", json=body)
    assert (answer.status_code, answer.json["code"]) == (400, "request.key_missing")  # type: ignore[index]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", ""), ("POST", "/1/pin"), ("POST", "/1/disable")],
)
@pytest.mark.parametrize(
    ("role", "device", "status"),
    [
        ("", "", 401),
        ("", "manager", 403),
        ("waiter", "waiter", 403),
        ("waiter", "manager", 403),
        ("manager", "waiter", 403),
        ("", "kitchen", 403),
    ],
)
def test_others_manage_nobody(
    house: House, method: str, path: str, role: str, device: str, status: int
) -> None:
    client = house.paired(device) if device else house.client()
    pin = PINS.get(role, WRONG)
    sign_in(client, house.person(role or "waiter", pin=pin), pin if role else "0000")
    headers = {"Idempotency-Key": uuid7()}
    body = {"name": "x", "role": "waiter", "pin": "1234"}
    answer = client.open(f"{STAFF}{path}", method=method, json=body, headers=headers)
    assert answer.status_code == status
