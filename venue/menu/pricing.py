"""What a dish costs here and now: price lists, prices by weight and typed prices. Pure.

Money is in minor units of the venue's currency; no float anywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from venue.core.errors import Invalid
from venue.core.money import largest_remainder
from venue.menu.model import EVERY_DAY, Item, Modifier, Part, Window

GRAMS_A_KILO = 1_000
MOST_GRAMS = 50_000
WHOLE_BP = 10_000


class Place(NamedTuple):
    """Where and how a dish is sold; ``outlet`` and ``area`` empty: not known."""

    area: str = ""
    outlet: str = ""
    service: str = "dine_in"


@dataclass(frozen=True, slots=True)
class PriceList:
    """When and where other prices hold; empty ``areas``, ``services``, ``outlets``: anywhere."""

    key: str
    window: Window
    areas: tuple[str, ...]
    services: tuple[str, ...]
    outlets: tuple[str, ...]
    percent_bp: int

    def holds(self, local: datetime, place: Place) -> bool:
        """Tell whether its prices are in force at a moment of local time."""
        return (
            (not self.areas or place.area in self.areas)
            and (not self.services or place.service in self.services)
            and (not self.outlets or place.outlet in self.outlets)
            and self.window.covers(local)
        )


class Rule(NamedTuple):
    """A price list as it concerns one dish; with ``price_minor`` None its percentage counts."""

    list: PriceList
    price_minor: int | None


def list_of(row: Sequence[object]) -> PriceList:
    """Return a price list from ``key, days, from, to, areas, services, outlets, percent``."""
    key, days, from_min, to_min, areas, services, outlets, percent_bp = row
    return PriceList(
        key=str(key),
        window=Window(
            days if isinstance(days, int) else EVERY_DAY,
            from_min if isinstance(from_min, int) else None,
            to_min if isinstance(to_min, int) else None,
        ),
        areas=tuple(str(areas).splitlines()),
        services=tuple(str(services).split()),
        outlets=tuple(str(outlets).split()),
        percent_bp=percent_bp if isinstance(percent_bp, int) else 0,
    )


def price_in_force(
    price_minor: int, rules: Iterable[Rule], local: datetime | None, place: Place
) -> int:
    """Return the price by the first list that holds, else ``price_minor``.

    Args:
        rules: In the order of the lists; the first that holds decides.
        local: None: no list is looked at.
    """
    if local is None:
        return price_minor
    for rule in rules:
        if rule.list.holds(local, place):
            if rule.price_minor is not None:
                return rule.price_minor
            return _half_up(price_minor * (WHOLE_BP + rule.list.percent_bp), WHOLE_BP)
    return price_minor


def weighed_minor(per_kilo_minor: int, grams: int) -> int:
    """Return the price of so many grams, half a unit rounded up."""
    return _half_up(per_kilo_minor * grams, GRAMS_A_KILO)


def asked_price(item: Item, *, price_minor: int | None, grams: int | None) -> int:
    """Return the price of one before its choices.

    Args:
        price_minor: What a person typed, for a dish whose price is open.
        grams: What the scale said, for a dish sold by weight.

    Raises:
        Invalid: ``menu.price_missing``, ``menu.price_out_of_range``, ``menu.weight_missing`` or
            ``menu.price_not_open``.
    """
    if item.pricing == "weight":
        if grams is None:
            raise _refused("weight_missing", f"{item.name}: say how many grams", item)
        return weighed_minor(item.price_minor, grams)
    if item.pricing == "open":
        if price_minor is None:
            raise _refused("price_missing", f"{item.name}: say the price", item)
        least = item.price_min_minor or 0
        most = item.price_max_minor
        if price_minor < least or (most is not None and price_minor > most):
            raise Invalid(
                "menu.price_out_of_range",
                f"{item.name}: the price is outside its limits",
                item_id=item.id,
                least=least,
                most=most,
            )
        return price_minor
    if price_minor is not None or grams is not None:
        raise _refused("price_not_open", f"{item.name} has a fixed price", item)
    return item.price_minor


class Share(NamedTuple):
    """One component of a set as it was ordered, with its part of the set's price."""

    part: Part
    price_minor: int
    modifiers: tuple[Modifier, ...]


def shares(item: Item, chosen: Sequence[Modifier], price_minor: int) -> list[Share]:
    """Split a set's price over its components by their own prices; the parts sum exactly.

    A choice that is no dish itself, such as a doneness, follows the component chosen before it.

    Args:
        price_minor: Of one set with all its choices.
    """
    parts: list[Part] = list(item.parts)
    extras: list[list[Modifier]] = [[] for _ in parts]
    early: list[Modifier] = []
    for modifier in chosen:
        if modifier.part is not None:
            parts.append(modifier.part)
            extras.append([])
        else:
            (extras[-1] if extras else early).append(modifier)
    if not parts:
        return []
    extras[0][:0] = early
    weights = [part.price_minor for part in parts]
    return [
        Share(part, minor, tuple(own))
        for part, minor, own in zip(
            parts, largest_remainder(price_minor, weights), extras, strict=True
        )
    ]


def _half_up(amount: int, unit: int) -> int:
    return (2 * amount + unit) // (2 * unit)


def _refused(reason: str, words: str, item: Item) -> Invalid:
    return Invalid(f"menu.{reason}", words, item_id=item.id)
