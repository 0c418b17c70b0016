"""What a receipt says of tax, and how it is numbered. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from venue.bills.model import WHOLE_BP, Bands, class_and_rate, share

REAL, TRAINING, INVOICES = "R", "T", "I"
Taxed = dict[str, list[int]]  # [net, tax, gross] in minor units by band


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt as it was drawn.

    Attributes:
        kind: ``sale``, ``refund`` or ``reversal``; the last two are negative.
        tender_id: The payment it proves; None: a bill that came to nothing.
        corrects: The receipt that a negative one belongs to.
        bands: Sums to ``amount_minor`` by gross.
        document: What is on its paper, see `printers.models.money.Receipt`.
        verified: False while a payment stands at the venue's own risk.
        prints: How often it went to a printer; from the second on it is a marked copy.
        fiscal: What the fiscal device answered: ``{lines, code, moment, words}``.
    """

    id: int
    series: str
    number: int
    kind: str
    bill_id: str
    tender_id: int | None
    corrects: int | None
    method: str
    amount_minor: int
    tip_minor: int
    rounding_minor: int
    bands: Taxed
    document: dict[str, Any]
    verified: bool
    business_day: int
    made_by: str
    made_at: str
    prints: int
    wanted_run_ms: int | None
    fiscal_state: str
    fiscal: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return its number as people read it."""
        return number_text(self.series, self.number)


def number_text(series: str, number: int) -> str:
    """Return a number with its series: ``R-000123``."""
    return f"{series}-{number:06}"


def net_of(band: str, gross_minor: int) -> int:
    """Return what of a gross sum is not tax.

    The same whether prices contain the tax or it was added: rounding a net sum's tax moves the
    gross by less than half a minor unit, which the division takes back.
    """
    return share(gross_minor, WHOLE_BP, WHOLE_BP + class_and_rate(band)[1])


def taxed(bands: Bands, before: Mapping[str, Sequence[int]]) -> Taxed:
    """Return net, tax and gross of one payment, by band.

    Tax is that of the bill's whole sum so far less what earlier receipts said, so that the
    receipts of a bill add up to its tax exactly, however it was split.

    Args:
        bands: Gross by band of this payment; negative for a refund.
        before: ``[net, tax, gross]`` that the bill's earlier receipts came to.
    """
    found: Taxed = {}
    for band, gross in bands.items():
        _, told_tax, told_gross = before.get(band, (0, 0, 0))
        whole = told_gross + gross
        tax = whole - net_of(band, whole) - told_tax
        found[band] = [gross - tax, tax, gross]
    return found


def summed(many: Sequence[Mapping[str, Sequence[int]]]) -> Taxed:
    """Return several receipts' bands together."""
    found: Taxed = {}
    for one in many:
        for band, figures in one.items():
            known = found.setdefault(band, [0, 0, 0])
            found[band] = [a + b for a, b in zip(known, figures, strict=True)]
    return found
