"""A reservation's rooms and what may be done with each; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from venue.core.errors import Conflict

# What each action makes of a stay, by the states that allow it (domain.md). A stay that is
# cancelled or a no-show never comes back: a new reservation is made.
ACTIONS: Mapping[str, Mapping[str, str]] = {
    "assign": {"confirmed": "assigned", "assigned": "assigned"},
    "move": {"assigned": "assigned", "checked_in": "checked_in"},
    "change_dates": {
        "confirmed": "confirmed",
        "assigned": "assigned",
        "checked_in": "checked_in",
    },
    "check_in": {"assigned": "checked_in"},
    "check_out": {"checked_in": "checked_out"},
    "cancel": {"confirmed": "cancelled", "assigned": "cancelled"},
    "no_show": {"confirmed": "no_show", "assigned": "no_show"},
}
READY = ("clean", "inspected")


class Person(NamedTuple):
    """Who books."""

    name: str
    email: str = ""
    phone: str = ""
    note: str = ""


class Wish(NamedTuple):
    """One room that is wanted."""

    room_type_id: int
    arrival: str
    departure: str
    adults: int = 1
    children: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One room of a reservation.

    Attributes:
        arrival: First night, an ISO date.
        departure: Day of leaving; its night is not in the stay.
        price_minor: All nights together, as agreed.
    """

    id: int
    reservation_id: str
    room_type_id: int
    room_id: int | None
    arrival: str
    departure: str
    adults: int
    children: int
    state: str
    price_minor: int
    folio_id: int | None


def after(stay: Stay, action: str) -> str:
    """Return the stay's state after the action.

    Raises:
        Conflict: ``bookings.wrong_state`` - names the state and what allows the action.
    """
    allowed = ACTIONS[action]
    if stay.state not in allowed:
        raise Conflict(
            "bookings.wrong_state",
            f"a stay that is {stay.state} cannot be {action.replace('_', ' ')}",
            state=stay.state,
            action=action,
            allowed=sorted(allowed),
        )
    return allowed[stay.state]


def group(stay: Stay, today: str) -> str | None:
    """Return where the today board shows a stay; None: it is not of today.

    ``arrivals``, ``late`` (should have come before), ``departures``, ``overdue`` (should have
    left before), ``stayovers``.
    """
    if stay.state in ("confirmed", "assigned"):
        if stay.arrival > today:
            return None
        return "arrivals" if stay.arrival == today else "late"
    if stay.state == "checked_in":
        if stay.departure > today:
            return "stayovers"
        return "departures" if stay.departure == today else "overdue"
    return None
