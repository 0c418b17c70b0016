"""Nights, prices and seasons of rooms; pure. A night is named by the day on which it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from venue.core.errors import Conflict, Invalid

MOST_NIGHTS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomType:
    """What is sold.

    Attributes:
        nightly_minor: Price of a night outside of seasons.
        overbooking: Stays that may be sold above the number of rooms.
    """

    id: int
    name: str
    sleeps: int
    nightly_minor: int
    overbooking: int
    rooms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A price from the night of ``starts`` until the day ``ends``, which is not in it."""

    starts: str
    ends: str
    nightly_minor: int
    least_nights: int


def nights(arrival: str, departure: str) -> list[str]:
    """Return the nights of a stay, as ISO dates.

    Raises:
        Invalid: ``rooms.bad_dates`` - no dates, no night, or more than `MOST_NIGHTS`.
    """
    try:
        first, last = date.fromisoformat(arrival), date.fromisoformat(departure)
    except ValueError as error:
        raise Invalid("rooms.bad_dates", "dates are written as 2026-05-31") from error
    count = (last - first).days
    if not 0 < count <= MOST_NIGHTS:
        raise Invalid("rooms.bad_dates", f"a stay has 1 to {MOST_NIGHTS} nights")
    return [(first + timedelta(days=day)).isoformat() for day in range(count)]


def hotel_day(moment: datetime, zone: ZoneInfo, day_ends_hour: int) -> str:
    """Return the hotel's today: it ends at the configured local hour, not at midnight."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    return (local - timedelta(hours=day_ends_hour)).date().isoformat()


def price(kind: RoomType, seasons: Sequence[Season], asked: Sequence[str]) -> list[int]:
    """Return the price of each night; the season that began last wins.

    Raises:
        Conflict: ``rooms.too_short`` - the season of the arrival asks for more nights.
    """
    found = [_season(seasons, night) for night in asked]
    least = found[0].least_nights if found[0] else 1
    if len(asked) < least:
        raise Conflict("rooms.too_short", f"in this season a stay has {least} nights at least")
    return [one.nightly_minor if one else kind.nightly_minor for one in found]


def lowest_free(taken: set[int]) -> int:
    """Return the lowest slot from 1 that is not taken."""
    slot = 1
    while slot in taken:
        slot += 1
    return slot


def _season(seasons: Sequence[Season], night: str) -> Season | None:
    here = [one for one in seasons if one.starts <= night < one.ends]
    return max(here, key=lambda one: one.starts, default=None)
