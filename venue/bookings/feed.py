"""What another system says of reservations: taken in, and followed when it changes there.

The rules are those of the desk, but for what already happened elsewhere: a guest who was let in
there is in the room, clean or not, and prices were agreed there.
"""

from typing import Any, NamedTuple

from venue.bookings import service, store
from venue.bookings.arrival import let_in
from venue.bookings.model import Person, Stay, after
from venue.core.errors import Conflict
from venue.core.ids import uuid7
from venue.core.tx import Tx
from venue.rooms import service as rooms
from venue.rooms.model import nights

ENDINGS = {"cancelled": "cancel", "no_show": "no_show"}
PLANNED = ("confirmed", "assigned")


class Heard(NamedTuple):
    """One room of a reservation as the other system has it.

    ``state`` is ``expected``, ``in_house``, ``checked_out``, ``cancelled`` or ``no_show``.
    """

    room_type_id: int
    room_id: int | None
    arrival: str
    departure: str
    adults: int
    children: int
    state: str


def take_in(tx: Tx, person: Person, heard: Heard, *, today: str, currency: str) -> Stay:
    """Store a stay that was booked elsewhere; return it.

    Raises:
        Invalid: ``rooms.bad_dates``.
        Conflict: ``rooms.sold_out``, ``rooms.room_taken`` - sold here meanwhile;
            ``bookings.room_occupied``.
    """
    booking_id = uuid7()
    nightly = rooms.require_type(tx, heard.room_type_id).nightly_minor
    values = person._asdict() | {
        "id": booking_id,
        "number": tx.counter("reservation"),
        "made_at": tx.now,
    }
    store.insert_reservation(tx, values)
    price = nightly * len(nights(heard.arrival, heard.departure))
    stay_id = store.insert_stay(
        tx,
        {
            "reservation_id": booking_id,
            "room_type_id": heard.room_type_id,
            "arrival": heard.arrival,
            "departure": heard.departure,
            "adults": heard.adults,
            "children": heard.children,
            "price_minor": price,
        },
    )
    stay = store.stay(tx, stay_id)
    _hold(tx, stay, None, stay.arrival, stay.departure)
    facts = {"booking": booking_id, "stay": stay_id, "price_minor": price}
    tx.journal("stay.booked", facts | {"from": stay.arrival, "to": stay.departure})
    tx.tell(service.DESK, "booking", {"id": booking_id})
    return follow(tx, stay_id, heard, today=today, currency=currency)


def follow(tx: Tx, stay_id: int, heard: Heard, *, today: str, currency: str) -> Stay:
    """Bring a stay to what the other system says; return it as it is then.

    Raises:
        Conflict: ``bookings.wrong_state``, ``bookings.in_house``, ``bookings.balance_due``,
            ``bookings.room_occupied``, ``bookings.no_room``, ``rooms.sold_out``,
            ``rooms.room_taken`` - it cannot be so here; a person decides.
    """
    stay = store.stay(tx, stay_id)
    if heard.state in ENDINGS:
        if stay.state != heard.state:
            _end(tx, stay, heard.state, today, currency)
        return store.stay(tx, stay_id)
    if stay.state == "checked_out" and heard.state == "checked_out":
        return stay
    if stay.state in PLANNED:
        stay = _plan(tx, stay, heard)
    else:
        stay = _stay_on(tx, stay, heard, today, currency)
    if heard.state in ("in_house", "checked_out") and stay.state in PLANNED:
        if stay.room_id is None:
            raise Conflict("bookings.no_room", "a guest in house has a room")
        state = after(stay, "check_in")
        let_in(tx, stay, state, today=today, currency=currency)
        _note(tx, stay, state)
    if heard.state == "checked_out":
        booking_id = stay.reservation_id
        service.check_out(tx, booking_id, stay_id, today=today, currency=currency)
    return store.stay(tx, stay_id)


def rename(tx: Tx, stay_id: int, person: Person) -> None:
    """Take name, e-mail and phone of a stay's guest as the other system has them."""
    booking_id = store.stay(tx, stay_id).reservation_id
    store.set_person(tx, booking_id, person)
    tx.journal("booking.renamed", {"booking": booking_id})
    tx.tell(service.DESK, "booking", {"id": booking_id})


def _end(tx: Tx, stay: Stay, state: str, today: str, currency: str) -> None:
    service.end(
        tx, stay.reservation_id, stay.id, ENDINGS[state], "", today=today, currency=currency
    )


def _plan(tx: Tx, stay: Stay, heard: Heard) -> Stay:
    """Give a stay that has not begun its dates and room."""
    wanted = (heard.arrival, heard.departure, heard.room_id)
    if (stay.arrival, stay.departure, stay.room_id) == wanted:
        return stay
    rooms.give_back(tx, "stay", stay.id, stay.arrival, stay.departure)
    _hold(tx, stay, heard.room_id, heard.arrival, heard.departure)
    store.set_dates(tx, stay.id, heard.arrival, heard.departure, stay.price_minor)
    state = "confirmed" if heard.room_id is None else "assigned"
    store.set_room(tx, stay.id, state, heard.room_id)
    _note(tx, stay, state)
    return store.stay(tx, stay.id)


def _stay_on(tx: Tx, stay: Stay, heard: Heard, today: str, currency: str) -> Stay:
    """Give a guest in house another departure or room."""
    if stay.state != "checked_in" or heard.state == "expected":
        raise Conflict(
            "bookings.wrong_state",
            f"here the stay is {stay.state}, there {heard.state}",
            state=stay.state,
        )
    if heard.arrival != stay.arrival or (heard.state == "in_house" and heard.departure < today):
        raise Conflict("bookings.in_house", "a guest in house can only leave today or later")
    first = max(stay.arrival, min(today, stay.departure))
    if heard.departure != stay.departure:
        rooms.give_back(tx, "stay", stay.id, first, stay.departure)
        if first < heard.departure:
            _hold(tx, stay, stay.room_id, first, heard.departure)
        store.set_dates(tx, stay.id, stay.arrival, heard.departure, stay.price_minor)
        _note(tx, stay, stay.state)
        stay = store.stay(tx, stay.id)
    if heard.room_id not in (None, stay.room_id) and today < stay.departure:
        common: dict[str, Any] = {"today": today, "currency": currency}
        service.move(tx, stay.reservation_id, stay.id, heard.room_id or 0, **common)
    return store.stay(tx, stay.id)


def _hold(tx: Tx, stay: Stay, room_id: int | None, first: str, last: str) -> None:
    rooms.hold(tx, "stay", stay.id, stay.room_type_id, first, last, room_id=room_id)


def _note(tx: Tx, stay: Stay, state: str) -> None:
    facts = {"booking": stay.reservation_id, "stay": stay.id, "state": state}
    tx.journal("stay.changed", facts)
    tx.tell(service.DESK, "booking", {"id": stay.reservation_id})
