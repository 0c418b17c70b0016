"""A few hundred documents full of control bytes; `make printing` prints fifty thousand."""

import fuzz
import pytest

from printers import escpos


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_no_note_becomes_a_command(first):
    for seed in range(first, first + 100):
        fuzz.note(seed)


def test_no_word_of_a_document_becomes_a_command():
    for seed in range(80):
        fuzz.document(seed)


def test_the_fuzz_sees_a_byte_that_gets_through(monkeypatch):
    real = escpos.table.__wrapped__
    control = {chr(code): code for code in range(0x20)}
    leaky = {number: real(number) | control for number in escpos.CANDIDATES}
    monkeypatch.setattr(escpos, "table", lambda number: leaky[number])
    monkeypatch.setattr("printers.text.DROPPED", frozenset())
    assert any(caught(seed) for seed in range(60))


def caught(seed: int) -> bool:
    try:
        fuzz.note(seed)
    except AssertionError:
        return True
    return False
