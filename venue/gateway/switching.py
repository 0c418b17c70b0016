"""The box's own modules that can be spared, switched off and on while it serves."""

import inspect
from collections.abc import Callable

from flask import Flask, request

from venue.core.errors import Unavailable
from venue.core.modules import Loaded, Module
from venue.core.services import Services

OFF, RUNNING = "off", "running"
# Where the code of a module is, when not in the folder of its own name.
FOLDERS = {"sync.ton": "ton", "sync": "sync", "printers": "printing"}


def attach(
    app: Flask, services: Services, loaded: list[Loaded], others: Callable[[str, bool], None]
) -> None:
    """Refuse what belongs to a module that is off, and say how modules are switched.

    Args:
        others: Switches a module that is not the box's own.
    """
    own = {one.name: one.module for one in loaded if one.module is not None}
    owners: dict[str, str] = {}

    @app.before_request
    def before() -> None:
        endpoint = request.endpoint
        off = [one.name for one in loaded if one.state == OFF]
        if endpoint is None or not off:
            return
        if endpoint not in owners:
            owners[endpoint] = owner(inspect.unwrap(app.view_functions[endpoint]).__module__)
        if owners[endpoint] in off:
            raise Unavailable("modules.off", f"{owners[endpoint]} is switched off")

    def switch(name: str, enabled: bool) -> None:
        if name not in own:
            others(name, enabled)
            return
        for one in loaded:
            if one.name in {name, *_above(name, own)} and one.module is not None:
                one.state = RUNNING if enabled else OFF
                one.words = RUNNING if enabled else "switched off"
        services.jobs.off = frozenset(one.name for one in loaded if one.state == OFF)

    services.switch_module = switch


def owner(path: str) -> str:
    """Return the module that a Python module's path belongs to."""
    for folder, name in FOLDERS.items():
        if path == folder or path.startswith(f"{folder}."):
            return name
    return [*path.split("."), ""][1]


def _above(name: str, own: dict[str, Module]) -> set[str]:
    """Return the modules that need one, directly or through others; core ones need nobody."""
    found = {one for one, module in own.items() if name in module.needs and not module.core}
    return found.union(*(_above(one, own) for one in found)) if found else found
