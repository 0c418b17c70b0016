"""Folios over HTTP; the hotel module adds what a front desk does with them."""

from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.folios import service, sharing, till
from venue.folios.lines import routes as lines_routes
from venue.folios.lines import service as lines
from venue.staff.access import guard

Minor = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class Guest(Body, frozen=True, kw_only=True):
    """A guest in house; no limit: may charge what they like."""

    room: str
    name: str
    limit_minor: Minor | None = None
    no_post: bool = False


class Second(Body, frozen=True, kw_only=True):
    """Who else pays, and for which kinds of charges."""

    name: str
    kinds: list[str] = msgspec.field(default_factory=list)


class Routed(Body, frozen=True, kw_only=True):
    """The kinds of charges that go to a folio."""

    kinds: list[str]


class Change(Body, frozen=True, kw_only=True):
    """What may be charged from now on."""

    limit_minor: Minor | None
    no_post: bool


def register(app: Flask, services: Services) -> None:
    """Add the routes of folios."""
    routes = Blueprint("folios", __name__)
    service.on_charge.clear()
    lines.on_line.clear()
    till.on_cash.clear()
    lines_routes.register(routes, services)
    currency = services.currency

    @routes.get("/api/v1/folios")
    @guard("folios.view")
    def index() -> Response:
        """Find guests in house by room or name; those who serve see no balances."""
        said = request.args.get("query", "")
        may = current_actor().may("folios.manage")
        with services.database.read() as tx:
            items = [service.view(one, currency) for one in service.search(tx, said)]
            if not may:
                items = [
                    {key: one[key] for key in ("id", "room", "name", "no_post")} for one in items
                ]
            return json({"items": items, "seq": tx.seq})

    @routes.get("/api/v1/folios/<int:folio_id>")
    @guard("folios.manage")
    def show(folio_id: int) -> Response:
        """Return a FOLIO with its charges."""
        with services.database.read() as tx:
            return json(service.statement(tx, folio_id, currency))

    @routes.post("/api/v1/folios")
    @guard("folios.manage")
    def add() -> Response:
        """Note a guest in house."""
        wanted = body(request, Guest)
        return command(
            services,
            lambda tx: service.open_folio(
                tx,
                room=wanted.room,
                name=wanted.name,
                limit_minor=wanted.limit_minor,
                no_post=wanted.no_post,
                currency=currency,
            ),
            status=201,
        )

    @routes.post("/api/v1/folios/<int:folio_id>")
    @guard("folios.manage")
    def change(folio_id: int) -> Response:
        """Set limit and no-post."""
        wanted = body(request, Change)
        return command(services, lambda tx: service.change(
            tx, folio_id, limit_minor=wanted.limit_minor, no_post=wanted.no_post,
            currency=currency,
        ))  # fmt: skip

    @routes.post("/api/v1/folios/<int:folio_id>/close")
    @guard("folios.manage")
    def close(folio_id: int) -> Response:
        """Let the guest go."""
        body(request, Nothing)
        return command(services, lambda tx: service.close_folio(tx, folio_id, currency=currency))

    _share(routes, services)
    app.register_blueprint(routes)


def _share(routes: Blueprint, services: Services) -> None:
    currency = services.currency

    @routes.post("/api/v1/folios/<int:folio_id>/beside")
    @guard("folios.manage")
    def open_beside(folio_id: int) -> Response:
        """Open a folio for who else pays."""
        wanted = body(request, Second)
        return command(services, lambda tx: sharing.open_beside(
            tx, folio_id, name=wanted.name, kinds=wanted.kinds, currency=currency
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/folios/<int:folio_id>/route")
    @guard("folios.manage")
    def route(folio_id: int) -> Response:
        """Say which charges of the guest's own folio go to this one."""
        wanted = body(request, Routed)
        return command(services, lambda tx: sharing.route(
            tx, folio_id, kinds=wanted.kinds, currency=currency
        ))  # fmt: skip
