"""A program of its own that makes a picture small, grey and straight: bytes in, a PGM out.

It is started for one picture, with limits of memory and time and leave to write no file, so that
a hostile picture ends this program and nothing else. It imports Pillow alone and never the box.
"""

import io
import sys
from itertools import pairwise

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000
SHORTEST_WIDTH = 1100  # below it the letters of a zone have too few pixels to be told apart
SMALLEST_SIDE = 120
# How far a hand holds a page askew, in degrees, and how finely that is looked for.
MOST_ASKEW = 8.0
STEP = 0.5
THUMB = 500

NOT_A_PICTURE, TOO_LARGE, TOO_SMALL = 3, 4, 5


def prepared(raw: bytes) -> Image.Image:
    """Return the upright grey pixels of a picture.

    Raises:
        SystemExit: With the code that says why not.
    """
    try:
        opened = Image.open(io.BytesIO(raw), formats=FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            raise SystemExit(TOO_LARGE)
        if min(opened.size) < SMALLEST_SIDE:
            raise SystemExit(TOO_SMALL)
        # A JPEG is decoded at a fraction of its size when that is enough.
        opened.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        grey = ImageOps.exif_transpose(opened).convert("L")
    except Image.DecompressionBombError as error:
        raise SystemExit(TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise SystemExit(NOT_A_PICTURE) from error
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if max(grey.size) < SHORTEST_WIDTH:
        grow = SHORTEST_WIDTH / max(grey.size)
        grey = grey.resize((round(grey.width * grow), round(grey.height * grow)))
    return ImageOps.autocontrast(straight(grey), cutoff=1)


def straight(grey: Image.Image) -> Image.Image:
    """Return a picture turned so that its lines lie level."""
    small = grey.copy()
    small.thumbnail((THUMB, THUMB))
    angles = [at * STEP for at in range(round(-MOST_ASKEW / STEP), round(MOST_ASKEW / STEP) + 1)]
    best = max(angles, key=lambda angle: (_levelness(small, angle), -abs(angle)))
    if abs(best) < STEP:
        return grey
    return grey.rotate(best, Image.Resampling.BICUBIC, fillcolor=_paper(grey))


def _levelness(small: Image.Image, angle: float) -> int:
    """Return how sharply rows differ from their neighbours: most where lines of text lie level."""
    turned = small.rotate(angle, Image.Resampling.BILINEAR, fillcolor=_paper(small))
    edge = round(min(small.size) * 0.08)
    inner = turned.crop((edge, edge, turned.width - edge, turned.height - edge))
    rows = inner.resize((1, inner.height), Image.Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in pairwise(rows))


def _paper(grey: Image.Image) -> int:
    """Return the commonest brightness."""
    counts = grey.histogram()
    return counts.index(max(counts))


if __name__ == "__main__":
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    prepared(sys.stdin.buffer.read()).save(sys.stdout.buffer, "PPM")
