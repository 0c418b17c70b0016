"""Reservations over HTTP."""

from datetime import date, timedelta
from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.bookings import desk_routes, hooks, service, views
from venue.bookings.model import Person, Wish
from venue.core.commands import command, json
from venue.core.parse import Body, body, integer
from venue.core.retention import Term
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.rooms.model import hotel_day
from venue.staff.access import guard

MOST_LISTED = 50
Few = Annotated[int, msgspec.Meta(ge=0, le=20)]


class RoomWish(Body, frozen=True, kw_only=True):
    """One room that is wanted; dates as 2026-05-31."""

    room_type_id: int
    arrival: str
    departure: str
    adults: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    children: Few = 0


class Booking(Body, frozen=True, kw_only=True):
    """Who books and which rooms; ``walk_in``: one room, checked in at once."""

    name: str
    rooms: list[RoomWish]
    email: str = ""
    phone: str = ""
    note: str = ""
    walk_in: bool = False


class Which(Body, frozen=True, kw_only=True):
    """Which room of the booking; not needed where it has but one."""

    stay_id: int | None = None


class Door(Which, frozen=True, kw_only=True):
    """The room to have; absent: the first free."""

    room_id: int | None = None


class NewDoor(Which, frozen=True, kw_only=True):
    """The room to move to."""

    room_id: int


class Dates(Which, frozen=True, kw_only=True):
    """The stay's new dates."""

    arrival: str
    departure: str


class Reason(Which, frozen=True, kw_only=True):
    """Why it ends; ``waive``: why no fee is asked for."""

    reason: str = ""
    waive: str = ""


class Desk:
    """What every use case of the desk is given: the hotel's day and currency."""

    def __init__(self, services: Services) -> None:
        self._zone = services.settings.zone()
        self._ends = services.settings.number("venue.day_ends_hour")
        self.currency = services.currency

    def today(self, tx: ReadTx) -> str:
        """Return the hotel's today as an ISO date."""
        return hotel_day(tx.moment, self._zone, self._ends)


def register(app: Flask, services: Services) -> None:
    """Add the routes of bookings and the purge of people's words."""
    routes = Blueprint("bookings", __name__)
    hooks.listeners.clear()
    hooks.followers.clear()
    desk = Desk(services)
    desk_routes.register(routes, services, desk.today)
    _reading(routes, services, desk)
    _planning(routes, services, desk)
    _coming_and_going(routes, services, desk)
    days = services.settings.number("privacy.words_days")

    def purge(tx: Tx) -> int:
        before = date.fromisoformat(desk.today(tx)) - timedelta(days=days)
        return service.purge(tx, before.isoformat())

    services.terms.append(Term(name="bookings", tables=("reservation",), purge=purge))
    app.register_blueprint(routes)


def _reading(routes: Blueprint, services: Services, desk: Desk) -> None:
    @routes.get("/api/v1/bookings")
    @guard("bookings.view")
    def index() -> Response:
        """Find bookings by name or number; ``cursor`` goes on after a page."""
        cursor = integer(request.args.get("cursor"), field="cursor", least=0, most=2**53, default=0)
        said = request.args.get("query", "")[:80]
        with services.database.read() as tx:
            return json(views.search(tx, said, cursor=cursor, limit=MOST_LISTED))

    @routes.get("/api/v1/bookings/today")
    @guard("bookings.view")
    def today() -> Response:
        """Return the today board."""
        with services.database.read() as tx:
            return json(views.today_board(tx, desk.today(tx)))

    @routes.get("/api/v1/bookings/<booking_id>")
    @guard("bookings.view")
    def show(booking_id: str) -> Response:
        """Return a BOOKING."""
        with services.database.read() as tx:
            return json(views.view(tx, booking_id, desk.currency))


def _planning(routes: Blueprint, services: Services, desk: Desk) -> None:
    currency = desk.currency

    @routes.post("/api/v1/bookings")
    @guard("bookings.manage")
    def book() -> Response:
        """Book rooms, all or none; or take a walk-in."""
        wanted = body(request, Booking)
        person = Person(wanted.name, wanted.email, wanted.phone, wanted.note)
        wishes = [Wish(**msgspec.structs.asdict(one)) for one in wanted.rooms]
        if wanted.walk_in and len(wishes) == 1:
            return command(services, lambda tx: service.walk_in(
                tx, person, wishes[0], today=desk.today(tx), currency=currency
            ), status=201)  # fmt: skip
        return command(services, lambda tx: service.book(
            tx, person, wishes, today=desk.today(tx), currency=currency
        ), status=201)  # fmt: skip

    @routes.post("/api/v1/bookings/<booking_id>/assign")
    @guard("bookings.manage")
    def assign(booking_id: str) -> Response:
        """Give a stay its room."""
        wanted = body(request, Door)
        return command(services, lambda tx: service.assign(
            tx, booking_id, wanted.stay_id, wanted.room_id, currency=currency
        ))  # fmt: skip

    @routes.post("/api/v1/bookings/<booking_id>/move")
    @guard("bookings.manage")
    def move(booking_id: str) -> Response:
        """Move a stay to another room."""
        wanted = body(request, NewDoor)
        return command(services, lambda tx: service.move(
            tx, booking_id, wanted.stay_id, wanted.room_id, today=desk.today(tx),
            currency=currency,
        ))  # fmt: skip

    @routes.post("/api/v1/bookings/<booking_id>/dates")
    @guard("bookings.manage")
    def dates(booking_id: str) -> Response:
        """Extend, shorten or shift a stay."""
        wanted = body(request, Dates)
        return command(services, lambda tx: service.change_dates(
            tx, booking_id, wanted.stay_id, arrival=wanted.arrival, departure=wanted.departure,
            today=desk.today(tx), currency=currency,
        ))  # fmt: skip


def _coming_and_going(routes: Blueprint, services: Services, desk: Desk) -> None:
    currency = desk.currency

    @routes.post("/api/v1/bookings/<booking_id>/check-in")
    @guard("bookings.manage")
    def check_in(booking_id: str) -> Response:
        """Let a guest in."""
        wanted = body(request, Which)
        return command(services, lambda tx: service.check_in(
            tx, booking_id, wanted.stay_id, today=desk.today(tx), currency=currency
        ))  # fmt: skip

    @routes.post("/api/v1/bookings/<booking_id>/check-out")
    @guard("bookings.manage")
    def check_out(booking_id: str) -> Response:
        """Let a guest go."""
        wanted = body(request, Which)
        return command(services, lambda tx: service.check_out(
            tx, booking_id, wanted.stay_id, today=desk.today(tx), currency=currency
        ))  # fmt: skip

    def ending(booking_id: str, action: str) -> Response:
        wanted = body(request, Reason)
        return command(services, lambda tx: service.end(
            tx, booking_id, wanted.stay_id, action, wanted.reason, today=desk.today(tx),
            currency=currency, waive=wanted.waive,
        ))  # fmt: skip

    @routes.post("/api/v1/bookings/<booking_id>/cancel")
    @guard("bookings.manage")
    def cancel(booking_id: str) -> Response:
        """Cancel a stay."""
        return ending(booking_id, "cancel")

    @routes.post("/api/v1/bookings/<booking_id>/no-show")
    @guard("bookings.manage")
    def no_show(booking_id: str) -> Response:
        """Mark a stay whose guest did not come."""
        return ending(booking_id, "no_show")
