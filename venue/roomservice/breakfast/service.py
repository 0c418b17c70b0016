"""Use cases of breakfast cards: filled in, changed and withdrawn, by guests and by staff."""

from datetime import date
from typing import Annotated, Any

import msgspec

from venue.bookings import reads
from venue.bookings.hooks import Event
from venue.bookings.model import Stay
from venue.core.actor import Actor
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.parse import Body, clean_text
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Row, Tx
from venue.orders.wish import RowId, WishLine
from venue.roomservice import rooms
from venue.roomservice.breakfast import offer, store
from venue.roomservice.breakfast.model import day_after
from venue.tables import service as tables

MOST_DISHES = 20
MOST_CHANGES = 200  # of one card: no hand does that
DIET_LONGEST, NOTE_LONGEST = 80, 140
PURGED_AT_ONCE = 500
DESK, BOARD = "desk", "breakfast"


class Dish(Body, frozen=True):
    """A wanted dish with its choices."""

    item_id: RowId
    quantity: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    modifiers: Annotated[tuple[RowId, ...], msgspec.Meta(max_length=20)] = ()


class Card(Body, frozen=True, kw_only=True):
    """A card as it was filled in; ``version`` is that of the card one saw, 0: there was none."""

    day: str
    slot: Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    lines: tuple[Dish, ...]
    people: Annotated[int, msgspec.Meta(ge=1, le=12)] = 1
    diet: str = ""
    note: str = ""
    version: Annotated[int, msgspec.Meta(ge=0, le=10**6)] = 0


def stay_of(tx: ReadTx, session_id: str | None) -> Stay:
    """Return the stay whose room a guest's phone is in.

    Raises:
        Conflict: ``breakfast.no_room``.
    """
    session = tables.require_session(tx, session_id) if session_id else None
    is_room = session is not None and session.kind == "room" and session.state == "open"
    stay = rooms.stay_at(tx, session.table_id) if session is not None and is_room else None
    if stay is None:
        raise Conflict("breakfast.no_room", "breakfast is brought to guests in house alone")
    return stay


def require_stay(tx: ReadTx, stay_id: int) -> Stay:
    """Return a stay in house.

    Raises:
        NotFound: ``bookings.unknown_stay``. Conflict: ``breakfast.no_room``.
    """
    stay = reads.known_stay(tx, stay_id)
    if stay.state != "checked_in" or stay.room_id is None:
        raise Conflict("breakfast.no_room", "breakfast is brought to guests in house alone")
    return stay


def put(tx: Tx, stay: Stay, card: Card, *, actor: Actor, rules: Rules, mono_ms: int) -> Row:
    """Store a stay's card for a morning; return its row.

    Guests fill it in until the venue's hour; staff, who take paper cards from doors, until the
    kitchen has it.

    Args:
        mono_ms: The machine's monotonic time, by which the wall clock is judged later.

    Raises:
        Conflict: ``breakfast.closed``, ``breakfast.not_here`` (the stay does not sleep here the
            night before), ``breakfast.slot_over``, ``breakfast.not_offered``, ``breakfast.ended``,
            ``breakfast.changed`` (with ``version``), ``breakfast.too_many``,
            ``orders.view_only``.
        Invalid: ``breakfast.empty``, ``rooms.bad_dates``, a choice a dish does not allow.
    """
    _require_day(tx, stay, card.day, actor, rules)
    before = _require_same(tx, stay, card)
    hours = offer.hours_of(rules)
    moment = hours.moment(card.day, card.slot)
    if card.slot not in hours.slots() or moment <= tx.moment:
        raise Conflict("breakfast.slot_over", "this time cannot be had; choose another")
    if not 0 < len(card.lines) <= MOST_DISHES:
        raise Invalid("breakfast.empty", f"choose at least one dish and at most {MOST_DISHES}")
    lines = [line_of(one.item_id, one.quantity, one.modifiers) for one in card.lines]
    offer.require_offered(tx, lines, rules, local=moment.astimezone(rules.zone))
    card_id = store.put(
        tx,
        {
            "stay_id": stay.id,
            "day": card.day,
            "slot": card.slot,
            "people": card.people,
            "lines": [[one.item_id, one.quantity, list(one.modifiers)] for one in card.lines],
            "diet": clean_text(card.diet, field="the diet", longest=DIET_LONGEST),
            "note": clean_text(card.note, field="the note", longest=NOTE_LONGEST),
            "mono_ms": mono_ms,
            "by": "" if actor.kind == "guest" else actor.name,
        },
    )
    facts = {"card": card_id, "stay": stay.id, "day": card.day, "again": before is not None}
    tx.journal("breakfast_card.filled", facts)
    return tell(tx, card_id)


def withdraw(tx: Tx, card_id: int, *, version: int | None, cause: str = "") -> Row:
    """Take a card back; one that is taken back stays so.

    Raises:
        NotFound: ``breakfast.unknown``. Conflict: ``breakfast.ended``, ``breakfast.changed``.
    """
    row = require(tx, card_id)
    if row["state"] == "withdrawn":
        return row
    if row["state"] == "ordered":
        raise Conflict("breakfast.ended", "the kitchen has this card already", state=row["state"])
    if version is not None and version != row["version"]:
        raise _changed(row)
    store.end(tx, card_id, "withdrawn", cause=cause)
    tx.journal("breakfast_card.withdrawn", {"card": card_id, "stay": row["stay_id"]})
    return tell(tx, card_id)


def take_back(tx: Tx, stay: Stay, version: int, rules: Rules) -> Row:
    """Take a guest's own card for the next morning back.

    Raises:
        NotFound: ``breakfast.unknown``.
        Conflict: ``breakfast.closed``, ``breakfast.ended``, ``breakfast.changed``.
    """
    day = offer.hours_of(rules).morning(tx.moment)
    row = store.card_of(tx, stay.id, day)
    if row is None:
        raise NotFound("breakfast.unknown", "there is no such breakfast card")
    _require_guests_time(tx, day, rules)
    return withdraw(tx, row["id"], version=version, cause="guest")


def hear(tx: Tx, event: Event) -> None:
    """Take back what a stay that has ended ordered for mornings to come."""
    if event.kind == "left":
        for card_id in store.open_of_stay(tx, event.stay.id):
            withdraw(tx, card_id, version=None, cause="left")


def follow(tx: Tx, before: Stay | None, now: Stay) -> None:
    """Tell of the cards of a guest who moves: they are brought to the other room."""
    if before is not None and before.room_id != now.room_id:
        for card_id in store.open_of_stay(tx, now.id):
            tell(tx, card_id)


def require(tx: ReadTx, card_id: int) -> Row:
    """Return a card.

    Raises:
        NotFound: ``breakfast.unknown``.
    """
    row = store.card(tx, card_id)
    if row is None:
        raise NotFound("breakfast.unknown", "there is no such breakfast card")
    return row


def tell(tx: Tx, card_id: int) -> Row:
    """Tell the desk, the kitchen's list and the room's phones of a card; return its row."""
    row = require(tx, card_id)
    session = rooms.session_of(tx, reads.stay(tx, row["stay_id"]))
    phones = (f"session:{session.id}",) if session is not None else ()
    facts = {"id": card_id, "day": row["day"], "state": row["state"]}
    tx.tell((DESK, BOARD, *phones), "breakfast", facts)
    return row


def purge(tx: Tx, kept_ms: int) -> int:
    """Forget the cards that ended longer ago than ``kept_ms``; return how many."""
    return store.purge(tx, tx.run_ms - kept_ms, PURGED_AT_ONCE)


def line_of(item_id: int, quantity: int, modifiers: Any) -> WishLine:
    """Return a dish of a card as a line of an order."""
    return WishLine(item_id=item_id, quantity=quantity, modifiers=tuple(modifiers))


def _require_guests_time(tx: ReadTx, day: str, rules: Rules) -> None:
    """Refuse a guest when the time of a morning's cards is over.

    Raises:
        Conflict: ``breakfast.closed``.
    """
    hours = offer.hours_of(rules)
    if day != hours.morning(tx.moment) or tx.moment >= hours.until(day):
        raise Conflict("breakfast.closed", "this card cannot be changed any more; call the desk")


def _require_day(tx: ReadTx, stay: Stay, day: str, actor: Actor, rules: Rules) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise Invalid("rooms.bad_dates", "dates are written as 2026-05-31") from error
    if actor.kind == "guest":
        if rules.order_mode == "view":
            raise Conflict("orders.view_only", "please order with your waiter")
        _require_guests_time(tx, day, rules)
    today = offer.hours_of(rules).today(tx.moment)
    if day not in (today, day_after(today)):
        raise Conflict("breakfast.closed", "cards are for this morning or the next one")
    if not stay.arrival < day <= stay.departure:
        raise Conflict("breakfast.not_here", "this guest is not here in that morning")


def _require_same(tx: ReadTx, stay: Stay, card: Card) -> Row | None:
    """Return the card that is changed, if it is the one that was seen."""
    before = store.card_of(tx, stay.id, card.day)
    if before is None:
        return None
    if before["state"] in ("ordered", "missed"):
        raise Conflict(
            "breakfast.ended", "the kitchen has this card already", state=before["state"]
        )
    if before["version"] != card.version:
        raise _changed(before)
    if before["version"] >= MOST_CHANGES:
        raise Conflict("breakfast.too_many", "this card was changed too often; call the desk")
    return before


def _changed(row: Row) -> Conflict:
    return Conflict(
        "breakfast.changed",
        "somebody else changed this card meanwhile; look at it again",
        version=row["version"],
    )
