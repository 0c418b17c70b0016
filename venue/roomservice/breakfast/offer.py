"""What a breakfast card can hold: the dishes of one section of the menu, as of the morning."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from venue.core.errors import Conflict, Invalid
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx
from venue.menu import service as menu
from venue.menu import view
from venue.menu.model import Item, check_choice
from venue.menu.pricing import Place
from venue.orders.wish import WishLine
from venue.roomservice.breakfast.model import Hours

ROOM = Place(service="room")


def hours_of(rules: Rules) -> Hours:
    """Return the venue's hours of breakfast cards."""
    number = rules.settings.number
    return Hours(
        zone=rules.zone,
        until_hour=number("hotel.breakfast_until_hour"),
        from_hour=number("hotel.breakfast_from_hour"),
        to_hour=number("hotel.breakfast_to_hour"),
        lead_min=number("hotel.room_lead_min"),
    )


def dishes(tx: ReadTx, rules: Rules, *, lang: str, local: datetime) -> list[dict[str, Any]]:
    """Return the ITEMs of the section that a manager chose, with the prices of a local moment."""
    section_id = rules.settings.number("hotel.breakfast_section")
    if not section_id:
        return []
    built = view.build(tx, lang=lang, currency=rules.currency, local=local, place=ROOM)
    found = [one["items"] for one in built["sections"] if one["id"] == section_id]
    # An age is looked at by a person, and nobody looks at a card.
    return [one for one in (found[0] if found else []) if not one.get("min_age")]


def require_offered(
    tx: ReadTx, lines: Iterable[WishLine], rules: Rules, *, local: datetime
) -> None:
    """Refuse what a card of a local moment cannot hold.

    Raises:
        Conflict: ``breakfast.not_offered`` with the dish.
        Invalid: a choice that the dish does not allow.
    """
    offered = dishes(tx, rules, lang="", local=local)
    names = {one["id"]: one["name"] for one in offered if one["available"] and not one["sold_out"]}
    for line in lines:
        if line.item_id not in names:
            named = {one["id"]: one["name"] for one in offered}.get(line.item_id, "this")
            raise Conflict(
                "breakfast.not_offered",
                f"{named} cannot be had at this time; choose something else",
                item_id=line.item_id,
            )
    items = menu.require_items(tx, names)
    for line in lines:
        check_choice(items[line.item_id], line.modifiers)


def split(
    items: Mapping[int, Item], lines: Iterable[WishLine]
) -> tuple[list[WishLine], list[WishLine]]:
    """Return what of a card the kitchen can make now, and what it cannot."""
    made: list[WishLine] = []
    missing: list[WishLine] = []
    taken: Counter[int] = Counter()
    for line in lines:
        can = _can(items[line.item_id], line, taken[line.item_id])
        (made if can else missing).append(line)
        taken[line.item_id] += line.quantity if can else 0
    return made, missing


def _can(item: Item, line: WishLine, taken: int) -> bool:
    left = item.remaining_qty
    if not (item.active and item.available) or (left is not None and left - taken < line.quantity):
        return False
    try:
        check_choice(item, line.modifiers)
    except Invalid:
        return False
    return True
