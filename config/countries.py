"""What is usual in a country: defaults for what the owner did not set, and rates to confirm."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).with_name("countries.toml")


class Country(NamedTuple):
    """A row of countries.toml.

    Attributes:
        code: ISO 3166-1, two letters.
        rates: Basis points of value added tax by tax class.
        words: What the tax is called on paper.
        source: The laws that say so.
    """

    code: str
    currency: str
    time_zone: str
    rates: Mapping[str, int]
    cash_rounding_minor: int
    words: str
    source: str

    def suggestion(self) -> str:
        """Return the rates as a person reads them, with the law: ``MwSt.: standard 19 % (…)``."""
        rates = [f"{name.replace('_', ' ')} {bp / 100:g} %" for name, bp in self.rates.items()]
        return f"{self.words}: {', '.join(rates)} ({self.source})"


@lru_cache(maxsize=1)
def every() -> Mapping[str, Country]:
    """Return the countries that are known, by code."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text())
    return {code: Country(code=code, **row) for code, row in rows.items()}


def of(code: str) -> Country | None:
    """Return a country; None: nothing is known of it, and nothing is guessed."""
    return every().get(code)


def defaults(country: Country, currency: str) -> dict[str, Any]:
    """Return the settings that a country gives where the owner set nothing.

    Args:
        currency: The venue's; a coin of another one would mean something else.
    """
    found: dict[str, Any] = {"venue.time_zone": country.time_zone}
    if currency == country.currency:
        found["bill.cash_rounding_minor"] = country.cash_rounding_minor
    return found
