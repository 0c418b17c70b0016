"""Use cases of bills: what is owed, taking money, closing with the table."""

from typing import Any

from venue.bills import store
from venue.core.errors import Conflict, NotFound
from venue.core.money import format_minor, wire
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Row, Tx
from venue.orders import listing
from venue.orders import service as orders
from venue.orders.model import NOT_SOLD
from venue.orders.views import line_view


def view(tx: ReadTx, bill_id: str, rules: Rules) -> dict[str, Any]:
    """Return the BILL of the API: lines sold, total, paid and owed.

    Raises:
        NotFound: ``bills.unknown_bill``.
    """
    bill = _require(tx, bill_id)
    lines = [
        line
        for order, lines, _ in orders.load(tx, store.order_ids(tx, bill_id))
        if order.state != "rejected"
        for line in lines
        if line.bill_id == bill_id and line.state not in NOT_SOLD
    ]
    total = sum(line.total_minor for line in lines)
    tenders = store.tenders(tx, bill_id)
    paid = sum(tender["amount_minor"] for tender in tenders)
    return {
        "id": bill["id"],
        "number": bill["number"],
        "state": _state(bill, total, paid),
        "session_id": bill["table_session_id"],
        "lines": [line_view(line, rules.currency) for line in lines],
        "total": wire(total, rules.currency),
        "paid": wire(paid, rules.currency),
        "owed": wire(total - paid, rules.currency),
        "tenders": [
            {
                "id": tender["id"],
                "method": tender["method"],
                "amount": wire(tender["amount_minor"], rules.currency),
                "settled_at": tender["settled_at"],
            }
            for tender in tenders
        ],
        "seq": tx.seq,
    }


def of_session(tx: ReadTx, session_id: str, rules: Rules) -> list[dict[str, Any]]:
    """Return the BILLs of a table session, oldest first."""
    return [view(tx, bill_id, rules) for bill_id in store.bill_ids(tx, session_id)]


def take(tx: Tx, bill_id: str, *, method: str, amount_minor: int, rules: Rules) -> dict[str, Any]:
    """Take cash, or note a payment made on the card terminal; return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``.
        Conflict: ``bills.closed``, ``bills.too_much``.
    """
    bill = view(tx, bill_id, rules)
    if bill["state"] == "closed":
        raise Conflict("bills.closed", "this bill is closed")
    if amount_minor > bill["owed"]["amount"]:
        owed = format_minor(bill["owed"]["amount"], rules.currency)
        raise Conflict("bills.too_much", f"only {owed} is owed", owed=bill["owed"])
    tender_id = store.insert_tender(tx, bill_id, method, amount_minor, tx.actor)
    seq = tx.journal(
        "tender.settled",
        {"tender": tender_id, "bill": bill_id, "method": method, "amount_minor": amount_minor},
    )
    tx.tell("floor", "bill", {"bill_id": bill_id, "seq": seq})
    return view(tx, bill_id, rules)


def refuse_paid(tx: ReadTx, bill_id: str) -> None:
    """Refuse to move lines of a bill on which money was taken: its parts would no longer fit.

    Raises:
        Conflict: ``bills.has_payments``.
    """
    if store.tenders(tx, bill_id):
        raise Conflict("bills.has_payments", "money was taken on this bill; split it instead")


def close_with_session(tx: Tx, session_id: str, rules: Rules) -> None:
    """Close a session's bills and complete its orders, when nothing is owed.

    Raises:
        Conflict: ``bills.still_owed`` with the amount; ``bills.orders_waiting``.
    """
    for bill_row in store.open_bills(tx, session_id):
        bill = view(tx, bill_row["id"], rules)
        if bill["owed"]["amount"] > 0:
            owed = format_minor(bill["owed"]["amount"], rules.currency)
            raise Conflict(
                "bills.still_owed", f"{owed} is still owed", owed=bill["owed"], bill_id=bill["id"]
            )
        store.close(tx, bill["id"])
        tx.journal("bill.closed", {"bill": bill["id"], "total_minor": bill["total"]["amount"]})
    for order in store.active_orders(tx, session_id):
        if order["state"] == "awaiting_staff":
            raise Conflict("bills.orders_waiting", "accept or reject the waiting orders first")
        orders.decide(tx, order["id"], "complete", rules=rules)


def sums(tx: ReadTx, session_ids: list[str], rules: Rules) -> dict[str, dict[str, Any]]:
    """Return for the floor, by session: orders, unseen and awaiting counts, the bill and total."""
    found = {}
    for row in listing.session_sums(tx, session_ids):
        found[row["session_id"]] = {
            "orders": row["orders"],
            "unseen": row["unseen"],
            "awaiting": row["awaiting"],
            "total": wire(row["total_minor"] or 0, rules.currency),
            "bill_id": row["bill_id"],
        }
    return found


def _require(tx: ReadTx, bill_id: str) -> Row:
    found = store.bill(tx, bill_id)
    if found is None:
        raise NotFound("bills.unknown_bill", "there is no such bill", bill_id=bill_id)
    return found


def _state(bill: Row, total: int, paid: int) -> str:
    if bill["closed_at"]:
        return "closed"
    if paid == 0:
        return "open"
    return "paid" if paid >= total else "part_paid"
