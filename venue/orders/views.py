"""What each viewer is shown of an order: LINE, ORDER and TICKET of the API."""

from collections.abc import Callable
from typing import Any

from venue.core.money import wire
from venue.orders.model import (
    ON_THE_BOARD,
    Line,
    Order,
    Ticket,
    acknowledged_at,
    status_of,
)

# A later feature turns a note into ``{text, marks}`` for the kitchen, or None.
note_helpers: list[Callable[[str], dict[str, Any] | None]] = []


def note_help(note: str) -> dict[str, Any]:
    """Return ``{note_translated: {text, marks}}`` for a note that somebody knows, else nothing."""
    helped = (helper(note) for helper in note_helpers) if note else ()
    return next(({"note_translated": one} for one in helped if one), {})


def line_view(line: Line, currency: str) -> dict[str, Any]:
    """Return the LINE of the API."""
    return {
        "id": line.id,
        "item_id": line.item_id,
        "name": line.name,
        "quantity": line.quantity,
        "modifiers": [
            {"id": id, "name": name, "price": wire(price, currency)}
            for id, name, price in line.modifiers
        ],
        "note": line.note,
        **note_help(line.note),
        "unit_price": wire(line.unit_price_minor, currency),
        "total": wire(line.total_minor, currency),
        "course": line.course,
        "seat": line.seat,
        "station": line.station_id,
        "state": line.state,
        "allergy": line.allergy,
        "refire_of": line.refire_of,
        "bill_id": line.bill_id,
        "moved_to": line.moved_to,
        **_of_set(line),
    }


def _of_set(line: Line) -> dict[str, Any]:
    """Return what components of a set and weighed dishes have beside the rest."""
    more: dict[str, Any] = {}
    if line.parent_no is not None:
        number, item_id, name = line.parent_no, line.parent_item_id, line.parent_name
        more["parent"] = {"no": number, "item_id": item_id, "name": name}
    if line.grams is not None:
        more["grams"] = line.grams
    return more


def kitchen_line_view(line: Line, currency: str) -> dict[str, Any]:
    """Return the LINE as the kitchen reads it: its own names, the menu's beside them.

    ``original`` is there where the kitchen's name differs; ``attention`` is what must be tapped.
    """
    shown = line_view(line, currency) | {"attention": line.attention}
    if line.kitchen_name and line.kitchen_name != line.name:
        shown |= {"name": line.kitchen_name, "original": line.name}
    for modifier, name in zip(shown["modifiers"], line.kitchen_modifiers, strict=False):
        if name != modifier["name"]:
            modifier["original"], modifier["name"] = modifier["name"], name
    return shown


def order_view(
    order: Order, lines: list[Line], tickets: list[Ticket], *, currency: str, run_ms: int, seq: int
) -> dict[str, Any]:
    """Return the ORDER of the API."""
    return {
        "id": order.id,
        "number": order.number,
        "status": status_of(order, tickets),
        "reason": order.reason,
        "origin": order.origin,
        "service_type": order.service_type,
        "training": order.training,
        "by": order.by_name,
        "guest_id": order.guest_id,
        "table": {"id": order.table_id, "number": order.table_number},
        "session_id": order.table_session_id,
        "bill_id": order.bill_id,
        "outlet_id": order.outlet_id,
        "note": order.note,
        **note_help(order.note),
        "allergy": order.allergy,
        "lines": [line_view(line, currency) for line in lines],
        "total": wire(sum(line.total_minor for line in lines), currency),
        "placed_at": order.placed_at,
        "changed_at": order.changed_at,
        "age_s": (run_ms - order.placed_run_ms) // 1000,
        "at_run_ms": run_ms,
        "acknowledged_at": acknowledged_at(order, tickets),
        "seq": seq,
    }


def ticket_view(
    order: Order,
    lines: list[Line],
    ticket: Ticket,
    *,
    station: str,
    target_s: int,
    currency: str,
    run_ms: int,
) -> dict[str, Any]:
    """Return the TICKET of the API: the station's own lines of the order.

    ``age_s`` runs from the first fired line, for the kitchen's clock starts at fire, not at order;
    it is None while everything is held. ``rushed_run_ms`` is set on a ticket that jumps the line.
    """
    own = [line for line in lines if line.station_id == ticket.station_id]
    fired = [line.fired_run_ms for line in own if line.fired_run_ms is not None]
    return {
        "id": ticket.id,
        "order_id": order.id,
        "order_number": order.number,
        "number": ticket.number,
        "station": station,
        "table": order.table_number,
        "by": order.by_name,
        "origin": order.origin,
        "service_type": order.service_type,
        "training": order.training,
        "covers": order.covers,
        "placed_at": order.placed_at,
        "age_s": (run_ms - min(fired)) // 1000 if fired else None,
        "at_run_ms": run_ms,
        "target_s": target_s,
        "acknowledged": ticket.acknowledged_at is not None,
        "escalated": ticket.escalated_run_ms is not None,
        "rushed_run_ms": ticket.rushed_run_ms,
        "state": "open" if any(line.state in ON_THE_BOARD for line in own) else "bumped",
        "note": order.note,
        **note_help(order.note),
        "allergy": order.allergy,
        "lines": [kitchen_line_view(line, currency) for line in own],
    }
