"""All SQL of the menu as it is read: for orders, for guests, for stations; and what is left."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Row, Tx
from venue.menu.model import EVERY_DAY, Group, Item, Modifier, Station, Window

VERSION = "menu.version"
STATION_COLUMNS = "id, slug, name, prefix, printer_id, print_mode, target_s, is_catch_all, active"

ITEMS = """
SELECT i.id, i.name, i.kitchen_name, i.price_minor, i.tax_class, i.station_id, i.course,
       i.allergens, i.remaining_qty, i.active AND s.active, i.days, i.from_min, i.to_min
FROM json_each(?) AS wanted
JOIN item i ON i.id = wanted.value
JOIN menu_section s ON s.id = i.section_id
"""

CHOICES = """
SELECT l.item_id, g.id, g.name, g.least, g.most, m.id, m.name, m.price_minor, m.allergens,
       m.kitchen_name
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
    return tx.execute(ITEMS, (dumps(ids),)).fetchall()


def choices(tx: ReadTx, ids: list[int]) -> dict[int, tuple[Group, ...]]:
    """Return the active groups of items with their active modifiers, in the menu's order."""
    found: dict[int, tuple[Group, ...]] = {}
    rows = tx.execute(CHOICES, (dumps(ids),))
    for (item_id, id, name, least, most), several in groupby(rows, itemgetter(0, 1, 2, 3, 4)):
        modifiers = tuple(
            Modifier(row[5], row[6], row[7], tuple(row[8].split()), row[9]) for row in several
        )
        found[item_id] = (*found.get(item_id, ()), Group(id, name, least, most, modifiers))
    return found


def item_of(
    row: tuple[Any, ...], window: Window | None, groups: tuple[Group, ...], *, available: bool
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
    )


def window_of(days: int, from_min: int | None, to_min: int | None) -> Window | None:
    """Return the hours an item is sold in; None when that is always."""
    if days == EVERY_DAY and from_min is None:
        return None
    return Window(days, from_min, to_min)


def windows(tx: ReadTx) -> tuple[Window, ...]:
    """Return the different hours that active items are sold in."""
    rows = tx.execute(
        """
        SELECT DISTINCT days, from_min, to_min FROM item
        WHERE active = 1 AND (days <> 127 OR from_min IS NOT NULL)
        ORDER BY days, from_min, to_min
        """
    )
    return tuple(Window(*row) for row in rows)


def offered(tx: ReadTx) -> list[Row]:
    """Return the active items of active sections, section by section, in the menu's order."""
    return tx.rows(
        """
        SELECT i.id, i.section_id, s.name AS section_name, s.translations AS section_translations,
               i.name, i.description, i.translations, i.price_minor, i.station_id, i.course,
               i.allergens, i.diets, i.icon, i.hue, i.days, i.from_min, i.to_min, i.remaining_qty
        FROM item i JOIN menu_section s ON s.id = i.section_id
        WHERE i.active = 1 AND s.active = 1
        ORDER BY s.position, s.id, i.position, i.id
        """
    )


def offered_choices(tx: ReadTx) -> list[Row]:
    """Return every active modifier with its group, for each item that has it."""
    return tx.rows(
        """
        SELECT l.item_id, g.id AS group_id, g.name AS group_name,
               g.translations AS group_translations, g.least, g.most,
               m.id, m.name, m.translations, m.price_minor, m.allergens
        FROM item_group l
        JOIN modifier_group g ON g.id = l.group_id AND g.active = 1
        JOIN modifier m ON m.group_id = g.id AND m.active = 1
        ORDER BY l.item_id, l.position, m.position, m.id
        """
    )


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
