"""The composition root: makes the parts, joins them, and hands them down."""

import contextlib
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from config.settings import Settings, write_whole
from venue.core import facts, idempotency, jsonx, modules, retention
from venue.core.clock import Clock, SystemClock
from venue.core.db import Database
from venue.core.errors import Unavailable
from venue.core.ids import RowId, uuid7
from venue.core.jobs import Jobs
from venue.core.realtime import Broadcaster
from venue.core.redo import RedoLog
from venue.core.runtime import Runtime, ThreadRuntime
from venue.core.services import Services
from venue.core.tx import Tx
from venue.core.vault import Vault
from venue.devices import service as devices
from venue.front import Front, certificate_names
from venue.gateway import framing, listen, metrics, probes, switching
from venue.gateway import wire as wire_protocol
from venue.gateway.graphql import routes as graphql
from venue.gateway.graphql.engine import Engine
from venue.gateway.graphql.live import Live
from venue.gateway.installed import crashes
from venue.gateway.installed.host import Host
from venue.gateway.meters import Meters
from venue.gateway.openapi import routes as openapi
from venue.keys.service import Keys
from venue.orders import seen
from venue.staff.access import permissions_of
from venue.standby import serving as standby
from venue.tls import keeper as tls
from venue.web import pages

log = logging.getLogger(__name__)

DATABASE_FILE = "venue.db"
KEY_FILE = "venue.key"
CLI_TOKEN_FILE = "cli.token"
HEARTBEAT_S = 60


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
        with contextlib.suppress(Unavailable):  # a box that was replaced writes nothing
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
        data / DATABASE_FILE, clock=clock, runtime=runtime, redo=_redo(data, settings, vault)
    )
    services = _services(settings, database, runtime, vault, clock)
    _migrate(database, loaded)
    standby.begin_line(database)
    database.write(_give_identity)
    app = Flask("venue", static_folder=None, template_folder=str(pages.TEMPLATES))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    # A page in Russian carries its words and menu: as \\u0430 they are three times as long.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    app.url_map.converters["int"] = RowId
    app.extensions["venue"] = services
    meters = Meters()
    framing.frame(app, settings, meters)
    app.extensions["venue.modules"] = loaded
    modules.start(loaded, app, services)
    socketio = _socketio(app, settings, runtime)
    appliance = Appliance(services, app, socketio, loaded)
    listen.attach(socketio.server, services)
    if settings.text("venue.kind") != "hotel":
        wire_protocol.attach(socketio.server, services)
    safe = crashes.begin(data)
    if safe:
        services.alerts.append(lambda tx: [crashes.alert()])
    _gateway(appliance, meters, safe=safe)
    services.jobs.every(crashes.SETTLED_S, "settled", lambda: crashes.settled(data))
    services.stoppers.append(lambda: crashes.settled(data))
    pages.register(app, services)
    Keys(services)
    standby.attach(services, data)
    tls.attach(app, services, lambda: certificate_names(settings))
    services.jobs.every(HEARTBEAT_S, "heartbeat", lambda: database.write(_remember_running_time))
    services.terms.append(idempotency.TERM)
    services.jobs.every(
        retention.EVERY_S, "retention", lambda: retention.keep(database, services.terms)
    )
    return appliance


def _gateway(appliance: Appliance, meters: Meters, *, safe: bool) -> None:
    """Open the doors for programs: figures, the description, GraphQL, modules of other packages."""
    app, services, loaded = appliance.app, appliance.services, appliance.loaded
    settings = services.settings
    seen.painted.append(meters.painted)
    metrics.attach(services, loaded, meters)
    probes.register(app, services, loaded, meters)
    openapi.register(app, services)
    engine = Engine(services, loaded, meters)
    graphql.register(app, services, engine)
    host = Host(
        app.wsgi_app,
        lambda name: _private(app, name, settings, meters),
        services,
        loaded,
        safe=safe,
    )
    server = appliance.socketio.server
    live = Live(host, server, services, engine, _may_connect(settings))
    app.wsgi_app = live  # type: ignore[method-assign]
    switching.attach(app, services, loaded, host.switch)


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


def _redo(data: Path, settings: Settings, vault: Vault) -> RedoLog | None:
    path = standby.redo_file(data, settings)
    return RedoLog(path, vault) if path else None


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
        cors_allowed_origins=_may_connect(settings) if framing.allowed_origins(settings) else None,
    )


def _private(app: Flask, name: str, settings: Settings, meters: Meters) -> Flask:
    """Return the application of an installed module: its own routes, the box's frame."""
    own = Flask(f"installed_{name}", static_folder=None, template_folder=app.template_folder)
    own.url_map.converters["int"] = RowId
    own.extensions["venue"] = app.extensions["venue"]
    own.jinja_env.globals.update(app.jinja_env.globals)
    own.template_context_processors = app.template_context_processors
    framing.frame(own, settings, meters)
    return own


def _may_connect(settings: Settings) -> Callable[[str, dict[str, Any]], bool]:
    """Return whose pages may open a socket: our own, and those that the venue lists."""
    allowed = framing.allowed_origins(settings)

    def may(origin: str, environ: dict[str, Any]) -> bool:
        own = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
        return origin == own or origin.lower() in allowed

    return may
