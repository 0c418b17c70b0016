"""Who did what: the journal's entries with the names that its numbers stand for.

The journal holds no names, so that they can be forgotten; they are looked up when it is read.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from printers import service as printers
from venue.core.clock import rfc3339
from venue.core.errors import Invalid
from venue.core.jsonx import loads
from venue.core.tx import ReadTx, Row
from venue.devices import service as devices
from venue.manage import queries
from venue.menu import service as menu
from venue.staff import service as staff
from venue.tables import service as tables

PAGE = 50
MOST = 200
# Which things the numbers in an entry's data are.
MEANS = {
    "staff": "staff",
    "approver": "staff",
    "device": "device",
    "api_key": "api",
    "item_id": "item",
    "item": "item",
    "station_id": "station",
    "printer": "printer",
    "printer_id": "printer",
    "table": "table",
    "area": "area",
}
Names = dict[str, dict[int, str]]


def page(
    tx: ReadTx,
    *,
    restaurant: bool,
    before: int,
    limit: int,
    feature: str = "",
    actor: str = "",
    since: str = "",
    until: str = "",
) -> dict[str, Any]:
    """Return ``{items: [{seq, at, trusted, actor, kind, data, names}], next_cursor?, seq}``.

    Newest first. A page may be short, or empty, and still have a next one: each looks through a
    bounded stretch of the journal.

    Args:
        restaurant: Whether there are tables and a menu to take names from.
        since, until: RFC 3339 with an offset, or empty.
    """
    head = tx.seq
    start = min(before, head + 1)
    rows = queries.entries(
        tx,
        before=start,
        feature=feature,
        actor=actor,
        since=_moment(since),
        until=_moment(until),
        limit=limit + 1,
    )
    known = names(tx, restaurant=restaurant)
    items = [_entry(row, known) for row in rows[:limit]]
    position = rows[limit - 1]["seq"] if len(rows) > limit else start - queries.WALK
    more = {"next_cursor": str(position)} if position > 1 else {}
    return {"items": items, "seq": head} | more


def names(tx: ReadTx, *, restaurant: bool) -> Names:
    """Return what people call the things in the journal, by kind of thing and number."""
    known: dict[str, Callable[[], Mapping[int, str]]] = {
        "staff": lambda: {one["id"]: one["name"] for one in staff.index(tx)["items"]},
        "device": lambda: {one["id"]: one["name"] for one in devices.every_name(tx)},
        "api": lambda: {one["id"]: one["name"] for one in devices.keys(tx)["items"]},
        "printer": lambda: {one.id: one.name for one in printers.index(tx)},
    }
    if restaurant:
        floor = tables.floor_view(tx)
        known |= {
            "item": lambda: menu.item_names(tx),
            "station": lambda: {one.id: one.name for one in menu.stations(tx)},
            "table": lambda: {one["id"]: one["number"] for one in floor["items"]},
            "area": lambda: {one["id"]: one["name"] for one in floor["areas"]},
        }
    return {kind: dict(read()) for kind, read in known.items()}


def _entry(row: Row, known: Names) -> dict[str, Any]:
    data = loads(row["data"])
    kind, _, number = row["actor"].partition(":")
    actor_id = int(number) if number.isdigit() else 0
    return {
        "seq": row["seq"],
        "at": row["at"],
        "trusted": bool(row["clock_trusted"]),
        "actor": {
            "label": row["actor"],
            "kind": kind or "box",
            "id": actor_id,
            "name": known.get(kind, {}).get(actor_id, ""),
        },
        "kind": row["kind"],
        "data": data,
        "names": {
            field: known[MEANS[field]][value]
            for field, value in data.items()
            if field in MEANS and isinstance(value, int) and value in known.get(MEANS[field], {})
        },
    }


def _moment(text: str) -> str:
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("journal.bad_moment", "since and until are RFC 3339 moments") from None
    if moment.tzinfo is None:
        raise Invalid("journal.bad_moment", "since and until need an offset, such as Z")
    return rfc3339(moment.astimezone(UTC))
