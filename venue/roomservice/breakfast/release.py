"""A card becomes an order of its room, once, when its kitchen time has come."""

from datetime import datetime, timedelta

from venue.bookings import reads
from venue.bookings.model import Stay
from venue.core.actor import Actor
from venue.core.clock import Clock
from venue.core.errors import Conflict
from venue.core.ids import uuid7
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Row, Tx
from venue.lodging import terms
from venue.menu import service as menu
from venue.orders import service as orders
from venue.orders.wish import Wish
from venue.roomservice.breakfast import offer, service, store
from venue.roomservice.breakfast.model import MISSED_AFTER, day_after, late_min, say
from venue.roomservice.rooms import Door

BOX = Actor(kind="box", role="box")
MOST_WAITING = 500
DRIFT = timedelta(minutes=10)
STUCK_AFTER = timedelta(minutes=2)


def due(tx: ReadTx, rules: Rules, clock: Clock) -> list[int]:
    """Return the cards whose kitchen time has come, by a clock that can be believed."""
    hours = offer.hours_of(rules)
    return [
        row["id"]
        for row in _waiting(tx, rules)
        if hours.begin(row["day"], row["slot"]) <= tx.moment and believed(tx, row, clock)
    ]


def stuck(tx: ReadTx, rules: Rules, clock: Clock) -> int:
    """Return how many cards wait for a person: refused for minutes, or by a clock in doubt."""
    hours = offer.hours_of(rules)
    return sum(
        tx.moment - hours.begin(row["day"], row["slot"]) > STUCK_AFTER
        or not believed(tx, row, clock)
        for row in _waiting(tx, rules)
    )


def believed(tx: ReadTx, row: Row, clock: Clock) -> bool:
    """Tell whether the clock is right, or has run as the machine did since the card was filled in.

    A house without the Internet has a clock that nobody vouches for, yet its guests and its kitchen
    live by it. After a power cut it may stand anywhere, and the machine's own time begins anew:
    then a person sends the cards.
    """
    ran = timedelta(milliseconds=clock.monotonic_ms() - row["filled_mono_ms"])
    walked = tx.moment - datetime.fromisoformat(row["filled_at"])
    return clock.trusted() or abs(walked - ran) < DRIFT


def release(tx: Tx, card_id: int, *, door: Door, rules: Rules, by_hand: bool = False) -> Row:
    """Make a card an order, or note why it becomes none; return its row.

    Asked again it changes nothing: the order and the card's new state are one transaction.

    Args:
        by_hand: Somebody sends it now, however early or late it is.

    Raises:
        NotFound: ``breakfast.unknown``.
        Conflict: ``breakfast.ended`` by hand; what opening the room's session refuses.
        Overloaded: ``box.disk_full``.
    """
    row = service.require(tx, card_id)
    if row["state"] == "ordered" or (row["state"] != "open" and not by_hand):
        return row
    if row["state"] == "withdrawn":
        raise Conflict("breakfast.ended", "this card was taken back", state="withdrawn")
    stay = reads.stay(tx, row["stay_id"])
    if stay.state != "checked_in" or stay.room_id is None:
        return service.withdraw(tx, card_id, version=None, cause="left")
    hours = offer.hours_of(rules)
    if not by_hand and tx.moment - hours.moment(row["day"], row["slot"]) > MISSED_AFTER:
        return _missed(tx, row, "off")
    late = late_min(tx.moment, hours.begin(row["day"], row["slot"]))
    order_id = _order(tx, row, stay, late, door, rules)
    if order_id is None:
        return _missed(tx, row, "sold_out")
    store.end(tx, card_id, "ordered", order_id=order_id, late=late)
    tx.journal("breakfast_card.ordered", {"card": card_id, "order": order_id, "late_min": late})
    return service.tell(tx, card_id)


def _waiting(tx: ReadTx, rules: Rules) -> list[Row]:
    until = day_after(offer.hours_of(rules).today(tx.moment))
    return store.waiting(tx, until, MOST_WAITING)


def _missed(tx: Tx, row: Row, cause: str) -> Row:
    if row["state"] != "missed":
        store.end(tx, row["id"], "missed", cause=cause)
        tx.journal("breakfast_card.missed", {"card": row["id"], "cause": cause})
    return service.tell(tx, row["id"])


def _order(tx: Tx, row: Row, stay: Stay, late: int, door: Door, rules: Rules) -> str | None:
    """Place the order of what can be had; return its id, or None when nothing can."""
    assert stay.room_id is not None
    at = offer.hours_of(rules).moment(row["day"], row["slot"]).astimezone(rules.zone)
    lines = [service.line_of(*line) for line in row["lines"]]
    items = menu.require_items(tx, [line.item_id for line in lines], place=offer.ROOM, at=at)
    made, missing = offer.split(items, lines)
    if not made:
        return None
    named = [f"{items[line.item_id].name} ×{line.quantity}" for line in missing]
    note = _note(tx, row, stay, late, named, rules.kitchen_language)
    session = door.open(tx, door.house, door.place(tx, stay.room_id))
    order_id = uuid7()
    wish = Wish(lines=tuple(made), note=note, origin="staff" if row["entered_by"] else "guest")
    orders.place(tx, wish, order_id=order_id, actor=BOX, session_id=session.id, rules=rules, at=at)
    return order_id


def _note(tx: ReadTx, row: Row, stay: Stay, late: int, missing: list[str], lang: str) -> str:
    diets = ", ".join(terms.of_stay(tx, stay.id).diets)
    parts = (
        row["slot"],
        say(lang, "card"),
        say(lang, "people", count=row["people"]),
        late and say(lang, "late", count=late),
        diets and say(lang, "diets", words=diets),
        row["diet"] and say(lang, "diet", words=row["diet"]),
        missing and say(lang, "missing", words=", ".join(missing)),
        row["note"],
    )
    return " · ".join(str(part) for part in parts if part)
