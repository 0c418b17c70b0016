"""A business invoice over receipts: one buyer, one number, cancelled by a negative one."""

from dataclasses import asdict, replace
from typing import Any

import msgspec

from printers import service as printers
from printers.letterhead import letterhead
from printers.model import Kind
from printers.models.money import MoneyLine
from printers.models.money import Receipt as Document
from venue.bills import paper as bill_paper
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, NotFound
from venue.core.jsonx import dumps, loads
from venue.core.money import wire
from venue.core.tx import ReadTx, Row, Tx
from venue.core.vault import Vault
from venue.receipts import store
from venue.receipts.model import INVOICES, TRAINING, Receipt, number_text, summed
from venue.receipts.service import require


def make(
    tx: Tx,
    vault: Vault,
    tariff: Tariff,
    *,
    receipt_id: int | None,
    bill_id: str | None,
    buyer: dict[str, str],
) -> dict[str, Any]:
    """Make an invoice over one receipt, or over all of a bill; return the INVOICE.

    Args:
        buyer: ``{name, address, tax_id}``; kept sealed.

    Raises:
        NotFound: ``receipts.unknown``, ``bills.unknown_bill``.
        Conflict: ``receipts.not_invoiced`` - nothing was paid, or it was given back;
            ``receipts.has_invoice`` with its number.
    """
    over = _receipts(tx, receipt_id, bill_id)
    bands = summed([one.bands for one in over])
    total = sum(gross for _, _, gross in bands.values())
    if not over or total <= 0 or any(one.series == TRAINING for one in over):
        raise Conflict("receipts.not_invoiced", "nothing of this is paid")
    known = store.invoice_of(tx, [one.id for one in over])
    if known is not None:
        number = number_text(INVOICES, known["number"])
        raise Conflict("receipts.has_invoice", f"invoice {number} is over it", number=number)
    made = _document(tx, over, bands, tariff)
    return _insert(tx, vault, tariff, over, total, made, buyer=buyer, cancels=None)


def cancel(tx: Tx, vault: Vault, tariff: Tariff, invoice_id: int, *, reason: str) -> dict[str, Any]:
    """Take an invoice back by a negative one, so that its receipts can have another.

    Raises:
        NotFound: ``receipts.unknown_invoice``. Conflict: ``receipts.cancelled``.
    """
    row = require_invoice(tx, invoice_id)
    over = [require(tx, one) for one in store.receipts_of_invoice(tx, invoice_id)]
    in_force = store.invoice_of(tx, [one.id for one in over])
    if row["cancels"] is not None or in_force is None or in_force["id"] != invoice_id:
        raise Conflict("receipts.cancelled", "this invoice is cancelled already")
    bands = {band: [-minor for minor in one] for band, one in _bands(over).items()}
    made = _document(tx, over, bands, tariff) | {
        "refund": True,
        "corrects": number_text(INVOICES, row["number"]),
        "tenders": [],
    }
    buyer = loads(vault.open(row["buyer_sealed"]))
    return _insert(
        tx, vault, tariff, over, -row["total_minor"], made,
        buyer=buyer, cancels=invoice_id, reason=reason,
    )  # fmt: skip


def document(tx: ReadTx, vault: Vault, row: Row, *, copy_no: int = 0) -> Document:
    """Return what is on an invoice's paper, with its buyer."""
    buyer = loads(vault.open(row["buyer_sealed"]))
    lines = [buyer["name"], *buyer["address"].splitlines(), buyer["tax_id"]]
    return replace(
        msgspec.convert(row["document"], type=Document),
        letterhead=letterhead(tx),
        buyer=tuple(line for line in lines if line),
        copy_no=copy_no,
    )


def ask_print(tx: Tx, vault: Vault, tariff: Tariff, invoice_id: int) -> dict[str, Any]:
    """Print an invoice; return ``{id, prints}``.

    Raises:
        NotFound: ``receipts.unknown_invoice``. Conflict: ``receipts.no_printer``.
    """
    row = require_invoice(tx, invoice_id)
    printer_id = bill_paper.bill_printer(tx, tariff)
    if printer_id is None:
        raise Conflict("receipts.no_printer", "no printer for bills is named in the settings")
    printers.enqueue(
        tx,
        printer_id=printer_id,
        kind=Kind.INVOICE,
        document=document(tx, vault, row, copy_no=row["prints"]),
        number=number_text(INVOICES, row["number"]),
        dedupe_key=f"invoice:{invoice_id}:{row['prints']}",
    )
    store.invoice_printed(tx, invoice_id)
    tx.journal("invoice.printed", {"invoice": invoice_id, "copy": row["prints"]})
    return {"id": invoice_id, "prints": row["prints"] + 1}


def require_invoice(tx: ReadTx, invoice_id: int) -> Row:
    """Return an invoice's row.

    Raises:
        NotFound: ``receipts.unknown_invoice``.
    """
    found = store.invoice(tx, invoice_id)
    if found is None:
        raise NotFound("receipts.unknown_invoice", "there is no such invoice")
    return found


def view(row: Row, currency: str) -> dict[str, Any]:
    """Return the INVOICE of the API; the buyer stands on its paper alone."""
    return {
        "id": row["id"],
        "number": number_text(INVOICES, row["number"]),
        "bill_id": row["bill_id"],
        "cancels": row["cancels"],
        "total": wire(row["total_minor"], currency),
        "at": row["made_at"],
        "prints": row["prints"],
    }


def _receipts(tx: ReadTx, receipt_id: int | None, bill_id: str | None) -> list[Receipt]:
    if receipt_id is not None:
        return [require(tx, receipt_id)]
    return store.of_bill(tx, bill_id or "")


def _bands(over: list[Receipt]) -> dict[str, list[int]]:
    return summed([one.bands for one in over])


def _document(
    tx: Tx, over: list[Receipt], bands: dict[str, list[int]], tariff: Tariff
) -> dict[str, Any]:
    """Return an invoice's members: the receipt's own, or a line per receipt of several."""
    first = over[0].document
    single = len(over) == 1 and all(minor >= 0 for one in bands.values() for minor in one)
    lines = [
        asdict(MoneyLine(name=one.name, amount_minor=one.amount_minor))
        for one in over
        if one.amount_minor
    ]
    total = sum(gross for _, _, gross in bands.values())
    return first | {
        "at": bill_paper.local_time(tx.now, tariff),
        "lines": first["lines"] if single else lines,
        "adjustments": first["adjustments"] if single else [],
        "taxes": [asdict(one) for one in bill_paper.tax_rows(bands)],
        "total_minor": total + (over[0].rounding_minor if single else 0),
        "tenders": [tender for one in over for tender in one.document["tenders"]],
        "tip_minor": 0,
        "change_minor": first["change_minor"] if single else 0,
    }


def _insert(
    tx: Tx,
    vault: Vault,
    tariff: Tariff,
    over: list[Receipt],
    total_minor: int,
    made: dict[str, Any],
    *,
    buyer: dict[str, str],
    cancels: int | None,
    reason: str = "",
) -> dict[str, Any]:
    number = store.next_number(tx, INVOICES)
    invoice_id = store.insert_invoice(
        tx,
        {
            "number": number,
            "bill_id": over[0].bill_id,
            "cancels": cancels,
            "buyer_sealed": vault.seal(dumps(buyer)),
            "reason": reason,
            "total_minor": total_minor,
            "document": made | {"number": number_text(INVOICES, number)},
        },
        [one.id for one in over],
    )
    facts = {"invoice": invoice_id, "number": number, "total_minor": total_minor}
    tx.journal("invoice.made", facts | {"cancels": cancels, "receipts": [one.id for one in over]})
    return view(require_invoice(tx, invoice_id), tariff.currency) | {"seq": tx.seq}
