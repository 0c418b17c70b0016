"""Parties without a table over HTTP."""

from flask import Blueprint, Flask, Response, request

from venue.core.commands import command
from venue.core.parse import NAME_LONGEST, Body, body, clean_text
from venue.core.retention import Term
from venue.core.services import Services
from venue.staff.access import guard
from venue.tables import service as tables
from venue.tables.parties import service
from venue.tables.parties.service import Words

DAY_MS = 24 * 3_600_000


class Step(Body, frozen=True):
    """Who drives, where that matters."""

    driver: str = ""


def register(app: Flask, services: Services) -> None:
    """Add the routes of parties, what the floor shows of them, and the purge of their words."""
    routes = Blueprint("parties", __name__)

    @routes.post("/api/v1/parties/<session_id>")
    @guard("tables.serve")
    def change(session_id: str) -> Response:
        """Change name, phone, address, note or time."""
        wanted = body(request, Words)
        return command(services, lambda tx: service.change(tx, session_id, wanted))

    @routes.post("/api/v1/parties/<session_id>/<action>")
    @guard("tables.serve")
    def move(session_id: str, action: str) -> Response:
        """Hand over, send out, deliver or take back."""
        driver = clean_text(body(request, Step).driver, field="the driver", longest=NAME_LONGEST)
        return command(services, lambda tx: service.move(tx, session_id, action, driver=driver))

    service.on_gone.clear()
    service.room_changes.clear()
    tables.decorators.append(service.known)
    kept_ms = services.settings.number("privacy.words_days") * DAY_MS

    services.terms.append(
        Term(name="parties", tables=("party",), purge=lambda tx: service.purge(tx, kept_ms))
    )
    app.register_blueprint(routes)
