"""The kitchen over HTTP, and its sockets' views."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from printers.routes import spooler_of
from printers.spooler import Spooler
from venue.core.actor import Actor
from venue.core.commands import command, current_actor, json
from venue.core.errors import NotFound
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.settings_view import Rules, rules_of
from venue.core.tx import ReadTx, Tx
from venue.kitchen import pacing_routes, printing, service, watch
from venue.kitchen.model import Beat
from venue.kitchen.pacing import PacingRules
from venue.kitchen.screens import Screens
from venue.menu import service as menu
from venue.orders import lines, marks, seen
from venue.staff.access import guard

COOK_ACTIONS = frozenset({"start", "bump", "recall", "void-seen"})
TICKET_ACTIONS: dict[str, Callable[[Tx, str, Rules], None]] = {
    "bump": lines.bump_ticket,
    "recall": lines.recall_ticket,
    "notice": marks.notice_ticket,
}
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Painted(Body, frozen=True):
    """The tickets that one frame brought to the screen."""

    ticket_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=700)]


class Alive(Body, frozen=True):
    """What a screen says of itself; see `model.Beat`."""

    open: Count
    waiting: Count = 0
    painted_s: Count = 0
    visible: bool = True


def register(app: Flask, services: Services) -> None:
    """Add the routes, the views and the watch of the kitchen."""
    routes = Blueprint("kitchen", __name__)
    rules = rules_of(services.settings)
    paces, screens = PacingRules(services.settings), Screens()
    _reading(routes, services, rules)
    _screens(routes, services, rules, screens, spooler_of(app))
    _cooking(routes, services, rules)
    _passing(routes, services, rules)
    pacing_routes.add(routes, services, paces)

    def view(tx: ReadTx, actor: Actor, rest: str) -> str | None:
        if not actor.may("kitchen.view"):
            return None
        one = service.station(tx, rest)
        return f"kitchen:{one.id}" if one else "kitchen:all"

    services.views["kitchen"] = view
    watch.register(services, rules, paces, screens)
    printing.register(app, services)
    app.register_blueprint(routes)


def _reading(routes: Blueprint, services: Services, rules: Rules) -> None:
    settings = services.settings

    def tones() -> dict[str, int]:
        names = ("good", "due", "over")
        return {name: settings.number(f"kitchen.{name}_at_percent") for name in names}

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
        """Return a station's open tickets, oldest first, and the shares at which colours change."""
        with services.database.read() as tx:
            return json(service.board(tx, station, rules) | {"tones": tones()})

    @routes.get("/api/v1/kitchen/<station>/recent")
    @guard("kitchen.view")
    def recent(station: str) -> Response:
        """Return a station's last bumped tickets."""
        with services.database.read() as tx:
            return json(service.recent(tx, station, rules))


def _screens(
    routes: Blueprint, services: Services, rules: Rules, screens: Screens, spooler: Spooler
) -> None:
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

    @routes.post("/api/v1/kitchen/<station>/beat")
    @guard("kitchen.ack")
    def beat(station: str) -> Response:
        """Note that a screen lives; answers what it should have, so that it can tell it is behind.

        Nothing is stored, so it needs no key.
        """
        alive, actor = body(request, Alive), current_actor()
        with services.database.read() as tx:
            count = service.open_count(tx, station)
            said = Beat(
                name=actor.name,
                station=station,
                open=alive.open,
                waiting=alive.waiting,
                painted_s=alive.painted_s,
                visible=alive.visible,
                run_ms=tx.run_ms,
            )
            screens.note(actor.label, said)
            failing = printing.in_trouble(tx, station, spooler, rules.kitchen_language)
            return json({"open": count, "printers": failing, "seq": tx.seq})


def _cooking(routes: Blueprint, services: Services, rules: Rules) -> None:
    @routes.post("/api/v1/tickets/<ticket_id>/<action>")
    @guard("kitchen.cook")
    def ticket(ticket_id: str, action: str) -> Response:
        """Bump or recall a whole ticket, or note that its warnings were seen."""
        body(request, Nothing)
        if action not in TICKET_ACTIONS:
            raise NotFound("request.no_such_action", f"a ticket has no action {action!r}")
        return command(services, lambda tx: _moved(tx, ticket_id, TICKET_ACTIONS[action]))

    def _moved(tx: Tx, ticket_id: str, move: Callable[[Tx, str, Rules], None]) -> dict[str, Any]:
        move(tx, ticket_id, rules)
        return {"ticket": service.ticket(tx, ticket_id, rules), "seq": tx.seq}

    @routes.post("/api/v1/tickets/<ticket_id>/rush")
    @guard("kitchen.fire")
    def rush(ticket_id: str) -> Response:
        """Let a ticket jump the line."""
        body(request, Nothing)
        return command(services, lambda tx: _moved(tx, ticket_id, marks.rush))

    @routes.post("/api/v1/tickets/<ticket_id>/calm")
    @guard("kitchen.fire")
    def calm(ticket_id: str) -> Response:
        """Let a ticket wait in line again."""
        body(request, Nothing)
        return command(services, lambda tx: _moved(tx, ticket_id, marks.calm))

    @routes.post("/api/v1/order-lines/<line_id>/<action>")
    @guard("kitchen.cook")
    def line(line_id: str, action: str) -> Response:
        """Start, bump or recall a line, or note that its void was seen."""
        body(request, Nothing)
        if action not in COOK_ACTIONS:
            raise NotFound("request.no_such_action", f"a line has no action {action!r}")
        return command(services, lambda tx: lines.act(tx, line_id, action, rules))

    @routes.post("/api/v1/order-lines/<line_id>/notice")
    @guard("kitchen.cook")
    def notice(line_id: str) -> Response:
        """Note that a line that was added, changed or speaks of an allergy was seen."""
        body(request, Nothing)
        return command(services, lambda tx: marks.notice_line(tx, line_id, rules))


def _passing(routes: Blueprint, services: Services, rules: Rules) -> None:
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

    @routes.post("/api/v1/orders/<order_id>/serve")
    @guard("orders.serve")
    def serve(order_id: str) -> Response:
        """Note that everything of an order that is done was brought to the table."""
        body(request, Nothing)
        return command(services, lambda tx: marks.move_order(tx, order_id, "serve", rules))

    @routes.post("/api/v1/orders/<order_id>/unserve")
    @guard("orders.serve")
    def unserve(order_id: str) -> Response:
        """Take back that an order was brought to the table."""
        body(request, Nothing)
        return command(services, lambda tx: marks.move_order(tx, order_id, "unserve", rules))
