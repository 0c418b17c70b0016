"""Receipts and invoices over HTTP, and the page that a guest's phone opens."""

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, render_template, request

from printers.documents.money import percent
from venue.bills import closing
from venue.bills.tariff import Tariff, tariff_of
from venue.core import outbox
from venue.core.commands import command, json, own_address
from venue.core.errors import Conflict, Invalid
from venue.core.money import format_minor
from venue.core.parse import Body, Nothing, body, integer
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.payments import service as payments
from venue.receipts import fiscal, invoice_routes, paper, service, store
from venue.receipts.links import Links
from venue.staff.access import PUBLIC, guard
from venue.tables import qr

PAGE_MOST = 100
PRINT_S = 2


class Mail(Body, frozen=True):
    """Where a receipt goes."""

    to: Annotated[str, msgspec.Meta(max_length=254)]


def register(app: Flask, services: Services) -> None:
    """Add the routes, and draw a receipt with every payment."""
    tariff = tariff_of(services.settings)

    def connected(tx: ReadTx, provider: str) -> bool:
        return services.connected(tx, provider)  # the sync sets it later than this

    links = Links(services.vault.derive("receipt link"))
    fiscal.joint.connected = connected
    payments.on_moved.append(lambda tx, before, tender: service.follow(tx, tariff, before, tender))
    closing.closers.append(lambda tx, content: service.of_nothing(tx, tariff, content))
    service.on_drawn.clear()
    if services.settings.text("receipt.print") == "always":
        service.on_drawn.append(lambda tx, drawn: paper.want(tx, drawn, tariff))
    routes = Blueprint("receipts", __name__)
    _reading(routes, services, tariff)
    _giving(routes, services, tariff, links)
    _guest(routes, services, tariff, links)
    invoice_routes.add(routes, services, tariff)
    app.register_blueprint(routes)

    def print_waiting() -> None:
        with services.database.read() as tx:
            is_idle = not store.wanted(tx, until_run_ms=tx.run_ms)
        if not is_idle:
            services.database.write(lambda tx: paper.print_due(tx, tariff))

    services.jobs.every(PRINT_S, "receipts for paper", print_waiting)


def _reading(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    @routes.get("/api/v1/receipts")
    @guard("bills.settle")
    def index() -> Response:
        """List receipts, the last first; those of ``bill_id``, or with ``number``, where given."""
        bill_id = request.args.get("bill_id")
        before = integer(request.args.get("cursor"), field="cursor", least=1, most=2**53,
                         default=2**53)  # fmt: skip
        number = integer(request.args.get("number"), field="number", least=1, most=2**53, default=0)
        limit = integer(request.args.get("limit"), field="limit", least=1, most=PAGE_MOST,
                        default=50)  # fmt: skip
        with services.database.read() as tx:
            if bill_id is not None:
                return json(service.of_bill(tx, bill_id, tariff.currency))
            return json(service.index(
                tx, tariff.currency, before=before, limit=limit, number=number or None
            ))  # fmt: skip

    @routes.get("/api/v1/receipts/<int:receipt_id>")
    @guard("bills.settle")
    def show(receipt_id: int) -> Response:
        """Return a RECEIPT with what stands on its paper."""
        with services.database.read() as tx:
            one = service.require(tx, receipt_id)
            told = service.view(tx, one, tariff.currency) | {"document": one.document}
            return json(told | {"seq": tx.seq})

    @routes.get("/api/v1/receipts/<int:receipt_id>.pdf")
    @guard("bills.settle")
    def file(receipt_id: int) -> Response:
        """Return a receipt as a PDF."""
        with services.database.read() as tx:
            made = paper.document(tx, service.require(tx, receipt_id), tariff)
        return paper.answer(services, made)


def _giving(routes: Blueprint, services: Services, tariff: Tariff, links: Links) -> None:
    @routes.post("/api/v1/receipts/<int:receipt_id>/print")
    @guard("bills.settle")
    def print_it(receipt_id: int) -> Response:
        """Print a receipt; from the second time on it is a marked copy."""
        body(request, Nothing)
        return command(services, lambda tx: paper.ask_print(tx, receipt_id, tariff))

    @routes.get("/api/v1/receipts/<int:receipt_id>/link")
    @guard("bills.settle")
    def link(receipt_id: int) -> Response:
        """Return the address that a guest's phone opens, and its picture: ``{url, qr_svg}``."""
        with services.database.read() as tx:
            service.require(tx, receipt_id)
        url = f"{own_address(services)}/r/{links.token(receipt_id)}"
        return json({"url": url, "qr_svg": qr.svg(url, margin=qr.SCREEN_MARGIN)})

    @routes.post("/api/v1/receipts/<int:receipt_id>/mail")
    @guard("bills.settle")
    def mail(receipt_id: int) -> Response:
        """Send a receipt by the venue's mail server, now or when the Internet is back."""
        to = body(request, Mail).to.strip()
        if "@" not in to or any(letter.isspace() for letter in to):
            raise Invalid("receipts.bad_address", "this is no mail address")
        return command(services, lambda tx: _mailed(tx, services, tariff, receipt_id, to))


def _mailed(tx: Tx, services: Services, tariff: Tariff, receipt_id: int, to: str) -> dict[str, Any]:
    """Put a receipt into the mail's outbox; return ``{message}``.

    Raises:
        NotFound: ``receipts.unknown``. Conflict: ``receipts.no_mail``.
    """
    one = service.require(tx, receipt_id)
    if not services.connected(tx, "mail"):
        raise Conflict("receipts.no_mail", "no mail server is connected")
    total = format_minor(one.amount_minor + one.rounding_minor, tariff.currency)
    venue = services.settings.text("venue.name")
    message = outbox.put(
        tx,
        provider="mail",
        kind="receipt",
        aggregate=f"receipt:{receipt_id}",
        key=f"receipt:{receipt_id}:{tx.seq}",
        body={
            "to": to,
            "template": "receipt",
            "lang": tariff.language,
            "values": {"venue": venue, "number": one.name, "total": total},
            "attachments": [
                {
                    "name": f"{one.name}.pdf",
                    "document": paper.for_mail(paper.document(tx, one, tariff)),
                }
            ],
        },
    )
    tx.journal("receipt.mailed", {"receipt": receipt_id, "message": message})
    return {"message": message}


def _guest(routes: Blueprint, services: Services, tariff: Tariff, links: Links) -> None:
    @routes.get("/r/<token>")
    @guard(PUBLIC)
    def page(token: str) -> Response:
        """Show a guest the receipt that the link opens."""
        with services.database.read() as tx:
            one = service.require(tx, links.receipt_id(token))
            made = paper.document(tx, one, tariff)
        shown = render_template(
            "receipt.html",
            receipt=made,
            token=token,
            venue=services.settings.text("venue.name"),
            percent=percent,
            money=lambda minor: format_minor(minor, tariff.currency),
        )
        return Response(shown, headers=paper.PRIVATE)

    @routes.get("/r/<token>.pdf")
    @guard(PUBLIC)
    def page_file(token: str) -> Response:
        """Return the same as a PDF."""
        with services.database.read() as tx:
            made = paper.document(tx, service.require(tx, links.receipt_id(token)), tariff)
        return paper.answer(services, made)
