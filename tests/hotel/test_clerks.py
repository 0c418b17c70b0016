"""Several clerks at random, with failures in the middle: no night is ever sold twice.

The recount knows nothing of the nights' rows: it says what they must be from the stays and blocks.
"""

import random
import threading
from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tests.inside import Inside
from venue.bookings import service
from venue.bookings.model import Person, Wish
from venue.core.errors import VenueError
from venue.core.tx import Tx
from venue.rooms import service as rooms

CLERKS = 8
EACH = 100
HORIZON = 12
AHEAD = 9
LIKELY = 0.85
# What an action may be done to: the states of a stay, and whether its nights are to have begun.
FITS = {
    "assign": ("confirmed assigned", ""),
    "check_in": ("assigned", "begun"),
    "check_out": ("checked_in", ""),
    "move": ("assigned checked_in", ""),
    "dates": ("confirmed assigned", ""),
    "cancel": ("confirmed assigned", ""),
    "no_show": ("confirmed assigned", "begun"),
}
FIRST = date(2026, 6, 1)
CURRENCY = "EUR"


class Crash(Exception):
    """What goes wrong in the middle of a command."""


def on(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def span(first: str, last: str) -> list[str]:
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    begin = date.fromisoformat(first)
    return [(begin + timedelta(days=one)).isoformat() for one in range(days)]


def recount(tx: Tx) -> Counter[tuple[str, int, str]]:
    """Return every night that must be held, from the stays and blocks alone."""
    due: Counter[tuple[str, int, str]] = Counter()
    for stay in tx.rows("SELECT * FROM stay"):
        if stay["state"] in ("cancelled", "no_show"):
            continue
        until = min(stay["departure"], stay["left_on"] or stay["departure"])
        due.update(("stay", stay["id"], night) for night in span(stay["arrival"], until))
    for block in tx.rows("SELECT * FROM room_block WHERE lifted_at IS NULL"):
        due.update(("block", block["id"], night) for night in span(block["starts"], block["ends"]))
    return due


def check(tx: Tx) -> None:
    """Compare the nights with the recount, and with what the house has."""
    held = tx.rows("SELECT * FROM room_night")
    assert Counter((one["holder"], one["holder_id"], one["night"]) for one in held) == recount(tx)
    doors = Counter((one["room_id"], one["night"]) for one in held if one["room_id"])
    assert not [door for door, times in doors.items() if times > 1]
    rooms_of = Counter(row["room_type_id"] for row in tx.rows("SELECT room_type_id FROM room"))
    sold = Counter((one["room_type_id"], one["night"]) for one in held)
    assert not [key for key, times in sold.items() if times > rooms_of[key[0]]]


def fitting(tx: Tx, action: str, today: str) -> list[str]:
    """Return the bookings that an action may change as things stand."""
    states, until = FITS.get(action, ("", ""))
    rows = tx.rows("SELECT reservation_id, state, arrival, departure FROM stay")
    return [
        row["reservation_id"]
        for row in rows
        if row["state"] in states.split()
        and (not until or row["arrival"] <= today < row["departure"])
    ]


def once(tx: Tx, dice: random.Random, today: str) -> None:
    """Do one random thing to a random booking, room or block; mostly one that could be done."""
    bookings = [row["reservation_id"] for row in tx.rows("SELECT reservation_id FROM stay")]
    blocks = [row["id"] for row in tx.rows("SELECT id FROM room_block WHERE lifted_at IS NULL")]
    types = [row["id"] for row in tx.rows("SELECT id FROM room_type")]
    room = dice.choice(tx.rows("SELECT id FROM room"))["id"]
    first = (date.fromisoformat(today) - FIRST).days + dice.randrange(AHEAD)
    arrival, departure = on(first), on(first + dice.randrange(1, 5))
    action = dice.choice(
        ["book"] * 4 + ["assign", "check_in"] * 4 + ["move", "dates", "check_out"] * 2
        + ["cancel", "no_show", "block", "lift", "walk_in", "clean"]
    )  # fmt: skip
    wish = Wish(dice.choice(types), arrival, departure)
    likely = fitting(tx, action, today) if dice.random() < LIKELY else []
    if action == "book" or not bookings:
        service.book(tx, Person("A B"), [wish], today=today, currency=CURRENCY)
        return
    one = dice.choice(likely or bookings)
    common: dict[str, Any] = {"today": today, "currency": CURRENCY}
    {
        "assign": lambda: service.assign(
            tx, one, None, dice.choice([room, None]), currency=CURRENCY
        ),
        "check_in": lambda: service.check_in(tx, one, None, **common),
        "check_out": lambda: service.check_out(tx, one, None, **common),
        "move": lambda: service.move(tx, one, None, room, **common),
        "dates": lambda: service.change_dates(
            tx, one, None, arrival=arrival, departure=departure, **common
        ),
        "cancel": lambda: service.end(tx, one, None, "cancel", "", **common),
        "no_show": lambda: service.end(tx, one, None, "no_show", "", **common),
        "block": lambda: rooms.block(tx, room, starts=arrival, ends=departure, reason="x"),
        "lift": lambda: rooms.lift(tx, dice.choice(blocks or [0])),
        "walk_in": lambda: service.walk_in(
            tx, Person("C D"), wish._replace(arrival=today), **common
        ),
        "clean": lambda: rooms.set_housekeeping(tx, room, "clean"),
    }[action]()


def clerk(box: Inside, number: int, done: Counter[str]) -> None:
    dice = random.Random(number)
    for turn in range(EACH):
        crash = dice.random() < 0.1
        today = on(turn * HORIZON // EACH)

        def act(tx: Tx, today: str = today, crash: bool = crash) -> None:
            once(tx, dice, today)
            if crash:
                raise Crash

        try:
            box.services.database.write(act)
            done["done"] += 1
        except VenueError as refusal:
            done[refusal.code] += 1
        except Crash:
            done["crashed"] += 1


def test_no_night_is_ever_sold_twice(box: Inside) -> None:
    done: Counter[str] = Counter()
    clerks = [threading.Thread(target=clerk, args=(box, one, done)) for one in range(CLERKS)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join(timeout=60)
        assert not one.is_alive()
    assert done["done"] > CLERKS * EACH / 3
    assert done["crashed"] > 10
    assert done["rooms.sold_out"] > 0
    assert done["rooms.room_taken"] > 0
    assert sum(done.values()) == CLERKS * EACH
    box.services.database.write(check)


def test_the_keys_refuse_what_a_mistake_would_sell_twice(box: Inside) -> None:
    """The last guard is the database's: a second holder has no row to be in."""

    def twice(tx: Tx, slot: int, room_id: int | None) -> None:
        tx.execute(
            "INSERT INTO room_night VALUES (1, '2026-06-01', ?, 'stay', ?, ?)",
            (slot, 900 + slot, room_id),
        )

    box.services.database.write(lambda tx: twice(tx, 1, 1))
    again: list[tuple[int, int | None]] = [(1, None), (2, 1)]
    for slot, room_id in again:
        with pytest.raises(Exception, match="UNIQUE"):
            box.services.database.write(partial(twice, slot=slot, room_id=room_id))
