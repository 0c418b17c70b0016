"""SQL of the menu as guests and staff see it, and of what changes it with the hour."""

from venue.core.tx import ReadTx, Row
from venue.menu.model import Window
from venue.menu.opening import Hours
from venue.menu.pricing import PriceList, list_of
from venue.menu.store import PRICE, RULES


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
        f"""
        SELECT i.id, i.section_id, s.name AS section_name, s.translations AS section_translations,
               i.key, i.name, i.description, i.translations, i.machine, {PRICE} AS price_minor,
               i.station_id, i.course, i.allergens, i.may_contain, i.diets, i.icon, i.hue, i.days,
               i.from_min, i.to_min, i.remaining_qty, i.pricing, i.price_min_minor,
               i.price_max_minor, i.min_age, i.photo, i.parts, s.outlets,
               s.machine AS section_machine, {RULES} AS rules
        FROM item i JOIN menu_section s ON s.id = i.section_id
        WHERE i.active = 1 AND s.active = 1
        ORDER BY s.position, s.id, i.position, i.id
        """,
        {"now": tx.now},
    )


def offered_choices(tx: ReadTx) -> list[Row]:
    """Return every active modifier with its group, for each item that has it."""
    return tx.rows(
        """
        SELECT l.item_id, g.id AS group_id, g.name AS group_name,
               g.translations AS group_translations, g.machine AS group_machine,
               g.least, g.most, g.sizes, m.id, m.name, m.translations, m.machine, m.price_minor,
               m.allergens, m.may_contain, m.item_key
        FROM item_group l
        JOIN modifier_group g ON g.id = l.group_id AND g.active = 1
        JOIN modifier m ON m.group_id = g.id AND m.active = 1
        ORDER BY l.item_id, l.position, m.position, m.id
        """
    )


def parts_left(tx: ReadTx) -> dict[str, int | None]:
    """Return what is left of each dish that is on sale, by key; a dish that is not is absent."""
    rows = tx.execute("SELECT key, remaining_qty FROM item WHERE active = 1")
    return dict(rows.fetchall())


def price_lists(tx: ReadTx) -> tuple[PriceList, ...]:
    """Return the price lists in use, in their order."""
    rows = tx.execute(
        """
        SELECT key, days, from_min, to_min, areas, services, outlets, percent_bp
        FROM price_list WHERE active = 1 ORDER BY position, id
        """
    )
    return tuple(list_of(row) for row in rows)


def hours(tx: ReadTx) -> tuple[Hours, ...]:
    """Return the opening hours in use."""
    rows = tx.execute(
        """
        SELECT outlet, on_date, days, from_min, to_min, last_min FROM opening
        WHERE active = 1 ORDER BY position, id
        """
    )
    return tuple(Hours(row[0], row[1], Window(*row[2:5]), row[5]) for row in rows)


def due_changes(tx: ReadTx) -> int:
    """Return how many prices should have changed by now and were not written yet."""
    return int(
        tx.value(
            "SELECT count(*) FROM price_change WHERE settled_at IS NULL AND due_at <= ?", (tx.now,)
        )
    )


def outlets(tx: ReadTx) -> list[Row]:
    """Return the outlets in use as ``{id, key, name}``, in their order."""
    return tx.rows("SELECT id, key, name FROM outlet WHERE active = 1 ORDER BY position, id")


def items_of_section(tx: ReadTx, section_id: int) -> set[int]:
    """Return the items of a section by id, those no longer sold too."""
    return {row[0] for row in tx.execute("SELECT id FROM item WHERE section_id = ?", (section_id,))}


def item_names(tx: ReadTx) -> dict[int, str]:
    """Return the name of every item by id."""
    return dict(tx.execute("SELECT id, name FROM item").fetchall())


def outlet_key(tx: ReadTx, outlet_id: int) -> str | None:
    """Return an outlet's key."""
    found: str | None = tx.value("SELECT key FROM outlet WHERE id = ?", (outlet_id,))
    return found
