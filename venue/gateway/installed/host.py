"""Looks after the installed modules: finds, tries, starts, watches and drops them, live."""

import logging
import threading
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint
from typing import Any

from flask import Flask

from venue.core.errors import Unavailable, VenueError
from venue.core.figures import Figure
from venue.core.jsonx import encode
from venue.core.modules import Loaded, Module, require
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.gateway.installed import finding, trial
from venue.gateway.installed.finding import Found
from venue.gateway.installed.running import Running, Start

log = logging.getLogger(__name__)

LOOK_S = 2.0
SET_UP_LIMIT_S = 5.0
PREFIXES = ("/api/v1/", "/m/")
FAILED, OFF, RUNNING = "failed", "off", "running"
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Host:
    """The installed modules of one box, around its own application.

    Args:
        inside: Who answers what no installed module does.
        private: Makes a module's private application, framed as the box's own is.
        loaded: Where every module and its state is listed; the host keeps its own rows there.
        safe: After a crash loop: nothing installed is started.
    """

    def __init__(
        self, inside: Wsgi, private: Callable[[str], Flask], services: Services,
        loaded: list[Loaded], *, safe: bool,
    ) -> None:  # fmt: skip
        self._inside, self._private, self._services = inside, private, services
        self._loaded, self._safe = loaded, safe
        self._off = set(services.settings.many("modules.disabled"))
        self._own = frozenset(one.name for one in loaded)
        self._running: dict[str, Running] = {}
        self._known: dict[str, Found] = {}
        self._places: Any = None
        self._stopping = threading.Event()
        self._looking = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="installed", daemon=True)
        services.starters.append(self._thread.start)
        services.stoppers.append(self.stop)
        services.alerts.append(self._alerts)
        services.figures.append(self._figures)
        services.more_apps = lambda: [one.app for one in list(self._running.values())]

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a request, or hand it inside."""
        running = self._whose(environ.get("PATH_INFO", ""))
        if running is None:
            return self._inside(environ, start_response)
        try:
            return running.answer(environ, start_response)
        except VenueError as refusal:
            return _refuse(refusal, start_response)

    def look(self) -> None:
        """Start what is new, restart what changed, end what is gone."""
        with self._looking:
            places = (finding.places_mark(), tuple(sorted(self._off)))
            found = finding.installed()
            if places == self._places and found == self._known:
                return
            for name in [one for one in self._known if one not in found]:
                self._end(name)
                self._loaded[:] = [one for one in self._loaded if one.name != name]
            for name, one in sorted(found.items()):
                if self._known.get(name) != one or self._off_changed(name):
                    self._again(name, one)
            self._known, self._places = found, places

    def switch(self, name: str, enabled: bool) -> None:
        """Start or end a module now."""
        (self._off.discard if enabled else self._off.add)(name)
        self.look()

    def stop(self) -> None:
        """End every module."""
        self._stopping.set()
        for name in list(self._running):
            self._end(name)

    def _watch(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except Exception:
                log.exception("the installed modules cannot be looked after")
            self._stopping.wait(LOOK_S)

    def _off_changed(self, name: str) -> bool:
        state = next((one.state for one in self._loaded if one.name == name), "")
        return (name in self._off) != (state == OFF)

    def _again(self, name: str, found: Found) -> None:
        self._end(name)
        if name in self._off:
            self._tell(Loaded(name, OFF, "switched off"))
        elif self._safe:
            words = "left out: the box ended several times in a row (safe mode)"
            self._tell(Loaded(name, OFF, words))
        elif name in self._own:
            log.error("an installed module is called %s like one of the box's own", name)
        else:
            finding.forget(found.point)
            try:
                module = self._start(name, found.point)
                self._tell(Loaded(name, RUNNING, "running", module))
            except BaseException as error:
                log.exception("module %s cannot run", name)
                self._tell(Loaded(name, FAILED, f"{type(error).__name__}: {error}"))

    def _start(self, name: str, point: EntryPoint) -> Module:
        with self._services.database.read() as tx:
            trial.attempt(point, tx.schema_sql())
        module: Module = _within(lambda: require(point.load(), name), SET_UP_LIMIT_S)
        here = {one.name for one in self._loaded if one.state == RUNNING}
        missing = [need for need in module.needs if need not in here]
        if missing:
            raise LookupError(f"needs {', '.join(missing)}")
        if module.migrations is not None:
            self._services.database.write(Tx.migrate, module.migrations)
        app = self._private(name)
        running = Running(module, app, self._services)
        _within(lambda: module.register(app, running.own), SET_UP_LIMIT_S)
        _check_addresses(app, name)
        _within(running.begin, SET_UP_LIMIT_S)
        self._running[name] = running
        return module

    def _end(self, name: str) -> None:
        running = self._running.pop(name, None)
        if running is not None:
            running.end()

    def _tell(self, row: Loaded) -> None:
        self._loaded[:] = [one for one in self._loaded if one.name != row.name] + [row]
        self._services.database.write(_note, row.name, row.state)

    def _whose(self, path: str) -> Running | None:
        for prefix in PREFIXES:
            if self._running and path.startswith(prefix):
                return self._running.get(path[len(prefix) :].partition("/")[0])
        return None

    def _alerts(self, tx: ReadTx) -> list[dict[str, Any]]:
        return [
            {
                "id": f"module:{one.name}",
                "kind": "module",
                "text_key": "alert.module",
                "values": {"module": one.name},
                "age_s": 0,
                "permission": "settings.manage",
            }
            for one in list(self._loaded)
            if one.name in self._known and (one.state == FAILED or self._rests(one.name))
        ]

    def _rests(self, name: str) -> bool:
        running = self._running.get(name)
        return running is not None and running.breaker.resting

    def _figures(self) -> list[Figure]:
        return [one for running in list(self._running.values()) for one in running.figures()]


def _within(fn: Callable[[], Any], limit_s: float) -> Any:
    """Return ``fn``'s result; a call that hangs is left behind on its thread.

    Raises:
        TimeoutError: It did not end in time.
    """
    outcome: list[Any] = []

    def work() -> None:
        try:
            outcome.append((fn(), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = threading.Thread(target=work, name="set-up", daemon=True)
    thread.start()
    thread.join(limit_s)
    if not outcome:
        raise TimeoutError(f"its set-up takes longer than {limit_s:.0f} s")
    result, error = outcome[0]
    if error is not None:
        raise error
    return result


def _note(tx: Tx, name: str, state: str) -> None:
    tx.actor = "box"
    tx.journal("module.changed", {"module": name, "state": state})
    tx.tell("status", "status", {})


def _check_addresses(app: Flask, name: str) -> None:
    for rule in app.url_map.iter_rules():
        wanted = tuple(f"{prefix}{name}" for prefix in PREFIXES)
        if not rule.rule.startswith(wanted):
            raise ValueError(f"its address {rule.rule} must begin with {' or '.join(wanted)}")


def _refuse(refusal: VenueError, start_response: Start) -> Iterable[bytes]:
    body = encode(refusal.problem())
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("X-Content-Type-Options", "nosniff"),
    ]
    if isinstance(refusal, Unavailable):
        headers.append(("Retry-After", str(refusal.details.get("retry_after_s", 2))))
    start_response(f"{refusal.status} {refusal.title}", headers)
    return [body]
