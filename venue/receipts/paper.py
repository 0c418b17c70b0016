"""A receipt on paper, as a PDF and in a mail."""

from dataclasses import replace
from typing import Any

import msgspec
from flask import Response

from printers import service as printers
from printers.documents import money
from printers.letterhead import letterhead
from printers.model import Kind
from printers.models.money import Receipt as Document
from venue.bills import paper as bill_paper
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict
from venue.core.money import format_minor
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.receipts import store
from venue.receipts.model import TRAINING, Receipt
from venue.receipts.service import require

SIGNATURE_WAIT_MS = 5_000  # then paper comes without it, marked: a guest stands there
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def document(tx: ReadTx, receipt: Receipt, tariff: Tariff, *, copy_no: int = 0) -> Document:
    """Return what is on a receipt's paper now, with the venue's head and the device's lines."""
    return replace(
        msgspec.convert(receipt.document, type=Document),
        letterhead=letterhead(tx),
        copy_no=copy_no,
        training=receipt.series == TRAINING,
        fiscal_lines=(
            *_marks(receipt, tariff),
            *receipt.document["fiscal_lines"],
            *receipt.fiscal.get("lines", ()),
        ),
        fiscal_code=str(receipt.fiscal.get("code", "")),
    )


def pdf_of(made: Document) -> bytes:
    """Return a receipt or an invoice as a PDF of A4."""
    # 40 MB that a box which is asked for no PDF need not hold.
    from printers import pdf

    return pdf.pages(money.receipt(made, pdf.COLUMNS))


def answer(services: Services, made: Document) -> Response:
    """Return the answer that brings a receipt or an invoice as a PDF."""
    name = f'inline; filename="{made.number}.pdf"'
    drawn = services.runtime.run(lambda: pdf_of(made))
    headers = {"Content-Disposition": name} | PRIVATE
    return Response(drawn, mimetype="application/pdf", headers=headers)


def for_mail(made: Document) -> dict[str, Any]:
    """Return a receipt as `sync.mail.pdf` draws it."""
    currency, head = made.currency, made.letterhead
    rows = [(f"{one.quantity} x {one.name}", one.amount_minor) for one in made.lines]
    rows += [(one.name, one.amount_minor) for one in made.adjustments]
    taxes = [
        f"{one.code} {money.percent(one.rate_bp)}: {format_minor(one.tax_minor, currency)}"
        for one in made.taxes
    ]
    paid = [f"{one.method} {format_minor(one.amount_minor, currency)}" for one in made.tenders]
    return {
        "title": f"{head.name} {made.number}".strip(),
        "head": [*head.lines, made.at],
        "rows": [[name, format_minor(minor, currency)] for name, minor in rows],
        "total": ["", format_minor(made.total_minor, currency)],
        "foot": [*taxes, *paid, *made.fiscal_lines, *head.footer],
    }


def ask_print(tx: Tx, receipt_id: int, tariff: Tariff) -> dict[str, Any]:
    """Print a receipt, from the second time on as a marked copy; return ``{id, queued, prints}``.

    ``queued`` is false while the fiscal device has still a moment to sign it; `print_due` prints.

    Raises:
        NotFound: ``receipts.unknown``. Conflict: ``receipts.no_printer``.
    """
    receipt = require(tx, receipt_id)
    if bill_paper.bill_printer(tx, tariff) is None:
        raise Conflict("receipts.no_printer", "no printer for bills is named in the settings")
    if receipt.fiscal_state == "waiting" and not receipt.prints:
        store.want(tx, receipt_id)
        return {"id": receipt_id, "queued": False, "prints": 0}
    put_on_paper(tx, receipt, tariff)
    return {"id": receipt_id, "queued": True, "prints": receipt.prints + 1}


def want(tx: Tx, receipt: Receipt, tariff: Tariff) -> None:
    """Print a new receipt at once, or as soon as it is signed."""
    if receipt.fiscal_state == "waiting":
        store.want(tx, receipt.id)
    else:
        put_on_paper(tx, receipt, tariff)


def print_due(tx: Tx, tariff: Tariff) -> None:
    """Print what is signed now, and what waited long enough for its signature."""
    for receipt in store.wanted(tx, until_run_ms=tx.run_ms):
        waited_ms = tx.run_ms - (receipt.wanted_run_ms or 0)
        if receipt.fiscal_state != "waiting" or waited_ms >= SIGNATURE_WAIT_MS:
            put_on_paper(tx, receipt, tariff)


def put_on_paper(tx: Tx, receipt: Receipt, tariff: Tariff) -> None:
    """Queue a receipt on the venue's bill printer, if there is one."""
    printer_id = bill_paper.bill_printer(tx, tariff)
    if printer_id is not None:
        printers.enqueue(
            tx,
            printer_id=printer_id,
            kind=Kind.RECEIPT,
            document=document(tx, receipt, tariff, copy_no=receipt.prints),
            number=receipt.name,
            dedupe_key=f"receipt:{receipt.id}:{receipt.prints}",
        )
        tx.journal("receipt.printed", {"receipt": receipt.id, "copy": receipt.prints})
    store.printed(tx, receipt.id)


def _marks(receipt: Receipt, tariff: Tariff) -> tuple[str, ...]:
    marks = {
        "unverified": not receipt.verified,
        "no_signature": receipt.fiscal_state in ("waiting", "failed"),
    }
    return tuple(bill_paper.word(key, tariff) for key, holds in marks.items() if holds)
