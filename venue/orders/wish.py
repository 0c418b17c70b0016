"""What a client asks for, and what the box makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any

import msgspec

from venue.core.actor import Actor
from venue.core.errors import Conflict, Gone, Invalid
from venue.core.money import wire
from venue.core.parse import Body, clean_text
from venue.core.settings_view import Rules
from venue.menu.model import Item, Modifier, Part, check_choice
from venue.menu.pricing import MOST_GRAMS, asked_price, shares
from venue.orders.model import Line, Order, speaks_of_allergy

MOST_LINES = 60
MOST_CHOICES = 60
Quantity = Annotated[int, msgspec.Meta(ge=1, le=99)]
Slot = Annotated[str, msgspec.Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class WishLine(Body, frozen=True):
    """One wanted dish; ``expected_price`` (minor units) is what the person saw.

    ``price`` (minor units) is typed by staff for a dish of open price, ``grams`` read from a scale.
    """

    item_id: RowId
    quantity: Quantity = 1
    modifiers: tuple[RowId, ...] = ()
    note: str = ""
    course: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    seat: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None
    hold: bool = False
    expected_price: int | None = None
    price: Annotated[int, msgspec.Meta(ge=0, le=10**12)] | None = None
    grams: Annotated[int, msgspec.Meta(ge=1, le=MOST_GRAMS)] | None = None


class Wish(Body, frozen=True):
    """The body of ``POST /api/v1/orders``; ``sealed_age_s`` is how long the phone kept it.

    ``slot`` is a local time of today, such as ``19:30``, at which room service is wanted.
    """

    lines: tuple[WishLine, ...]
    note: str = ""
    table_session_id: str | None = None
    sealed_age_s: int = 0
    origin: str = "guest"
    slot: Slot = ""


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


def session_of(actor: Actor, named: str | None, became: Callable[[str, str], bool]) -> str:
    """Return the table session that an order is for: a guest's own, or the one that staff name.

    Args:
        became: Tells whether a party was joined to, or taken apart into, another one: a phone that
            was off the Wi-Fi meanwhile names the former.

    Raises:
        Gone: ``tables.session_over`` - a phone that moved on sends what it sealed at another table.
        Invalid: ``orders.no_session``.
    """
    own = actor.table_session_id
    is_same = named is None or named == own or (own is not None and became(named, own))
    if actor.kind == "guest" and not is_same:
        raise Gone("tables.session_over", "this order was made for another visit", state="closed")
    session_id = actor.table_session_id or named
    if session_id is None:
        raise Invalid("orders.no_session", "say which table session: table_session_id")
    return session_id


def unit_price_minor(line: WishLine, item: Item) -> int:
    """Return the price of one with its choices.

    Raises:
        Invalid: ``menu.choice_missing`` and its kin.
    """
    return _unit_minor(line, item, check_choice(item, line.modifiers))


def _unit_minor(line: WishLine, item: Item, chosen: tuple[Modifier, ...]) -> int:
    asked = asked_price(item, price_minor=line.price, grams=line.grams)
    return asked + sum(modifier.price_minor for modifier in chosen)


def for_staff_alone(wish: Wish, items: Mapping[int, Item]) -> None:
    """Refuse a guest what only staff can order.

    Raises:
        Conflict: ``menu.needs_staff`` - weighed, at a typed price, or with one in the wish.
    """
    for line in wish.lines:
        item = items[line.item_id]
        if item.pricing != "fixed" or line.price is not None or line.grams is not None:
            raise Conflict(
                "menu.needs_staff", f"{item.name}: please ask your waiter", item_id=item.id
            )


def counted(wish: Wish, items: Mapping[int, Item]) -> dict[int, int]:
    """Return how many of each counted dish an order takes, components of sets too."""
    wanted: dict[int, int] = {}
    for line in wish.lines:
        item = items[line.item_id]
        parts = [share.part for share in shares(item, check_choice(item, line.modifiers), 0)]
        both: list[Item | Part] = [item, *parts]
        for one in both:
            if one.remaining_qty is not None:
                wanted[one.id] = wanted.get(one.id, 0) + line.quantity
    return wanted


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


def priced(wish: Wish, items: Mapping[int, Item], order: Order, run_ms: int) -> list[Line]:
    """Return the order's lines: names and prices of now, copied, so that the past stays.

    A set becomes a line for each of its components, at their own stations.

    Raises:
        Invalid: a choice or a price that the dish does not allow.
    """
    lines: list[Line] = []
    sets = 0
    for wanted in wish.lines:
        item = items[wanted.item_id]
        chosen = check_choice(item, wanted.modifiers)
        unit_minor = _unit_minor(wanted, item, chosen)
        components = shares(item, chosen, unit_minor)
        position = len(lines) + 1
        if not components:
            lines.append(_line(wanted, item, chosen, unit_minor, order, position, run_ms))
            continue
        sets += 1
        lines += [
            replace(
                _line(wanted, one.part, one.modifiers, one.price_minor, order, place, run_ms),
                course=one.part.course,
                parent_no=sets,
                parent_item_id=item.id,
                parent_name=item.name,
            )
            for place, one in enumerate(components, start=position)
        ]
    return lines


def _line(
    wanted: WishLine,
    item: Item | Part,
    chosen: tuple[Modifier, ...],
    unit_minor: int,
    order: Order,
    position: int,
    run_ms: int,
) -> Line:
    weight = f" {wanted.grams} g" if wanted.grams is not None else ""
    return Line(
        order_id=order.id,
        position=position,
        bill_id=order.bill_id,
        item_id=item.id,
        name=item.name + weight,
        kitchen_name=item.kitchen_name and item.kitchen_name + weight,
        quantity=wanted.quantity,
        unit_price_minor=unit_minor,
        modifiers=tuple((modifier.id, modifier.name, modifier.price_minor) for modifier in chosen),
        note=wanted.note,
        station_id=item.station_id,
        course=wanted.course or item.course,
        seat=wanted.seat,
        tax_class=item.tax_class,
        state="held" if wanted.hold else "fired",
        fired_run_ms=None if wanted.hold else run_ms,
        grams=wanted.grams,
        attention="allergy" if order.allergy or speaks_of_allergy(wanted.note) else "",
        kitchen_modifiers=kitchen_names(chosen),
    )


def kitchen_names(chosen: tuple[Modifier, ...]) -> tuple[str, ...]:
    """Return the kitchen's names of choices; empty where they are the menu's."""
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
