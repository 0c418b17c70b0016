"""The examples of ICAO 9303, parts 4 to 6, and what any document's lines must keep."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venue.checkin.mrz import Unreadable, check_digit, lines_in, parse

TODAY = date(2026, 11, 23)
TD3 = """P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
TD2 = """I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
D231458907UTO7408122F1204159<<<<<<<6"""
TD1 = """I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<"""


@pytest.mark.parametrize(
    ("text", "form", "code", "number", "optional"),
    [
        (TD3, "TD3", "P", "L898902C3", "ZE184226B"),
        (TD2, "TD2", "I", "D23145890", ""),
        (TD1, "TD1", "I", "D23145890", ""),
    ],
)
def test_the_standards_examples(
    text: str, form: str, code: str, number: str, optional: str
) -> None:
    found = parse(text, today=TODAY)
    assert (found.form, found.code, found.number, found.optional) == (form, code, number, optional)
    assert (found.family_name, found.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert (found.issuer, found.nationality) == ("UTO", "UTO")
    assert (found.birth, found.sex, found.expires) == ("1974-08-12", "f", "2012-04-15")


def test_a_number_too_long_for_its_field_goes_on_in_the_optional_data() -> None:
    """ICAO 9303-5, appendix B: D23145890734."""
    rows = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2",
            "STEVENSON<<PETER<JOHN<<<<<<<<<")  # fmt: skip
    text = "\n".join(rows)
    found = parse(text, today=TODAY)
    assert (found.number, found.birth) == ("D23145890734", "1934-07-12")


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("520727", "3"),
        ("AB2134<<<", "5"),
        ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8"),
    ],
)
def test_check_digits_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


def test_typed_lines_may_have_blanks_and_small_letters() -> None:
    typed = "my passport\n" + TD3.lower().replace("<<anna", " << anna") + "\n"
    assert parse(typed, today=TODAY).number == "L898902C3"


@pytest.mark.parametrize("text", ["", "P<UTO", TD3.splitlines()[0], "x" * 44 + "\n" + "?" * 44])
def test_what_is_no_zone_is_refused(text: str) -> None:
    assert lines_in(text) == []
    with pytest.raises(Unreadable):
        parse(text, today=TODAY)


def test_an_unknown_birthday_is_left_open() -> None:
    second = "L898902C36UTO74<<<<1F1204159<<<<<<<<<<<<<<0"
    birth = second[13:19]
    second = second[:19] + check_digit(birth) + second[20:]
    body = second[0:10] + second[13:20] + second[21:43].ljust(22, "<")
    second = (second[:43].ljust(43, "<")) + check_digit(body)
    assert parse(f"{TD3.splitlines()[0]}\n{second}", today=TODAY).birth == ""


letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
dates = st.dates(date(1930, 1, 1), date(2025, 12, 31))


def passport(family: str, first: str, number: str, birth: date, ends: date) -> str:
    number = number.ljust(9, "<")
    born, expires = birth.strftime("%y%m%d"), ends.strftime("%y%m%d")
    head = number + check_digit(number)
    middle, end = born + check_digit(born), expires + check_digit(expires) + "<" * 14 + "0"
    second = f"{head}UTO{middle}F{end}{check_digit(head + middle + end)}"
    return f"P<UTO{family}<<{first}".ljust(44, "<") + "\n" + second


@given(letters, letters, st.text("ABC0123456789", min_size=1, max_size=9), dates,
       st.dates(date(2026, 1, 1), date(2050, 1, 1)))  # fmt: skip
def test_what_is_written_is_read(
    family: str, first: str, number: str, birth: date, ends: date
) -> None:
    found = parse(passport(family, first, number, birth, ends), today=TODAY)
    assert (found.family_name, found.given_names, found.number) == (family, first, number)
    assert found.expires == ends.isoformat()
    assert found.birth[2:] == birth.isoformat()[2:]
    assert found.birth <= TODAY.isoformat()


@given(st.integers(0, 43), st.integers(1, 9))
def test_no_digit_can_be_mistyped(at: int, by: int) -> None:
    """Weights 7, 3 and 1 have no factor in common with 10: every changed digit is seen."""
    first, second = TD3.splitlines()
    if not second[at].isdigit():
        return
    changed = second[:at] + str((int(second[at]) + by) % 10) + second[at + 1 :]
    with pytest.raises(Unreadable):
        parse(f"{first}\n{changed}", today=TODAY)


@given(st.text("ABC<019\n ", max_size=140))
def test_nothing_typed_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert parse(text, today=TODAY).form
