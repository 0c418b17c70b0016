"""The pre-bill as the printers package wants it: a snapshot of the bill at this moment."""

from collections.abc import Callable, Mapping, Sequence
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
    "tax_added": ("Tax", "Налог"),
    "rounding": ("Rounding", "Округление"),
    "part_of": ("Part of bill {number}", "Часть счёта {number}"),
    "returned": ("Money back, bill {number}", "Возврат, счёт {number}"),
    "unverified": ("Payment still to be verified", "Оплата ещё не подтверждена"),
    "no_signature": ("Fiscal device out of order", "Фискальное устройство не отвечает"),
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
    first = content.sold[0][0] if content.sold else None
    return Bill(
        number=f"{content.row['number']}/{number}",
        table=first.table_number if first else "",
        covers=first.covers if first else None,
        at=local_time(tx.now, tariff),
        currency=tariff.currency,
        lines=sold_lines(content),
        adjustments=adjustments(content, tariff),
        taxes=tax_rows(
            {
                one.band: (one.net_minor, one.tax_minor, one.gross_minor)
                for one in content.figures.bands
            }
        ),
        total_minor=content.total_minor,
        paid_minor=sum(content.paid.counted.values()),
        notes=notes_of(tx, tariff.language),
        training=content.training,
        lang=tariff.language,
    )


def sold_lines(content: Content) -> tuple[MoneyLine, ...]:
    """Return everything on a bill as paper shows it, at the prices of the menu."""
    items = (MoneyLine(name=one["name"], amount_minor=one["amount_minor"]) for one in content.items)
    return (*(_line(line) for _, line in content.sold), *items)


def adjustments(content: Content, tariff: Tariff) -> tuple[Figure, ...]:
    """Return what stands between a bill's lines and its total."""
    known = content.figures
    figures = (
        ("discount", -known.discount_minor),
        ("comped", -known.comped_minor),
        ("service", known.service_minor),
        ("tax_added", 0 if known.tax_included else sum(one.tax_minor for one in known.bands)),
    )
    return tuple(
        Figure(name=word(key, tariff), amount_minor=minor) for key, minor in figures if minor
    )


def tax_rows(bands: Mapping[str, Sequence[int]]) -> tuple[Tax, ...]:
    """Return the rows of the VAT table from ``[net, tax, gross]`` by band."""
    return tuple(
        Tax(
            code=class_and_rate(band)[0],
            rate_bp=class_and_rate(band)[1],
            net_minor=net,
            tax_minor=tax,
            gross_minor=gross,
        )
        for band, (net, tax, gross) in bands.items()
        if tax
    )


def word(key: str, tariff: Tariff, **values: object) -> str:
    """Return a word on paper in the venue's language."""
    english, russian = WORDS[key]
    return (russian if tariff.language == "ru" else english).format(**values)


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
