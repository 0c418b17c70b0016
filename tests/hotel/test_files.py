"""Rooms and prices from a file: a dry run changes nothing, a fault neither, again is the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands.test_cli import run
from tests.conftest import Serve
from tests.hotel.test_bookings import Desk
from tests.inside import Inside
from venue.rooms import files

ROOMS = "number,type,sleeps\n101,Double,2\n401,Attic,3\n402,Attic,3\n"
RATES = """type,starts,ends,nightly,least_nights
Double,,,120.50,
Double,2026-12-20,2027-01-07,180,3
"""


def load(desk: Desk, what: str, text: str, *, dry_run: bool = False) -> Any:
    body = {"text": text, "dry_run": dry_run}
    return desk.person.post(f"/api/v1/rooms/{what}", body, expect=200).get_json()


@pytest.fixture
def desk(box: Inside) -> Desk:
    return Desk(box)


def test_rooms_are_added_once(desk: Desk) -> None:
    told = load(desk, "import", ROOMS, dry_run=True)
    assert (told["added"], told["unchanged"], told["problems"]) == (2, 1, [])
    assert len(desk.person.json("/api/v1/rooms")["items"]) == 10
    load(desk, "import", ROOMS)
    assert load(desk, "import", ROOMS)["added"] == 0
    assert len(desk.person.json("/api/v1/rooms")["items"]) == 12


def test_prices_are_set_and_seasons_put_in_place(desk: Desk) -> None:
    assert load(desk, "rates/import", RATES)["changed"] == 2
    assert load(desk, "rates/import", RATES)["changed"] == 0
    load(desk, "rates/import", RATES.replace("180", "200"))
    path = "/api/v1/rooms/availability?arrival=2026-12-19&departure=2026-12-22"
    items = desk.person.json(path)["items"]
    total = next(one["total"] for one in items if one["name"] == "Double")
    assert total["amount"] == 12_050 + 2 * 20_000
    assert len(desk.box.rows("SELECT * FROM room_season")) == 1


@pytest.mark.parametrize(
    ("what", "text", "line", "words"),
    [
        ("import", "number,sleeps\n1,2\n", 1, "lacks type"),
        ("import", "\rnumber,sleeps", 1, "lacks"),  # line ends of old machines, and none
        ("import", ROOMS + "=1+1,Double,2\n", 5, "number cannot be"),
        ("import", ROOMS + "101,Suite,2\n", 5, "is a Double already"),
        ("import", ROOMS + "500,Attic,many\n", 5, "whole number"),
        ("rates/import", RATES + "Tower,,,1,1\n", 4, "no room type Tower"),
        ("rates/import", RATES + "Double,2026-13-01,2027-01-01,1,1\n", 4, "dates"),
        ("rates/import", RATES + "Double,,,1.234,1\n", 4, "amount"),
        ("rates/import", RATES + "Double,,,-5,1\n", 4, "below 0"),
    ],
)
def test_a_fault_is_named_and_nothing_is_changed(
    desk: Desk, what: str, text: str, line: int, words: str
) -> None:
    before = desk.box.rows("SELECT * FROM room_type"), desk.box.rows("SELECT * FROM room")
    told = load(desk, what, text)
    assert [one["line"] for one in told["problems"]] == [line]
    assert words in told["problems"][0]["words"]
    assert (desk.box.rows("SELECT * FROM room_type"), desk.box.rows("SELECT * FROM room")) == before


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert files.rooms("number,type,sleeps\n" + text).problems is not None
    assert files.rates("type,starts,ends,nightly,least_nights\n" + text, "EUR").rows is not None


def test_a_cell_that_never_ends_is_a_fault_of_its_line() -> None:
    read = files.rooms('number,type,sleeps\n1,"' + "x" * 200_000 + '",2\n')
    assert read.problems[0].words == "this line cannot be read as CSV"


def test_the_commands(serve: Serve, tmp_path: Any) -> None:
    served = serve()
    file = tmp_path / "rooms.csv"
    file.write_text(ROOMS)
    data = str(served.data)
    assert "2 added, 1 unchanged; nothing was changed" in run(
        "rooms", "import", str(file), "--dry-run", "--data", data
    )
    assert "done" in run("rooms", "import", str(file), "--data", data)
    file.write_text(RATES + "Tower,,,1,1\n")
    words = run("rates", "import", str(file), "--data", data, expect=1)
    assert "line 4: there is no room type Tower" in words
