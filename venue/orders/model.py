"""What an order, its lines and its tickets are: states, totals and what each viewer is shown."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from venue.core.errors import Conflict

ORIGINS = ("guest", "staff", "wire", "api")

# A line's action -> the state it leads to, by the state it is in.
LINE_MOVES: Mapping[str, Mapping[str, str]] = {
    "held": {"fire": "fired", "void": "voided"},
    "fired": {"start": "started", "bump": "done", "void": "voided"},
    "started": {"bump": "done", "recall": "fired", "void": "voided"},
    "done": {"serve": "served", "recall": "started", "void": "voided"},
    "served": {"recall": "done"},
    "voided": {"void-seen": "void_seen"},
    "void_seen": {},
}
ARRIVES_AT = {
    "fire": "fired",
    "start": "started",
    "bump": "done",
    "serve": "served",
    "void": "voided",
    "void-seen": "void_seen",
}
ORDER_MOVES: Mapping[str, Mapping[str, str]] = {
    "awaiting_staff": {"accept": "sent", "reject": "rejected"},
    "sent": {"accept": "sent", "complete": "completed"},
    "completed": {"complete": "completed"},
    "rejected": {"reject": "rejected"},
}

ON_THE_BOARD = frozenset({"held", "fired", "started", "voided"})
COOKING = frozenset({"fired", "started"})
NOT_SOLD = frozenset({"voided", "void_seen"})

# Stems of "allergy" in the languages guests write notes in; a note with one is shown as an alarm.
ALLERGY = re.compile(
    r"allerg|alerg|alerj|аллерг|алерг|αλλεργ|حساسية|אלרג|过敏|過敏|アレルギ|알레르", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One dish with its modifiers and note, as it was when ordered.

    Attributes:
        position: 1 and up within the order; a refired line is a new one.
        unit_price_minor: Price of one with its modifiers; 0 for a refired line.
        modifiers: ``(id, name, price_minor)`` of each chosen one.
        fired_run_ms: When its clock started; None while held.
        moved_to: The table that took it over; None: the order's own.
        parent_no: Number within the order of the set that it is a component of; its price is the
            component's share of the set's.
        parent_item_id, parent_name: That set on the menu.
        grams: What the scale said, for a dish sold by weight.
        attention: Why the kitchen must tap it: ``added``, ``changed``, ``fired``,
            ``allergy``; else empty.
        kitchen_modifiers: Their names in the kitchen's language, as many as ``modifiers``;
            empty: the same names.
    """

    order_id: str
    position: int
    bill_id: str
    item_id: int
    name: str
    kitchen_name: str
    quantity: int
    unit_price_minor: int
    modifiers: tuple[tuple[int, str, int], ...]
    note: str
    station_id: int
    course: int
    seat: int | None
    tax_class: str
    state: str
    fired_run_ms: int | None = None
    done_run_ms: int | None = None
    refire_of: int | None = None
    moved_to: str | None = None
    parent_no: int | None = None
    parent_item_id: int | None = None
    parent_name: str = ""
    grams: int | None = None
    attention: str = ""
    kitchen_modifiers: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the line's public id."""
        return f"{self.order_id}.{self.position}"

    @property
    def total_minor(self) -> int:
        """Return what the line costs; nothing once voided."""
        return 0 if self.state in NOT_SOLD else self.quantity * self.unit_price_minor

    @property
    def allergy(self) -> bool:
        """Tell whether the guest's words speak of an allergy."""
        return speaks_of_allergy(self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What one station sees of one order."""

    order_id: str
    station_id: int
    number: str
    created_run_ms: int
    acknowledged_at: str | None = None
    escalated_run_ms: int | None = None
    rushed_run_ms: int | None = None

    @property
    def id(self) -> str:
        """Return the ticket's public id."""
        return f"{self.order_id}.s{self.station_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One send of lines to the kitchen on a bill.

    Attributes:
        state: ``awaiting_staff``, ``sent``, ``completed`` or ``rejected``; the shown status is
            computed from it and the tickets.
        service_type: ``dine_in``, ``takeaway``, ``delivery`` or ``room``; a tax may depend on it.
        guest_id: The phone that sent it, or None.
        outlet_id: The outlet that sold it: whose drawer and report it belongs to.
        training: Of a party that trains: nobody cooks it, and nothing of it is money.
    """

    id: str
    number: int
    business_day: int
    bill_id: str
    table_session_id: str | None
    table_id: int | None
    table_number: str
    covers: int
    origin: str
    guest_id: int | None
    by_name: str
    note: str
    state: str
    reason: str
    placed_at: str
    placed_run_ms: int
    changed_at: str
    changed_run_ms: int
    service_type: str = "dine_in"
    outlet_id: int | None = None
    training: bool = False

    @property
    def allergy(self) -> bool:
        """Tell whether the guest's words speak of an allergy."""
        return speaks_of_allergy(self.note)


def speaks_of_allergy(note: str) -> bool:
    """Tell whether a note has to be shown as an alarm."""
    return bool(note and ALLERGY.search(note))


def moved(line: Line, action: str, run_ms: int) -> Line:
    """Return ``line`` after ``action``; one that is already there is returned unchanged.

    Two cooks may press the same key, and a tablet may send a tap again.

    Raises:
        Conflict: ``orders.illegal_move`` - names the state, the action and what is allowed.
    """
    if ARRIVES_AT.get(action) == line.state:
        return line
    to = LINE_MOVES[line.state].get(action)
    if to is None:
        raise Conflict(
            "orders.illegal_move",
            f"a line that is {line.state} cannot {action}",
            state=line.state,
            action=action,
            allowed=sorted(LINE_MOVES[line.state]),
        )
    if to == "fired" and line.fired_run_ms is None:
        # A course that is fired joins what the cook knows already: it must not be overlooked.
        return replace(line, state=to, fired_run_ms=run_ms, attention=line.attention or "fired")
    if to == "done":
        return replace(line, state=to, done_run_ms=run_ms, attention="")
    if to in NOT_SOLD:
        return replace(line, state=to, attention="")
    return replace(line, state=to)


def decided(order: Order, action: str) -> str:
    """Return the state an order comes to by ``action``.

    Raises:
        Conflict: ``orders.illegal_move``.
    """
    to = ORDER_MOVES[order.state].get(action)
    if to is None:
        raise Conflict(
            "orders.illegal_move",
            f"an order that is {order.state} cannot {action}",
            state=order.state,
            action=action,
            allowed=sorted(ORDER_MOVES[order.state]),
        )
    return to


def status_of(order: Order, tickets: Iterable[Ticket]) -> str:
    """Return the order's status of domain.md, computed from its tickets."""
    if order.state != "sent":
        return order.state
    waiting = [ticket for ticket in tickets if ticket.acknowledged_at is None]
    if not waiting:
        return "acknowledged"
    return "escalated" if any(ticket.escalated_run_ms for ticket in waiting) else "sent"


def acknowledged_at(order: Order, tickets: Iterable[Ticket]) -> str | None:
    """Return when the last station saw its ticket; None while one has not."""
    moments = [ticket.acknowledged_at for ticket in tickets]
    if not moments or None in moments:
        return None
    return max(moment for moment in moments if moment)
