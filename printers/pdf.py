"""The same layouts on A4: a PDF of real text, with lines drawn where a script needs shaping."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image

from printers import fonts, raster
from printers.layout import Align, Bitmap, Block, Cut, Feed, Logo, Qr, Rule, Run, Text, line
from printers.text import cells

if TYPE_CHECKING:
    from fpdf import FPDF

# The subsetter reports every table of the font that it keeps.
logging.getLogger("fontTools").setLevel(logging.WARNING)

COLUMNS = 80
PAGE_H, EDGE = 297.0, 15.0  # millimetres
CELL_W = 180.0 / COLUMNS
ROW_H = CELL_W * raster.PITCH / raster.CELL
POINT_MM = 25.4 / 72
ADVANCE = 0.602  # of DejaVu Sans Mono's em
FAMILY = "mono"
SHARP = 2  # drawn lines have twice the dots of a receipt's
DOT_MM = CELL_W / raster.CELL
MODULE_MM = 1.0
FIRST_SHAPED = 0x0590  # Hebrew: from here on scripts join, stack or run the other way


def pages(blocks: Sequence[Block], logo: bytes = b"") -> bytes:
    """Return a PDF of a layout that is `COLUMNS` wide; a cut begins a new page."""
    # 40 MB that a box which prints no A4 need not hold.
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    sheet = _Sheet(pdf, _mono(pdf), logo)
    for at, block in enumerate(blocks):
        if not (isinstance(block, Cut) and at == len(blocks) - 1):
            sheet.put(block)
    return bytes(pdf.output())


def _mono(pdf: "FPDF") -> dict[bool, fonts.Face]:
    """Give the PDF the fixed-width fonts of this machine; by boldness, empty without."""
    found: dict[bool, fonts.Face] = {}
    for bold in (False, True):
        name = f"/DejaVuSansMono{'-Bold' if bold else ''}.ttf"
        face = next((one for one in fonts.faces(bold) if one.source.endswith(name)), None)
        if face is None:
            return {}
        pdf.add_font(FAMILY, "B" if bold else "", face.source)
        found[bold] = face
    return found


class _Sheet:
    """The page and where the next line goes."""

    def __init__(self, pdf: "FPDF", faces: dict[bool, fonts.Face], logo: bytes) -> None:
        self.pdf, self.faces, self.logo = pdf, faces, logo
        self.break_page()

    def break_page(self) -> None:
        self.pdf.add_page()
        self.y = EDGE

    def put(self, block: Block) -> None:
        match block:
            case Text():
                self.text(block)
            case Rule():
                self.text(line(block.fill * (COLUMNS // cells(block.fill))))
            case Feed():
                self.y += ROW_H * block.lines
            case Cut():
                self.break_page()
            case Qr():
                code = raster.qr_picture(block.data, module=1, dots=COLUMNS * raster.CELL)
                self.picture(code.crop(_ink(code)), MODULE_MM * min(1.0, block.module / 8))
            case Bitmap():
                self.picture(_image(block), DOT_MM)
            case Logo() if self.logo:
                self.picture(_image(raster.logo(self.logo, COLUMNS * raster.CELL)), DOT_MM)
            case _:
                return

    def room(self, height: float) -> None:
        if self.y + height > PAGE_H - EDGE:
            self.break_page()

    def picture(self, image: Image.Image, dot_mm: float) -> None:
        """Put a picture in the middle, with air around it."""
        width, height = image.width * dot_mm, image.height * dot_mm
        self.room(height + 2 * ROW_H)
        self.pdf.image(image, EDGE + (180.0 - width) / 2, self.y + ROW_H, width, height)
        self.y += height + 2 * ROW_H

    def text(self, text: Text) -> None:
        height = max(ROW_H, ROW_H * text.high * raster.ROW / raster.PITCH)
        self.room(height)
        if self.faces and text.cells <= COLUMNS and all(map(self.plain, text.runs)):
            self.write(text, height)
        else:
            large = replace(text, wide=text.wide * SHARP, high=text.high * SHARP)
            drawn = raster.draw_line(large, COLUMNS * raster.CELL * SHARP)
            self.pdf.image(drawn, EDGE, self.y, 180.0, height)
        self.y += height

    def plain(self, run: Run) -> bool:
        """Tell whether the PDF's own fonts have a run, and no letter of it needs shaping."""
        covers = self.faces[run.bold].covers
        return all(ord(letter) in covers and ord(letter) < FIRST_SHAPED for letter in run.text)

    def write(self, text: Text, height: float) -> None:
        cell = CELL_W * text.wide
        room = 180.0 - cells(text.plain) * cell
        x = EDGE + {Align.LEFT: 0.0, Align.CENTER: room / 2, Align.RIGHT: room}[text.align]
        for run in text.runs:
            width = cells(run.text) * cell
            if run.inverse:
                self.pdf.rect(x, self.y, width, height, "F")
            self.pdf.set_text_color(255 if run.inverse else 0)
            self.pdf.set_font(FAMILY, "B" if run.bold else "", self.points(text))
            self.pdf.set_stretching(100 * text.wide / text.high)
            self.pdf.set_xy(x, self.y)
            self.pdf.cell(width, height, run.text)
            x += width
        self.pdf.set_stretching(100)

    def points(self, text: Text) -> float:
        return CELL_W * text.high / ADVANCE / POINT_MM


def _image(bitmap: Bitmap) -> Image.Image:
    black = Image.frombytes("1", (bitmap.width * 8, bitmap.rows), bitmap.data).convert("L")
    return black.point(lambda value: raster.WHITE - value)


def _ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of what is not white."""
    found = image.point(lambda value: raster.WHITE - value).getbbox()
    return found or (0, 0, 1, 1)
