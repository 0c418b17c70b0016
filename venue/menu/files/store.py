"""The whole menu as entries of a file, read from and written to its tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx
from venue.menu.files.fields import FIELDS, TRANSLATED, TRANSLATION, Value, Values
from venue.menu.files.plan import Change
from venue.menu.files.records import Entry, State, full_key
from venue.menu.model import DAYS, EVERY_DAY

QUERIES: Mapping[str, str] = {
    "station": """
        SELECT slug AS key, position, name, prefix, is_catch_all AS catch_all,
               print_mode AS print, target_s, active
        FROM station ORDER BY position, id
    """,
    "outlet": "SELECT key, position, name, active FROM outlet ORDER BY position, id",
    "section": """
        SELECT key, position, name, outlets, active, translations FROM menu_section
        ORDER BY position, id
    """,
    "group": """
        SELECT key, position, name, least AS min, most AS max, sizes, active, translations
        FROM modifier_group ORDER BY position, id
    """,
    "modifier": """
        SELECT g.key AS "group", m.key, m.position, m.name, m.kitchen_name,
               m.price_minor AS price, m.allergens,
               m.may_contain, m.item_key AS item, m.active, m.translations
        FROM modifier m JOIN modifier_group g ON g.id = m.group_id ORDER BY m.position, m.id
    """,
    "item": """
        SELECT i.key, i.position, s.key AS section, i.name, i.description, i.kitchen_name,
               i.price_minor AS price, i.tax_class, t.slug AS station, i.course, i.allergens,
               i.may_contain, i.diets, i.parts, i.pricing, i.price_min_minor AS price_min,
               i.price_max_minor AS price_max, i.min_age, i.photo,
               coalesce((SELECT group_concat(key, ' ') FROM
                   (SELECT g.key FROM item_group l JOIN modifier_group g ON g.id = l.group_id
                    WHERE l.item_id = i.id ORDER BY l.position)), '') AS "groups",
               i.icon, i.hue, i.days, i.from_min AS "from", i.to_min AS "to", i.remaining_qty,
               i.active, i.translations
        FROM item i JOIN menu_section s ON s.id = i.section_id
        JOIN station t ON t.id = i.station_id ORDER BY i.position, i.id
    """,
    "list": """
        SELECT key, position, name, days, from_min AS "from", to_min AS "to", areas, services,
               outlets, sections, percent_bp AS percent, active
        FROM price_list ORDER BY position, id
    """,
    "price": """
        SELECT list_key AS list, item_key AS item, position, price_minor AS price, active
        FROM list_price ORDER BY position, list_key, item_key
    """,
    "hours": """
        SELECT key, position, outlet, on_date AS date, days, from_min AS "from", to_min AS "to",
               last_min AS last_orders, active
        FROM opening ORDER BY position, id
    """,
}

WRITES: Mapping[str, str] = {
    "station": """
        INSERT INTO station (slug, position, name, prefix, is_catch_all, print_mode, target_s,
                             active)
        VALUES (:key, :position, :name, :prefix, :catch_all, :print, :target_s, :active)
        ON CONFLICT (slug) DO UPDATE SET
            position = excluded.position, name = excluded.name, prefix = excluded.prefix,
            is_catch_all = excluded.is_catch_all, print_mode = excluded.print_mode,
            target_s = excluded.target_s, active = excluded.active
    """,
    "outlet": """
        INSERT INTO outlet (key, position, name, active) VALUES (:key, :position, :name, :active)
        ON CONFLICT (key) DO UPDATE SET
            position = excluded.position, name = excluded.name, active = excluded.active
    """,
    "section": """
        INSERT INTO menu_section (key, position, name, outlets, translations, active)
        VALUES (:key, :position, :name, :outlets, :translations, :active)
        ON CONFLICT (key) DO UPDATE SET
            position = excluded.position, name = excluded.name, outlets = excluded.outlets,
            translations = excluded.translations, active = excluded.active
    """,
    "group": """
        INSERT INTO modifier_group (key, position, name, translations, least, most, sizes, active)
        VALUES (:key, :position, :name, :translations, :min, :max, :sizes, :active)
        ON CONFLICT (key) DO UPDATE SET
            position = excluded.position, name = excluded.name, least = excluded.least,
            most = excluded.most, sizes = excluded.sizes,
            translations = excluded.translations, active = excluded.active
    """,
    "modifier": """
        INSERT INTO modifier (group_id, key, position, name, kitchen_name, translations,
                              price_minor, allergens, may_contain, item_key, active)
        VALUES ((SELECT id FROM modifier_group WHERE key = :group), :key, :position, :name,
                :kitchen_name, :translations, :price, :allergens, :may_contain, :item, :active)
        ON CONFLICT (group_id, key) DO UPDATE SET
            position = excluded.position, name = excluded.name,
            kitchen_name = excluded.kitchen_name,
            translations = excluded.translations, price_minor = excluded.price_minor,
            allergens = excluded.allergens, may_contain = excluded.may_contain,
            item_key = excluded.item_key, active = excluded.active
    """,
    "item": """
        INSERT INTO item (key, section_id, position, name, description, translations,
                          kitchen_name, price_minor, tax_class, station_id, course, allergens,
                          may_contain, diets, parts, pricing, price_min_minor,
                          price_max_minor, min_age, photo, icon, hue, days, from_min, to_min,
                          remaining_qty, active)
        VALUES (:key, (SELECT id FROM menu_section WHERE key = :section), :position, :name,
                :description, :translations, :kitchen_name, :price, :tax_class,
                (SELECT id FROM station WHERE slug = :station), :course, :allergens,
                :may_contain, :diets, :parts, :pricing, :price_min, :price_max, :min_age, :photo,
                :icon, :hue, :days, :from, :to, :remaining_qty, :active)
        ON CONFLICT (key) DO UPDATE SET
            section_id = excluded.section_id, position = excluded.position, name = excluded.name,
            description = excluded.description, translations = excluded.translations,
            kitchen_name = excluded.kitchen_name, price_minor = excluded.price_minor,
            tax_class = excluded.tax_class, station_id = excluded.station_id,
            course = excluded.course, allergens = excluded.allergens,
            may_contain = excluded.may_contain, diets = excluded.diets, parts = excluded.parts,
            pricing = excluded.pricing, price_min_minor = excluded.price_min_minor,
            price_max_minor = excluded.price_max_minor, min_age = excluded.min_age,
            photo = excluded.photo,
            icon = excluded.icon, hue = excluded.hue, days = excluded.days,
            from_min = excluded.from_min, to_min = excluded.to_min, active = excluded.active
    """,
    "list": """
        INSERT INTO price_list (key, position, name, days, from_min, to_min, areas, services,
                                outlets, sections, percent_bp, active)
        VALUES (:key, :position, :name, :days, :from, :to, :areas, :services, :outlets,
                :sections, :percent, :active)
        ON CONFLICT (key) DO UPDATE SET
            position = excluded.position, name = excluded.name, days = excluded.days,
            from_min = excluded.from_min, to_min = excluded.to_min, areas = excluded.areas,
            services = excluded.services, outlets = excluded.outlets,
            sections = excluded.sections, percent_bp = excluded.percent_bp,
            active = excluded.active
    """,
    "price": """
        INSERT INTO list_price (list_key, item_key, position, price_minor, active)
        VALUES (:list, :item, :position, :price, :active)
        ON CONFLICT (item_key, list_key) DO UPDATE SET
            position = excluded.position, price_minor = excluded.price_minor,
            active = excluded.active
    """,
    "hours": """
        INSERT INTO opening (key, position, outlet, on_date, days, from_min, to_min, last_min,
                             active)
        VALUES (:key, :position, :outlet, :date, :days, :from, :to, :last_orders, :active)
        ON CONFLICT (key) DO UPDATE SET
            position = excluded.position, outlet = excluded.outlet, on_date = excluded.on_date,
            days = excluded.days, from_min = excluded.from_min, to_min = excluded.to_min,
            last_min = excluded.last_min, active = excluded.active
    """,
}
# Words of the translator are of a text that is no longer so.
STALE: Mapping[str, str] = {
    "section": "UPDATE menu_section SET machine = '{}' WHERE key = ?",
    "group": "UPDATE modifier_group SET machine = '{}' WHERE key = ?",
    "modifier": """
        UPDATE modifier SET machine = '{}' WHERE id = (
            SELECT m.id FROM modifier m JOIN modifier_group g ON g.id = m.group_id
            WHERE g.key || '/' || m.key = ?)
    """,
    "item": "UPDATE item SET machine = '{}' WHERE key = ?",
}


def read(tx: ReadTx) -> State:
    """Return the whole menu, the inactive too, each kind in its order."""
    state: State = {}
    for kind, query in QUERIES.items():
        state[kind] = {}
        for row in tx.rows(query):
            position = row.pop("position")
            values = _values(kind, row)
            key = full_key(kind, values)
            state[kind][key] = Entry(kind, key, position, values)
    return state


def write(tx: Tx, changes: Iterable[Change]) -> None:
    """Store changed entries; each keeps its id, for it is found by its key."""
    for change in changes:
        entry = change.entry
        tx.execute(WRITES[entry.kind], _columns(entry))
        if entry.kind == "item" and "groups" in change.fields:
            _write_groups(tx, entry)
        if entry.kind in STALE and {"name", "description"} & set(change.fields):
            tx.execute(STALE[entry.kind], (entry.key,))


def item_ids(tx: ReadTx, keys: Iterable[str]) -> dict[str, int]:
    """Return the ids of items by key."""
    rows = tx.execute(
        "SELECT key, id FROM item WHERE key IN (SELECT value FROM json_each(?))",
        (dumps(list(keys)),),
    )
    return dict(rows.fetchall())


def _write_groups(tx: Tx, entry: Entry) -> None:
    tx.execute(
        "DELETE FROM item_group WHERE item_id = (SELECT id FROM item WHERE key = ?)", (entry.key,)
    )
    groups = entry.values["groups"]
    tx.execute_many(
        """
        INSERT INTO item_group (item_id, position, group_id)
        SELECT i.id, ?, g.id FROM item i, modifier_group g WHERE i.key = ? AND g.key = ?
        """,
        [
            (position, entry.key, group)
            for position, group in enumerate(groups if isinstance(groups, tuple) else ())
        ],
    )


def _values(kind: str, row: Row) -> Values:
    """Return a row's columns as a file has them."""
    translations: dict[str, dict[str, str]] = loads(row.pop("translations", "{}"))
    values: Values = {name: _value(kind, name, stored) for name, stored in row.items()}
    for lang, words in translations.items():
        values |= {f"{name}_{lang}": text for name, text in words.items()}
    return values


def _value(kind: str, name: str, stored: Any) -> Value:
    form = FIELDS[kind][name].form
    if name == "days":
        chosen = tuple(day for bit, day in enumerate(DAYS) if stored >> bit & 1)
        return () if len(chosen) == len(DAYS) else chosen
    if form == "time":
        return "" if stored is None else f"{stored // 60:02d}:{stored % 60:02d}"
    if form == "flag":
        return bool(stored)
    if form == "names":
        return tuple(stored.splitlines())
    value: Value = tuple(stored.split()) if form in ("codes", "keys", "parts") else stored
    return value


def _columns(entry: Entry) -> dict[str, Any]:
    """Return an entry's fields as its table has them."""
    columns: dict[str, Any] = {"position": entry.position}
    translations: dict[str, dict[str, str]] = {}
    for name, value in entry.values.items():
        found = TRANSLATION.fullmatch(name)
        if found and found[1] in TRANSLATED[entry.kind]:
            translations.setdefault(found[2], {})[found[1]] = str(value)
        else:
            columns[name] = _column(entry.kind, name, value)
    return columns | {"translations": dumps(translations)}


def _column(kind: str, name: str, value: Value) -> Any:
    form = FIELDS[kind][name].form
    if name == "days" and isinstance(value, tuple):
        return sum(1 << DAYS.index(day) for day in value) or EVERY_DAY
    if form == "time":
        hours, _, minutes = str(value).partition(":")
        return int(hours) * 60 + int(minutes) if value else None
    if form == "flag":
        return int(bool(value))
    return ("\n" if form == "names" else " ").join(value) if isinstance(value, tuple) else value
