"""Tables, sessions and cards over HTTP, for staff and integrators."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.actor import Actor
from venue.core.commands import command, json, own_address
from venue.core.errors import Invalid
from venue.core.jsonx import loads
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.menu import places
from venue.staff.access import guard
from venue.tables import cards, links, qr, service, sessions
from venue.tables.floor import routes as floor_routes
from venue.tables.guests import routes as guest_routes
from venue.tables.model import HOUR_MS, MOST_HOURS, TableSession, wall_after
from venue.tables.parties import routes as party_routes
from venue.tables.parties import service as parties
from venue.tables.parties.service import Wanted
from venue.tables.reservations import routes as reservation_routes
from venue.tables.sessions import House, house_of

EXPIRY_LOOK_S = 5
LARGEST_ID = 2**53


class NewTable(Body, frozen=True):
    """A table to add; ``area`` is made when there is none of that name."""

    number: str
    area: str
    seats: Annotated[int, msgspec.Meta(ge=1, le=99)]


class Opening(Body, frozen=True):
    """Which table and how many people, or a party without a table."""

    table_id: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)] | None = None
    covers: Annotated[int, msgspec.Meta(ge=1, le=500)] | None = None
    party: Wanted | None = None


class More(Body, frozen=True):
    """How many hours more; absent: as many as a new session has."""

    hours: Annotated[int, msgspec.Meta(ge=1, le=MOST_HOURS)] | None = None


class AreaOutlet(Body, frozen=True):
    """Which outlet an area belongs to; absent: none."""

    outlet_id: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)] | None = None


class Pause(Body, frozen=True):
    """Whether orders from phones are stopped."""

    paused: bool


def register(app: Flask, services: Services) -> None:
    """Add the routes of tables; later modules then add to `service.decorators` and the like."""
    house = house_of(services)
    for joint in (service.decorators, service.details, service.closing_checks, service.endings):
        joint.clear()
    places.known.append(service.area_of)
    routes = Blueprint("tables", __name__)
    _tables(routes, services)
    _cards(routes, services)
    _sessions(routes, services, house)
    app.register_blueprint(routes)
    guest_routes.register(app, services, house)
    floor_routes.register(app, services)
    party_routes.register(app, services)
    reservation_routes.register(app, services, house)
    services.views["floor"] = _floor
    services.jobs.every(EXPIRY_LOOK_S, "tables.expiry", lambda: _tell_expired(services))


def _floor(_tx: ReadTx, actor: Actor, rest: str) -> str | None:
    return service.FLOOR if actor.may("tables.view") and not rest else None


def _tell_expired(services: Services) -> None:
    with services.database.read() as tx:
        due = sessions.any_expired(tx)
    if due:
        services.database.write(sessions.tell_expired)


def _tables(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/tables")
    @guard("tables.view")
    def index() -> Response:
        """List every table as the floor sees it."""
        with services.database.read() as tx:
            return json(service.floor_view(tx))

    @routes.post("/api/v1/tables")
    @guard("tables.manage")
    def add() -> Response:
        """Add a table with a card of its own."""
        new = body(request, NewTable)

        def act(tx: Tx) -> dict[str, Any]:
            view = service.add_table(
                tx, services.vault, number=new.number, area=new.area, seats=new.seats
            )
            return view | {"seq": tx.seq}

        return command(services, act, status=201)

    @routes.post(f"/api/v1/areas/<int(max={LARGEST_ID}):area_id>/outlet")
    @guard("tables.manage")
    def outlet(area_id: int) -> Response:
        """Say which outlet an area belongs to: its menu, hours, drawer and report."""
        wanted = body(request, AreaOutlet).outlet_id
        return command(services, lambda tx: service.set_outlet(tx, area_id, wanted))


def _cards(routes: Blueprint, services: Services) -> None:
    database, vault, settings = services.database, services.vault, services.settings

    @routes.get("/api/v1/tables/<int:table_id>/card")
    @guard("tables.manage")
    def card(table_id: int) -> Response:
        """Return the code of a table's card as a picture to print."""
        form, base = request.args.get("format", "png"), own_address(services)
        if form not in ("png", "svg"):
            raise Invalid("tables.unknown_format", "format must be png or svg")
        with database.read() as tx:
            made = links.card(tx, vault, table_id, base)
        _remember_address(services, base, all_cards=False)
        if form == "svg":
            return Response(qr.svg(made.url), mimetype="image/svg+xml")
        return Response(services.runtime.run(lambda: qr.png(made.url)), mimetype="image/png")

    @routes.get("/api/v1/tables/cards.pdf")
    @guard("tables.manage")
    def sheet() -> Response:
        """Return the cards of all tables, or of ``?area=``, as a sheet to print and cut."""
        base, area = own_address(services), request.args.get("area")
        with database.read() as tx:
            made = links.cards(tx, vault, base, area=area)
            now = datetime.fromisoformat(tx.now)
        look = cards.Look(
            venue=settings.text("venue.name"),
            wifi_name=settings.text("guest.wifi_name"),
            wifi_password=settings.text("guest.wifi_password"),
            lang=settings.text("venue.default_language"),
        )
        pdf = services.runtime.run(
            lambda: cards.sheet(made, look, made_at=now, face=cards.typeface())
        )
        _remember_address(services, base, all_cards=area is None)
        disposition = {"Content-Disposition": 'inline; filename="cards.pdf"'}
        return Response(pdf, mimetype="application/pdf", headers=disposition)


def _sessions(routes: Blueprint, services: Services, house: House) -> None:
    database = services.database

    @routes.post("/api/v1/table-sessions")
    @guard("tables.serve")
    def open_session() -> Response:
        """Open a table; 201 with the party's token, PIN and code."""
        wanted = body(request, Opening)

        def act(tx: Tx) -> dict[str, Any]:
            session, view = _opened(tx, house, wanted)
            return {
                "id": session.id,
                "table": view,
                "tableNumber": session.table_number,
                "expires_at": wall_after(tx.now, house.hours * HOUR_MS),
                "timestamp": tx.now,
                "seq": tx.seq,
            }

        answer = command(services, act, status=201)
        if answer.status_code != 201:
            return answer
        # The secrets are added to the stored answer, not stored in it: at rest they stay sealed.
        opened = loads(answer.get_data())
        base = own_address(services)
        with database.read() as tx:
            secrets = links.opened(tx, services.vault, opened["id"], base)
        return json(opened | services.runtime.run(lambda: links.with_codes(secrets)), 201)

    @routes.get("/api/v1/table-sessions/<session_id>")
    @guard("tables.view")
    def show(session_id: str) -> Response:
        """Return a session with its PIN, address, phones, and what other features know of it."""
        base = own_address(services)
        with database.read() as tx:
            session = service.require_session(tx, session_id)
            shown = service.session_view(tx, session)
            for known in service.details:
                shown |= known(tx, session_id)
            if session.state != "open":
                return json(shown)
            secrets = links.opened(tx, services.vault, session_id, base)
        return json(shown | services.runtime.run(lambda: links.with_codes(secrets)))

    @routes.post("/api/v1/table-sessions/<session_id>/close")
    @guard("tables.serve")
    def close(session_id: str) -> Response:
        """Close a table whose bill is paid; its phones are out at once."""
        body(request, Nothing)
        return command(services, lambda tx: sessions.close_session(tx, session_id))

    @routes.post("/api/v1/table-sessions/<session_id>/extend")
    @guard("tables.serve")
    def extend(session_id: str) -> Response:
        """Give a session more hours."""
        hours = body(request, More).hours or house.hours
        return command(services, lambda tx: sessions.extend_session(tx, session_id, hours))

    @routes.post("/api/v1/table-sessions/<session_id>/pause")
    @guard("tables.serve")
    def pause(session_id: str) -> Response:
        """Stop orders from a party's phones, or take them again."""
        paused = body(request, Pause).paused
        return command(services, lambda tx: sessions.pause_session(tx, session_id, paused))

    @routes.post("/api/v1/table-sessions/<session_id>/admit")
    @guard("tables.serve")
    def admit(session_id: str) -> Response:
        """Let in the phones that wait at the table."""
        body(request, Nothing)
        return command(services, lambda tx: sessions.admit(tx, session_id))


def _opened(tx: Tx, house: House, wanted: Opening) -> tuple[TableSession, dict[str, Any]]:
    if wanted.party is not None:
        return parties.open_party(tx, house, wanted.party)
    if wanted.table_id is None or wanted.covers is None:
        raise Invalid("tables.which", "say which table and how many people, or which party")
    return sessions.open_session(tx, house, table_id=wanted.table_id, covers=wanted.covers)


def _remember_address(services: Services, base: str, *, all_cards: bool) -> None:
    """Note what the cards say; a few made again do not speak for those on the other tables."""
    with services.database.read() as tx:
        known = links.printed_with(tx)
    if known is None or (all_cards and known != base):
        services.database.write(links.remember_printed, base)
