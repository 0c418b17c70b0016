"""The shift log: the next shift sees what is unread or to do; nothing is ever changed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.hotel.test_bookings import Desk
from tests.inside import Inside, Person

PATH = "/api/v1/shift-log"


@pytest.fixture
def lena(box: Inside) -> Person:
    return box.staff("Lena")


@pytest.fixture
def marta(box: Inside) -> Person:
    return box.staff("Marta")


def write(person: Person, words: str, expect: int = 201, **more: Any) -> Any:
    return person.post(PATH, {"words": words} | more, expect=expect).json


def words_of(person: Person, path: str = f"{PATH}/open") -> list[str]:
    return [one["words"] for one in person.json(path)["items"]]


def test_the_next_shift_sees_it_until_it_is_read(lena: Person, marta: Person) -> None:
    entry = write(lena, "The lift was stuck at noon")
    assert (entry["by"], entry["unread"], entry["readers"]) == ("Lena", False, 0)
    assert words_of(lena) == []
    assert words_of(marta) == ["The lift was stuck at noon"]
    read = marta.post(f"{PATH}/{entry['id']}/read", expect=200).json
    assert (read["unread"], read["readers"]) == (False, 1)
    assert marta.post(f"{PATH}/{entry['id']}/read", expect=200).json["readers"] == 1
    assert words_of(marta) == []
    assert words_of(marta, PATH) == ["The lift was stuck at noon"]


def test_what_is_to_do_stays_for_everybody_until_it_is_ticked(
    box: Inside, lena: Person, marta: Person
) -> None:
    local = box.clock.now().astimezone(box.services.settings.zone())
    due = f"{local + timedelta(minutes=30):%Y-%m-%dT%H:%M}"
    rooms = {row["number"]: row["id"] for row in box.rows("SELECT id, number FROM room")}
    entry = write(lena, "Taxi for the guest", todo=True, due=due, room_id=rooms["103"])
    assert (entry["room"], entry["late"]) == ("103", False)
    marta.post(f"{PATH}/{entry['id']}/read", expect=200)
    assert words_of(lena) == words_of(marta) == ["Taxi for the guest"]
    box.pass_time(31 * 60)
    alerts = [one for one in lena.json("/api/v1/alerts")["items"] if one["kind"] == "shift_log"]
    assert [one["values"] for one in alerts] == [{"count": 1}]
    assert lena.json(f"{PATH}/open")["items"][0]["late"] is True
    assert marta.post(f"{PATH}/{entry['id']}/tick", expect=200).json["ticked_by"] == "Marta"
    assert lena.post(f"{PATH}/{entry['id']}/tick", expect=200).json["ticked_by"] == "Marta"
    assert words_of(lena) == []
    assert "shift_log" not in [one["kind"] for one in lena.json("/api/v1/alerts")["items"]]


def test_a_correction_is_a_new_entry_in_the_old_ones_place(lena: Person, marta: Person) -> None:
    old = write(lena, "Wake 103 at six", todo=True)
    new = write(lena, "Wake 104 at six", todo=True, corrects_id=old["id"])
    assert (new["corrects_id"], new["id"] != old["id"]) == (old["id"], True)
    assert words_of(marta) == ["Wake 104 at six"]
    both = marta.json(PATH)["items"]
    assert [one["words"] for one in both] == ["Wake 104 at six", "Wake 103 at six"]
    assert both[1]["corrected_by"] == new["id"]
    again = write(marta, "No, 105", 409, corrects_id=old["id"])
    assert (again["code"], again["details"]) == ("shift_log.corrected", {"entry": new["id"]})
    refused = marta.post(f"{PATH}/{old['id']}/tick", expect=409).json
    assert refused["code"] == "shift_log.corrected"


def test_it_is_searched_and_read_by_pages(lena: Person) -> None:
    for number in range(120):
        write(lena, f"Entry {number}" + (" Café" if number % 40 == 0 else ""))
    assert words_of(lena, f"{PATH}?query=CAFE") == [
        "Entry 80 Café",
        "Entry 40 Café",
        "Entry 0 Café",
    ]
    seen, cursor = [], 0
    while cursor is not None:
        page = lena.json(f"{PATH}?cursor={cursor}")
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
    assert words_of(lena, f"{PATH}?query=nothing") == []


def test_what_cannot_be_written_is_refused_in_words(lena: Person, box: Inside) -> None:
    assert write(lena, "  ", 400)["code"] == "shift_log.empty"
    assert write(lena, "x" * 1001, 400)["code"] == "request.text_too_long"
    due = "2026-11-21T06:30"
    assert write(lena, "x", 400, due=due)["code"] == "shift_log.due_without_todo"
    assert write(lena, "x", 400, todo=True, due="soon")["code"] == "shift_log.bad_due"
    assert write(lena, "x", 404, corrects_id=99)["code"] == "shift_log.unknown"
    assert write(lena, "x", 404, room_id=99_999)["code"] == "rooms.unknown_room"
    assert write(lena, "x", 404, booking_id="none")["code"] == "bookings.unknown"
    assert lena.post(f"{PATH}/99/tick", expect=404).json["code"] == "shift_log.unknown"
    entry = write(lena, "Good evening")
    refused = lena.post(f"{PATH}/{entry['id']}/tick", expect=409).json
    assert refused["code"] == "shift_log.not_todo"
    assert box.staff("Anna").get(PATH).status_code == 403
    assert box.guest().get(PATH).status_code == 403


def test_it_links_to_a_booking_and_the_journal_has_no_words(box: Inside, lena: Person) -> None:
    booking = Desk(box).book()
    entry = write(lena, "Allergic to feathers", booking_id=booking["id"])
    assert entry["booking_id"] == booking["id"]
    rows = box.rows("SELECT data FROM journal WHERE kind LIKE 'shift_log.%'")
    assert rows
    assert not any("feathers" in row["data"] for row in rows)


def test_the_term_forgets_what_is_done_and_keeps_what_is_to_do(box: Inside, lena: Person) -> None:
    write(lena, "Old news")
    entry = write(lena, "Call the plumber", todo=True)
    box.pass_time(31 * 24 * 3600)
    assert [row["id"] for row in box.rows("SELECT id FROM shift_entry")] == [entry["id"]]


def test_one_guest_is_found_in_it(box: Inside, lena: Person) -> None:
    write(lena, "Mr Abernathy lost his key")
    marta = box.staff("Marta")
    found = marta.post("/api/v1/privacy/search", {"name": "Abernathy"}, expect=200).json
    assert "shift_log" in str(found)
