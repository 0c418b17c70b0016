"""What is sold: items, the choices that change them, when they are sold, and where they are made.

Pure: no clock, no database, no web. Money is in minor units of the venue's currency, tax included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from venue.core.errors import Invalid

# Regulation (EU) No 1169/2011, Annex II, in its order.
ALLERGENS = (
    "gluten", "crustaceans", "eggs", "fish", "peanuts", "soybeans", "milk",
    "nuts", "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs",
)  # fmt: skip
DIETS = ("vegetarian", "vegan", "halal", "kosher", "gluten_free", "lactose_free")
ICONS = (
    "salad", "soup", "fish", "beef", "pizza", "dessert",
    "wine", "coffee", "beer", "glass", "pasta", "bread",
)  # fmt: skip
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRINT_MODES = ("always", "backup", "never")
PRICINGS = ("fixed", "open", "weight")
SERVICES = ("dine_in", "takeaway", "delivery", "room")
EVERY_DAY = 0b1111111
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """The local hours in which an item is sold.

    Attributes:
        days: Bit 0 is Monday; the day on which the hours begin.
        from_min: Local minute of the day; None with ``to_min``: the whole day.
        to_min: First minute after the end, up to 1440; below ``from_min``: ends the next day.
    """

    days: int
    from_min: int | None = None
    to_min: int | None = None

    def covers(self, local: datetime) -> bool:
        """Tell whether a moment of local time lies within."""
        today = bool(self.days >> local.weekday() & 1)
        if self.from_min is None or self.to_min is None:
            return today
        minute = local.hour * 60 + local.minute
        if self.from_min < self.to_min:
            return today and self.from_min <= minute < self.to_min
        yesterday = bool(self.days >> (local.weekday() - 1) % 7 & 1)
        return (today and minute >= self.from_min) or (yesterday and minute < self.to_min)


class Part(NamedTuple):
    """A dish as a component of a set: what its own line needs."""

    id: int
    name: str
    kitchen_name: str
    price_minor: int
    tax_class: str
    station_id: int
    course: int
    remaining_qty: int | None
    active: bool


class Modifier(NamedTuple):
    """One choice; its price is added to the item's and may be negative.

    Within a set, ``part`` is the dish that is chosen. ``kitchen_name`` is in the kitchen's
    language; empty: the same as ``name``.
    """

    id: int
    name: str
    price_minor: int
    allergens: tuple[str, ...]
    part: Part | None = None
    kitchen_name: str = ""


class Group(NamedTuple):
    """Choices of which at least ``least`` and at most ``most`` are taken, each once."""

    id: int
    name: str
    least: int
    most: int
    modifiers: tuple[Modifier, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What can be ordered.

    Attributes:
        name: In the venue's default language.
        kitchen_name: In the kitchen's language; empty: the same as ``name``.
        remaining_qty: How many are left; None: not counted.
        active: On the menu at all, and its section too.
        window: When it is sold; None: always.
        available: Sold at the moment it was read for; see `service.require_items`.
        pricing: ``fixed``; ``open``: staff type the price within ``price_min_minor`` and
            ``price_max_minor``; ``weight``: ``price_minor`` is that of a kilogram.
        min_age: Staff look at the guest's age first; 0: anybody.
        parts: What a set always holds, in its order.
    """

    id: int
    name: str
    kitchen_name: str
    price_minor: int
    tax_class: str
    station_id: int
    course: int
    allergens: tuple[str, ...]
    remaining_qty: int | None
    active: bool
    window: Window | None
    available: bool
    groups: tuple[Group, ...]
    pricing: str = "fixed"
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    min_age: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def sold_out(self) -> bool:
        """Tell whether it is 86."""
        return self.remaining_qty == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Where items are made.

    Attributes:
        slug: Its name in addresses, such as ``/kitchen/grill``.
        prefix: Before its ticket numbers.
        print_mode: ``always``, ``backup`` (only when no screen saw the ticket) or ``never``.
        target_s: Cooking time of its tickets.
        is_catch_all: Makes every item that names no other station; exactly one is.
        active: Still in use; lines of old orders may lead to one that is not.
    """

    id: int
    slug: str
    name: str
    prefix: str
    printer_id: int | None
    print_mode: str
    target_s: int
    is_catch_all: bool
    active: bool


def available_at(item: Item, local: datetime) -> bool:
    """Tell whether ``item`` is sold at a moment of the venue's local time."""
    return item.window is None or item.window.covers(local)


def check_choice(item: Item, modifier_ids: Iterable[int]) -> tuple[Modifier, ...]:
    """Return the chosen modifiers in the menu's order.

    Raises:
        Invalid: ``menu.unknown_modifier`` - not offered with this item, or chosen twice;
            ``menu.choice_missing`` or ``menu.too_many`` - with the group's id and name.
    """
    asked = list(modifier_ids)
    wanted = set(asked)
    chosen: list[Modifier] = []
    for group in item.groups:
        taken = [modifier for modifier in group.modifiers if modifier.id in wanted]
        if len(taken) < group.least:
            raise _refused("choice_missing", f"{item.name}: choose {group.name}", item, group)
        if len(taken) > group.most:
            words = f"{item.name}: at most {group.most} of {group.name}"
            raise _refused("too_many", words, item, group)
        chosen += taken
    if len(chosen) != len(asked):
        known = {modifier.id for modifier in chosen}
        unknown = sorted(wanted - known) or sorted(id for id in wanted if asked.count(id) > 1)
        raise Invalid(
            "menu.unknown_modifier",
            f"{item.name} is not offered with choice {unknown[0]}, or it was chosen twice",
            item_id=item.id,
            modifier_id=unknown[0],
        )
    return tuple(chosen)


def _refused(reason: str, words: str, item: Item, group: Group) -> Invalid:
    return Invalid(
        f"menu.{reason}",
        words,
        item_id=item.id,
        group_id=group.id,
        group=group.name,
        least=group.least,
        most=group.most,
    )
