"""Use cases of the menu: what orders ask for, what the kitchen takes off, what files bring in.

Every change raises the menu's version, is journalled, and is told to every screen.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.tx import ReadTx, Tx
from venue.menu import store
from venue.menu.files import exchange, plan
from venue.menu.files import store as file_store
from venue.menu.files.exchange import Menu
from venue.menu.files.plan import Plan
from venue.menu.files.records import Problem, Record
from venue.menu.model import Item, Station

EVERYBODY = "*"


def require_items(
    tx: ReadTx, ids: Iterable[int], *, zone: ZoneInfo | None = None
) -> dict[int, Item]:
    """Return items by id, those no longer active too; two statements for a whole order.

    Args:
        zone: The venue's, by which ``available`` is decided for now; None: no item's hours
            are looked at and every one is available.

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
    found = {}
    for row in rows:
        window = store.window_of(*row[10:13])
        available = window is None or zone is None or window.covers(local_time(tx, zone))
        found[row[0]] = store.item_of(row, window, choices.get(row[0], ()), available=available)
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


def set_station_printer(tx: Tx, station_id: int, printer_id: int | None) -> None:
    """Say which printer a station's tickets go to; None: it prints nothing.

    Raises:
        NotFound: ``menu.unknown_station``.
    """
    if station(tx, station_id).printer_id == printer_id:
        return
    store.set_printer(tx, station_id, printer_id)
    tx.journal("menu.station_changed", {"station_id": station_id, "printer_id": printer_id})


def put_item(tx: Tx, cells: Mapping[str, str], *, currency: str) -> int:
    """Add an item, or change the named fields of the one with this key; return its id.

    Args:
        cells: Fields of docs/menu.md by name, as in a file: ``{"key": .., "price": "12.50"}``.

    Raises:
        Invalid: ``menu.bad_item`` - with ``problems: [words]``.
    """
    problems: list[Problem] = []
    record = exchange.record("item", cells, currency, problems)
    found = Plan(problems=problems) if problems else _plan(tx, [record], replace=False)
    if found.problems:
        words = [problem.words for problem in found.problems]
        raise Invalid("menu.bad_item", words[0], problems=words)
    _apply(tx, found)
    return file_store.item_ids(tx, [record.key])[record.key]


def preview(tx: ReadTx, menu: Menu, *, replace: bool) -> dict[str, Any]:
    """Return what `load` would answer, without changing anything."""
    found = _plan_of(tx, menu, replace=replace)
    return _outcome(found, applied=False)


def load(tx: Tx, menu: Menu, *, replace: bool) -> dict[str, Any]:
    """Bring in a menu file, all of it or, with problems, nothing.

    Returns:
        ``{applied, added, changed, moved, removed, changes: [{kind, key, what, fields}],
        problems: [{line, words}], seq}``.
    """
    found = _plan_of(tx, menu, replace=replace)
    if found.problems:
        return _outcome(found, applied=False)
    _apply(tx, found)
    return _outcome(found, applied=True) | {"seq": tx.seq}


def export(tx: ReadTx, form: str, *, currency: str) -> str:
    """Return the whole menu as a file; what is left of items is not part of it.

    Args:
        form: ``csv`` or ``toml``.
    """
    state = file_store.read(tx)
    records = [
        Record(entry.kind, entry.key, 0, entry.values)
        for entries in state.values()
        for entry in entries.values()
    ]
    return exchange.write(form, records, currency=currency)


def _set_remaining(tx: Tx, item_id: int, remaining_qty: int | None) -> dict[str, Any]:
    item = require_items(tx, [item_id])[item_id]
    if item.remaining_qty != remaining_qty:
        _store_remaining(tx, {item_id: remaining_qty})
        if remaining_qty != 0:
            facts = {"item_id": item_id, "remaining_qty": remaining_qty}
            tx.journal("menu.item_back" if remaining_qty is None else "menu.item_counted", facts)
            tx.tell(EVERYBODY, "menu", {})
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


def _plan_of(tx: ReadTx, menu: Menu, *, replace: bool) -> Plan:
    if menu.problems:
        return Plan(problems=menu.problems)
    return _plan(tx, menu.records, replace=replace)


def _plan(tx: ReadTx, records: list[Record], *, replace: bool) -> Plan:
    return plan.make(file_store.read(tx), records, replace=replace)


def _apply(tx: Tx, found: Plan) -> None:
    if not found.changes:
        return
    file_store.write(tx, found.changes)
    version = tx.counter(store.VERSION)
    priced = {
        change.entry.key: change.entry.values["price"]
        for change in found.changes
        if change.entry.kind == "item" and "price" in change.fields
    }
    ids = file_store.item_ids(tx, priced)
    facts = {
        "version": version,
        "added": found.count("added"),
        "changed": found.count("changed"),
        "removed": found.count("removed"),
        "prices": [[ids[key], price] for key, price in priced.items()],
    }
    tx.journal("menu.changed", facts)
    tx.tell(EVERYBODY, "menu", {})


def _outcome(found: Plan, *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        **{what: found.count(what) for what in ("added", "changed", "moved", "removed")},
        "changes": plan.shown(found),
        "problems": [{"line": one.line, "words": one.words} for one in found.problems],
    }
