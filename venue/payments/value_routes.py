"""Vouchers, deposits and house accounts over HTTP."""

from flask import Blueprint, Flask, Response, request

from venue.bills.routes import in_currency
from venue.bills.tariff import Tariff
from venue.core.commands import command, current_actor, json, reply
from venue.core.errors import Invalid
from venue.core.idempotency import Answer
from venue.core.jsonx import loads
from venue.core.parse import body
from venue.core.services import Services
from venue.core.tx import Tx
from venue.payments.accounts import service as accounts
from venue.payments.bodies import Account, AccountChange, AccountPayment, Amount, Code, Sale
from venue.payments.model import refuse_card_number
from venue.payments.vouchers import service as vouchers
from venue.payments.vouchers.service import Codes
from venue.staff.access import guard
from venue.staff.private import PrivateCall


def add(app: Flask, services: Services, tariff: Tariff, codes: Codes) -> None:
    """Add the routes."""
    routes = Blueprint("values", __name__)
    _vouchers(routes, services, tariff, codes)
    _accounts(routes, services, tariff)
    app.register_blueprint(routes)


def _vouchers(routes: Blueprint, services: Services, tariff: Tariff, codes: Codes) -> None:
    @routes.post("/api/v1/vouchers")
    @guard("bills.settle")
    def sell() -> Response:
        """Sell a voucher or take a deposit; 201 with its ``code``, which is told this once."""
        wanted, actor = body(request, Sale), current_actor()
        refuse_card_number(wanted.note)
        amount = in_currency(wanted.amount, tariff) or 0
        call = PrivateCall(services, scope=actor.scope)
        code = vouchers.new_code(call.secret("voucher"))

        def act(tx: Tx) -> Answer:
            tx.actor = actor.label
            return call.once(tx, lambda inner: vouchers.sell(
                inner, tariff, codes, kind=wanted.kind, code=code, amount_minor=amount,
                note=wanted.note.strip(), bill_id=wanted.bill_id,
            ), status=201)[0]  # fmt: skip

        answer = services.database.write(act)
        if answer.status != 201:
            return reply(answer)
        # Added to the stored answer, not stored in it.
        return json(loads(answer.body) | {"code": code}, 201)

    @routes.get("/api/v1/vouchers")
    @guard("accounts.manage")
    def all_vouchers() -> Response:
        """List vouchers and deposits, and what is owed to their holders."""
        with services.database.read() as tx:
            return json(vouchers.index(tx, tariff.currency))

    @routes.post("/api/v1/vouchers/look-up")
    @guard("bills.settle")
    def look_up() -> Response:
        """Say what is left on a voucher; its code stays out of addresses and logs."""
        wanted = body(request, Code)
        with services.database.read() as tx:
            found = vouchers.find(tx, codes, wanted.code)
            return json(vouchers.view(found, tariff.currency))


def _accounts(routes: Blueprint, services: Services, tariff: Tariff) -> None:
    currency = tariff.currency

    def minor(limit: Amount) -> int:
        if limit.currency != currency:
            raise Invalid("money.wrong_currency", f"this venue takes {currency}")
        return limit.amount

    @routes.get("/api/v1/house-accounts")
    @guard("accounts.view")
    def all_accounts() -> Response:
        """List house accounts."""
        with services.database.read() as tx:
            return json(accounts.index(tx, currency))

    @routes.post("/api/v1/house-accounts")
    @guard("accounts.manage")
    def open_account() -> Response:
        """Open a house account."""
        wanted = body(request, Account)
        limit = minor(wanted.limit)
        return command(services, lambda tx: accounts.open_account(
            tx, name=wanted.name, limit_minor=limit, currency=currency
        ), status=201)  # fmt: skip

    @routes.get("/api/v1/house-accounts/<int:account_id>")
    @guard("accounts.manage")
    def statement(account_id: int) -> Response:
        """Return an account's statement."""
        with services.database.read() as tx:
            return json(accounts.statement(tx, account_id, currency))

    @routes.post("/api/v1/house-accounts/<int:account_id>")
    @guard("accounts.manage")
    def change(account_id: int) -> Response:
        """Set an account's limit, or close it."""
        wanted = body(request, AccountChange)
        limit = minor(wanted.limit)
        return command(services, lambda tx: accounts.change(
            tx, account_id, limit_minor=limit, active=wanted.active, currency=currency
        ))  # fmt: skip

    @routes.post("/api/v1/house-accounts/<int:account_id>/payments")
    @guard("accounts.manage")
    def pay(account_id: int) -> Response:
        """Put a payment of the account on a bill; 201 with the BILL to be paid."""
        wanted = body(request, AccountPayment)
        amount = in_currency(wanted.amount, tariff) or 0
        return command(services, lambda tx: accounts.pay(
            tx, account_id, tariff, amount_minor=amount, bill_id=wanted.bill_id
        ), status=201)  # fmt: skip
