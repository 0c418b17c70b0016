"""Use cases of lines and tickets: what cooks and waiters do to a dish after it was sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.menu import service as menu
from venue.orders import queries, service, store, telling
from venue.orders.model import COOKING, Line, Order, Ticket, moved
from venue.orders.views import line_view

MOST_ORDERS = 500
UNCOOKED = frozenset({"held", "fired"})
PAST = {
    "fire": "fired",
    "start": "started",
    "bump": "bumped",
    "recall": "recalled",
    "serve": "served",
    "void": "voided",
    "void-seen": "void_seen",
}


def act(tx: Tx, line_id: str, action: str, rules: Rules) -> dict[str, Any]:
    """Move one line; return ``{line, seq}``.

    Raises:
        NotFound: ``orders.unknown_line``. Conflict: ``orders.illegal_move``.
    """
    order, lines, line, _ = require_line(tx, line_id)
    if order.state == "awaiting_staff":
        raise Conflict("orders.awaiting_staff", "accept the order first")
    changed = moved(line, action, tx.run_ms)
    if changed is line:
        return {"line": line_view(line, rules.currency), "seq": tx.seq}
    store.set_line(tx, changed)
    lines = [changed if one.position == line.position else one for one in lines]
    seq = tx.journal(f"line.{PAST[action]}", {"line": line_id, "state": changed.state})
    telling.announce_lines(tx, order, lines, {line.station_id}, rules, seq)
    return {"line": line_view(changed, rules.currency), "seq": seq}


def refire(tx: Tx, line_id: str, rules: Rules) -> dict[str, Any]:
    """Cook a line again: a new line, free of charge, linked to the old; return ``{line, seq}``.

    Raises:
        NotFound: ``orders.unknown_line``. Conflict: ``orders.illegal_move`` before it was fired.
    """
    order, lines, line, _ = require_line(tx, line_id)
    if line.state in ("held", "voided", "void_seen"):
        raise Conflict("orders.illegal_move", f"a line that is {line.state} cannot be cooked again")
    again = replace(
        line,
        position=max(one.position for one in lines) + 1,
        unit_price_minor=0,
        modifiers=tuple((id, name, 0) for id, name, _ in line.modifiers),
        state="fired",
        fired_run_ms=tx.run_ms,
        done_run_ms=None,
        refire_of=line.position,
        attention="added",
    )
    store.insert_lines(tx, [again])
    seq = tx.journal("line.refired", {"line": line_id, "again": again.id})
    telling.announce_lines(tx, order, [*lines, again], {line.station_id}, rules, seq)
    return {"line": line_view(again, rules.currency), "seq": seq}


def bump_ticket(tx: Tx, ticket_id: str, rules: Rules) -> None:
    """Mark everything that cooks on a ticket as done; held lines stay.

    Raises:
        NotFound: ``orders.unknown_ticket``.
    """
    _ticket(tx, ticket_id, "bump", lambda line: line.state in COOKING, rules)


def recall_ticket(tx: Tx, ticket_id: str, rules: Rules) -> None:
    """Bring a bumped ticket back to where it was in line.

    Raises:
        NotFound: ``orders.unknown_ticket``.
    """
    _ticket(tx, ticket_id, "recall", lambda line: line.state == "done", rules)


def serve_all(tx: Tx, session_id: str, rules: Rules) -> None:
    """Note that everything done of a party was given away: its bag left the house."""
    for order, lines, _ in service.load(tx, queries.ids_of_session(tx, session_id, MOST_ORDERS)):
        changed = [moved(line, "serve", tx.run_ms) for line in lines if line.state == "done"]
        for line in changed:
            store.set_line(tx, line)
        _announce(
            tx, order, lines, changed, "order.moved", {"order": order.id, "by": "serve"}, rules
        )


def give_back(tx: Tx, order: Order, line: Line) -> int:
    """Put the portions of a line that nobody began back on sale; return how many were counted."""
    if order.training or line.state not in UNCOOKED or line.refire_of is not None:
        return 0
    return sum(menu.give_back(tx, {line.item_id: line.quantity}).values())


def part_of(tx: Tx, line: Line, all_lines: list[Line], quantity: int | None) -> Line:
    """Return a line, or a new one of ``quantity`` split off it.

    Raises:
        Invalid: ``orders.too_many`` - there are not so many.
    """
    if quantity is None or quantity == line.quantity:
        return line
    if quantity > line.quantity:
        raise Invalid("orders.too_many", f"there are {line.quantity} of it", most=line.quantity)
    newest = max(one.position for one in all_lines)
    part = replace(line, position=newest + 1, quantity=quantity)
    store.set_shape(tx, replace(line, quantity=line.quantity - quantity))
    store.insert_lines(tx, [part])
    return part


def ticket_key(ticket_id: str) -> tuple[str, int]:
    """Return order id and station id of a ticket's public id.

    Raises:
        NotFound: ``orders.unknown_ticket``.
    """
    order_id, _, station = ticket_id.partition(".s")
    if not (station.isascii() and station.isdigit() and len(station) < 10):
        raise NotFound("orders.unknown_ticket", "there is no such ticket", ticket_id=ticket_id)
    return order_id, int(station)


def move_all(tx: Tx, order_id: str, path: tuple[str, ...], rules: Rules) -> None:
    """Move every line of an order through the actions of ``path`` as far as each can go.

    The seed's wire protocol speaks of whole orders: preparing, ready, served.
    """
    order, lines, _ = service.require(tx, order_id)
    changed = []
    for line in lines:
        now = line
        for action in path:
            try:
                now = moved(now, action, tx.run_ms)
            except Conflict:
                continue
        if now is not line:
            if now.state == "voided":
                give_back(tx, order, line)
            store.set_line(tx, now)
            changed.append(now)
    _announce(tx, order, lines, changed, "order.moved", {"order": order_id, "by": path[-1]}, rules)


def _ticket(
    tx: Tx, ticket_id: str, action: str, concerned: Callable[[Line], bool], rules: Rules
) -> None:
    order_id, station_id = ticket_key(ticket_id)
    found = service.load(tx, [order_id])
    if not found or all(one.station_id != station_id for one in found[0][2]):
        raise NotFound("orders.unknown_ticket", "there is no such ticket", ticket_id=ticket_id)
    order, lines, _ = found[0]
    changed = [
        moved(line, action, tx.run_ms)
        for line in lines
        if line.station_id == station_id and concerned(line)
    ]
    for line in changed:
        store.set_line(tx, line)
    _announce(tx, order, lines, changed, f"ticket.{PAST[action]}", {"ticket": ticket_id}, rules)


def _announce(
    tx: Tx,
    order: Order,
    lines: list[Line],
    changed: list[Line],
    kind: str,
    facts: dict[str, Any],
    rules: Rules,
) -> None:
    if not changed:
        return
    by_position = {line.position: line for line in changed}
    now = [by_position.get(line.position, line) for line in lines]
    seq = tx.journal(kind, facts)
    stations = {line.station_id for line in changed}
    telling.announce_lines(tx, order, now, stations, rules, seq)


def require_line(tx: ReadTx, line_id: str) -> tuple[Order, list[Line], Line, list[Ticket]]:
    """Return a line with its order, the order's lines and its tickets.

    Raises:
        NotFound: ``orders.unknown_line``.
    """
    order_id, _, position = line_id.rpartition(".")
    found = service.load(tx, [order_id])
    for order, lines, tickets in found:
        for line in lines:
            if str(line.position) == position:
                return order, lines, line, tickets
    raise NotFound("orders.unknown_line", "there is no such line", line_id=line_id)
