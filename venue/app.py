"""The composition root: makes the parts, joins them, and hands them down."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from flask_socketio import SocketIO
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from config.settings import Settings, write_whole
from venue.core import facts, idempotency, jsonx, modules
from venue.core.clock import Clock, SystemClock
from venue.core.commands import PROBLEM
from venue.core.db import Database
from venue.core.errors import Throttled, Unavailable, VenueError
from venue.core.ids import RowId, uuid7
from venue.core.jobs import Jobs
from venue.core.realtime import Broadcaster
from venue.core.redo import RedoLog
from venue.core.runtime import Runtime, ThreadRuntime
from venue.core.services import Services
from venue.core.tx import Tx
from venue.core.vault import Vault
from venue.devices import service as devices
from venue.front import Front
from venue.gateway import listen, probes
from venue.gateway import wire as wire_protocol
from venue.staff.access import check_origin, permissions_of
from venue.web import pages
from venue.web.static_files import compressed

log = logging.getLogger(__name__)

DATABASE_FILE = "venue.db"
KEY_FILE = "venue.key"
CLI_TOKEN_FILE = "cli.token"
HEARTBEAT_S = 60
PURGE_S = 3600
CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Appliance:
    """Everything that runs, and how it stops.

    Attributes:
        app: Flask; also what the tests' client calls.
        loaded: The modules and how each one is.
    """

    def __init__(
        self,
        services: Services,
        app: Flask,
        socketio: SocketIO,
        loaded: list[modules.Loaded],
    ) -> None:
        self.services, self.app, self.socketio, self.loaded = services, app, socketio, loaded
        self._front: Front | None = None

    def front(self, body_limit: Callable[[int], Any]) -> Front:
        """Return the WSGI application that a server serves."""
        self._front = Front(self.app.wsgi_app, self.services.settings, body_limit)
        return self._front

    @property
    def in_flight(self) -> int:
        """Return how many requests are being answered."""
        return self._front.in_flight if self._front else 0

    def start(self) -> None:
        """Begin the work that goes on by itself."""
        self.services.jobs.start()
        for starter in self.services.starters:
            starter()

    def stop(self) -> None:
        """Finish what was begun, in the order in which it depends on each other."""
        self.services.jobs.stop()
        for stopper in self.services.stoppers:
            stopper()
        self.services.database.write(_remember_running_time)
        if not self.services.database.close():
            log.error("the writer did not finish in time")


def build(
    data: Path,
    settings: Settings,
    *,
    runtime: Runtime | None = None,
    clock: Clock | None = None,
) -> Appliance:
    """Make the appliance of a data folder.

    Raises:
        Unavailable: ``box.in_use``, ``box.unsafe_disk``.
        Exception: What a core module raised while starting.
    """
    clock, runtime = clock or SystemClock(), runtime or ThreadRuntime()
    loaded = modules.find(
        kind=settings.text("venue.kind"), disabled=settings.many("modules.disabled")
    )
    vault = Vault(data / KEY_FILE)
    database = Database(
        data / DATABASE_FILE, clock=clock, runtime=runtime, redo=_redo(settings, vault)
    )
    services = _services(settings, database, runtime, vault, clock)
    _migrate(database, loaded)
    database.write(_give_identity)
    app = Flask("venue", static_folder=None, template_folder=str(pages.TEMPLATES))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.converters["int"] = RowId
    app.extensions["venue"] = services
    _frame_requests(app)
    app.extensions["venue.modules"] = loaded
    modules.start(loaded, app, services)
    socketio = _socketio(app, settings, runtime)
    appliance = Appliance(services, app, socketio, loaded)
    listen.attach(socketio.server, services)
    if settings.text("venue.kind") != "hotel":
        wire_protocol.attach(socketio.server, services)
    probes.register(app, services, loaded)
    pages.register(app, services)
    services.jobs.every(HEARTBEAT_S, "heartbeat", lambda: database.write(_remember_running_time))
    services.jobs.every(PURGE_S, "purge", lambda: database.write(idempotency.purge))
    return appliance


def give_cli_token(services: Services, data: Path) -> None:
    """Make the key by which the box's own command line is known, once; file mode 0600."""
    path = data / CLI_TOKEN_FILE
    if path.exists():
        return

    def act(tx: Tx) -> str:
        tx.actor = "box"
        return devices.create_api_key(
            tx,
            name="this box's command line",
            role="installer",
            permissions=permissions_of("installer"),
        )[1]

    write_whole(path, services.database.write(act))


def _services(
    settings: Settings, database: Database, runtime: Runtime, vault: Vault, clock: Clock
) -> Services:
    def position() -> int:
        with database.read() as tx:
            return tx.seq

    broadcaster = Broadcaster(runtime, position=position)
    database.on_news = broadcaster.publish
    return Services(
        settings=settings,
        database=database,
        runtime=runtime,
        vault=vault,
        broadcaster=broadcaster,
        jobs=Jobs(clock, settings.zone()),
    )


def _redo(settings: Settings, vault: Vault) -> RedoLog | None:
    folder = settings.text("redo.path")
    return RedoLog(Path(folder) / "redo.log", vault) if folder else None


def _migrate(database: Database, loaded: Iterable[modules.Loaded]) -> None:
    for one in loaded:
        if one.module is None or one.module.migrations is None or one.state != "running":
            continue
        try:
            database.migrate([one.module.migrations])
        except Exception as error:
            if one.module.core:
                raise
            log.exception("module %s: its tables cannot be brought up to date", one.name)
            one.state, one.words = "failed", f"its tables: {error}"


def _give_identity(tx: Tx) -> None:
    """Give the venue its id at the first start, and note every start."""
    if not facts.get(tx, facts.VENUE_ID):
        facts.put(tx, facts.VENUE_ID, uuid7())
    tx.journal("box.started", {"fresh": tx.seq == 0})


def _remember_running_time(tx: Tx) -> None:
    """Keep the running time, so that an idle hour is not forgotten by a power cut."""
    facts.put(tx, facts.RUN_MS, str(tx.run_ms))


def _socketio(app: Flask, settings: Settings, runtime: Runtime) -> SocketIO:
    on_threads = isinstance(runtime, ThreadRuntime)
    return SocketIO(
        app,
        async_mode="threading" if on_threads else settings.text("server.mode"),
        json=jsonx,
        manage_session=False,
        async_handlers=False,
        max_http_buffer_size=settings.number("server.max_body_bytes"),
        ping_interval=20,
        ping_timeout=20,
        cors_allowed_origins=None,
    )


def _frame_requests(app: Flask) -> None:
    """Check origins before, set headers after, and put every refusal in one form."""

    @app.before_request
    def before() -> None:
        check_origin()

    @app.after_request
    def after(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return compressed(response)

    @app.errorhandler(VenueError)
    def refused(refusal: VenueError) -> AnyResponse:
        if _is_page() and refusal.status in (401, 403):
            return redirect("/pair", 303)
        if _is_page():
            return _gone(refusal.code, refusal.status)
        response = _problem(refusal.problem(), refusal.status)
        if isinstance(refusal, Throttled) and "retry_after_s" in refusal.details:
            response.headers["Retry-After"] = str(refusal.details["retry_after_s"])
        if refusal.status == 503:
            response.headers["Retry-After"] = "2"
        return response

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        if _is_page():
            return _gone(f"http.{status}", status)
        response = _problem(
            {
                "type": f"/problems/http.{status}",
                "title": error.name,
                "status": status,
                "code": f"http.{status}",
                "detail": error.description or error.name,
                "details": {},
            },
            status,
        )
        for name, value in error.get_headers():
            if name.lower() == "allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        request_id = uuid7()
        log.exception("%s %s failed (request %s)", request.method, request.path, request_id)
        internal = Unavailable("internal", f"something broke; tell staff: {request_id}")
        return _problem(internal.problem() | {"status": 500, "title": "Internal error"}, 500)


def _is_page() -> bool:
    """Tell whether a person's browser asks for a page, not a program for data."""
    return request.method == "GET" and not request.path.startswith("/api/") and (
        request.accept_mimetypes.best_match([PROBLEM, "application/json", "text/html"])
        == "text/html"
    )  # fmt: skip


def _gone(code: str, status: int) -> Response:
    return make_response(render_template("gone.html", code=code), status)


def _problem(document: dict[str, Any], status: int) -> Response:
    return Response(jsonx.encode(document), status, mimetype=PROBLEM)
