"""Orders of other programs over HTTP."""

from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor
from venue.core.idempotency import require_key
from venue.core.parse import body
from venue.core.services import Services
from venue.core.settings_view import Rules
from venue.orders.external import service
from venue.orders.external.service import External
from venue.staff.access import guard
from venue.tables import sessions


def register(app: Flask, services: Services, rules: Rules) -> None:
    """Add the route of orders from outside."""
    routes = Blueprint("external_orders", __name__)
    house = sessions.house_of(services)

    @routes.post("/api/v1/external-orders")
    @guard("orders.external")
    def place() -> Response:
        """Place an order from outside; the same reference is the same order."""
        wanted, actor = body(request, External), current_actor()
        order_id = require_key(request.headers.get("Idempotency-Key"))
        return command(
            services,
            lambda tx: service.place(
                tx, wanted, order_id=order_id, actor=actor, house=house, rules=rules
            ),
            status=201,
        )

    app.register_blueprint(routes)
