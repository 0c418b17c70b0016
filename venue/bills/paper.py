"""The pre-bill as the printers package wants it: a snapshot of the bill at this moment."""

from collections.abc import Callable
from datetime import datetime

from printers import service as printers
from printers.model import Kind
from printers.models.money import Bill, Figure, MoneyLine, Tax
from venue.bills.content import Content
from venue.bills.model import class_and_rate
from venue.bills.tariff import Tariff
from venue.core.tx import ReadTx, Tx
from venue.orders.model import Line

# Paper's own words: what is printed depends on no web file.
WORDS = {
    "discount": ("Discount", "Скидка"),
    "comped": ("On the house", "За счёт заведения"),
    "service": ("Service charge", "Обслуживание"),
    "tip": ("Tip", "Чаевые"),
}


# Lines that other features want on bills and on the day's closing, in the paper's language; the
# chain's address stands there, so that a swapped one is seen. `register` empties it.
notes: list[Callable[[ReadTx, str], list[str]]] = []


def notes_of(tx: ReadTx, language: str) -> tuple[str, ...]:
    """Return the lines that stand on every bill and closing."""
    return tuple(line for note in notes for line in note(tx, language))


def print_prebill(tx: Tx, content: Content, number: int, tariff: Tariff) -> None:
    """Queue a pre-bill on the venue's bill printer; without one it is on screens alone."""
    printer_id = bill_printer(tx, tariff)
    if printer_id is not None:
        printers.enqueue(
            tx,
            printer_id=printer_id,
            kind=Kind.BILL,
            document=prebill(tx, content, number, tariff),
            dedupe_key=f"prebill:{content.id}:{number}",
        )


def bill_printer(tx: ReadTx, tariff: Tariff) -> int | None:
    """Return the printer that prints bills, by its name in the settings; None: there is none."""
    named = [one.id for one in printers.index(tx) if one.name == tariff.printer]
    return named[0] if named else None


def prebill(tx: ReadTx, content: Content, number: int, tariff: Tariff) -> Bill:
    """Return the document of a pre-bill; ``number`` counts those of this bill."""
    known = content.figures
    adjustments = [
        ("discount", -known.discount_minor),
        ("comped", -known.comped_minor),
        ("service", known.service_minor),
    ]
    first = content.sold[0][0] if content.sold else None
    return Bill(
        number=f"{content.row['number']}/{number}",
        table=first.table_number if first else "",
        covers=first.covers if first else None,
        at=local_time(tx.now, tariff),
        currency=tariff.currency,
        lines=tuple(_line(line) for _, line in content.sold)
        + tuple(
            MoneyLine(name=one["name"], amount_minor=one["amount_minor"]) for one in content.items
        ),
        adjustments=tuple(
            Figure(name=word(key, tariff), amount_minor=minor)
            for key, minor in adjustments
            if minor
        ),
        taxes=tuple(
            Tax(
                code=class_and_rate(one.band)[0],
                rate_bp=class_and_rate(one.band)[1],
                net_minor=one.net_minor,
                tax_minor=one.tax_minor,
                gross_minor=one.gross_minor,
            )
            for one in known.bands
            if one.tax_minor
        ),
        total_minor=content.total_minor,
        paid_minor=sum(content.paid.counted.values()),
        notes=notes_of(tx, tariff.language),
        lang=tariff.language,
    )


def word(key: str, tariff: Tariff) -> str:
    """Return a word on paper in the venue's language."""
    english, russian = WORDS[key]
    return russian if tariff.language == "ru" else english


def local_time(now: str, tariff: Tariff) -> str:
    """Return a moment in the venue's time, as on every paper."""
    at = datetime.fromisoformat(now).astimezone(tariff.rules.zone)
    return at.strftime("%Y-%m-%d %H:%M")


def _line(line: Line) -> MoneyLine:
    return MoneyLine(
        name=line.name,
        amount_minor=line.total_minor,
        quantity=line.quantity,
        details=tuple(name for _, name, _ in line.modifiers),
        tax_code=line.tax_class,
    )
