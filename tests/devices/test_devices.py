"""Pairing, revoking and the keys of programs, through the routes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.staff.house import House, everything, post, who
from venue.core.actor import Credentials
from venue.core.errors import Invalid
from venue.core.ids import uuid7
from venue.devices import service
from venue.staff import access

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


def test_revoke_locks_a_device_out_and_drops_its_sockets(house: House) -> None:
    screen, manager = house.paired("kitchen"), house.signed_in("manager")
    for sid, client in (("lost", screen), ("kept", manager)):
        house.sockets.actors[sid] = house.services.identify(_cookies(client))
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
    house.sockets.actors["sid"] = house.services.identify(_cookies(screen))
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


def test_an_api_key_may_what_it_was_given(house: House) -> None:
    key_id, key = house.database.write(
        service.create_api_key, name="till", role="manager", permissions=["status.view"]
    )
    assert key.startswith("vk_")
    [actor] = who(house.client(), headers={"Authorization": f"Bearer {key}"})
    assert (actor["kind"], actor["role"], actor["scope"]) == ("api", "manager", f"api:{key_id}")
    assert actor["permissions"] == ["status.view"]
    assert house.client().get("/office", headers=bearer(key)).status_code == 403


def test_an_api_key_with_all_of_a_role_follows_the_role(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = house.database.write(
        service.create_api_key,
        name="cli",
        role="installer",
        permissions=everything("installer"),
    )
    later = dict(access.PERMISSIONS) | {"later.added": frozenset({"installer"})}
    monkeypatch.setattr(access, "PERMISSIONS", later)
    [actor] = who(house.client(), headers=bearer(key))
    assert "later.added" in actor["permissions"]


def test_a_revoked_api_key_is_nobody(house: House) -> None:
    manager = house.signed_in("manager")
    key_id, key = house.database.write(
        service.create_api_key, name="till", role="manager", permissions=["devices.manage"]
    )
    house.sockets.actors["till"] = house.services.identify(_cookies(house.client(), key))
    answer = post(manager, f"/api/v1/api-keys/{key_id}/revoke")
    assert answer.json == {"id": key_id, "revoked": True}
    assert house.client().get("/office", headers=bearer(key)).status_code == 401
    assert house.sockets.actors == {}
    listed = manager.get("/api/v1/api-keys").json
    assert [(one["name"], one["revoked"]) for one in listed["items"]] == [("till", True)]  # type: ignore[index]
    assert post(manager, f"/api/v1/api-keys/{key_id}/revoke").status_code == 404


@pytest.mark.parametrize(
    "bearer_text",
    ["", "vk_", "vk_.", "vk_nobody.secret", "x", "vk_{prefix}.", "vk_{prefix}.wrong", "{prefix}.x"],
)
def test_a_forged_api_key_is_nobody(house: House, bearer_text: str) -> None:
    _, key = house.database.write(
        service.create_api_key, name="till", role="manager", permissions=["status.view"]
    )
    prefix = key.removeprefix("vk_").partition(".")[0]
    assert who(house.client(), headers=bearer(bearer_text.format(prefix=prefix))) == []


@pytest.mark.parametrize("permissions", [[], ["no.such"], ["guest.join"]])
def test_an_api_key_cannot_hold_what_its_role_has_not(house: House, permissions: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        house.database.write(
            service.create_api_key, name="x", role="manager", permissions=permissions
        )
    assert refused.value.code == "devices.unknown_permission"


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


def bearer(key: str) -> dict[str, str]:
    """Return the header of an API key."""
    return {"Authorization": f"Bearer {key}"}


def _cookies(client: Any, key: str = "") -> Any:
    cookies = {name: client.get_cookie(name) for name in ("venue_device", "venue_staff")}
    return Credentials(
        cookies={name: one.value for name, one in cookies.items() if one is not None}, bearer=key
    )
