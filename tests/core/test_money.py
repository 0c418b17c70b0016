"""Money: integers alone, parts that sum to the whole."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venue.core.errors import Invalid
from venue.core.money import format_minor, largest_remainder, parse_minor

ROOT = Path(__file__).parents[2]


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_parts_sum_exactly_and_differ_from_their_share_by_less_than_one(
    total: int, weights: list[int]
) -> None:
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    shares = weights if sum(weights) else [1] * len(weights)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * sum(shares) - total * share) < sum(shares)


@given(st.integers(-(10**11), 10**11), st.sampled_from(["EUR", "JPY", "KWD", "USDT", "TON"]))
def test_what_is_written_reads_back(amount: int, currency: str) -> None:
    text = format_minor(amount, currency).removesuffix(f" {currency}")
    assert parse_minor(text, currency) == amount


@pytest.mark.parametrize("text", ["", "1.234", "1e5", "abc", "--1", "1.2.3", "٣", "1.-5", "9" * 13])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_minor(text, "EUR")


def test_no_float_touches_money() -> None:
    """Files that speak of minor units do not divide by / nor call float()."""
    for folder in ("venue", "printers", "sync"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text()
            if "_minor" in text:
                code = re.sub(r'"""[\s\S]*?"""|#.*|"[^"\n]*"', "", text)
                assert "float(" not in code, path
                assert not re.search(r"_minor\s*/[^/]", code), path
