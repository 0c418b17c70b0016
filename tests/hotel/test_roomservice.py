"""The card in a room: only a guest in house comes in by it, and no longer than the stay."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hotel.test_bookings import Desk
from tests.inside import Inside, Person
from venue.roomservice.model import times, wait_ms

FIRST = datetime.fromisoformat("2026-01-01T00:00")
WRONG = "tables.wrong_pin"


class Inn(Desk):
    """The desk, with cards in all rooms."""

    def __init__(self, box: Inside) -> None:
        super().__init__(box)
        self.person.post("/api/v1/rooms/cards", expect=200)

    def card(self, number: str) -> str:
        items = self.person.json("/api/v1/rooms/cards")["items"]
        return next(
            "/" + str(one["url"]).split("/", 3)[3] for one in items if one["number"] == number
        )

    def guest_in(self, room: str = "103", name: str = "Ann Lee") -> Any:
        booking = self.book(name=name)
        self.act(booking, "assign", room_id=self.rooms[room])
        return self.act(booking, "check-in")

    def pin(self, booking: Any) -> str:
        return str(self.person.json(f"/api/v1/bookings/{booking['id']}/room-pass")["pin"])

    def phone(self, room: str = "103") -> Person:
        person = self.box.nobody()
        answer = person.get(self.card(room))
        assert (answer.status_code, answer.headers["Location"]) == (303, "/guest")
        return person


@pytest.fixture
def inn(box: Inside) -> Inn:
    return Inn(box)


def state(phone: Person) -> str:
    return str(phone.json("/api/v1/me")["guest"]["state"])


def join(phone: Person, pin: str, expect: int = 200) -> Any:
    return phone.post("/api/v1/join", {"pin": pin}, expect=expect).json


def other(pin: str) -> str:
    return f"{(int(pin) + 1) % 10_000:04}"


@pytest.mark.parametrize("how", ["staff", "scan", "pin"])
def test_however_tables_are_joined_a_room_asks_for_the_pin_of_its_stay(
    demo_data: Any, tmp_path: Any, how: str
) -> None:
    box = Inside(demo_data, tmp_path / "inn", guest__join=how)
    try:
        inn = Inn(box)
        pin = inn.pin(inn.guest_in())
        phone = inn.phone()
        assert state(phone) == "needs_pin"
        wish = {"lines": phone.lines(1)}
        assert phone.post("/api/v1/orders", wish).status_code == 403
        assert join(phone, other(pin), 403)["code"] == WRONG
        told = join(phone, pin)
        assert (told["state"], told["table"]["number"]) == ("joined", "R103")
        placed = phone.post("/api/v1/orders", wish, expect=201).json
        assert placed["table"]["number"] == "R103"
    finally:
        box.close()


def test_an_empty_room_answers_as_a_wrong_pin_does(inn: Inn) -> None:
    phone = inn.phone("104")
    assert state(phone) == "needs_pin"
    assert join(phone, "", 403)["code"] == WRONG
    assert join(phone, "0000", 403)["code"] == WRONG


def test_pins_cannot_be_guessed(inn: Inn) -> None:
    pin = inn.pin(inn.guest_in())
    phone = inn.phone()
    for _ in range(5):
        join(phone, other(pin), 403)
    assert join(phone, pin, 429)["code"] == "staff.locked"


def test_a_pass_ends_with_the_stay_and_the_next_guest_has_another(inn: Inn) -> None:
    booking = inn.guest_in()
    pin = inn.pin(booking)
    phone, late = inn.phone(), inn.phone()
    join(phone, pin)
    inn.act(booking, "check-out")
    assert state(phone) == "over"
    assert state(late) == "over"
    assert join(inn.phone(), pin, 403)["code"] == WRONG
    assert inn.person.get(f"/api/v1/bookings/{booking['id']}/room-pass").status_code == 409
    room = inn.rooms["103"]
    for care in ("cleaning", "clean"):
        inn.person.post(f"/api/v1/housekeeping/{room}", {"state": care})
    following = inn.guest_in(name="Bob Ray")
    assert join(inn.phone(), pin, 403 if inn.pin(following) != pin else 200)
    assert inn.box.rows("SELECT count(*) AS n FROM room_pass")[0]["n"] == 1


def test_nobody_leaves_while_room_service_is_owed(inn: Inn) -> None:
    booking = inn.guest_in()
    phone = inn.phone()
    join(phone, inn.pin(booking))
    order = phone.post("/api/v1/orders", {"lines": phone.lines(1)}, expect=201).json
    refused = inn.act(booking, "check-out", 409)
    assert refused["code"] in ("bills.still_owed", "bills.orders_waiting"), refused
    assert state(phone) == "joined"
    assert order["bill_id"]


def test_a_renewed_card_and_a_renewed_pin_end_the_old_ones(inn: Inn) -> None:
    booking = inn.guest_in()
    old_card, old_pin = inn.card("103"), inn.pin(booking)
    phone = inn.phone()
    join(phone, old_pin)
    inn.person.post(f"/api/v1/rooms/{inn.rooms['103']}/card", expect=200)
    assert inn.box.nobody().get(old_card).status_code == 404
    while inn.pin(booking) == old_pin:
        inn.act(booking, "room-pass")
    assert join(inn.phone(), old_pin, 403)["code"] == WRONG
    assert state(phone) == "joined"


def test_a_room_move_takes_the_phones_along(inn: Inn) -> None:
    booking = inn.guest_in()
    phone = inn.phone()
    join(phone, inn.pin(booking))
    inn.act(booking, "move", room_id=inn.rooms["104"])
    assert phone.json("/api/v1/me")["table"]["number"] == "R104"
    assert join(inn.phone("103"), inn.pin(booking), 403)["code"] == WRONG
    assert join(inn.phone("104"), inn.pin(booking))["table"]["number"] == "R104"


def test_a_waiter_who_opens_the_room_lets_nobody_in(inn: Inn) -> None:
    booking = inn.guest_in()
    stranger = inn.phone()
    waiter = inn.box.staff("Marta")
    wanted = {"party": {"kind": "room", "room": "103"}}
    opened = waiter.post("/api/v1/table-sessions", wanted, expect=201).json
    assert state(stranger) == "needs_pin"
    phone = inn.phone()
    join(phone, inn.pin(booking))
    assert phone.json("/api/v1/me")["session"]["id"] == opened["id"]


def test_the_sheet_has_a_card_for_each_room(inn: Inn) -> None:
    answer = inn.person.get("/api/v1/rooms/cards.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    again = inn.person.post("/api/v1/rooms/cards", expect=200).json
    assert again["rooms"] == len(inn.rooms)
    made = inn.box.rows("SELECT count(*) AS n FROM dining_table WHERE number LIKE 'R%'")
    assert made[0]["n"] == len(inn.rooms)


@pytest.fixture
def served(demo_data: Any, tmp_path: Path) -> Iterator[Inn]:
    """Return the desk of a house with a tray charge; the demo's first dish stands for it."""
    box = Inside(demo_data, tmp_path / "inn", hotel__tray_item=1, guest__confirm=False)
    yield Inn(box)
    box.close()


def in_room(inn: Inn) -> tuple[Any, Person]:
    booking = inn.guest_in()
    phone = inn.phone()
    join(phone, inn.pin(booking))
    return booking, phone


def order(phone: Person, expect: int = 201, **more: Any) -> Any:
    line = next(one for one in phone.lines(2) if one["item_id"] not in (1, "1"))
    return phone.post("/api/v1/orders", {"lines": [line]} | more, expect=expect).json


def test_each_order_has_the_tray_charge_once(served: Inn) -> None:
    _, phone = in_room(served)
    tray = phone.json("/api/v1/me")["room_service"]["tray"]
    for _ in range(2):
        lines = order(phone)["lines"]
        assert [one["name"] for one in lines].count(tray["name"]) == 1
        assert len(lines) == 2
    waiter = served.box.staff("Marta")
    opened = phone.json("/api/v1/me")["session"]["id"]
    taken = {"lines": waiter.lines(1), "table_session_id": opened}
    names = [one["name"] for one in waiter.post("/api/v1/orders", taken, expect=201).json["lines"]]
    assert names.count(tray["name"]) == 1
    # A table of the restaurant pays no tray.
    at_table = served.box.guest()
    assert "room_service" not in at_table.json("/api/v1/me")


def test_a_chosen_time_waits_for_the_kitchen_and_begins_once(served: Inn) -> None:
    _, phone = in_room(served)
    chosen = phone.json("/api/v1/me")["room_service"]["times"]
    assert len(chosen) > 4, "the demo's clock stands too near to the end of its day"
    made = order(phone, slot=chosen[2], note="no ice")
    assert made["note"] == f"{chosen[2]} · no ice"
    assert {one["state"] for one in made["lines"]} == {"held"}
    served.box.pass_time(10 * 60)
    assert {one["state"] for one in phone.json(f"/api/v1/orders/{made['id']}")["lines"]} == {"held"}
    served.box.pass_time(60 * 60)
    assert {one["state"] for one in phone.json(f"/api/v1/orders/{made['id']}")["lines"]} == {
        "fired"
    }
    fired = served.box.rows("SELECT count(*) AS n FROM journal WHERE kind = 'course.fired'")
    served.box.pass_time(60 * 60)
    assert served.box.rows("SELECT count(*) AS n FROM journal WHERE kind = 'course.fired'") == fired
    assert served.box.rows("SELECT * FROM order_slot") == []


def test_a_time_that_is_over_is_refused_and_one_at_a_table_too(served: Inn) -> None:
    _, phone = in_room(served)
    assert order(phone, 409, slot="00:00")["code"] == "roomservice.slot_over"
    assert order(phone, 400, slot="25:00")["code"].startswith("request.")
    waiter = served.box.staff("Marta")
    table = served.box.facts["tables"][0]["id"]
    opened = waiter.post("/api/v1/table-sessions", {"table_id": table, "covers": 1}, expect=201)
    wish = {"lines": waiter.lines(1), "table_session_id": opened.json["id"], "slot": "12:00"}
    assert waiter.post("/api/v1/orders", wish, expect=400).json["code"] == "orders.no_slot"


def test_a_tray_that_is_not_on_the_menu_keeps_nobody_from_ordering(
    demo_data: Any, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "inn", hotel__tray_item=999_999, guest__confirm=False)
    try:
        _, phone = in_room(Inn(box))
        assert phone.json("/api/v1/me")["room_service"]["tray"] is None
        assert len(order(phone)["lines"]) == 1
    finally:
        box.close()


def test_room_service_is_charged_to_the_room_and_then_the_guest_may_go(served: Inn) -> None:
    booking, phone = in_room(served)
    made = order(phone)
    waiter = served.box.staff("Marta")
    bill = waiter.json(f"/api/v1/bills/{made['bill_id']}")
    owed = bill["figures"]["total"]["amount"] if "figures" in bill else bill["total"]["amount"]
    paid = {
        "method": "room", "amount": bill["total"], "room": "103", "name": "Lee",
        "signature": {"kind": "slip"},
    }  # fmt: skip
    waiter.post(f"/api/v1/bills/{made['bill_id']}/tenders", paid, expect=201)
    folio = booking["stays"][0]["folio_id"]
    charged = served.person.json(f"/api/v1/folios/{folio}")["charges"]
    assert [one["amount"]["amount"] for one in charged] == [owed]


@given(
    st.datetimes(min_value=FIRST, max_value=FIRST.replace(year=2027)),
    st.none() | st.times().map(lambda at: f"{at:%H:%M}"),
    st.integers(0, 240),
)
def test_times_are_of_today_in_order_and_not_too_soon(
    now: datetime, until: str | None, after: int
) -> None:
    found = times(now, until, after)
    assert found == sorted(set(found))
    for at in found:
        assert wait_ms(now, at, 0) >= (after - 1) * 60_000
        assert until is None or until <= f"{now:%H:%M}" or at <= until
