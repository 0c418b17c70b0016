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
COLUMNS = (
    "kind", "id", "room_id", "room_type_id", "starts", "ends",
    "name", "state", "booking_id", "arrival", "departure",
)  # fmt: skip


def chart(tx: ReadTx, first: str, days: int) -> dict[str, Any]:
    """Return the rooms and who holds them from a day on.

    Args:
        days: 1 to `LONGEST_DAYS`.

    Returns:
        ``{first, days, rooms, columns, spans, seq}``. A span is a list in the order of `COLUMNS`:
        a full house has thousands. ``kind`` is ``stay`` or ``block``, the ``name`` of a block is
        its reason, and ``arrival`` and ``departure`` are None where they are ``starts`` and
        ``ends``, which are cut off at the chart's first and last night.
    """
    last = (date.fromisoformat(first) + timedelta(days=days)).isoformat()
    found = room_queries.spans(tx, first, last)
    stays = queries.named(tx, {one.holder_id for one in found if one.holder == "stay"})
    reasons = room_queries.block_reasons(tx, first, last)
    return {
        "first": first,
        "days": days,
        "rooms": rooms.index(tx)["items"],
        "columns": COLUMNS,
        "spans": [
            _of_stay(one, *stays[one.holder_id])
            if one.holder == "stay"
            else (*one, reasons[one.holder_id], None, None, None, None)
            for one in found
        ],
        "seq": tx.seq,
    }


def _of_stay(
    span: room_queries.Span, name: str, state: str, booking_id: str, arrival: str, departure: str
) -> tuple[str | int | None, ...]:
    came = None if arrival == span.starts else arrival
    leaves = None if departure == span.ends else departure
    return (*span, name, state, booking_id, came, leaves)


def quote(
    tx: ReadTx, stay: Stay, arrival: str, departure: str, *, today: str, currency: str
) -> dict[str, Any]:
    """Return ``{before, after}``: the agreed price of a stay and that of other dates.

    Raises:
        Invalid: ``rooms.bad_dates``. Conflict: ``rooms.too_short``.
    """
    total = sum(prices_for(tx, stay, arrival, departure, today).values())
    return {"before": wire(stay.price_minor, currency), "after": wire(total, currency)}
