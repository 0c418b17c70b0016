"""From layout to ESC/POS bytes: a pure function, the whole stream built before a byte is sent.

Command reference: Epson's ESC/POS documentation. ``ESC @`` comes first and is always followed by
an explicit ``ESC t``, as clones keep their last table over ``ESC @``.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from printers import raster
from printers.layout import (
    Align,
    Bitmap,
    Block,
    Buzz,
    Cut,
    Feed,
    Logo,
    Pulse,
    Qr,
    Rule,
    Text,
)
from printers.model import CANDIDATES, CODE_TABLES, Confirm, Printer
from printers.text import cells

ESC, GS, LF = b"\x1b", b"\x1d", b"\n"
# A command cut off by a lost connection eats the next job's bytes as image data: 8192 NUL bytes
# finish the largest open one, as a band has at most 96 rows of 72 bytes.
BAND_ROWS = 96
FLUSH = bytes(8192)
CUT = GS + b"VB\x00"
TO_TEAR = 4  # lines from the head to the edge at which paper is torn off
PULSE = ESC + b"p\x00\x19\xfa"  # pin 2, 50 ms on, 500 ms off
TEAR = LF + GS + b"V\x01"
FENCE = GS + b"r\x01"
TAG_BASE = 94  # GS ( H takes characters 32 to 126


def encode(
    blocks: Iterable[Block],
    printer: Printer,
    *,
    tag: bytes = b"",
    torn: bool = False,
    logo: Bitmap | None = None,
) -> bytes:
    """Return the whole stream of one job.

    Args:
        tag: The four characters that the printer sends back when the job is on paper; used with
            `Confirm.PROCESS_ID` only.
        torn: Cut first: a piece of an earlier ticket may hang from the printer.
        logo: The picture for `Logo`.
    """
    out = bytearray(ESC + b"@")
    if torn:
        out += TEAR
    state = _State(printer, logo)
    out += state.use_table(state.tables[0])
    for block in blocks:
        out += _block(block, state)
    if printer.confirm is Confirm.PROCESS_ID and tag:
        out += GS + b"(H\x06\x0000" + tag
    elif printer.confirm is Confirm.STATUS:
        out += FENCE
    return bytes(out)


def tag_of(job_id: int) -> bytes:
    """Return the four characters that stand for a job; the same again after 78 million jobs."""
    return bytes(33 + job_id // TAG_BASE**place % TAG_BASE for place in range(4))


@lru_cache(maxsize=16)
def table(number: int) -> Mapping[str, int]:
    """Return the printable characters of a code table and their bytes.

    No byte below 32 and no 127 is ever in it: text cannot become a command.
    """
    found = {}
    for byte in (*range(0x20, 0x7F), *range(0x80, 0x100)):
        letter = bytes([byte]).decode(CANDIDATES[number], "replace")
        if letter.isprintable() and letter != "\ufffd":
            found[letter] = byte
    return found


class _State:
    """What the printer is set to, so that only changes are sent."""

    def __init__(self, printer: Printer, logo: Bitmap | None = None) -> None:
        self.logo = logo
        known = tuple(number for number in printer.tables if number in CANDIDATES)
        self.printer = printer
        self.tables = known or (next(iter(CODE_TABLES)),)
        self.table = -1
        self.align = Align.LEFT
        self.size = 0
        self.bold = self.inverse = False

    def use_table(self, number: int) -> bytes:
        if number == self.table:
            return b""
        self.table = number
        return ESC + b"t" + bytes([number])

    def use_align(self, align: Align) -> bytes:
        if align == self.align:
            return b""
        self.align = align
        return ESC + b"a" + bytes([align])

    def use_size(self, wide: int, high: int) -> bytes:
        size = (wide - 1) << 4 | (high - 1)
        if size == self.size:
            return b""
        self.size = size
        return GS + b"!" + bytes([size])

    def use_look(self, *, bold: bool, inverse: bool) -> bytes:
        out = b""
        if bold != self.bold:
            out += ESC + b"E" + bytes([bold])
        if inverse != self.inverse:
            out += GS + b"B" + bytes([inverse])
        self.bold, self.inverse = bold, inverse
        return out


def _block(block: Block, state: _State) -> bytes:
    match block:
        case Text():
            return _text(block, state)
        case Rule():
            line = block.fill * (state.printer.columns // cells(block.fill))
            return _plain(state) + line.encode("ascii") + LF
        case Qr():
            return _qr(block, state)
        case Bitmap():
            return _plain(state) + _bands(block)
        case Feed():
            return _plain(state) + LF * block.lines
        case Cut():
            return _plain(state) + (CUT if state.printer.cutter else LF * TO_TEAR)
        case Logo() | Buzz() | Pulse():
            return _extra(block, state)


def _extra(block: Logo | Buzz | Pulse, state: _State) -> bytes:
    match block:
        case Logo() if state.logo is not None and state.logo.width * 8 <= state.printer.dots:
            return _plain(state) + state.use_align(Align.CENTER) + _bands(state.logo)
        case Buzz() if state.printer.buzzer:
            return ESC + b"B" + bytes([min(9, block.times), 2])  # each 2 x 50 ms
        case Pulse():
            return PULSE
        case _:
            return b""


def _plain(state: _State) -> bytes:
    return (
        state.use_align(Align.LEFT)
        + state.use_size(1, 1)
        + state.use_look(bold=False, inverse=False)
    )


def _text(text: Text, state: _State) -> bytes:
    number = text.table or _table_for(text.plain, state)
    if number is None or (text.cells > state.printer.columns and not text.overrun):
        return _plain(state) + _bands(raster.to_bitmap(raster.draw_line(text, state.printer.dots)))
    known = table(number)
    out = state.use_align(text.align) + state.use_table(number)
    out += state.use_size(text.wide, text.high)
    for run in text.runs:
        out += state.use_look(bold=run.bold, inverse=run.inverse)
        out += bytes(known.get(letter, known["?"]) for letter in run.text)
    return out + LF


def _table_for(plain: str, state: _State) -> int | None:
    """Return the printer's first table that has every character; the present one if it has."""
    letters = set(plain)
    order = (state.table, *state.tables)
    return next((number for number in order if letters <= table(number).keys()), None)


def _bands(bitmap: Bitmap) -> bytes:
    out = bytearray()
    for top in range(0, bitmap.rows, BAND_ROWS):
        rows = min(BAND_ROWS, bitmap.rows - top)
        out += GS + b"v0\x00" + bitmap.width.to_bytes(2, "little") + rows.to_bytes(2, "little")
        out += bitmap.data[top * bitmap.width : (top + rows) * bitmap.width]
    return bytes(out)


def _qr(qr: Qr, state: _State) -> bytes:
    printer = state.printer
    native = printer.native_qr if qr.native is None else qr.native
    if not native:
        picture = raster.qr_picture(qr.data, module=qr.module, dots=printer.dots)
        return _plain(state) + _bands(raster.to_bitmap(picture))
    module = raster.qr_module(qr.data, module=qr.module, dots=printer.dots)
    data = qr.data.encode()
    store = len(data) + 3
    return (
        _plain(state)
        + state.use_align(Align.CENTER)
        + (GS + b"(k\x04\x001A2\x00")  # model 2
        + (GS + b"(k\x03\x001C" + bytes([module]))
        + (GS + b"(k\x03\x001E1")  # level M
        + (GS + b"(k" + store.to_bytes(2, "little") + b"1P0" + data)
        + (GS + b"(k\x03\x001Q0")
    )
