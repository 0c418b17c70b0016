"""What a night, a late hour and a cancellation cost by the house's policy; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from venue.bills.model import WHOLE_BP, class_and_rate, share
from venue.bookings.model import Stay
from venue.core.errors import Conflict

PLANS = ("none", "breakfast", "half", "full")
BOARD = ("half", "full")
PERCENT = 100
CITY_BAND = "city:0"
FEE_BAND = "fee:0"  # compensation for what was not delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings of `[hotel]`, in their units; ``meals`` by plan, for an adult and day."""

    band: str
    tax_included: bool
    city_tax_minor: int
    city_tax_from_age: int
    city_tax_most_nights: int
    meals: Mapping[str, int]
    child_meal_percent: int
    allowance_minor: int
    breakfast_allowance_minor: int
    breakfast_section: int
    deposit_percent: int
    cancel_free_days: int
    cancel_fee_percent: int
    no_show_fee_percent: int
    check_out_hour: int
    late_until_hour: int
    late_fee_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed for a stay beside its price.

    Attributes:
        child_ages: Ages at arrival of the children whose age is known.
        exempt: Adults who pay no city tax, with the reason kept beside.
    """

    plan: str = "none"
    child_ages: tuple[int, ...] = ()
    exempt: int = 0
    exempt_reason: str = ""
    diets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A line that a folio owes; ``key`` names the fact."""

    kind: str
    amount_minor: int
    band: str
    night: str
    key: str


def of_night(stay: Stay, night: str, price_minor: int, terms: Terms, policy: Policy) -> list[Due]:
    """Return the lines of one night: room, its tax where prices are net, city tax, meals."""
    name = f"{stay.id}:{night}"
    lines = taxed_lines("room", price_minor, night, name, policy)
    index = (date.fromisoformat(night) - date.fromisoformat(stay.arrival)).days
    if not policy.city_tax_most_nights or index < policy.city_tax_most_nights:
        amount = taxed_people(stay, terms, policy) * policy.city_tax_minor
        lines.append(
            Due(
                kind="city_tax",
                amount_minor=amount,
                band=CITY_BAND,
                night=night,
                key=f"city_tax:{name}",
            )
        )
    lines += taxed_lines("meal", meals_minor(stay, terms, policy), night, name, policy)
    return [line for line in lines if line.amount_minor]


def taxed_lines(kind: str, amount_minor: int, night: str, name: str, policy: Policy) -> list[Due]:
    """Return a line of the house's tax class, and its tax beside it where prices are net."""
    line = Due(
        kind=kind, amount_minor=amount_minor, band=policy.band, night=night, key=f"{kind}:{name}"
    )
    if policy.tax_included:
        return [line]
    tax = Due(
        kind="tax",
        amount_minor=share(amount_minor, class_and_rate(policy.band)[1], WHOLE_BP),
        band=policy.band,
        night=night,
        key=f"tax:{kind}:{name}",
    )
    return [line, tax]


def taxed_people(stay: Stay, terms: Terms, policy: Policy) -> int:
    """Return how many pay the city tax; a child of unknown age does not."""
    old_enough = sum(age >= policy.city_tax_from_age for age in terms.child_ages)
    return max(0, stay.adults - terms.exempt) + min(stay.children, old_enough)


def meals_minor(stay: Stay, terms: Terms, policy: Policy) -> int:
    """Return what a day of the stay's meal plan costs."""
    each = policy.meals.get(terms.plan, 0)
    child = share(each, policy.child_meal_percent, PERCENT)
    return each * stay.adults + child * stay.children


def allowance_minor(stay: Stay, terms: Terms, policy: Policy) -> int:
    """Return what a stay's guests may eat for on a day in the restaurant."""
    if terms.plan not in BOARD:
        return 0
    return policy.allowance_minor * (stay.adults + stay.children)


def cancel_fee(stay: Stay, first_night_minor: int, today: str, policy: Policy) -> int:
    """Return what a cancellation on a day costs."""
    left = (date.fromisoformat(stay.arrival) - date.fromisoformat(today)).days
    if left >= policy.cancel_free_days:
        return 0
    return share(first_night_minor, policy.cancel_fee_percent, PERCENT)


def no_show_fee(first_night_minor: int, policy: Policy) -> int:
    """Return what a guest who does not come pays."""
    return share(first_night_minor, policy.no_show_fee_percent, PERCENT)


def late_fee(night_minor: int, hour: int, policy: Policy) -> int:
    """Return what leaving at a local hour costs; until the check-out hour nothing."""
    if hour <= policy.check_out_hour:
        return 0
    if hour <= policy.late_until_hour:
        return share(night_minor, policy.late_fee_percent, PERCENT)
    return night_minor


def rules(policy: Policy) -> dict[str, int]:
    """Return what the desk says of the fees: hours, days and percents of a night."""
    return {
        "cancel_free_days": policy.cancel_free_days,
        "cancel_fee_percent": policy.cancel_fee_percent,
        "no_show_fee_percent": policy.no_show_fee_percent,
        "check_out_hour": policy.check_out_hour,
        "late_until_hour": policy.late_until_hour,
        "late_fee_percent": policy.late_fee_percent,
    }


def deposit_due(stays: Sequence[Stay], policy: Policy) -> int:
    """Return what is asked before arrival for the rooms of a booking."""
    total = sum(one.price_minor for one in stays if one.state not in ("cancelled", "no_show"))
    return share(total, policy.deposit_percent, PERCENT)


def require_over(day: str, today: str) -> None:
    """Refuse the audit of a day that goes on.

    Raises:
        Conflict: ``lodging.day_not_over``.
    """
    if day >= today:
        raise Conflict("lodging.day_not_over", f"the day {day} is not over yet", today=today)
