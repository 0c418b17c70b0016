"""A venue file's connected clouds: their settings; keys come from elsewhere and are never shown."""

from collections.abc import Callable, Mapping
from typing import Any

from sync import queries
from sync import service as sync
from sync.engine import Engine
from sync.provider import Provider
from venue.core.errors import Conflict
from venue.core.tx import ReadTx, Tx
from venue.venuefile import store
from venue.venuefile.changes import Around, Change, Proven
from venue.venuefile.model import Cloud, Own, Problem

KIND = "provider"
Secrets = Mapping[str, Mapping[str, str]]


def problems(around: Around, own: Own) -> list[Problem]:
    """Name clouds that this box has not, settings they have not, and secrets in the file."""
    if around.engine is None:
        return [Problem(0, "this box runs without the sync")] if own.provider else []
    found = []
    for one in own.provider:
        made = around.engine.providers.get(one.name)
        if made is None:
            known = ", ".join(sorted(around.engine.providers))
            found.append(Problem(0, f"there is no provider {one.name}: one of {known}"))
            continue
        fields = {field.name: field for field in made.fields}
        for name in one.settings:
            if name not in fields:
                found.append(Problem(0, f"{one.name} has no setting {name}"))
            elif fields[name].secret:
                words = f"{one.name}: {name} is a secret and has no place in a venue file"
                found.append(Problem(0, words))
    return found


def changes(tx: ReadTx, around: Around, own: Own) -> list[Change]:
    """Return which clouds differ; with ``replace`` one that is not named is disconnected."""
    engine = around.engine
    if engine is None or not own.provider:
        return []
    modes = queries.modes(tx)
    found = []
    for one in own.provider:
        act = _connecting(around, one.name)
        if one.name not in modes:
            undo = ("cloud.disconnect", one.name)
            found.append(Change(KIND, one.name, "added", [], act, undo))
        elif differ := _differ(engine, one):
            undo = ("cloud.connect", one.name)
            found.append(Change(KIND, one.name, "changed", differ, act, undo))
    named = {one.name for one in own.provider}
    for name in sorted(modes):
        if around.replace and name not in named and name in engine.providers:
            undo = ("cloud.connect", name)
            found.append(Change(KIND, name, "removed", [], _ending(around, name), undo))
    return found


def missing(found: list[Change], around: Around, own: Own) -> dict[str, list[str]]:
    """Return which secrets the new clouds of a plan still need, by cloud."""
    if around.engine is None:
        return {}
    fresh = {one.name for one in found if one.kind == KIND and one.what == "added"}
    asked = {
        one.name: [field.name for field in around.engine.provider(one.name).fields if field.secret]
        for one in own.provider
        if one.name in fresh
    }
    return {name: fields for name, fields in asked.items() if fields}


def prove(found: list[Change], around: Around, own: Own, secrets: Secrets) -> dict[str, Proven]:
    """Ask each cloud that a plan connects whether it takes its key. Blocks: network.

    Raises:
        VenueError: As `Engine.check`.
    """
    if around.engine is None:
        return {}
    wanted = {one.name for one in found if one.kind == KIND and one.what != "removed"}
    proven = {}
    for one in own.provider:
        if one.name not in wanted:
            continue
        made = around.engine.provider(one.name)
        stored = around.engine.credentials(one.name) or {}
        hidden = {field.name for field in made.fields if field.secret}
        entered = {name: value for name, value in stored.items() if name in hidden}
        entered |= {name: str(value) for name, value in one.settings.items()}
        entered |= {k: v for k, v in secrets.get(one.name, {}).items() if k in hidden and v}
        proven[one.name] = Proven(*around.engine.check(one.name, entered))
    return proven


def connect_again(tx: Tx, around: Around, name: str) -> str | None:
    """Give a cloud the settings and keys of before."""
    before = store.kept(tx, name)
    if before is None or around.engine is None:
        return f"{name} keeps the settings it has now"
    made = around.engine.provider(name)
    sync.connect(tx, made, sealed=before["sealed"], mode=before["mode"])
    return None


def disconnect(tx: Tx, around: Around, name: str) -> None:
    """Forget the keys of a cloud; what waits for it stays."""
    if around.engine is not None:
        sync.disconnect(tx, around.engine.provider(name))


def exported(tx: ReadTx, around: Around) -> dict[str, Any]:
    """Return the connected clouds as a file names them, without their keys."""
    engine = around.engine
    if engine is None:
        return {}
    there = [name for name in sorted(queries.modes(tx)) if name in engine.providers]
    return {"provider": [_shown(engine.provider(name), engine) for name in there]}


def keys(around: Around) -> dict[str, str]:
    """Return what is stored for each connected cloud, sealed; another one means another key."""
    if around.engine is None:
        return {}
    with around.services.database.read() as tx:
        rows = {name: queries.credential(tx, name) for name in queries.modes(tx)}
    names = around.engine.providers
    return {name: str(row["sealed"]) for name, row in rows.items() if row and name in names}


def _shown(made: Provider, engine: Engine) -> dict[str, Any]:
    stored = engine.credentials(made.name) or {}
    open_to_see = {
        field.name: stored.get(field.name, "")
        for field in made.fields
        if not field.secret and stored.get(field.name, "") != (field.default or "")
    }
    return {"name": made.name, "settings": open_to_see, "secrets": "prompt"}


def _differ(engine: Engine, one: Cloud) -> list[str]:
    stored = engine.credentials(one.name) or {}
    return [
        field.name
        for field in engine.provider(one.name).fields
        if not field.secret
        and str(one.settings.get(field.name, field.default or "")) != stored.get(field.name, "")
    ]


def _connecting(around: Around, name: str) -> Callable[[Tx], Any]:
    def act(tx: Tx) -> None:
        if around.engine is None or name not in around.proven:
            raise Conflict("venue_file.moved_on", "the venue changed meanwhile: plan again")
        _keep(tx, name)
        proven = around.proven[name]
        made = around.engine.provider(name)
        sync.connect(tx, made, sealed=proven.sealed, mode=proven.mode)

    return act


def _ending(around: Around, name: str) -> Callable[[Tx], Any]:
    def act(tx: Tx) -> None:
        _keep(tx, name)
        disconnect(tx, around, name)

    return act


def _keep(tx: Tx, name: str) -> None:
    before = queries.credential(tx, name)
    if before is not None:
        store.keep(tx, name, before["sealed"], before["mode"])
