"""The health of a running box over HTTP."""

from flask import Blueprint, Flask, Response, request

from venue.core.clock import rfc3339
from venue.core.commands import json
from venue.core.services import Services
from venue.health import alerts, upkeep
from venue.health.look import look
from venue.health.model import BAD, WARN, Finding, Place
from venue.staff.access import guard

FRESH_MS = 10_000  # many screens asking at once make the box look once


class Looking:
    """What a running box last found of itself."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._found: list[Finding] = []
        self._at_ms = -FRESH_MS
        self.seen_at = ""

    def findings(self, url: str) -> list[Finding]:
        """Return the findings of now, or of the last seconds; call it off the event loop."""
        database = self._services.database
        if database.run_ms - self._at_ms >= FRESH_MS:
            self._at_ms = database.run_ms
            self._found = look(self._place(url), slow=False)
            self.seen_at = rfc3339(database.clock.now())
        return self._found

    def _place(self, url: str) -> Place:
        database = self._services.database
        parts = {name: self._services.status[name]() for name in ("printers", "screens")}
        return Place(
            data=database.path.parent,
            settings=self._services.settings,
            clock=database.clock,
            url=url,
            live=parts,
            running=True,
        )


def register(app: Flask, services: Services) -> None:
    """Add the route and the alerts of disk and clock."""
    routes = Blueprint("health", __name__)
    looking = Looking(services)

    @routes.get("/api/v1/health")
    @guard("status.view")
    def health() -> Response:
        """Say what is well and what wants somebody, the worst first, each with its cure."""
        url = (services.settings.text("server.address") or request.host_url).rstrip("/")
        found = services.runtime.run(lambda: looking.findings(url))
        wants = [one for one in found if one.level in (BAD, WARN)]
        items = [one.view() for one in found]
        return json({"items": items, "wants": len(wants), "seen_at": looking.seen_at})

    services.alerts.append(lambda tx: alerts.of_the_machine(services.database, tx))
    services.jobs.daily(upkeep.NIGHT_HOUR, "upkeep", lambda: upkeep.every_night(services.database))
    app.register_blueprint(routes)
