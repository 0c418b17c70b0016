"""The desk and the stand-in Cloudbeds joined: told, polled, compared; conflicts reach a person."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hotel.joined import Joined, clean
from venue.bookings import feed
from venue.bookings.model import Person
from venue.folios import service as folios
from venue.folios.lines import service as lines
from venue.folios.service import Signature


@pytest.fixture
def joined(demo_data: Path, tmp_path: Path) -> Iterator[Joined]:
    one = Joined(demo_data, tmp_path)
    one.settle()
    yield one
    one.close()


def charge(joined: Joined, folio_id: int, amount: int) -> int:
    """Charge a dinner to a room as the till does."""

    def act(tx: Any) -> int:
        return folios.charge(
            tx, folios.require(tx, folio_id), bill_id="0192-bill", tender_id=77,
            amount_minor=amount, tip_minor=100, bands={"standard": amount},
            signature=Signature("slip"),
        )  # fmt: skip

    return int(joined.act(act))


def badges(joined: Joined, booking: Any) -> Any:
    marta = joined.box.staff("Marta")
    return marta.json(f"/api/v1/bookings/{booking['id']}")["stays"][0]["sync"]


def test_the_first_sync_brings_the_whole_hotel_and_nothing_differs(joined: Joined) -> None:
    [count] = joined.box.rows("SELECT count(*) AS n FROM room")
    assert count["n"] == 60
    states = {row["state"]: row["n"] for row in joined.box.rows(
        "SELECT state, count(*) AS n FROM stay GROUP BY state")}  # fmt: skip
    assert states["checked_in"] == 19
    assert states["confirmed"] + states["assigned"] > 20
    assert joined.compare() == []
    [message] = joined.box.rows("SELECT count(*) AS n FROM outbox_message")
    assert message["n"] == 0, "what came from there is told back"


def test_a_stay_told_from_booking_to_leaving(joined: Joined) -> None:
    booking = joined.book("Double", joined.today(), "2026-11-25", name="Ada Lovelace")
    assert badges(joined, booking)["badge"] == "waiting"
    room_id = joined.free_room("Double", joined.today(), "2026-11-25")
    joined.do(booking, "assign", room_id=room_id)
    clean(joined, room_id)
    # At the desk the name is spelled as in the passport.
    joined.act(feed.rename, booking["stays"][0]["id"], Person("Ada King", "ada@example.org"))
    folio = joined.do(booking, "check_in")["stays"][0]["folio_id"]
    number = charge(joined, folio, 2300)
    joined.settle()
    assert badges(joined, booking)["badge"] == "posted"
    there = joined.there(booking)
    assert there["status"] == "checked_in"
    assert there["rooms"][0]["room"]
    [renamed] = joined.effects("putGuest")
    assert renamed["fields"] == ["guestEmail", "guestFirstName", "guestLastName"]
    [posted] = joined.effects("postCustomItem")
    assert posted["minor"] == 2400
    marta = joined.box.staff("Marta")
    [shown] = marta.json(f"/api/v1/folios/{folio}")["charges"]
    assert (shown["id"], shown["sync"]["badge"]) == (number, "posted")
    joined.clock.advance(2 * 86_400)
    assert joined.leave(booking) == 2400 + 2 * 10_900
    joined.settle()
    assert joined.there(booking)["status"] == "checked_out"
    last = [one["kind"] for one in joined.effects("post[PR]*")][-2:]
    assert last == ["postPayment", "postRoomCheckOut"]
    assert joined.compare() == []


def test_with_the_line_down_the_desk_works_on_and_nothing_is_lost(joined: Joined) -> None:
    with joined.outage():
        booking = joined.book("Suite", joined.today(), "2026-11-26")
        joined.do(booking, "assign")
        joined.settle(7200)
        standing = badges(joined, booking)
        assert (standing["badge"], standing["waiting"]) == ("waiting", 2)
        board = joined.box.staff("Marta").json("/api/v1/bookings/today")
        assert [one["sync"]["badge"] for one in board["arrivals"] if one["name"] == "Ann Lee"] == [
            "waiting"
        ]
    joined.settle()
    assert badges(joined, booking)["badge"] == "posted"
    assert joined.compare() == []


def test_sold_twice_while_offline_is_on_the_list_and_no_night_is_sold_twice(
    joined: Joined,
) -> None:
    with joined.outage():
        mine = [joined.book("Suite", "2026-12-20", "2026-12-22") for _ in range(3)]
        theirs = joined.book_there("Suite", "2026-12-20", "2026-12-22", "Otto Weiss")
        joined.settle(600)
    joined.settle(200)
    # There are three suites: the third of ours is refused there, theirs is refused here.
    assert [one["kind"] for one in joined.dead()] == ["book"]
    found = [one for one in joined.differences() if one["compare"] == "sold_twice"]
    assert [one["subject"] for one in found] == [f"{theirs}-1"]
    assert found[0]["theirs"]["why"] == "rooms.sold_out"
    assert badges(joined, mine[2])["badge"] == "refused"
    # A person cancels the third here and gives its message up: theirs comes in, the list is empty.
    joined.do(mine[2], "end", how="cancel")
    for letter in joined.dead():
        joined.waive(letter["id"])
    for letter in joined.dead():
        joined.waive(letter["id"])
    joined.change_there(theirs)
    joined.settle(200)
    assert joined.compare() == []


def test_cancelled_there_and_checked_in_here_waits_for_a_person(joined: Joined) -> None:
    booking = joined.book("Twin", joined.today(), "2026-11-25")
    room_id = joined.free_room("Twin", joined.today(), "2026-11-25")
    joined.do(booking, "assign", room_id=room_id)
    clean(joined, room_id)
    joined.settle()
    with joined.outage():
        joined.do(booking, "check_in")
        joined.change_there(joined.there(booking)["id"], status="canceled")
    joined.settle(200)
    [letter] = joined.dead()
    assert (letter["kind"], letter["code"]) == ("check_in", "changed_there")
    joined.waive(letter["id"])
    joined.change_there(joined.there(booking)["id"])
    joined.settle(200)
    [found] = joined.differences()
    assert found["compare"] == "ended_there"
    assert found["ours"]["state"] == "checked_in"


def test_changed_on_both_sides_is_refused_and_seen(joined: Joined) -> None:
    booking = joined.book("Twin", "2026-12-01", "2026-12-03")
    joined.settle()
    with joined.outage():
        joined.act(
            joined.bookings.change_dates, booking["id"], None, arrival="2026-12-01",
            departure="2026-12-05", today=joined.today(), currency="EUR",
        )  # fmt: skip
        joined.change_there(joined.there(booking)["id"], end="2026-12-04")
    joined.settle(200)
    [letter] = joined.dead()
    assert (letter["kind"], letter["code"]) == ("dates", "changed_there")
    assert "2026-12-04" in letter["words"]
    [stay] = joined.box.rows("SELECT departure FROM stay WHERE id = ?", booking["stays"][0]["id"])
    assert stay["departure"] == "2026-12-05", "nothing is overwritten before a person decided"


def test_what_changes_there_comes_here(joined: Joined) -> None:
    key = joined.book_there("Double", "2026-12-10", "2026-12-12", "Greta Moreau")
    joined.settle()
    [row] = joined.box.rows("SELECT id FROM reservation WHERE name = 'Greta Moreau'")
    stay = "SELECT arrival, departure, state FROM stay WHERE reservation_id = ?"
    assert joined.box.rows(stay, row["id"])[0]["state"] == "confirmed"
    joined.change_there(key, end="2026-12-14")
    joined.settle()
    assert joined.box.rows(stay, row["id"])[0]["departure"] == "2026-12-14"
    joined.change_there(key, status="canceled")
    joined.settle()
    assert joined.box.rows(stay, row["id"])[0]["state"] == "cancelled"
    assert joined.compare() == []


def test_a_payment_by_an_unknown_method_is_refused_in_words(joined: Joined) -> None:
    booking = joined.book("Double", joined.today(), "2026-11-25")
    room_id = joined.free_room("Double", joined.today(), "2026-11-25")
    joined.do(booking, "assign", room_id=room_id)
    clean(joined, room_id)
    folio = joined.do(booking, "check_in")["stays"][0]["folio_id"]
    joined.act(lines.post, folio, kind="room", amount_minor=1000, key="room:y")
    joined.act(lines.post, folio, kind="deposit", amount_minor=-1000, key="deposit:y")
    joined.settle()
    [letter] = joined.dead()
    assert "pms.methods" in letter["words"]
    standing = badges(joined, booking)
    assert (standing["badge"], standing["refused"]) == ("refused", 1)


def test_housekeeping_goes_both_ways(joined: Joined) -> None:
    [room] = joined.box.rows("SELECT id, housekeeping FROM room WHERE number = '101'")
    joined.act(joined.rooms.set_housekeeping, room["id"], "dirty")
    joined.settle()
    assert joined.condition("101") == "dirty"
    joined.settle(400)
    joined.clean_there("101")
    joined.settle(400)
    [row] = joined.box.rows("SELECT housekeeping FROM room WHERE number = '101'")
    assert row["housekeeping"] == "clean"


def test_a_room_is_told_to_be_free_before_it_is_told_to_be_taken(joined: Joined) -> None:
    first = joined.book("Twin", "2026-12-01", "2026-12-03")
    then = joined.book("Twin", "2026-12-01", "2026-12-03")
    room_id = joined.free_room("Twin", "2026-12-01", "2026-12-03")
    joined.do(first, "assign", room_id=room_id)
    joined.settle()
    with joined.outage():
        joined.do(first, "end", how="cancel")
        joined.do(then, "assign", room_id=room_id)
    waits = joined.box.rows("SELECT key FROM outbox_after WHERE key LIKE '%:cancel:%'")
    assert len(waits) == 1
    joined.settle()
    assert joined.dead() == []
    assert joined.there(then)["rooms"][0]["room"]
