"""The allergen sheet: every dish by the fourteen allergens of the law, dated, to print and hang.

Regulation (EU) No 1169/2011, Annex II and Article 44: what is in a dish must be said before it is
sold; national rules mostly want it written and dated.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from venue.core import i18n
from venue.menu.model import ALLERGENS
from venue.tables import cards
from venue.tables.cards import Typeface

if TYPE_CHECKING:
    from fpdf import FPDF

PAGE_W, PAGE_H, EDGE = 297.0, 210.0, 10.0
HEAD_H, ROW_H, SECTION_H, TITLE_H = 30.0, 6.2, 7.0, 18.0
NAME_W = 95.0
MARK_W = (PAGE_W - 2 * EDGE - NAME_W) / len(ALLERGENS)
FOOT_Y = PAGE_H - EDGE - 4
FAMILY = "sheet"
CONTAINS, MAY = "●", "○"
# The core fonts of PDF have no circles.
PLAIN = {CONTAINS: "X", MAY: "(x)"}
STRIPE, HEAD, LINE = 246, 232, 200


class Dish(NamedTuple):
    """One line; ``choice`` is set for what a guest may add to the dish above."""

    section: str
    name: str
    contains: frozenset[str]
    may_contain: frozenset[str]
    choice: bool = False


def draw(
    dishes: Sequence[Dish], *, venue: str, lang: str, made_at: datetime, face: Typeface | None
) -> bytes:
    """Return the sheet as a PDF, A4 across.

    Args:
        lang: Of headings and allergens; the dishes' names come as they are.
        made_at: Local time; stands on every page.
        face: The fonts to use; None: Latin letters only.
    """
    # 40 MB that an appliance which prints no sheet today need not hold.
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4", orientation="landscape")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_creation_date(made_at)
    title = i18n.text(lang, "manage.sheet_title", venue=venue)
    pdf.set_title(cards.drawable(title, face))
    if face is not None:
        pdf.add_font(FAMILY, "", face.regular)
        pdf.add_font(FAMILY, "B", face.bold)
    page = _Page(pdf, face, lang, title, made_at)
    section = None
    for number, dish in enumerate(dishes):
        needed = ROW_H + (SECTION_H if dish.section != section else 0)
        page.room_for(needed, new=number == 0)
        if dish.section != section or page.fresh:
            section = dish.section
            page.section(section)
        page.dish(dish, striped=number % 2 == 1)
    if not dishes:
        page.room_for(0, new=True)
    return bytes(pdf.output())


class _Page:
    """Where on the paper the next line goes."""

    def __init__(
        self, pdf: "FPDF", face: Typeface | None, lang: str, title: str, made_at: datetime
    ) -> None:
        self._pdf, self._face, self._lang, self._title = pdf, face, lang, title
        self._made = made_at.strftime("%Y-%m-%d %H:%M")
        self._y = 0.0
        self._number = 0
        self.fresh = True

    def room_for(self, height: float, *, new: bool) -> None:
        """Begin a new page when the line would not fit."""
        if new or self._y + height > FOOT_Y - 2:
            self._begin()

    def section(self, name: str) -> None:
        """Write a section's name."""
        self._pdf.set_fill_color(HEAD)
        self._pdf.rect(EDGE, self._y, PAGE_W - 2 * EDGE, SECTION_H, style="F")
        self._text(name, EDGE + 1, self._y, NAME_W, SECTION_H, size=9.5, bold=True)
        self._y += SECTION_H
        self.fresh = False

    def dish(self, dish: Dish, *, striped: bool) -> None:
        """Write a dish and its marks."""
        if striped:
            self._pdf.set_fill_color(STRIPE)
            self._pdf.rect(EDGE, self._y, PAGE_W - 2 * EDGE, ROW_H, style="F")
        indent = 6 if dish.choice else 1
        name = f"+ {dish.name}" if dish.choice else dish.name
        size = 8 if dish.choice else 9
        self._text(name, EDGE + indent, self._y, NAME_W - indent - 1, ROW_H, size=size)
        for column, allergen in enumerate(ALLERGENS):
            mark = CONTAINS if allergen in dish.contains else MAY
            if allergen in dish.contains or allergen in dish.may_contain:
                shown = mark if self._face else PLAIN[mark]
                x = EDGE + NAME_W + column * MARK_W
                self._text(shown, x, self._y, MARK_W, ROW_H, size=10, align="C")
        self._rule(self._y + ROW_H)
        self._y += ROW_H

    def _begin(self) -> None:
        pdf = self._pdf
        pdf.add_page()
        self._number += 1
        self._text(self._title, EDGE, EDGE, 180, 8, size=15, bold=True)
        dated = i18n.text(self._lang, "manage.sheet_dated", at=self._made)
        self._text(dated, PAGE_W - EDGE - 90, EDGE, 90, 8, size=9, align="R")
        contains, may = (CONTAINS, MAY) if self._face else (PLAIN[CONTAINS], PLAIN[MAY])
        legend = i18n.text(self._lang, "manage.sheet_legend", contains=contains, may=may)
        self._text(legend, EDGE, EDGE + 8, 220, 6, size=9)
        top = EDGE + TITLE_H
        for column, allergen in enumerate(ALLERGENS):
            words = i18n.text(self._lang, f"guest.allergen.{allergen}")
            x = EDGE + NAME_W + column * MARK_W + MARK_W / 2 - 2.2
            with pdf.rotation(90, x, top + HEAD_H):
                self._text(words, x + 1, top + HEAD_H, HEAD_H - 2, 4.4, size=8.5)
        self._rule(top + HEAD_H)
        foot = i18n.text(self._lang, "manage.sheet_foot", page=self._number)
        self._text(foot, EDGE, FOOT_Y, PAGE_W - 2 * EDGE, 4, size=7)
        self._y = top + HEAD_H
        self.fresh = True

    def _rule(self, y: float) -> None:
        self._pdf.set_draw_color(LINE)
        self._pdf.line(EDGE, y, PAGE_W - EDGE, y)

    def _text(
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        size: float,
        bold: bool = False,
        align: str = "L",
    ) -> None:
        """Write one line, smaller when it would not fit: nothing on this sheet may be cut off."""
        pdf, text = self._pdf, cards.drawable(words, self._face)
        pdf.c_margin = 0
        pdf.set_font(FAMILY if self._face else cards.CORE, "B" if bold else "", size)
        wide = pdf.get_string_width(text)
        if wide > width:
            pdf.set_font_size(size * width / wide)
        pdf.set_xy(x, y)
        pdf.cell(width, height, text, align=align)
