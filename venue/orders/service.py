"""Use cases of orders: place, decide, acknowledge, read.

Prices, names and states are the box's own; what a client sends is a wish.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from printers import queue
from venue.core.actor import Actor
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.menu import places
from venue.menu import service as menu
from venue.menu.model import Item, Station
from venue.orders import limits, paper, ready, store, telling
from venue.orders.books import billing
from venue.orders.books import store as books
from venue.orders.model import Line, Order, Ticket, decided
from venue.orders.views import order_view
from venue.orders.wish import Wish, changes, counted, for_staff_alone, priced
from venue.tables import service as tables
from venue.tables.model import TableSession

# By kind of place: what its orders have besides what was asked for, in the order's transaction.
# Emptied by `venue.orders.routes.register`.
completions: dict[str, Callable[[Tx, Wish, TableSession, str], Wish]] = {}


def place(
    tx: Tx,
    wish: Wish,
    *,
    order_id: str,
    actor: Actor,
    session_id: str,
    rules: Rules,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Place an order on the bill of a table session; return the ORDER of the API.

    One transaction holds the order, its lines, tickets, print jobs and journal entry.

    Args:
        order_id: Made by the client; the same id can never make a second order.
        at: The local moment by which hours and price lists are looked at; None: now.

    Raises:
        NotFound: ``menu.unknown_item``. Gone: ``tables.session_over``.
        Conflict: ``orders.needs_confirmation`` (details ``changes``), ``orders.paused``,
            ``roomservice.slot_over``,
            ``orders.view_only``; guests alone: ``menu.closed``, ``menu.last_orders_over``,
            ``menu.needs_staff``.
        Invalid: a choice that the dish does not allow.
        Throttled: ``orders.too_fast``, ``orders.slowed``. Overloaded: ``box.disk_full``.
    """
    tx.require_room()
    session = tables.require_open_session(tx, session_id)
    from_guest = actor.kind == "guest"
    where = places.place_of(
        tx, area=session.area, outlet_id=session.outlet_id, service=session.service_type
    )
    if from_guest:
        limits.refuse_guest(tx, session_id, paused=session.paused, rules=rules)
        places.require_open(tx, rules.zone, where.outlet)
    wanted = [line.item_id for line in wish.lines]
    items = menu.require_items(tx, wanted, zone=rules.zone, place=where, guest=from_guest, at=at)
    if from_guest:
        for_staff_alone(wish, items)
    if found := changes(wish, items, rules):
        raise Conflict(
            "orders.needs_confirmation", "something changed; look at it again", changes=found
        )
    if not session.training:
        menu.take(tx, counted(wish, items))
    wish, items = _completed(tx, wish, items, session, order_id)
    waits = from_guest and _needs_staff(items, rules)
    order = _new(tx, wish, order_id, actor, session, "awaiting_staff" if waits else "sent")
    lines = priced(wish, items, order, tx.run_ms)
    store.insert_order(tx, order)
    store.insert_lines(tx, lines)
    stations = telling.stations_of(tx)
    tickets = _send(tx, order, lines, stations, rules) if order.state == "sent" else []
    seq = tx.journal("order.placed", _facts(order, lines, tickets))
    telling.tell_boards(tx, order, lines, tickets, stations, rules)
    return _announce(tx, order, lines, tickets, rules, seq, fresh=True)


def _completed(
    tx: Tx, wish: Wish, items: dict[int, Item], session: TableSession, order_id: str
) -> tuple[Wish, dict[int, Item]]:
    """Let other features add what an order has besides what was asked for.

    Raises:
        Invalid: ``orders.no_slot`` - a time where none can be chosen.
    """
    if wish.slot and session.kind not in completions:
        raise Invalid("orders.no_slot", "a time can be chosen for room service alone")
    if session.kind not in completions:
        return wish, items
    completed = completions[session.kind](tx, wish, session, order_id)
    more = {line.item_id for line in completed.lines} - items.keys()
    return completed, items | menu.require_items(tx, more)


def _new(
    tx: Tx, wish: Wish, order_id: str, actor: Actor, session: TableSession, state: str
) -> Order:
    day = books.today(tx)[0]
    return Order(
        id=order_id,
        number=tx.counter(f"order.{day}"),
        business_day=day,
        bill_id=billing.open_bill(tx, session.id),
        table_session_id=session.id,
        table_id=session.table_id,
        table_number=session.table_number,
        covers=session.covers,
        origin=wish.origin,
        guest_id=actor.id if actor.kind == "guest" else None,
        by_name=actor.name,
        note=wish.note,
        state=state,
        reason="",
        placed_at=tx.now,
        placed_run_ms=tx.run_ms,
        changed_at=tx.now,
        changed_run_ms=tx.run_ms,
        service_type=session.service_type,
        outlet_id=session.outlet_id,
        training=session.training,
    )


def decide(tx: Tx, order_id: str, action: str, *, reason: str = "", rules: Rules) -> dict[str, Any]:
    """Accept, reject or complete an order; return the ORDER.

    Raises:
        NotFound: ``orders.unknown_order``. Conflict: ``orders.illegal_move``.
    """
    order, lines, tickets = require(tx, order_id)
    state = decided(order, action)
    if state == order.state:
        return view(tx, order_id, rules)
    store.set_order_state(tx, order_id, state, reason)
    order = replace(order, state=state, reason=reason, changed_at=tx.now, changed_run_ms=tx.run_ms)
    if action == "reject" and not order.training:
        menu.give_back(tx, quantities(lines))
    if action == "accept":
        lines = [_start_clock(tx, line) for line in lines]
        tickets = _send(tx, order, lines, telling.stations_of(tx), rules)
    seq = tx.journal(f"order.{action}ed" if action != "complete" else "order.completed", {
        "order": order_id, "state": state,
    })  # fmt: skip
    if action == "accept":
        telling.tell_boards(tx, order, lines, tickets, telling.stations_of(tx), rules)
    return _announce(tx, order, lines, tickets, rules, seq)


def load(tx: ReadTx, ids: list[str]) -> list[tuple[Order, list[Line], list[Ticket]]]:
    """Return orders with their lines and tickets, oldest first: three statements for all."""
    lines, tickets = store.lines(tx, ids), store.tickets(tx, ids)
    return [(order, lines[order.id], tickets[order.id]) for order in store.orders(tx, ids)]


def require(tx: ReadTx, order_id: str) -> tuple[Order, list[Line], list[Ticket]]:
    """Return one order whole.

    Raises:
        NotFound: ``orders.unknown_order``.
    """
    found = load(tx, [order_id])
    if not found:
        raise NotFound("orders.unknown_order", "there is no such order", order_id=order_id)
    return found[0]


def view(tx: ReadTx, order_id: str, rules: Rules) -> dict[str, Any]:
    """Return the ORDER of the API.

    Raises:
        NotFound: ``orders.unknown_order``.
    """
    order, lines, tickets = require(tx, order_id)
    return order_view(order, lines, tickets, currency=rules.currency, run_ms=tx.run_ms, seq=tx.seq)


def quantities(lines: list[Line]) -> dict[int, int]:
    """Return how many of each item some lines hold."""
    found: dict[int, int] = {}
    for line in lines:
        found[line.item_id] = found.get(line.item_id, 0) + line.quantity
    return found


def _needs_staff(items: dict[int, Item], rules: Rules) -> bool:
    """Tell whether staff look at a guest's order first: by the venue's rule, or for an age."""
    return rules.confirm or any(item.min_age for item in items.values())


def _start_clock(tx: Tx, line: Line) -> Line:
    """Begin a line's time at acceptance: the kitchen had not been told before."""
    if line.state != "fired":
        return line
    fired = replace(line, fired_run_ms=tx.run_ms)
    store.set_line(tx, fired)
    return fired


def _send(
    tx: Tx, order: Order, lines: list[Line], stations: dict[int, Station], rules: Rules
) -> list[Ticket]:
    """Make each station's ticket, and its print job where the station prints."""
    tickets = []
    for station_id in sorted({line.station_id for line in lines}):
        station = stations[station_id]
        number = tx.counter(f"ticket.{station_id}")
        ticket = Ticket(
            order_id=order.id,
            station_id=station_id,
            number=f"{station.prefix}-{number:04}",
            created_run_ms=tx.run_ms,
        )
        store.insert_ticket(tx, ticket)
        tickets.append(ticket)
        if station.printer_id is not None and station.print_mode == "always":
            print_ticket(tx, order, lines, ticket, station, rules)
    return tickets


def print_ticket(
    tx: Tx, order: Order, lines: list[Line], ticket: Ticket, station: Station, rules: Rules
) -> None:
    """Queue a station's ticket on its printer, once however often it is asked."""
    if station.printer_id is None:
        raise Invalid("orders.no_printer", f"{station.name} has no printer")
    queue.enqueue(
        tx,
        printer_id=station.printer_id,
        kind="kitchen_ticket",
        number=ticket.number,
        document=paper.kitchen_ticket(order, lines, ticket, station.name, rules),
        dedupe_key=f"ticket:{ticket.id}",
    )


def _facts(order: Order, lines: list[Line], tickets: list[Ticket]) -> dict[str, Any]:
    return {
        "order": order.id,
        "number": order.number,
        "day": order.business_day,
        "bill": order.bill_id,
        "session": order.table_session_id,
        "state": order.state,
        "lines": [[line.item_id, line.quantity, line.unit_price_minor] for line in lines],
        "tickets": [ticket.number for ticket in tickets],
    }


def _announce(
    tx: Tx,
    order: Order,
    lines: list[Line],
    tickets: list[Ticket],
    rules: Rules,
    seq: int,
    *,
    fresh: bool = False,
) -> dict[str, Any]:
    ready.tell_hall(tx, order)
    return telling.tell_parties(tx, order, lines, tickets, rules, seq, fresh=fresh)
