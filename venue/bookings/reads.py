"""What the modules above read of stays, and how their values are found."""

from typing import Any

from venue.bookings import store
from venue.bookings.model import Stay
from venue.bookings.views import one_stay, require
from venue.core.errors import NotFound
from venue.core.tx import ReadTx, Tx
from venue.folios import sharing

__all__ = ["in_room", "known_stay", "leaving_from", "of_booking", "of_day", "of_folio", "one_stay",
           "overdue", "require", "set_folio", "sleeping", "stay"]  # fmt: skip


def stay(tx: ReadTx, stay_id: int) -> Stay:
    """Return a stay that is known to exist."""
    return store.stay(tx, stay_id)


def known_stay(tx: ReadTx, stay_id: int) -> Stay:
    """Return a stay.

    Raises:
        NotFound: ``bookings.unknown_stay``.
    """
    try:
        return store.stay(tx, stay_id)
    except LookupError:
        raise NotFound("bookings.unknown_stay", "there is no such stay") from None


def of_booking(tx: ReadTx, booking_id: str) -> list[Stay]:
    """Return the stays of a reservation."""
    return store.stays(tx, booking_id)


def sleeping(tx: ReadTx, night: str) -> list[Stay]:
    """Return the stays in house in a night."""
    return store.of_night(tx, night)


def in_room(tx: ReadTx, room_id: int) -> Stay | None:
    """Return the stay that is in house in a room."""
    return store.in_room(tx, room_id)


def overdue(tx: ReadTx, day: str) -> list[Stay]:
    """Return the stays whose guests should have come by the end of a day and did not."""
    return store.missing(tx, day)


def of_folio(tx: ReadTx, folio_id: int) -> Stay | None:
    """Return the stay that a folio is of; None: a folio without a booking."""
    return store.of_folio(tx, sharing.own_of(tx, folio_id))


def leaving_from(tx: ReadTx, day: str) -> list[Stay]:
    """Return the stays whose departure is on a day or later."""
    return store.leaving_from(tx, day)


def of_day(tx: ReadTx, day: str) -> dict[str, Any]:
    """Return ``{arrivals, departures, no_shows}``: how many stays came and left on a day."""
    return store.counts(tx, day)


def set_folio(tx: Tx, stay_id: int, folio_id: int) -> None:
    """Note the folio of a stay that never came in house: what its fee is on."""
    store.set_folio(tx, stay_id, folio_id)
