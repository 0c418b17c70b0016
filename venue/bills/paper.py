"""The pre-bill as the printers package wants it: a snapshot with every amount as text."""

from datetime import datetime
from typing import Any

from printers import queue
from printers import service as printers
from printers.model import Kind
from venue.bills.content import Content
from venue.bills.model import class_and_rate
from venue.bills.tariff import Tariff
from venue.core.money import format_minor
from venue.core.tx import ReadTx, Tx


def print_prebill(tx: Tx, content: Content, number: int, tariff: Tariff) -> None:
    """Queue a pre-bill on the venue's bill printer; without one it is on screens alone."""
    printer_id = bill_printer(tx, tariff)
    if printer_id is not None:
        queue.enqueue(
            tx,
            printer_id=printer_id,
            kind=Kind.BILL,
            document=prebill_document(tx, content, number, tariff),
            dedupe_key=f"prebill:{content.id}:{number}",
        )


def bill_printer(tx: ReadTx, tariff: Tariff) -> int | None:
    """Return the printer that prints bills, by its name in the settings; None: there is none."""
    named = [one.id for one in printers.index(tx) if one.name == tariff.printer]
    return named[0] if named else None


def prebill_document(tx: ReadTx, content: Content, number: int, tariff: Tariff) -> dict[str, Any]:
    """Return the document of a pre-bill; see `printers.money_documents.bill`."""
    known = content.figures
    sums = [
        ("subtotal", known.subtotal_minor, known.subtotal_minor != content.total_minor),
        ("discount", -known.discount_minor, known.discount_minor),
        ("comped", -known.comped_minor, known.comped_minor),
        ("service_charge", known.service_minor, known.service_minor),
    ]
    dishes = [
        {
            "quantity": line.quantity,
            "name": line.name,
            "modifiers": [name for _, name, _ in line.modifiers],
            "amount": amount(line.total_minor, tariff),
        }
        for _, line in content.sold
    ]
    others = [
        {"quantity": 1, "name": one["name"], "amount": amount(one["amount_minor"], tariff)}
        for one in content.items
    ]
    return {
        "venue": tariff.venue,
        "number": content.row["number"],
        "copy": number,
        "table": content.sold[0][0].table_number if content.sold else "",
        "at": local_time(tx.now, tariff),
        "lines": dishes + others,
        "sums": [[key, amount(minor, tariff)] for key, minor, shown in sums if shown],
        "total": format_minor(content.total_minor, tariff.currency),
        "taxes": [
            [percent(class_and_rate(one.band)[1]), amount(one.net_minor, tariff),
             amount(one.tax_minor, tariff)]
            for one in known.bands
            if one.tax_minor
        ],
        "lang": tariff.language,
    }  # fmt: skip


def amount(minor: int, tariff: Tariff) -> str:
    """Return an amount as paper shows it where the currency is clear: ``12.50``."""
    return format_minor(minor, tariff.currency).rpartition(" ")[0]


def percent(basis_points: int) -> str:
    """Return a rate as people write it: 1000 is ``10``, 550 is ``5.5``."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".")


def local_time(now: str, tariff: Tariff) -> str:
    """Return a moment in the venue's time, as on every paper."""
    at = datetime.fromisoformat(now).astimezone(tariff.rules.zone)
    return at.strftime("%Y-%m-%d %H:%M")
