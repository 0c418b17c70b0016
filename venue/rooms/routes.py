"""Rooms over HTTP."""

from typing import Annotated, Literal

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.actor import Actor
from venue.core.commands import command, json
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.tx import ReadTx
from venue.rooms import house_routes, loading, queries, service
from venue.rooms.model import nights
from venue.staff.access import guard


class Block(Body, frozen=True, kw_only=True):
    """Nights in which a room is out of order."""

    starts: str
    ends: str
    reason: str


class File(Body, frozen=True, kw_only=True):
    """A CSV file's text; ``dry_run``: say what would change, change nothing."""

    text: Annotated[str, msgspec.Meta(max_length=1_000_000)]
    dry_run: bool = False


class Care(Body, frozen=True):
    """A room's housekeeping state."""

    state: Literal["dirty", "cleaning", "clean", "inspected"]


def register(app: Flask, services: Services) -> None:
    """Add the routes of rooms."""
    routes = Blueprint("rooms", __name__)
    service.on_care.clear()
    _selling(routes, services)
    house_routes.register(routes, services)
    _caring(routes, services)
    _loading(routes, services)
    services.views["desk"] = _view
    app.register_blueprint(routes)


def _view(tx: ReadTx, actor: Actor, rest: str) -> str | None:
    """Return the room of news that the desk and housekeeping hear."""
    return "desk" if actor.may("rooms.view") else None


def _selling(routes: Blueprint, services: Services) -> None:
    currency = services.currency

    @routes.get("/api/v1/rooms")
    @guard("rooms.view")
    def index() -> Response:
        """List the rooms."""
        with services.database.read() as tx:
            return json(service.index(tx))

    @routes.get("/api/v1/rooms/availability")
    @guard("rooms.view")
    def availability() -> Response:
        """Return what can be sold from ``arrival`` to ``departure``."""
        arrival = request.args.get("arrival", "")
        departure = request.args.get("departure", "")
        with services.database.read() as tx:
            items = service.availability(tx, arrival, departure, currency=currency)
            return json({"items": items, "seq": tx.seq})

    @routes.get("/api/v1/rooms/free")
    @guard("rooms.view")
    def free() -> Response:
        """List the rooms that are free in all nights from ``arrival`` to ``departure``."""
        asked = nights(request.args.get("arrival", ""), request.args.get("departure", ""))
        with services.database.read() as tx:
            items = queries.free(tx, asked[0], request.args["departure"])
            return json({"items": items, "seq": tx.seq})


def _loading(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/rooms/import")
    @guard("rooms.manage")
    def load_rooms() -> Response:
        """Add rooms from a file."""
        wanted = body(request, File)
        return command(
            services, lambda tx: loading.load_rooms(tx, wanted.text, dry_run=wanted.dry_run)
        )

    @routes.post("/api/v1/rooms/rates/import")
    @guard("rooms.manage")
    def load_rates() -> Response:
        """Set prices from a file."""
        wanted = body(request, File)
        return command(services, lambda tx: loading.load_rates(
            tx, wanted.text, services.currency, dry_run=wanted.dry_run
        ))  # fmt: skip


def _caring(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/rooms/<int:room_id>/blocks")
    @guard("rooms.block")
    def block(room_id: int) -> Response:
        """Take a room out of order."""
        wanted = body(request, Block)
        return command(services, lambda tx: service.block(
            tx, room_id, starts=wanted.starts, ends=wanted.ends, reason=wanted.reason
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/rooms/blocks/<int:block_id>/lift")
    @guard("rooms.block")
    def lift(block_id: int) -> Response:
        """End a block."""
        body(request, Nothing)
        return command(services, lambda tx: service.lift(tx, block_id))

    @routes.get("/api/v1/housekeeping")
    @guard("rooms.view")
    def board() -> Response:
        """List the rooms with their housekeeping state."""
        with services.database.read() as tx:
            return json(service.index(tx))

    @routes.post("/api/v1/housekeeping/<int:room_id>")
    @guard("housekeeping.set")
    def care(room_id: int) -> Response:
        """Set a room's housekeeping state."""
        wanted = body(request, Care)
        return command(services, lambda tx: service.set_housekeeping(tx, room_id, wanted.state))
