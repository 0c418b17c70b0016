"""The floor's drawing over HTTP, and the hand-over of tables."""

from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor
from venue.core.errors import Invalid
from venue.core.parse import Body, Nothing, body
from venue.core.services import Services
from venue.staff.access import guard
from venue.tables import owners
from venue.tables.floor import service
from venue.tables.floor.service import Change, Position

TABLE = "<int(max=9007199254740992):table_id>"
AREA = "<int(max=9007199254740992):area_id>"
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Drawing(Body, frozen=True):
    """Tables that were moved or turned."""

    tables: Annotated[tuple[Position, ...], msgspec.Meta(max_length=service.MOST_TABLES)]


class AreaName(Body, frozen=True):
    """What an area is called."""

    name: str


class HandOver(Body, frozen=True):
    """Who gets which open tables: those named, and all of ``from_staff_id``."""

    to_staff_id: RowId
    from_staff_id: RowId | None = None
    session_ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=service.MOST_TABLES)] = ()


def register(app: Flask, services: Services) -> None:
    """Add the routes of the floor."""
    routes = Blueprint("floor", __name__)
    _drawing(routes, services)
    _areas(routes, services)
    _owners(routes, services)
    app.register_blueprint(routes)


def _drawing(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/floor")
    @guard("tables.manage")
    def arrange() -> Response:
        """Store where tables stand."""
        wanted = body(request, Drawing)
        return command(services, lambda tx: service.arrange(tx, wanted.tables))

    @routes.post(f"/api/v1/tables/{TABLE}")
    @guard("tables.manage")
    def change(table_id: int) -> Response:
        """Change a table's number, area or seats."""
        wanted = body(request, Change)
        return command(services, lambda tx: service.change_table(tx, table_id, wanted))

    @routes.post(f"/api/v1/tables/{TABLE}/retire")
    @guard("tables.manage")
    def retire(table_id: int) -> Response:
        """Take a free table off the floor."""
        body(request, Nothing)
        return command(services, lambda tx: service.retire_table(tx, table_id))


def _areas(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/areas")
    @guard("tables.manage")
    def add() -> Response:
        """Add an area."""
        name = body(request, AreaName).name
        return command(services, lambda tx: service.add_area(tx, name), status=201)

    @routes.post(f"/api/v1/areas/{AREA}")
    @guard("tables.manage")
    def rename(area_id: int) -> Response:
        """Rename an area."""
        name = body(request, AreaName).name
        return command(services, lambda tx: service.rename_area(tx, area_id, name))

    @routes.delete(f"/api/v1/areas/{AREA}")
    @guard("tables.manage")
    def remove(area_id: int) -> Response:
        """Remove an area without tables."""
        return command(services, lambda tx: service.remove_area(tx, area_id))


def _owners(routes: Blueprint, services: Services) -> None:
    @routes.post("/api/v1/floor/hand-over")
    @guard("tables.serve")
    def hand_over() -> Response:
        """Give open tables to a colleague."""
        wanted = body(request, HandOver)
        if wanted.from_staff_id is None and not wanted.session_ids:
            raise Invalid("tables.nothing_to_hand", "say which tables, or whose")
        return command(
            services,
            lambda tx: owners.hand_over(
                tx,
                to_staff_id=wanted.to_staff_id,
                from_staff_id=wanted.from_staff_id,
                session_ids=wanted.session_ids,
            ),
        )

    @routes.post("/api/v1/table-sessions/<session_id>/take-over")
    @guard("tables.serve")
    def take_over(session_id: str) -> Response:
        """Make a table one's own."""
        body(request, Nothing)
        actor = current_actor()
        if actor.kind != "staff":
            raise Invalid("tables.nobody", "only a person who is signed in can take a table over")
        return command(
            services,
            lambda tx: owners.hand_over(
                tx, to_staff_id=actor.id, from_staff_id=None, session_ids=(session_id,)
            ),
        )
