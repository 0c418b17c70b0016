"""Which font draws which character, found without fontconfig.

Pillow does not fall back from font to font, and a character a font lacks becomes an empty box:
so each font's cmap is read (OpenType specification, "cmap", formats 4 and 12) and a font is
chosen run by run.
"""

import logging
import struct
import threading
import unicodedata
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont, features

log = logging.getLogger(__name__)

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# In the order tried: fixed width first, as it matches the printers' own characters.
REGULAR = (
    "truetype/dejavu/DejaVuSansMono.ttf",
    "truetype/dejavu/DejaVuSans.ttf",
    "truetype/noto/NotoSans-Regular.ttf",
    "truetype/tlwg/Loma.ttf",
    "opentype/tlwg/Loma.otf",
    "truetype/lohit-devanagari/Lohit-Devanagari.ttf",
    "truetype/wqy/wqy-microhei.ttc",
    "opentype/noto/NotoSansCJK-Regular.ttc",
    "truetype/noto/NotoEmoji-Regular.ttf",
)
BOLD = (
    "truetype/dejavu/DejaVuSansMono-Bold.ttf",
    "truetype/dejavu/DejaVuSans-Bold.ttf",
    "truetype/noto/NotoSans-Bold.ttf",
    "truetype/tlwg/Loma-Bold.ttf",
    *REGULAR,
)
# Debian's fonts-noto-core has a file for each script, named after it.
BY_SCRIPT = "truetype/noto/NotoSans{script}-{weight}.ttf"
WORDS = {  # a letter of each script beyond DejaVu's, its name, and the package that draws it
    "\u0e01": ("Thai", "fonts-tlwg-loma-ttf"),
    "\u0905": ("Devanagari", "fonts-lohit-deva"),
    "\u9c7c": ("Chinese", "fonts-wqy-microhei"),
    "\u3042": ("Japanese", "fonts-wqy-microhei"),
    "\ud55c": ("Korean", "fonts-wqy-microhei"),
}
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_OWN = threading.local()  # FreeType faces are not for several threads at once


class Face(NamedTuple):
    """One font file; ``source`` empty means the one inside Pillow."""

    source: str
    covers: frozenset[int]


class Finding(NamedTuple):
    """What `venue doctor` says of the fonts, and the command that helps."""

    words: str
    cure: str


@lru_cache(maxsize=2)
def faces(bold: bool) -> tuple[Face, ...]:
    """Return the fonts on this machine in the order they are tried; never none."""
    found = []
    for name in BOLD if bold else REGULAR:
        for folder in FOLDERS:
            path = folder / name
            if path.is_file() and (covers := _covers(path.read_bytes())):
                found.append(Face(str(path), covers))
    builtin = ImageFont.load_default(20)
    if isinstance(builtin, ImageFont.FreeTypeFont) and isinstance(builtin.path, BytesIO):
        found.append(Face("", _covers(builtin.path.getvalue())))
    return tuple(found) or (Face("", frozenset(range(0x20, 0x7F))),)


def face_for(letter: str, bold: bool) -> Face | None:
    """Return the first font that has ``letter``, or None."""
    found = next((face for face in faces(bold) if ord(letter) in face.covers), None)
    return found or _of_script(unicodedata.name(letter, "").partition(" ")[0].title(), letter, bold)


def _of_script(script: str, letter: str, bold: bool) -> Face | None:
    face = _script_face(script, bold) if script.isalpha() else None
    return face if face is not None and ord(letter) in face.covers else None


@lru_cache(maxsize=64)
def _script_face(script: str, bold: bool) -> Face | None:
    """Return the font that is named after a script, as `unicodedata` spells it."""
    for weight in ("Bold", "Regular") if bold else ("Regular",):
        for folder in FOLDERS:
            path = folder / BY_SCRIPT.format(script=script, weight=weight)
            if path.is_file() and (covers := _covers(path.read_bytes())):
                return Face(str(path), covers)
    return None


def sized(face: Face, size: int) -> Font:
    """Return a face at ``size`` pixels, one object per thread."""
    cache: dict[tuple[str, int], Font] = _OWN.__dict__.setdefault("sized", {})
    key = (face.source, size)
    if key not in cache:
        cache[key] = (
            ImageFont.truetype(face.source, size) if face.source else ImageFont.load_default(size)
        )
    return cache[key]


def shapes() -> bool:
    """Tell whether Arabic and Indic scripts are joined and ordered (raqm with fribidi)."""
    return bool(features.check("raqm"))


def font_findings() -> list[Finding]:
    """Return what this machine lacks for drawing tickets; empty when all is there."""
    found = []
    sources = [face.source for face in faces(False)]
    if not any("DejaVuSans.ttf" in source for source in sources):
        found.append(
            Finding(
                "Cyrillic, Greek, Arabic and Hebrew cannot be drawn on tickets",
                "apt install fonts-dejavu-core",
            )
        )
    if not shapes():
        found.append(
            Finding("Arabic and Devanagari are printed unjoined", "apt install libfribidi0")
        )
    lacking: dict[str, list[str]] = {}
    for letter, (script, package) in WORDS.items():
        if face_for(letter, False) is None:
            lacking.setdefault(package, []).append(script)
    for package, scripts in lacking.items():
        words = f"{', '.join(scripts)} cannot be drawn on tickets"
        found.append(Finding(words, f"apt install {package}"))
    return found


def _covers(data: bytes) -> frozenset[int]:
    """Return the characters of a font file; empty when it cannot be read."""
    try:
        start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
        count = struct.unpack_from(">H", data, start + 4)[0]
        for at in range(start + 12, start + 12 + 16 * count, 16):
            if data[at : at + 4] == b"cmap":
                return _cmap(data, struct.unpack_from(">I", data, at + 8)[0])
    except (struct.error, IndexError):
        log.warning("a font file cannot be read")
    return frozenset()


def _cmap(data: bytes, base: int) -> frozenset[int]:
    covered: set[int] = set()
    count = struct.unpack_from(">H", data, base + 2)[0]
    for at in range(base + 4, base + 4 + 8 * count, 8):
        platform, encoding, offset = struct.unpack_from(">HHI", data, at)
        if platform != 0 and (platform, encoding) not in ((3, 1), (3, 10)):
            continue
        form = struct.unpack_from(">H", data, base + offset)[0]
        if form == 4:
            covered |= _segments(data, base + offset)
        elif form == 12:
            covered |= _groups(data, base + offset)
    return frozenset(covered)


def _segments(data: bytes, at: int) -> set[int]:
    """Format 4: segments with a delta, or with an index into a table of glyphs."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    covered = set()
    for number, (first, last, delta, offset) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset == 0:
                glyph = (code + delta) & 0xFFFF
            else:
                place = offsets_at + 2 * number + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", data, place)[0]
            if glyph:
                covered.add(code)
    return covered


def _groups(data: bytes, at: int) -> set[int]:
    """Format 12: groups of (first, last, first glyph)."""
    count = struct.unpack_from(">I", data, at + 12)[0]
    covered: set[int] = set()
    for number in range(count):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * number)
        covered.update(range(first if glyph else first + 1, last + 1))
    return covered
