"""Use cases of room service: the tray charge, and the time at which it is wanted."""

from typing import Any

import msgspec

from venue.core.actor import Actor
from venue.core.errors import Conflict, NotFound
from venue.core.money import wire
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.menu import places
from venue.menu import service as menu
from venue.menu.model import Item
from venue.orders import courses
from venue.orders.wish import Wish, WishLine
from venue.roomservice import store
from venue.roomservice.model import times, wait_ms
from venue.tables import service as tables
from venue.tables.model import TableSession

KIND = "room"
AT_ONCE = 50  # orders that one look begins


def complete(tx: Tx, wish: Wish, session: TableSession, order_id: str, rules: Rules) -> Wish:
    """Add the tray charge once, and hold what is wanted later than the kitchen needs.

    The time stands before the note: kitchen, waiters and guest read it there.

    Raises:
        Conflict: ``roomservice.slot_over`` - passed, or after the last orders.
    """
    lines = wish.lines
    tray = _tray(tx, rules)
    if tray is not None and all(line.item_id != tray.id for line in lines):
        lines += (WishLine(item_id=tray.id),)
    if not wish.slot:
        return msgspec.structs.replace(wish, lines=lines)
    if wish.slot not in _times(tx, session, rules, after_min=0):
        raise Conflict("roomservice.slot_over", "this time cannot be had any more; choose another")
    note = f"{wish.slot} · {wish.note}" if wish.note else wish.slot
    waits = wait_ms(menu.local_time(tx, rules.zone), wish.slot, _lead_min(rules))
    if waits:
        lines = tuple(msgspec.structs.replace(line, hold=True) for line in lines)
        store.insert_slot(tx, order_id, tx.run_ms + waits)
    return msgspec.structs.replace(wish, lines=lines, note=note)


def any_due(tx: ReadTx) -> bool:
    """Tell whether an order's time to be begun has come."""
    return bool(store.due(tx, tx.run_ms, 1))


def begin_due(tx: Tx, rules: Rules) -> int:
    """Fire the orders whose time has come; return how many lines.

    One that nobody has accepted yet begins as soon as somebody does.
    """
    fired = 0
    for order_id in store.due(tx, tx.run_ms, AT_ONCE):
        if courses.waits_for_staff(tx, order_id):
            store.set_slot(tx, order_id, tx.run_ms + 60_000)
            continue
        fired += len(courses.fire_order(tx, order_id, rules))
        store.forget_slot(tx, order_id)
    return fired


def told(tx: ReadTx, actor: Actor, rules: Rules) -> dict[str, Any]:
    """Return ``{room_service: {tray, times}}`` for a phone in a room, else nothing.

    ``tray`` is ``{name, price}`` or None; ``times`` are those that can be chosen now.
    """
    if actor.table_session_id is None:
        return {}
    session = tables.require_session(tx, actor.table_session_id)
    if session.kind != KIND:
        return {}
    tray = _tray(tx, rules)
    shown = tray and {"name": tray.name, "price": wire(tray.price_minor, rules.currency)}
    chosen = _times(tx, session, rules, after_min=_lead_min(rules))
    return {"room_service": {"tray": shown, "times": chosen}}


def _times(tx: ReadTx, session: TableSession, rules: Rules, *, after_min: int) -> list[str]:
    where = places.place_of(
        tx, area=session.area, outlet_id=session.outlet_id, service=session.service_type
    )
    opening = places.opening(tx, rules.zone, where.outlet)
    if opening.state != "open":
        return []
    return times(menu.local_time(tx, rules.zone), opening.until, after_min)


def _tray(tx: ReadTx, rules: Rules) -> Item | None:
    number = rules.settings.number("hotel.tray_item")
    try:
        return menu.require_items(tx, [number])[number] if number else None
    except NotFound:
        # A wrong number in a setting must not keep a guest from ordering.
        return None


def _lead_min(rules: Rules) -> int:
    return rules.settings.number("hotel.room_lead_min")
