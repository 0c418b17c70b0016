"""Rooms over HTTP."""

from flask import Blueprint, Flask, Response

from venue.core.commands import json
from venue.core.services import Services
from venue.rooms import service
from venue.staff.access import guard


def register(app: Flask, services: Services) -> None:
    """Add the routes of rooms."""
    routes = Blueprint("rooms", __name__)

    @routes.get("/api/v1/rooms")
    @guard("rooms.view")
    def index() -> Response:
        """List the rooms."""
        with services.database.read() as tx:
            return json(service.index(tx))

    app.register_blueprint(routes)
