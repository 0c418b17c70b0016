"""The kitchen over HTTP, and its sockets' views."""

from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.actor import Actor
from venue.core.commands import command, current_actor, json
from venue.core.errors import NotFound
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import ReadTx, Tx
from venue.kitchen import printing, service
from venue.menu import service as menu
from venue.orders import lines, seen
from venue.staff.access import guard

COOK_ACTIONS = frozenset({"start", "bump", "recall", "void-seen"})


class Painted(Body, frozen=True):
    """The tickets that one frame brought to the screen."""

    ticket_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=700)]


def register(app: Flask, services: Services) -> None:
    """Add the routes, the view and the escalation job of the kitchen."""
    routes = Blueprint("kitchen", __name__)
    rules = rules_of(services.settings)

    @routes.get("/api/v1/kitchen")
    @guard("kitchen.view")
    def stations() -> Response:
        """List the stations."""
        with services.database.read() as tx:
            found = [{"id": one.slug, "name": one.name} for one in menu.stations(tx) if one.active]
            return json({"stations": found, "seq": tx.seq})

    @routes.get("/api/v1/kitchen/<station>/tickets")
    @guard("kitchen.view")
    def board(station: str) -> Response:
        """Return a station's open tickets, oldest first."""
        with services.database.read() as tx:
            return json(service.board(tx, station, rules))

    @routes.get("/api/v1/kitchen/<station>/recent")
    @guard("kitchen.view")
    def recent(station: str) -> Response:
        """Return a station's last bumped tickets."""
        with services.database.read() as tx:
            return json(service.recent(tx, station, rules))

    @routes.post("/api/v1/kitchen/<station>/ack")
    @guard("kitchen.ack")
    def ack(station: str) -> Response:
        """Note that a screen painted tickets; naturally idempotent, so it needs no key."""
        painted = body(request, Painted)
        actor = current_actor()
        keys = [lines.ticket_key(ticket_id) for ticket_id in painted.ticket_ids]
        with services.database.read() as tx:
            service.station(tx, station)
            unseen = seen.unseen_of(tx, keys)
        if not unseen:
            return json({"acknowledged": 0})

        def act(tx: Tx) -> int:
            tx.actor = actor.label
            return seen.acknowledge(tx, unseen, actor.label, rules)

        return json({"acknowledged": services.database.write(act)})

    @routes.post("/api/v1/tickets/<ticket_id>/<action>")
    @guard("kitchen.cook")
    def ticket(ticket_id: str, action: str) -> Response:
        """Bump or recall a whole ticket."""
        body(request, Nothing)
        moves = {"bump": lines.bump_ticket, "recall": lines.recall_ticket}
        if action not in moves:
            raise NotFound("request.no_such_action", f"a ticket has no action {action!r}")

        def act(tx: Tx) -> dict[str, object]:
            moves[action](tx, ticket_id, rules)
            return {"ticket": service.ticket(tx, ticket_id, rules), "seq": tx.seq}

        return command(services, act)

    @routes.post("/api/v1/order-lines/<line_id>/<action>")
    @guard("kitchen.cook")
    def line(line_id: str, action: str) -> Response:
        """Start, bump or recall a line, or note that its void was seen."""
        body(request, Nothing)
        if action not in COOK_ACTIONS:
            raise NotFound("request.no_such_action", f"a line has no action {action!r}")
        return command(services, lambda tx: lines.act(tx, line_id, action, rules))

    @routes.post("/api/v1/order-lines/<line_id>/fire")
    @guard("kitchen.fire")
    def fire(line_id: str) -> Response:
        """Start the clock of a held line."""
        body(request, Nothing)
        return command(services, lambda tx: lines.act(tx, line_id, "fire", rules))

    @routes.post("/api/v1/order-lines/<line_id>/refire")
    @guard("kitchen.fire")
    def refire(line_id: str) -> Response:
        """Cook a line again, free of charge."""
        body(request, Nothing)
        return command(services, lambda tx: lines.refire(tx, line_id, rules))

    def view(tx: ReadTx, actor: Actor, rest: str) -> str | None:
        if not actor.may("kitchen.view"):
            return None
        one = service.station(tx, rest)
        return f"kitchen:{one.id}" if one else "kitchen:all"

    services.views["kitchen"] = view
    services.alerts.append(service.unseen_alerts)
    services.jobs.every(1, "escalate", lambda: _escalate_if_late(services))
    printing.register(app, services)
    app.register_blueprint(routes)


def _escalate_if_late(services: Services) -> None:
    """Ask with a read first: a quiet box must not write once a second."""
    rules = rules_of(services.settings)
    with services.database.read() as tx:
        late = seen.unseen(tx, tx.run_ms - rules.unseen_after_s * 1000, 1)
    if late:
        services.database.write(lambda tx: service.escalate(tx, rules))
