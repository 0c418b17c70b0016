"""A job's bytes, made at the moment of sending for the printer that gets it."""

import base64
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Any

import msgspec

from printers import documents, escpos, raster, virtual
from printers.documents import hotel, money, parts, report
from printers.layout import Block, Cut, Feed, Pulse, line
from printers.model import Driver, Job, Kind, Printer
from printers.models.hotel import EsimSlip, RegistrationCard, RoomChargeSlip, Statement
from printers.models.money import Bill, CashSlip, Receipt, Report
from printers.text import one_line, wrap
from printers.words import say

log = logging.getLogger(__name__)

# The kinds whose facts are a typed value, and those whose facts are read as they were stored.
TYPED: Mapping[Kind, tuple[type, Callable[[Any, int], Sequence[Block]]]] = MappingProxyType(
    {
        Kind.BILL: (Bill, money.bill),
        Kind.RECEIPT: (Receipt, money.receipt),
        Kind.INVOICE: (Receipt, money.receipt),
        Kind.X_REPORT: (Report, report.report),
        Kind.Z_REPORT: (Report, report.report),
        Kind.CASH: (CashSlip, money.cash_slip),
        Kind.ESIM: (EsimSlip, hotel.esim_slip),
        Kind.REGISTRATION: (RegistrationCard, hotel.registration_card),
        Kind.ROOM_CHARGE: (RoomChargeSlip, hotel.room_charge_slip),
        Kind.STATEMENT: (Statement, hotel.statement),
    }
)
LAYOUTS: Mapping[Kind, Callable[[Mapping[str, Any], int], Sequence[Block]]] = MappingProxyType(
    {
        Kind.KITCHEN: documents.kitchen_ticket,
        Kind.VOID: documents.kitchen_ticket,
        Kind.CHANGE: documents.kitchen_ticket,
        Kind.CARD: documents.table_card,
        Kind.SHEET: documents.table_sheet,
        Kind.TEST: documents.test_page,
        Kind.DRAWER: lambda document, columns: [Pulse()],
    }
)
SAYS_ITSELF = frozenset({Kind.RECEIPT, Kind.INVOICE, Kind.ESIM, Kind.ROOM_CHARGE})
PLAIN_LINES = 200


def render(job: Job, printer: Printer, *, torn: bool = False, logo: bytes = b"") -> bytes:
    """Return the bytes of ``job`` for ``printer``: ESC/POS, or a PDF for an A4 printer.

    A document that cannot be laid out is printed as plain words rather than not at all.

    Args:
        logo: The venue's picture as PNG; empty: none.

    Raises:
        Exception: Not even the plain words could be made.
    """
    if printer.driver is Driver.IPP:
        return _pages(job, logo)
    if job.kind is Kind.A4:
        raise ValueError("pages of A4 need an A4 printer")
    tag = b"" if job.kind is Kind.DRAWER else escpos.tag_of(job.id)
    picture = raster.logo(logo, printer.dots) if logo else None
    try:
        blocks = lay_out(job, printer.columns)
        return escpos.encode(blocks, printer, tag=tag, torn=torn, logo=picture)
    except Exception:
        log.exception("print job %d cannot be laid out; printing plain words", job.id)
        blocks = _plain(job, printer.columns)
        return escpos.encode(blocks, printer, tag=tag, torn=torn)


def lay_out(job: Job, columns: int) -> Sequence[Block]:
    """Return what is on the job's paper, its marks included.

    Raises:
        msgspec.ValidationError: The stored facts are not those of its kind.
    """
    marked = _marked(job)
    practice: list[Block] = []
    if marked.get("training"):
        practice = parts.bar(say(str(marked.get("lang", "en")), "paper.training"), columns)
    if job.kind not in TYPED:
        return [*practice, *LAYOUTS[job.kind](marked, columns)]
    shape, layout = TYPED[job.kind]
    blocks = [*practice, *layout(msgspec.convert(marked, type=shape), columns)]
    if job.copy_no and job.kind not in SAYS_ITSELF:
        words = say(str(marked.get("lang", "en")), "paper.copy", n=job.copy_no)
        return [*parts.bar(words, columns), *blocks]
    return blocks


def _pages(job: Job, logo: bytes) -> bytes:
    """Return the job as a PDF."""
    if job.kind is Kind.A4:
        return base64.b64decode(str(job.document["pdf"]))
    # 40 MB that a box without an A4 printer need not hold.
    from printers import pdf

    return pdf.pages(lay_out(job, pdf.COLUMNS), logo)


def paper_png(job: Job, printer: Printer, logo: bytes = b"") -> bytes:
    """Return a picture of the job's paper, drawn from the bytes that a printer gets."""
    return png_of(render(job, printer, logo=logo), printer.dots)


def strip_png(data: bytes, dots: int) -> bytes:
    """Return exactly the printable dots of the paper that a stream makes, in black and white."""
    paper = virtual.print_on(data, dots)
    height = max(1, sum(strip.height for strip in paper.strips))
    file = BytesIO()
    # A page's own edges are for looking at; a printer has its own.
    edge = virtual.EDGE
    whole = paper.image().crop((edge, edge, edge + dots, edge + height))
    whole.point(lambda value: 255 if value > 127 else 0).convert("1").save(file, "PNG")
    return file.getvalue()


def png_of(data: bytes, dots: int) -> bytes:
    """Return a picture of the paper that a stream makes."""
    paper = virtual.print_on(data, dots)
    file = BytesIO()
    paper.image().save(file, "PNG", optimize=True)
    return file.getvalue()


def _marked(job: Job) -> Mapping[str, Any]:
    marked = dict(job.document)
    if job.rerouted_from is not None:
        marked["for_station"] = marked.get("station", "")
    if job.copy_of is not None:
        marked["duplicate_of"] = job.number or ""
        marked["copy_no"] = max(job.copy_no, int(marked.get("copy_no") or 0))
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
