"""A receipt or an invoice as a page of A4, from a small description of it.

A document is ``{title, head: [line], rows: [[left, right]], total: [left, right], foot: [line]}``,
all of it text in the form that is to be read; nothing is computed here.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from venue.tables.cards import Typeface, typeface

if TYPE_CHECKING:
    from fpdf import FPDF

EDGE_MM = 20.0
LINE_MM = 6.0
RIGHT_MM = 45.0
FAMILY = "page"


def draw(document: Mapping[str, Any]) -> bytes:
    """Return the PDF.

    Raises:
        KeyError: The document has no title.
    """
    from fpdf import FPDF  # 40 MB that a box which mails nothing today need not hold.

    face = typeface()
    page = FPDF(format="A4")
    page.set_margins(EDGE_MM, EDGE_MM)
    if face is not None:
        page.add_font(FAMILY, "", face.regular)
        page.add_font(FAMILY, "B", face.bold)
    page.add_page()
    _line(page, face, str(document["title"]), size=18, bold=True)
    _lines(page, face, document.get("head", ()))
    page.ln(LINE_MM)
    for left, right in document.get("rows", ()):
        _pair(page, face, left, right)
    if total := document.get("total"):
        page.line(EDGE_MM, page.get_y() + 1, page.w - EDGE_MM, page.get_y() + 1)
        page.ln(2)
        _pair(page, face, *total, bold=True)
    page.ln(LINE_MM)
    _lines(page, face, document.get("foot", ()))
    return bytes(page.output())


def _lines(page: "FPDF", face: Typeface | None, lines: Iterable[Any]) -> None:
    for line in lines:
        _line(page, face, str(line))


def _line(
    page: "FPDF", face: Typeface | None, text: str, *, size: int = 11, bold: bool = False
) -> None:
    _font(page, face, size, bold)
    page.multi_cell(0, LINE_MM * size / 11, _known(face, text), new_x="LMARGIN", new_y="NEXT")


def _pair(
    page: "FPDF", face: Typeface | None, left: Any, right: Any, *, bold: bool = False
) -> None:
    _font(page, face, 11, bold)
    top = page.get_y()
    width = page.w - 2 * EDGE_MM - RIGHT_MM
    page.multi_cell(width, LINE_MM, _known(face, str(left)), new_x="RIGHT", new_y="TOP")
    bottom = max(page.get_y(), top + LINE_MM)
    page.set_xy(page.w - EDGE_MM - RIGHT_MM, top)
    page.cell(RIGHT_MM, LINE_MM, _known(face, str(right)), align="R")
    page.set_xy(EDGE_MM, bottom)


def _font(page: "FPDF", face: Typeface | None, size: int, bold: bool) -> None:
    page.set_font(FAMILY if face else "helvetica", "B" if bold else "", size)


def _known(face: Typeface | None, text: str) -> str:
    # Without a font of its own a PDF has Latin-1 alone.
    return text if face else text.encode("latin-1", "replace").decode("latin-1")
