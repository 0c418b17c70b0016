"""The menu as guests' phones fetch it, encoded once for all of them.

Three hundred phones ask within a second of a change; only the first one's answer is built.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from typing import Any, NamedTuple

from venue.core.jsonx import encode, loads
from venue.core.money import wire
from venue.core.tx import ReadTx, Row
from venue.menu import photos, queries, store
from venue.menu.model import DAYS, Window
from venue.menu.opening import Hours, Opening, opening_at
from venue.menu.pricing import Place, PriceList, Rule, list_of, price_in_force

CACHED = 32
NOWHERE = Place()


class Season(NamedTuple):
    """What of a version of the menu depends on the hour."""

    windows: tuple[Window, ...]
    lists: tuple[PriceList, ...]
    hours: tuple[Hours, ...]


def season(tx: ReadTx) -> Season:
    """Return what of the menu depends on the hour."""
    return Season(queries.windows(tx), queries.price_lists(tx), queries.hours(tx))


def in_force(found: Season, local: datetime, place: Place) -> Hashable:
    """Return what is sold and at which prices now, as something to compare."""
    return (
        tuple(window.covers(local) for window in found.windows),
        tuple(one.holds(local, place) for one in found.lists),
    )


class MenuCache:
    """The last few encoded menus, by language, version of the menu and what is sold now."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def encoded(
        self,
        tx: ReadTx,
        *,
        lang: str,
        currency: str,
        local: datetime,
        place: Place = NOWHERE,
        staff: bool = False,
    ) -> bytes:
        """Return the JSON of ``GET /api/v1/menu``, with the snapshot's ``seq`` and the opening.

        Only for readers: a version seen inside a write may be rolled back and used again.

        Args:
            local: The moment in the venue's time zone; decides what is available.
            place: Decides prices and which sections there are.
            staff: With what only staff sell.
        """
        version = store.version(tx)
        found: Season | None = self._get(version)
        if found is None:
            found = self._put(version, season(tx))
        due = queries.due_changes(tx)
        key = (version, due, lang, place, staff, in_force(found, local, place))
        body: bytes | None = self._get(key)
        if body is None:
            menu = build(tx, lang=lang, currency=currency, local=local, place=place, staff=staff)
            body = self._put(key, encode(menu))
        opening = encode(opening_view(opening_at(found.hours, place.outlet, local)))
        return b'{"seq":%d,"opening":%s,' % (tx.seq, opening) + body[1:]

    def _get(self, key: Hashable) -> Any:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _put(self, key: Hashable, value: Any) -> Any:
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > CACHED:
                self._kept.popitem(last=False)
        return value


def opening_view(opening: Opening) -> dict[str, Any]:
    """Return ``{state, until, opens_at}``; the last is a local moment with its offset."""
    return {
        "state": opening.state,
        "until": opening.until,
        "opens_at": opening.opens_at.isoformat() if opening.opens_at else None,
    }


def build(
    tx: ReadTx,
    *,
    lang: str,
    currency: str,
    local: datetime,
    place: Place = NOWHERE,
    staff: bool = False,
) -> dict[str, Any]:
    """Return ``{lang, sections: [{id, name, items}]}``; a text without translation stays as is."""
    left = queries.parts_left(tx)
    choices: dict[int, dict[int, dict[str, Any]]] = {}
    for row in queries.offered_choices(tx):
        asked = choices.setdefault(row["item_id"], {})
        group = asked.setdefault(row["group_id"], _group(row, lang))
        if not row["item_key"] or left.get(row["item_key"], 0) != 0:
            group["modifiers"].append(_modifier(row, lang, currency))
    sections: dict[int, dict[str, Any]] = {}
    for row in queries.offered(tx):
        if not _shown_here(row, place, staff=staff):
            continue
        name = words_of(row, lang, "section_").get("name") or row["section_name"]
        section = sections.setdefault(
            row["section_id"], {"id": row["section_id"], "name": name, "items": []}
        )
        if made := made_from(row, lang, "section_", name=row["section_name"]):
            section["original"] = made["name"]
        made_of = row["parts"].split()
        groups = list(choices.get(row["id"], {}).values())
        gone = any(left.get(key, 0) == 0 for key in made_of) or any(
            len(group["modifiers"]) < group["min"] for group in groups
        )
        shown = _item(row, groups, lang, currency, local, place)
        shown["sold_out"] = shown["sold_out"] or gone
        # By weight or at a typed price, only staff can order it.
        shown["available"] = shown["available"] and (staff or row["pricing"] == "fixed")
        section["items"].append(shown)
    return {"lang": lang, "sections": list(sections.values())}


def _shown_here(row: Row, place: Place, *, staff: bool) -> bool:
    if staff:
        return True
    here = not place.outlet or not row["outlets"] or place.outlet in row["outlets"].split()
    return here and row["pricing"] != "open"


def _item(
    row: Row,
    groups: list[dict[str, Any]],
    lang: str,
    currency: str,
    local: datetime,
    place: Place,
) -> dict[str, Any]:
    words = words_of(row, lang)
    window = store.window_of(row["days"], row["from_min"], row["to_min"])
    rules = [Rule(list_of(one[:8]), one[8]) for one in loads(row["rules"])]
    price_minor = price_in_force(row["price_minor"], rules, local, place)
    shown = {
        "id": row["id"],
        "name": words.get("name") or row["name"],
        "description": words.get("description") or row["description"],
        "price": wire(price_minor, currency),
        "sold_out": row["remaining_qty"] == 0,
        "available": window is None or window.covers(local),
        "allergens": row["allergens"].split(),
        "may_contain": row["may_contain"].split(),
        "diets": row["diets"].split(),
        "icon": row["icon"],
        "hue": row["hue"],
        "course": row["course"],
        "station": row["station_id"],
        "modifier_groups": groups,
    }
    if row["remaining_qty"] is not None:
        shown["remaining_qty"] = row["remaining_qty"]
    if window is not None:
        shown["hours"] = _hours(window)
    if made_from(row, lang, name=row["name"], description=row["description"]):
        shown["original"] = {"name": row["name"], "description": row["description"]}
    return shown | _extras(row, price_minor, currency)


def _extras(row: Row, price_minor: int, currency: str) -> dict[str, Any]:
    """Return what few dishes have: a photo, an age, another price than usual, another pricing."""
    more: dict[str, Any] = {}
    if row["photo"]:
        more["photo"] = photos.addresses(row["photo"])
    if row["min_age"]:
        more["min_age"] = row["min_age"]
    if price_minor != row["price_minor"]:
        more["usual_price"] = wire(row["price_minor"], currency)
    if row["pricing"] != "fixed":
        more["pricing"] = row["pricing"]
    if row["pricing"] == "open":
        least, most = row["price_min_minor"], row["price_max_minor"]
        more["price_min"] = wire(least or 0, currency)
        more["price_max"] = wire(most, currency) if most is not None else None
    return more


def _group(row: Row, lang: str) -> dict[str, Any]:
    group = {
        "id": row["group_id"],
        "name": words_of(row, lang, "group_").get("name") or row["group_name"],
        "min": row["least"],
        "max": row["most"],
        "required": row["least"] > 0,
        "sizes": bool(row["sizes"]),
        "modifiers": [],
    }
    if made := made_from(row, lang, "group_", name=row["group_name"]):
        group["original"] = made["name"]
    return group


def _modifier(row: Row, lang: str, currency: str) -> dict[str, Any]:
    modifier = {
        "id": row["id"],
        "name": words_of(row, lang).get("name") or row["name"],
        "price": wire(row["price_minor"], currency),
        "allergens": row["allergens"].split(),
        "may_contain": row["may_contain"].split(),
    }
    if made := made_from(row, lang, name=row["name"]):
        modifier["original"] = made["name"]
    return modifier


def _hours(window: Window) -> dict[str, Any]:
    """Return ``{days: [mon..], from?, to?}``, the times as ``07:30`` of local time."""
    hours: dict[str, Any] = {
        "days": [day for bit, day in enumerate(DAYS) if window.days >> bit & 1]
    }
    if window.from_min is not None and window.to_min is not None:
        hours["from"] = f"{window.from_min // 60:02d}:{window.from_min % 60:02d}"
        hours["to"] = f"{window.to_min // 60:02d}:{window.to_min % 60:02d}"
    return hours


def words_of(row: Row, lang: str, prefix: str = "") -> dict[str, str]:
    """Return a text's words in a language: the venue's own over the translator's."""
    return _translated(row[f"{prefix}machine"], lang) | {
        name: words
        for name, words in _translated(row[f"{prefix}translations"], lang).items()
        if words
    }


def made_from(row: Row, lang: str, prefix: str = "", **texts: str) -> dict[str, str]:
    """Return those of a record's texts whose words in a language are the translator's."""
    made = _translated(row[f"{prefix}machine"], lang)
    own = _translated(row[f"{prefix}translations"], lang)
    return {name: text for name, text in texts.items() if made.get(name) and not own.get(name)}


def _translated(translations: str, lang: str) -> dict[str, str]:
    if translations == "{}":
        return {}
    words: dict[str, str] = loads(translations).get(lang, {})
    return words
