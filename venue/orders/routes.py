"""Orders over HTTP."""

from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.actor import Actor
from venue.core.commands import command, current_actor, json
from venue.core.errors import NotFound
from venue.core.idempotency import require_key
from venue.core.parse import Body, Nothing, body, choice, clean_text, integer
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import ReadTx, Tx
from venue.orders import courses, editing, lines, listing, ready, seen, service, views, voids
from venue.orders.books import days
from venue.orders.external import routes as external_routes
from venue.orders.favourites import routes as favourite_routes
from venue.orders.moving import routes as moving_routes
from venue.orders.moving.merging import became
from venue.orders.wish import Quantity, Wish, checked, session_of
from venue.staff import approval
from venue.staff.access import guard
from venue.staff.approval import Approver
from venue.tables import service as tables
from venue.tables.parties import service as parties

ACTIONS = {"accept": "accept", "reject": "reject", "complete": "complete"}
PAGE = 100
LISTS = ("active", "completed")
COURSES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "all")
REASON_LONGEST = 120


class Reason(Body, frozen=True):
    """Why; shown to the guest when an order is rejected."""

    reason: str = ""


class Void(Body, frozen=True):
    """Why a line, or so many of it, is taken back, and who approves that."""

    reason: str = ""
    quantity: Quantity | None = None
    approver: Approver | None = None


def register(app: Flask, services: Services) -> None:
    """Add the routes of orders."""
    routes = Blueprint("orders", __name__)
    rules = rules_of(services.settings)
    service.completions.clear()
    views.note_helpers.clear()
    seen.painted.clear()

    @routes.post("/api/v1/orders")
    @guard("orders.place")
    def place() -> Response:
        """Place an order; 201 with the ORDER."""
        actor = current_actor()
        wish = checked(body(request, Wish), _origin(actor))
        session_id = session_of(actor, wish.table_session_id, lambda *two: became(services, *two))
        order_id = require_key(request.headers.get("Idempotency-Key"))
        return command(
            services,
            lambda tx: service.place(
                tx, wish, order_id=order_id, actor=actor, session_id=session_id, rules=rules
            ),
            status=201,
        )

    @routes.get("/api/v1/orders")
    @guard("orders.list")
    def index() -> Response:
        """List active orders, oldest first, or completed ones, newest first."""
        state = choice(request.args.get("state"), field="state", among=LISTS, default="active")
        limit = integer(request.args.get("limit"), field="limit", least=1, most=PAGE, default=50)
        with services.database.read() as tx:
            page = listing.page(
                tx, active=state == "active", cursor=request.args.get("cursor"), limit=limit
            )
            answer: dict[str, Any] = {"items": listing.views(tx, page.ids, rules), "seq": tx.seq}
        return json(answer | ({"next_cursor": page.next_cursor} if page.next_cursor else {}))

    @routes.get("/api/v1/orders/<order_id>")
    @guard("orders.view")
    def show(order_id: str) -> Response:
        """Return one ORDER; a guest sees those of the own party alone."""
        with services.database.read() as tx:
            return json(_own(service.view(tx, order_id, rules), current_actor()))

    @routes.get("/api/v1/table-order")
    @guard("orders.place")
    def shared() -> Response:
        """Return the party's orders, as every phone at the table sees them."""
        actor = current_actor()
        session_id = actor.table_session_id or request.args.get("session", "")
        with services.database.read() as tx:
            return json(_table_order(tx, session_id, actor))

    @routes.post("/api/v1/orders/<order_id>/<action>")
    @guard("orders.decide")
    def decide(order_id: str, action: str) -> Response:
        """Accept, reject with a reason, or complete an order."""
        if action not in ACTIONS:
            raise NotFound("request.no_such_action", f"an order has no action {action!r}")
        reason = clean_text(body(request, Reason).reason, field="the reason")
        return command(
            services, lambda tx: service.decide(tx, order_id, action, reason=reason, rules=rules)
        )

    @routes.post("/api/v1/order-lines/<line_id>/serve")
    @guard("orders.serve")
    def serve(line_id: str) -> Response:
        """Note that a dish was brought to the table."""
        body(request, Nothing)
        return command(services, lambda tx: lines.act(tx, line_id, "serve", rules))

    @routes.post("/api/v1/order-lines/<line_id>/void")
    @guard("kitchen.void")
    def void(line_id: str) -> Response:
        """Take a line back; once it was fired, somebody has to approve."""
        wanted, actor = body(request, Void), current_actor()
        reason = clean_text(wanted.reason, field="the reason", longest=REASON_LONGEST)

        def act(tx: Tx, approver: Approver | None) -> dict[str, Any]:
            return voids.void(
                tx, line_id, actor=actor, reason=reason, approver=approver, rules=rules,
                quantity=wanted.quantity,
            )  # fmt: skip

        return approval.command(services, wanted.approver, act)

    @routes.post("/api/v1/order-lines/<line_id>/edit")
    @guard("orders.edit")
    def edit(line_id: str) -> Response:
        """Change the choices and the note of a dish that nobody has begun."""
        given, actor = body(request, editing.Edit), current_actor()
        note = clean_text(given.now.note, field="the note of a dish")
        wanted = msgspec.structs.replace(given, now=msgspec.structs.replace(given.now, note=note))

        def act(tx: Tx, approver: Approver | None) -> dict[str, Any]:
            return editing.edit(tx, line_id, wanted, actor=actor, approver=approver, rules=rules)

        return approval.command(services, given.approver, act)

    @routes.get("/api/v1/reasons")
    @guard("kitchen.void")
    def reasons() -> Response:
        """Return what staff choose from when they must say why, by what it is for."""
        lists = [key for key in services.settings.all() if key.startswith("reasons.")]
        return json({key.partition(".")[2]: services.settings.many(key) for key in lists})

    @routes.post("/api/v1/table-sessions/<session_id>/courses/<course>/fire")
    @guard("kitchen.fire")
    def fire(session_id: str, course: str) -> Response:
        """Fire a party's held lines of a course, or ``all``."""
        body(request, Nothing)
        if course not in COURSES:
            raise NotFound("orders.unknown_course", "a course is 1 to 9, or all")
        wanted = None if course == "all" else int(course)
        return command(services, lambda tx: courses.fire(tx, session_id, wanted, rules))

    @routes.get("/api/v1/pickup")
    @guard("pickup.view")
    def pickup() -> Response:
        """Return the numbers that the hall's screen shows."""
        with services.database.read() as tx:
            return json(ready.pickup_board(tx, tables.places_view(tx)))

    def _table_order(tx: ReadTx, session_id: str, actor: Actor) -> dict[str, Any]:
        orders = listing.of_session(tx, session_id, rules)
        mine = [
            order | {"mine": actor.kind == "guest" and order["guest_id"] == actor.id}
            for order in orders
        ]
        sold = [order for order in orders if order["status"] != "rejected"]
        total = sum(order["total"]["amount"] for order in sold)
        return {
            "session": {"id": session_id},
            "orders": mine,
            "total": {"amount": total, "currency": rules.currency},
            "seq": tx.seq,
        }

    def serve_all(tx: Tx, session_id: str) -> None:
        lines.serve_all(tx, session_id, rules)

    tables.decorators.append(ready.progress)
    parties.on_gone.append(serve_all)
    services.alerts.append(lambda tx: ready.alerts(tx, service.load))
    services.views["pickup"] = _hall
    moving_routes.register(app, services, rules)
    external_routes.register(app, services, rules)
    favourite_routes.register(app, services)
    days.open_if_due(services, rules)
    services.jobs.every(days.LOOK_S, "business day", lambda: days.open_if_due(services, rules))
    app.register_blueprint(routes)


def _origin(actor: Actor) -> str:
    return {"guest": "guest", "api": "api"}.get(actor.kind, "staff")


def _hall(_tx: ReadTx, actor: Actor, rest: str) -> str | None:
    return ready.HALL if actor.may("pickup.view") and not rest else None


def _own(order: dict[str, Any], actor: Actor) -> dict[str, Any]:
    if actor.kind == "guest" and order["session_id"] != actor.table_session_id:
        raise NotFound("orders.unknown_order", "there is no such order", order_id=order["id"])
    return order
