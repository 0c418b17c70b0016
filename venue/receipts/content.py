"""What stands on a receipt, frozen in the moment when it is drawn."""

from dataclasses import asdict
from typing import Any

from printers.models.money import Figure, MoneyLine, Receipt, Tender
from venue.bills import paper
from venue.bills.content import Content
from venue.bills.model import OUTSIDE, class_and_rate
from venue.bills.tariff import Tariff
from venue.core import i18n
from venue.core.tx import ReadTx
from venue.payments.model import COUNTS
from venue.payments.model import Tender as Paid
from venue.receipts.model import Taxed
from venue.staff import service as staff
from venue.tables.owners import staff_id_of

REFERENCES = ("last_four", "slip", "room", "code_end")


def document(
    tx: ReadTx,
    content: Content,
    paid: Paid | None,
    bands: Taxed,
    tariff: Tariff,
    *,
    name: str,
    corrects: str,
) -> dict[str, Any]:
    """Return the members of a `Receipt` but for its letterhead and what the fiscal device says.

    Args:
        paid: The payment; None: a bill that came to nothing.
        name: The receipt's own number; ``corrects`` that of the one it takes back.
    """
    whole = paid is None or _is_whole(content, paid)
    rounding = paid.rounding_minor if paid else 0
    rounded = (Figure(name=paper.word("rounding", tariff), amount_minor=rounding),)
    first = content.sold[0][0] if content.sold else None
    made = Receipt(
        number=name,
        corrects=corrects,
        at=paper.local_time(tx.now, tariff),
        order_number=str(content.row["number"]),
        table=first.table_number if first else "",
        by=_name_of(tx, paid.taken_by) if paid else "",
        currency=tariff.currency,
        lines=paper.sold_lines(content) if whole else _shares(content, paid, bands, tariff),
        adjustments=(paper.adjustments(content, tariff) if whole else ())
        + (rounded if rounding else ()),
        taxes=paper.tax_rows(bands),
        total_minor=sum(gross for _, _, gross in bands.values()) + rounding,
        tenders=(_tender(paid, tariff),) if paid else (),
        change_minor=int(paid.details.get("change_minor", 0)) if paid else 0,
        tip_minor=paid.tip_minor if paid else 0,
        refund=paid is not None and paid.kind != "payment",
        lang=tariff.language,
    )
    return asdict(made)


def _is_whole(content: Content, paid: Paid) -> bool:
    """Tell whether one payment is for everything on the bill, so that each dish is named."""
    return (
        paid.kind == "payment"
        and paid.amount_minor == content.figures.total_minor
        and sum(1 for one in content.paid.tenders if one["state"] in COUNTS) == 1
    )


def _shares(
    content: Content, paid: Paid | None, bands: Taxed, tariff: Tariff
) -> tuple[MoneyLine, ...]:
    """Return a line per tax class, with the names of the dishes where the part has some."""
    key = "part_of" if paid is None or paid.kind == "payment" else "returned"
    words = paper.word(key, tariff, number=content.row["number"])
    return tuple(
        MoneyLine(
            name=words,
            amount_minor=gross,
            details=_dishes(content, paid) if place == 0 else (),
            tax_code="" if class_and_rate(band)[0] == OUTSIDE else class_and_rate(band)[0],
        )
        for place, (band, (_, _, gross)) in enumerate(bands.items())
        if gross
    )


def _dishes(content: Content, paid: Paid | None) -> tuple[str, ...]:
    part_id = paid.part_id if paid else None
    part = next((one for one in content.parts if one["id"] == part_id), None)
    if part is None:
        return ()
    return tuple(line.name for _, line in content.sold if line.id in part["lines"])


def _tender(paid: Paid, tariff: Tariff) -> Tender:
    """Return how it was paid: in cash the coins handed over, else amount and tip together."""
    handed = paid.amount_minor + paid.rounding_minor + paid.tip_minor
    received = paid.details.get("received_minor")
    references = [str(paid.details[key]) for key in REFERENCES if paid.details.get(key)]
    return Tender(
        method=i18n.text(tariff.language, f"bill.method.{paid.method}"),
        amount_minor=handed if received is None else int(received),
        reference=" ".join(references),
    )


def _name_of(tx: ReadTx, actor: str) -> str:
    number = staff_id_of(actor)
    return str(staff.require(tx, number)["name"]) if number else ""
