"""Features as modules found by entry points; one that is broken does not stop the rest."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from flask import Flask
from sqlite_utils import Migrations

from venue.core.graph import Graph
from venue.core.services import Services

log = logging.getLogger(__name__)

GROUP = "venue.modules"
API = 1
OWN_PACKAGE = "venue"
BOTH = frozenset({"restaurant", "hotel"})
RESTAURANT = frozenset({"restaurant"})
HOTEL = frozenset({"hotel"})


@dataclass(frozen=True, kw_only=True)
class Module:
    """What a feature brings.

    Attributes:
        name: One word, also the name of its entry point.
        needs: Modules that must run for this one to run.
        kinds: Halves of the business it belongs to; absent ones are not loaded at all.
        core: Without it the box refuses to start.
        migrations: Its tables.
        register: Adds its routes, views and jobs.
        api: The version of this contract it was written to.
        graph: Its part of GraphQL.
    """

    name: str
    register: Callable[[Flask, Services], None]
    needs: tuple[str, ...] = ()
    kinds: frozenset[str] = BOTH
    core: bool = False
    migrations: Migrations | None = None
    api: int = API
    graph: Graph | None = None


@dataclass
class Loaded:
    """A module and how it is: ``running``, ``off`` or ``failed``, with the reason in words."""

    name: str
    state: str
    words: str
    module: Module | None = None
    parts: dict[str, Any] = field(default_factory=dict)


def find(*, kind: str, disabled: Iterable[str]) -> list[Loaded]:
    """Import every module that belongs to the venue's kind, in the order of their needs.

    Args:
        kind: ``restaurant``, ``hotel`` or ``both``.
        disabled: Names switched off by the venue.
    """
    halves = BOTH if kind == "both" else frozenset({kind})
    own = [point for point in sorted(entry_points(group=GROUP)) if is_own(point)]
    loaded = [_load(point, set(disabled)) for point in own]
    here = [one for one in loaded if one.module is None or one.module.kinds & halves]
    return _by_need(here)


def is_own(point: EntryPoint) -> bool:
    """Tell whether a module is one of the box's own; others are looked after by the gateway."""
    package = getattr(point, "dist", None)
    return package is None or package.name == OWN_PACKAGE


def require(thing: Any, name: str) -> Module:
    """Return what an entry point holds, as the module of that name.

    Raises:
        TypeError: It is none, of another name, or written to another version of the contract.
    """
    if not isinstance(thing, Module):
        raise TypeError("the entry point is not a Module")
    if thing.api != API:
        raise TypeError(f"written for module API {thing.api}, this box has {API}")
    if thing.name != name:
        raise TypeError(f"the entry point {name} holds the module {thing.name}")
    return thing


def start(loaded: list[Loaded], app: Flask, services: Services) -> None:
    """Register each module; an optional one that fails is marked and left out.

    Raises:
        Exception: What a core module raised: without it the box must not pretend to serve.
    """
    running = {one.name for one in loaded if one.state == "running"}
    for one in loaded:
        if one.module is None or one.state != "running":
            continue
        missing = [need for need in one.module.needs if need not in running]
        try:
            if missing:
                raise LookupError(f"needs {', '.join(missing)}")
            services.jobs.owner = one.name
            one.module.register(app, services)
        except Exception as error:
            if one.module.core:
                raise
            log.exception("module %s failed to start", one.name)
            one.state, one.words = "failed", f"{type(error).__name__}: {error}"
            running.discard(one.name)
        finally:
            services.jobs.owner = ""


def _load(point: EntryPoint, disabled: set[str]) -> Loaded:
    if point.name in disabled:
        return Loaded(point.name, "off", "switched off")
    try:
        module = require(point.load(), point.name)
    except (Exception, SystemExit) as error:
        log.exception("module %s cannot be loaded", point.name)
        return Loaded(point.name, "failed", f"{type(error).__name__}: {error}")
    return Loaded(point.name, "running", "running", module)


def _by_need(loaded: list[Loaded]) -> list[Loaded]:
    """Order modules after what they need; the order is stable between starts."""
    ordered: list[Loaded] = []
    left = sorted(loaded, key=lambda one: one.name)
    while left:
        placed = {one.name for one in ordered}
        waiting = {one.name for one in left}
        ready = [
            one for one in left if not one.module or not (set(one.module.needs) & waiting - placed)
        ] or left[:1]
        ordered += ready
        left = [one for one in left if one not in ready]
    return ordered
