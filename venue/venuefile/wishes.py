"""A venue file's settings; their own file is no part of the transaction."""

from collections.abc import Callable
from typing import Any

from config import countries
from config import settings as settings_file
from config.at_once import holds_at_once
from config.settings import Settings, SettingsError
from venue.core.tx import ReadTx, Tx
from venue.manage import settings as manage
from venue.venuefile.changes import Around, Change
from venue.venuefile.model import Own, Problem

# What belongs to one box and its network, not to the venue.
OF_THE_BOX = ("server.", "redo.", "backup.")


def problems(around: Around, own: Own) -> list[Problem]:
    """Name settings that are none, secrets, and those that are decided once."""
    found, stored = [], manage.stored(around.services.settings)
    for key, value in own.settings.items():
        try:
            settings_file.check(key, value)
        except SettingsError as error:
            found.append(Problem(0, str(error)))
            continue
        if key not in settings_file.defaults():
            found.append(Problem(0, f"{key} is set in the venue's own settings file"))
        elif manage.is_secret(key):
            found.append(Problem(0, f"{key} is a secret and has no place in a venue file"))
        elif key in manage.FIXED and stored[key] != value:
            found.append(Problem(0, f"{key} is decided when the venue is made"))
    return found


def changes(_tx: ReadTx, around: Around, own: Own) -> list[Change]:
    """Return which settings differ."""
    stored, defaults = manage.stored(around.services.settings), settings_file.defaults()
    found = []
    for key, value in (_of_country(around, own) | own.settings).items():
        before = stored.get(key)
        if before != value:
            undo = ("setting", key, None if before == defaults.get(key) else before)
            act = _setting(around.services.settings, key, value)
            found.append(Change("setting", key, "changed", [], act, undo))
    return found


def suggestions(around: Around, own: Own) -> list[str]:
    """Return what the file's country would also set, for a person to confirm first."""
    country = countries.of(str(own.settings.get("venue.country", "")))
    stored = manage.stored(around.services.settings)
    if country is None or stored["tax.standard"] or "tax.standard" in own.settings:
        return []
    return [f"usual taxes in {country.code}, to be confirmed and set: {country.suggestion()}"]


def put_back(tx: Tx, around: Around, key: str, value: Any) -> None:
    """Give a setting its value of before; None: its default."""
    if value is None:
        manage.reset(tx, around.services.settings, key)
    else:
        manage.change(tx, around.services.settings, key, value)


def adopt(settings: Settings) -> None:
    """Let what the settings file says now hold, where nobody has to start anew for it."""
    for key, value in manage.stored(settings).items():
        if holds_at_once(key):
            settings.adopt(key, value)


def exported(_tx: ReadTx, around: Around) -> dict[str, Any]:
    """Return the settings that differ from their defaults and belong to the venue."""
    stored, defaults = manage.stored(around.services.settings), settings_file.defaults()
    return {
        "settings": {
            key: value
            for key, value in stored.items()
            if key in defaults
            and value != defaults[key]
            and key not in manage.FIXED
            and not manage.is_secret(key)
            and not key.startswith(OF_THE_BOX)
        }
    }


def _setting(settings: Settings, key: str, value: Any) -> Callable[[Tx], Any]:
    return lambda tx: manage.change(tx, settings, key, value)


def _of_country(around: Around, own: Own) -> dict[str, Any]:
    """Return what the file's country gives where neither file nor owner say anything."""
    country = countries.of(str(own.settings.get("venue.country", "")))
    path = around.services.settings.path
    if country is None or path is None:
        return {}
    usual = countries.defaults(country, around.services.currency)
    set_by_owner = settings_file.named(path)
    return {key: value for key, value in usual.items() if key not in set_by_owner}
