"""What one sale says, and what many sales come to. Pure.

A *sale* is one closing of a bill, or its reversal when the bill is opened again. A *sum* stands
under a kind (`hour`, `item`, …), an outlet and a key; sums of days add up to those of a year.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

NO_OUTLET = 0
GIFTS = ("discount", "comp", "no_service")
REOPEN = "reopen"


class Key(NamedTuple):
    """Where a sum stands."""

    kind: str
    outlet_id: int
    key: str


class Sum(NamedTuple):
    """What a sum counts; each kind of sum says which of these it has.

    Attributes:
        times: Bills, lines, dishes cooked, payments, or gifts.
        quantity: Covers, or dishes, or dishes later than their target.
        other: A second figure: minor units, seconds or minutes.
        most: The largest single one; of two sums the larger counts.
    """

    times: int = 0
    quantity: int = 0
    amount_minor: int = 0
    other: int = 0
    most: int = 0

    def plus(self, more: "Sum") -> "Sum":
        """Return both together."""
        return Sum(
            self.times + more.times,
            self.quantity + more.quantity,
            self.amount_minor + more.amount_minor,
            self.other + more.other,
            max(self.most, more.most),
        )


class Sold(NamedTuple):
    """One line of a sale, in minor units: ``full - discount - comp`` was paid for it.

    Attributes:
        cooked_s: From firing to done; -1: the kitchen never said so.
        late: Cooked longer than its station's target.
    """

    item_id: int
    section_id: int
    station_id: int
    quantity: int
    full_minor: int
    discount_minor: int
    comp_minor: int
    cooked_s: int = -1
    late: int = 0


class Gift(NamedTuple):
    """Something given away, of `GIFTS`, by a person's number; or who opened the bill again."""

    kind: str
    staff_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A bill as it was closed.

    Attributes:
        hour: Of the venue's local time when it was closed.
        session: The party; several bills of one party share it. Empty: none.
        minutes: From the party's first moment to the closing.
        waiter: Number of the person whose table it was, else of who closed it; 0: nobody.
        tax_added_minor: Tax on top of prices that do not contain it.
        bands: ``[net, tax, gross]`` per band.
    """

    bill_id: str
    hour: int
    outlet_id: int = NO_OUTLET
    waiter: int = 0
    table: str = ""
    session: str = ""
    covers: int = 0
    minutes: int = 0
    service_type: str = "dine_in"
    total_minor: int = 0
    service_minor: int = 0
    tax_added_minor: int = 0
    outside_minor: int = 0
    bands: Mapping[str, Sequence[int]] = field(default_factory=dict)
    lines: tuple[Sold, ...] = ()
    gifts: tuple[Gift, ...] = ()
    sign: int = 1


def fold(sales: Iterable[Sale]) -> dict[Key, Sum]:
    """Return the sums of a day's sales; a reversal takes away what its closing added."""
    sums: dict[Key, Sum] = {}
    every = list(sales)
    for key, one in _each(every):
        sums[key] = sums.get(key, Sum()).plus(one)
    return {key: one for key, one in sums.items() if any(one)}


def merged(many: Iterable[tuple[Key, Sum]]) -> dict[Key, Sum]:
    """Return sums of several days together."""
    sums: dict[Key, Sum] = {}
    for key, one in many:
        sums[key] = sums.get(key, Sum()).plus(one)
    return sums


def _each(sales: Sequence[Sale]) -> Iterator[tuple[Key, Sum]]:
    covers = _covers(sales)
    for place, sale in enumerate(sales):
        sign, guests = sale.sign, covers.get(place, 0)
        whole = Sum(sign, guests, sign * sale.total_minor)
        for kind, key in _headings(sale):
            yield Key(kind, sale.outlet_id, key), whole
        yield from _money(sale)
        if guests and sale.table:
            parties = 1 if guests > 0 else -1
            turn = Sum(parties, guests, 0, parties * sale.minutes, sale.minutes)
            yield Key("turn", sale.outlet_id, sale.table), turn
        for gift in sale.gifts:
            times = 1 if gift.kind == REOPEN else sign
            given = Sum(times, 0, times * gift.amount_minor)
            yield Key(gift.kind, sale.outlet_id, str(gift.staff_id)), given
        for line in sale.lines:
            yield from _line(sale, line)


def _headings(sale: Sale) -> tuple[tuple[str, str], ...]:
    return (
        ("whole", "total"),
        ("hour", f"{sale.hour:02}"),
        ("waiter", str(sale.waiter)),
        ("table", sale.table),
        ("cover", str(sale.covers)),
        ("service", sale.service_type),
        ("outlet", str(sale.outlet_id)),
    )


def _money(sale: Sale) -> Iterator[tuple[Key, Sum]]:
    sign, outlet = sale.sign, sale.outlet_id
    parts = {
        "dishes": sum(one.full_minor for one in sale.lines),
        "discount": -sum(one.discount_minor for one in sale.lines),
        "comp": -sum(one.comp_minor for one in sale.lines),
        "service": sale.service_minor,
        "tax_added": sale.tax_added_minor,
        "outside": sale.outside_minor,
    }
    for name, minor in parts.items():
        yield Key("whole", outlet, name), Sum(0, 0, sign * minor)
    for band, (_, tax, gross) in sale.bands.items():
        yield Key("tax", outlet, band), Sum(sign, 0, sign * gross, sign * tax)


def _line(sale: Sale, line: Sold) -> Iterator[tuple[Key, Sum]]:
    sign, outlet = sale.sign, sale.outlet_id
    paid = line.full_minor - line.discount_minor - line.comp_minor
    sold = Sum(sign, sign * line.quantity, sign * paid, sign * line.full_minor)
    yield Key("item", outlet, str(line.item_id)), sold
    yield Key("section", outlet, str(line.section_id)), sold
    if line.cooked_s >= 0 and sign > 0:
        cooked = Sum(1, line.late, 0, line.cooked_s, line.cooked_s)
        yield Key("station", outlet, str(line.station_id)), cooked
        yield Key("dish", outlet, str(line.item_id)), cooked


def _covers(sales: Sequence[Sale]) -> dict[int, int]:
    """Return which sale stands for its party's guests, so that each party counts once a day."""
    net: dict[str, int] = {}
    for sale in sales:
        party = sale.session or sale.bill_id
        net[party] = net.get(party, 0) + sale.sign
    found: dict[int, int] = {}
    counted: set[str] = set()
    for place, sale in enumerate(sales):
        party = sale.session or sale.bill_id
        wanted = (net[party] > 0) - (net[party] < 0)
        if sale.sign == wanted and party not in counted:
            counted.add(party)
            found[place] = wanted * sale.covers
    return found
