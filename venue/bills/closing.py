"""How a bill ends and begins again: closed, reopened, voided."""

from collections.abc import Callable
from typing import Any

from venue.bills import store
from venue.bills.content import Content, frozen_form, load, require
from venue.bills.model import require_allowed
from venue.bills.service import told
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict
from venue.core.money import format_minor, wire
from venue.core.tx import ReadTx, Tx
from venue.orders import service as orders
from venue.orders.books import billing

# Told of a bill in the transaction that closes it (receipts, vouchers sold), and asked before it
# is opened again, by raising. `register` empties them for each new app.
closers: list[Callable[[Tx, Content], None]] = []
reopeners: list[Callable[[Tx, Content], None]] = []


def close(tx: Tx, bill_id: str, tariff: Tariff) -> dict[str, Any]:
    """Close a paid bill: its figures are kept as they are now, for ever; return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``.
        Conflict: ``bills.closed``, ``bills.still_owed``, ``bills.overpaid``,
            ``bills.payment_pending``.
    """
    content = load(tx, bill_id, tariff)
    if content.state in ("closed", "voided"):
        require_allowed(content.state, "close")
    _require_even(content, tariff)
    require_allowed(content.state, "close")
    kept = frozen_form(content.figures)
    store.insert_closing(tx, bill_id, billing.business_day(tx), kept, training=content.training)
    store.set_closed(tx, bill_id, tx.now)
    facts = {name: value for name, value in kept.items() if name != "nets"}
    money: dict[str, Any] = {
        "tips_minor": content.paid.tips_minor,
        "rounding_minor": content.paid.rounding_minor,
    } | _marked(content)
    tx.journal("bill.closed", {"bill": bill_id, "number": content.row["number"]} | facts | money)
    for closer in closers:
        closer(tx, content)
    return told(tx, bill_id, tariff)


def reopen(
    tx: Tx, bill_id: str, tariff: Tariff, *, reason: str, approved_by: str
) -> dict[str, Any]:
    """Open a closed bill again to correct it; return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``.
        Conflict: ``bills.illegal_move`` unless closed, or what a reopener refuses.
    """
    content = load(tx, bill_id, tariff)
    if content.state != "closed":
        raise Conflict(
            "bills.illegal_move",
            f"a bill that is {content.state} cannot be reopened",
            state=content.state,
        )
    if content.paid.returned:
        raise Conflict("bills.refunded", "something of this bill was refunded; make a new bill")
    if content.closing is None:
        raise Conflict("bills.illegal_move", "this bill was closed before figures were kept")
    for reopener in reopeners:
        reopener(tx, content)
    store.set_reopened(tx, content.closing["id"], approved_by=approved_by, reason=reason)
    store.set_closed(tx, bill_id, None)
    kept = frozen_form(content.figures)
    tx.journal(
        "bill.reopened",
        {"bill": bill_id, "approved_by": approved_by, "total_minor": content.figures.total_minor}
        | {"bands": kept["bands"]}
        | _marked(content),
    )
    return told(tx, bill_id, tariff)


def void(tx: Tx, bill_id: str, tariff: Tariff) -> dict[str, Any]:
    """End an open bill that nothing is left on and nobody paid anything for; return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``.
        Conflict: ``bills.closed``, ``bills.has_payments``, ``bills.not_empty``.
    """
    content = require(tx, bill_id, tariff, "void")
    if content.paid.tenders:
        raise Conflict("bills.has_payments", "money was taken on this bill; refund it first")
    if content.total_minor:
        raise Conflict("bills.not_empty", "void or move its lines first")
    end(tx, content, merged_into=None)
    return told(tx, bill_id, tariff)


def end(tx: Tx, content: Content, *, merged_into: str | None) -> None:
    """End a bill without payment: voided, or its lines are on another bill now."""
    store.insert_end(tx, content.id, merged_into)
    store.set_closed(tx, content.id, tx.now)
    tx.journal("bill.voided", {"bill": content.id, "merged_into": merged_into})


def close_with_session(tx: Tx, session_id: str, tariff: Tariff) -> None:
    """Close a session's bills and complete its orders, when nothing is owed.

    Raises:
        Conflict: ``bills.still_owed`` with the amount; ``bills.orders_waiting`` and what `close`
            refuses.
    """
    for row in store.open_bills(tx, session_id):
        close(tx, row["id"], tariff)
    for order in store.active_orders(tx, session_id):
        if order["state"] == "awaiting_staff":
            raise Conflict("bills.orders_waiting", "accept or reject the waiting orders first")
        orders.decide(tx, order["id"], "complete", rules=tariff.rules)


def _marked(content: Content) -> dict[str, Any]:
    """Return the mark of training, so that whoever adds up the journal can leave it out."""
    return {"training": True} if content.training else {}


def _require_even(content: Content, tariff: Tariff) -> None:
    if sum(content.paid.reserved.values()):
        raise Conflict("bills.payment_pending", "a payment is still under way; settle it first")
    owed, text = content.owed_minor, format_minor(abs(content.owed_minor), tariff.currency)
    if owed > 0:
        details = {"owed": wire(owed, tariff.currency), "bill_id": content.id}
        raise Conflict("bills.still_owed", f"{text} is still owed", **details)
    if owed < 0:
        raise Conflict("bills.overpaid", f"{text} too much was paid; refund it first")


def closed(tx: ReadTx, tariff: Tariff, *, before: int, limit: int) -> dict[str, Any]:
    """Return a page of closed bills, the last first: ``{items, next_cursor?, seq}``.

    Each is ``{id, number, table_number, closed_at, total}``, the total as it was closed.
    """
    rows = store.closings(tx, before=before, limit=limit)
    more = {"next_cursor": str(rows[-1]["closing_id"])} if len(rows) == limit else {}
    shown = ("id", "number", "table_number", "closed_at")
    items = [
        {key: row[key] for key in shown} | {"total": wire(row["total_minor"], tariff.currency)}
        for row in rows
    ]
    return {"items": items, "seq": tx.seq} | more
