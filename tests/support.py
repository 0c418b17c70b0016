"""What tests of several features share: a box with some modules on a real SQLite file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response

from config.settings import load
from venue.core.clock import Clock, ManualClock
from venue.core.commands import PROBLEM
from venue.core.db import Database
from venue.core.errors import Throttled, VenueError
from venue.core.jobs import Jobs
from venue.core.jsonx import encode
from venue.core.modules import Module
from venue.core.realtime import Broadcaster
from venue.core.runtime import Runtime, ThreadRuntime
from venue.core.services import Services
from venue.core.vault import Vault


def make_app(
    tmp_path: Path,
    modules: Iterable[Module],
    clock: Clock | None = None,
    runtime: Runtime | None = None,
    **settings: Any,
) -> Flask:
    """Return an app with ``modules`` alone; ``app.extensions["venue"]`` is its `Services`.

    Called again with the same folder after ``services.database.close()`` it is a restart.

    Args:
        settings: What differs from the defaults, ``venue__kind="hotel"`` for ``venue.kind``.
    """
    clock, runtime = clock or ManualClock(), runtime or ThreadRuntime()
    chosen = list(modules)
    values = load(None).with_changes(**settings)
    # As the appliance does: beside a database no new key is made.
    vault = Vault(tmp_path / "venue.key")
    database = Database(
        tmp_path / "venue.db",
        clock=clock,
        runtime=runtime,
        migrations=[one.migrations for one in chosen if one.migrations is not None],
    )

    def position() -> int:
        with database.read() as tx:
            return tx.seq

    broadcaster = Broadcaster(runtime, position=position)
    database.on_news = broadcaster.publish
    services = Services(
        settings=values,
        database=database,
        runtime=runtime,
        vault=vault,
        broadcaster=broadcaster,
        jobs=Jobs(clock, values.zone()),
    )
    app = Flask("venue")
    app.extensions["venue"] = services
    app.register_error_handler(VenueError, refused)
    for module in chosen:
        module.register(app, services)
    return app


def refused(refusal: VenueError) -> Response:
    """Answer a refusal as the appliance does."""
    response = Response(encode(refusal.problem()), refusal.status, mimetype=PROBLEM)
    if isinstance(refusal, Throttled) and "retry_after_s" in refusal.details:
        response.headers["Retry-After"] = str(refusal.details["retry_after_s"])
    return response
