"""The tape chart: rooms by days, and what a change of dates would cost."""

from datetime import date, timedelta
from typing import Any

from venue.bookings import queries
from venue.bookings.model import Stay
from venue.bookings.prices import prices_for
from venue.core.money import wire
from venue.core.tx import ReadTx
from venue.rooms import queries as room_queries
from venue.rooms import service as rooms

LONGEST_DAYS = 90


def chart(tx: ReadTx, first: str, days: int) -> dict[str, Any]:
    """Return the rooms and who holds them from a day on.

    Args:
        days: 1 to `LONGEST_DAYS`.

    Returns:
        ``{first, days, rooms, spans, seq}``. A span is ``{kind, id, room_id, room_type_id, starts,
        ends}``, ``kind`` ``stay`` or ``block``; a stay has ``booking_id, name, state, arrival,
        departure`` and a block its ``name``, which is the reason. Nights outside are cut off.
    """
    last = (date.fromisoformat(first) + timedelta(days=days)).isoformat()
    spans = room_queries.spans(tx, first, last)
    stays = queries.named(tx, (one["holder_id"] for one in spans if one["holder"] == "stay"))
    reasons = room_queries.block_reasons(tx, first, last)
    for one in spans:
        one["kind"], one["id"] = one.pop("holder"), one.pop("holder_id")
        known = stays[one["id"]] if one["kind"] == "stay" else {"name": reasons[one["id"]]}
        one.update(known)
    return {
        "first": first,
        "days": days,
        "rooms": rooms.index(tx)["items"],
        "spans": spans,
        "seq": tx.seq,
    }


def quote(
    tx: ReadTx, stay: Stay, arrival: str, departure: str, *, today: str, currency: str
) -> dict[str, Any]:
    """Return ``{before, after}``: the agreed price of a stay and that of other dates.

    Raises:
        Invalid: ``rooms.bad_dates``. Conflict: ``rooms.too_short``.
    """
    total = sum(prices_for(tx, stay, arrival, departure, today).values())
    return {"before": wire(stay.price_minor, currency), "after": wire(total, currency)}
