"""A report as a file: CSV for a spreadsheet, PDF for a binder."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from venue.core import i18n
from venue.core.money import format_minor
from venue.tables import cards
from venue.tables.cards import Typeface

if TYPE_CHECKING:
    from fpdf import FPDF

# A cell that begins like this is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FAMILY = "report"
PAGE_W, EDGE, ROW_H = 297.0, 12.0, 6.5
NAME_W = 75.0
STRIPE = 246


def csv_of(report: Mapping[str, Any], *, lang: str) -> bytes:
    """Return a report as CSV, UTF-8 with a mark that spreadsheets need to see that it is."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([[_safe(cell) for cell in row] for row in _lines(report, lang, plain=True)])
    return out.getvalue().encode("utf-8-sig")


def pdf_of(
    report: Mapping[str, Any], *, lang: str, venue: str, made_at: datetime, face: Typeface | None
) -> bytes:
    """Return a report as a PDF, A4 across.

    Args:
        made_at: Local time; stands on every page.
        face: The fonts to use; None: Latin letters only.
    """
    # 40 MB that an appliance which prints no report today need not hold.
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4", orientation="landscape")
    pdf.set_auto_page_break(False)
    pdf.set_margin(EDGE)
    pdf.set_creation_date(made_at)
    if face is not None:
        pdf.add_font(FAMILY, "", face.regular)
        pdf.add_font(FAMILY, "B", face.bold)
    title = f"{venue}: {title_of(report, lang)}"
    pdf.set_title(cards.drawable(title, face))
    head, *rows = _lines(report, lang, plain=False)
    _begin(pdf, face, title, head, made_at)
    for number, row in enumerate(rows):
        if pdf.get_y() > pdf.h - EDGE - ROW_H:
            _begin(pdf, face, title, head, made_at)
        _row(pdf, face, row, striped=number % 2 == 1)
    return bytes(pdf.output())


def title_of(report: Mapping[str, Any], lang: str) -> str:
    """Return what a report is called, with its days."""
    name = i18n.text(lang, f"reports.name.{report['report']}")
    by = i18n.text(lang, f"reports.by.{report['by']}")
    return f"{name}, {by}, {report['from']} – {report['to']}"


def _lines(report: Mapping[str, Any], lang: str, *, plain: bool) -> list[list[str]]:
    """Return head, rows and the sums below; plain: numbers as a program reads them."""
    columns = report["columns"]
    head = [i18n.text(lang, f"reports.by.{report['by']}")]
    head += [i18n.text(lang, f"reports.col.{one['name']}") for one in columns]
    rows = [
        [_name(report["by"], one, lang)]
        + [_cell(one[column["name"]], column["form"], plain=plain) for column in columns]
        for one in report["items"]
    ]
    below = [
        [i18n.text(lang, f"reports.whole.{name}"), _cell(money, "money", plain=plain)]
        for name, money in report["whole"].items()
    ]
    width = len(head)
    return [head, *rows, *[row + [""] * (width - len(row)) for row in below]]


def _name(by: str, one: Mapping[str, Any], lang: str) -> str:
    if by == "tender":
        method, _, kind = one["key"].partition(" ")
        name = i18n.text(lang, f"bill.method.{method}")
        return i18n.text(lang, "reports.unverified", name=name) if kind else name
    if by == "service":
        return i18n.text(lang, f"reports.service.{one['key'] or 'none'}")
    return str(one["name"] or i18n.text(lang, "reports.none"))


def _cell(value: Any, form: str, *, plain: bool) -> str:
    if form == "money":
        text = format_minor(value["amount"], value["currency"])
        return text.rpartition(" ")[0] or text if plain else text
    if form == "seconds" and not plain:
        return f"{value // 60}:{value % 60:02}"
    return f"{value} %" if form == "percent" and not plain else str(value)


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a negative number is none."""
    is_number = cell.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(FORMULA) and not is_number else cell


def _begin(
    pdf: "FPDF", face: Typeface | None, title: str, head: Sequence[str], made_at: datetime
) -> None:
    pdf.add_page()
    _font(pdf, face, 13, bold=True)
    pdf.cell(PAGE_W - 2 * EDGE - 40, 9, cards.drawable(title, face))
    _font(pdf, face, 8)
    dated = f"{made_at:%Y-%m-%d %H:%M} · {pdf.page_no()}"
    pdf.cell(40, 9, cards.drawable(dated, face), align="R")
    pdf.ln(11)
    _row(pdf, face, head, striped=True, bold=True)


def _row(
    pdf: "FPDF", face: Typeface | None, row: Sequence[str], *, striped: bool, bold: bool = False
) -> None:
    pdf.set_fill_color(STRIPE)
    width = (PAGE_W - 2 * EDGE - NAME_W) / max(1, len(row) - 1)
    for place, cell in enumerate(row):
        text, wide = cards.drawable(cell, face), width if place else NAME_W
        _font(pdf, face, 9, bold=bold)
        longest = pdf.get_string_width(text) + 2
        if longest > wide:
            pdf.set_font_size(9 * wide / longest)
        pdf.cell(wide, ROW_H, text, align="R" if place else "L", fill=striped)
    pdf.ln(ROW_H)


def _font(pdf: "FPDF", face: Typeface | None, size: float, *, bold: bool = False) -> None:
    pdf.set_font(FAMILY if face else cards.CORE, "B" if bold else "", size)
