"""What the venue decided about money: tax rates, service charge, cash rounding; read once."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.settings import Settings
from venue.bills.model import OUTSIDE, Terms, band_of
from venue.core.settings_view import Rules, rules_of

STANDARD = "standard"
DINE_IN = "dine_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """The settings of money, in the units of defaults.toml.

    Attributes:
        rates: Basis points by ``class`` and by ``class.service_type``.
        service_covers: A party of so many has the service charge; 0: every party.
        cash_rounding_minor: The smallest coin; 1: no rounding.
        refund_limit_minor: What a waiter may refund without an approver.
    """

    rules: Rules
    rates: Mapping[str, int]
    tax_included: bool
    service_bp: int
    service_covers: int
    service_class: str
    cash_rounding_minor: int
    refund_limit_minor: int
    printer: str
    language: str

    @property
    def currency(self) -> str:
        """Return the venue's currency code."""
        return self.rules.currency

    def band(self, tax_class: str, service_type: str = DINE_IN) -> str:
        """Return the band of a class sold this way; an unknown class is taxed as standard."""
        if tax_class == OUTSIDE:
            return band_of(OUTSIDE, 0)
        for name in (f"{tax_class}.{service_type}", tax_class, STANDARD):
            if name in self.rates:
                return band_of(tax_class, self.rates[name])
        return band_of(tax_class, 0)

    def terms(self, covers: int, *, waived: bool) -> Terms:
        """Return how the bill of a party is computed."""
        charged = not waived and covers >= self.service_covers
        return Terms(
            tax_included=self.tax_included,
            service_bp=self.service_bp if charged else 0,
            service_band=self.band(self.service_class),
        )


def tariff_of(settings: Settings) -> Tariff:
    """Return the tariff of these settings."""
    rates = {
        key.removeprefix("tax."): value
        for key, value in settings.all().items()
        if key.startswith("tax.")
    }
    return Tariff(
        rules=rules_of(settings),
        rates=rates,
        tax_included=settings.flag("bill.tax_included"),
        service_bp=settings.number("bill.service_charge_bp"),
        service_covers=settings.number("bill.service_charge_covers"),
        service_class=settings.text("bill.service_charge_class"),
        cash_rounding_minor=settings.number("bill.cash_rounding_minor"),
        refund_limit_minor=settings.number("bill.refund_limit_minor"),
        printer=settings.text("bill.printer"),
        language=settings.text("venue.default_language"),
    )
