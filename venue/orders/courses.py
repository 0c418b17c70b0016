"""Firing a course: every held line of a party's course starts together, its clock with it."""

from collections.abc import Iterable
from typing import Any

from printers import queue
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.menu import service as menu
from venue.orders import paper, queries, service, store, telling
from venue.orders.model import Line, Order, Ticket, moved
from venue.tables import service as tables


def fire(tx: Tx, session_id: str, course: int | None, rules: Rules) -> dict[str, Any]:
    """Fire a party's held lines of a course, or of all; return ``{fired: [line id], seq}``.

    Nothing held is no error: two waiters may press the same key.

    Raises:
        NotFound: ``tables.unknown_session``.
    """
    tables.require_session(tx, session_id)
    fired: list[str] = []
    for held in service.load(tx, queries.ids_with_held(tx, session_id)):
        fired += _fire_held(tx, held, course, rules)
    return {"fired": fired, "seq": tx.seq}


def fire_order(tx: Tx, order_id: str, rules: Rules) -> list[str]:
    """Fire the held lines of one order whose time has come; return their ids.

    Raises:
        NotFound: ``orders.unknown_order``.
    """
    return _fire_held(tx, service.require(tx, order_id), None, rules)


def waits_for_staff(tx: ReadTx, order_id: str) -> bool:
    """Tell whether nobody has accepted an order yet.

    Raises:
        NotFound: ``orders.unknown_order``.
    """
    return service.require(tx, order_id)[0].state == "awaiting_staff"


def _fire_held(
    tx: Tx, held: tuple[Order, list[Line], list[Ticket]], course: int | None, rules: Rules
) -> list[str]:
    order, lines, tickets = held
    changed = [
        moved(line, "fire", tx.run_ms)
        for line in lines
        if line.state == "held" and course in (None, line.course)
    ]
    if order.state != "sent" or not changed:
        return []
    for line in changed:
        store.set_line(tx, line)
    seq = tx.journal("course.fired", {"order": order.id, "course": course})
    by_position = {line.position: line for line in changed}
    now = [by_position.get(line.position, line) for line in lines]
    telling.announce_lines(tx, order, now, {one.station_id for one in changed}, rules, seq)
    print_changes(tx, order, changed, tickets, rules, mark=f"fire:{seq}")
    return [line.id for line in changed]


def print_changes(
    tx: Tx,
    order: Order,
    changed: list[Line],
    tickets: Iterable[Ticket],
    rules: Rules,
    *,
    mark: str,
    kind: str = "ticket",
    was: Line | None = None,
) -> None:
    """Tell stations that cook by paper what became of lines: fired now, void, or changed.

    Args:
        mark: What makes this paper one of its own, however often it is asked.
        kind: ``ticket``, ``void`` or ``change``, the document's.
        was: What the one changed line was before.
    """
    stations = {one.id: one for one in menu.stations(tx)}
    concerned = {line.station_id for line in changed}
    for ticket in tickets:
        station = stations[ticket.station_id]
        if ticket.station_id not in concerned or station.printer_id is None:
            continue
        if station.print_mode != "always":
            continue
        document = paper.kitchen_ticket(order, changed, ticket, station.name, rules)
        if was is not None:
            document["lines"] = paper.difference(was, changed[0])
        queue.enqueue(
            tx,
            printer_id=station.printer_id,
            kind="kitchen_ticket",
            number=ticket.number,
            document=document | {"kind": kind},
            dedupe_key=f"ticket:{ticket.id}:{mark}",
        )
