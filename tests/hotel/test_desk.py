"""What the desk's screens read: today board, tape chart, free rooms, rounds, price of a change."""

from pathlib import Path
from typing import Any

import pytest

from tests.hotel.test_bookings import Desk
from tests.inside import Inside


@pytest.fixture
def desk(box: Inside) -> Desk:
    found = Desk(box)
    for type_id in found.types.values():
        path = f"/api/v1/rooms/types/{type_id}"
        found.person.post(path, {"nightly_minor": 10_000}, expect=200)
    return found


def spans(chart: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a chart's spans by column."""
    return [dict(zip(chart["columns"], one, strict=True)) for one in chart["spans"]]


def test_the_today_board_holds_everybody_once(desk: Desk) -> None:
    came = desk.act(desk.book(name="Came"), "assign", room_id=desk.rooms["101"])
    desk.act(came, "check-in")
    desk.book(name="Comes")
    missing = desk.book(name="Missing")
    desk.act(missing, "no-show", reason="did not come")
    gone = desk.act(desk.book(name="Gone"), "assign", room_id=desk.rooms["102"])
    desk.act(desk.act(gone, "check-in"), "check-out")
    desk.book(desk.wish(first=1), name="Tomorrow")
    board = desk.person.json("/api/v1/bookings/today")
    names = {
        name: [one["name"] for one in rows]
        for name, rows in board.items()
        if isinstance(rows, list) and rows
    }
    assert names == {
        "arrivals": ["Comes"],
        "stayovers": ["Came"],
        "no_shows": ["Missing"],
        "left": ["Gone"],
    }
    [line] = board["stayovers"]
    assert (line["room"], line["room_type"], line["housekeeping"]) == ("101", "Double", "clean")


def test_the_chart_shows_nights_where_they_were_slept(desk: Desk) -> None:
    moved = desk.act(desk.book(desk.wish(nights=3)), "assign", room_id=desk.rooms["101"])
    desk.act(moved, "check-in")
    desk.box.pass_time(24 * 3600)
    desk.person = desk.box.staff("Marta")
    desk.act(moved, "move", room_id=desk.rooms["102"])
    waiting = desk.book(desk.wish("Suite", first=2))
    path = f"/api/v1/rooms/{desk.rooms['103']}/blocks"
    body = {"starts": desk.on(2), "ends": desk.on(4), "reason": "paint"}
    desk.person.post(path, body, expect=201)
    chart = desk.person.json(f"/api/v1/bookings/chart?first={desk.today}&days=10")
    drawn = spans(chart)
    found = {
        (one["kind"], one["room_id"], one["starts"], one["ends"], one["name"]) for one in drawn
    }
    assert found == {
        ("stay", desk.rooms["101"], desk.on(0), desk.on(1), "Ann Lee"),
        ("stay", desk.rooms["102"], desk.on(1), desk.on(3), "Ann Lee"),
        ("stay", None, desk.on(2), desk.on(4), "Ann Lee"),
        ("block", desk.rooms["103"], desk.on(2), desk.on(4), "paint"),
    }
    assert len(chart["rooms"]) == 10
    assert waiting["id"] in {one["booking_id"] for one in drawn}
    beyond = desk.person.json(f"/api/v1/bookings/chart?first={desk.on(4)}&days=5")
    assert beyond["spans"] == []
    assert desk.person.get("/api/v1/bookings/chart?first=soon").status_code == 400
    assert desk.person.get("/api/v1/bookings/chart?days=91").status_code == 400


def test_only_rooms_free_in_all_nights_are_offered(desk: Desk) -> None:
    desk.act(desk.book(desk.wish(first=1)), "assign", room_id=desk.rooms["101"])
    query = f"arrival={desk.on(0)}&departure={desk.on(2)}"
    items = desk.person.json(f"/api/v1/rooms/free?{query}")["items"]
    assert "101" not in {one["number"] for one in items}
    assert len(items) == 9
    query = f"arrival={desk.on(0)}&departure={desk.on(1)}"
    assert len(desk.person.json(f"/api/v1/rooms/free?{query}")["items"]) == 10


def test_the_price_of_a_change_is_told_before_it_is_made(desk: Desk) -> None:
    booking = desk.book()
    path = f"/api/v1/bookings/{booking['id']}/quote"
    told = desk.person.json(f"{path}?arrival={desk.on(0)}&departure={desk.on(5)}")
    assert (told["before"]["amount"], told["after"]["amount"]) == (20_000, 50_000)
    changed = desk.act(booking, "dates", arrival=desk.on(0), departure=desk.on(5))
    assert changed["stays"][0]["price"] == told["after"]


def test_rooms_that_a_guest_waits_for_come_first(desk: Desk) -> None:
    irina = desk.box.staff("Irina")
    for number in ("104", "301"):
        path = f"/api/v1/housekeeping/{desk.rooms[number]}"
        irina.post(path, {"state": "dirty"}, expect=200)
    desk.act(desk.book(desk.wish("Suite")), "assign", room_id=desk.rooms["301"])
    rooms = irina.json("/api/v1/housekeeping/rounds")["items"]
    assert [(one["number"], one["priority"]) for one in rooms[:2]] == [("301", 2), ("101", 0)]
    assert rooms[0]["arrives"]
    assert not any("name" in one for one in rooms)
    assert irina.get("/api/v1/bookings/chart").status_code == 403


@pytest.mark.parametrize(
    ("name", "page", "status"),
    [("Lena", "/desk", 200), ("Irina", "/housekeeping", 200), ("Irina", "/desk", 303)],
)
def test_each_role_has_its_screen(box: Inside, name: str, page: str, status: int) -> None:
    person = box.staff(name)
    assert person.get(page).status_code == status
    if status == 200:
        assert person.get("/").location == page


def test_without_the_module_there_is_no_desk(demo_data: Path, tmp_path: Path) -> None:
    without = Inside(demo_data, tmp_path / "data", modules__disabled=["bookings"])
    try:
        lena = without.staff("Lena")
        assert lena.get("/").location == "/desk"
        assert lena.get("/desk").location == "/status"
        assert lena.get("/desk/chart").status_code == 404
    finally:
        without.close()


def test_who_comes_back_to_a_room_has_a_span_for_each_time(desk: Desk) -> None:
    booking = desk.book(desk.wish(nights=6))
    desk.act(booking, "assign", room_id=desk.rooms["101"])
    desk.act(booking, "check-in")
    for room in ("102", "101"):
        desk.box.clock.advance(2 * 24 * 3600)
        desk = Desk(desk.box)
        desk.person.post(f"/api/v1/housekeeping/{desk.rooms[room]}", {"state": "clean"}, expect=200)
        desk.act(booking, "move", room_id=desk.rooms[room])
    first = desk.on(-4)
    told = desk.person.json(f"/api/v1/bookings/chart?first={first}&days=10")
    mine = [one for one in spans(told) if one["booking_id"] == booking["id"]]
    drawn = sorted((one["starts"], one["ends"], one["room_id"]) for one in mine)
    here, there = desk.rooms["101"], desk.rooms["102"]
    assert drawn == [
        (desk.on(-4), desk.on(-2), here),
        (desk.on(-2), desk.on(0), there),
        (desk.on(0), desk.on(2), here),
    ]
