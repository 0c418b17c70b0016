"""Use cases of a bill's content: look, pre-bill, discount, comp, items, wishes to pay."""

from collections.abc import Callable
from typing import Any

from venue.bills import paid, paper, store
from venue.bills.content import Content, load, require
from venue.bills.tariff import Tariff
from venue.bills.views import bill_view, guest_view, own_share
from venue.core.actor import Actor
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import format_minor, wire
from venue.core.tx import ReadTx, Row, Tx
from venue.orders import listing
from venue.orders.books import billing
from venue.tables.guests import calls


def view(tx: ReadTx, bill_id: str, tariff: Tariff) -> dict[str, Any]:
    """Return the BILL of the API as staff see it.

    Raises:
        NotFound: ``bills.unknown_bill``.
    """
    return _shown(tx, load(tx, bill_id, tariff), tariff)


def view_for(tx: ReadTx, bill_id: str, actor: Actor, tariff: Tariff) -> dict[str, Any]:
    """Return the BILL as this actor may see it; a guest sees the own party's alone.

    Raises:
        NotFound: ``bills.unknown_bill``.
    """
    content = load(tx, bill_id, tariff)
    if actor.kind != "guest":
        return _shown(tx, content, tariff)
    _require_own(content, actor)
    return guest_view(_shown(tx, content, tariff), content, actor)


def of_session(tx: ReadTx, session_id: str, tariff: Tariff) -> list[dict[str, Any]]:
    """Return the BILLs of a table session, oldest first."""
    return [view(tx, bill_id, tariff) for bill_id in store.bill_ids(tx, session_id)]


def open_id_of(tx: ReadTx, session_id: str) -> str | None:
    """Return the bill that a party's orders go to now."""
    found = store.open_bills(tx, session_id)
    return found[0]["id"] if found else None


def told(tx: Tx, bill_id: str, tariff: Tariff) -> dict[str, Any]:
    """Tell the floor and the party of a changed bill; return the BILL."""
    shown = view(tx, bill_id, tariff)
    party = shown["session_id"]
    rooms = ("floor", f"session:{party}") if party else ("floor",)
    tx.tell(rooms, "bill", {"bill_id": bill_id, "session_id": party, "seq": tx.seq})
    return shown


def prebill(tx: Tx, bill_id: str, tariff: Tariff) -> dict[str, Any]:
    """Make the pre-bill and print it where the venue prints bills; return the BILL.

    A line, discount or payment that comes later makes it stale by itself: it holds a fingerprint.

    Raises:
        NotFound: ``bills.unknown_bill``. Conflict: ``bills.closed``, ``bills.empty``.
    """
    content = require(tx, bill_id, tariff, "prebill")
    if not content.charges:
        raise Conflict("bills.empty", "there is nothing on this bill")
    number = (content.prebill["number"] if content.prebill else 0) + 1
    store.insert_prebill(tx, {
        "bill_id": bill_id,
        "number": number,
        "total_minor": content.total_minor,
        "fingerprint": content.fingerprint,
        "made_by": tx.actor,
    })  # fmt: skip
    facts = {"bill": bill_id, "number": number, "total_minor": content.total_minor}
    tx.journal("bill.prebilled", facts)
    paper.print_prebill(tx, content, number, tariff)
    return told(tx, bill_id, tariff)


def refuse_paid(tx: ReadTx, bill_id: str) -> None:
    """Refuse to move lines of a bill on which money was taken: its parts would no longer fit.

    Raises:
        Conflict: ``bills.has_payments``.
    """
    if paid.of_bill(tx, bill_id).tenders:
        raise Conflict("bills.has_payments", "money was taken on this bill; split it instead")


def discount(
    tx: Tx,
    bill_id: str,
    tariff: Tariff,
    *,
    line_id: str | None,
    percent_bp: int | None,
    amount_minor: int | None,
    reason: str,
    approved_by: str,
) -> dict[str, Any]:
    """Take something off a line (or the whole bill); return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``, ``bills.unknown_line``.
        Invalid: ``bills.bad_discount`` - neither or both of percent and amount.
        Conflict: ``bills.closed``, ``bills.paid_already`` - less would remain than was paid.
    """
    if (percent_bp is None) == (amount_minor is None):
        raise Invalid("bills.bad_discount", "give percent_bp or amount, one of them")
    values = {"line_id": line_id, "percent_bp": percent_bp, "amount_minor": amount_minor}
    return _adjust(tx, bill_id, tariff, "discount", [values], reason, approved_by)


def comp(
    tx: Tx,
    bill_id: str,
    tariff: Tariff,
    *,
    line_ids: list[str] | None,
    reason: str,
    approved_by: str,
) -> dict[str, Any]:
    """Give lines (None: all) free; their price stays in the reports; return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``, ``bills.unknown_line``.
        Conflict: ``bills.closed``, ``bills.paid_already``.
    """
    wanted: list[dict[str, Any]] = [
        {"line_id": line_id} for line_id in (line_ids if line_ids is not None else [None])
    ]
    return _adjust(tx, bill_id, tariff, "comp", wanted, reason, approved_by)


def waive_service(
    tx: Tx, bill_id: str, tariff: Tariff, *, reason: str, approved_by: str
) -> dict[str, Any]:
    """Leave the service charge off this bill; return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``. Conflict: ``bills.closed``, ``bills.paid_already``.
    """
    return _adjust(tx, bill_id, tariff, "no_service", [{}], reason, approved_by)


def undo(tx: Tx, bill_id: str, adjustment_id: int, tariff: Tariff) -> dict[str, Any]:
    """Take a discount, comp or waiver back; return the BILL.

    Raises:
        NotFound: ``bills.unknown_bill``, ``bills.unknown_adjustment``. Conflict: ``bills.closed``.
    """
    content = require(tx, bill_id, tariff, "change")
    if all(one["id"] != adjustment_id for one in content.adjustments):
        raise NotFound("bills.unknown_adjustment", "there is no such discount on this bill")
    store.undo_adjustment(tx, adjustment_id)
    tx.journal("bill.adjustment_undone", {"bill": bill_id, "adjustment": adjustment_id})
    return told(tx, bill_id, tariff)


def add_item(
    tx: Tx,
    bill_id: str | None,
    tariff: Tariff,
    *,
    kind: str,
    ref: Callable[[str], int],
    name: str,
    amount_minor: int,
) -> dict[str, Any]:
    """Put something on a bill that is not revenue, such as a voucher sold; return the BILL.

    Args:
        bill_id: None opens a bill of its own.
        ref: Makes or names its row in the feature that sells it, given the bill's id.

    Raises:
        NotFound: ``bills.unknown_bill``. Conflict: ``bills.closed``, ``bills.training``.
    """
    if bill_id is None:
        bill_id = billing.new_bill(tx, None)
    if require(tx, bill_id, tariff, "change").training:
        raise Conflict("bills.training", "nothing is sold in training")
    facts = {"kind": kind, "ref": ref(bill_id), "amount_minor": amount_minor}
    item = store.insert_item(tx, facts | {"bill_id": bill_id, "name": name})
    tx.journal("bill.item_added", facts | {"bill": bill_id, "item": item})
    return told(tx, bill_id, tariff)


def wish(
    tx: Tx,
    bill_id: str,
    actor: Actor,
    tariff: Tariff,
    *,
    share: str,
    people: int,
    method: str,
) -> dict[str, Any]:
    """Note how a guest wishes to pay and call the waiter; return the guest's BILL.

    Raises:
        NotFound: ``bills.unknown_bill``. Conflict: ``bills.closed``, ``bills.nothing_owed``.
    """
    content = load(tx, bill_id, tariff)
    _require_own(content, actor)
    require(tx, bill_id, tariff, "change")
    payable = sum(content.payable.values())
    own = {"all": payable, "even": -(-payable // people), "mine": own_share(content, actor.id)}
    amount = min(own[share], payable)
    if amount <= 0:
        raise Conflict("bills.nothing_owed", "there is nothing to pay here")
    facts = {"bill_id": bill_id, "guest_id": actor.id, "share": share, "people": people}
    store.put_wish(tx, facts | {"method": method, "amount_minor": amount})
    session_id = content.row["table_session_id"]
    calls.make(tx, session_id=session_id, guest_id=actor.id, kind="bill")
    tx.journal("bill.wished", {"bill": bill_id, "guest": actor.id, "amount_minor": amount})
    told(tx, bill_id, tariff)
    return view_for(tx, bill_id, actor, tariff)


def sums(tx: ReadTx, session_ids: list[str], tariff: Tariff) -> dict[str, dict[str, Any]]:
    """Return for the floor, by session: orders, unseen and awaiting counts, the bill and total.

    The total is that of the dishes alone: the floor is told of at every order, and what is owed
    with tax and discounts is computed when somebody opens the bill.
    """
    found = {}
    for row in listing.session_sums(tx, session_ids):
        found[row["session_id"]] = {
            "orders": row["orders"],
            "unseen": row["unseen"],
            "awaiting": row["awaiting"],
            "total": wire(row["total_minor"] or 0, tariff.currency),
            "bill_id": row["bill_id"],
        }
    return found


def _adjust(
    tx: Tx,
    bill_id: str,
    tariff: Tariff,
    kind: str,
    many: list[dict[str, Any]],
    reason: str,
    approved_by: str,
) -> dict[str, Any]:
    before = require(tx, bill_id, tariff, "change")
    known = {line.id for _, line in before.sold}
    for values in many:
        line_id = values.get("line_id")
        if line_id is not None and line_id not in known:
            raise NotFound("bills.unknown_line", "this line is not on this bill", line_id=line_id)
        whole = {"percent_bp": None, "amount_minor": None, "line_id": None} | values
        number = store.insert_adjustment(tx, whole | {
            "bill_id": bill_id, "kind": kind, "reason": reason, "given_by": tx.actor,
            "approved_by": approved_by,
        })  # fmt: skip
        facts = {"bill": bill_id, "adjustment": number, "kind": kind, "approved_by": approved_by}
        tx.journal("bill.adjusted", facts | whole)
    after = load(tx, bill_id, tariff)
    taken = sum(after.paid.counted.values()) + sum(after.paid.reserved.values())
    if after.total_minor < taken:
        paid = wire(taken, tariff.currency)
        raise Conflict(
            "bills.paid_already",
            f"{format_minor(taken, tariff.currency)} is paid already; refund first",
            paid=paid,
        )
    return told(tx, bill_id, tariff)


def _shown(tx: ReadTx, content: Content, tariff: Tariff) -> dict[str, Any]:
    wishes: list[Row] = store.wishes(tx, content.id)
    return bill_view(
        content,
        wishes,
        currency=tariff.currency,
        coin_minor=tariff.cash_rounding_minor,
        seq=tx.seq,
    )


def _require_own(content: Content, actor: Actor) -> None:
    if content.row["table_session_id"] != actor.table_session_id:
        raise NotFound("bills.unknown_bill", "there is no such bill", bill_id=content.id)
