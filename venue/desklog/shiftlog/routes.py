"""The shift log over HTTP."""

from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, Response, request

from venue.core.clock import rfc3339
from venue.core.commands import command, current_actor, json
from venue.core.errors import Invalid
from venue.core.parse import Body, Nothing, body, integer
from venue.core.retention import Term
from venue.core.services import Services
from venue.desklog.shiftlog import service
from venue.desklog.wakeups.model import moment
from venue.staff.access import guard

DAY_MS = 24 * 3_600_000
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Entry(Body, frozen=True):
    """An entry; ``due``: by when in the house's time, such as 2026-07-19T06:30.

    ``corrects_id``: the entry whose place it takes.
    """

    words: str
    room_id: RowId | None = None
    booking_id: str | None = None
    todo: bool = False
    due: str | None = None
    corrects_id: RowId | None = None


def register(parent: Blueprint, services: Services) -> None:
    """Add the routes, the alert of what is late, and the term."""
    kept_ms = services.settings.number("privacy.words_days") * DAY_MS
    services.alerts.append(service.alerts)
    services.terms.append(
        Term(
            name="shift log",
            tables=("shift_entry", "shift_read"),
            purge=partial(service.purge, kept_ms=kept_ms),
        )
    )
    routes = Blueprint("shift log", __name__)
    _reading(routes, services)
    _writing(routes, services)
    parent.register_blueprint(routes)


def _reading(routes: Blueprint, services: Services) -> None:
    zone = services.settings.zone()

    @routes.get("/api/v1/shift-log")
    @guard("shift_log.use")
    def index() -> Response:
        """List entries, the newest first; `query` stands in their words."""
        cursor = integer(request.args.get("cursor"), field="cursor", least=0, most=2**53, default=0)
        with services.database.read() as tx:
            said = request.args.get("query", "")[:80]
            return json(service.search(tx, current_actor(), said, cursor) | {"zone": zone.key})

    @routes.get("/api/v1/shift-log/open")
    @guard("shift_log.use")
    def to_see() -> Response:
        """List what one has not read and what is still to do, oldest first."""
        with services.database.read() as tx:
            return json(service.to_see(tx, current_actor()) | {"zone": zone.key})


def _writing(routes: Blueprint, services: Services) -> None:
    zone = services.settings.zone()

    @routes.post("/api/v1/shift-log")
    @guard("shift_log.use")
    def write() -> Response:
        """Write an entry; a correction is a new one that names the old."""
        said, actor = body(request, Entry), current_actor()
        wish = service.Wish(
            said.words, said.room_id, said.booking_id, said.todo,
            _moment(said.due, zone) if said.due else None, said.corrects_id,
        )  # fmt: skip
        return command(services, lambda tx: service.write(tx, actor, wish), status=201)

    @routes.post("/api/v1/shift-log/<int:entry_id>/read")
    @guard("shift_log.use")
    def read(entry_id: int) -> Response:
        """Note that one read an entry."""
        body(request, Nothing)
        actor = current_actor()
        return command(services, lambda tx: service.read(tx, actor, entry_id))

    @routes.post("/api/v1/shift-log/<int:entry_id>/tick")
    @guard("shift_log.use")
    def tick(entry_id: int) -> Response:
        """Tick off what was to do."""
        body(request, Nothing)
        actor = current_actor()
        return command(services, lambda tx: service.tick(tx, actor, entry_id))


def _moment(said: str, zone: ZoneInfo) -> str:
    try:
        found = datetime.fromisoformat(said)
        if found.tzinfo is None:
            return rfc3339(moment(found.date(), found.time(), zone))
    except (ValueError, OverflowError):
        pass
    raise Invalid("shift_log.bad_due", "the time is one of the house, such as 2026-07-19T06:30")
