"""Use cases of reservations: book, assign, move, change dates, come, leave, cancel."""

from collections.abc import Sequence
from typing import Any

from venue.bookings import store
from venue.bookings.arrival import let_in, require_empty
from venue.bookings.hooks import Event, changed, tell
from venue.bookings.model import READY, Person, Stay, Wish, after
from venue.bookings.prices import priced, prices_for
from venue.bookings.views import one_stay, view
from venue.core.errors import Conflict, Invalid
from venue.core.ids import uuid7
from venue.core.money import wire
from venue.core.parse import NAME_LONGEST, clean_text
from venue.core.tx import ReadTx, Tx
from venue.folios import service as folios
from venue.folios import sharing
from venue.rooms import service as rooms

DESK = ("desk",)
MOST_ROOMS = 30


def book(
    tx: Tx, person: Person, wishes: Sequence[Wish], *, today: str, currency: str
) -> dict[str, Any]:
    """Book one or several rooms, all or none; return the BOOKING.

    Raises:
        Invalid: ``bookings.no_name``, ``bookings.rooms``, ``bookings.past``, ``rooms.bad_dates``,
            ``bookings.too_many_guests``.
        NotFound: ``rooms.unknown_type``. Conflict: ``rooms.sold_out``, ``rooms.too_short``.
        Overloaded: ``box.disk_full``.
    """
    tx.require_room()
    name = clean_text(person.name, field="the name", longest=NAME_LONGEST)
    if not name:
        raise Invalid("bookings.no_name", "a booking needs a name")
    if not 0 < len(wishes) <= MOST_ROOMS:
        raise Invalid("bookings.rooms", f"a booking has 1 to {MOST_ROOMS} rooms")
    booking_id = uuid7()
    store.insert_reservation(
        tx,
        {
            "id": booking_id,
            "number": tx.counter("reservation"),
            "name": name,
            "email": clean_text(person.email, field="the e-mail", longest=120),
            "phone": clean_text(person.phone, field="the phone", longest=40),
            "note": clean_text(person.note, field="the note"),
            "made_at": tx.now,
        },
    )
    for wish in wishes:
        _book_room(tx, booking_id, wish, today)
    return view(tx, booking_id, currency)


def walk_in(tx: Tx, person: Person, wish: Wish, *, today: str, currency: str) -> dict[str, Any]:
    """Book, assign a clean free room and check in at once; return the BOOKING.

    Raises:
        Conflict: ``bookings.no_room`` - none free for all the nights; others as `book`,
            `check_in`.
    """
    if wish.arrival != today:
        raise Invalid("bookings.not_today", "a walk-in arrives today")
    booking_id = book(tx, person, [wish], today=today, currency=currency)["id"]
    stay = store.stays(tx, booking_id)[0]
    assign(tx, booking_id, stay.id, None, currency=currency)
    return check_in(tx, booking_id, stay.id, today=today, currency=currency)


def assign(
    tx: Tx, booking_id: str, stay_id: int | None, room_id: int | None, *, currency: str
) -> dict[str, Any]:
    """Give a stay a room, of its own choice or the first free; return the BOOKING.

    Raises:
        NotFound: ``rooms.unknown_room``. Conflict: ``bookings.wrong_state``,
            ``bookings.no_room``, ``rooms.room_taken``, ``rooms.sold_out``.
    """
    stay = one_stay(tx, booking_id, stay_id)
    state = after(stay, "assign")
    if room_id is None:
        room_id = rooms.first_free(tx, stay.room_type_id, stay.arrival, stay.departure)
    if room_id is None:
        raise Conflict("bookings.no_room", "no room of this type is free for all the nights")
    _settle(tx, stay, room_id, stay.arrival)
    store.set_room(tx, stay.id, state, room_id)
    return _changed(tx, stay, state, currency, room=room_id)


def move(
    tx: Tx, booking_id: str, stay_id: int | None, room_id: int, *, today: str, currency: str
) -> dict[str, Any]:
    """Move a stay to another room; nights that were slept stay where they were.

    The room that a guest in house leaves is dirty, and the folio follows the guest.

    Raises:
        NotFound: ``rooms.unknown_room``.
        Conflict: ``bookings.wrong_state``, ``bookings.same_room``, ``bookings.last_day``,
            ``bookings.room_occupied``, ``rooms.room_taken``, ``rooms.sold_out``.
    """
    stay = one_stay(tx, booking_id, stay_id)
    state = after(stay, "move")
    if room_id == stay.room_id:
        raise Conflict("bookings.same_room", "the stay has this room already")
    first = max(stay.arrival, today) if state == "checked_in" else stay.arrival
    if first >= stay.departure:
        raise Conflict("bookings.last_day", "no night is left; extend the stay first")
    if state == "checked_in":
        require_empty(tx, room_id)
    _settle(tx, stay, room_id, first)
    store.set_room(tx, stay.id, state, room_id)
    if state == "checked_in" and stay.room_id is not None:
        rooms.set_housekeeping(tx, stay.room_id, "dirty")
        if stay.folio_id is not None:
            folios.rename_room(tx, stay.folio_id, rooms.require_room(tx, room_id)["number"])
    return _changed(tx, stay, state, currency, room=room_id)


def change_dates(
    tx: Tx,
    booking_id: str,
    stay_id: int | None,
    *,
    arrival: str,
    departure: str,
    today: str,
    currency: str,
) -> dict[str, Any]:
    """Extend, shorten or shift a stay at today's prices; a guest in house keeps the arrival.

    Raises:
        Invalid: ``rooms.bad_dates``, ``bookings.past``.
        Conflict: ``bookings.wrong_state``, ``bookings.in_house``, ``rooms.room_taken``,
            ``rooms.sold_out``, ``rooms.too_short``.
    """  # fmt: skip
    stay = one_stay(tx, booking_id, stay_id)
    state = after(stay, "change_dates")
    if state == "checked_in" and (arrival != stay.arrival or departure < today):
        raise Conflict("bookings.in_house", "a guest in house can only leave today or later")
    if state != "checked_in" and arrival < today:
        raise Invalid("bookings.past", "a stay cannot begin before today")
    prices = prices_for(tx, stay, arrival, departure, today)
    first = arrival
    if state == "checked_in":
        # Nights slept, perhaps in another room before a move, stay as they are.
        first = max(arrival, min(today, stay.departure))
    given = first if state == "checked_in" else stay.arrival
    rooms.give_back(tx, "stay", stay.id, given, stay.departure)
    if first < departure:
        _hold(tx, stay, stay.room_id, first, departure)
    store.set_dates(tx, stay.id, arrival, departure, sum(prices.values()))
    store.set_prices(tx, stay.id, prices)
    tell(tx, Event("dates", stay, today))
    return _changed(tx, stay, state, currency, **{"from": arrival, "to": departure})


def check_in(
    tx: Tx, booking_id: str, stay_id: int | None, *, today: str, currency: str
) -> dict[str, Any]:
    """Let a guest into the assigned room and open the folio; return the BOOKING.

    Raises:
        Conflict: ``bookings.wrong_state``, ``bookings.not_due``, ``bookings.room_not_ready``,
            ``bookings.room_occupied`` - a guest who should have left is still in it.
    """
    stay = one_stay(tx, booking_id, stay_id)
    state = after(stay, "check_in")
    if not stay.arrival <= today < stay.departure:
        raise Conflict("bookings.not_due", f"this stay is from {stay.arrival}")
    room = rooms.require_room(tx, stay.room_id or 0)
    if room["housekeeping"] not in READY:
        raise Conflict("bookings.room_not_ready", f"room {room['number']} is not clean yet")
    folio_id = let_in(tx, stay, state, today=today, currency=currency)
    return _changed(tx, stay, state, currency, folio=folio_id)


def check_out(
    tx: Tx, booking_id: str, stay_id: int | None, *, today: str, currency: str
) -> dict[str, Any]:
    """Let a guest go: nights not slept are free again, the room is dirty, the folio closed.

    Raises:
        Conflict: ``bookings.wrong_state``, ``bookings.balance_due`` - restaurant charges are
            not settled.
    """
    stay = one_stay(tx, booking_id, stay_id)
    state = after(stay, "check_out")
    tell(tx, Event("leaving", stay, today))
    if stay.folio_id is not None:
        for folio_id in sharing.all_of(tx, stay.folio_id):
            owed = folios.require(tx, folio_id).balance_minor
            if owed:
                raise Conflict(
                    "bookings.balance_due", "the folio is not settled", balance=wire(owed, currency)
                )
            folios.close_folio(tx, folio_id, currency=currency)
    if today < stay.departure:
        rooms.give_back(tx, "stay", stay.id, today, stay.departure)
    rooms.set_housekeeping(tx, stay.room_id or 0, "dirty")
    store.set_left(tx, stay.id, today)
    tell(tx, Event("left", stay, today))
    return _changed(tx, stay, state, currency)


def end(
    tx: Tx,
    booking_id: str,
    stay_id: int | None,
    action: str,
    reason: str,
    *,
    today: str,
    currency: str,
    waive: str = "",
) -> dict[str, Any]:
    """Cancel a stay or mark it a no-show; its nights can be sold again.

    Args:
        action: ``cancel`` or ``no_show``.
        waive: Why the fee of the house's policy is not asked for.

    Raises:
        Conflict: ``bookings.wrong_state``, ``bookings.not_due`` - no no-show before the arrival.
    """  # fmt: skip
    stay = one_stay(tx, booking_id, stay_id)
    state = after(stay, action)
    if action == "no_show" and stay.arrival > today:
        raise Conflict("bookings.not_due", f"the guest is expected on {stay.arrival}")
    words = clean_text(reason, field="the reason", longest=120)
    rooms.give_back(tx, "stay", stay.id, stay.arrival, stay.departure)
    store.set_state(tx, stay.id, state, words)
    tell(tx, Event(action, stay, today, waive))
    return _changed(tx, stay, state, currency)


def _book_room(tx: Tx, booking_id: str, wish: Wish, today: str) -> None:
    prices = priced(tx, wish.room_type_id, wish.arrival, wish.departure)
    if wish.arrival < today:
        raise Invalid("bookings.past", "a stay cannot begin before today")
    if wish.adults + wish.children > rooms.require_type(tx, wish.room_type_id).sleeps:
        raise Invalid("bookings.too_many_guests", "more guests than the room sleeps")
    values = wish._asdict() | {"reservation_id": booking_id, "price_minor": sum(prices.values())}
    stay = store.stay(tx, store.insert_stay(tx, values))
    _hold(tx, stay, None, stay.arrival, stay.departure)
    store.set_prices(tx, stay.id, prices)
    tell(tx, Event("booked", stay, today))
    facts = {"booking": booking_id, "stay": stay.id, "price_minor": stay.price_minor}
    tx.journal("stay.booked", facts | {"from": wish.arrival, "to": wish.departure})
    tx.tell(DESK, "booking", {"id": booking_id})
    changed(tx, None, stay)


def _settle(tx: Tx, stay: Stay, room_id: int, first: str) -> None:
    """Take the stay's nights from ``first`` in the room, in place of those it had."""
    rooms.give_back(tx, "stay", stay.id, first, stay.departure)
    _hold(tx, stay, room_id, first, stay.departure)


def _hold(tx: Tx, stay: Stay, room_id: int | None, first: str, last: str) -> None:
    rooms.hold(tx, "stay", stay.id, stay.room_type_id, first, last, room_id=room_id)


def _changed(tx: Tx, stay: Stay, state: str, currency: str, **facts: Any) -> dict[str, Any]:
    known = {"booking": stay.reservation_id, "stay": stay.id, "state": state}
    tx.journal("stay.changed", known | facts)
    tx.tell(DESK, "booking", {"id": stay.reservation_id})
    changed(tx, stay, store.stay(tx, stay.id))
    return view(tx, stay.reservation_id, currency)


def forget(tx: Tx, booking_id: str) -> bool:
    """Forget the words of one reservation; tell whether there is one."""
    return store.forget(tx, booking_id) > 0


def forgotten(tx: ReadTx, most: int) -> list[str]:
    """Return the reservations whose words are forgotten."""
    return store.forgotten(tx, most)


def purge(tx: Tx, before: str) -> int:
    """Forget names and words of reservations that ended before a day; return how many."""
    return store.purge(tx, before)
