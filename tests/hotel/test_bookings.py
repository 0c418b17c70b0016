"""A booking's life through the doors of the desk, on the demo's ten rooms."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.inside import Inside, Person


def day(box: Inside, after: int = 0) -> str:
    """Return the hotel's day so many days from now."""
    board = box.staff("Marta").json("/api/v1/bookings/today")
    return (date.fromisoformat(board["day"]) + timedelta(days=after)).isoformat()


class Desk:
    """A manager at the desk."""

    def __init__(self, box: Inside) -> None:
        self.box, self.person, self.today = box, box.staff("Marta"), day(box)
        rows = box.rows("SELECT id, name FROM room_type")
        self.types = {row["name"]: row["id"] for row in rows}
        self.rooms = {row["number"]: row["id"] for row in box.rows("SELECT id, number FROM room")}

    def on(self, after: int) -> str:
        return (date.fromisoformat(self.today) + timedelta(days=after)).isoformat()

    def wish(self, kind: str = "Double", first: int = 0, nights: int = 2) -> dict[str, Any]:
        return {
            "room_type_id": self.types[kind],
            "arrival": self.on(first),
            "departure": self.on(first + nights),
        }

    def book(self, *wishes: dict[str, Any], expect: int = 201, **more: Any) -> Any:
        body = {"name": "Ann Lee", "rooms": list(wishes) or [self.wish()]} | more
        return self.person.post("/api/v1/bookings", body, expect=expect).json

    def act(self, booking: Any, action: str, expect: int = 200, /, **body: Any) -> Any:
        path = f"/api/v1/bookings/{booking['id']}/{action}"
        return self.person.post(path, body, expect=expect).json

    def left(self, kind: str, first: int = 0, nights: int = 2) -> int:
        query = f"arrival={self.on(first)}&departure={self.on(first + nights)}"
        items = self.person.json(f"/api/v1/rooms/availability?{query}")["items"]
        return next(int(one["left"]) for one in items if one["name"] == kind)


@pytest.fixture
def desk(box: Inside) -> Desk:
    return Desk(box)


def test_the_whole_life_of_a_stay(desk: Desk) -> None:
    booking = desk.book()
    assert booking["stays"][0]["state"] == "confirmed"
    assert desk.left("Double") == 5
    assigned = desk.act(booking, "assign", room_id=desk.rooms["103"])
    assert (assigned["stays"][0]["room"], assigned["stays"][0]["state"]) == ("103", "assigned")
    inside = desk.act(booking, "check-in")["stays"][0]
    assert inside["state"] == "checked_in"
    folio = desk.person.json(f"/api/v1/folios/{inside['folio_id']}")
    assert (folio["room"], folio["name"]) == ("103", "Ann Lee")
    board = desk.person.json("/api/v1/bookings/today")
    assert [one["room"] for one in board["stayovers"]] == ["103"]
    gone = desk.act(booking, "check-out")["stays"][0]
    assert gone["state"] == "checked_out"
    # Left before the end: the nights not slept can be sold again, and the room must be cleaned.
    assert desk.left("Double") == 6
    rooms = desk.person.json("/api/v1/housekeeping")["items"]
    assert [one["number"] for one in rooms if one["housekeeping"] == "dirty"] == ["103"]


def test_a_type_is_never_sold_beyond_its_rooms(desk: Desk) -> None:
    for _ in range(3):
        desk.book(desk.wish("Family"))
    refused = desk.book(desk.wish("Family"), expect=409)
    assert refused["code"] == "rooms.sold_out"
    assert refused["details"]["night"] == desk.today
    # All or none: the double of a group is not kept when its family room is refused.
    desk.book(desk.wish("Double"), desk.wish("Family"), expect=409)
    assert desk.left("Double") == 6


def test_overbooking_is_a_setting_of_the_type_and_visible(desk: Desk) -> None:
    path = f"/api/v1/rooms/types/{desk.types['Suite']}"
    desk.person.post(path, {"nightly_minor": 20_000, "overbooking": 1}, expect=200)
    first, second = desk.book(desk.wish("Suite")), desk.book(desk.wish("Suite"))
    assert second["stays"][0]["price"] == {"amount": 40_000, "currency": "EUR"}
    desk.book(desk.wish("Suite"), expect=409)
    query = f"arrival={desk.on(0)}&departure={desk.on(2)}"
    items = desk.person.json(f"/api/v1/rooms/availability?{query}")["items"]
    assert [one["overbooked"] for one in items if one["name"] == "Suite"] == [1]
    desk.act(first, "assign")
    assert desk.act(second, "assign", 409)["code"] == "bookings.no_room"


def test_a_room_has_one_holder_a_night(desk: Desk) -> None:
    one, other = desk.book(), desk.book(desk.wish(first=1))
    desk.act(one, "assign", room_id=desk.rooms["101"])
    refused = desk.act(other, "assign", 409, room_id=desk.rooms["101"])
    assert (refused["code"], refused["details"]["night"]) == ("rooms.room_taken", desk.on(1))
    body = {"starts": desk.on(1), "ends": desk.on(3), "reason": "leak"}
    path = f"/api/v1/rooms/{desk.rooms['101']}/blocks"
    assert desk.person.post(path, body, expect=409).get_json()["code"] == "rooms.room_taken"
    later = body | {"starts": desk.on(2), "ends": desk.on(4)}
    block = desk.person.post(path, later, expect=201).get_json()
    dates: dict[str, Any] = {"arrival": desk.on(0), "departure": desk.on(3)}
    assert desk.act(one, "dates", 409, **dates)["code"] == "rooms.room_taken"
    desk.person.post(f"/api/v1/rooms/blocks/{block['id']}/lift", {}, expect=200)
    assert desk.act(one, "dates", **dates)["stays"][0]["departure"] == desk.on(3)


def test_a_move_leaves_slept_nights_and_a_dirty_room_behind(desk: Desk) -> None:
    booking = desk.book(desk.wish(nights=4))
    desk.act(booking, "assign", room_id=desk.rooms["101"])
    desk.act(booking, "check-in")
    desk.box.clock.advance(24 * 3600)
    later = Desk(desk.box)
    moved = later.act(booking, "move", room_id=desk.rooms["201"])["stays"][0]
    assert (moved["room"], moved["state"]) == ("201", "checked_in")
    nights = desk.box.rows(
        "SELECT number FROM room_night JOIN room ON room.id = room_id ORDER BY night"
    )
    assert [one["number"] for one in nights] == ["101", "201", "201", "201"]
    assert later.person.json(f"/api/v1/folios/{moved['folio_id']}")["room"] == "201"


def test_a_walk_in_is_one_call(desk: Desk) -> None:
    stay = desk.book(walk_in=True)["stays"][0]
    assert (stay["state"], stay["room"]) == ("checked_in", "101")


def test_nobody_is_let_into_a_room_that_is_dirty_or_occupied(desk: Desk) -> None:
    desk.book(desk.wish(nights=1), walk_in=True)
    desk.box.clock.advance(24 * 3600)
    later = Desk(desk.box)
    booking = later.book()
    later.act(booking, "assign", room_id=desk.rooms["101"])
    assert later.act(booking, "check-in", 409)["code"] == "bookings.room_occupied"
    leaving = later.person.json("/api/v1/bookings/today")["departures"]
    assert [one["room"] for one in leaving] == ["101"]
    later.act({"id": leaving[0]["booking_id"]}, "check-out")
    assert later.act(booking, "check-in", 409)["code"] == "bookings.room_not_ready"
    later.person.post(f"/api/v1/housekeeping/{desk.rooms['101']}", {"state": "clean"}, expect=200)
    later.act(booking, "check-in")


@pytest.mark.parametrize("action", ["cancel", "no-show"])
def test_an_ended_stay_gives_its_nights_back_and_never_comes_back(desk: Desk, action: str) -> None:
    booking = desk.book()
    desk.act(booking, action, reason="flight")
    assert desk.left("Double") == 6
    for again in ("assign", "check-in", "cancel", "no-show"):
        refused = desk.act(booking, again, 409)
        assert refused["code"] == "bookings.wrong_state"


def test_seasons_price_nights_and_ask_for_more_of_them(desk: Desk) -> None:
    path = f"/api/v1/rooms/types/{desk.types['Suite']}"
    desk.person.post(path, {"nightly_minor": 10_000}, expect=200)
    season = {"starts": desk.on(1), "ends": desk.on(9), "nightly_minor": 15_000, "least_nights": 2}
    desk.person.post(f"{path}/seasons", season, expect=201)
    stay = desk.book(desk.wish("Suite", 0, 3))["stays"][0]
    assert stay["price"]["amount"] == 10_000 + 15_000 + 15_000
    assert desk.book(desk.wish("Suite", 4, 1), expect=409)["code"] == "rooms.too_short"


def test_a_room_charge_keeps_the_guest_until_it_is_settled(desk: Desk) -> None:
    stay = desk.book(walk_in=True)["stays"][0]
    booking = {"id": desk.box.rows("SELECT reservation_id AS id FROM stay")[0]["id"]}

    def charge(tx: Any) -> None:
        tx.execute(
            "INSERT INTO folio_charge (folio_id, bill_id, tender_id, amount_minor, tip_minor, "
            "bands, signed, charged_by, charged_at) VALUES (?, 'b', 1, 900, 0, '{}', 'slip', "
            "'test', ?)",
            (stay["folio_id"], tx.now),
        )

    desk.box.services.database.write(charge)
    refused = desk.act(booking, "check-out", 409)
    assert refused["code"] == "bookings.balance_due"
    assert refused["details"]["balance"]["amount"] == 900


def test_search_by_name_and_number_and_what_a_waiter_may(desk: Desk, box: Inside) -> None:
    booking = desk.book(name="Zoë 100%_Ltd")
    for said in ("zo", "100%25_l", str(booking["number"])):
        found = desk.person.json(f"/api/v1/bookings?query={said}")["items"]
        assert [one["id"] for one in found] == [booking["id"]], said
    waiter = next(one["name"] for one in box.facts["staff"] if one["role"] == "waiter")
    person: Person = box.staff(waiter)
    assert person.get("/api/v1/bookings/today").status_code == 403


def test_names_are_forgotten_after_their_term_and_not_before(desk: Desk) -> None:
    ended, kept = desk.book(), desk.book(desk.wish(first=90))
    desk.act(ended, "cancel")
    desk.box.pass_time(45 * 24 * 3600)
    later = Desk(desk.box)
    names = [later.person.json(f"/api/v1/bookings/{one['id']}")["name"] for one in (ended, kept)]
    assert names == ["", "Ann Lee"]
