"""What a bill comes to, and its parts: by table, and by property over thousands of random bills."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venue.bills import split
from venue.bills.model import (
    ALLOWED,
    Charge,
    Cut,
    Standing,
    Terms,
    added,
    class_and_rate,
    figures,
    require_allowed,
    share,
    state_of,
    taxed,
)
from venue.bills.split import Pick
from venue.core.errors import Conflict, Invalid
from venue.core.money import largest_remainder

MANY = settings(max_examples=400, deadline=None)
BANDS = ("food:1000", "drink:2200", "food:700", "book:0", "outside:0")


def charge(key: str = "a.1", band: str = "food:1000", full: int = 1000, **more: object) -> Charge:
    return Charge(key=key, band=band, full_minor=full, **more)  # type: ignore[arg-type]


@st.composite
def bills(draw: st.DrawFn) -> tuple[list[Charge], list[Cut], Terms]:
    """Draw a bill with prices of cents, yen or thousandths of a dinar."""
    most = draw(st.sampled_from((50, 10_000, 5_000_000)))
    cuts = st.one_of(
        st.integers(1, 10_000).map(lambda bp: Cut(percent_bp=bp)),
        st.integers(1, most).map(lambda minor: Cut(amount_minor=minor)),
    )
    charges = [
        charge(
            f"o.{place}",
            draw(st.sampled_from(BANDS)),
            draw(st.integers(0, most)),
            quantity=draw(st.integers(1, 5)),
            seat=draw(st.sampled_from((None, 1, 2, 3))),
            cuts=tuple(draw(st.lists(cuts, max_size=2))),
            comped=draw(st.integers(0, 9)) == 0,
        )
        for place in range(draw(st.integers(1, 12)))
    ]
    terms = Terms(
        tax_included=draw(st.booleans()),
        service_bp=draw(st.sampled_from((0, 0, 1000, 1250))),
        service_band=draw(st.sampled_from(("standard:2000", "food:1000"))),
    )
    return charges, draw(st.lists(cuts, max_size=2)), terms


@pytest.mark.parametrize(
    ("amount", "rate_bp", "included", "net", "tax"),
    [
        (1190, 1900, True, 1000, 190), (1000, 1900, False, 1000, 190), (100, 700, True, 93, 7),
        (999, 1000, True, 908, 91), (0, 1900, True, 0, 0), (-1190, 1900, True, -1000, -190),
        (1, 1900, True, 1, 0), (1200, 0, False, 1200, 0),
    ],
)  # fmt: skip
def test_tax_of_a_band(amount: int, rate_bp: int, included: bool, net: int, tax: int) -> None:
    found = taxed(f"food:{rate_bp}", amount, included)
    assert (found.net_minor, found.tax_minor) == (net, tax)
    assert found.gross_minor == net + tax


def test_tax_is_on_the_sum_not_line_by_line() -> None:
    """Three dishes of 1.00 with 7 %: 0.07 each is 0.21, on the sum it is 0.20."""
    found = figures([charge(f"a.{n}", "food:700", 100) for n in range(3)], [], Terms(
        tax_included=True))  # fmt: skip
    assert found.bands[0].tax_minor == 20


def test_a_discount_a_comp_and_a_service_charge() -> None:
    lines = [
        charge("a.1", "food:1000", 2000, cuts=(Cut(percent_bp=1000),)),
        charge("a.2", "drink:2200", 1000),
        charge("a.3", "food:1000", 500, comped=True),
        charge("item:1", "outside:0", 5000),
    ]
    terms = Terms(tax_included=True, service_bp=1000, service_band="standard:2200")
    found = figures(lines, [Cut(amount_minor=280)], terms)
    assert found.subtotal_minor == 8500
    assert found.comped_minor == 500
    assert found.discount_minor == 200 + 280
    assert found.nets == {"a.1": 1620, "a.2": 900, "a.3": 0, "item:1": 5000}
    assert found.service_minor == 252
    assert found.total_minor == 2520 + 252 + 5000


@MANY
@given(bills())
def test_net_and_tax_are_gross_and_everything_adds_up(
    bill: tuple[list[Charge], list[Cut], Terms],
) -> None:
    charges, cuts, terms = bill
    found = figures(charges, cuts, terms)
    assert all(one.net_minor + one.tax_minor == one.gross_minor for one in found.bands)
    assert all(0 <= found.nets[one.key] <= one.full_minor for one in charges)
    assert found.subtotal_minor == (
        sum(found.nets.values()) + found.discount_minor + found.comped_minor
    )
    prices = sum(one.gross_minor if terms.tax_included else one.net_minor for one in found.bands)
    assert prices == sum(found.nets.values()) + found.service_minor
    outside = [one for one in charges if class_and_rate(one.band)[0] == "outside"]
    assert all(found.nets[one.key] == one.full_minor for one in outside if not one.cuts
               and not one.comped)  # fmt: skip


def assert_exact(parts: list[dict[str, int]], whole: dict[str, int]) -> None:
    """Each band of the parts sums to the whole's."""
    summed: dict[str, int] = {}
    for part in parts:
        summed = added(summed, part)
    assert {band: minor for band, minor in summed.items() if minor} == {
        band: minor for band, minor in whole.items() if minor
    }


@MANY
@given(bills(), st.integers(1, 9))
def test_an_even_split_is_exact_and_even(
    bill: tuple[list[Charge], list[Cut], Terms], count: int
) -> None:
    found = figures(*bill)
    parts = split.even(found.gross, count)
    assert_exact(parts, found.gross)
    sums = [sum(part.values()) for part in parts]
    assert max(sums) - min(sums) <= 1


@MANY
@given(bills(), st.data())
def test_a_split_by_amount_is_exact(
    bill: tuple[list[Charge], list[Cut], Terms], data: st.DataObject
) -> None:
    found = figures(*bill)
    amounts, left = [], found.total_minor
    for _ in range(data.draw(st.integers(0, 5))):
        if left > 1:
            amounts.append(data.draw(st.integers(1, left)))
            left -= amounts[-1]
    if not amounts:
        return
    parts = split.by_amount(found.gross, amounts)
    assert [sum(part.values()) for part in parts[: len(amounts)]] == amounts
    assert_exact(parts, found.gross)
    assert all(minor >= 0 for part in parts for minor in part.values())


@MANY
@given(bills(), st.data())
def test_a_split_by_lines_is_exact_and_each_pays_for_the_own(
    bill: tuple[list[Charge], list[Cut], Terms], data: st.DataObject
) -> None:
    charges, cuts, terms = bill
    found = figures(charges, cuts, terms)
    picks: list[list[Pick]] = [[], [], []]
    for one in charges:
        owners = data.draw(st.lists(st.integers(0, 2), max_size=3, unique=True))
        for owner in owners:
            picks[owner].append(Pick(key=one.key))
    shares = split.shares_of_lines(charges, found.nets, picks)
    for key, net in found.nets.items():
        assert sum(part.get(key, 0) for part in shares) == net
    parts = split.by_lines(found.gross, charges, shares, found, terms.service_band)
    assert_exact(parts, found.gross)
    if terms.tax_included:
        service = largest_remainder(found.service_minor, [sum(part.values()) for part in shares])
        for part, own, charged in zip(parts, shares, service, strict=True):
            assert sum(part.values()) == sum(own.values()) + charged


@MANY
@given(bills(), st.data())
def test_payments_of_any_size_pay_each_band_to_the_last_unit(
    bill: tuple[list[Charge], list[Cut], Terms], data: st.DataObject
) -> None:
    found = figures(*bill)
    left = found.gross
    paid: list[dict[str, int]] = []
    while sum(left.values()):
        amount = data.draw(st.integers(1, sum(left.values())))
        if len(paid) > 8:
            amount = sum(left.values())
        paid.append(split.allocate(amount, left))
        assert sum(paid[-1].values()) == amount
        left = added(left, paid[-1], -1)
        assert min(left.values()) >= 0
    assert_exact(paid, found.gross)


def test_the_last_payment_evens_out_a_band_that_a_late_discount_left_overpaid() -> None:
    assert split.allocate(500, {"food:1000": 600, "drink:2200": -100}) == {
        "food:1000": 600, "drink:2200": -100,
    }  # fmt: skip
    assert split.allocate(300, {"food:1000": 600, "drink:2200": -100}) == {"food:1000": 300}


def test_quantities_of_a_line_are_split_and_what_nobody_took_is_the_rest() -> None:
    beers = charge("a.1", "drink:2200", 1000, quantity=4)
    wine = charge("a.2", "drink:2200", 901)
    nets = {"a.1": 1000, "a.2": 901}
    picks = [[Pick(key="a.1", quantity=1), Pick(key="a.2")], [Pick(key="a.2")]]
    shares = split.shares_of_lines([beers, wine], nets, picks)
    assert shares == [{"a.1": 250, "a.2": 451}, {"a.2": 450}, {"a.1": 750}]
    for bad in ([[Pick(key="a.1", quantity=5)]], [[Pick(key="zz")]],
                [[Pick(key="a.1", quantity=4)], [Pick(key="a.1")]]):  # fmt: skip
        with pytest.raises(Invalid):
            split.shares_of_lines([beers, wine], nets, bad)


def test_what_belongs_to_no_seat_is_shared_by_all() -> None:
    lines = [charge("a.1", seat=1), charge("a.2", seat=2), charge("a.3", full=301)]
    nets = {"a.1": 1000, "a.2": 1000, "a.3": 301}
    shares = split.shares_of_lines(lines, nets, split.by_seat(lines, [1, 2]))
    assert shares == [{"a.1": 1000, "a.3": 151}, {"a.2": 1000, "a.3": 150}]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"owed_minor": 5}, "open"),
        ({"owed_minor": 5, "prebilled": True}, "prebilled"),
        ({"owed_minor": 5, "prebilled": True, "counted_minor": 1}, "part_paid"),
        ({"counted_minor": 6}, "paid"),
        ({}, "paid"),
        ({"empty": True}, "open"),
        ({"closed": True, "counted_minor": 6}, "closed"),
        ({"reopened": True, "counted_minor": 6}, "reopened"),
        ({"reopened": True, "counted_minor": 6, "owed_minor": 2}, "part_paid"),
        ({"voided": True, "closed": True}, "voided"),
    ],
)
def test_a_state_is_computed(facts: dict[str, object], state: str) -> None:
    whole = {"closed": False, "voided": False, "reopened": False, "prebilled": False,
             "counted_minor": 0, "owed_minor": 0} | facts  # fmt: skip
    assert state_of(Standing(**whole)) == state  # type: ignore[arg-type]


def test_only_what_the_table_allows_is_allowed() -> None:
    actions = set().union(*ALLOWED.values())
    for state, allowed in ALLOWED.items():
        for action in actions:
            if action in allowed:
                require_allowed(state, action)
            else:
                with pytest.raises(Conflict) as refusal:
                    require_allowed(state, action)
                assert refusal.value.details["allowed"] == sorted(allowed)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10_000))
def test_a_share_is_the_nearest_whole_number(amount: int, percent_bp: int) -> None:
    found = share(amount, percent_bp, 10_000)
    assert abs(found * 10_000 - amount * percent_bp) * 2 <= 10_000
    assert share(-amount, percent_bp, 10_000) == -found
