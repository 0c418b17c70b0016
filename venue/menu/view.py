"""The menu as guests' phones fetch it, encoded once for all of them.

Three hundred phones ask within a second of a change; only the first one's answer is built.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from typing import Any

from venue.core.jsonx import encode, loads
from venue.core.money import wire
from venue.core.tx import ReadTx, Row
from venue.menu import store
from venue.menu.model import DAYS, Window

CACHED = 32


class MenuCache:
    """The last few encoded menus, by language, version of the menu and what is sold now."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def encoded(self, tx: ReadTx, *, lang: str, currency: str, local: datetime) -> bytes:
        """Return the JSON of ``GET /api/v1/menu``, with the snapshot's ``seq``.

        Only for readers: a version seen inside a write may be rolled back and used again.

        Args:
            local: The moment in the venue's time zone; decides what is available.
        """
        version = store.version(tx)
        windows: tuple[Window, ...] | None = self._get(version)
        if windows is None:
            windows = self._put(version, store.windows(tx))
        key = (version, lang, tuple(window.covers(local) for window in windows))
        body: bytes | None = self._get(key)
        if body is None:
            menu = build(tx, lang=lang, currency=currency, local=local)
            body = self._put(key, encode(menu))
        return b'{"seq":%d,' % tx.seq + body[1:]

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


def build(tx: ReadTx, *, lang: str, currency: str, local: datetime) -> dict[str, Any]:
    """Return ``{lang, sections: [{id, name, items}]}``; a text without translation stays as is."""
    choices: dict[int, dict[int, dict[str, Any]]] = {}
    for row in store.offered_choices(tx):
        groups = choices.setdefault(row["item_id"], {})
        group = groups.setdefault(row["group_id"], _group(row, lang))
        group["modifiers"].append(_modifier(row, lang, currency))
    sections: dict[int, dict[str, Any]] = {}
    for row in store.offered(tx):
        name = _translated(row["section_translations"], lang).get("name") or row["section_name"]
        section = sections.setdefault(
            row["section_id"], {"id": row["section_id"], "name": name, "items": []}
        )
        groups = choices.get(row["id"], {})
        section["items"].append(_item(row, list(groups.values()), lang, currency, local))
    return {"lang": lang, "sections": list(sections.values())}


def _item(
    row: Row, groups: list[dict[str, Any]], lang: str, currency: str, local: datetime
) -> dict[str, Any]:
    words = _translated(row["translations"], lang)
    window = store.window_of(row["days"], row["from_min"], row["to_min"])
    shown = {
        "id": row["id"],
        "name": words.get("name") or row["name"],
        "description": words.get("description") or row["description"],
        "price": wire(row["price_minor"], currency),
        "sold_out": row["remaining_qty"] == 0,
        "available": window is None or window.covers(local),
        "allergens": row["allergens"].split(),
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
    return shown


def _group(row: Row, lang: str) -> dict[str, Any]:
    return {
        "id": row["group_id"],
        "name": _translated(row["group_translations"], lang).get("name") or row["group_name"],
        "min": row["least"],
        "max": row["most"],
        "required": row["least"] > 0,
        "modifiers": [],
    }


def _modifier(row: Row, lang: str, currency: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": _translated(row["translations"], lang).get("name") or row["name"],
        "price": wire(row["price_minor"], currency),
        "allergens": row["allergens"].split(),
    }


def _hours(window: Window) -> dict[str, Any]:
    """Return ``{days: [mon..], from?, to?}``, the times as ``07:30`` of local time."""
    hours: dict[str, Any] = {
        "days": [day for bit, day in enumerate(DAYS) if window.days >> bit & 1]
    }
    if window.from_min is not None and window.to_min is not None:
        hours["from"] = f"{window.from_min // 60:02d}:{window.from_min % 60:02d}"
        hours["to"] = f"{window.to_min // 60:02d}:{window.to_min % 60:02d}"
    return hours


def _translated(translations: str, lang: str) -> dict[str, str]:
    if translations == "{}":
        return {}
    words: dict[str, str] = loads(translations).get(lang, {})
    return words
