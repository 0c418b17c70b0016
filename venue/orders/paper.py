"""The kitchen ticket as the printers package wants it."""

from datetime import datetime
from typing import Any

from venue.core.settings_view import Rules
from venue.orders.model import Line, Order, Ticket


def kitchen_ticket(
    order: Order, lines: list[Line], ticket: Ticket, station: str, rules: Rules
) -> dict[str, Any]:
    """Return the document of a station's ticket: a snapshot, rendered when it is printed."""
    prefix, _, number = ticket.number.rpartition("-")
    previous = f"{prefix}-{int(number) - 1:04}" if int(number) > 1 else ""
    placed = datetime.fromisoformat(order.placed_at).astimezone(rules.zone)
    return {
        "kind": "ticket",
        "ticket_id": ticket.id,
        "station": station,
        "number": ticket.number,
        "previous": previous,
        "table": order.table_number,
        "covers": order.covers,
        "order_number": order.number,
        "by": order.by_name,
        "placed_at": placed.strftime("%H:%M:%S"),
        "note": order.note,
        "allergy": order.allergy,
        "training": order.training,
        "lang": rules.kitchen_language,
        "lines": [_line(line) for line in lines if line.station_id == ticket.station_id],
    }


def difference(was: Line, now: Line) -> list[dict[str, Any]]:
    """Return a line as it was and as it is, for a change ticket."""
    return [_line(was) | {"change": "-"}, _line(now) | {"change": "+"}]


def _line(line: Line) -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "name": line.kitchen_name or line.name,
        "modifiers": list(line.kitchen_modifiers) or [name for _, name, _ in line.modifiers],
        "note": line.note,
        "allergy": line.allergy,
        "course": line.course,
        "state": {"held": "held", "voided": "void"}.get(line.state, "fired"),
    }
