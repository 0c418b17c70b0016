"""Room service over HTTP: cards of rooms and PINs of stays."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, request

from venue.bookings import hooks
from venue.bookings.routes import Which
from venue.core.commands import command, json, own_address
from venue.core.parse import Nothing, body, integer
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import Tx
from venue.orders import service as orders
from venue.roomservice import rooms as room_cards
from venue.roomservice import service
from venue.roomservice.breakfast import routes as breakfast
from venue.roomservice.rooms import Door
from venue.staff.access import guard
from venue.tables import cards
from venue.tables.guests import pins
from venue.tables.sessions import house_of

LOOK_S = 20


def register(app: Flask, services: Services) -> None:
    """Add the routes, let phones in to rooms, and follow the stays."""
    routes = Blueprint("roomservice", __name__)
    door = Door(house_of(services))
    pins.room_pins.append(door.pin_of_place)
    pins.room_openers.append(door.open)
    hooks.listeners.append(door.hear)
    hooks.followers.append(door.follow)
    _orders(services)
    _cards(routes, services, door)
    _passes(routes, services, door)
    breakfast.register(app, services, door)
    app.register_blueprint(routes)


def _orders(services: Services) -> None:
    rules = rules_of(services.settings)
    orders.completions[service.KIND] = partial(service.complete, rules=rules)
    guest = services.mes["guest"]
    services.mes["guest"] = lambda tx, actor: guest(tx, actor) | service.told(tx, actor, rules)

    def begin() -> None:
        with services.database.read() as tx:
            is_due = service.any_due(tx)
        if is_due:
            services.database.write(begin_due)

    def begin_due(tx: Tx) -> int:
        tx.actor = "box"
        return service.begin_due(tx, rules)

    services.jobs.every(LOOK_S, "room service", begin)


def _cards(routes: Blueprint, services: Services, door: Door) -> None:
    settings, vault = services.settings, services.vault

    @routes.post("/api/v1/rooms/cards")
    @guard("tables.manage")
    def make() -> Response:
        """Give every room its card, before the sheet is printed."""
        body(request, Nothing)
        return command(services, lambda tx: room_cards.make_cards(tx, door))

    @routes.get("/api/v1/rooms/cards")
    @guard("tables.manage")
    def index() -> Response:
        """List the rooms that have a card, with the address that its code opens."""
        with services.database.read() as tx:
            made = room_cards.cards(tx, vault, own_address(services))
            items = [{"number": one.number, "url": one.url} for one in made]
            return json({"items": items, "seq": tx.seq})

    @routes.post("/api/v1/rooms/<int:room_id>/card")
    @guard("tables.manage")
    def renew(room_id: int) -> Response:
        """Give a room another card; the old one leads nowhere."""
        body(request, Nothing)
        return command(services, lambda tx: room_cards.renew_card(tx, door, room_id))

    @routes.get("/api/v1/rooms/cards.pdf")
    @guard("tables.manage")
    def sheet() -> Response:
        """Return the cards of all rooms that have one, as a sheet to print and cut."""
        with services.database.read() as tx:
            made = room_cards.cards(tx, vault, own_address(services))
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
        disposition = {"Content-Disposition": 'inline; filename="room-cards.pdf"'}
        return Response(pdf, mimetype="application/pdf", headers=disposition)


def _passes(routes: Blueprint, services: Services, door: Door) -> None:
    @routes.get("/api/v1/bookings/<booking_id>/room-pass")
    @guard("bookings.manage")
    def show(booking_id: str) -> Response:
        """Return the PIN that a guest in house types on the phone."""
        stay_id = integer(request.args.get("stay_id"), field="stay_id", least=0, most=2**53,
                          default=0)  # fmt: skip
        with services.database.read() as tx:
            stay = room_cards.require_in_house(tx, booking_id, stay_id or None)
            return json(room_cards.pass_view(tx, services.vault, stay))

    @routes.post("/api/v1/bookings/<booking_id>/room-pass")
    @guard("bookings.manage")
    def change(booking_id: str) -> Response:
        """Give a stay another PIN."""
        wanted = body(request, Which)

        def act(tx: Tx) -> dict[str, Any]:
            stay = room_cards.require_in_house(tx, booking_id, wanted.stay_id)
            door.new_pin(tx, stay)
            return {"stay_id": stay.id, "seq": tx.seq}

        return command(services, act)
