"""The address at which Star printers ask for work: one per printer, with its secret in it."""

import hashlib

from flask import Blueprint, Response, request

from printers import queries, render
from printers.address import allowed
from printers.cloudprnt import PullDriver
from printers.escpos import PULSE
from printers.model import Printer
from venue.core.commands import json
from venue.core.errors import Forbidden, NotFound
from venue.core.jsonx import loads
from venue.core.services import Services
from venue.staff.access import PUBLIC, guard

PATH = "/cloudprnt/<secret>"
BODY_MOST = 8192


def hash_of(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def blueprint(services: Services, driver: PullDriver) -> Blueprint:
    """Return the three calls of the protocol."""
    routes = Blueprint("cloudprnt", __name__)

    @routes.post(PATH)
    @guard(PUBLIC)
    def poll(secret: str) -> Response:
        """Tell a printer whether there is work."""
        printer = _asking(services, secret)
        token = driver.polled(printer.id, _status())
        if token is None:
            return json({"jobReady": False})
        said = {"jobReady": True, "mediaTypes": ["image/png"], "jobToken": token}
        return json(said | {"deleteMethod": "DELETE"})

    @routes.get(PATH)
    @guard(PUBLIC)
    def fetch(secret: str) -> Response:
        """Hand the work out as a picture of the paper, which every model prints."""
        printer = _asking(services, secret)
        data = driver.fetched(printer.id, request.args.get("token", ""))
        if data is None:
            raise NotFound("printing.unknown_job", "there is no work")
        png = services.runtime.run(lambda: render.strip_png(data, printer.dots))
        response = Response(png, mimetype="image/png")
        response.headers["X-Star-ImageDitherPattern"] = "none"
        response.headers["X-Star-Cut"] = "partial; feed=true" if printer.cutter else "none"
        response.headers["X-Star-CashDrawer"] = "start" if PULSE in data else "none"
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.delete(PATH)
    @guard(PUBLIC)
    def confirm(secret: str) -> Response:
        """Take a printer's word for what came of the work."""
        printer = _asking(services, secret)
        token, code = request.args.get("token", ""), request.args.get("code", "")
        return json({"known": driver.confirmed(printer.id, token, code)})

    return routes


def _asking(services: Services, secret: str) -> Printer:
    """Return the printer of a secret; only from the local network.

    Raises:
        Forbidden: ``printing.not_local``.
        NotFound: ``printing.unknown_printer``.
    """
    if not allowed(request.remote_addr or ""):
        raise Forbidden("printing.not_local", "printers ask from the local network only")
    with services.database.read() as tx:
        printer = queries.by_secret(tx, hash_of(secret))
    if printer is None:
        raise NotFound("printing.unknown_printer", "no printer has this address")
    return printer


def _status() -> str:
    """Return the status code in a poll; unreadable polls are a printer all the same."""
    try:
        said = loads(request.get_data()[:BODY_MOST] or b"{}")
    except ValueError:
        return ""
    return str(said.get("statusCode", "")) if isinstance(said, dict) else ""
