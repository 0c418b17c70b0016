"""Reads a document's lines from a picture in memory; Pillow and tesseract are own programs.

Nothing of a picture is written: the programs hear by a pipe, answer by a pipe and are not allowed
a single byte of a file (``ulimit -f 0``). Neither the picture nor what was read is logged.
https://github.com/tesseract-ocr/tesseract/blob/main/doc/tesseract.1.asc
"""

import io
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image, ImageFilter

from venue.checkin import decoder
from venue.checkin.mrz import Document
from venue.checkin.seen import agreed, documents, rows_in
from venue.core.errors import Invalid, Overloaded, TooLarge, Unavailable, Unsupported

PROGRAM = "tesseract"
LONGEST_BYTES = 10 * 1024 * 1024
MOST_AT_ONCE = 2
DECODE_S = 6.0
LIMIT_S = 8.0  # for all sights of one picture
SIGHT_S = 6.0
MEMORY_KB = 900_000
MOST_TEXT = 20_000
LEAST_S = 0.2
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
WISHES = (
    "stdin", "stdout", "--psm", "6", "-c", f"tessedit_char_whitelist={LETTERS}",
    "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0",
)  # fmt: skip
TURNS = (0, 180, 90, 270)

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def state() -> dict[str, str]:
    """Return ``{state, words}``: whether the box can read a picture of a document."""
    if shutil.which(PROGRAM) is None:
        return {"state": "missing", "words": "not installed (apt install tesseract-ocr)"}
    return {"state": "running", "words": ""}


def read(raw: bytes, *, today: date) -> Document:
    """Return the document of a picture.

    Blocks for a second or two, `LIMIT_S` and `DECODE_S` at most; call it off the event loop.

    Raises:
        Unavailable: ``checkin.no_reader``. Overloaded: ``checkin.reader_busy``.
        TooLarge: ``checkin.picture_too_large``. Unsupported: ``checkin.not_a_picture``.
        Invalid: ``checkin.picture_unread``.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise Unavailable("checkin.no_reader", "this box reads no pictures; please type the lines")
    if len(raw) > LONGEST_BYTES:
        raise TooLarge("checkin.picture_too_large", "a picture may have 10 MB")
    if not _places.acquire(blocking=False):
        raise Overloaded("checkin.reader_busy", "other documents are being read; try again soon")
    try:
        found = _looked(program, _decoded(raw), today)
    finally:
        _places.release()
    if found is None:
        raise Invalid("checkin.picture_unread", "the lines could not be read; please type them")
    return found


def _decoded(raw: bytes) -> Image.Image:
    """Return a picture's grey pixels, decoded by `venue.checkin.decoder` in its own program."""
    done = _run([sys.executable, "-I", "-B", str(Path(decoder.__file__))], raw, DECODE_S)
    if done is None or done.returncode in (decoder.NOT_A_PICTURE, decoder.TOO_SMALL):
        raise Unsupported("checkin.not_a_picture", "this is no photo; use JPEG, PNG or WebP")
    if done.returncode == decoder.TOO_LARGE:
        raise TooLarge("checkin.picture_too_large", "a picture may have 50 million pixels")
    if done.returncode:
        raise Invalid("checkin.picture_unread", "the lines could not be read; please type them")
    return Image.open(io.BytesIO(done.stdout), formats=("PPM",))


def _looked(program: str, page: Image.Image, today: date) -> Document | None:
    """Look at a page each way up until two sights agree; None when none do or some differ."""
    until = time.monotonic() + LIMIT_S
    sights: list[set[Document]] = []
    for turn in TURNS:
        for sight in SIGHTS:
            left = until - time.monotonic()
            if left < LEAST_S:
                return None
            text = _text(program, sight(page.rotate(turn, expand=True)), min(SIGHT_S, left))
            sights.append(documents(text, today=today))
            found = agreed(sights)
            if found is not None:
                return found
            if not rows_in(text):
                break  # nothing like a zone this way up
    return None


def _text(program: str, page: Image.Image, limit_s: float) -> str:
    out = io.BytesIO()
    page.save(out, "PPM")
    done = _run([program, *WISHES], out.getvalue(), limit_s)
    return "" if done is None else done.stdout[:MOST_TEXT].decode("ascii", "replace")


def _run(
    command: list[str], given: bytes, limit_s: float
) -> subprocess.CompletedProcess[bytes] | None:
    """Run a program that may write no file; None where it took too long or could not begin."""
    limits = f'ulimit -c 0; ulimit -f 0; ulimit -v {MEMORY_KB}; exec "$0" "$@"'
    try:
        return subprocess.run(
            ["/bin/sh", "-c", limits, *command],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limit_s,
            env=ENVIRONMENT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _scaled(page: Image.Image, by: float) -> Image.Image:
    size = (round(page.width * by), round(page.height * by))
    return page.resize(size, Image.Resampling.LANCZOS)


# Different enough that a reader does not err twice alike.
SIGHTS: tuple[Callable[[Image.Image], Image.Image], ...] = (
    lambda page: page,
    lambda page: _scaled(page, 0.8),
    lambda page: _scaled(page.filter(ImageFilter.GaussianBlur(1.0)), 1.25),
    lambda page: _scaled(page.filter(ImageFilter.MedianFilter(3)), 0.9),
)
