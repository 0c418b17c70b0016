"""People's words on their way to paper: nothing dangerous in, no word out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.text import both_ends, cells, centred, clean, hang, one_line, wrap


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("no onion \x1bp\x00\x19\xfa\x1dV\x00 x", "no onion púV x"),
        ("a\tb\x0bc", "a b c"),
        ("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("pay\u202e evil\u202c \u2066x\u2069", "pay evil x"),
        ("zero\u200bwidth\ufeff\xad", "zerowidth"),
        ("’“ … × – •", "'\" ... x - *"),
        ("e\u0301", "é"),
        ("5\xa0€", "5 €"),
        ("\ue000\ud800ok\x7f\x9b", "ok"),
    ],
)
def test_clean(given_text, kept):
    assert clean(given_text) == kept


@given(st.text())
def test_clean_leaves_no_control_and_is_stable(text):
    once = clean(text)
    kinds = {unicodedata.category(letter) for letter in once if letter != "\n"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert clean(once) == once


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("鱼 é", 4), ("Ｑ", 2), ("กำ", 2), ("ש\u05b8", 1), ("", 0)]
)
def test_cells(text, width):
    assert cells(text) == width


def test_wrap_breaks_at_words_and_keeps_own_lines():
    assert wrap("one two\nthree  four", 7) == ["one two", "three", "four"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("", 10) == []


@given(st.text(max_size=200), st.integers(2, 48))
def test_wrap_keeps_every_word_within_the_width(text, width):
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean(text).split())


@given(st.lists(st.text("abcdé", min_size=1, max_size=6), min_size=1), st.integers(6, 40))
def test_wrap_does_not_break_words_that_fit(words, width):
    assert " ".join(wrap(" ".join(words), width)).split() == words


@given(st.text(max_size=80), st.integers(12, 48))
def test_hang_keeps_its_column(text, width):
    pairs = hang(text, width, first="12  ")
    assert pairs[0][0] == "12  "
    assert {prefix for prefix, _ in pairs[1:]} <= {"    "}
    assert all(4 + cells(line) <= width for _, line in pairs)


@given(st.text(max_size=60), st.text(max_size=60), st.integers(8, 48))
def test_both_ends_fit_and_keep_both(left, right, width):
    left, right = one_line(left), one_line(right)
    pairs = both_ends(left, right, width)
    assert all(cells(start) + cells(end) <= width for start, end in pairs)
    shown = "".join(start for start, _ in pairs) + "".join(end for _, end in pairs)
    assert "".join(shown.split()) == "".join((left + right).split())


def test_centred():
    assert centred("ab", 7, "-") == "--ab---"
    assert centred("too long", 3) == "too long"
