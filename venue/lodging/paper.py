"""The hotel's papers: as a PDF, and on the printer that the house prints bills with."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from printers import service as printers
from printers.documents.hotel import statement
from printers.letterhead import letterhead
from printers.model import Kind
from printers.models.hotel import Entry, Section, Statement
from venue.bills.paper import bill_printer
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict
from venue.core.money import format_minor
from venue.core.tx import ReadTx, Row, Tx
from venue.lodging.words import say

COUNTS = ("rooms", "sold", "arrivals", "departures", "no_shows")


def pages(document: Statement) -> bytes:
    """Return a document as a PDF of A4."""
    from printers import pdf  # 40 MB that a box which makes no PDF today need not hold.

    return pdf.pages(statement(document, pdf.COLUMNS))


def print_out(tx: Tx, document: Statement, tariff: Tariff, dedupe_key: str) -> dict[str, Any]:
    """Queue a document on the house's printer; return ``{job}``.

    Raises:
        Conflict: ``lodging.no_printer`` - the settings name none for bills.
    """
    printer_id = bill_printer(tx, tariff)
    if printer_id is None:
        raise Conflict("lodging.no_printer", "no printer for bills is set up; see bill.printer")
    job = printers.enqueue(
        tx,
        printer_id=printer_id,
        kind=Kind.STATEMENT,
        document=asdict(document),
        dedupe_key=dedupe_key,
    )
    return {"job": job}


def audit_document(tx: ReadTx, audit: dict[str, Any], lang: str, currency: str) -> Statement:
    """Return a night's report as a document."""
    told = audit["report"]

    def money(minor: int) -> str:
        return format_minor(minor, currency)

    return Statement(
        letterhead=letterhead(tx),
        title=say(lang, "audit", number=audit["number"]),
        facts=(
            Entry(label=say(lang, "day"), value=audit["day"]),
            Entry(label=say(lang, "runs"), value=str(audit["runs"])),
            *(Entry(label=say(lang, name), value=str(told[name])) for name in COUNTS),
        ),
        sections=(
            Section(
                title=say(lang, "revenue"),
                rows=tuple(
                    Entry(
                        label=f"{say(lang, row['kind'])} ({row['count']})",
                        value=money(row["amount_minor"]),
                    )
                    for row in told["lines"]
                ),
            ),
            Section(
                title=say(lang, "payments"),
                rows=tuple(
                    Entry(label=say(lang, row["method"]), value=money(row["amount_minor"]))
                    for row in told["payments"]
                ),
            ),
            *_deposits(told.get("deposits", []), lang, money),
            Section(
                title=say(lang, "balance"),
                rows=(
                    Entry(
                        label=say(lang, "deposits_held"), value=money(told["deposits_held_minor"])
                    ),
                    Entry(label=say(lang, "in_house"), value=money(told["in_house_minor"])),
                ),
            ),
        ),
        lang=lang,
    )


def _deposits(rows: list[Row], lang: str, money: Callable[[int], str]) -> tuple[Section, ...]:
    """Return the deposits that came or went; reports from before they were named have none."""
    if not rows:
        return ()
    entries = tuple(
        Entry(
            label=f"{say(lang, row['kind'])} · {say(lang, row['method'])} ({row['count']})",
            value=money(row["amount_minor"]),
        )
        for row in rows
    )
    return (Section(title=say(lang, "deposits"), rows=entries),)
