"""`venue serve`: the appliance itself."""

import gc
import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from config import settings as settings_file
from config.settings import Settings, SettingsError
from venue import app, recovery, server
from venue.commands.address import EVERY_ADDRESS, base_url, scheme
from venue.commands.box import ADDRESS_FILE, Box, takes_box
from venue.core.services import Services
from venue.firstrun import making
from venue.firstrun import server as firstrun
from venue.gateway.logs import Lines
from venue.health import boot
from venue.standby import role as roles
from venue.standby import serving as standby
from venue.standing import server as standing

SWITCH_INTERVAL_S = 0.001  # hand the interpreter between loop and writer sooner: performance.md
FULL_COLLECTION_S = 60
NEVER_BY_ITSELF = 1_000_000


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--mode", type=click.Choice(["eventlet", "threading"]), help="How to serve.")
@takes_box
def serve(box: Box, host: str | None, port: int | None, mode: str | None) -> None:
    """Serve the venue until stopped."""
    making.complete(box.data)
    if standby.is_replaced(box.data, box.settings()) or roles.load(box.data).name != roles.SERVES:
        settings = _overridden(box.settings(), host, port, mode)
        _log_to_stderr(settings.text("server.log"))
        click.echo("another box serves this venue; this one stands by or was replaced", err=True)
        standing.serve(box.data, settings)
    if damage := boot.examine(box.data):
        settings = _overridden(box.settings(), host, port, mode)
        click.echo(f"this venue is damaged: {damage.why}", err=True)
        restored = recovery.serve(box.data, settings, damage)
        making.note(box.data, restored.reached, restored.replaced)
    elif not (box.data / app.DATABASE_FILE).exists():
        settings = _overridden(box.settings(), host, port, mode)
        firstrun.serve(box.data, settings, base_url(settings), click.echo)
    box.require()
    run(box, _overridden(box.settings(), host, port, mode), on_ready=lambda url, _: click.echo(url))


def run(box: Box, settings: Settings, *, on_ready: Callable[[str, Services], None]) -> None:
    """Build the appliance and serve it; return after SIGTERM."""
    _log_to_stderr(settings.text("server.log"))
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    runtime = server.runtime_for(settings.text("server.mode"))
    appliance = app.build(box.data, settings, runtime=runtime)
    app.give_cli_token(appliance.services, box.data)
    appliance.start()

    def ready() -> None:
        _write_address(box.data, settings)
        _spare_the_collector(appliance.services)
        on_ready(base_url(settings), appliance.services)

    try:
        server.serve(appliance, on_ready=ready)
    except OSError as error:
        appliance.stop()
        port = settings.number("server.port")
        raise click.ClickException(
            f"cannot listen on port {port}: {error.strerror}; choose another with --port"
        ) from error


def _spare_the_collector(services: Services) -> None:
    """Look for garbage in what is new; once a minute in all that came since the start.

    Full collections whenever Python thought fit, of code and settings too, stood the event loop
    still for 54 to 111 ms several times in a busy minute (300 phones).
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER_BY_ITSELF)
    services.jobs.every(FULL_COLLECTION_S, "collect garbage", gc.collect)


def _overridden(
    settings: Settings, host: str | None, port: int | None, mode: str | None
) -> Settings:
    given = {"server__host": host, "server__port": port, "server__mode": mode}
    try:
        return settings.with_changes(**{k: v for k, v in given.items() if v is not None})
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _write_address(data: Path, settings: Settings) -> None:
    host = settings.text("server.host")
    local = "127.0.0.1" if host in EVERY_ADDRESS else host
    address = {
        "url": base_url(settings),
        "local_url": f"{scheme(settings)}://{local}:{settings.number('server.port')}",
        "certificate": settings.text("server.tls_certificate"),
        "pid": os.getpid(),
    }
    settings_file.write_whole(data / ADDRESS_FILE, json.dumps(address))


def _log_to_stderr(form: str) -> None:
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    if form == "json":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(Lines())
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


COMMANDS = (serve,)
