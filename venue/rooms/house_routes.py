"""The manager's page of rooms and prices over HTTP."""

from typing import Annotated

import msgspec
from flask import Blueprint, Response, request

from venue.core.commands import command, json
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.tx import ReadTx
from venue.rooms import house, service
from venue.rooms.model import Season, hotel_day
from venue.staff.access import guard

Minor = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Beds = Annotated[int, msgspec.Meta(ge=1, le=20)]
Over = Annotated[int, msgspec.Meta(ge=0, le=50)]
Name = Annotated[str, msgspec.Meta(max_length=120)]


class NewKind(Body, frozen=True, kw_only=True):
    """A new room type."""

    name: Name
    sleeps: Beds
    nightly_minor: Minor
    overbooking: Over = 0


class Kind(Body, frozen=True, kw_only=True):
    """What changes of a type; what is not given stays."""

    name: Name | None = None
    sleeps: Beds | None = None
    nightly_minor: Minor | None = None
    overbooking: Over | None = None


class Prices(Body, frozen=True, kw_only=True):
    """A season; ``ends`` is the first day after it."""

    starts: str
    ends: str
    nightly_minor: Minor
    least_nights: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1


class NewDoor(Body, frozen=True, kw_only=True):
    """A new room."""

    number: Name
    room_type_id: int
    floor: Name = ""


class Door(Body, frozen=True, kw_only=True):
    """What changes of a room; what is not given stays."""

    number: Name | None = None
    room_type_id: int | None = None
    floor: Name | None = None


def register(routes: Blueprint, services: Services) -> None:
    """Add the routes of types, rooms and seasons."""
    _types(routes, services)
    _rooms(routes, services)
    _seasons(routes, services)


def _types(routes: Blueprint, services: Services) -> None:
    zone, ends = services.settings.zone(), services.settings.number("venue.day_ends_hour")

    def today(tx: ReadTx) -> str:
        return hotel_day(tx.moment, zone, ends)

    @routes.get("/api/v1/rooms/house")
    @guard("rooms.manage")
    def whole() -> Response:
        """Return types, rooms, seasons and blocks as their manager changes them."""
        with services.database.read() as tx:
            return json(house.view(tx, today(tx), services.currency))

    @routes.post("/api/v1/rooms/types")
    @guard("rooms.manage")
    def add_type() -> Response:
        """Add a room type."""
        wanted = msgspec.structs.asdict(body(request, NewKind))
        return command(services, lambda tx: house.add_type(tx, **wanted), status=201)

    @routes.post("/api/v1/rooms/types/<int:type_id>")
    @guard("rooms.manage")
    def set_type(type_id: int) -> Response:
        """Change a type's name, size, price or overbooking."""
        wanted = msgspec.structs.asdict(body(request, Kind))
        return command(services, lambda tx: house.change_type(tx, type_id, **wanted))

    @routes.post("/api/v1/rooms/types/<int:type_id>/remove")
    @guard("rooms.manage")
    def remove_type(type_id: int) -> Response:
        """Take a type away that was never used."""
        body(request, Nothing)
        return command(services, lambda tx: house.remove_type(tx, type_id))


def _rooms(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/rooms")
    @guard("rooms.manage")
    def add_room() -> Response:
        """Add a room."""
        wanted = body(request, NewDoor)
        return command(services, lambda tx: house.add_room(
            tx, number=wanted.number, type_id=wanted.room_type_id, floor=wanted.floor
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/rooms/<int:room_id>")
    @guard("rooms.manage")
    def change_room(room_id: int) -> Response:
        """Change a room's number, type or floor."""
        wanted = body(request, Door)
        return command(services, lambda tx: house.change_room(
            tx, room_id, number=wanted.number, type_id=wanted.room_type_id, floor=wanted.floor
        ))  # fmt: skip

    @routes.post("/api/v1/rooms/<int:room_id>/remove")
    @guard("rooms.manage")
    def remove_room(room_id: int) -> Response:
        """Delete a room without a past, or put one with a past out of use."""
        body(request, Nothing)
        return command(services, lambda tx: house.remove_room(tx, room_id))

    @routes.post("/api/v1/rooms/<int:room_id>/restore")
    @guard("rooms.manage")
    def restore_room(room_id: int) -> Response:
        """Take a room into use again."""
        body(request, Nothing)
        return command(services, lambda tx: house.restore_room(tx, room_id))


def _seasons(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/rooms/types/<int:type_id>/seasons")
    @guard("rooms.manage")
    def add_season(type_id: int) -> Response:
        """Add a season."""
        season = Season(**msgspec.structs.asdict(body(request, Prices)))
        return command(services, lambda tx: service.add_season(tx, type_id, season), status=201)

    @routes.post("/api/v1/rooms/seasons/<int:season_id>")
    @guard("rooms.manage")
    def change_season(season_id: int) -> Response:
        """Change a season."""
        season = Season(**msgspec.structs.asdict(body(request, Prices)))
        return command(services, lambda tx: house.change_season(tx, season_id, season))

    @routes.post("/api/v1/rooms/seasons/<int:season_id>/remove")
    @guard("rooms.manage")
    def remove_season(season_id: int) -> Response:
        """Take a season away."""
        body(request, Nothing)
        return command(services, lambda tx: house.remove_season(tx, season_id))
