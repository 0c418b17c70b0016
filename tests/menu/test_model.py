"""Choices and hours, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from venue.core.errors import Invalid
from venue.menu.model import Group, Item, Modifier, Window, available_at, check_choice

DONENESS = Group(1, "Doneness", 1, 1, (Modifier(1, "Rare", 0, ()), Modifier(2, "Well done", 0, ())))
EXTRAS = Group(2, "Extras", 0, 2, tuple(Modifier(id, f"Extra {id}", 150, ()) for id in (3, 4, 5)))
STEAK = Item(
    id=7,
    name="Steak",
    kitchen_name="",
    price_minor=2600,
    tax_class="food",
    station_id=1,
    course=2,
    allergens=(),
    remaining_qty=None,
    active=True,
    window=None,
    available=True,
    groups=(DONENESS, EXTRAS),
)
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def test_a_choice_comes_back_in_the_order_of_the_menu() -> None:
    assert [modifier.id for modifier in check_choice(STEAK, [5, 3, 2])] == [2, 3, 5]


@pytest.mark.parametrize(
    ("ids", "code", "group"),
    [
        ([], "menu.choice_missing", "Doneness"),
        ([3], "menu.choice_missing", "Doneness"),
        ([1, 2], "menu.too_many", "Doneness"),
        ([1, 3, 4, 5], "menu.too_many", "Extras"),
    ],
)
def test_a_wrong_choice_is_refused_with_its_group(ids: list[int], code: str, group: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_choice(STEAK, ids)
    assert (refused.value.code, refused.value.details["group"]) == (code, group)
    assert refused.value.details["item_id"] == 7


@pytest.mark.parametrize(("ids", "named"), [([1, 99], 99), ([1, 3, 3], 3)])
def test_an_unknown_or_doubled_choice_is_refused(ids: list[int], named: int) -> None:
    with pytest.raises(Invalid) as refused:
        check_choice(STEAK, ids)
    assert refused.value.code == "menu.unknown_modifier"
    assert refused.value.details["modifier_id"] == named


@st.composite
def dishes(draw: st.DrawFn) -> Item:
    groups = []
    next_id = 1
    for group_id in range(1, draw(st.integers(1, 4))):
        count = draw(st.integers(1, 6))
        least = draw(st.integers(0, count))
        most = draw(st.integers(max(least, 1), 7))
        modifiers = tuple(Modifier(next_id + n, f"m{next_id + n}", 0, ()) for n in range(count))
        groups.append(Group(group_id, f"g{group_id}", least, most, modifiers))
        next_id += count
    return replace(STEAK, groups=tuple(groups))


@given(dish=dishes(), ids=st.lists(st.integers(1, 24), max_size=12))
def test_no_choice_ever_breaks_the_groups_limits(dish: Item, ids: list[int]) -> None:
    try:
        chosen = check_choice(dish, ids)
    except Invalid as refused:
        event(refused.code)
        return
    assert sorted(modifier.id for modifier in chosen) == sorted(ids)
    for group in dish.groups:
        assert group.least <= sum(one in group.modifiers for one in chosen) <= group.most


@pytest.mark.parametrize(
    ("days", "start", "end", "day", "minute", "sold"),
    [
        (127, None, None, 0, 0, True),
        (0b0000001, None, None, 0, 1439, True),
        (0b0000001, None, None, 1, 0, False),
        (127, 420, 660, 2, 419, False),
        (127, 420, 660, 2, 420, True),
        (127, 420, 660, 2, 659, True),
        (127, 420, 660, 2, 660, False),
        (127, 1080, 1440, 3, 1439, True),
        (0b0010000, 1320, 120, 4, 1320, True),  # Friday 22:00 to Saturday 02:00
        (0b0010000, 1320, 120, 5, 119, True),
        (0b0010000, 1320, 120, 5, 120, False),
        (0b0010000, 1320, 120, 4, 60, False),
        (0b1000000, 1320, 120, 0, 60, True),  # Sunday night runs into Monday
    ],
)
def test_hours(
    days: int, start: int | None, end: int | None, day: int, minute: int, sold: bool
) -> None:
    dish = replace(STEAK, window=Window(days, start, end))
    assert available_at(dish, MONDAY + timedelta(days=day, minutes=minute)) is sold


@given(
    days=st.integers(1, 127),
    span=st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda s: s[0] != s[1]),
    at=st.integers(0, 7 * 1440 - 1),
)
def test_hours_are_those_that_counting_minutes_gives(
    days: int, span: tuple[int, int], at: int
) -> None:
    start, end = span
    length = (end - start) % 1440 or 1440
    sold = {
        (day * 1440 + start + minute) % (7 * 1440)
        for day in range(7)
        if days >> day & 1
        for minute in range(length)
    }
    assert Window(days, start, end).covers(MONDAY + timedelta(minutes=at)) is (at in sold)
