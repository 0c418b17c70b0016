"""Guests' profiles over HTTP."""

from datetime import date, timedelta

from flask import Blueprint, Flask, Response, request

from venue.bookings import hooks
from venue.bookings.routes import Desk
from venue.core.commands import command, current_actor, json
from venue.core.parse import Body, Nothing, body
from venue.core.retention import Term
from venue.core.services import Services
from venue.core.tx import Tx
from venue.profiles import service
from venue.staff.access import guard


class Words(Body, frozen=True, kw_only=True):
    """What the house knows of a guest."""

    name: str
    email: str = ""
    phone: str = ""
    note: str = ""


class Other(Body, frozen=True, kw_only=True):
    """The profile that is the same guest and goes into this one."""

    profile_id: int


def register(app: Flask, services: Services) -> None:
    """Add the routes, follow bookings, and forget guests after their term."""
    routes = Blueprint("profiles", __name__)
    desk = Desk(services)
    days = services.settings.number("hotel.profile_days")
    hooks.listeners.append(service.hear)
    _knowing(routes, services)
    _forgetting(routes, services)

    def purge(tx: Tx) -> int:
        before = date.fromisoformat(desk.today(tx)) - timedelta(days=days)
        return service.purge(tx, before.isoformat())

    services.terms.append(Term(name="profiles", tables=("profile",), purge=purge))
    app.register_blueprint(routes)


def _knowing(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/guests")
    @guard("bookings.view")
    def index() -> Response:
        """Find guests by name, mail address or phone."""
        with services.database.read() as tx:
            return json(service.search(tx, request.args.get("query", "")[:80]))

    @routes.get("/api/v1/guests/<int:profile_id>")
    @guard("bookings.view")
    def show(profile_id: int) -> Response:
        """Return a PROFILE with its history."""
        with services.database.read() as tx:
            return json(service.show(tx, profile_id, services.currency))

    @routes.post("/api/v1/guests/<int:profile_id>")
    @guard("bookings.manage")
    def change(profile_id: int) -> Response:
        """Set a guest's words."""
        wanted = body(request, Words)
        return command(services, lambda tx: service.change(
            tx, profile_id, name=wanted.name, email=wanted.email, phone=wanted.phone,
            note=wanted.note,
        ))  # fmt: skip

    @routes.post("/api/v1/guests/<int:profile_id>/merge")
    @guard("bookings.manage")
    def merge(profile_id: int) -> Response:
        """Put another profile into this one."""
        wanted = body(request, Other)
        return command(services, lambda tx: service.merge(tx, profile_id, wanted.profile_id))

    @routes.post("/api/v1/guests/merges/<int:merge_id>/undo")
    @guard("bookings.manage")
    def part(merge_id: int) -> Response:
        """Take a merge back."""
        body(request, Nothing)
        return command(services, lambda tx: service.part(tx, merge_id))


def _forgetting(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/guests/<int:profile_id>/export")
    @guard("guests.erase")
    def everything(profile_id: int) -> Response:
        """Return all that the house knows of a guest, as a file; it is journalled."""
        actor = current_actor().label

        def look(tx: Tx) -> dict[str, object]:
            tx.actor = actor
            return service.everything(tx, services.vault, profile_id, services.currency)

        response = json(services.database.write(look))
        response.headers["Content-Disposition"] = f'attachment; filename="guest-{profile_id}.json"'
        return response

    @routes.post("/api/v1/guests/<int:profile_id>/erase")
    @guard("guests.erase")
    def erase(profile_id: int) -> Response:
        """Forget a guest."""
        body(request, Nothing)
        answer = command(services, lambda tx: service.erase(tx, profile_id))
        services.spread_erasures()
        return answer
