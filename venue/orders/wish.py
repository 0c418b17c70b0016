"""What a client asks for, and what the box makes of it."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from venue.core.errors import Invalid
from venue.core.money import wire
from venue.core.parse import Body, clean_text
from venue.core.settings_view import Rules
from venue.menu.model import Item, Modifier, check_choice
from venue.orders.model import Line, Order, speaks_of_allergy

MOST_LINES = 60
Quantity = Annotated[int, msgspec.Meta(ge=1, le=99)]
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class WishLine(Body, frozen=True):
    """One wanted dish; ``expected_price`` (minor units) is what the person saw."""

    item_id: RowId
    quantity: Quantity = 1
    modifiers: tuple[RowId, ...] = ()
    note: str = ""
    course: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    seat: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None
    hold: bool = False
    expected_price: int | None = None


class Wish(Body, frozen=True):
    """The body of ``POST /api/v1/orders``; ``sealed_age_s`` is how long the phone kept it."""

    lines: tuple[WishLine, ...]
    note: str = ""
    table_session_id: str | None = None
    sealed_age_s: int = 0
    origin: str = "guest"


def checked(wish: Wish, origin: str) -> Wish:
    """Return the wish with clean words.

    Raises:
        Invalid: ``orders.empty``, ``orders.too_many_lines``, ``request.text_too_long``.
    """
    if not wish.lines:
        raise Invalid("orders.empty", "choose at least one dish")
    if len(wish.lines) > MOST_LINES:
        raise Invalid("orders.too_many_lines", f"one order may have {MOST_LINES} lines")
    lines = tuple(
        msgspec.structs.replace(line, note=clean_text(line.note, field="the note of a dish"))
        if line.note
        else line
        for line in wish.lines
    )
    note = clean_text(wish.note, field="the note") if wish.note else ""
    return msgspec.structs.replace(wish, lines=lines, note=note, origin=origin)


def unit_price_minor(line: WishLine, item: Item) -> int:
    """Return the price of one with its choices.

    Raises:
        Invalid: ``menu.choice_missing`` and its kin.
    """
    chosen = check_choice(item, line.modifiers)
    return item.price_minor + sum(modifier.price_minor for modifier in chosen)


def changes(wish: Wish, items: Mapping[int, Item], rules: Rules) -> list[dict[str, Any]]:
    """Return what is no longer as the person saw it: price, sold out, not served now, too old."""
    found: list[dict[str, Any]] = []
    if wish.sealed_age_s > rules.sealed_limit_s:
        found.append({"line": None, "reason": "old", "was": None, "now": wish.sealed_age_s})
    wanted: dict[int, int] = {}
    for index, line in enumerate(wish.lines):
        item = items[line.item_id]
        wanted[item.id] = wanted.get(item.id, 0) + line.quantity
        left = 0 if item.sold_out else item.remaining_qty
        if left is not None and wanted[item.id] > left:
            found.append(_change(index, line, "sold_out", line.quantity, left))
        elif not (item.available and item.active):
            found.append(_change(index, line, "unavailable", None, None))
        elif line.expected_price is not None:
            now = unit_price_minor(line, item)
            if now != line.expected_price:
                was = wire(line.expected_price, rules.currency)
                found.append(_change(index, line, "price", was, wire(now, rules.currency)))
    return found


def priced(line: WishLine, item: Item, order: Order, position: int, run_ms: int) -> Line:
    """Return the order line: the name and price of now, copied, so that the past stays.

    Raises:
        Invalid: a choice that the dish does not allow.
    """
    chosen = check_choice(item, line.modifiers)
    return Line(
        order_id=order.id,
        position=position,
        bill_id=order.bill_id,
        item_id=item.id,
        name=item.name,
        kitchen_name=item.kitchen_name,
        quantity=line.quantity,
        unit_price_minor=item.price_minor + sum(modifier.price_minor for modifier in chosen),
        modifiers=tuple((modifier.id, modifier.name, modifier.price_minor) for modifier in chosen),
        note=line.note,
        station_id=item.station_id,
        course=line.course or item.course,
        seat=line.seat,
        tax_class=item.tax_class,
        state="held" if line.hold else "fired",
        fired_run_ms=None if line.hold else run_ms,
        attention="allergy" if order.allergy or speaks_of_allergy(line.note) else "",
        kitchen_modifiers=_kitchen_names(chosen),
    )


def _kitchen_names(chosen: tuple[Modifier, ...]) -> tuple[str, ...]:
    if not any(modifier.kitchen_name for modifier in chosen):
        return ()
    return tuple(modifier.kitchen_name or modifier.name for modifier in chosen)


def _change(index: int, line: WishLine, reason: str, was: Any, now: Any) -> dict[str, Any]:
    return {"line": index, "item_id": line.item_id, "reason": reason, "was": was, "now": now}


def item_ids(raw: object) -> int:
    """Return a wire id, a number or its text, as the number.

    Raises:
        Invalid: ``request.malformed``.
    """
    text = str(raw)
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid("request.malformed", f"{text[:40]!r} is not an item id")
    return int(text)
