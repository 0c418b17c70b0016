"""Which printer serves which station, and paper that counts as seen."""

from typing import Any

from flask import Blueprint, Flask, Response, request

from printers.model import Job, Kind
from printers.routes import spooler_of
from printers.spooler import Spooler
from venue.core.commands import command
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import ReadTx, Tx
from venue.menu import service as menu
from venue.orders import lines, seen
from venue.staff.access import guard


class StationPrinter(Body, frozen=True):
    """The printer of a station; None takes it away."""

    printer_id: int | None


def in_trouble(tx: ReadTx, slug: str, spooler: Spooler, lang: str) -> list[dict[str, Any]]:
    """Return ``[{name, state, words}]`` of the printers of a station (``all``: any) that fail."""
    mine = {
        one.printer_id
        for one in menu.stations(tx)
        if one.active and one.print_mode != "never" and slug in (one.slug, "all", "expo")
    }
    return [
        {"name": one["name"], "state": one["state"], "words": one["words"]}
        for one in spooler.status(tx, lang)
        if one["id"] in mine and one["state"] != "ready"
    ]


def register(app: Flask, services: Services) -> None:
    """Add the routes, and let confirmed paper acknowledge its ticket."""
    routes = Blueprint("kitchen_printing", __name__)
    rules = rules_of(services.settings)
    spooler = spooler_of(app)

    @routes.post("/api/v1/stations/<slug>/printer")
    @guard("printers.manage")
    def assign(slug: str) -> Response:
        """Say which printer a station's tickets go to."""
        wanted = body(request, StationPrinter)

        def act(tx: Tx) -> dict[str, Any]:
            station = menu.station_by_slug(tx, slug)
            menu.set_station_printer(tx, station.id, wanted.printer_id)
            return {"station": slug, "printer_id": wanted.printer_id}

        return command(services, act)

    def printed(tx: Tx, job: Job) -> None:
        if job.kind == Kind.KITCHEN and "ticket_id" in job.document:
            key = lines.ticket_key(str(job.document["ticket_id"]))
            tx.actor = "paper"
            seen.acknowledge(tx, [key], "paper", rules)

    spooler.on_printed.append(printed)
    app.register_blueprint(routes)
