"""Room requests over HTTP, and their two pages."""

from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json
from venue.core.errors import Conflict
from venue.core.parse import Body, Nothing, body, choice
from venue.core.retention import Term
from venue.core.services import Services
from venue.staff.access import guard
from venue.tables import service as tables
from venue.tables.parties import service as parties
from venue.translator import book
from venue.translator.requests import service
from venue.translator.routes import Code

LANGUAGES = tuple(book.shipped())


class Wish(Body, frozen=True):
    """What a guest in a room asks for, and in which language it was read."""

    phrase: str
    language: Code


def register(app: Flask, services: Services) -> None:
    """Add the routes; requests follow a party to another room and end with its session."""
    routes = Blueprint("room requests", __name__)
    _asking(routes, services)
    _answering(routes, services)
    tables.endings.append(service.end)
    parties.room_changes.append(service.follow)
    services.alerts.append(service.alerts)
    services.terms.append(Term(name="room requests", tables=("room_request",), purge=service.purge))
    app.register_blueprint(routes)


def _language() -> str:
    return choice(
        request.args.get("language"), field="language", among=LANGUAGES,
        default=book.BASE,
    )  # fmt: skip


def _session() -> str:
    session_id = current_actor().table_session_id
    if not session_id:
        raise Conflict("requests.no_room", "only a guest in a room can ask for this")
    return session_id


def _asking(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/room-requests/own")
    @guard("requests.make")
    def own() -> Response:
        """List what one asked for, and what can be asked for."""
        with services.database.read() as tx:
            return json(service.own(tx, current_actor().table_session_id, _language()))

    @routes.post("/api/v1/room-requests")
    @guard("requests.make")
    def make() -> Response:
        """Ask for something; the same that is not done yet is one request."""
        wish, session_id = body(request, Wish), _session()
        return command(
            services,
            lambda tx: service.make(
                tx, session_id=session_id, phrase=wish.phrase, language=wish.language
            ),
            status=201,
        )

    @routes.post("/api/v1/room-requests/<int:request_id>/withdraw")
    @guard("requests.make")
    def withdraw(request_id: int) -> Response:
        """Take an own request back."""
        body(request, Nothing)
        session_id = _session()
        return command(
            services,
            lambda tx: service.withdraw(tx, session_id=session_id, request_id=request_id),
        )


def _answering(routes: Blueprint, services: Services) -> None:
    @routes.get("/api/v1/room-requests")
    @guard("requests.answer")
    def index() -> Response:
        """List what rooms wait for, oldest first, and what was done lately."""
        with services.database.read() as tx:
            return json(service.everybodys(tx, _language()))

    def moved(request_id: int, verb: str) -> Response:
        body(request, Nothing)
        actor, language = current_actor(), _language()
        return command(services, lambda tx: service.move(tx, actor, request_id, verb, language))

    @routes.post("/api/v1/room-requests/<int:request_id>/take")
    @guard("requests.answer")
    def take(request_id: int) -> Response:
        """Take a request on oneself."""
        return moved(request_id, "take")

    @routes.post("/api/v1/room-requests/<int:request_id>/done")
    @guard("requests.answer")
    def done(request_id: int) -> Response:
        """Say that a request is done."""
        return moved(request_id, "done")
