"""The manager's page of rooms and prices, through its routes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.hotel.test_bookings import Desk
from tests.inside import Inside

HOUSE = "/api/v1/rooms/house"


@pytest.fixture
def desk(box: Inside) -> Desk:
    return Desk(box)


def post(desk: Desk, path: str, expect: int, **body: Any) -> Any:
    return desk.person.post(f"/api/v1/rooms{path}", body, expect=expect).get_json()


def kind_of(desk: Desk, name: str) -> Any:
    types = desk.person.json(HOUSE)["types"]
    return next(one for one in types if one["name"] == name)


def test_a_type_and_its_room_are_made_changed_and_taken_away(desk: Desk) -> None:
    loft = {"name": "Loft", "sleeps": 3, "nightly_minor": 15_000, "overbooking": 1}
    kind = post(desk, "/types", 201, **loft)["id"]
    assert post(desk, "/types", 409, **loft)["code"] == "rooms.type_taken"
    room = post(desk, "", 201, number="501", room_type_id=kind, floor="5")["id"]
    assert post(desk, "", 409, number="501", room_type_id=kind)["code"] == "rooms.number_taken"
    assert post(desk, f"/types/{kind}/remove", 409)["code"] == "rooms.in_use"
    post(desk, f"/{room}", 200, number="502", floor="")
    post(desk, f"/{room}", 409, number="101")
    house = desk.person.json(HOUSE)
    shown = next(one for one in house["rooms"] if one["id"] == room)
    assert (shown["number"], shown["floor"], shown["retired"]) == ("502", "", False)
    assert post(desk, f"/{room}/remove", 200) == {"id": room, "retired": False}
    post(desk, f"/types/{kind}/remove", 200)
    assert "Loft" not in [one["name"] for one in desk.person.json(HOUSE)["types"]]


@pytest.mark.parametrize("name", ["", "  ", "=1+1", "+1", "@SUM", "a\nb", "x" * 61, "\u200b"])
def test_a_name_that_a_spreadsheet_would_run_is_refused(desk: Desk, name: str) -> None:
    before = desk.box.rows("SELECT * FROM room"), desk.box.rows("SELECT * FROM room_type")
    post(desk, "/types", 400, name=name, sleeps=2, nightly_minor=1)
    post(desk, "", 400, number=name, room_type_id=desk.types["Double"])
    assert (desk.box.rows("SELECT * FROM room"), desk.box.rows("SELECT * FROM room_type")) == before


def test_a_room_with_a_past_goes_out_of_use_and_comes_back(desk: Desk) -> None:
    booking, room = desk.book(desk.wish(nights=1)), desk.rooms["103"]
    desk.act(booking, "assign", room_id=room)
    assert post(desk, f"/{room}/remove", 409)["code"] == "rooms.in_use"
    desk.act(booking, "cancel", reason="ill", waive="known")
    left = desk.left("Double")
    assert post(desk, f"/{room}/remove", 200) == {"id": room, "retired": True}
    assert desk.left("Double") == left - 1
    assert "103" not in [one["number"] for one in desk.person.json("/api/v1/rooms")["items"]]
    path = f"/api/v1/rooms/free?arrival={desk.today}&departure={desk.on(1)}"
    assert "103" not in [one["number"] for one in desk.person.json(path)["items"]]
    other = desk.book(desk.wish(nights=1))
    assert desk.act(other, "assign", 409, room_id=room)["code"] == "rooms.retired"
    assert post(desk, f"/{room}", 409, number="999")["code"] == "rooms.retired"
    told = post(desk, "/import", 200, text="number,type,sleeps\n103,Double,2\n")
    assert told["problems"] == [{"line": 2, "words": "room 103 is out of use"}]
    post(desk, f"/{room}/restore", 200)
    desk.act(other, "assign", room_id=room)


def test_the_last_room_that_is_sold_cannot_go(desk: Desk) -> None:
    for _ in range(3):
        desk.book(desk.wish("Family"))
    number = next(
        one["number"]
        for one in desk.person.json("/api/v1/rooms")["items"]
        if one["type"] == "Family"
    )
    refused = post(desk, f"/{desk.rooms[number]}/remove", 409)
    assert refused["details"]["night"] == desk.today


def test_two_managers_change_a_type_and_keep_each_others_work(desk: Desk) -> None:
    kind = desk.types["Double"]
    with ThreadPoolExecutor(2) as both:
        wishes = ({"nightly_minor": 13_300}, {"overbooking": 2})
        list(both.map(lambda body: post(desk, f"/types/{kind}", 200, **body), wishes))
    shown = kind_of(desk, "Double")
    assert (shown["nightly"]["amount"], shown["overbooking"]) == (13_300, 2)


def test_a_season_is_changed_and_taken_away_and_sold_nights_keep_their_price(desk: Desk) -> None:
    kind = desk.types["Double"]
    season = {"starts": desk.today, "ends": desk.on(9), "nightly_minor": 20_000, "least_nights": 2}
    number = post(desk, f"/types/{kind}/seasons", 201, **season)["id"]
    booking = desk.book(desk.wish(nights=2))
    post(desk, f"/seasons/{number}", 200, **season | {"nightly_minor": 30_000, "least_nights": 3})
    assert desk.book(desk.wish(nights=2), expect=409)["code"] == "rooms.too_short"
    wrong = post(desk, f"/seasons/{number}", 400, **season | {"ends": desk.today})
    assert wrong["code"] == "rooms.bad_dates"
    [shown] = desk.person.json(HOUSE)["seasons"]
    assert (shown["nightly"]["amount"], shown["least_nights"]) == (30_000, 3)
    post(desk, f"/seasons/{number}/remove", 200)
    assert post(desk, f"/seasons/{number}/remove", 404)["code"] == "rooms.unknown_season"
    again = desk.person.json(f"/api/v1/bookings/{booking['id']}")
    assert again["stays"][0]["price"]["amount"] == 40_000


def test_a_dry_run_names_each_change_and_makes_none(desk: Desk) -> None:
    head, season = "type,starts,ends,nightly,least_nights", f"{desk.on(3)},{desk.on(9)}"
    rates = f"{head}\nDouble,,,99,\nSuite,{season},300,2\n"
    before = desk.person.json(HOUSE)
    told = post(desk, "/rates/import", 200, text=rates, dry_run=True)
    assert [one["line"] for one in told["changes"]] == [2, 3]
    assert told["changes"][0]["before"] == kind_of(desk, "Double")["nightly"]
    assert told["changes"][1]["before"] is None
    rooms = "number,type,sleeps\n101,Double,2\n701,Double,4\n702,Tower,1\n"
    told = post(desk, "/import", 200, text=rooms, dry_run=True)
    assert [(one["line"], one["name"]) for one in told["changes"]] == [(3, "701"), (4, "702")]
    assert told["changes"][0]["words"] == "Double (2 → 4)"
    after = desk.person.json(HOUSE)
    assert {**after, "seq": 0} == {**before, "seq": 0}


def test_only_the_office_changes_the_house(desk: Desk) -> None:
    clerk = desk.box.staff("Lena")
    assert clerk.get(HOUSE).status_code == 403
    body = {"number": "9", "room_type_id": desk.types["Double"]}
    clerk.post("/api/v1/rooms", body, expect=403)
