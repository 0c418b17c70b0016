"""Backups over HTTP."""

from flask import Blueprint, Flask, Response, request

from venue.backups import service, targets
from venue.backups.keeper import LOOK_S, Keeper
from venue.core.commands import json
from venue.core.parse import Nothing, body
from venue.core.services import Services
from venue.staff.access import guard


def register(app: Flask, services: Services) -> None:
    """Add the routes, the status, the alerts and the jobs of backups."""
    routes = Blueprint("backups", __name__)
    keeper = Keeper(services)

    @routes.get("/api/v1/backups")
    @guard("backups.manage")
    def index() -> Response:
        """List the backups, newest first, and how the last one and the last trial restore went."""
        kept = service.index(keeper.folder) if keeper.folder.is_dir() else []
        return json({"items": kept, "status": keeper.status()})

    @routes.post("/api/v1/backups")
    @guard("backups.manage")
    def make() -> Response:
        """Make a backup now; asked twice, two are made, which harms nothing."""
        body(request, Nothing)
        return json(services.runtime.run(keeper.make), 201)

    @routes.post("/api/v1/backups/drill")
    @guard("backups.manage")
    def drill() -> Response:
        """Restore the newest backup on trial."""
        body(request, Nothing)
        return json(services.runtime.run(keeper.drill))

    services.back_up = keeper.make
    services.status["backups"] = keeper.status
    services.alerts.append(keeper.alerts)
    services.figures.append(keeper.figures)
    services.jobs.every(LOOK_S, "backups", keeper.when_due, lane="backups")
    services.jobs.every(LOOK_S, "copies of backups", keeper.bring_copies, lane="sticks")
    for number, url in enumerate(services.settings.many("backup.targets")):
        errand = targets.Errand(keeper, services.database.clock, url)
        services.stoppers.append(errand.stop)
        # A lane of its own: a server that is slow or dead holds up nothing else.
        name = f"copies to server {number + 1}"
        services.jobs.every(LOOK_S, name, errand.go, lane=f"sftp {number + 1}")
    app.register_blueprint(routes)
