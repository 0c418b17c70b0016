"""Draws what a printer's code tables lack: whole lines, and QR codes as pictures.

Nothing here raises on any text: a poisoned note must not stop a kitchen's tickets.
"""

import logging
import re
import unicodedata
from io import BytesIO
from typing import NamedTuple

import qrcode
from PIL import Image, ImageChops, ImageDraw

from printers import fonts
from printers.layout import Align, Bitmap, Run, Text
from printers.text import cells, clean

log = logging.getLogger(__name__)

CELL = 12  # dots of a font A character: 12 x 24
ROW = 24
BASELINE = 19
PITCH = 30  # dots from line to line as printers feed by default (ESC 2)
GLYPH = 20  # font size whose fixed-width glyphs are one cell wide
LOGO_ROWS = 120
SIGNATURE_W, SIGNATURE_H = 384, 160  # the pad on the screen, dot by dot; fits the narrowest paper
QUIET = 4  # modules of white around a QR code (ISO/IEC 18004)
RIGHT_TO_LEFT = frozenset({"R", "AL"})
BLACK, WHITE = 0, 255


class Piece(NamedTuple):
    """A stretch of one run in one font."""

    face: fonts.Face
    letters: str
    bold: bool
    inverse: bool


def draw_line(text: Text, dots: int) -> Image.Image:
    """Return a line as a grey picture ``dots`` wide, shrunk when it would not fit."""
    strip = _in_cells(text) if text.grid else _run_on(text.runs, text)
    strip = strip.resize((min(strip.width, dots), strip.height))
    filled = bool(text.runs) and text.runs[-1].inverse
    # A line that begins at the left keeps the width it would have in print; others stand by it.
    least = text.cells * CELL if filled or text.align is Align.LEFT else 1
    box = min(dots, max(strip.width, least))
    content = Image.new("L", (box, strip.height), BLACK if filled else WHITE)
    content.paste(strip, (0, 0))
    rows = max(PITCH, strip.height)
    paper = Image.new("L", (dots, rows), WHITE)
    room = dots - box
    left = {Align.LEFT: 0, Align.CENTER: room // 2, Align.RIGHT: room}[text.align]
    paper.paste(content, (left, rows - strip.height))
    return paper


def _run_on(runs: tuple[Run, ...], text: Text) -> Image.Image:
    """Draw runs side by side in the width and height of ``text``."""
    scale = max(text.wide, text.high)
    strip = _strip(_pieces(runs), scale)
    width = max(1, round(strip.width * text.wide / scale))
    return strip.resize((width, ROW * text.high))


def _in_cells(text: Text) -> Image.Image:
    """Draw each run within the cells that it has in print, so that columns stay columns."""
    widths = [cells(run.text) * text.wide * CELL for run in text.runs]
    strip = Image.new("L", (max(1, sum(widths)), ROW * text.high), WHITE)
    x = 0
    for run, width in zip(text.runs, widths, strict=True):
        words = run.text.strip()
        if run.inverse:
            strip.paste(BLACK, (x, 0, x + width, strip.height))
        if words and width:
            drawn = _run_on((Run(words, run.bold, run.inverse),), text)
            drawn = drawn.resize((min(width, drawn.width), drawn.height))
            indent = (len(run.text) - len(run.text.lstrip())) * text.wide * CELL
            strip.paste(drawn, (x + (width - drawn.width if indent else 0), 0))
        x += width
    return strip


def qr_picture(data: str, *, module: int, dots: int) -> Image.Image:
    """Return a level M code in the middle of the paper, modules at most ``module`` dots."""
    matrix = _matrix(data)
    size = len(matrix)
    code = Image.new("L", (size, size), WHITE)
    code.putdata([BLACK if cell else WHITE for row in matrix for cell in row])
    side = size * qr_module(data, module=module, dots=dots)
    code = code.resize((side, side), Image.Resampling.NEAREST)
    paper = Image.new("L", (dots, side), WHITE)
    paper.paste(code, (max(0, dots - side) // 2, 0))
    return paper


def qr_module(data: str, *, module: int, dots: int) -> int:
    """Return the module size in dots at which the code with its quiet zone fits, at most 16."""
    return max(1, min(module, 16, dots // len(_matrix(data))))


def logo(png: bytes, dots: int) -> Bitmap:
    """Return a picture made to fit: at most `LOGO_ROWS` high, two thirds of the paper wide.

    Greys become dots (Floyd-Steinberg), as a logo is not letters.

    Raises:
        OSError: It is no picture.
    """
    with Image.open(BytesIO(png)) as opened:
        opened.load()
        seen = opened.convert("RGBA")
    paper = Image.new("RGBA", seen.size, (WHITE, WHITE, WHITE, WHITE))
    grey = Image.alpha_composite(paper, seen).convert("L")
    grey.thumbnail((dots * 2 // 3 // 8 * 8, LOGO_ROWS))
    width = -(-grey.width // 8)
    box = Image.new("L", (width * 8, grey.height), WHITE)
    box.paste(grey, (0, 0))
    black = ImageChops.invert(box.convert("1").convert("L")).convert("1")
    return Bitmap(width=width, rows=box.height, data=black.tobytes())


def drawn(path: str) -> Bitmap:
    """Return a signature as dots: the path of an SVG of moves and lines between whole numbers."""
    moves = re.findall(r"([ML])(\d{1,4}) (\d{1,4})", path)
    image = Image.new("L", (SIGNATURE_W, SIGNATURE_H), WHITE)
    pen = ImageDraw.Draw(image)
    at = (0, 0)
    for kind, x, y in moves:
        to = (min(int(x), SIGNATURE_W - 1), min(int(y), SIGNATURE_H - 1))
        if kind == "L":
            pen.line([at, to], fill=BLACK, width=3)
        at = to
    return to_bitmap(image)


def to_bitmap(image: Image.Image) -> Bitmap:
    """Return a grey picture as black and white; empty columns at the right are left out.

    A plain threshold: dithering frays letters.
    """
    black = ImageChops.invert(image).point(lambda value: 255 if value > 127 else 0)
    found = black.getbbox()
    width = max(1, -(-(found[2] if found else 1) // 8))
    black = black.crop((0, 0, width * 8, image.height)).convert("1")
    return Bitmap(width=width, rows=image.height, data=black.tobytes())


def _matrix(data: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(data, optimize=0)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def _pieces(runs: tuple[Run, ...]) -> list[Piece]:
    pieces: list[Piece] = []
    for run in runs:
        letters = _drawable(clean(run.text).replace("\n", " "), run.bold)
        pieces += [
            Piece(face, part, run.bold, run.inverse) for face, part in _by_face(letters, run.bold)
        ]
    return pieces


def _drawable(letters: str, bold: bool) -> str:
    """Leave out pictures no font has; a letter or digit no font has is a visible ``?``."""
    kept = []
    for letter in letters:
        if fonts.face_for(letter, bold) is not None:
            kept.append(letter)
        elif unicodedata.category(letter)[0] in "LN":
            kept.append("?")
    return "".join(kept)


def _by_face(letters: str, bold: bool) -> list[tuple[fonts.Face, str]]:
    """Cut into stretches of one font; one font for all when one has all, as bidi order needs."""
    if not letters:
        return []
    needed = {ord(letter) for letter in letters}
    reading_left = any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in letters)
    for face in fonts.faces(bold):
        # Fixed-width Arabic and Hebrew are hard to read.
        if needed <= face.covers and not (reading_left and "Mono" in face.source):
            return [(face, letters)]
    stretches: list[tuple[fonts.Face, str]] = []
    for letter in letters:
        if stretches and ord(letter) in stretches[-1][0].covers:
            stretches[-1] = (stretches[-1][0], stretches[-1][1] + letter)
        else:
            face = fonts.face_for(letter, bold) or fonts.faces(bold)[0]
            stretches.append((face, letter))
    return stretches[::-1] if reading_left else stretches


def _strip(pieces: list[Piece], scale: int) -> Image.Image:
    """Draw pieces side by side at ``scale`` times the normal size."""
    loaded = [(fonts.sized(piece.face, GLYPH * scale), piece) for piece in pieces]
    lengths = [round(font.getlength(_ordered(piece.letters))) for font, piece in loaded]
    strip = Image.new("L", (max(1, sum(lengths)), ROW * scale), WHITE)
    draw = ImageDraw.Draw(strip)
    x = 0
    for (font, piece), length in zip(loaded, lengths, strict=True):
        if piece.inverse:
            draw.rectangle((x, 0, x + length, strip.height), fill=BLACK)
        _write(draw, (x, BASELINE * scale), piece, font, scale)
        x += length
    return strip


def _write(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    piece: Piece,
    font: fonts.Font,
    scale: int,
) -> None:
    # A stroke around letters closes the gaps of dense ones such as 烤; Pillow's own are not dense.
    thin = piece.bold and not piece.face.source
    fill = WHITE if piece.inverse else BLACK
    try:
        draw.text(
            at,
            _ordered(piece.letters),
            font=font,
            fill=fill,
            anchor="ls",
            stroke_width=scale if thin else 0,
        )
    except (RuntimeError, ValueError, OSError):
        log.exception("a stretch of %d characters cannot be drawn", len(piece.letters))
        draw.text((at[0], 0), "?" * len(piece.letters), font=font, fill=fill)


def _ordered(letters: str) -> str:
    """Without fribidi Pillow draws right-to-left text backwards: turn it here, unjoined."""
    if fonts.shapes() or unicodedata.bidirectional(letters[0]) not in RIGHT_TO_LEFT:
        return letters
    return letters[::-1]
