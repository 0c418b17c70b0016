"""What was put on a bill beside dishes: where it stands now, and taking it off again."""

from typing import Any

from venue.bills import store
from venue.bills.content import load, require
from venue.bills.service import told
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, NotFound
from venue.core.tx import ReadTx, Tx


def bill_of(tx: ReadTx, *, kind: str, ref: int) -> str | None:
    """Return the bill that it stands on now: bills are merged; None: on none."""
    return store.bill_of_item(tx, kind, ref)


def drop(tx: Tx, tariff: Tariff, *, kind: str, ref: int) -> dict[str, Any]:
    """Take what `service.add_item` put on a bill off again; return the BILL.

    Raises:
        NotFound: ``bills.unknown_line``.
        Conflict: ``bills.closed``; ``bills.paid_already`` - less would remain than was paid.
    """
    bill_id = bill_of(tx, kind=kind, ref=ref)
    if bill_id is None:
        raise NotFound("bills.unknown_line", "this is on no bill")
    require(tx, bill_id, tariff, "change")
    item = store.delete_item(tx, kind, ref)
    tx.journal("bill.item_dropped", {"bill": bill_id, "item": item, "kind": kind, "ref": ref})
    after = load(tx, bill_id, tariff)
    taken = sum(after.paid.counted.values()) + sum(after.paid.reserved.values())
    if after.total_minor < taken:
        raise Conflict("bills.paid_already", "less would remain on the bill than was paid")
    return told(tx, bill_id, tariff)
