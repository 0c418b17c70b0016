"""The sheet of table cards to print and cut: A4, eight cards a page."""

import logging
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from printers import fonts
from printers.words import say
from venue.tables import qr

if TYPE_CHECKING:
    from fpdf import FPDF

# The subsetter reports every table of the font that it keeps.
logging.getLogger("fontTools").setLevel(logging.WARNING)

PAGE_W, PAGE_H, EDGE = 210.0, 297.0, 8.0  # millimetres; printers leave the edge white
COLUMNS, ROWS = 2, 4
CARD_W = (PAGE_W - 2 * EDGE) / COLUMNS
CARD_H = (PAGE_H - 2 * EDGE) / ROWS
PAD = 3.0
CODE_MM = 38.0
POINT_MM = 25.4 / 72
FAMILY = "card"
CORE = "helvetica"
FRAME_GREY = 190
# Without a font of its own a PDF has Latin-1 alone.
LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i",
    "є": "ie", "ґ": "g",
}  # fmt: skip
NO_FONT = "No font for other alphabets on this box; names are spelled in Latin letters."


class Card(NamedTuple):
    """One table's card; ``url`` is what its code opens, ``word`` the key of its heading."""

    number: str
    area: str
    url: str
    word: str = "print.table"


class Look(NamedTuple):
    """What all cards of a sheet share; ``wifi_name`` empty: no Wi-Fi code."""

    venue: str
    wifi_name: str
    wifi_password: str
    lang: str


class Typeface(NamedTuple):
    """Two font files."""

    regular: str
    bold: str


def typeface() -> Typeface | None:
    """Return this machine's DejaVu Sans, which has Latin, Cyrillic and Greek; None without it."""
    sources = [face.source for bold in (False, True) for face in fonts.faces(bold)]
    regular = next((one for one in sources if one.endswith("/DejaVuSans.ttf")), None)
    bold = next((one for one in sources if one.endswith("/DejaVuSans-Bold.ttf")), regular)
    return Typeface(regular, bold) if regular and bold else None


def sheet(cards: Sequence[Card], look: Look, *, made_at: datetime, face: Typeface | None) -> bytes:
    """Return a PDF of the cards in their order.

    Args:
        face: The fonts to use; None: Latin letters only, said at the foot of each page.
    """
    # 40 MB that an appliance which prints no cards today need not hold.
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creation_date(made_at)
    pdf.set_title(drawable(look.venue, face))
    if face is not None:
        pdf.add_font(FAMILY, "", face.regular)
        pdf.add_font(FAMILY, "B", face.bold)
    wifi = qr.wifi_text(look.wifi_name, look.wifi_password) if look.wifi_name else ""
    for index, card in enumerate(cards):
        place = index % (COLUMNS * ROWS)
        if place == 0:
            _new_page(pdf, face)
        left = EDGE + (place % COLUMNS) * CARD_W
        top = EDGE + (place // COLUMNS) * CARD_H
        _draw(pdf, card, look, wifi, face, left, top)
    if not cards:
        _new_page(pdf, face)
    return bytes(pdf.output())


def _new_page(pdf: "FPDF", face: Typeface | None) -> None:
    pdf.add_page()
    if face is None:
        _line(pdf, NO_FONT, face, x=EDGE, y=PAGE_H - EDGE + 1, width=PAGE_W - 2 * EDGE, size=6)


def _draw(
    pdf: "FPDF", card: Card, look: Look, wifi: str, face: Typeface | None, left: float, top: float
) -> None:
    pdf.set_draw_color(FRAME_GREY)
    pdf.rect(left, top, CARD_W, CARD_H)
    width = CARD_W - 2 * PAD
    x, y = left + PAD, top + PAD
    _line(pdf, look.venue, face, x=x, y=y, width=width, size=10)
    title = say(look.lang, card.word, table=card.number)
    _line(pdf, title, face, x=x, y=y + 4.5, width=width, size=22, bold=True)
    y += 14
    codes = [(card.url, say(look.lang, "print.scan"), "")]
    if wifi:
        # The Wi-Fi first: without it the menu's address leads nowhere.
        name = say(look.lang, "print.wifi", name=look.wifi_name)
        codes.insert(0, (wifi, say(look.lang, "print.wifi_scan"), name))
    share = width / len(codes)
    for number, (text, words, under) in enumerate(codes):
        start = x + number * share
        picture = qr.picture(text, side_px=_pixels(text), margin=qr.PAPER_MARGIN)
        pdf.image(picture, start + (share - CODE_MM) / 2, y, CODE_MM, CODE_MM)
        lead = f"{number + 1}. " if wifi else ""
        _line(
            pdf,
            lead + words,
            face,
            x=start + 1,
            y=y + CODE_MM,
            width=share - 2,
            size=7.5,
            bold=True,
        )
        _line(pdf, under, face, x=start + 1, y=y + CODE_MM + 4, width=share - 2, size=7.5)
    _line(pdf, card.area, face, x=x, y=top + CARD_H - PAD - 2, width=width, size=6.5)


def _pixels(text: str) -> int:
    """Return a side that is a whole number of pixels for each module: edges stay straight."""
    return 8 * qr.modules(text, qr.PAPER_MARGIN)


def _line(
    pdf: "FPDF",
    text: str,
    face: Typeface | None,
    *,
    x: float,
    y: float,
    width: float,
    size: float,
    bold: bool = False,
) -> None:
    """Write one line in the middle of ``width``, smaller when it would not fit."""
    words = drawable(text, face)
    if not words:
        return
    pdf.set_font(FAMILY if face else CORE, "B" if bold else "", size)
    wide = pdf.get_string_width(words)
    if wide > width:
        pdf.set_font_size(size * width / wide)
    pdf.set_xy(x, y)
    pdf.cell(width, size * POINT_MM, words, align="C")


def drawable(text: str, face: Typeface | None) -> str:
    """Return a text as a face can draw it; without one, spelled in Latin letters."""
    if face is not None:
        return text
    spelled = "".join(_latin(letter) for letter in unicodedata.normalize("NFC", text))
    return spelled.encode("latin-1", "replace").decode("latin-1")


def _latin(letter: str) -> str:
    if ord(letter) < 256:
        return letter
    low = LATIN.get(letter.lower())
    if low is not None:
        return low if letter.islower() else low.capitalize()
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"
