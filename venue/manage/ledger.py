"""The journal as a file for an auditor: JSON lines or CSV, each entry with the hashes around it."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from venue.core import journal
from venue.core.db import Database

PAGE = 2_000
FILES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
COLUMNS = [*journal.EXPORTED, "previous"]

Pages = Iterator[list[dict[str, Any]]]


def pages(execute: Callable[..., Any], after: int, to: int) -> Pages:
    """Return the entries behind ``after`` up to ``to`` by page, as `journal.export` gives them."""
    while entries := journal.export(execute, after=after, to=to, limit=PAGE):
        yield entries
        after = entries[-1]["seq"]


def pages_of(database: Database, after: int, to: int) -> Pages:
    """Return the same from a venue that goes on meanwhile: a short snapshot for each page."""
    while True:
        with database.read() as tx:
            entries = journal.export(tx.execute, after=after, to=to, limit=PAGE)
        if not entries:
            return
        yield entries
        after = entries[-1]["seq"]


def text(found: Pages, form: str) -> Iterator[str]:
    """Return the file piece by piece."""
    if form == "csv":
        yield ",".join(COLUMNS) + "\r\n"
    for entries in found:
        yield _csv(entries) if form == "csv" else _lines(entries)


def _lines(entries: list[dict[str, Any]]) -> str:
    dumped = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in entries)
    return "".join(f"{line}\n" for line in dumped)


def _csv(entries: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    csv.DictWriter(out, COLUMNS).writerows(entries)
    return out.getvalue()
