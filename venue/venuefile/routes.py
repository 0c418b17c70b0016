"""The venue file over HTTP; `venue plan`, `apply` and `rollback` call these."""

from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, current_app, request

from printers.routes import EXTENSION
from venue.core.commands import command, json
from venue.core.errors import TooLarge
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.menu.files import exchange
from venue.staff.access import guard
from venue.venuefile import model, service

LARGEST_BODY = 2 * exchange.LONGEST_BYTES


class File(Body, frozen=True):
    """A venue file; ``replace``: dishes that are not in it go off the menu."""

    text: Annotated[str, msgspec.Meta(min_length=1)]
    replace: bool = False


def register(app: Flask, services: Services) -> None:
    """Add the routes."""
    routes = Blueprint("venuefile", __name__)

    @routes.post("/api/v1/venue-file/plan")
    @guard("settings.manage")
    def plan() -> Response:
        """Show what a venue file would change; change nothing."""
        given, file = _given(services)
        with services.database.read() as tx:
            return json(service.plan(tx, services, file, replace=given.replace))

    @routes.post("/api/v1/venue-file/apply")
    @guard("settings.manage")
    def apply() -> Response:
        """Make the venue what the file says, all of it or nothing."""
        given, file = _given(services)
        spooler = current_app.extensions[EXTENSION]
        answer = command(
            services,
            lambda tx: service.apply(tx, services, file, replace=given.replace, spooler=spooler),
        )
        service.adopt(services.settings)
        return answer

    @routes.post("/api/v1/venue-file/rollback")
    @guard("settings.manage")
    def roll_back() -> Response:
        """Take the last venue file back."""
        body(request, Nothing)
        answer = command(services, lambda tx: service.roll_back(tx, services))
        service.adopt(services.settings)
        return answer

    app.register_blueprint(routes)


def _given(services: Services) -> tuple[File, model.VenueFile]:
    request.max_content_length = LARGEST_BODY
    given = body(request, File)
    if len(given.text.encode()) > exchange.LONGEST_BYTES:
        raise TooLarge("venue_file.too_large", "a venue file may have 2 MB")
    # Read before the writer sees it: a large file must not hold up an order.
    return given, services.runtime.run(lambda: model.read(given.text))
