"""What printers send back, in any pieces."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.status import Answers, cause_of

STREAM = b"\x12" + b"\x37\x22ab01\x00" + b"\x00" + b"\x1a" + b"\x10\x00\x00\x00" + b"\x37\x25\x00"


@given(st.lists(st.integers(0, len(STREAM)), max_size=6))
def test_answers_are_the_same_in_any_pieces(cuts):
    answers, places = Answers(), [0, *sorted(cuts), len(STREAM)]
    for start, end in itertools.pairwise(places):
        answers.feed(STREAM[start:end])
    assert answers.statuses == [0x12, 0x1A]
    assert answers.tags == {b"ab01"}
    # GS r, and the end of an answer that is not ours; the bytes of the automatic status are not.
    assert answers.fences == 3


def test_automatic_status_is_not_a_fence():
    answers = Answers()
    answers.feed(b"\x10\x00\x0f\x00")
    assert (answers.fences, answers.statuses) == (0, [])


@given(st.binary(max_size=200))
def test_noise_never_raises(noise):
    Answers().feed(noise)


@pytest.mark.parametrize(
    ("offline", "paper", "cause"),
    [
        (0x16, 0x12, "cover_open"),
        (0x32, 0x12, "paper_out"),
        (0x12, 0x72, "paper_out"),
        (0x52, 0x12, "offline"),
        (None, None, "offline"),
    ],
)
def test_cause(offline, paper, cause):
    assert cause_of(offline, paper) == cause
