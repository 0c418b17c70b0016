"""Changing a dish that was sent and that nobody has begun: its choices and its note.

A waiter says what was on the screen and what it should become; when somebody else changed the line
meanwhile, nothing happens.
"""

from dataclasses import replace
from typing import Annotated, Any

import msgspec

from venue.core.actor import Actor
from venue.core.errors import Conflict
from venue.core.parse import Body
from venue.core.settings_view import Rules
from venue.core.tx import Tx
from venue.menu import service as menu
from venue.menu.model import check_choice
from venue.orders import courses, lines, store, telling
from venue.orders.lines import UNCOOKED
from venue.orders.model import Line, Order, speaks_of_allergy
from venue.orders.moving.service import require_movable
from venue.orders.views import line_view
from venue.orders.voids import PERMISSION
from venue.orders.wish import MOST_CHOICES, RowId, kitchen_names
from venue.staff import approval
from venue.staff.approval import Approver

Choices = Annotated[tuple[RowId, ...], msgspec.Meta(max_length=MOST_CHOICES)]


class Shape(Body, frozen=True):
    """What of a line can be changed."""

    modifiers: Choices = ()
    note: str = ""


class Edit(Body, frozen=True):
    """What a line was, as the person saw it, and what it should become."""

    was: Shape
    now: Shape
    approver: Approver | None = None


def edit(
    tx: Tx, line_id: str, wanted: Edit, *, actor: Actor, approver: Approver | None, rules: Rules
) -> dict[str, Any]:
    """Change a line; the kitchen must tap that it saw it. Return ``{line, seq}``.

    A line that is so already stays as it is. What makes a fired line cheaper needs an approver.

    Raises:
        NotFound: ``orders.unknown_line``. Invalid: a choice that the dish does not allow.
        Conflict: ``orders.awaiting_staff``, ``orders.begun``, ``orders.line_changed``,
            ``orders.fixed_choices`` - of a set, or cooked again; what a paid bill refuses.
        Forbidden: ``approval.needed`` and its kin.
    """
    order, all_lines, line, tickets = lines.require_line(tx, line_id)
    if _shape(line) == _sorted(wanted.now):
        return {"line": line_view(line, rules.currency), "seq": tx.seq}
    _require_open(order, line, wanted)
    changed = _changed(tx, order, line, wanted.now)
    if changed.unit_price_minor != line.unit_price_minor:
        require_movable(tx, line.bill_id)
    if line.state == "fired" and changed.unit_price_minor < line.unit_price_minor:
        approval.approver_of(tx, actor, approver, PERMISSION)
    store.set_shape(tx, changed)
    store.set_line(tx, changed)
    seq = tx.journal("line.edited", _facts(line, changed))
    now = [changed if one.position == line.position else one for one in all_lines]
    telling.announce_lines(tx, order, now, {line.station_id}, rules, seq)
    if line.state == "fired":
        courses.print_changes(
            tx, order, [changed], tickets, rules, mark=f"edit:{seq}", kind="change", was=line
        )
    return {"line": line_view(changed, rules.currency), "seq": seq}


def _require_open(order: Order, line: Line, wanted: Edit) -> None:
    if order.state != "sent":
        raise Conflict("orders.awaiting_staff", "accept the order first")
    if line.state not in UNCOOKED:
        raise Conflict(
            "orders.begun",
            "the kitchen has begun it: take it back and order anew, or ask there",
            state=line.state,
        )
    if _shape(line) != _sorted(wanted.was):
        raise Conflict("orders.line_changed", "somebody changed it meanwhile; look at it again")


def _changed(tx: Tx, order: Order, line: Line, now: Shape) -> Line:
    """Return the line with its new choices at today's prices, and what the kitchen must tap."""
    allergic = order.allergy or speaks_of_allergy(now.note)
    attention = "allergy" if allergic else "changed" if line.state == "fired" else ""
    changed = replace(line, note=now.note, attention=attention)
    if _ids(line) == sorted(now.modifiers):
        return changed
    if line.parent_no is not None or line.refire_of is not None:
        raise Conflict("orders.fixed_choices", "take it back and order it anew")
    item = menu.require_items(tx, [line.item_id])[line.item_id]
    chosen = check_choice(item, now.modifiers)
    base_minor = line.unit_price_minor - sum(price for _, _, price in line.modifiers)
    return replace(
        changed,
        modifiers=tuple((one.id, one.name, one.price_minor) for one in chosen),
        kitchen_modifiers=kitchen_names(chosen),
        unit_price_minor=base_minor + sum(one.price_minor for one in chosen),
    )


def _facts(line: Line, changed: Line) -> dict[str, Any]:
    return {
        "line": line.id,
        "was_minor": line.unit_price_minor,
        "unit_minor": changed.unit_price_minor,
        "modifiers": _ids(changed),
        "has_new_note": line.note != changed.note,
    }


def _ids(line: Line) -> list[int]:
    return sorted(number for number, _, _ in line.modifiers)


def _shape(line: Line) -> tuple[list[int], str]:
    return _ids(line), line.note


def _sorted(shape: Shape) -> tuple[list[int], str]:
    return sorted(shape.modifiers), shape.note
