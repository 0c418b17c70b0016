"""Guessing PINs: how it is slowed, and what it must not tell."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from tests.staff.house import PINS, House, sign_in, who
from venue.staff import pins, service, signin

WRONG = "9999"


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
    verified: list[str] = []
    verify = pins.HASHER.verify

    def noted(stored: str, text: str) -> bool:
        verified.append(stored)
        return verify(stored, text)

    monkeypatch.setattr(pins, "HASHER", SimpleNamespace(verify=noted))
    tablet = house.paired("waiter")
    unknown, wrong = (sign_in(tablet, one, PINS["waiter"] + "0") for one in (staff_id, 1))
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json == wrong.json
    # The slow comparison is made all the same.
    assert (len(verified), verified[0]) == (2, pins.NOBODYS)
