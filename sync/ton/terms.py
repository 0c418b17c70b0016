"""What the venue set about TON."""

from dataclasses import dataclass
from typing import Any, Self

from config.settings import Settings
from venue.bills.tariff import Tariff, tariff_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The settings of ``ton``, and the venue's tariff."""

    tariff: Tariff
    network: str
    coin: str
    ticker: str
    coin_id: str
    usdt: bool
    short_bp: int
    short_most_minor: int
    accept_each_minor: int
    accept_open_minor: int
    second_look_minor: int

    @property
    def test(self) -> bool:
        """Tell whether this is the test network."""
        return self.network == "test"

    @property
    def assets(self) -> tuple[str, ...]:
        """Return what may be paid with."""
        return ("ton", "usdt") if self.usdt else ("ton",)

    def named(self, asset: str) -> str:
        """Return what people call an asset."""
        return self.ticker if asset == "ton" else "USDT"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the settings."""
        words: dict[str, Any] = {
            "network": settings.text("ton.network"),
            "coin": settings.text("ton.coin_name"),
            "ticker": settings.text("ton.coin_ticker"),
            "coin_id": settings.text("ton.coin_id"),
            "usdt": settings.flag("ton.usdt"),
        }
        numbers = ("short_bp", "short_most_minor", "accept_each_minor", "accept_open_minor",
                   "second_look_minor")  # fmt: skip
        words |= {name: settings.number(f"ton.{name}") for name in numbers}
        return cls(tariff=tariff_of(settings), **words)
