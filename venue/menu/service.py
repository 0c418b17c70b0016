"""Use cases of the menu: what orders ask for, what the kitchen takes off, what files bring in.

Every change goes through `changed`: it raises the menu's version, is journalled, and is told to
every screen.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from printers import service as printers
from venue.core.errors import Conflict, NotFound
from venue.core.tx import ReadTx, Tx
from venue.menu import queries, store
from venue.menu.editor import history
from venue.menu.files import store as file_store
from venue.menu.files.plan import Plan
from venue.menu.model import Item, Station
from venue.menu.pricing import Place, price_in_force

EVERYBODY = "*"
NOWHERE = Place()


def require_items(
    tx: ReadTx,
    ids: Iterable[int],
    *,
    zone: ZoneInfo | None = None,
    place: Place = NOWHERE,
    guest: bool = False,
    at: datetime | None = None,
) -> dict[int, Item]:
    """Return items by id, those no longer active too; two statements for a whole order.

    A third one reads the components where an item is a set.

    Args:
        zone: The venue's, by which ``available`` and the price lists are decided for now; None:
            neither hours nor lists are looked at and every item is available.
        place: Decides which price lists hold.
        guest: Only what the place's own menu has is available; staff sell everything anywhere.
        at: The local moment to decide for instead of now.

    Raises:
        NotFound: ``menu.unknown_item`` - with the first such ``item_id``.
    """
    wanted = list(dict.fromkeys(ids))
    rows = store.items(tx, wanted)
    if len(rows) < len(wanted):
        known = {row[0] for row in rows}
        missing = next(item_id for item_id in wanted if item_id not in known)
        raise NotFound("menu.unknown_item", "there is no such item", item_id=missing)
    choices = store.choices(tx, wanted)
    components = {key for row in rows for key in row[17].split()} | {one[9] for one in choices}
    parts = store.parts(tx, components - {""}) if components - {""} else {}
    groups = store.groups_of(choices, parts)
    local = at or (local_time(tx, zone) if zone is not None else None)
    found = {}
    for row in rows:
        window = store.window_of(*row[10:13])
        own = [parts[key] for key in row[17].split() if key in parts]
        available = (
            (window is None or local is None or window.covers(local))
            and all(store.is_sold(part) for part in own)
            and not (guest and place.outlet and row[18] and place.outlet not in row[18].split())
        )
        item = store.item_of(
            row, window, groups.get(row[0], ()), available=available, parts=tuple(own)
        )
        price_minor = price_in_force(item.price_minor, store.rules_of(row), local, place)
        found[row[0]] = (
            item
            if price_minor == item.price_minor
            else dataclasses.replace(item, price_minor=price_minor)
        )
    return found


def local_time(tx: ReadTx, zone: ZoneInfo) -> datetime:
    """Return the transaction's moment in the venue's time zone."""
    return tx.moment.astimezone(zone)


def take(tx: Tx, wanted: Mapping[int, int]) -> None:
    """Count down what is left of counted items; others are not looked at further.

    Args:
        wanted: Quantity by item id; pass only counted items to save the look.

    Raises:
        Conflict: ``menu.sold_out`` - with ``items: [{item_id, wanted, remaining_qty}]``; nothing
            is taken.
    """
    if not wanted:
        return
    left = store.remaining(tx, wanted)
    if not left:
        return
    short = [
        {"item_id": item_id, "wanted": wanted[item_id], "remaining_qty": quantity}
        for item_id, quantity in left.items()
        if wanted[item_id] > quantity
    ]
    if short:
        raise Conflict("menu.sold_out", "there is not enough left of a dish", items=short)
    _store_remaining(
        tx,
        {item_id: quantity - wanted[item_id] for item_id, quantity in left.items()},
    )


def give_back(tx: Tx, returned: Mapping[int, int]) -> dict[int, int]:
    """Put portions back to what is left of counted items; return those that were, by item id.

    Args:
        returned: Quantity by item id; items that are not counted are passed over.
    """
    left = store.remaining(tx, returned) if returned else {}
    if not left:
        return {}
    back = {item_id: returned[item_id] for item_id in left}
    _store_remaining(tx, {item_id: left[item_id] + count for item_id, count in back.items()})
    if any(quantity == 0 for quantity in left.values()):
        tx.journal("menu.item_back", {"items": sorted(back)})
        tx.tell(EVERYBODY, "menu", {})
    return back


def set_eighty_six(tx: Tx, item_id: int, remaining_qty: int | None = None) -> dict[str, Any]:
    """Take an item off sale, or say how many are left; return ``{id, sold_out, ...}``.

    Raises:
        NotFound: ``menu.unknown_item``.
    """
    return _set_remaining(tx, item_id, remaining_qty or 0)


def clear_eighty_six(tx: Tx, item_id: int) -> dict[str, Any]:
    """Sell an item again without counting.

    Raises:
        NotFound: ``menu.unknown_item``.
    """
    return _set_remaining(tx, item_id, None)


def stations(tx: ReadTx) -> list[Station]:
    """Return every station in its order; those no longer ``active`` come last."""
    return store.stations(tx)


def station(tx: ReadTx, station_id: int) -> Station:
    """Return a station.

    Raises:
        NotFound: ``menu.unknown_station``.
    """
    found = store.station(tx, station_id)
    if found is None:
        raise NotFound("menu.unknown_station", "there is no such station", station_id=station_id)
    return found


def station_by_slug(tx: ReadTx, slug: str) -> Station:
    """Return a station by its name in addresses.

    Raises:
        NotFound: ``menu.unknown_station``.
    """
    found = store.station_by_slug(tx, slug)
    if found is None:
        raise NotFound("menu.unknown_station", f"there is no station {slug[:40]!r}")
    return found


def stations_view(tx: ReadTx) -> dict[str, Any]:
    """Return ``{items: [{id, slug, name, prefix, ...}], seq}`` of the stations in use."""
    shown = [
        {
            "id": one.id,
            "slug": one.slug,
            "name": one.name,
            "prefix": one.prefix,
            "printer_id": one.printer_id,
            "print_mode": one.print_mode,
            "target_s": one.target_s,
            "is_catch_all": one.is_catch_all,
        }
        for one in store.stations(tx)
        if one.active
    ]
    return {"items": shown, "seq": tx.seq}


def item_names(tx: ReadTx) -> dict[int, str]:
    """Return the name of every item by id, those no longer sold too."""
    return queries.item_names(tx)


def set_station_printer(tx: Tx, station_id: int, printer_id: int | None) -> None:
    """Say which printer a station's tickets go to; None: it prints nothing.

    Raises:
        NotFound: ``menu.unknown_station``.
    """
    if station(tx, station_id).printer_id == printer_id:
        return
    store.set_printer(tx, station_id, printer_id)
    changed(tx, "menu.station_changed", {"station_id": station_id, "printer_id": printer_id})


def link_printer(tx: Tx, station_id: int, printer_id: int | None) -> dict[str, Any]:
    """Say which printer a station's tickets go to; return ``{id, printer_id, seq}``.

    Raises:
        NotFound: ``menu.unknown_station``, ``printing.unknown_printer``.
    """
    if printer_id is not None and all(one.id != printer_id for one in printers.index(tx)):
        raise NotFound("printing.unknown_printer", "there is no such printer")
    set_station_printer(tx, station_id, printer_id)
    return {"id": station_id, "printer_id": printer_id, "seq": tx.seq}


def _set_remaining(tx: Tx, item_id: int, remaining_qty: int | None) -> dict[str, Any]:
    item = require_items(tx, [item_id])[item_id]
    if item.remaining_qty != remaining_qty:
        _store_remaining(tx, {item_id: remaining_qty})
        if remaining_qty != 0:
            facts = {"item_id": item_id, "remaining_qty": remaining_qty}
            changed(tx, "menu.item_back" if remaining_qty is None else "menu.item_counted", facts)
    return {
        "id": item_id,
        "sold_out": remaining_qty == 0,
        "remaining_qty": remaining_qty,
        "seq": tx.seq,
    }


def _store_remaining(tx: Tx, left: Mapping[int, int | None]) -> None:
    """Store what is left; what came to nothing is announced, each number on the way is not."""
    store.set_remaining(tx, left)
    tx.counter(store.VERSION)
    gone = [item_id for item_id, quantity in left.items() if quantity == 0]
    for item_id in gone:
        tx.journal("menu.item_sold_out", {"item_id": item_id})
    if gone:
        tx.tell(EVERYBODY, "menu", {})


def apply(tx: Tx, found: Plan) -> None:
    """Write a plan without problems, with its history."""
    if not found.changes:
        return
    file_store.write(tx, found.changes)
    priced = {
        change.entry.key: change.entry.values["price"]
        for change in found.changes
        if change.entry.kind == "item" and "price" in change.fields
    }
    ids = file_store.item_ids(tx, priced)
    facts = {
        "added": found.count("added"),
        "changed": found.count("changed"),
        "removed": found.count("removed"),
        "prices": [[ids[key], price] for key, price in priced.items()],
    }
    seq = changed(tx, "menu.changed", facts)
    history.note(tx, found.changes, seq)


def changed(tx: Tx, kind: str, facts: Mapping[str, Any]) -> int:
    """Mark the menu as another one, journal why, and tell every screen; return the ``seq``."""
    version = tx.counter(store.VERSION)
    seq = tx.journal(kind, {"version": version, **facts})
    tx.tell(EVERYBODY, "menu", {})
    return seq
