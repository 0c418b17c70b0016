"""The byte stream: what is in it, and what can never be."""

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from printers import escpos, virtual
from printers.layout import Align, Cut, Feed, Qr, Rule, Run, Text, line
from printers.model import CODE_TABLES, Confirm, Printer

PRINTER = Printer(id=1, name="Grill")
NARROW = Printer(id=2, name="Bar", columns=32, dots=384, native_qr=False)


def names(data: bytes) -> list[bytes]:
    return [command.name for command in virtual.commands(data)]


def test_the_stream_begins_and_ends_as_it_must():
    data = escpos.encode([line("Steak"), Cut()], PRINTER, tag=b"ab01")
    assert data == b"\x1b@\x1bt\x13Steak\n\x1dVB\x00\x1d(H\x06\x0000ab01"


def test_a_torn_piece_is_cut_off_first():
    data = escpos.encode([line("x")], PRINTER, tag=b"ab01", torn=True)
    assert data.startswith(b"\x1b@\n\x1dV\x01\x1bt\x13")


@pytest.mark.parametrize(
    ("confirm", "end"),
    [(Confirm.PROCESS_ID, b"\x1d(H\x06\x0000ab01"), (Confirm.STATUS, b"\x1dr\x01")],
)
def test_the_end_asks_for_the_printers_word(confirm, end):
    printer = Printer(id=1, name="x", confirm=confirm)
    assert escpos.encode([Cut()], printer, tag=b"ab01").endswith(escpos.CUT + end)


def test_a_printer_that_never_answers_is_asked_nothing():
    printer = Printer(id=1, name="x", confirm=Confirm.NONE)
    assert escpos.encode([Cut()], printer, tag=b"ab01").endswith(escpos.CUT)


@pytest.mark.parametrize(
    ("text", "table"),
    [("Crème 5 €", 19), ("Борщ", 17), ("Łosoś żółty", 18), ("Şiş ığ", 13), ("μουσακάς", 47)],
)
def test_a_line_of_one_table_is_text(text, table):
    data = escpos.encode([line(text)], PRINTER)
    assert bytes([0x1B, 0x74, table]) in data
    assert text.encode(CODE_TABLES[table]) + b"\n" in data
    assert b"\x1dv0" not in names(data)


@pytest.mark.parametrize("text", ["شاورما", "Борщ é", "2  鱼", "ไม่เผ็ด", "₽", "fish 🐟"])
def test_a_line_that_no_table_has_is_drawn(text):
    data = escpos.encode([line(text)], PRINTER)
    assert b"\x1dv0" in names(data)
    assert b"text" not in names(data)


def test_a_table_the_printer_lacks_is_not_used():
    printer = Printer(id=1, name="x", tables=(19,))
    assert b"\x1dv0" in names(escpos.encode([line("Борщ")], printer))


def test_a_line_wider_than_the_paper_is_drawn_smaller_not_wrapped_by_the_printer():
    data = escpos.encode([line("x" * 60)], PRINTER)
    assert b"\x1dv0" in names(data)
    assert virtual.print_on(data, 576).errors == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.integers(1, 2), st.booleans(), st.sampled_from(Align))
def test_no_text_becomes_a_command(text, size, inverse, align):
    data = escpos.encode([line(text, wide=size, inverse=inverse, align=align), Cut()], PRINTER)
    known = {b"\x1b@", b"\x1bt", b"\x1ba", b"\x1bE", b"\x1dB", b"\x1d!", b"\x1dv0", b"\x1dV"}
    assert set(names(data)) <= known | {b"text", b"\n"}
    paper = virtual.print_on(data, 576)
    assert (paper.cuts, paper.errors) == (1, [])


@pytest.mark.parametrize("number", CODE_TABLES)
def test_no_table_holds_a_control_byte(number):
    assert min(escpos.table(number).values()) >= 0x20
    assert 0x7F not in escpos.table(number).values()


def test_pictures_go_in_bands_that_a_flush_can_finish():
    data = escpos.encode([line("Щ é", wide=8, high=8)], PRINTER)
    rows = [command.args for command in virtual.commands(data) if command.name == b"\x1dv0"]
    assert len(rows) == 2
    assert all(int.from_bytes(args[3:5], "little") <= 96 for args in rows)
    assert all(len(args) < len(escpos.FLUSH) for args in rows)


@pytest.mark.parametrize("printer", [PRINTER, NARROW], ids=["native", "picture"])
def test_codes_scan_from_the_paper(printer):
    url = "http://192.168.1.10/t/" + "Ab3_" * 7
    paper = virtual.print_on(escpos.encode([Qr(data=url, module=12)], printer), printer.dots)
    assert bool(paper.codes) is printer.native_qr
    assert [code.text for code in zxingcpp.read_barcodes(paper.image())] == [url]


def test_a_forced_table_shows_what_it_lacks():
    data = escpos.encode([Text(runs=(Run("Жx"),), table=19)], PRINTER)
    assert data.endswith(b"?x\n")


def test_the_looks_are_undone():
    blocks = [line("a", bold=True, inverse=True, wide=2, align=Align.CENTER), Rule(), Feed(lines=2)]
    data = escpos.encode(blocks, PRINTER)
    assert data.endswith(b"\x1ba\x00\x1d!\x00\x1bE\x00\x1dB\x00" + b"-" * 48 + b"\n\n\n")


def test_tags_are_printable_and_differ():
    tags = [escpos.tag_of(number) for number in (*range(20_000), 94**4 - 1)]
    assert len(set(tags)) == len(tags)
    assert all(32 <= byte <= 126 for tag in tags for byte in tag)
