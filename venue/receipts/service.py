"""Use cases of receipts: drawn with the payment, printed, looked for."""

from collections.abc import Callable
from typing import Any

from venue.bills import content as bill_content
from venue.bills.content import Content
from venue.bills.model import Bands
from venue.bills.tariff import Tariff
from venue.core.errors import NotFound
from venue.core.jsonx import loads
from venue.core.money import wire
from venue.core.tx import ReadTx, Tx
from venue.core.vault import Vault
from venue.orders.books import billing
from venue.payments.model import COUNTS, Tender
from venue.receipts import content, fiscal, store
from venue.receipts.model import REAL, TRAINING, Receipt, number_text, summed, taxed

# The chain does not show that its last entries were cut off; a head on paper does.
HEAD_EVERY = 50
MOST_BUYERS = 20_000
# Told of each new receipt in its transaction: paper, where it comes by itself. Set by `register`.
on_drawn: list[Callable[[Tx, Receipt], None]] = []


def follow(tx: Tx, tariff: Tariff, before: str, tender: Tender) -> None:
    """Draw the receipt of a payment in the transaction in which it begins to count.

    A payment at the venue's own risk has its receipt at once, marked; when it is lost, a reversal
    takes it back. So numbers have no gap, and receipts add up to what counts as paid.
    """
    if tender.state in COUNTS and before not in COUNTS:
        kind = "sale" if tender.kind == "payment" else tender.kind
        _draw(tx, tariff, tender, kind, tender.bands, sign=1)
    elif before == "unverified":
        first = store.of_tender(tx, tender.id)
        if first is not None and tender.state == "lost":
            _draw(tx, tariff, tender, "reversal", tender.bands, sign=-1)
        elif first is not None:
            store.set_verified(tx, first.id)


def buyers(tx: ReadTx) -> list[tuple[int, str, str]]:
    """Return id, moment and sealed buyer of the newest `MOST_BUYERS` invoices."""
    return store.buyers(tx, MOST_BUYERS)


def buyer(tx: ReadTx, vault: Vault, invoice_id: int) -> dict[str, str]:
    """Return an invoice's buyer ``{name, address, tax_id}``; empty when there is no such one."""
    row = store.invoice(tx, invoice_id)
    found: dict[str, str] = loads(vault.open(row["buyer_sealed"])) if row else {}
    return found


def of_nothing(tx: Tx, tariff: Tariff, closed: Content) -> None:
    """Draw the receipt of a bill that closes at nothing, such as one on the house."""
    if closed.sold and not closed.total_minor and not store.of_bill(tx, closed.id):
        _insert(tx, tariff, closed, None, "sale", {})


def _draw(tx: Tx, tariff: Tariff, tender: Tender, kind: str, bands: Bands, *, sign: int) -> None:
    known = summed([one.bands for one in store.of_bill(tx, tender.bill_id)])
    own = {band: sign * minor for band, minor in bands.items()}
    whole = bill_content.load(tx, tender.bill_id, tariff)
    _insert(tx, tariff, whole, tender, kind, taxed(own, known), sign=sign)


def _insert(
    tx: Tx,
    tariff: Tariff,
    whole: Content,
    tender: Tender | None,
    kind: str,
    bands: dict[str, list[int]],
    *,
    sign: int = 1,
) -> None:
    series = TRAINING if whole.training else REAL
    number = store.next_number(tx, series)
    of = tender.refund_of if tender and tender.refund_of else tender.id if tender else None
    first = store.of_tender(tx, of) if of is not None and kind != "sale" else None
    facts = {
        "series": series,
        "number": number,
        "kind": kind,
        "bill_id": whole.id,
        "tender_id": tender.id if tender else None,
        "corrects": first.id if first else None,
        "method": tender.method if tender else "",
        "amount_minor": sum(gross for _, _, gross in bands.values()),
        "tip_minor": sign * tender.tip_minor if tender else 0,
        "rounding_minor": sign * tender.rounding_minor if tender else 0,
        "bands": bands,
        "verified": int(tender is None or tender.state != "unverified"),
        "business_day": billing.business_day(tx),
    }
    made = content.document(
        tx, whole, tender, bands, tariff,
        name=number_text(series, number),
        corrects=first.name if first else "",
    )  # fmt: skip
    if sign < 0:
        made |= _taken_back(made)
    if number % HEAD_EVERY == 0:
        made["fiscal_lines"] = [f"journal {tx.seq} {tx.head.hash.hex()[:16]}"]
    state = fiscal.state_for(tx, series)
    receipt_id = store.insert(tx, facts | {"document": made, "fiscal_state": state})
    tx.journal("receipt.drawn", {"receipt": receipt_id} | facts)
    drawn = require(tx, receipt_id)
    if state == "waiting":
        fiscal.ask(tx, drawn, previous=first)
    for told in on_drawn:
        told(tx, drawn)


def _taken_back(made: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a document that takes a payment back which never came."""
    tenders = [one | {"amount_minor": -one["amount_minor"]} for one in made["tenders"]]
    return {
        "refund": True,
        "tenders": tenders,
        "tip_minor": -made["tip_minor"],
        "change_minor": 0,
    }


def require(tx: ReadTx, receipt_id: int) -> Receipt:
    """Return a receipt.

    Raises:
        NotFound: ``receipts.unknown``.
    """
    found = store.receipt(tx, receipt_id)
    if found is None:
        raise NotFound("receipts.unknown", "there is no such receipt", receipt_id=receipt_id)
    return found


def of_bill(tx: ReadTx, bill_id: str, currency: str) -> dict[str, Any]:
    """Return the receipts of a bill, oldest first: ``{items, seq}``."""
    items = [view(tx, one, currency) for one in store.of_bill(tx, bill_id)]
    return {"items": items, "seq": tx.seq}


def index(
    tx: ReadTx, currency: str, *, before: int, limit: int, number: int | None
) -> dict[str, Any]:
    """Return a page of receipts, the last first: ``{items, next_cursor?, seq}``."""
    rows = store.page(tx, before=before, limit=limit, number=number)
    more = {"next_cursor": str(rows[-1].id)} if len(rows) == limit else {}
    return {"items": [view(tx, one, currency) for one in rows], "seq": tx.seq} | more


def view(tx: ReadTx, one: Receipt, currency: str) -> dict[str, Any]:
    """Return the RECEIPT of the API."""
    invoice = store.invoice_of(tx, [one.id])
    return {
        "id": one.id,
        "number": one.name,
        "kind": one.kind,
        "bill_id": one.bill_id,
        "bill_number": one.document["order_number"],
        "table_number": one.document["table"],
        "tender_id": one.tender_id,
        "corrects": one.document["corrects"],
        "method": one.method,
        "total": wire(one.amount_minor + one.rounding_minor, currency),
        "tip": wire(one.tip_minor, currency),
        "at": one.made_at,
        "by": one.document["by"],
        "verified": one.verified,
        "training": one.series == TRAINING,
        "prints": one.prints,
        "fiscal": one.fiscal_state,
        "invoice": {"id": invoice["id"], "number": invoice["number"]} if invoice else None,
    }
