"""TON over HTTP: asking to be paid, what waits for a person, the merchant's address."""

from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, Flask, Response, request

from sync.engine import Engine
from sync.routes import engine_of
from sync.ton import merchant, pulling, review, service
from sync.ton.terms import Terms
from venue.bills import paper
from venue.bills import service as bills
from venue.bills.reasons import reason_text
from venue.bills.routes import Money, in_currency
from venue.core.commands import command, current_actor, json
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.tx import Tx
from venue.payments import methods
from venue.payments import service as payments
from venue.payments.bodies import Amount, LargestId, Short
from venue.payments.routes import tip_of
from venue.staff import approval
from venue.staff.access import guard
from venue.staff.approval import Approver, approver_of
from venue.tables import qr

LOOK_S = 5.0
RATES_FRESH_MS = 45_000


class Pay(Body, frozen=True, kw_only=True):
    """What is to be paid with: ``ton`` or ``usdt``; without an amount, all that may be."""

    asset: Literal["ton", "usdt"]
    amount: Money | None = None
    tip: Amount | None = None
    part_id: LargestId | None = None


class Decide(Body, frozen=True, kw_only=True):
    """Why, and who approves."""

    reason: Short = ""
    approver: Approver | None = None


class Attach(Body, frozen=True, kw_only=True):
    """The payment that money was meant for."""

    tender_id: LargestId
    reason: Short = ""


class Settle(Body, frozen=True, kw_only=True):
    """What becomes of money that pays nothing.

    Attributes:
        address: Where it was sent back to, as the guest gave it; ``confirmed``: the guest wrote
            that the wallet is the own one, for an exchange loses what comes without its memo.
    """

    decision: Literal["returned", "tip", "income"]
    reason: Short = ""
    address: Annotated[str, msgspec.Meta(max_length=100)] = ""
    confirmed: bool = False


class Propose(Body, frozen=True):
    """An address to be paid at."""

    address: Annotated[str, msgspec.Meta(max_length=100)]


class Confirm(Body, frozen=True, kw_only=True):
    """The last characters of the proposed address, and who approves."""

    ending: Short
    approver: Approver | None = None


def register(app: Flask, services: Services) -> None:
    """Add the provider to the engine, the ways to pay, the watch over the line, and the routes."""
    terms, engine = Terms.of(services.settings), engine_of(app)
    engine.add(pulling.provider(services.database, terms))
    for asset in terms.assets:
        take = partial(service.ask, terms=terms, asset=asset)
        methods.add(methods.Method(name=asset, take=take, give_back=service.give_back, online=True))
    services.alerts.append(lambda tx: merchant.alerts(tx, terms))
    services.alerts.append(lambda tx: merchant.usdt_alerts(tx, terms))
    paper.notes.append(lambda tx, language: merchant.paper_lines(tx, terms, language))

    def look(tx: Tx) -> None:
        service.contact_lost(tx, terms)
        service.withdraw_stale(tx, terms)

    services.jobs.every(LOOK_S, "chain payments", lambda: services.database.write(look))
    routes = Blueprint("ton", __name__)
    _paying(routes, services, terms, engine)
    _showing(routes, services, terms)
    _deciding(routes, services, terms)
    _merchant(routes, services, terms)
    app.register_blueprint(routes)


def renew_rates(services: Services, engine: Engine, currency: str) -> None:
    """Ask the sources, unless that was done just now; without a line the old ones just age."""
    channel = engine.channels.get("ton")
    with services.database.read() as tx:
        is_fresh = service.rates_age_ms(tx) < RATES_FRESH_MS
    if channel is None or is_fresh:
        return
    write = services.runtime.run(lambda: pulling.rates(channel.client, currency))
    services.database.write(write)


def _paying(routes: Blueprint, services: Services, terms: Terms, engine: Engine) -> None:
    tariff = terms.tariff

    @routes.get("/api/v1/ton/offer")
    @guard("ton.pay")
    def offer() -> Response:
        """Return what may be paid with now, with a rate renewed for it."""
        renew_rates(services, engine, tariff.currency)
        with services.database.read() as tx:
            return json(service.offer(tx, terms, tx.moment.timestamp()) | {"seq": tx.seq})

    @routes.post("/api/v1/bills/<bill_id>/ton")
    @guard("ton.pay")
    def pay(bill_id: str) -> Response:
        """Ask for a payment on a bill, a guest's own one; 201 with the REQUEST."""
        wanted, actor = body(request, Pay), current_actor()
        amount, tip = in_currency(wanted.amount, tariff), tip_of(wanted.tip, tariff)
        renew_rates(services, engine, tariff.currency)

        def act(tx: Tx) -> dict[str, Any]:
            shown = bills.view_for(tx, bill_id, actor, tariff)
            made = payments.take(
                tx,
                bill_id,
                tariff,
                method=wanted.asset,
                amount_minor=shown["payable"]["amount"] if amount is None else amount,
                tip_minor=tip,
                part_id=wanted.part_id,
                given={},
            )
            return service.view(tx, made["tender"]["id"], terms)

        return command(services, act, status=201)

    @routes.post("/api/v1/ton/requests/<int:tender_id>/cancel")
    @guard("ton.pay")
    def cancel(tender_id: int) -> Response:
        """Withdraw a request."""
        body(request, Nothing)
        actor = current_actor()

        def act(tx: Tx) -> dict[str, Any]:
            tender = payments.require_tender(tx, tender_id)
            bills.view_for(tx, tender.bill_id, actor, tariff)
            return service.cancel(tx, tender_id, terms)

        return command(services, act)


def _showing(routes: Blueprint, services: Services, terms: Terms) -> None:
    def shown(tender_id: int) -> dict[str, Any]:
        with services.database.read() as tx:
            found = service.view(tx, tender_id, terms)
            bills.view_for(tx, found["bill_id"], current_actor(), terms.tariff)
            return found | {"seq": tx.seq}

    @routes.get("/api/v1/bills/<bill_id>/ton")
    @guard("ton.pay")
    def under_way(bill_id: str) -> Response:
        """Return the bill's ``request`` that is under way, or null."""
        with services.database.read() as tx:
            bills.view_for(tx, bill_id, current_actor(), terms.tariff)
            found = service.under_way(tx, bill_id, terms)
            return json({"request": found, "seq": tx.seq})

    @routes.get("/api/v1/ton/requests/<int:tender_id>")
    @guard("ton.pay")
    def show(tender_id: int) -> Response:
        """Return a REQUEST."""
        return json(shown(tender_id))

    @routes.get("/api/v1/ton/requests/<int:tender_id>/qr.svg")
    @guard("ton.pay")
    def picture(tender_id: int) -> Response:
        """Return the QR of a request that is open, for scanning from inside a wallet."""
        links = shown(tender_id)["links"]
        if not links:
            return Response(status=404)
        drawn = qr.svg(links[0]["url"])
        return Response(drawn, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})

    @routes.get("/api/v1/ton/review")
    @guard("ton.decide")
    def index() -> Response:
        """Return what waits for a person."""
        with services.database.read() as tx:
            return json(review.index(tx, terms) | {"seq": tx.seq})


def _deciding(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.post("/api/v1/ton/requests/<int:tender_id>/<any(accept,lost):act>")
    @guard("bills.settle")
    def decide_payment(tender_id: int, act: str) -> Response:
        """Take a payment as it is, or give it up."""
        wanted, actor = body(request, Decide), current_actor()
        reason, use = reason_text(wanted.reason), {"accept": review.accept, "lost": review.lost}

        def run(tx: Tx, approver: Approver | None) -> dict[str, Any]:
            by = approver_of(tx, actor, approver, "ton.decide")
            return use[act](tx, tender_id, terms, reason=reason, approved_by=by)

        return approval.command(services, wanted.approver, run)

    @routes.post("/api/v1/ton/money/<int:number>/attach")
    @guard("ton.decide")
    def attach(number: int) -> Response:
        """Put money to the payment that it was meant for."""
        wanted = body(request, Attach)
        reason = reason_text(wanted.reason)
        return command(
            services,
            lambda tx: review.attach(tx, number, wanted.tender_id, terms, reason=reason),
        )

    @routes.post("/api/v1/ton/money/<int:number>/decide")
    @guard("ton.decide")
    def decide(number: int) -> Response:
        """Say what becomes of money that pays nothing."""
        wanted = body(request, Settle)
        reason = reason_text(wanted.reason)
        back = review.Back(wanted.address, confirmed=wanted.confirmed)
        return command(services, lambda tx: review.decide(
            tx, number, wanted.decision, terms, reason=reason, back=back
        ))  # fmt: skip


def _merchant(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.get("/api/v1/ton/merchant")
    @guard("ton.decide")
    def show_merchant() -> Response:
        """Return the MERCHANT."""
        with services.database.read() as tx:
            return json(merchant.view(tx, terms) | {"seq": tx.seq})

    @routes.post("/api/v1/ton/merchant")
    @guard("ton.decide")
    def propose() -> Response:
        """Propose an address."""
        wanted = body(request, Propose)
        return command(services, lambda tx: merchant.propose(tx, terms, wanted.address), status=201)

    @routes.post("/api/v1/ton/merchant/drop")
    @guard("ton.decide")
    def drop() -> Response:
        """Forget the proposed address."""
        body(request, Nothing)
        return command(services, lambda tx: merchant.drop(tx, terms))

    @routes.post("/api/v1/ton/merchant/confirm")
    @guard("ton.decide")
    def confirm() -> Response:
        """Take the proposed address into use; a PIN is always asked for."""
        wanted = body(request, Confirm)

        def run(tx: Tx, approver: Approver | None) -> dict[str, Any]:
            by = approval.required(tx, approver, "ton.decide")
            return merchant.confirm(tx, terms, wanted.ending, by)

        return approval.command(services, wanted.approver, run)
