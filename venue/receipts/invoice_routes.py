"""Business invoices over HTTP."""

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Response, request

from venue.bills.reasons import reason_text
from venue.bills.tariff import Tariff
from venue.core.commands import command, current_actor
from venue.core.errors import Invalid
from venue.core.parse import Body, Nothing, body, clean_text
from venue.core.services import Services
from venue.core.tx import Tx
from venue.payments.bodies import LargestId, Short
from venue.receipts import invoices, paper
from venue.staff import approval
from venue.staff.access import guard
from venue.staff.approval import Approver, approver_of

Line = Annotated[str, msgspec.Meta(max_length=200)]


class Buyer(Body, frozen=True):
    """Who an invoice is made out to."""

    name: Line
    address: Annotated[str, msgspec.Meta(max_length=400)] = ""
    tax_id: Short = ""


class Invoice(Body, frozen=True, kw_only=True):
    """An invoice over one receipt, or over all of a bill; exactly one is given."""

    receipt_id: LargestId | None = None
    bill_id: Short | None = None
    buyer: Buyer


class Cancel(Body, frozen=True, kw_only=True):
    """An invoice taken back."""

    reason: str = ""
    approver: Approver | None = None


def add(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    """Add the routes."""
    vault = services.vault

    @routes.post("/api/v1/invoices")
    @guard("bills.settle")
    def make() -> Response:
        """Make an INVOICE for a business; 201."""
        wanted = body(request, Invoice)
        if (wanted.receipt_id is None) == (wanted.bill_id is None):
            raise Invalid("receipts.which", "name a receipt or a bill")
        buyer = {
            "name": clean_text(wanted.buyer.name, field="the name", longest=200),
            "address": clean_text(wanted.buyer.address, field="the address", longest=400),
            "tax_id": clean_text(wanted.buyer.tax_id, field="the tax number", longest=60),
        }
        if not buyer["name"]:
            raise Invalid("receipts.no_buyer", "an invoice names its buyer")
        return command(
            services,
            lambda tx: invoices.make(
                tx,
                vault,
                tariff,
                receipt_id=wanted.receipt_id,
                bill_id=wanted.bill_id,
                buyer=buyer,
            ),
            status=201,
        )

    @routes.post("/api/v1/invoices/<int:invoice_id>/cancel")
    @guard("bills.settle")
    def cancel(invoice_id: int) -> Response:
        """Take an invoice back by a negative one; somebody has to approve."""
        wanted, actor = body(request, Cancel), current_actor()
        reason = reason_text(wanted.reason)

        def act(tx: Tx, approver: Approver | None) -> dict[str, Any]:
            approver_of(tx, actor, approver, "payments.refund")
            return invoices.cancel(tx, vault, tariff, invoice_id, reason=reason)

        return approval.command(services, wanted.approver, act, status=201)

    @routes.post("/api/v1/invoices/<int:invoice_id>/print")
    @guard("bills.settle")
    def print_invoice(invoice_id: int) -> Response:
        """Print an invoice; from the second time on it is a marked copy."""
        body(request, Nothing)
        return command(services, lambda tx: invoices.ask_print(tx, vault, tariff, invoice_id))

    @routes.get("/api/v1/invoices/<int:invoice_id>.pdf")
    @guard("bills.settle")
    def invoice_file(invoice_id: int) -> Response:
        """Return an invoice as a PDF."""
        with services.database.read() as tx:
            made = invoices.document(tx, vault, invoices.require_invoice(tx, invoice_id))
        return paper.answer(services, made)
