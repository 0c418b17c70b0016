"""When an outlet takes orders: opening hours, last orders, and single days. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from venue.menu.model import DAY_MINUTES, Window

LOOK_AHEAD_DAYS = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """One span of opening.

    Attributes:
        outlet: Key of the outlet; empty: every outlet.
        date: ``2026-12-25``: this day alone, instead of the week's hours; empty: each week.
        window: Without times the outlet is closed that day.
        last_min: Minute of the day of the last order; None: the end.
    """

    outlet: str
    date: str
    window: Window
    last_min: int | None


class Opening(NamedTuple):
    """How it is now.

    Attributes:
        state: ``open``, ``last_orders_over`` or ``closed``.
        until: Local time at which orders end, such as ``22:30``; None unless open within hours.
        opens_at: Local moment at which orders are taken again; None: not in the next days.
    """

    state: str
    until: str | None = None
    opens_at: datetime | None = None


def opening_at(hours: Iterable[Hours], outlet: str, local: datetime) -> Opening:
    """Tell whether an outlet takes orders at a moment of local time; without hours it does."""
    own = [one for one in hours if one.outlet in ("", outlet)]
    if not own:
        return Opening("open")
    moment = local.replace(second=0, microsecond=0)
    spans = [
        span
        for shift in range(-1, LOOK_AHEAD_DAYS)
        for span in _spans(own, moment + timedelta(days=shift))
    ]
    for start, last, _ in spans:
        if start <= moment < last:
            return Opening("open", until=f"{last:%H:%M}")
    next_start = min((start for start, _, _ in spans if start > moment), default=None)
    over = any(last <= moment < end for _, last, end in spans)
    return Opening("last_orders_over" if over else "closed", opens_at=next_start)


def _spans(hours: list[Hours], day: datetime) -> list[tuple[datetime, datetime, datetime]]:
    """Return start, last order and end of each span that begins on a day."""
    midnight = day.replace(hour=0, minute=0)
    special = [one for one in hours if one.date == day.date().isoformat()]
    found = []
    for one in special or [one for one in hours if not one.date]:
        window = one.window
        if window.from_min is None or window.to_min is None:
            continue
        if not one.date and not window.days >> day.weekday() & 1:
            continue
        start = midnight + timedelta(minutes=window.from_min)
        end = midnight + timedelta(minutes=_after(window.to_min, window.from_min))
        last = end
        if one.last_min is not None:
            last = midnight + timedelta(minutes=_after(one.last_min, window.from_min))
        found.append((start, min(last, end), end))
    return found


def _after(minute: int, start: int) -> int:
    """Return a minute that belongs to the night after ``start`` as one of the next day."""
    return minute if minute > start else minute + DAY_MINUTES
