"""Bills over HTTP."""

from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.bills import service
from venue.core.commands import command, current_actor, json
from venue.core.errors import Invalid, NotFound
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import ReadTx
from venue.orders import listing
from venue.orders.moving import service as moving
from venue.staff.access import guard
from venue.tables import service as tables


class Money(Body, frozen=True):
    """An amount in minor units."""

    amount: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    currency: str


class Take(Body, frozen=True):
    """A payment by cash or by the external card terminal."""

    method: Literal["cash", "card"]
    amount: Money


def register(app: Flask, services: Services) -> None:
    """Add the routes of bills and join the closing of tables."""
    routes = Blueprint("bills", __name__)
    rules = rules_of(services.settings)

    @routes.get("/api/v1/bills/<bill_id>")
    @guard("bills.view")
    def show(bill_id: str) -> Response:
        """Return a BILL; a guest sees the own party's alone."""
        actor = current_actor()
        with services.database.read() as tx:
            bill = service.view(tx, bill_id, rules)
        if actor.kind == "guest" and bill["session_id"] != actor.table_session_id:
            raise NotFound("bills.unknown_bill", "there is no such bill", bill_id=bill_id)
        return json(bill)

    @routes.post("/api/v1/bills/<bill_id>/tenders")
    @guard("bills.settle")
    def take(bill_id: str) -> Response:
        """Take a payment."""
        wanted = body(request, Take)
        if wanted.amount.currency != rules.currency:
            raise Invalid("money.wrong_currency", f"this venue takes {rules.currency}")
        return command(
            services,
            lambda tx: service.take(
                tx, bill_id, method=wanted.method, amount_minor=wanted.amount.amount, rules=rules
            ),
            status=201,
        )

    tables.closing_checks.append(lambda tx, session: service.close_with_session(tx, session, rules))

    moving.bill_guards.append(service.refuse_paid)

    def details(tx: ReadTx, session_id: str) -> dict[str, Any]:
        bills = service.of_session(tx, session_id, rules)
        return {
            "orders": listing.of_session(tx, session_id, rules),
            "bill": bills[-1] if bills else None,
        }

    tables.details.append(details)
    tables.decorators.append(lambda tx, sessions: service.sums(tx, sessions, rules))
    app.register_blueprint(routes)
