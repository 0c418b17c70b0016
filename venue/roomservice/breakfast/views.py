"""What screens show of breakfast cards."""

from typing import Any

from venue.bookings import reads
from venue.bookings.model import Stay
from venue.core.clock import rfc3339
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Row
from venue.lodging import terms
from venue.menu import service as menu
from venue.menu.model import Item
from venue.rooms import service as rooms
from venue.roomservice.breakfast import offer, store
from venue.roomservice.breakfast.model import Hours, day_after

NIGHT_BEFORE = -1


def card(tx: ReadTx, row: Row) -> dict[str, Any]:
    """Return the CARD: what is wanted, for whom, and what became of it."""
    stay = reads.stay(tx, row["stay_id"])
    items = menu.require_items(tx, [line[0] for line in row["lines"]])
    return {
        "id": row["id"],
        "stay_id": stay.id,
        "room": rooms.require_room(tx, stay.room_id)["number"] if stay.room_id else "",
        "day": row["day"],
        "slot": row["slot"],
        "people": row["people"],
        "lines": [_line(items[line[0]], line[1], line[2]) for line in row["lines"]],
        "diet": row["diet"],
        "note": row["note"],
        "diets": list(terms.of_stay(tx, stay.id).diets),
        "state": row["state"],
        "cause": row["cause"],
        "late_min": row["late_min"],
        "order_id": row["order_id"],
        "by": row["entered_by"],
        "changed_at": row["changed_at"],
        "version": row["version"],
    }


def for_guest(tx: ReadTx, stay: Stay, rules: Rules, *, lang: str, slot: str) -> dict[str, Any]:
    """Return ``{day, until, open, times, dishes, people, card, today, seq}`` for a room's phone.

    ``until`` is the moment at which the cards end; ``today`` is this morning's card, if it is
    another one. The dishes are as of ``slot``, the card's own or the first one without.
    """
    hours = offer.hours_of(rules)
    day, today = hours.morning(tx.moment), hours.today(tx.moment)
    row = store.card_of(tx, stay.id, day)
    earlier = store.card_of(tx, stay.id, today) if today != day else None
    is_here = stay.arrival < day <= stay.departure
    times = _times(tx, hours, day)
    at = slot if slot in times else row["slot"] if row else (times or [""])[0]
    return {
        "day": day,
        "until": rfc3339(hours.until(day)),
        "until_hour": hours.until_hour,
        "open": is_here and tx.moment < hours.until(day) and rules.order_mode != "view",
        "here": is_here,
        "times": times,
        "dishes": _dishes(tx, hours, rules, day, at, lang),
        "people": min(12, stay.adults + stay.children),
        "card": card(tx, row) if row else None,
        "today": card(tx, earlier) if earlier else None,
        "seq": tx.seq,
    }


def for_staff(tx: ReadTx, day: str, rules: Rules, *, lang: str) -> dict[str, Any]:
    """Return ``{on, day, until, times, items, rooms, totals, dishes, seq}`` of a morning.

    ``on`` tells whether the house has breakfast cards at all. ``rooms`` are the stays that can have
    a card and have none, ``totals`` the dishes of all cards together; ``times`` is empty when no
    card can be filled in for this day.
    """
    hours = offer.hours_of(rules)
    today = hours.today(tx.moment)
    cards = [card(tx, row) for row in store.of_day(tx, day)]
    has_one = {one["stay_id"] for one in cards if one["state"] != "withdrawn"}
    times = _times(tx, hours, day) if day in (today, day_after(today)) else []
    return {
        "on": rules.settings.number("hotel.breakfast_section") > 0,
        "day": day,
        "until": rfc3339(hours.until(day)),
        "times": times,
        "items": cards,
        "rooms": [one for one in _rooms(tx, day) if one["stay_id"] not in has_one],
        "totals": _totals(cards),
        "dishes": _dishes(tx, hours, rules, day, times[0], lang) if times else [],
        "seq": tx.seq,
    }


def _times(tx: ReadTx, hours: Hours, day: str) -> list[str]:
    return [slot for slot in hours.slots() if hours.moment(day, slot) > tx.moment]


def _dishes(
    tx: ReadTx, hours: Hours, rules: Rules, day: str, slot: str, lang: str
) -> list[dict[str, Any]]:
    if not slot:
        return []
    local = hours.moment(day, slot).astimezone(rules.zone)
    return offer.dishes(tx, rules, lang=lang, local=local)


def _rooms(tx: ReadTx, day: str) -> list[dict[str, Any]]:
    numbers = {one["id"]: one["number"] for one in rooms.index(tx)["items"]}
    return [
        {
            "stay_id": stay.id,
            "room": numbers.get(stay.room_id, ""),
            "adults": stay.adults,
            "children": stay.children,
            "version": _version(tx, stay.id, day),
        }
        for stay in reads.sleeping(tx, day_after(day, NIGHT_BEFORE))
    ]


def _version(tx: ReadTx, stay_id: int, day: str) -> int:
    row = store.card_of(tx, stay_id, day)
    return row["version"] if row else 0


def _totals(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counted: dict[str, int] = {}
    for one in cards:
        for line in one["lines"] if one["state"] != "withdrawn" else ():
            counted[line["name"]] = counted.get(line["name"], 0) + line["quantity"]
    return [{"name": name, "quantity": count} for name, count in sorted(counted.items())]


def _line(item: Item, quantity: int, modifiers: list[int]) -> dict[str, Any]:
    names = {one.id: one.name for group in item.groups for one in group.modifiers}
    return {
        "item_id": item.id,
        "name": item.name,
        "quantity": quantity,
        "modifiers": [{"id": one, "name": names.get(one, "?")} for one in modifiers],
    }
