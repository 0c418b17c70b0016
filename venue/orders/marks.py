"""Use cases on the marks of a ticket: what the kitchen has noticed, and what jumps the line."""

from dataclasses import replace
from typing import Any

from venue.core.errors import NotFound
from venue.core.settings_view import Rules
from venue.core.tx import Tx
from venue.orders import service, store, telling
from venue.orders.lines import ticket_key
from venue.orders.model import Line, Order, Ticket, moved
from venue.orders.views import kitchen_line_view, order_view


def notice_line(tx: Tx, line_id: str, rules: Rules) -> dict[str, Any]:
    """Note that a cook tapped a line that was added, changed or speaks of an allergy.

    Returns:
        ``{line, seq}``, the line as the kitchen reads it.

    Raises:
        NotFound: ``orders.unknown_line``.
    """
    order_id, _, position = line_id.rpartition(".")
    order, lines, _ = _found(tx, order_id, "orders.unknown_line", "line")
    own = [line for line in lines if str(line.position) == position]
    if not own:
        raise NotFound("orders.unknown_line", "there is no such line", line_id=line_id)
    _notice(tx, order, lines, own, rules)
    shown = kitchen_line_view(replace(own[0], attention=""), rules.currency)
    return {"line": shown, "seq": tx.seq}


def notice_ticket(tx: Tx, ticket_id: str, rules: Rules) -> None:
    """Note that a cook tapped the warning of a whole ticket.

    Raises:
        NotFound: ``orders.unknown_ticket``.
    """
    order, lines, ticket = _ticket(tx, ticket_id)
    own = [line for line in lines if line.station_id == ticket.station_id]
    _notice(tx, order, lines, own, rules)


def rush(tx: Tx, ticket_id: str, rules: Rules) -> None:
    """Let a ticket jump the line.

    Raises:
        NotFound: ``orders.unknown_ticket``.
    """
    _set_rushed(tx, ticket_id, True, rules)


def calm(tx: Tx, ticket_id: str, rules: Rules) -> None:
    """Let a ticket wait in line again.

    Raises:
        NotFound: ``orders.unknown_ticket``.
    """
    _set_rushed(tx, ticket_id, False, rules)


def move_order(tx: Tx, order_id: str, action: str, rules: Rules) -> dict[str, Any]:
    """Serve every dish of an order that is done, or take that back; return ``{order, seq}``.

    Args:
        action: ``serve`` or ``unserve``.

    Raises:
        NotFound: ``orders.unknown_order``.
    """
    order, lines, tickets = service.require(tx, order_id)
    here, step = ("done", "serve") if action == "serve" else ("served", "recall")
    changed = {line.position: moved(line, step, tx.run_ms) for line in lines if line.state == here}
    seq = tx.seq
    if changed:
        for line in changed.values():
            store.set_line(tx, line)
        lines = [changed.get(line.position, line) for line in lines]
        kind = "order.served" if action == "serve" else "order.unserved"
        seq = tx.journal(kind, {"order": order_id, "lines": sorted(changed)})
        stations = {line.station_id for line in changed.values()}
        telling.announce_lines(tx, order, lines, stations, rules, seq)
    shown = order_view(order, lines, tickets, currency=rules.currency, run_ms=tx.run_ms, seq=seq)
    return {"order": shown, "seq": seq}


def _set_rushed(tx: Tx, ticket_id: str, rushed: bool, rules: Rules) -> None:
    order, lines, ticket = _ticket(tx, ticket_id)
    if (ticket.rushed_run_ms is not None) == rushed:
        return
    store.set_rushed(tx, replace(ticket, rushed_run_ms=tx.run_ms if rushed else None))
    seq = tx.journal("ticket.rushed" if rushed else "ticket.calmed", {"ticket": ticket_id})
    telling.announce_lines(tx, order, lines, {ticket.station_id}, rules, seq)


def _notice(tx: Tx, order: Order, lines: list[Line], own: list[Line], rules: Rules) -> None:
    seen = {line.position: replace(line, attention="") for line in own if line.attention}
    if not seen:
        return
    for line in seen.values():
        store.set_line(tx, line)
    now = [seen.get(line.position, line) for line in lines]
    seq = tx.journal("line.noticed", {"order": order.id, "lines": sorted(seen)})
    stations = {line.station_id for line in seen.values()}
    telling.announce_lines(tx, order, now, stations, rules, seq)


def _ticket(tx: Tx, ticket_id: str) -> tuple[Order, list[Line], Ticket]:
    order_id, station_id = ticket_key(ticket_id)
    order, lines, tickets = _found(tx, order_id, "orders.unknown_ticket", "ticket")
    for ticket in tickets:
        if ticket.station_id == station_id:
            return order, lines, ticket
    raise NotFound("orders.unknown_ticket", "there is no such ticket", ticket_id=ticket_id)


def _found(tx: Tx, order_id: str, code: str, what: str) -> tuple[Order, list[Line], list[Ticket]]:
    found = service.load(tx, [order_id])
    if not found:
        raise NotFound(code, f"there is no such {what}")
    return found[0]
