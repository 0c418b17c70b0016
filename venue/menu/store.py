"""All SQL of the menu as it is read: for orders, for guests, for stations; and what is left."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.menu.model import EVERY_DAY, Group, Item, Modifier, Part, Station, Window
from venue.menu.pricing import Rule, list_of

VERSION = "menu.version"
STATION_COLUMNS = "id, slug, name, prefix, printer_id, print_mode, target_s, is_catch_all, active"

# The price of now, whether or not the job has written a due change into the item yet.
PRICE = """
coalesce((SELECT c.price_minor FROM price_change c
          WHERE c.item_id = i.id AND c.settled_at IS NULL AND c.due_at <= :now
          ORDER BY c.due_at DESC, c.id DESC LIMIT 1), i.price_minor)
"""
# The price lists that concern an item, in their order, with its own price in each.
RULES = """
(SELECT json_group_array(json_array(key, days, from_min, to_min, areas, services, outlets,
                                    percent_bp, price_minor))
 FROM (SELECT p.key, p.days, p.from_min, p.to_min, p.areas, p.services, p.outlets, p.percent_bp,
              o.price_minor
       FROM price_list p
       LEFT JOIN list_price o ON o.list_key = p.key AND o.item_key = i.key AND o.active = 1
       WHERE p.active = 1 AND (o.price_minor IS NOT NULL OR (
           p.percent_bp <> 0 AND instr(' ' || p.sections || ' ', ' ' || s.key || ' ') > 0))
       ORDER BY p.position, p.id))
"""

ITEMS = f"""
SELECT i.id, i.name, i.kitchen_name, {PRICE}, i.tax_class, i.station_id, i.course,
       i.allergens, i.remaining_qty, i.active AND s.active, i.days, i.from_min, i.to_min,
       i.pricing, i.price_min_minor, i.price_max_minor, i.min_age, i.parts, s.outlets, {RULES}
FROM json_each(:ids) AS wanted
JOIN item i ON i.id = wanted.value
JOIN menu_section s ON s.id = i.section_id
"""

CHOICES = """
SELECT l.item_id, g.id, g.name, g.least, g.most, m.id, m.name, m.price_minor, m.allergens,
       m.item_key, m.kitchen_name
FROM json_each(?) AS wanted
JOIN item_group l ON l.item_id = wanted.value
JOIN modifier_group g ON g.id = l.group_id AND g.active = 1
JOIN modifier m ON m.group_id = g.id AND m.active = 1
ORDER BY l.item_id, l.position, m.position, m.id
"""


def version(tx: ReadTx) -> int:
    """Return the number of the menu's last change; 0 before the first."""
    return tx.value("SELECT value FROM counter WHERE name = ?", (VERSION,)) or 0


def items(tx: ReadTx, ids: list[int]) -> list[tuple[Any, ...]]:
    """Return the bare rows of items, in the order of `ITEMS`."""
    return tx.execute(ITEMS, {"ids": dumps(ids), "now": tx.now}).fetchall()


def choices(tx: ReadTx, ids: list[int]) -> list[tuple[Any, ...]]:
    """Return the bare rows of the items' choices, in the order of `CHOICES`."""
    return tx.execute(CHOICES, (dumps(ids),)).fetchall()


def groups_of(
    rows: Iterable[tuple[Any, ...]], parts: Mapping[str, Part]
) -> dict[int, tuple[Group, ...]]:
    """Return the active groups of items with their active modifiers, in the menu's order.

    A dish of a set that is off sale is no choice just now.
    """
    found: dict[int, tuple[Group, ...]] = {}
    for (item_id, id, name, least, most), several in groupby(rows, itemgetter(0, 1, 2, 3, 4)):
        modifiers = tuple(
            Modifier(row[5], row[6], row[7], tuple(row[8].split()), parts.get(row[9]), row[10])
            for row in several
            if not row[9] or is_sold(parts.get(row[9]))
        )
        found[item_id] = (*found.get(item_id, ()), Group(id, name, least, most, modifiers))
    return found


def is_sold(part: Part | None) -> bool:
    """Tell whether a component can be had now."""
    return part is not None and part.active and part.remaining_qty != 0


def parts(tx: ReadTx, keys: Iterable[str]) -> dict[str, Part]:
    """Return dishes as components of sets, by key."""
    rows = tx.execute(
        f"""
        SELECT i.key, i.id, i.name, i.kitchen_name, {PRICE}, i.tax_class, i.station_id, i.course,
               i.remaining_qty, i.active
        FROM json_each(:keys) AS wanted JOIN item i ON i.key = wanted.value
        """,
        {"keys": dumps(list(keys)), "now": tx.now},
    )
    return {row[0]: Part._make((*row[1:9], bool(row[9]))) for row in rows}


def rules_of(row: tuple[Any, ...]) -> list[Rule]:
    """Return the price lists of an item's bare row."""
    if row[19] == "[]":
        return []
    return [Rule(list_of(one[:8]), one[8]) for one in loads(row[19])]


def item_of(
    row: tuple[Any, ...],
    window: Window | None,
    groups: tuple[Group, ...],
    *,
    available: bool,
    parts: tuple[Part, ...] = (),
) -> Item:
    """Return an item from its bare row."""
    id, name, kitchen_name, price_minor, tax_class, station_id, course, allergens, left, active = (
        row[:10]
    )
    return Item(
        id=id,
        name=name,
        kitchen_name=kitchen_name,
        price_minor=price_minor,
        tax_class=tax_class,
        station_id=station_id,
        course=course,
        allergens=tuple(allergens.split()),
        remaining_qty=left,
        active=bool(active),
        window=window,
        available=available,
        groups=groups,
        pricing=row[13],
        price_min_minor=row[14],
        price_max_minor=row[15],
        min_age=row[16],
        parts=parts,
    )


def window_of(days: int, from_min: int | None, to_min: int | None) -> Window | None:
    """Return the hours an item is sold in; None when that is always."""
    if days == EVERY_DAY and from_min is None:
        return None
    return Window(days, from_min, to_min)


def remaining(tx: ReadTx, ids: Iterable[int]) -> dict[int, int]:
    """Return what is left of those items that are counted."""
    rows = tx.execute(
        """
        SELECT i.id, i.remaining_qty FROM json_each(?) AS wanted
        JOIN item i ON i.id = wanted.value WHERE i.remaining_qty IS NOT NULL
        """,
        (dumps(list(ids)),),
    )
    return dict(rows.fetchall())


def set_remaining(tx: Tx, left: Mapping[int, int | None]) -> None:
    """Store what is left of items; None: not counted."""
    tx.execute_many(
        "UPDATE item SET remaining_qty = ? WHERE id = ?",
        [(quantity, item_id) for item_id, quantity in left.items()],
    )


def stations(tx: ReadTx) -> list[Station]:
    """Return every station in its order, those no longer in use last."""
    rows = tx.execute(f"SELECT {STATION_COLUMNS} FROM station ORDER BY active DESC, position, id")
    return [_station(row) for row in rows]


def station(tx: ReadTx, station_id: int) -> Station | None:
    """Return a station."""
    row = tx.execute(
        f"SELECT {STATION_COLUMNS} FROM station WHERE id = ?", (station_id,)
    ).fetchone()
    return _station(row) if row else None


def station_by_slug(tx: ReadTx, slug: str) -> Station | None:
    """Return a station by its name in addresses."""
    row = tx.execute(f"SELECT {STATION_COLUMNS} FROM station WHERE slug = ?", (slug,)).fetchone()
    return _station(row) if row else None


def set_printer(tx: Tx, station_id: int, printer_id: int | None) -> None:
    """Store which printer a station's tickets go to."""
    tx.execute("UPDATE station SET printer_id = ? WHERE id = ?", (printer_id, station_id))


def _station(row: tuple[Any, ...]) -> Station:
    id, slug, name, prefix, printer_id, print_mode, target_s, is_catch_all, active = row
    return Station(
        id=id,
        slug=slug,
        name=name,
        prefix=prefix,
        printer_id=printer_id,
        print_mode=print_mode,
        target_s=target_s,
        is_catch_all=bool(is_catch_all),
        active=bool(active),
    )
