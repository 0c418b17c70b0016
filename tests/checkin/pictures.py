"""Drawn documents for the reader of pictures, and how well it reads them.

``python -m tests.checkin.pictures`` prints the table of docs/checkin.md.
"""

import io
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from datetime import date

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from venue.checkin import picture
from venue.checkin.mrz import check_digit, parse
from venue.core.errors import Invalid

HAS_READER = shutil.which("tesseract") is not None
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
TODAY = date(2026, 5, 31)
FAMILIES = (
    "ERIKSSON",
    "O<BRIEN",
    "NGUYEN",
    "IVANOVA",
    "GARCIA<LOPEZ",
    "LI",
    "KOWALCZYK",
    "AL<SAYED",
)
GIVEN = ("ANNA<MARIA", "JOHN<K", "ZOE", "OLGA", "QUINN", "BO", "KIRILL<CC", "ILIAS")
LANDS = ("UTO", "D<<", "RUS", "GBR", "ESP", "VNM", "POL", "SAU")
ALNUM = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
INK, PAPER = 25, 228


def zone(seed: int) -> str:
    """Return the lines of a made-up document: passports, and every third a card."""
    dice = random.Random(seed)
    land = LANDS[seed % len(LANDS)]
    names = f"{FAMILIES[seed % 8]}<<{GIVEN[dice.randrange(8)]}"
    number = "".join(dice.choice(ALNUM) for _ in range(9))
    born = f"{dice.randrange(50, 99)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
    ends = f"{dice.randrange(27, 36)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
    sex = dice.choice("MF<")
    number, born, ends = (text + check_digit(text) for text in (number, born, ends))
    if seed % 3 == 2:
        first = f"I<{land}{number}".ljust(30, "<")
        second = f"{born}{sex}{ends}{land}" + "<" * 11
        whole = check_digit(first[5:] + second[0:7] + second[8:15] + second[18:29])
        return f"{first}\n{second}{whole}\n{names.ljust(30, '<')}"
    first = f"P<{land}{names}".ljust(44, "<")
    second = f"{number}{land}{born}{sex}{ends}" + "<" * 14 + "0"
    whole = check_digit(second[0:10] + second[13:20] + second[21:43])
    return f"{first}\n{second}{whole}"


def drawn(text: str, *, size: int = 30, width: int = 1000) -> Image.Image:
    """Return the page of a document with its zone at the foot."""
    page = Image.new("L", (width, int(width * 0.7)), PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((50, 90, 290, 400), fill=150)
    words = ImageFont.truetype(MONO, 22)
    pen.multiline_text((330, 90), "PASSPORT\nName of the holder\n31 MAY 1990", INK, words)
    rows = text.splitlines()
    letters = ImageFont.truetype(MONO, size)
    for at, row in enumerate(rows):
        begin = (width - letters.getlength(row)) / 2
        pen.text((begin, page.height - (len(rows) - at) * size * 1.6 - 30), row, INK, letters)
    return page


def turned(page: Image.Image, degrees: float) -> Image.Image:
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=90)


def noisy(page: Image.Image, strength: int = 40) -> Image.Image:
    return Image.blend(page, Image.effect_noise(page.size, strength * 2.0), 0.35)


def shaded(page: Image.Image) -> Image.Image:
    shade = Image.linear_gradient("L").resize(page.size).point(lambda one: 120 + one // 2)
    return Image.blend(page, shade, 0.5)


def blurred(page: Image.Image, by: float) -> Image.Image:
    return page.filter(ImageFilter.GaussianBlur(by))


def jpeg(page: Image.Image, quality: int = 80) -> bytes:
    out = io.BytesIO()
    page.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


WAYS: dict[str, Callable[[Image.Image, int], Image.Image]] = {
    "as drawn": lambda page, seed: page,
    "turned up to 6 degrees": lambda page, seed: turned(page, seed % 13 - 6),
    "noise": lambda page, seed: noisy(page),
    "uneven light": lambda page, seed: shaded(page),
    "blurred a little": lambda page, seed: blurred(page, 1.2),
    "blurred a lot": lambda page, seed: blurred(page, 2.6),
    "upside down": lambda page, seed: page.rotate(180),
    "on its side": lambda page, seed: page.rotate(90, expand=True),
    "half the size": lambda page, seed: page.resize((page.width // 2, page.height // 2)),
    "turned, noisy, uneven, blurred": lambda page, seed: blurred(
        noisy(shaded(turned(page, seed % 9 - 4)), 25), 0.8
    ),
    "one line covered": lambda page, seed: covered(page),
}


def covered(page: Image.Image) -> Image.Image:
    out = page.copy()
    ImageDraw.Draw(out).rectangle((0, out.height - 75, out.width // 3, out.height), fill=60)
    return out


def told(raw: bytes, text: str) -> str:
    """Return ``right``, ``refused`` or ``wrong``."""
    try:
        found = picture.read(raw, today=TODAY)
    except Invalid:
        return "refused"
    return "right" if found == parse(text, today=TODAY) else "wrong"


def main(count: int = 24) -> None:
    """Print the table."""
    print("| picture | right | refused | wrong | seconds each |\n|---|---|---|---|---|")
    for name, way in WAYS.items():
        began = time.monotonic()
        counts = Counter(
            told(jpeg(way(drawn(zone(seed)), seed)), zone(seed)) for seed in range(count)
        )
        spent = (time.monotonic() - began) / count
        row = (counts["right"], counts["refused"], counts["wrong"])
        print(f"| {name} | {row[0]} | {row[1]} | {row[2]} | {spent:.1f} |", flush=True)


if __name__ == "__main__":
    main()
