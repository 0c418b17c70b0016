"""Lines that change bills, and bills that become one; parts of a split."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from venue.bills import closing, paid, split, store
from venue.bills.content import Content, require
from venue.bills.model import Bands
from venue.bills.service import told
from venue.bills.split import Pick
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.tx import Row, Tx
from venue.orders.books import billing
from venue.tables import joining


def transfer(
    tx: Tx, bill_id: str, tariff: Tariff, *, line_ids: list[str], to: str | None
) -> dict[str, Any]:
    """Move lines to another open bill, or to a new one of the same party; return that BILL.

    Their own discounts and comps go along.

    Raises:
        NotFound: ``bills.unknown_bill``, ``bills.unknown_line``.
        Conflict: ``bills.closed``; ``bills.paid_already`` - less would remain than was paid.
    """
    content = require(tx, bill_id, tariff, "change")
    lines = {line.id: line for _, line in content.sold}
    unknown = [line_id for line_id in line_ids if line_id not in lines]
    if unknown or not line_ids:
        raise NotFound("bills.unknown_line", "this line is not on this bill", lines=unknown)
    if to == bill_id:
        raise Invalid("bills.same_bill", "the lines are on this bill already")
    target = to or billing.new_bill(tx, content.row["table_session_id"])
    into = require(tx, target, tariff, "change")
    if into.sold:
        joining.require_together(content.training, into.training)
    billing.move_lines(tx, [lines[line_id] for line_id in line_ids], target)
    store.move_adjustments(tx, bill_id, target, line_ids)
    tx.journal("bill.lines_moved", {"bill": bill_id, "to": target, "lines": line_ids})
    _refuse_overpaid(require(tx, bill_id, tariff, "change"))
    told(tx, bill_id, tariff)
    return told(tx, target, tariff)


def merge(tx: Tx, bill_id: str, tariff: Tariff, *, other_id: str) -> dict[str, Any]:
    """Put everything of another bill on this one, its payments too; return this BILL.

    Raises:
        NotFound: ``bills.unknown_bill``. Conflict: ``bills.closed``. Invalid: ``bills.same_bill``.
    """
    if other_id == bill_id:
        raise Invalid("bills.same_bill", "a bill cannot be merged with itself")
    content = require(tx, bill_id, tariff, "merge")
    other = require(tx, other_id, tariff, "merge")
    joining.require_together(content.training, other.training)
    billing.move_lines(tx, [line for _, line in other.sold], bill_id)
    lines = [line.id for _, line in other.sold]
    # A discount on the whole of the other bill would spread over this one: it stays behind.
    store.move_adjustments(tx, other_id, bill_id, lines)
    store.move_items(tx, other_id, bill_id)
    paid.move(tx, other_id, bill_id)
    closing.end(tx, other, merged_into=bill_id)
    tx.journal("bill.merged", {"bill": bill_id, "from": other_id, "lines": lines})
    _refuse_overpaid(require(tx, bill_id, tariff, "change"))
    told(tx, other_id, tariff)
    return told(tx, bill_id, tariff)


def split_bill(
    tx: Tx,
    bill_id: str,
    tariff: Tariff,
    *,
    how: str,
    count: int = 0,
    amounts: Sequence[int] = (),
    picks: Sequence[Sequence[Pick]] = (),
) -> dict[str, Any]:
    """Divide what is to be paid into parts; return the BILL with its ``parts``.

    A new split replaces the parts that nobody paid on; ``how`` "none" undoes them. A later change
    of the bill makes unpaid parts void by itself.

    Raises:
        NotFound: ``bills.unknown_bill``. Invalid: ``bills.bad_split``.
        Conflict: ``bills.closed``, ``bills.nothing_owed``, ``bills.split_late`` - by lines, when
            money was taken that belongs to no lines.
    """
    content = require(tx, bill_id, tariff, "split")
    unpaid = [part["id"] for part in content.parts if part["id"] not in content.paid.by_part]
    store.undo_parts(tx, unpaid)
    if how != "none":
        if sum(content.payable.values()) <= 0:
            raise Conflict("bills.nothing_owed", "there is nothing to pay here")
        kept = [part for part in content.parts if part["id"] in content.paid.by_part]
        made = _parts(content, how, count, amounts, picks, kept)
        for position, values in enumerate(made, start=len(kept) + 1):
            due = sum(values["bands"].values())
            common = {"bill_id": bill_id, "position": position, "how": how, "due_minor": due}
            store.insert_part(tx, common | values | {"fingerprint": content.fingerprint})
        facts = {"bill": bill_id, "how": how, "parts": [values["bands"] for values in made]}
        tx.journal("bill.split", facts)
    else:
        tx.journal("bill.split", {"bill": bill_id, "how": "none", "parts": []})
    return told(tx, bill_id, tariff)


def _parts(
    content: Content,
    how: str,
    count: int,
    amounts: Sequence[int],
    picks: Sequence[Sequence[Pick]],
    kept: Sequence[Row],
) -> list[dict[str, Any]]:
    payable = content.payable
    if how == "even":
        return _plain(split.even(payable, count))
    if how == "amount":
        return _plain(split.by_amount(payable, amounts))
    seats = sorted({one.seat for one in content.charges if one.seat is not None})
    if how == "seat" and not seats:
        raise Invalid("bills.bad_split", "no line says which seat it is for")
    wanted = split.by_seat(content.charges, seats) if how == "seat" else picks
    shares = split.shares_of_lines(content.charges, _left(content, kept), wanted)
    bands = split.by_lines(
        payable, content.charges, shares, content.figures, content.terms.service_band
    )
    places = seats if how == "seat" else []
    return [
        {"bands": part, "lines": share, "seat": seat}
        for part, share, seat in zip_longest(bands, shares, places)
    ]


def _plain(bands: Sequence[Bands]) -> list[dict[str, Any]]:
    return [{"bands": part, "lines": {}, "seat": None} for part in bands]


def _left(content: Content, kept: Sequence[Row]) -> dict[str, int]:
    """Return what of each line no paid part has yet."""
    by_lines = all(
        part["lines"] and content.paid.by_part[part["id"]] == part["due_minor"] for part in kept
    )
    if sum(content.paid.by_part.values()) != _taken(content) or not by_lines:
        raise Conflict(
            "bills.split_late", "money was taken that belongs to no line; split evenly or by amount"
        )
    left = dict(content.figures.nets)
    for part in kept:
        for key, minor in part["lines"].items():
            left[key] = max(0, left.get(key, 0) - minor)
    return {charge.key: left[charge.key] for charge in content.charges}


def _taken(content: Content) -> int:
    return sum(content.paid.counted.values()) + sum(content.paid.reserved.values())


def _refuse_overpaid(content: Content) -> None:
    if content.total_minor < _taken(content):
        raise Conflict("bills.paid_already", "less would remain on the bill than was paid")
