"""The head and foot of the venue's documents: kept once, named by the documents."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from typing import Any

import msgspec
from PIL import Image, UnidentifiedImageError

from printers import queries
from printers.model import Job
from printers.models.letterhead import Letterhead
from printers.text import clean
from venue.core.db import Database
from venue.core.errors import Invalid
from venue.core.tx import ReadTx, Tx

LOGO_BYTES = 512_000
LOGO_PIXELS = 4_000_000
LINE_LONGEST = 200
LINES_MOST = 12


def letterhead(tx: ReadTx) -> Letterhead:
    """Return the venue's head and foot, to put into a document."""
    return msgspec.convert(queries.letterhead(tx), type=Letterhead)


def change(
    tx: Tx, *, name: str, lines: Sequence[str], tax_id: str, footer: Sequence[str]
) -> Letterhead:
    """Store head and foot; the logo stays.

    Raises:
        Invalid: ``printing.bad_letterhead`` - too long.
    """
    for words in (name, tax_id, *lines, *footer):
        if len(words) > LINE_LONGEST:
            raise Invalid("printing.bad_letterhead", f"a line has at most {LINE_LONGEST} letters")
    if max(len(lines), len(footer)) > LINES_MOST:
        raise Invalid("printing.bad_letterhead", f"at most {LINES_MOST} lines")
    new = Letterhead(
        name=clean(name),
        lines=tuple(map(clean, lines)),
        tax_id=clean(tax_id),
        footer=tuple(map(clean, footer)),
        logo=letterhead(tx).logo,
    )
    return _store(tx, new)


def change_logo(tx: Tx, png: bytes) -> Letterhead:
    """Store the venue's logo from a PNG, or take it away with an empty one.

    Raises:
        Invalid: ``printing.bad_logo`` - no PNG, or too large.
    """
    name = ""
    if png:
        _check(png)
        name = hashlib.sha256(png).hexdigest()
        queries.put_logo(tx, name, png)
    return _store(tx, _with_logo(letterhead(tx), name))


def logo_of(database: Database, job: Job) -> bytes:
    """Return the PNG of the logo that a job's document names; empty: it names none."""
    head: Any = job.document.get("letterhead")
    name = head.get("logo") if isinstance(head, dict) else ""
    if not name:
        return b""
    with database.read() as tx:
        return queries.logo(tx, str(name))


def _with_logo(old: Letterhead, name: str) -> Letterhead:
    return Letterhead(**(asdict(old) | {"logo": name}))


def _store(tx: Tx, new: Letterhead) -> Letterhead:
    queries.put_letterhead(tx, asdict(new))
    tx.journal("printing.letterhead_changed", {"logo": new.logo})
    return new


def _check(png: bytes) -> None:
    if len(png) > LOGO_BYTES or not png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise Invalid("printing.bad_logo", f"a logo is a PNG of at most {LOGO_BYTES // 1000} kB")
    try:
        with Image.open(BytesIO(png)) as picture:
            width, height = picture.size
            if width * height > LOGO_PIXELS:
                raise Invalid("printing.bad_logo", "a logo has at most 4 million pixels")
            picture.load()
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise Invalid("printing.bad_logo", "the picture cannot be read") from error
