"""Registers what the desk keeps."""

from flask import Blueprint, Flask

from venue.core.services import Services
from venue.desklog.shiftlog import routes as shiftlog
from venue.desklog.wakeups import routes as wakeups


def register(app: Flask, services: Services) -> None:
    """Add the routes, jobs, alerts and terms of the desk's books."""
    routes = Blueprint("desklog", __name__)
    wakeups.register(routes, services)
    shiftlog.register(routes, services)
    app.register_blueprint(routes)
