"""How the hotel's words here and Cloudbeds' become each other. What is not known is refused."""

from collections.abc import Mapping
from typing import NamedTuple

from sync.cloudbeds.rows import Reservation, StayRoom
from venue.bookings.model import Stay

# A room's condition here -> there. Cloudbeds has no room that is just being cleaned, and its
# `inspected` must be switched on by the property: both stay on the box.
CONDITIONS: Mapping[str, str] = {
    "dirty": "dirty",
    "cleaning": "dirty",
    "clean": "clean",
    "inspected": "clean",
}
# What the cloud says of a room -> the state here.
CONDITIONS_THERE: Mapping[str, str] = {"dirty": "dirty", "clean": "clean", "inspected": "inspected"}
WHOLE: Mapping[str, str] = {
    "not_confirmed": "expected",
    "confirmed": "expected",
    "checked_in": "in_house",
    "checked_out": "checked_out",
    "canceled": "cancelled",
    "no_show": "no_show",
}
PARTS: Mapping[str, str] = {
    "not_checked_in": "expected",
    "in_house": "in_house",
    "checked_out": "checked_out",
    "cancelled": "cancelled",
}
ENDED = ("cancelled", "no_show")
HERE: Mapping[str, str] = {
    "confirmed": "expected",
    "assigned": "expected",
    "checked_in": "in_house",
}


class Place(NamedTuple):
    """A stay as Cloudbeds names it."""

    reservation_id: str
    sub_id: str
    guest_id: str

    def text(self) -> str:
        """Return it as one word, as the outbox keeps ids of a cloud."""
        return "/".join(self)


def place(text: str) -> Place:
    """Read a stay's three ids; a person who settles by hand may give the reservation's alone.

    Raises:
        ValueError: Empty.
    """
    reservation_id, _, rest = text.strip().partition("/")
    sub_id, _, guest_id = rest.partition("/")
    if not reservation_id:
        raise ValueError("the reservation's number at Cloudbeds is missing")
    # Cloudbeds numbers the rooms of a reservation from 1 (cloudbeds.md, 5).
    return Place(reservation_id, sub_id or f"{reservation_id}-1", guest_id)


def place_of(found: Reservation) -> Place:
    """Return the ids of a reservation of one room, as we make them.

    Raises:
        ValueError: It has no room.
    """
    if not found.rooms:
        raise ValueError("the reservation has no room")
    return Place(found.reservation_id, found.rooms[0].sub_reservation_id, found.guest_id)


def state_of(found: Reservation, part: StayRoom) -> str:
    """Return ``expected``, ``in_house``, ``checked_out``, ``cancelled`` or ``no_show``.

    Raises:
        ValueError: A word that Cloudbeds' documents do not have.
    """
    if found.deleted:
        return "cancelled"
    whole = WHOLE.get(found.status)
    own = PARTS.get(part.status, whole)
    if whole is None or own is None:
        raise ValueError(
            f"Cloudbeds says {found.status!r} {part.status!r}, which is not known here"
        )
    return whole if whole in ENDED else own


def state_here(stay: Stay) -> str:
    """Return a stay's state in the words of `state_of`."""
    return HERE.get(stay.state, stay.state)


def names(name: str) -> tuple[str, str]:
    """Return first and last name; the cloud wants both, and a guest may give one."""
    first, _, last = name.strip().rpartition(" ")
    return first or "-", last
