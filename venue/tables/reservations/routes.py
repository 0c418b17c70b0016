"""Tables' reservations over HTTP."""

from datetime import datetime

from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, json
from venue.core.parse import Body, Nothing, body, day
from venue.core.retention import Term
from venue.core.services import Services
from venue.staff.access import guard
from venue.tables.reservations import service
from venue.tables.reservations.service import RowId, Terms, Wanted
from venue.tables.sessions import House

LATE_LOOK_S = 30
DAY_MS = 24 * 3_600_000
RESERVATION = "<int(max=9007199254740992):reservation_id>"


class Seat(Body, frozen=True):
    """Where they sit, when not where it was reserved."""

    table_id: RowId | None = None


def register(app: Flask, services: Services, house: House) -> None:
    """Add the routes, the alert of late parties, and the purge of names."""
    routes = Blueprint("table_reservations", __name__)
    terms = Terms(
        minutes=services.settings.number("tables.reservation_min"),
        late_after_s=services.settings.number("tables.late_after_min") * 60,
        kept_ms=services.settings.number("privacy.words_days") * DAY_MS,
        zone=services.settings.zone(),
    )
    _reading(routes, services, terms)
    _changing(routes, services, house, terms)
    app.register_blueprint(routes)
    services.alerts.append(lambda tx: service.alerts(tx, terms))

    def look() -> None:
        with services.database.read() as tx:
            due = service.any_newly_late(tx, terms)
        if due:
            services.database.write(lambda tx: service.tell_late(tx, terms))

    services.jobs.every(LATE_LOOK_S, "reservations.late", look)
    services.terms.append(
        Term(name="table reservations", tables=("table_reservation",), purge=service.purge)
    )


def _reading(routes: Blueprint, services: Services, terms: Terms) -> None:
    @routes.get("/api/v1/table-reservations")
    @guard("reservations.manage")
    def index() -> Response:
        """List the reservations of ``?date=`` (local), today's by default."""
        with services.database.read() as tx:
            today = datetime.fromisoformat(tx.now).astimezone(terms.zone).date()
            asked = day(request.args.get("date"), field="date", default=today)
            return json(service.of_day(tx, asked, terms))


def _changing(routes: Blueprint, services: Services, house: House, terms: Terms) -> None:
    @routes.post("/api/v1/table-reservations")
    @guard("reservations.manage")
    def add() -> Response:
        """Take a reservation."""
        wanted = body(request, Wanted)
        return command(services, lambda tx: service.add(tx, wanted, terms), status=201)

    @routes.post(f"/api/v1/table-reservations/{RESERVATION}")
    @guard("reservations.manage")
    def change(reservation_id: int) -> Response:
        """Change a reservation."""
        wanted = body(request, Wanted)
        return command(services, lambda tx: service.change(tx, reservation_id, wanted, terms))

    @routes.post(f"/api/v1/table-reservations/{RESERVATION}/seat")
    @guard("tables.serve")
    def seat(reservation_id: int) -> Response:
        """Open a table for the party that came."""
        table_id = body(request, Seat).table_id
        return command(
            services, lambda tx: service.seat(tx, house, reservation_id, table_id, terms)
        )

    @routes.post(f"/api/v1/table-reservations/{RESERVATION}/<action>")
    @guard("reservations.manage")
    def move(reservation_id: int, action: str) -> Response:
        """Mark as no-show, cancel or restore."""
        body(request, Nothing)
        return command(services, lambda tx: service.move(tx, reservation_id, action, terms))
