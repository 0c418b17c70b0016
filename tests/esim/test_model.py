"""Prices and states of eSIM orders, by property and table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venue.core.errors import Conflict
from venue.esim.model import MOVES, WAITING, PriceRule, is_low, moved, of_message, way

MINOR = st.integers(0, 10**9)


@given(net=MINOR, least=MINOR, markup=st.integers(0, 50_000), step=st.integers(1, 10_000))
def test_a_price_is_never_below_the_allowed_nor_far_above_the_wished(
    net: int, least: int, markup: int, step: int
) -> None:
    price = PriceRule(markup_bp=markup, step_minor=step).price_minor(net, least)
    assert price >= least
    assert price * 10_000 >= net * (10_000 + markup)
    assert price % step == 0
    assert price < max(least, net * (10_000 + markup) / 10_000 + 1) + step


@given(net=MINOR, more=st.integers(0, 10**6), least=MINOR)
def test_a_dearer_plan_is_never_cheaper(net: int, more: int, least: int) -> None:
    rule = PriceRule(markup_bp=3000, step_minor=10)
    assert rule.price_minor(net, least) <= rule.price_minor(net + more, least)


@pytest.mark.parametrize("state", WAITING)
def test_each_paid_order_can_end_as_an_esim_or_a_refund_task(state: str) -> None:
    assert way(state, "fulfilled")
    assert way(state, "refund_due")


def test_no_way_leads_back_from_money_returned() -> None:
    assert not any(way("refunded", to) for to in MOVES)
    with pytest.raises(Conflict, match="refunded cannot become fulfilled"):
        moved("refunded", "fulfilled")


@pytest.mark.parametrize(
    ("state", "sent", "message", "then"),
    [
        ("paid", False, "queued", "paid"),
        ("paid", False, "sending", "submitted"),
        ("submitted", True, "unknown", "unknown"),
        ("unknown", True, "queued", "resubmitted"),
        ("unknown", True, "reconciled", "found"),
        ("submitted", True, "dead_letter", "failed"),
        ("submitted", True, "waived", "failed"),
        ("paid", False, "", "failed"),
    ],
)
def test_an_order_is_where_its_message_is(state: str, sent: bool, message: str, then: str) -> None:
    assert of_message(state, sent, message) == then


def test_low_is_a_fifth_and_never_for_unlimited() -> None:
    assert is_low(200, 1000, unlimited=False)
    assert not is_low(201, 1000, unlimited=False)
    assert not is_low(0, 1000, unlimited=True)
    assert not is_low(0, 0, unlimited=False)
