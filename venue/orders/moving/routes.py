"""Moving over HTTP."""

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.commands import command
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx
from venue.orders.moving import merging, service
from venue.orders.moving.service import MovedLine
from venue.staff.access import guard
from venue.tables import service as tables
from venue.tables import sessions

MINUTE_MS = 60_000
MERGE = "<int(max=9007199254740992):merge_id>"


class ToTable(Body, frozen=True):
    """Where a party goes."""

    table_id: Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Into(Body, frozen=True):
    """Which party it joins."""

    session_id: str


class Moved(Body, frozen=True):
    """Which lines, and to which party's bill."""

    lines: Annotated[
        tuple[MovedLine, ...], msgspec.Meta(min_length=1, max_length=service.MOST_LINES)
    ]
    to_session_id: str


def register(app: Flask, services: Services, rules: Rules) -> None:
    """Add the routes of moving, and what a session's view says of it."""
    routes = Blueprint("moving", __name__)
    house = sessions.house_of(services)
    limit_ms = services.settings.number("tables.merge_undo_min") * MINUTE_MS
    service.bill_guards.clear()

    @routes.post("/api/v1/table-sessions/<session_id>/move")
    @guard("orders.move")
    def move(session_id: str) -> Response:
        """Move a party to a free table."""
        table_id = body(request, ToTable).table_id
        return command(services, lambda tx: service.move_party(tx, session_id, table_id, rules))

    @routes.post("/api/v1/table-sessions/<session_id>/merge")
    @guard("orders.move")
    def merge(session_id: str) -> Response:
        """Join a party to another; the other one's table stays."""
        into = body(request, Into).session_id
        return command(services, lambda tx: merging.merge(tx, session_id, into, rules))

    @routes.post(f"/api/v1/table-merges/{MERGE}/undo")
    @guard("orders.move")
    def undo(merge_id: int) -> Response:
        """Take joined parties apart."""
        body(request, Nothing)
        return command(services, lambda tx: merging.undo(tx, house, merge_id, limit_ms, rules))

    @routes.post("/api/v1/order-lines/move")
    @guard("orders.move")
    def move_lines() -> Response:
        """Put lines on another party's bill."""
        wanted = body(request, Moved)
        return command(
            services,
            lambda tx: service.move_lines(tx, wanted.lines, wanted.to_session_id, rules),
        )

    def details(tx: ReadTx, session_id: str) -> dict[str, Any]:
        return {"merges": merging.undoable(tx, session_id, limit_ms)}

    tables.details.append(details)
    app.register_blueprint(routes)
