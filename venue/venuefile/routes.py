"""The venue file over HTTP; `venue plan`, `apply`, `rollback` and `export` call these."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, current_app, request

from printers.routes import EXTENSION as PRINTING
from sync.routes import EXTENSION as SYNC
from venue.core.commands import command, json
from venue.core.errors import TooLarge
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.tx import Tx
from venue.menu.files import exchange
from venue.staff.access import guard
from venue.venuefile import clouds, model, service, wishes
from venue.venuefile.changes import Around

LARGEST_BODY = 2 * exchange.LONGEST_BYTES


class File(Body, frozen=True):
    """A venue file; ``replace``: what its parts do not name goes."""

    text: Annotated[str, msgspec.Meta(min_length=1)]
    replace: bool = False


class FileAndSecrets(File, frozen=True):
    """A venue file, and the keys of the clouds it connects: ``{cloud: {field: value}}``."""

    secrets: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)


def register(app: Flask, services: Services) -> None:
    """Add the routes."""
    routes = Blueprint("venuefile", __name__)

    def around(*, replace: bool = False) -> Around:
        made = current_app.extensions
        return Around(services, made.get(SYNC), made.get(PRINTING), replace=replace)

    @routes.get("/api/v1/venue-file")
    @guard("settings.manage")
    def export() -> Response:
        """Return the venue as a file: ``{text}``."""
        with services.database.read() as tx:
            return json({"text": service.export(tx, around())})

    @routes.post("/api/v1/venue-file/plan")
    @guard("settings.manage")
    def plan() -> Response:
        """Show what a venue file would change; change nothing."""
        request.max_content_length = LARGEST_BODY
        given = body(request, File)
        file = _read(services, given)
        with services.database.read() as tx:
            return json(service.plan(tx, around(replace=given.replace), file))

    @routes.post("/api/v1/venue-file/apply")
    @guard("settings.manage")
    def apply() -> Response:
        """Make the venue what the file says, all of it or nothing."""
        request.max_content_length = LARGEST_BODY
        given = body(request, FileAndSecrets)
        file, bare = _read(services, given), around(replace=given.replace)
        with services.database.read() as tx:
            found = service.cloud_changes(tx, bare, file)
        # Outside of every transaction: a cloud may take its time to answer.
        proven = services.runtime.run(lambda: clouds.prove(found, bare, file.own, given.secrets))
        ready = bare._replace(proven=proven)
        return _done(ready, lambda tx: service.apply(tx, ready, file))

    @routes.post("/api/v1/venue-file/rollback")
    @guard("settings.manage")
    def roll_back() -> Response:
        """Take the last venue file back."""
        body(request, Nothing)
        ready = around()
        return _done(ready, lambda tx: service.roll_back(tx, ready))

    app.register_blueprint(routes)


def _done(around: Around, act: Callable[[Tx], Any]) -> Response:
    """Do it, then let hold what needs no start: settings, and the clouds' keys."""
    services, engine = around.services, around.engine
    before = clouds.keys(around)
    answer = command(services, act)
    wishes.adopt(services.settings)
    after = clouds.keys(around)
    moved = [name for name in before | after if before.get(name) != after.get(name)]
    if engine is not None:
        for name in moved:
            services.runtime.run(partial(engine.reload, name))
    return answer


def _read(services: Services, given: File) -> model.VenueFile:
    if len(given.text.encode()) > exchange.LONGEST_BYTES:
        raise TooLarge("venue_file.too_large", "a venue file may have 2 MB")
    # Read before the writer sees it: a large file must not hold up an order.
    return services.runtime.run(lambda: model.read(given.text))
