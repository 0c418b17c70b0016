"""Taking a line back: freely while it is held, with an approver once the kitchen was told."""

from dataclasses import replace
from typing import Any

from venue.core.actor import Actor
from venue.core.errors import Conflict, Invalid
from venue.core.settings_view import Rules
from venue.core.tx import Tx
from venue.orders import courses, lines, store, telling
from venue.orders.books import billing
from venue.orders.model import moved
from venue.orders.views import line_view
from venue.staff import approval
from venue.staff.approval import Approver

PERMISSION = "orders.void_fired"


def void(
    tx: Tx,
    line_id: str,
    *,
    actor: Actor,
    reason: str,
    approver: Approver | None,
    rules: Rules,
    quantity: int | None = None,
) -> dict[str, Any]:
    """Void a line; the kitchen must tap that it saw it. Return ``{line, seq}``.

    A counted portion goes back on sale unless it was begun. Voiding a voided line changes nothing.

    Args:
        quantity: So many of it, which become a line of their own; None: all.

    Raises:
        NotFound: ``orders.unknown_line``. Conflict: ``orders.illegal_move``,
            ``orders.awaiting_staff``. Invalid: ``orders.no_reason``, ``orders.too_many``.
        Forbidden: ``approval.needed``, ``approval.wrong_pin``, ``approval.not_allowed``.
    """
    order, all_lines, line, tickets = lines.require_line(tx, line_id)
    if order.state == "awaiting_staff":
        raise Conflict("orders.awaiting_staff", "accept the order first")
    changed = moved(line, "void", tx.run_ms)
    if changed is line:
        return {"line": line_view(line, rules.currency), "seq": tx.seq}
    approved_by = actor.label
    if line.state != "held":
        if not reason:
            raise Invalid("orders.no_reason", "say why this is taken back")
        approved_by = approval.approver_of(tx, actor, approver, PERMISSION)
    if (part := lines.part_of(tx, line, all_lines, quantity)) is not line:
        kept = replace(line, quantity=line.quantity - part.quantity)
        all_lines = [kept if one is line else one for one in all_lines] + [part]
        line, changed = part, moved(part, "void", tx.run_ms)
    given_back = lines.give_back(tx, order, line)
    store.set_line(tx, changed)
    day = billing.business_day(tx)
    store.insert_void(
        tx, line, reason=reason, approved_by=approved_by, given_back=given_back, business_day=day
    )
    seq = tx.journal(
        "line.voided",
        {
            "line": line.id,
            "from": line.state,
            "approved_by": approved_by,
            "has_reason": bool(reason),
            "amount_minor": line.total_minor,
            "given_back": given_back,
        }
        | ({"training": True} if order.training else {}),
    )
    now = [changed if one.position == line.position else one for one in all_lines]
    telling.announce_lines(tx, order, now, {line.station_id}, rules, seq)
    courses.print_changes(tx, order, [changed], tickets, rules, mark=f"void:{seq}", kind="void")
    return {"line": line_view(changed, rules.currency), "seq": seq}
