"""A job's bytes, made at the moment of sending for the printer that gets it."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Any

from printers import documents, escpos, virtual
from printers.layout import Block, Cut, Feed, line
from printers.model import Job, Kind, Printer
from printers.text import one_line, wrap
from printers.words import say

log = logging.getLogger(__name__)

LAYOUTS: Mapping[Kind, Callable[[Mapping[str, Any], int], Sequence[Block]]] = MappingProxyType(
    {
        Kind.KITCHEN: documents.kitchen_ticket,
        Kind.VOID: documents.kitchen_ticket,
        Kind.CARD: documents.table_card,
        Kind.TEST: documents.test_page,
    }
)
PLAIN_LINES = 200


def render(job: Job, printer: Printer, *, torn: bool = False) -> bytes:
    """Return the bytes of ``job`` for ``printer``.

    A document that cannot be laid out is printed as plain words rather than not at all.

    Raises:
        Exception: Not even the plain words could be made.
    """
    try:
        blocks = LAYOUTS[job.kind](_marked(job), printer.columns)
        return escpos.encode(blocks, printer, tag=escpos.tag_of(job.id), torn=torn)
    except Exception:
        log.exception("print job %d cannot be laid out; printing plain words", job.id)
        blocks = _plain(job, printer.columns)
        return escpos.encode(blocks, printer, tag=escpos.tag_of(job.id), torn=torn)


def paper_png(job: Job, printer: Printer) -> bytes:
    """Return a picture of the job's paper."""
    paper = virtual.print_on(render(job, printer), printer.dots)
    file = BytesIO()
    paper.image().save(file, "PNG", optimize=True)
    return file.getvalue()


def _marked(job: Job) -> Mapping[str, Any]:
    marked = dict(job.document)
    if job.rerouted_from is not None:
        marked["for_station"] = marked.get("station", "")
    if job.copy_of is not None:
        marked["duplicate_of"] = job.number or ""
    return marked


def _plain(job: Job, columns: int) -> list[Block]:
    words = [say("en", "print.plain"), job.number or "", *_leaves(job.document)]
    marks = [say("en", "print.duplicate", number=job.number or "")] if job.copy_of else []
    parts = [part for text in [*marks, *words] for part in wrap(one_line(text), columns)]
    return [*(line(part) for part in parts[:PLAIN_LINES]), Feed(), Cut()]


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            for leaf in _leaves(inner):
                yield f"{name}: {leaf}"
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    elif value is not None and value != "":
        yield str(value)
