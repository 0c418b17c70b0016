"""Photos of dishes: known by their content, drawn again in two sizes, without what cameras add.

A photo that came as a file of its own is never served: only what Pillow drew from its pixels.
"""

import hashlib
import io
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from venue.core.errors import Invalid, TooLarge, Unsupported

LONGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 200
LARGE_SIDE = 1280
SMALL_SIDE = 360
QUALITY = 82
# What phones and cameras write; anything else that Pillow could read is no photo.
FORMATS = ("JPEG", "PNG", "WEBP")
SIZES = ("small", "large")
FOLDER = "photos"
ID = re.compile(r"[0-9a-f]{32}")


class Photo(NamedTuple):
    """A photo as kept: ``id`` is a hash of what was uploaded, so that one file is one photo."""

    id: str
    width: int
    height: int
    size: int


def keep(raw: bytes, folder: Path) -> Photo:
    """Draw an uploaded photo in two sizes into ``folder``; slow, so never on the writer.

    Raises:
        TooLarge: ``menu.photo_too_large`` - more bytes or more pixels than a photo has.
        Unsupported: ``menu.not_a_photo``. Invalid: ``menu.photo_too_small``.
    """
    if len(raw) > LONGEST_BYTES:
        raise TooLarge("menu.photo_too_large", "a photo may have 10 MB")
    picture = _picture(raw)
    if min(picture.size) < SMALLEST_SIDE:
        raise Invalid("menu.photo_too_small", f"a photo needs {SMALLEST_SIDE} pixels each way")
    id = hashlib.sha256(raw).hexdigest()[:32]
    folder.mkdir(mode=0o700, exist_ok=True)
    large = picture.copy()
    large.thumbnail((LARGE_SIDE, LARGE_SIDE), Image.Resampling.LANCZOS)
    small = ImageOps.fit(picture, (SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    size = sum(
        _write(folder / f"{id}-{name}.jpg", drawn)
        for name, drawn in zip(SIZES, (small, large), strict=True)
    )
    return Photo(id, large.width, large.height, size)


def remove(ids: Iterable[str], folder: Path) -> None:
    """Remove the files of photos; one that is gone already is no fault."""
    for id in ids:
        for name in SIZES:
            (folder / f"{id}-{name}.jpg").unlink(missing_ok=True)


def addresses(id: str) -> dict[str, str]:
    """Return where a photo's two sizes are served."""
    return {name: f"/photos/{id}-{name}.jpg" for name in SIZES}


def _picture(raw: bytes) -> Image.Image:
    """Return the upright pixels of an upload, on white where it was transparent."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(raw), formats=FORMATS)
            if opened.width * opened.height > MOST_PIXELS:
                raise TooLarge("menu.photo_too_large", "a photo may have 50 million pixels")
            # A JPEG is decoded at a fraction of its size when that is enough.
            opened.draft("RGB", (2 * LARGE_SIDE, 2 * LARGE_SIDE))
            upright = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge("menu.photo_too_large", "this photo has too many pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unsupported(
            "menu.not_a_photo", "this is not a photo; use JPEG, PNG or WebP"
        ) from error
    with_alpha = upright.convert("RGBA")
    paper = Image.new("RGB", with_alpha.size, "white")
    paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return paper


def _write(path: Path, picture: Image.Image) -> int:
    """Write a JPEG by renaming, so that nobody is served half of one; return its bytes."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    begun = path.with_suffix(".part")
    begun.write_bytes(out.getvalue())
    begun.replace(path)
    return len(out.getvalue())
