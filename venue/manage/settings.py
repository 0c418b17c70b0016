"""The venue's settings for people: what each means, what it may be, and changing it."""

import re
from pathlib import Path
from typing import Any

from config import settings as settings_file
from config.at_once import holds_at_once
from config.ranges import CHOICES, RANGES
from config.settings import Settings, SettingsError
from venue.core.errors import Forbidden, Invalid, NotFound, Unavailable
from venue.core.tx import Tx

Value = str | int | bool | list[str]
SECRET = re.compile(r"(^|_|\.)(password|secret|token|pin|key)$")
# Decided once, when a venue is made: another answer would change what stored amounts mean.
FIXED = frozenset({"venue.currency", "demo.enabled"})
KINDS = {str: "text", int: "number", bool: "flag", list: "list"}


def whole(settings: Settings) -> dict[str, Any]:
    """Return every setting with its meaning.

    Returns:
        ``{items: [{key, section, kind, value, default, meaning, choices?, least?, most?, own,
        at_once, pending, secret, fixed}], pending: [key]}``. ``own``: the venue's file names it;
        ``at_once``: a change holds at once; ``pending``: it waits for the next start. A secret's
        value is whether there is one.
    """
    in_file = stored(settings)
    before, defaults = settings.in_file, settings_file.defaults()
    items = [_item(key, in_file, before, defaults) for key in defaults]
    return {"items": items, "pending": [one["key"] for one in items if one["pending"]]}


def change(tx: Tx, settings: Settings, key: str, value: Value) -> dict[str, Any]:
    """Write a setting into the venue's file; `adopt` lets it hold, or the next start.

    The file is replaced last: a refused or lost transaction leaves it as it was, and the same
    call again is harmless.

    Raises:
        NotFound: ``settings.unknown``. Forbidden: ``settings.fixed``.
        Invalid: ``settings.bad_value`` - says what it may be. Unavailable: ``settings.no_file``.
    """
    path = _writable(settings, key)
    tx.journal("settings.changed", {"setting": key, **_numbers(value)})
    try:
        settings_file.put(path, key, value)
    except SettingsError as error:
        raise Invalid("settings.bad_value", str(error), setting=key) from error
    return _now(settings, key) | {"seq": tx.seq}


def reset(tx: Tx, settings: Settings, key: str) -> dict[str, Any]:
    """Take a setting out of the venue's file; `adopt` lets its default hold, or the next start.

    Raises:
        NotFound: ``settings.unknown``. Forbidden: ``settings.fixed``.
        Unavailable: ``settings.no_file``.
    """
    path = _writable(settings, key)
    tx.journal("settings.reset", {"setting": key})
    settings_file.drop(path, key)
    return _now(settings, key) | {"seq": tx.seq}


def adopt(settings: Settings, key: str) -> None:
    """Let what the file says of a setting hold now, where nobody has to start anew for it.

    Called after the commit: nothing in memory changes before.
    """
    if holds_at_once(key):
        settings.adopt(key, stored(settings)[key])


def switch(tx: Tx, settings: Settings, module: str, *, enabled: bool) -> dict[str, Any]:
    """Switch a module on or off from the next start on; return ``{name, enabled, seq}``.

    Raises:
        Unavailable: ``settings.no_file``.
    """
    off = [one for one in stored(settings)["modules.disabled"] if one != module]
    wanted = off if enabled else [*off, module]
    path = _writable(settings, "modules.disabled")
    tx.journal("module.switched", {"module": module, "enabled": enabled})
    settings_file.put(path, "modules.disabled", wanted)
    return {"name": module, "enabled": enabled, "seq": tx.seq}


def is_secret(key: str) -> bool:
    """Tell whether a setting's value is never shown."""
    return bool(SECRET.search(key))


def _writable(settings: Settings, key: str) -> Path:
    if key not in settings_file.defaults():
        raise NotFound("settings.unknown", f"there is no setting {key[:60]!r}")
    if key in FIXED:
        raise Forbidden("settings.fixed", f"{key} is decided when the venue is made")
    if settings.path is None:
        raise Unavailable("settings.no_file", "this box runs without a settings file")
    return settings.path


def stored(settings: Settings) -> dict[str, Any]:
    """Return the settings as the venue's file has them now.

    Raises:
        Unavailable: ``settings.broken_file``.
    """
    try:
        return settings_file.load(settings.path).all()
    except SettingsError as error:
        raise Unavailable("settings.broken_file", str(error)) from error


def _now(settings: Settings, key: str) -> dict[str, Any]:
    return _item(key, stored(settings), settings.in_file, settings_file.defaults())


def _item(key: str, in_file: Any, before: Any, defaults: Any) -> dict[str, Any]:
    value, default, secret = in_file[key], defaults[key], is_secret(key)
    shown: dict[str, Any] = {
        "key": key,
        "section": key.partition(".")[0],
        "kind": KINDS.get(type(default), "other"),
        "value": bool(value) if secret else value,
        "default": bool(default) if secret else default,
        "meaning": settings_file.meanings().get(key, ""),
        "own": value != default,
        "at_once": holds_at_once(key),
        "pending": value != before[key] and not holds_at_once(key),
        "secret": secret,
        "fixed": key in FIXED,
    }
    if key in CHOICES:
        shown |= {"kind": "choice", "choices": CHOICES[key]}
    if key in RANGES:
        shown |= {"least": RANGES[key][0], "most": RANGES[key][1]}
    return shown


def _numbers(value: Value) -> dict[str, int]:
    """Return what the journal may say of a value: numbers and switches, no words."""
    return {"value": int(value)} if isinstance(value, int) else {}
