"""The settings that rules need, read once into one small frozen value.

A command may ask for them tens of times; a dictionary look-up by dotted text each time would show.
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
    order_mode: str
    confirm: bool
    orders_per_minute: int
    unseen_after_s: int
    sealed_limit_s: int


def rules_of(settings: Settings) -> Rules:
    """Return the rules of these settings."""
    return Rules(
        currency=settings.text("venue.currency"),
        kitchen_language=settings.text("venue.kitchen_language"),
        zone=settings.zone(),
        day_ends_hour=settings.number("venue.day_ends_hour"),
        order_mode=settings.text("guest.order_mode"),
        confirm=settings.flag("guest.confirm"),
        orders_per_minute=settings.number("guest.orders_per_minute"),
        unseen_after_s=settings.number("kitchen.unseen_after_s"),
        sealed_limit_s=settings.number("kitchen.sealed_limit_s"),
    )
