"""Prices by list, weight and hand; sets split exactly; hours: pure rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.menu.test_model import STEAK
from venue.core.errors import Invalid
from venue.menu.model import EVERY_DAY, Modifier, Part, Window
from venue.menu.opening import Hours, opening_at
from venue.menu.pricing import (
    Place,
    PriceList,
    Rule,
    asked_price,
    price_in_force,
    shares,
    weighed_minor,
)

FRIDAY_18 = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def part(number: int, price_minor: int) -> Part:
    return Part(number, f"dish {number}", "", price_minor, "food", number, 1, None, True)


def happy(**more: object) -> PriceList:
    plain = PriceList("happy", Window(EVERY_DAY, 17 * 60, 19 * 60), (), (), (), -2000)
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "place", "holds"),
    [
        ({}, Place(), True),
        ({"areas": ("Terrace",)}, Place(area="Terrace"), True),
        ({"areas": ("Terrace",)}, Place(area="Room"), False),
        ({"services": ("takeaway",)}, Place(service="takeaway"), True),
        ({"services": ("takeaway",)}, Place(), False),
        ({"outlets": ("bar",)}, Place(outlet="bar"), True),
        ({"outlets": ("bar",)}, Place(), False),
        ({"window": Window(EVERY_DAY, 19 * 60, 20 * 60)}, Place(), False),
    ],
)
def test_a_list_holds_at_its_time_and_place_alone(
    change: dict[str, object], place: Place, holds: bool
) -> None:
    found = price_in_force(1000, [Rule(happy(**change), None)], FRIDAY_18, place)
    assert found == (800 if holds else 1000)


def test_the_first_list_that_holds_decides_and_a_price_stands_over_the_percentage() -> None:
    rules = [Rule(happy(areas=("Bar",)), 100), Rule(happy(), 555), Rule(happy(), None)]
    assert price_in_force(1000, rules, FRIDAY_18, Place()) == 555
    assert price_in_force(1000, rules, FRIDAY_18 + timedelta(hours=2), Place()) == 1000


@pytest.mark.parametrize(
    ("per_kilo", "grams", "price"), [(2400, 450, 1080), (999, 1, 1), (1000, 1, 1), (499, 1, 0)]
)
def test_weight_rounds_half_up(per_kilo: int, grams: int, price: int) -> None:
    assert weighed_minor(per_kilo, grams) == price


@pytest.mark.parametrize(
    ("pricing", "price", "grams", "code"),
    [
        ("open", None, None, "menu.price_missing"),
        ("open", 99, None, "menu.price_out_of_range"),
        ("open", 5001, None, "menu.price_out_of_range"),
        ("weight", None, None, "menu.weight_missing"),
        ("fixed", 100, None, "menu.price_not_open"),
        ("fixed", None, 100, "menu.price_not_open"),
    ],
)
def test_a_price_that_does_not_fit_the_dish_is_refused(
    pricing: str, price: int | None, grams: int | None, code: str
) -> None:
    item = replace(STEAK, pricing=pricing, price_min_minor=100, price_max_minor=5000)
    with pytest.raises(Invalid) as refused:
        asked_price(item, price_minor=price, grams=grams)
    assert refused.value.code == code


@settings(deadline=None)
@given(
    price=st.integers(0, 10**7),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
)
def test_the_parts_of_a_set_always_sum_to_its_price(price: int, weights: list[int]) -> None:
    parts = tuple(part(number, weight) for number, weight in enumerate(weights))
    split = shares(replace(STEAK, groups=(), parts=parts), (), price)
    assert sum(one.price_minor for one in split) == price
    assert [one.part for one in split] == list(parts)
    for one, weight in zip(split, weights, strict=True):
        if sum(weights):
            assert abs(one.price_minor * sum(weights) - price * weight) < sum(weights)


def test_a_plain_choice_follows_the_dish_chosen_before_it() -> None:
    rare = Modifier(1, "Rare", 0, ())
    main = Modifier(2, "Steak", 300, (), part(2, 2000))
    split = shares(replace(STEAK, parts=(part(1, 1000),)), (main, rare), 1800)
    assert [(one.part.id, one.price_minor, one.modifiers) for one in split] == [
        (1, 600, ()), (2, 1200, (rare,)),
    ]  # fmt: skip


WEEK = Hours("", "", Window(EVERY_DAY, 18 * 60, 60), 23 * 60)
XMAS = Hours("", "2026-12-25", Window(EVERY_DAY), None)


@pytest.mark.parametrize(
    ("moment", "state", "until", "opens"),
    [
        ("2026-11-20T17:59", "closed", None, "2026-11-20T18:00"),
        ("2026-11-20T18:00", "open", "23:00", None),
        ("2026-11-20T22:59", "open", "23:00", None),
        ("2026-11-20T23:00", "last_orders_over", None, "2026-11-21T18:00"),
        ("2026-11-21T00:30", "last_orders_over", None, "2026-11-21T18:00"),
        ("2026-11-21T01:00", "closed", None, "2026-11-21T18:00"),
        ("2026-12-25T20:00", "closed", None, "2026-12-26T18:00"),
    ],
)
def test_hours_end_with_the_last_order_and_a_date_stands_over_the_week(
    moment: str, state: str, until: str | None, opens: str | None
) -> None:
    found = opening_at([WEEK, XMAS], "", datetime.fromisoformat(moment))
    again = found.opens_at and found.opens_at.isoformat(timespec="minutes")
    assert (found.state, found.until, again) == (state, until, opens)


def test_without_hours_or_with_those_of_another_outlet_orders_are_taken() -> None:
    pool = replace(WEEK, outlet="pool")
    assert opening_at([], "", FRIDAY_18).state == "open"
    assert opening_at([pool], "bar", FRIDAY_18.replace(hour=9)).state == "open"
    assert opening_at([pool], "pool", FRIDAY_18.replace(hour=9)).state == "closed"
