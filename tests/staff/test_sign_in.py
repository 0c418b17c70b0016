"""Signing in on a paired device, and how a session ends."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.staff.house import PINS, House, everything, given, post, sign_in, who
from venue.core.ids import uuid7
from venue.staff import pins
from venue.staff.access import permissions_of

STAFF = "/api/v1/staff"
WRONG = "9999"


def staff_cookie(client: FlaskClient) -> str:
    """Return the session's cookie of a browser."""
    found = client.get_cookie("venue_staff")
    assert found is not None
    return found.value


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
        ("manager", "manager", "manager", "/manage"),
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
    house.sockets.actors["before"] = house.services.identify(given(client))
    assert sign_in(client, house.person("manager"), PINS["manager"]).status_code == 200
    assert house.sockets.actors == {}
    client.set_cookie("venue_staff", before)
    assert [one["kind"] for one in who(client)] == ["device"]


def test_sign_out_ends_the_session_and_its_sockets(house: House) -> None:
    client = house.signed_in("waiter")
    kept = staff_cookie(client)
    house.sockets.actors["sid"] = house.services.identify(given(client))
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
    house.sockets.actors["sid"] = house.services.identify(given(client))
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
        house.sockets.actors[str(number)] = house.services.identify(given(client))
    house.clock.advance(61)
    house.services.jobs.run_due()
    house.services.runtime._poster.shutdown(wait=True)  # type: ignore[attr-defined]
    assert list(house.sockets.actors) == ["0", "1"]


def test_a_session_outlives_a_restart(house: House) -> None:
    client = house.signed_in("waiter")
    brought = given(client)
    house.restart()
    assert [one.kind for one in house.services.identify(brought)] == ["staff", "device"]


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
