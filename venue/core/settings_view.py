"""The settings that rules need: some hold until the next start, the others are read live.

A manager changes the live ones while guests order; each is asked for at the moment it counts.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from config.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the venue decided, in the units of defaults.toml."""

    currency: str
    kitchen_language: str
    zone: ZoneInfo
    day_ends_hour: int
    settings: Settings

    @property
    def order_mode(self) -> str:
        """Return ``shared``, ``own`` or ``view``."""
        return self.settings.text("guest.order_mode")

    @property
    def confirm(self) -> bool:
        """Tell whether staff accept each guest's order first."""
        return self.settings.flag("guest.confirm")

    @property
    def orders_per_minute(self) -> int:
        """Return how many orders a party may send."""
        return self.settings.number("guest.orders_per_minute")

    @property
    def unseen_after_s(self) -> int:
        """Return how long a ticket may wait for somebody to see it."""
        return self.settings.number("kitchen.unseen_after_s")

    @property
    def sealed_limit_s(self) -> int:
        """Return how old an order kept on a phone may be."""
        return self.settings.number("kitchen.sealed_limit_s")


def rules_of(settings: Settings) -> Rules:
    """Return the rules of these settings."""
    return Rules(
        currency=settings.text("venue.currency"),
        kitchen_language=settings.text("venue.kitchen_language"),
        zone=settings.zone(),
        day_ends_hour=settings.number("venue.day_ends_hour"),
        settings=settings,
    )
