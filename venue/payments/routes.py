"""Payments over HTTP."""

from typing import Any

from flask import Blueprint, Flask, Response, request

from venue.bills import closing, paid
from venue.bills.content import Content
from venue.bills.reasons import reason_text
from venue.bills.routes import in_currency
from venue.bills.tariff import Tariff, tariff_of
from venue.core.commands import command, current_actor, json
from venue.core.errors import Conflict, Invalid
from venue.core.parse import Nothing, body
from venue.core.services import Services
from venue.core.tx import Tx
from venue.payments import books, methods, refunds, service, store, terminals, value_routes
from venue.payments.accounts import service as accounts
from venue.payments.bodies import Amount, Correct, Refund, Resolve, Switch, Take, Terminal
from venue.payments.desk import Desk
from venue.payments.model import refuse_card_number
from venue.payments.port import Outcome, Result
from venue.payments.vouchers import service as vouchers
from venue.payments.vouchers.service import Codes
from venue.staff import approval
from venue.staff.access import guard
from venue.staff.approval import Approver, approver_of

REASONS = ("discount", "comp", "refund", "reopen")


def register(app: Flask, services: Services) -> None:
    """Add the routes, fill the table of methods, and tell bills what was paid."""
    routes = Blueprint("payments", __name__)
    service.on_settled.clear()
    service.on_moved.clear()
    tariff = tariff_of(services.settings)
    codes = Codes(services.vault.derive("voucher code"))
    desk = Desk(
        services.database,
        tariff,
        lambda row: terminals.driver(services.vault, tariff.currency, row),
    )
    books.fill(desk, codes)
    paid.readers.append(lambda tx, bill_id: service.paid_of(tx, bill_id, tariff.currency))
    paid.movers.append(store.move)
    closing.closers.extend([vouchers.activate, accounts.settle])
    closing.reopeners.append(_keep_closed)
    services.starters.append(desk.recover)
    services.stoppers.append(desk.stop)
    _tenders(routes, services, tariff)
    _unknown(routes, services, desk)
    _means(routes, services, tariff, desk)
    value_routes.add(app, services, tariff, codes)
    app.register_blueprint(routes)


def tip_of(tip: Amount | None, tariff: Tariff) -> int:
    """Return a tip in minor units.

    Raises:
        Invalid: ``money.wrong_currency``.
    """
    if tip is not None and tip.currency != tariff.currency:
        raise Invalid("money.wrong_currency", f"this venue takes {tariff.currency}")
    return tip.amount if tip else 0


def _keep_closed(_: Tx, content: Content) -> None:
    if content.items:
        raise Conflict("bills.has_vouchers", "what was sold on this bill is in use already")


def _tenders(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    @routes.post("/api/v1/bills/<bill_id>/tenders")
    @guard("bills.settle")
    def take(bill_id: str) -> Response:
        """Take a payment; 201 with the BILL and the ``tender`` made."""
        wanted = body(request, Take)
        amount, tip = in_currency(wanted.amount, tariff) or 0, tip_of(wanted.tip, tariff)
        in_currency(wanted.received, tariff)
        given = wanted.given()
        return command(
            services,
            lambda tx: service.take(
                tx,
                bill_id,
                tariff,
                method=wanted.method,
                amount_minor=amount,
                tip_minor=tip,
                part_id=wanted.part_id,
                given=given,
            ),
            status=201,
        )

    @routes.post("/api/v1/tenders/<int:tender_id>/refund")
    @guard("bills.settle")
    def refund(tender_id: int) -> Response:
        """Give money back; above the venue's limit somebody has to approve."""
        wanted, actor = body(request, Refund), current_actor()
        reason, amount = reason_text(wanted.reason), in_currency(wanted.amount, tariff)
        tip, given = tip_of(wanted.tip, tariff), wanted.given()
        refuse_card_number(reason)

        def act(tx: Tx, approver: Approver | None) -> Any:
            asked = None if wanted.lines or amount is None else amount + tip
            approved_by = actor.label
            if refunds.needs_approver(tx, tender_id, asked, tariff):
                approved_by = approver_of(tx, actor, approver, "payments.refund")
            return refunds.refund(
                tx,
                tender_id,
                tariff,
                amount_minor=amount,
                tip_minor=tip,
                line_ids=wanted.lines,
                method=wanted.method,
                reason=reason,
                approved_by=approved_by,
                given=given,
            )

        return approval.command(services, wanted.approver, act, status=201)

    @routes.post("/api/v1/tenders/<int:tender_id>/correct")
    @guard("bills.settle")
    def correct(tender_id: int) -> Response:
        """Put a payment on the method it was really made by: reversal and new one in one act."""
        wanted, actor = body(request, Correct), current_actor()
        reason, given = reason_text(wanted.reason), wanted.given()
        refuse_card_number(reason)

        def act(tx: Tx, approver: Approver | None) -> Any:
            return refunds.correct(
                tx,
                tender_id,
                tariff,
                method=wanted.method,
                reason=reason,
                approved_by=approver_of(tx, actor, approver, "payments.refund"),
                given=given,
            )

        return approval.command(services, wanted.approver, act, status=201)


def _unknown(routes: Blueprint, services: Services, desk: Desk) -> None:
    @routes.post("/api/v1/tenders/<int:tender_id>/resolve")
    @guard("bills.settle")
    def resolve(tender_id: int) -> Response:
        """Settle an unknown payment: the terminal is asked, or staff read its slip."""
        wanted = body(request, Resolve)
        refuse_card_number(wanted.slip, wanted.last_four)
        with services.database.read() as tx:
            tender = service.require_tender(tx, tender_id)
            terminal = store.terminal(tx, int(tender.details.get("terminal_id") or 0))
        if methods.require(tender.method).online:
            words = "nobody says so by hand: its own network tells what became of it"
            raise Conflict("payments.nobody_to_ask", words)
        if tender.state != "unknown":
            return command(services, lambda tx: terminals.require_unknown(tx, tender_id))
        if wanted.result != "ask":
            said = Result(outcome=Outcome(wanted.result), slip=wanted.slip.strip(),
                          last_four=wanted.last_four)  # fmt: skip
            if said.outcome is Outcome.APPROVED and not said.slip:
                raise Invalid("payments.no_slip", "type the number of the terminal's slip")
        elif terminal is None:
            raise Invalid("payments.nobody_to_ask", "read it from the slip of the terminal")
        else:
            said = services.runtime.run(lambda: desk.ask(tender, terminal))
        if said.outcome not in (Outcome.APPROVED, Outcome.DECLINED):
            raise Conflict("payments.still_unknown", said.words or "nobody knows yet")
        return command(services, lambda tx: desk.settle(tx, tender_id, said))

    @routes.get("/api/v1/tenders/<int:tender_id>")
    @guard("bills.settle")
    def show(tender_id: int) -> Response:
        """Return a TENDER; a screen that waits for a terminal asks for it."""
        with services.database.read() as tx:
            tender = service.require_tender(tx, tender_id)
            shown = service.tender_view(tender, services.currency)
            told = service.standing(tx, tender)
            return json(shown | {"bill_id": tender.bill_id, "sync": told, "seq": tx.seq})


def _means(routes: Blueprint, services: Services, tariff: Tariff, desk: Desk) -> None:
    @routes.get("/api/v1/payment-methods")
    @guard("bills.settle")
    def index() -> Response:
        """List the ways to pay, the terminals, and the reasons that are offered."""
        with services.database.read() as tx:
            off = store.methods_off(tx)
            items = [
                {"name": one.name, "enabled": one.name not in off, "online": one.online}
                for one in methods.METHODS.values()
            ]
            shown = {"items": items, "terminals": terminals.index(tx), "seq": tx.seq}
        reasons = {name: services.settings.many(f"reasons.{name}") for name in REASONS}
        limit = {"amount": tariff.refund_limit_minor, "currency": tariff.currency}
        return json(shown | {"reasons": reasons, "refund_limit": limit})

    @routes.post("/api/v1/payment-methods/<name>")
    @guard("bills.settle")
    def switch(name: str) -> Response:
        """Switch a way to pay on or off, such as cards while their network is down."""
        wanted, actor = body(request, Switch), current_actor()
        methods.require(name)

        def act(tx: Tx, approver: Approver | None) -> dict[str, Any]:
            by = approver_of(tx, actor, approver, "payments.manage")
            store.set_method(tx, name, on=wanted.enabled)
            facts = {"method": name, "enabled": wanted.enabled, "approved_by": by}
            tx.journal("payment_method.switched", facts)
            tx.tell("floor", "payment_methods", {"name": name, "enabled": wanted.enabled})
            return {"name": name, "enabled": wanted.enabled}

        return approval.command(services, wanted.approver, act)

    @routes.post("/api/v1/terminals")
    @guard("payments.manage")
    def add_terminal() -> Response:
        """Add a terminal."""
        wanted = body(request, Terminal)
        return command(
            services,
            lambda tx: terminals.add(
                tx,
                services.vault,
                name=wanted.name,
                host=wanted.host,
                port=wanted.port,
                password=wanted.password,
                currency=tariff.currency,
            ),
            status=201,
        )

    @routes.post("/api/v1/terminals/<int:terminal_id>/test")
    @guard("payments.manage")
    def test_terminal(terminal_id: int) -> Response:
        """Say hello to a terminal: nothing is charged; ``{id, reachable, words}``."""
        body(request, Nothing)
        with services.database.read() as tx:
            terminal = terminals.require_idle(tx, terminal_id)
        words = services.runtime.run(lambda: desk.greet(terminal))
        return json({"id": terminal_id, "reachable": not words, "words": words})

    @routes.post("/api/v1/terminals/<int:terminal_id>/remove")
    @guard("payments.manage")
    def remove_terminal(terminal_id: int) -> Response:
        """Use a terminal no more."""
        return command(services, lambda tx: terminals.remove(tx, terminal_id))
