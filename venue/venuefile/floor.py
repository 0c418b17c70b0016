"""A venue file's areas and tables, printers and the stations that print on them."""

from collections.abc import Callable
from typing import Any

from printers import service as printers
from printers.text import one_line
from venue.core.tx import ReadTx, Tx
from venue.menu import service as menu
from venue.tables import service as tables
from venue.tables.floor import service as floor
from venue.venuefile.changes import Around, Change
from venue.venuefile.model import Own, Printer

PAPERS = {80: (48, 576), 58: (32, 384)}


def table_changes(tx: ReadTx, around: Around, own: Own) -> list[Change]:
    """Return what differs of the floor; with ``replace`` a table that is not named leaves it."""
    there = {one["number"]: one for one in tables.plain_tables(tx)}
    found = []
    for area in own.area:
        for table in area.tables:
            known, new = there.get(table.number), (area.name, table.seats)
            if known is None:
                act = _adding(around, table.number, *new)
                undo: tuple[Any, ...] = ("table.retire", table.number)
                found.append(Change("table", table.number, "added", [], act, undo))
                continue
            old = (known["area"], known["seats"])
            if old != new:
                differ = [
                    name for name, a, b in zip(("area", "seats"), old, new, strict=True) if a != b
                ]
                act = _changing(table.number, *new)
                undo = ("table.set", table.number, *old)
                found.append(Change("table", table.number, "changed", differ, act, undo))
    named = {table.number for area in own.area for table in area.tables}
    for number, known in there.items():
        if around.replace and own.area and number not in named:
            undo = ("table.add", number, known["area"], known["seats"])
            found.append(Change("table", number, "removed", [], _retiring(number), undo))
    return found


def add_table(tx: Tx, around: Around, number: str, area: str, seats: int) -> str:
    """Bring a table back that a file took away; its card of before stays dead."""
    tables.add_table(tx, around.services.vault, number=number, area=area, seats=seats)
    return f"table {number} has a new card: print it"


def set_table(tx: Tx, _around: Around, number: str, area: str, seats: int) -> None:
    """Give a table its area and seats; one that left meanwhile stays away."""
    if (table_id := _table(tx, number)) is not None:
        floor.change_table(tx, table_id, floor.Change(area=area, seats=seats))


def retire_table(tx: Tx, _around: Around, number: str) -> None:
    """Take a table off the floor, if it is still there."""
    if (table_id := _table(tx, number)) is not None:
        floor.retire_table(tx, table_id)


def printer_changes(tx: ReadTx, around: Around, own: Own) -> list[Change]:
    """Return which printers are new; one that is there stays as it is."""
    there = {one.name for one in printers.index(tx)}
    return [
        Change("printer", one.name, "added", [], _new_printer(one, around), ("printer", one.name))
        for one in own.printer
        if one_line(one.name) not in there
    ]


def station_changes(tx: ReadTx, _around: Around, own: Own) -> list[Change]:
    """Return which stations print elsewhere."""
    ids = {one.name: one.id for one in printers.index(tx)}
    linked = {one.slug: one.printer_id for one in menu.stations(tx)}
    found = []
    for one in own.printer:
        name = one_line(one.name)
        for slug in one.stations:
            if name not in ids or linked.get(slug) != ids[name]:
                undo = ("station", slug, linked.get(slug))
                act = _linking(name, slug)
                found.append(Change("station", slug, "changed", ["printer"], act, undo))
    return found


def keep_printer(_tx: Tx, _around: Around, name: str) -> str:
    """Say that a printer stays: its papers of meanwhile name it."""
    return f"printer {name} stays, unused"


def link_station(tx: Tx, _around: Around, slug: str, printer_id: int | None) -> None:
    """Let a station print where it did; one that the menu took back has nothing to link."""
    known = {one.slug: one.id for one in menu.stations(tx)}
    if slug in known:
        menu.set_station_printer(tx, known[slug], printer_id)


def exported_areas(tx: ReadTx, _around: Around) -> dict[str, Any]:
    """Return the floor as a file names it."""
    areas: dict[str, list[Any]] = {}
    for one in tables.plain_tables(tx):
        areas.setdefault(one["area"], []).append([one["number"], one["seats"]])
    return {"area": [{"name": name, "tables": there} for name, there in areas.items()]}


def exported_printers(tx: ReadTx, around: Around) -> dict[str, Any]:
    """Return the printers as a file names them, with the stations that print there."""
    stations = menu.stations(tx) if around.has("restaurant") else []
    widths = {columns: width for width, (columns, _) in PAPERS.items()}
    items = []
    for one in printers.index(tx):
        item: dict[str, Any] = {"name": one.name, "driver": str(one.driver)}
        item |= {"host": one.host} if one.host else {}
        item |= {"port": one.port, "width_mm": widths.get(one.columns, max(PAPERS))}
        linked = sorted(station.slug for station in stations if station.printer_id == one.id)
        items.append(item | ({"stations": linked} if linked else {}))
    return {"printer": items}


def _table(tx: ReadTx, number: str) -> int | None:
    ids = {one["number"]: one["id"] for one in tables.plain_tables(tx)}
    return ids.get(number)


def _adding(around: Around, number: str, area: str, seats: int) -> Callable[[Tx], Any]:
    return lambda tx: add_table(tx, around, number, area, seats)


def _changing(number: str, area: str, seats: int) -> Callable[[Tx], Any]:
    return lambda tx: floor.change_table(
        tx, _table(tx, number) or 0, floor.Change(area=area, seats=seats)
    )


def _retiring(number: str) -> Callable[[Tx], Any]:
    return lambda tx: floor.retire_table(tx, _table(tx, number) or 0)


def _new_printer(one: Printer, around: Around) -> Callable[[Tx], Any]:
    columns, dots = PAPERS.get(one.width_mm, (0, 0))
    return lambda tx: printers.add(
        tx,
        name=one.name,
        driver=one.driver,
        host=one.host,
        port=one.port,
        columns=columns,
        dots=dots,
        spooler=around.spooler,
    )


def _linking(name: str, slug: str) -> Callable[[Tx], Any]:
    return lambda tx: menu.set_station_printer(
        tx, menu.station_by_slug(tx, slug).id, printers.named(tx, name).id
    )
