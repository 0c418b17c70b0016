"""Use cases of the manager's editor: records, their order, prices to come, words, photos.

What a file can say of the menu the editor says field by field, through the same plan: one set of
rules, one history.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from venue.core.clock import rfc3339
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.jsonx import loads
from venue.core.money import parse_minor, wire
from venue.core.tx import ReadTx, Tx
from venue.menu import photos, service
from venue.menu.editor import history, store
from venue.menu.files import cells, exchange, fields, plan
from venue.menu.files import store as file_store
from venue.menu.files.fields import FIELDS, NAMED_BY
from venue.menu.files.plan import Change, Plan
from venue.menu.files.records import Entry, Problem
from venue.menu.model import ALLERGENS, DAYS, DIETS, ICONS, PRICINGS, PRINT_MODES, SERVICES
from venue.menu.photos import Photo

Given = str | int | bool | None | list[str]
MOST_COMING = 500
DUE_AT_ONCE = 100
PHOTO_KEPT_MS = 30 * 24 * 3_600_000
WORD = re.compile(r"[a-z0-9]+")


def whole(tx: ReadTx, *, currency: str) -> dict[str, Any]:
    """Return all that the editor shows.

    Returns:
        ``{records: {kind: [{key, id?, values}]}, machine: {kind: {key: {lang: {field}}}},
        price_changes: [{id, item_id, due_at, price}], codes, seq}``; a value is what a file has,
        so a price is ``"12.50"``.
    """
    known, words = store.ids(tx), store.machine_words(tx)
    records = {
        kind: [_shown(entry, known, currency) for entry in entries.values()]
        for kind, entries in file_store.read(tx).items()
    }
    return {
        "records": records,
        "machine": {
            kind: {key: loads(one) for key, one in some.items()} for kind, some in words.items()
        },
        "price_changes": coming(tx, currency=currency),
        "codes": {
            "allergens": ALLERGENS,
            "diets": DIETS,
            "icons": ICONS,
            "days": DAYS,
            "pricing": PRICINGS,
            "services": SERVICES,
            "print": PRINT_MODES,
        },
        "seq": tx.seq,
    }


def put(
    tx: Tx, kind: str, key: str | None, given: Mapping[str, Given], *, currency: str
) -> dict[str, Any]:
    """Change the named fields of a record, or add it; return ``{kind, key, changed, seq}``.

    Args:
        key: As in `records.full_key`; None: a new record, whose key is made of its name.

    Raises:
        NotFound: ``menu.unknown_record``. Invalid: ``menu.bad_record`` - with ``problems``.
    """
    state = file_store.read(tx)
    if kind not in state or (key is not None and key not in state[kind] and kind != "price"):
        raise NotFound("menu.unknown_record", "there is no such record on the menu")
    asked = {name: _cell(kind, name, value) for name, value in given.items()}
    if key is None:
        asked |= _new_names(kind, given, state[kind])
    else:
        asked |= dict(zip(NAMED_BY.get(kind, ("key",)), key.split("/"), strict=False))
    if asked.get("photo") and not store.has_photo(tx, asked["photo"]):
        raise Invalid("menu.unknown_photo", "upload the photo first")
    problems: list[Problem] = []
    record = exchange.record(kind, asked, currency, problems)
    found = Plan(problems=problems) if problems else plan.make(state, [record], replace=False)
    if found.problems:
        words = list(dict.fromkeys(problem.words for problem in found.problems))
        raise Invalid("menu.bad_record", words[0], problems=words)
    service.apply(tx, found)
    return {"kind": kind, "key": record.key, "changed": bool(found.changes), "seq": tx.seq}


def reorder(tx: Tx, kind: str, keys: Sequence[str]) -> dict[str, Any]:
    """Put some records of a kind into an order among themselves; the others keep their places.

    Raises:
        NotFound: ``menu.unknown_record``.
    """
    entries = file_store.read(tx).get(kind, {})
    wanted = list(dict.fromkeys(keys))
    if not wanted or any(key not in entries for key in wanted):
        raise NotFound("menu.unknown_record", "there is no such record on the menu")
    chosen = set(wanted)
    # Numbered anew from 1: records that came by different ways may share a place.
    queue = iter(wanted)
    order = [next(queue) if key in chosen else key for key in entries]
    changes = [
        Change("moved", Entry(kind, key, place, entries[key].values), ("position",), entries[key])
        for place, key in enumerate(order, start=1)
        if entries[key].position != place
    ]
    service.apply(tx, Plan(changes=changes))
    return {"kind": kind, "keys": wanted, "seq": tx.seq}


def record_history(
    tx: ReadTx, kind: str, key: str, *, before_id: int, currency: str
) -> dict[str, Any]:
    """Return who changed what of a record, newest first; see `history.page`."""
    return history.page(tx, kind, key, before_id=before_id, currency=currency)


def coming(tx: ReadTx, *, currency: str, item_id: int | None = None) -> list[dict[str, Any]]:
    """Return the prices to come, soonest first."""
    return [
        {
            "id": row["id"],
            "item_id": row["item_id"],
            "item": row["item"],
            "name": row["name"],
            "due_at": row["due_at"],
            "price": wire(row["price_minor"], currency),
        }
        for row in store.price_changes(tx, item_id=item_id, limit=MOST_COMING)
    ]


def plan_price(tx: Tx, item_id: int, *, price: str, due_at: str, currency: str) -> dict[str, Any]:
    """Let an item have another price from a moment on; return ``{id, due_at, price, seq}``.

    Args:
        due_at: RFC 3339 with an offset.

    Raises:
        NotFound: ``menu.unknown_item``. Invalid: ``menu.bad_moment``, ``money.not_an_amount``.
    """
    service.require_items(tx, [item_id])
    price_minor = parse_minor(price, currency)
    if not 0 <= price_minor <= fields.HIGHEST_PRICE_MINOR:
        raise Invalid("menu.bad_price", "a price cannot be below zero")
    moment = _moment(due_at)
    if rfc3339(moment) <= tx.now:
        raise Invalid("menu.bad_moment", "this moment is past; change the price itself")
    if len(coming(tx, currency=currency)) >= MOST_COMING:
        raise Conflict("menu.too_many_changes", f"at most {MOST_COMING} prices may wait")
    change_id = store.insert_price_change(
        tx, item_id=item_id, due_at=rfc3339(moment), price_minor=price_minor
    )
    facts = {"item_id": item_id, "price": price_minor, "due_at": rfc3339(moment)}
    seq = tx.journal("menu.price_planned", {"price_change": change_id, **facts})
    shown = wire(price_minor, currency)
    return {"id": change_id, "due_at": rfc3339(moment), "price": shown, "seq": seq}


def drop_price(tx: Tx, change_id: int) -> dict[str, Any]:
    """Forget a price to come.

    Raises:
        NotFound: ``menu.unknown_change`` - none, in force already, or dropped before.
    """
    if not store.settle_price_change(tx, change_id, "cancelled"):
        raise NotFound("menu.unknown_change", "there is no such price to come")
    seq = service.changed(tx, "menu.price_dropped", {"price_change": change_id})
    return {"id": change_id, "dropped": True, "seq": seq}


def apply_due(tx: Tx, *, currency: str) -> int:
    """Write the prices whose moment has come into their items; return how many.

    Orders and menus already have them by look-up; this makes them part of the menu's history.
    """
    due = store.due(tx, DUE_AT_ONCE)
    for row in due:
        field = FIELDS["item"]["price"]
        price = cells.show(field, row["price_minor"], currency)
        store.settle_price_change(tx, row["id"], "applied")
        put(tx, "item", row["item"], {"price": price}, currency=currency)
        service.changed(tx, "menu.price_applied", {"price_change": row["id"]})
    return len(due)


def note_photo(tx: Tx, photo: Photo) -> dict[str, Any]:
    """Remember an uploaded photo; return ``{id, small, large}``."""
    store.insert_photo(tx, id=photo.id, width=photo.width, height=photo.height, size=photo.size)
    tx.journal("menu.photo_kept", {"photo": photo.id, "bytes": photo.size})
    return {"id": photo.id, **photos.addresses(photo.id), "seq": tx.seq}


def tidy(tx: Tx) -> list[str]:
    """Forget old history, and photos that no item had for a month; return those photos."""
    store.forget_history(tx, history.MOST_KEPT)
    store.touch_used_photos(tx)
    gone = store.forget_photos(tx, tx.run_ms - PHOTO_KEPT_MS)
    if gone:
        tx.journal("menu.photos_forgotten", {"photos": len(gone)})
    return gone


def _shown(entry: Entry, known: Mapping[str, Mapping[str, int]], currency: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in entry.values.items():
        field = fields.field_of(entry.kind, name)
        if field is not None and field.form in ("money", "percent"):
            values[name] = cells.show(field, value, currency)
        else:
            values[name] = value
    own = known.get(entry.kind, {}).get(entry.key)
    return {"key": entry.key, "values": values} | ({"id": own} if own is not None else {})


def _cell(kind: str, name: str, value: Given) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        field = fields.field_of(kind, name)
        return ("; " if field and field.form == "names" else " ").join(value)
    return "" if value is None else str(value)


def _new_names(kind: str, given: Mapping[str, Given], known: Mapping[str, Entry]) -> dict[str, str]:
    """Return a key that no record has yet, made of the name; ``hours`` and the like are counted."""
    if "key" not in FIELDS[kind]:
        return {}
    plain = unicodedata.normalize("NFKD", str(given.get("name") or "")).lower()
    stem = "-".join(WORD.findall(plain.encode("ascii", "ignore").decode()))[:50] or kind
    group = f"{given.get('group')}/" if kind == "modifier" else ""
    key, number = stem, 1
    while f"{group}{key}" in known:
        number += 1
        key = f"{stem}-{number}"
    return {"key": key}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901
    if moment.tzinfo is None:
        raise Invalid("menu.bad_moment", "say the moment as 2026-12-24T18:00:00+01:00")
    return moment.astimezone(UTC)
