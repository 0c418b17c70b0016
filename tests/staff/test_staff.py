"""Signing in with a PIN, and looking after staff, through the routes."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import request
from flask.testing import FlaskClient

from tests.staff.house import PINS, House, everything, post, sign_in, who
from venue.core.actor import Credentials
from venue.core.idempotency import request_hash
from venue.core.ids import uuid7
from venue.staff import pins, service, signin
from venue.staff.access import permissions_of

STAFF = "/api/v1/staff"
WRONG = "9999"
REAL, NOBODYS = pins.HASHER, pins.NOBODYS


def staff_cookie(client: FlaskClient) -> str:
    """Return the session's cookie of a browser."""
    found = client.get_cookie("venue_staff")
    assert found is not None
    return found.value


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


def test_sign_in_gives_a_session_and_the_home(house: House) -> None:
    client, staff_id = house.paired("waiter"), house.person("waiter", "Ivan")
    answer = sign_in(client, staff_id, PINS["waiter"])
    person = {"id": staff_id, "name": "Ivan", "role": "waiter"}
    assert answer.json == {"staff": person, "home": "/waiter"}
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("venue_staff=", "HttpOnly", "SameSite=Lax"))
    staff, device = who(client)
    assert (staff["kind"], staff["role"], staff["scope"]) == ("staff", "waiter", "staff")
    assert staff["permissions"] == everything("waiter")
    assert staff["me"]["staff_id"] == staff_id
    assert staff["me"]["device"]["role"] == "waiter"
    assert device["kind"] == "device"
    assert house.journal("staff.signed_in") == ['{"device":1,"staff":1}']


@pytest.mark.parametrize(
    ("role", "device", "capped", "home"),
    [
        ("waiter", "waiter", "waiter", "/waiter"),
        ("manager", "manager", "manager", "/waiter"),
        ("manager", "waiter", "waiter", "/waiter"),
        ("manager", "kitchen", "kitchen", "/kitchen/all"),
        ("waiter", "manager", "waiter", "/waiter"),
        ("waiter", "kitchen", "kitchen", "/kitchen/all"),
    ],
)
def test_the_device_caps_the_role(
    house: House, role: str, device: str, capped: str, home: str
) -> None:
    client = house.paired(device)
    assert sign_in(client, house.person(role), PINS[role]).json["home"] == home  # type: ignore[index]
    actor = who(client)[0]
    assert (actor["kind"], actor["role"]) == ("staff", capped)
    assert actor["permissions"] == sorted(permissions_of(role) & permissions_of(device))


def test_a_manager_on_a_waiters_tablet_is_not_let_into_the_office(house: House) -> None:
    assert house.signed_in("manager").get("/office").json == {"label": "staff:1"}
    assert house.signed_in("manager", device="waiter").get("/office").status_code == 403


def test_a_stolen_cookie_is_nobody_elsewhere(house: House) -> None:
    waiter, other = house.signed_in("waiter"), house.paired("waiter")
    stolen = staff_cookie(waiter)
    other.set_cookie("venue_staff", stolen)
    assert [one["kind"] for one in who(other)] == ["device"]
    unpaired = house.client()
    unpaired.set_cookie("venue_staff", stolen)
    assert who(unpaired) == []


@pytest.mark.parametrize("cookie", ["", "x", "' OR 1=1 --", "0" * 4000])
def test_a_forged_session_is_nobody(house: House, cookie: str) -> None:
    tablet = house.paired("waiter")
    tablet.set_cookie("venue_staff", cookie)
    assert [one["kind"] for one in who(tablet)] == ["device"]


def test_an_unpaired_phone_cannot_try_a_pin(house: House) -> None:
    answer = sign_in(house.client(), house.person("waiter"), PINS["waiter"])
    assert (answer.status_code, answer.json["code"]) == (401, "access.unknown")  # type: ignore[index]


def test_five_wrong_pins_lock_even_the_right_one_out(house: House) -> None:
    client, staff_id = house.paired("waiter"), house.person("waiter")
    for _ in range(5):
        wrong = sign_in(client, staff_id, WRONG)
        assert (wrong.status_code, wrong.json["code"]) == (401, "staff.wrong_pin")  # type: ignore[index]
    locked = sign_in(client, staff_id, PINS["waiter"])
    assert (locked.status_code, locked.json["code"]) == (429, "staff.locked")  # type: ignore[index]
    assert locked.json["details"] == {"retry_after_s": 15}  # type: ignore[index]
    assert locked.headers["Retry-After"] == "15"
    assert who(client)[0]["kind"] == "device"
    house.clock.advance(15)
    assert sign_in(client, staff_id, PINS["waiter"]).status_code == 200


def test_the_wait_doubles_to_a_quarter_of_an_hour(house: House) -> None:
    client, staff_id, waits = house.paired("waiter"), house.person("waiter"), []
    for _ in range(4):
        sign_in(client, staff_id, WRONG)
    for _ in range(8):
        sign_in(client, staff_id, WRONG)
        locked = sign_in(client, staff_id, WRONG)
        waits.append(int(locked.headers["Retry-After"]))
        house.clock.advance(waits[-1])
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900]


def test_the_lock_outlives_a_restart_and_a_clock_set_forward(house: House) -> None:
    client, staff_id = house.paired("waiter"), house.person("waiter")
    for _ in range(5):
        sign_in(client, staff_id, WRONG)
    cookie = client.get_cookie("venue_device")
    assert cookie is not None
    house.restart()
    house.clock.jump(365 * 24 * 3600)
    again = house.client()
    again.set_cookie("venue_device", cookie.value)
    assert sign_in(again, staff_id, PINS["waiter"]).status_code == 429
    house.clock.advance(16)
    assert sign_in(again, staff_id, PINS["waiter"]).status_code == 200


def test_a_success_forgives_the_wrong_pins(house: House) -> None:
    client, staff_id = house.paired("waiter"), house.person("waiter")
    for pin in (WRONG, WRONG, WRONG, WRONG, PINS["waiter"]) * 4:
        assert sign_in(client, staff_id, pin).status_code in (200, 401)
    assert len(house.journal("staff.signed_in")) == 4


def test_one_person_is_guarded_on_all_tablets(house: House) -> None:
    staff_id = house.person("manager")
    tablets = [house.paired("waiter") for _ in range(6)]
    statuses = [sign_in(tablet, staff_id, WRONG).status_code for tablet in tablets]
    assert statuses == [401] * 5 + [429]
    other = house.person("waiter", "Ada")
    assert sign_in(tablets[5], other, PINS["waiter"]).status_code == 200


def test_one_tablet_is_guarded_against_trying_everybody(house: House) -> None:
    people = [house.person("waiter", f"number {number}") for number in range(6)]
    tablet = house.paired("waiter")
    statuses = [sign_in(tablet, one, WRONG).status_code for one in people]
    assert statuses == [401] * 5 + [429]
    assert sign_in(house.paired("waiter"), people[5], PINS["waiter"]).status_code == 200


def test_the_site_is_guarded_and_forgives_slowly(house: House) -> None:
    people = [house.person("waiter", f"number {number}") for number in range(11)]
    tablets = [house.paired("waiter") for _ in range(11)]
    for person, tablet in list(zip(people, tablets, strict=True))[:10]:
        for _ in range(3):
            assert sign_in(tablet, person, WRONG).status_code == 401
    assert sign_in(tablets[10], people[10], PINS["waiter"]).status_code == 429
    house.clock.advance(15)
    assert sign_in(tablets[10], people[10], PINS["waiter"]).status_code == 200


def test_ordinary_typing_errors_never_lock_the_site(house: House) -> None:
    client, staff_id = house.paired("waiter"), house.person("waiter")
    for _ in range(60):
        assert sign_in(client, staff_id, WRONG).status_code == 401
        assert sign_in(client, staff_id, PINS["waiter"]).status_code == 200
        house.clock.advance(4 * 60 + 30)
    # Every one came before the last was forgiven, and still only a few count.
    with house.database.read() as tx:
        failures = tx.value("SELECT failures FROM lockout WHERE key = ?", (signin.SITE,))
    assert failures < 30


def test_tries_made_at_once_do_not_outrun_the_count(house: House) -> None:
    staff_id, first = house.person("waiter"), house.paired("waiter")
    cookie = first.get_cookie("venue_device")
    assert cookie is not None

    def guess(pin: str) -> int:
        client = house.client()
        client.set_cookie("venue_device", cookie.value)
        return sign_in(client, staff_id, pin).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(guess, [f"{number:04}" for number in range(2000, 2024)]))
    assert statuses.count(401) == 5
    assert statuses.count(429) == 19


@pytest.mark.parametrize("staff_id", [99, 2, 3])
def test_an_unknown_a_disabled_and_a_pinless_person_look_like_a_wrong_pin(
    house: House, staff_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.person("waiter")
    house.person("waiter", "disabled")
    house.database.write(service.disable, 2)
    house.database.write(service.add, name="without a PIN", role="waiter", pin_hash=None)
    checked: list[str | None] = []
    matches = pins.matches

    def counted(stored: str | None, pin: str, pepper: bytes) -> bool:
        checked.append(stored)
        return matches(stored, pin, pepper)

    monkeypatch.setattr(pins, "matches", counted)
    tablet = house.paired("waiter")
    unknown, wrong = (sign_in(tablet, one, PINS["waiter"] + "0") for one in (staff_id, 1))
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json == wrong.json
    assert checked[0] is None  # the slow hash is computed all the same
    assert checked[1] is not None


def test_the_pin_is_hashed_off_the_loop_and_outside_the_writer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, staff_id, inside = house.paired("waiter"), house.person("waiter"), []
    run = house.services.runtime.run

    def noted(fn: Callable[[], Any]) -> Any:
        inside.append(house.database.write(lambda tx: tx.run_ms))  # the writer must be free
        return run(fn)

    monkeypatch.setattr(house.services.runtime, "run", noted)
    assert sign_in(client, staff_id, PINS["waiter"]).status_code == 200
    assert len(inside) == 1


def test_a_repeated_sign_in_gives_the_same_session(house: House) -> None:
    client, staff_id, key = house.paired("waiter"), house.person("waiter"), uuid7()
    first = sign_in(client, staff_id, PINS["waiter"], key=key)
    cookie = staff_cookie(client)
    client.delete_cookie("venue_staff")
    again = sign_in(client, staff_id, PINS["waiter"], key=key)
    assert (again.status_code, again.json) == (200, first.json)
    assert staff_cookie(client) == cookie
    assert who(client)[0]["kind"] == "staff"
    assert len(house.journal("staff.signed_in")) == 1


def test_a_repeat_with_another_pin_is_no_repeat(house: House) -> None:
    client, staff_id, key = house.paired("waiter"), house.person("waiter"), uuid7()
    sign_in(client, staff_id, PINS["waiter"], key=key)
    answer = sign_in(client, staff_id, WRONG, key=key)
    assert (answer.status_code, answer.json["code"]) == (422, "request.key_reused")  # type: ignore[index]


def test_a_repeat_from_another_device_is_no_repeat(house: House) -> None:
    staff_id, key = house.person("waiter"), uuid7()
    sign_in(house.paired("waiter"), staff_id, PINS["waiter"], key=key)
    other = house.paired("waiter")
    assert sign_in(other, staff_id, PINS["waiter"], key=key).status_code == 422
    assert who(other)[0]["kind"] == "device"


def test_the_next_person_ends_the_session_before(house: House) -> None:
    client = house.signed_in("waiter")
    before = staff_cookie(client)
    house.sockets.actors["before"] = house.services.identify(_given(client))
    assert sign_in(client, house.person("manager"), PINS["manager"]).status_code == 200
    assert house.sockets.actors == {}
    client.set_cookie("venue_staff", before)
    assert [one["kind"] for one in who(client)] == ["device"]


def test_sign_out_ends_the_session_and_its_sockets(house: House) -> None:
    client = house.signed_in("waiter")
    kept = staff_cookie(client)
    house.sockets.actors["sid"] = house.services.identify(_given(client))
    answer = post(client, f"{STAFF}/sign-out")
    assert answer.json == {"signed_out": True}
    assert client.get_cookie("venue_staff") is None
    client.set_cookie("venue_staff", kept)
    assert [one["kind"] for one in who(client)] == ["device"]
    assert house.sockets.actors == {}
    assert post(client, f"{STAFF}/sign-out").status_code == 200
    assert house.journal("staff.signed_out") == ['{"staff":1}']


def test_a_session_ends_after_its_hours_of_running_time(
    make_house: Callable[..., House],
) -> None:
    house = make_house(staff__session_hours=2)
    client = house.signed_in("waiter")
    house.sockets.actors["sid"] = house.services.identify(_given(client))
    house.clock.jump(9 * 3600)
    house.clock.advance(2 * 3600 - 1)
    assert who(client)[0]["kind"] == "staff"
    house.clock.advance(1)
    assert [one["kind"] for one in who(client)] == ["device"]
    house.services.jobs.run_due()
    house.services.runtime._poster.shutdown(wait=True)  # type: ignore[attr-defined]
    assert house.sockets.actors == {}


def test_sockets_of_those_who_work_are_left_alone(house: House) -> None:
    for number, client in enumerate((house.signed_in("waiter"), house.paired("kitchen"))):
        house.sockets.actors[str(number)] = house.services.identify(_given(client))
    house.clock.advance(61)
    house.services.jobs.run_due()
    house.services.runtime._poster.shutdown(wait=True)  # type: ignore[attr-defined]
    assert list(house.sockets.actors) == ["0", "1"]


def test_a_session_outlives_a_restart(house: House) -> None:
    client = house.signed_in("waiter")
    given = _given(client)
    house.restart()
    assert [one.kind for one in house.services.identify(given)] == ["staff", "device"]


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
    house.sockets.actors["sid"] = house.services.identify(_given(waiter))
    for tablet in [house.paired("waiter") for _ in range(5)]:
        sign_in(tablet, 1, WRONG)
    assert post(manager, f"{STAFF}/1/pin", {"pin": "8642"}).json == {"id": 1}
    assert [one["kind"] for one in who(waiter)] == ["device"]
    assert house.sockets.actors == {}
    assert sign_in(waiter, 1, PINS["waiter"]).status_code == 401
    assert sign_in(waiter, 1, "8642").status_code == 200


def test_a_pin_that_changed_while_it_was_checked_opens_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, staff_id = house.paired("waiter"), house.person("waiter")
    matches = pins.matches

    def changing(stored: str | None, pin: str, pepper: bytes) -> bool:
        house.database.write(
            lambda tx: tx.execute("UPDATE staff SET pin_hash = 'new' WHERE id = 1")
        )
        return matches(stored, pin, pepper)

    monkeypatch.setattr(pins, "matches", changing)
    assert sign_in(client, staff_id, PINS["waiter"]).status_code == 401


def test_disabling_ends_everything(house: House) -> None:
    waiter, manager = house.signed_in("waiter"), house.signed_in("manager")
    house.sockets.actors["sid"] = house.services.identify(_given(waiter))
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
    secrets = ["47114711", "58225822", "69336933", staff_cookie(tablet)]
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


def _given(client: FlaskClient) -> Credentials:
    found = {name: client.get_cookie(name) for name in ("venue_device", "venue_staff")}
    return Credentials(cookies={name: one.value for name, one in found.items() if one is not None})
