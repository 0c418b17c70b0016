"""One rate from two fresh sources that agree (payments.md 4). Pure; rates are decimal text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal

from venue.core.money import exponent

EXACT = Context(prec=60)
FURTHEST_APART = Decimal("0.015")
# By asset: how old a source may be, and how long a quote lives, in seconds.
FRESH_S: Mapping[str, int] = {"ton": 120, "usdt": 3600}
QUOTE_S: Mapping[str, int] = {"ton": 300, "usdt": 900}
DECIMALS: Mapping[str, int] = {"ton": 9, "usdt": 6}


class NoRate(Exception):
    """There is no rate to sell at; ``code`` says why: ``ton.no_rate`` or ``ton.rates_differ``."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one source said: ``price`` of one coin, ``age_s`` seconds ago."""

    source: str
    price: Decimal
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate that two sources bear out."""

    price: Decimal
    sources: tuple[Seen, ...]

    def told(self) -> list[dict[str, str]]:
        """Return the sources as they are kept with a quote."""
        return [{"source": one.source, "price": str(one.price)} for one in self.sources]


def agreed(asset: str, seen: Sequence[Seen]) -> Rate:
    """Return the mean of two sources.

    Raises:
        NoRate: Fewer than two are fresh, or they are more than 1.5 % apart.
    """
    fresh = [one for one in seen if -30 <= one.age_s <= FRESH_S[asset] and one.price > 0]
    if len({one.source for one in fresh}) < 2:
        raise NoRate("ton.no_rate", "two fresh rates are needed and there are not two")
    low, high = min(one.price for one in fresh), max(one.price for one in fresh)
    if high - low > low * FURTHEST_APART:
        raise NoRate("ton.rates_differ", "the sources of the rate are too far apart")
    mean = EXACT.divide(sum((one.price for one in fresh), Decimal()), Decimal(len(fresh)))
    return Rate(price=mean.quantize(Decimal("1E-10"), context=EXACT), sources=tuple(fresh))


def units_due(minor: int, currency: str, asset: str, price: Decimal) -> int:
    """Return what an amount is in the asset's smallest unit, rounded up.

    Args:
        price: Of one coin, in the currency.
    """
    whole = EXACT.multiply(price, Decimal(10) ** exponent(currency))
    due = EXACT.divide(EXACT.multiply(Decimal(minor), Decimal(10) ** DECIMALS[asset]), whole)
    return int(due.to_integral_value(rounding=ROUND_CEILING, context=EXACT))


def worth_minor(units: int, currency: str, asset: str, price: Decimal) -> int:
    """Return what so much of an asset is worth, rounded down."""
    coins = EXACT.divide(Decimal(units), Decimal(10) ** DECIMALS[asset])
    scale = Decimal(10) ** exponent(currency)
    return int(EXACT.multiply(EXACT.multiply(coins, price), scale))


def shown_units(units: int, asset: str) -> str:
    """Return units as decimal text, without zeros at the end: 6.234527359."""
    places = DECIMALS[asset]
    whole, part = divmod(abs(units), 10**places)
    fraction = f"{part:0{places}d}".rstrip("0")
    return ("-" if units < 0 else "") + (f"{whole}.{fraction}" if fraction else str(whole))
