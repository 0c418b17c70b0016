"""One installed module that runs: its private application and everything that goes with it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from flask import Flask

from venue.core.errors import Unavailable
from venue.core.figures import Figure
from venue.core.jobs import Jobs
from venue.core.jsonx import encode
from venue.core.modules import Module
from venue.core.services import Services
from venue.gateway.installed.bounded import Pool, TooSlow
from venue.gateway.installed.breaker import Breaker

log = logging.getLogger(__name__)

REQUEST_LIMIT_S = 10.0
THREADS = 2
BROKEN = 500
STOP_LIMIT_S = 1.0

Start = Callable[[str, list[tuple[str, str]]], Any]


class Running:
    """What a module registered, kept apart so that it can be taken away again.

    Attributes:
        own: The `Services` that the module was given: its lists are its own.
    """

    def __init__(self, module: Module, app: Flask, services: Services) -> None:
        self.module, self.app, self._main = module, app, services
        clock = services.database.clock
        self.own = replace(
            services, identifiers=[], views={}, status={}, figures=[], alerts=[], mes={},
            starters=[], stoppers=[], jobs=Jobs(clock, services.settings.zone()),
        )  # fmt: skip
        self.breaker = Breaker()
        self._pool = Pool(services.runtime, module.name, threads=THREADS, limit_s=REQUEST_LIMIT_S)

    def begin(self) -> None:
        """Let its jobs and threads run, and its parts be seen."""
        for starter in self.own.starters:
            starter()
        self.own.jobs.start()
        for name, view in self.own.views.items():
            self._main.views.setdefault(name, view)
        for name in self.own.status:
            self._main.status.setdefault(name, lambda name=name: self._part(name))  # type: ignore[misc]

    def end(self) -> None:
        """Take everything away again; what does not end in a second is left behind."""
        for name, view in self.own.views.items():
            if self._main.views.get(name) is view:
                del self._main.views[name]
        for name in self.own.status:
            self._main.status.pop(name, None)
        self.own.jobs.stop(STOP_LIMIT_S)
        for stopper in self.own.stoppers:
            try:
                stopper()
            except Exception:
                log.exception("module %s: it did not stop well", self.module.name)
        self._pool.close()

    def answer(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a request on the module's own threads.

        Raises:
            Unavailable: ``modules.resting``, ``modules.too_slow``.
        """
        run_ms = self._main.database.run_ms
        rest_s = self.breaker.rest_s(run_ms)
        if rest_s:
            words = "this part failed too often and rests"
            raise Unavailable("modules.resting", words, retry_after_s=rest_s)
        try:
            status, headers, body = self._pool.run(lambda: _whole(self.app, environ))
        except TooSlow:
            self.breaker.note(good=False, now_ms=run_ms)
            raise Unavailable("modules.too_slow", "this part did not answer in time") from None
        self.breaker.note(good=int(status[:3]) != BROKEN, now_ms=run_ms)
        start_response(status, headers)
        return [body]

    def figures(self) -> list[Figure]:
        """Return what it shows to Prometheus, under names that say whose they are."""
        found = [one for source in self.own.figures for one in source()]
        return [one for one in found if one.name.startswith(f"{self.module.name}_")]

    def _part(self, name: str) -> Any:
        try:
            part = self.own.status[name]()
            encode(part)
        except Exception as error:
            return {"fault": f"{type(error).__name__}: {error}"}
        return part


def _whole(app: Flask, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    begun: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        begun[:] = [status, headers]
        return lambda data: None

    parts = app.wsgi_app(environ, start)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    return begun[0], begun[1], body
