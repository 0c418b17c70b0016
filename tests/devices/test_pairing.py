"""Pairing by code, and guessing codes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.staff.house import House, everything, post, who
from venue.core.ids import uuid7
from venue.devices import service

PAIR = "/api/v1/devices/pair"


def cookie_of(answer: Any, name: str) -> str:
    """Return one Set-Cookie header."""
    found = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{name}=")]
    return str(found[0])


def test_pair_gives_a_kitchen_screen_its_cookie_and_home(house: House) -> None:
    client = house.client()
    answer = post(client, PAIR, {"code": house.code("kitchen", "grill"), "name": "Big\n  screen"})
    assert answer.status_code == 201
    device = {"id": 1, "name": "Big screen", "role": "kitchen", "station": "grill"}
    assert answer.json == {"device": device, "home": "/kitchen/grill"}
    cookie = cookie_of(answer, "venue_device")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Max-Age=34560000"))
    assert "Secure" not in cookie
    [actor] = who(client)
    assert (actor["kind"], actor["role"], actor["station"]) == ("device", "kitchen", "grill")
    assert (actor["scope"], actor["device_id"]) == ("device:1", 1)
    assert actor["permissions"] == everything("kitchen")
    assert actor["me"] == {"device": device}


def test_pair_over_tls_marks_the_cookie_secure(house: House) -> None:
    answer = post(
        house.client(), PAIR, {"code": house.code("kitchen")}, base_url="https://localhost"
    )
    assert "Secure" in cookie_of(answer, "venue_device")


@pytest.mark.parametrize(
    ("role", "station", "home"),
    [
        ("kitchen", None, "/kitchen/all"),
        ("waiter", None, "/pair"),
        ("manager", None, "/pair"),
    ],
)
def test_pair_leads_to_the_home_of_the_role(
    house: House, role: str, station: str | None, home: str
) -> None:
    answer = post(house.client(), PAIR, {"code": house.code(role, station)})
    assert answer.json is not None
    assert answer.json["home"] == home


def test_an_unsigned_tablet_may_only_let_people_in(house: House) -> None:
    [actor] = who(house.paired("manager"))
    assert actor["permissions"] == ["me.view", "staff.names", "staff.sign_in", "status.view"]


def test_a_code_works_once(house: House) -> None:
    code = house.code("waiter")
    assert post(house.client(), PAIR, {"code": f"{code[:4]} {code[4:]}"}).status_code == 201
    second = house.client()
    answer = post(second, PAIR, {"code": code})
    assert (answer.status_code, answer.json["code"]) == (401, "devices.wrong_code")  # type: ignore[index]
    assert who(second) == []


def test_a_repeated_pairing_gives_the_same_cookie_and_one_device(house: House) -> None:
    body, key = {"code": house.code("kitchen")}, uuid7()
    lost = post(house.client(), PAIR, body, key=key)
    client = house.client()
    again = post(client, PAIR, body, key=key)
    assert (again.status_code, again.json) == (201, lost.json)
    assert cookie_of(again, "venue_device") == cookie_of(lost, "venue_device")
    assert [one["id"] for one in who(client)] == [1]
    assert len(house.journal("device.paired")) == 1


def test_a_repeat_needs_the_same_code(house: House) -> None:
    key = uuid7()
    post(house.client(), PAIR, {"code": house.code("kitchen")}, key=key)
    stranger = house.client()
    answer = post(stranger, PAIR, {"code": "00000000"}, key=key)
    assert answer.status_code == 422
    assert who(stranger) == []


@pytest.mark.parametrize(("after_s", "status"), [(599, 201), (601, 401)])
def test_a_code_lives_ten_minutes_of_running_time(house: House, after_s: int, status: int) -> None:
    code = house.code("waiter")
    house.clock.jump(7 * 24 * 3600)  # a late time service must neither end nor prolong it
    house.clock.advance(after_s)
    assert post(house.client(), PAIR, {"code": code}).status_code == status


def test_a_code_outlives_a_restart(house: House) -> None:
    code = house.code("waiter")
    house.restart()
    assert post(house.client(), PAIR, {"code": code}).status_code == 201


def test_a_reusable_code_works_in_the_demo_alone(make_house: Callable[..., House]) -> None:
    demo, real = make_house(demo__enabled=True), make_house()
    for house in (demo, real):
        house.code("waiter", reusable=True, code="12345678")
    demo.clock.advance(30 * 24 * 3600)
    statuses = [
        post(house.client(), PAIR, {"code": "12345678"}).status_code for house in (demo, demo, real)
    ]
    assert statuses == [201, 201, 401]


def test_codes_are_made_by_managers(house: House) -> None:
    manager = house.signed_in("manager")
    made = post(manager, "/api/v1/devices/codes", {"role": "kitchen", "station": "grill"})
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["expires_in_s"] == 600
    assert len(made.json["code"]) == 8
    assert made.json["code"].isdigit()
    paired = post(house.client(), PAIR, {"code": made.json["code"]})
    assert paired.status_code == 201


def test_a_repeated_request_for_a_code_names_the_same_code(house: House) -> None:
    manager, key = house.signed_in("manager"), uuid7()
    answers = [
        post(manager, "/api/v1/devices/codes", {"role": "waiter"}, key=key).json for _ in range(2)
    ]
    assert answers[0] == answers[1]
    other = post(manager, "/api/v1/devices/codes", {"role": "waiter"}).json
    assert other != answers[0]


def test_no_secret_is_in_the_file(house: House) -> None:
    manager = house.signed_in("manager")
    code = post(manager, "/api/v1/devices/codes", {"role": "waiter"}).json["code"]  # type: ignore[index]
    client = house.client()
    post(client, PAIR, {"code": code})
    cookie = client.get_cookie("venue_device")
    _, key = house.database.write(
        service.create_api_key, name="till", role="manager", permissions=["status.view"]
    )
    dump = house.dump()
    assert cookie is not None
    assert [word for word in (code, cookie.value, key.split(".")[1]) if word in dump] == []


def test_guessing_is_slowed_by_address(house: House) -> None:
    stranger, code = house.client(), house.code("waiter")
    wrong = [post(stranger, PAIR, {"code": "00000000"}).status_code for _ in range(5)]
    assert wrong == [401] * 5
    locked = post(stranger, PAIR, {"code": code})
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "15")
    neighbour = post(house.client(), PAIR, {"code": code}, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert neighbour.status_code == 201
    house.clock.advance(15)
    assert post(stranger, PAIR, {"code": "00000000"}).status_code == 401
    assert post(stranger, PAIR, {"code": "00000000"}).headers["Retry-After"] == "30"


def test_guessing_from_many_addresses_is_slowed_for_the_site(house: House) -> None:
    def guess(number: int) -> int:
        client = house.client()
        place = {"REMOTE_ADDR": f"10.0.1.{number}"}
        return post(client, PAIR, {"code": "00000000"}, environ_base=place).status_code

    assert {guess(number) for number in range(30)} == {401}
    assert guess(31) == 429
    # A manager who makes a code opens the door again: strangers cannot keep a tablet out.
    code = house.code("waiter")
    assert post(house.client(), PAIR, {"code": code}).status_code == 201


def test_the_lock_outlives_a_restart(house: House) -> None:
    for _ in range(5):
        post(house.client(), PAIR, {"code": "00000000"})
    house.restart()
    assert post(house.client(), PAIR, {"code": "00000000"}).status_code == 429


def test_a_repeated_wrong_guess_counts_once(house: House) -> None:
    key = uuid7()
    repeats = [
        post(house.client(), PAIR, {"code": "00000000"}, key=key).status_code for _ in range(9)
    ]
    assert repeats == [401] * 9
    code = house.code("waiter")
    assert post(house.client(), PAIR, {"code": code}).status_code == 201
