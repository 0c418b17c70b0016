"""Tender states, card numbers, cash, codes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venue.core import codes
from venue.core.errors import Conflict, Invalid
from venue.payments.model import MOVES, cash_due, checked_last_four, moved, refuse_card_number

DOMAIN = """
created -> awaiting; awaiting -> settled | declined | cancelled | expired;
awaiting -> partial | unknown | review;
partial -> settled | review; expired -> review; cancelled -> review;
unknown -> settled | declined | expired | review | unverified | cancelled;
unverified -> settled | lost;
created -> settled | declined | cancelled; review -> settled
"""


def test_the_moves_are_those_of_the_domain() -> None:
    wanted: dict[str, set[str]] = {state: set() for state in MOVES}
    for part in DOMAIN.replace("\n", " ").split(";"):
        start, _, ends = part.partition("->")
        wanted[start.strip()] |= {end.strip() for end in ends.split("|")}
    assert {state: set(ends) for state, ends in MOVES.items()} == wanted
    for state, to in itertools.product(MOVES, MOVES):
        if to in MOVES[state]:
            assert moved(state, to) == to
        else:
            with pytest.raises(Conflict) as refusal:
                moved(state, to)
            assert refusal.value.details["state"] == state


@pytest.mark.parametrize(
    "text",
    ["4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "card 378282246310005!",
     "36227206271667", "6304 0000 0000", "slip 4111.1111.1111.1111"],
)  # fmt: skip
def test_what_looks_like_a_card_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        refuse_card_number("fine", text)
    assert refusal.value.code == "payments.card_number"
    assert "1111" not in refusal.value.message


@pytest.mark.parametrize("text", ["", "1234", "0042/17", "2026-11-23", "+49 30 1234567"])
def test_slips_and_dates_are_not_card_numbers(text: str) -> None:
    refuse_card_number(text)


def test_the_last_four_are_four_digits() -> None:
    assert checked_last_four("0042") == "0042"
    for bad in ("42", "12345", "12a4", "١٢٣٤"):
        with pytest.raises(Invalid):
            checked_last_four(bad)


@pytest.mark.parametrize(
    ("cents", "rounded"),
    [(1001, 1000), (1002, 1000), (1003, 1005), (1004, 1005), (1005, 1005), (1006, 1005),
     (1007, 1005), (1008, 1010), (1009, 1010), (2, 0), (-1003, -1005), (-1002, -1000)],
)  # fmt: skip
def test_cash_is_rounded_as_the_central_bank_says(cents: int, rounded: int) -> None:
    assert cash_due(cents, 5, final=True) == rounded
    assert cash_due(cents, 1, final=True) == cents


def test_only_what_settles_the_rest_is_rounded() -> None:
    assert cash_due(500, 5, final=False) == 500
    with pytest.raises(Conflict) as refusal:
        cash_due(502, 5, final=False)
    assert refusal.value.code == "payments.odd_cash"


@given(st.binary(min_size=12, max_size=12))
def test_a_code_is_read_back_however_it_is_typed(random: bytes) -> None:
    code = codes.make("V", 12, random)
    assert codes.read(code, "V", 12) == code
    typed = "-".join(code[at : at + 4] for at in range(0, len(code), 4)).lower()
    assert codes.read(f" {typed} ", "V", 12) == code
    assert codes.read(code.replace("0", "o").replace("1", "l"), "V", 12) == code


def test_every_typing_error_of_one_letter_and_every_swap_is_found() -> None:
    code = codes.make("V", 12, bytes(range(7, 19)))
    wrong = 0
    for at, other in itertools.product(range(1, len(code)), codes.ALPHABET):
        typed = code[:at] + other + code[at + 1 :]
        if typed != code:
            assert codes.read(typed, "V", 12) is None, typed
            wrong += 1
    assert wrong == 13 * 31
    for at in range(1, len(code) - 1):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        assert swapped == code or codes.read(swapped, "V", 12) is None
