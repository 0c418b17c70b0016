"""Loads the venue's TOML over the defaults and refuses what it does not know."""

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import tomlkit
from tomlkit.items import Item, Table

from config.ranges import CHOICES, OPEN, RANGES

DEFAULTS = Path(__file__).parent / "defaults.toml"

FORMS = {
    "venue.currency": (r"[A-Z]{3}", "three capital letters"),
    "venue.country": (r"([A-Z]{2})?", "two capital letters, or empty"),
}


class SettingsError(Exception):
    """A settings file that cannot be used; the message names file, line and cure."""


class Settings:
    """The settings in force, by ``section.key``.

    Attributes:
        path: The venue's own file; None: only defaults.
        in_file: What the file and the defaults said, before a command line's own wishes.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        path: Path | None = None,
        in_file: Mapping[str, Any] | None = None,
    ) -> None:
        self._values = dict(values)
        self.path = path
        self.in_file = dict(values if in_file is None else in_file)

    def text(self, key: str) -> str:
        """Return a text setting."""
        value: str = self._values[key]
        return value

    def number(self, key: str) -> int:
        """Return a whole number setting, in the unit that defaults.toml names."""
        value: int = self._values[key]
        return value

    def flag(self, key: str) -> bool:
        """Return a yes or no setting."""
        value: bool = self._values[key]
        return value

    def many(self, key: str) -> list[str]:
        """Return a list setting."""
        return list(self._values[key])

    def all(self) -> dict[str, Any]:
        """Return every setting by key, for `venue settings get`."""
        return dict(self._values)

    def zone(self) -> ZoneInfo:
        """Return the venue's time zone."""
        return ZoneInfo(self.text("venue.time_zone"))

    def adopt(self, key: str, value: Any) -> None:
        """Let what the file now says of a setting hold at once; see `config.at_once`."""
        self._values[key] = self.in_file[key] = value

    def with_changes(self, **changes: Any) -> "Settings":
        """Return a copy with some keys changed; ``server__port=1`` for ``server.port``."""
        named = {key.replace("__", ".", 1): value for key, value in changes.items()}
        for key, value in named.items():
            _check(key, value, where="")
        return Settings(self._values | named, self.path, self.in_file)


def load(path: Path | None) -> Settings:
    """Return the defaults with the venue's file over them; a missing file means the defaults.

    A text key may be given as ``<key>_file``, the path of a file that holds the value, so that a
    secret stays out of the settings file.

    Raises:
        SettingsError: Not TOML, an unknown key (with its line), a wrong type or value.
    """
    values = dict(_defaults())
    if path is None or not path.exists():
        return Settings(values, path)
    text = path.read_text()
    try:
        given = _flat(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}") from error
    for key, value in given.items():
        where = f"{path}, line {_line_of(text, key)}: "
        if key not in values and key.removesuffix("_file") in values:
            key, value = key.removesuffix("_file"), _secret(value, where)
        _check(key, value, where=where)
        values[key] = value
    return Settings(values, path)


def named(path: Path) -> frozenset[str]:
    """Return the keys that a venue's file names, whatever their values."""
    return frozenset(_flat(tomllib.loads(path.read_text()))) if path.exists() else frozenset()


def change(path: Path, key: str, value: str) -> Any:
    """Write one setting to the venue's file, keeping its comments; return the value stored.

    Args:
        value: As typed on a command line; read as TOML, else taken as text.

    Raises:
        SettingsError: Unknown key or value that does not fit; the file is left as it was.
    """
    return put(path, key, _typed(key, value))


def put(path: Path, key: str, value: Any) -> Any:
    """Write one setting of the right type to the venue's file; return it.

    Raises:
        SettingsError: Unknown key or value that does not fit; the file is left as it was.
    """
    _check(key, value, where="")
    document = tomlkit.parse(path.read_text()) if path.exists() else tomlkit.document()
    section, _, name = key.partition(".")
    if section not in document:
        document[section] = tomlkit.table()
    document[section][name] = value
    # Given before as the path of a file: what was typed now stands over that.
    document[section].pop(f"{name}_file", None)
    write_whole(path, tomlkit.dumps(document))
    return value


def drop(path: Path, key: str) -> Any:
    """Take one setting out of the venue's file; return the default that holds then.

    Raises:
        SettingsError: Unknown key.
    """
    if key not in _defaults():
        raise SettingsError(f"unknown setting {key}")
    document = tomlkit.parse(path.read_text()) if path.exists() else tomlkit.document()
    section, _, name = key.partition(".")
    if section in document and name in document[section]:
        document[section].pop(name)
        write_whole(path, tomlkit.dumps(document))
    return _defaults()[key]


def check(key: str, value: Any) -> None:
    """Refuse a value that a setting cannot have.

    Raises:
        SettingsError: Unknown key or value that does not fit; says what it may be.
    """
    _check(key, value, where="")


def defaults() -> Mapping[str, Any]:
    """Return the default of every setting, in the order of defaults.toml."""
    return _defaults()


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, str]:
    """Return what defaults.toml says of each setting: its unit and meaning."""
    document = tomlkit.parse(DEFAULTS.read_text())
    return {
        f"{section}.{name}": item.trivia.comment.lstrip("# ").strip()
        for section, table in document.items()
        if isinstance(table, Table)
        for name in table
        if isinstance(item := table.value.item(name), Item)
    }


def write_whole(path: Path, text: str) -> None:
    """Replace a file by renaming, so that a power cut leaves the old or the new one, mode 0600."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)


@lru_cache(maxsize=1)
def _defaults() -> Mapping[str, Any]:
    return _flat(tomllib.loads(DEFAULTS.read_text()))


def _flat(tree: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for section, keys in tree.items():
        if isinstance(keys, dict):
            flat.update({f"{section}.{key}": value for key, value in keys.items()})
        else:
            flat[section] = keys
    return flat


def _check(key: str, value: Any, *, where: str) -> None:
    defaults = _defaults()
    span = RANGES.get(key) or OPEN.get(key.partition(".")[0])
    if key not in defaults and key.partition(".")[0] not in OPEN:
        raise SettingsError(f"{where}unknown setting {key}")
    expected = type(defaults.get(key, 0))
    if type(value) is not expected:
        raise SettingsError(f"{where}{key} must be {_word(expected)}, not {value!r}")
    if expected is list and not all(isinstance(one, str) for one in value):
        raise SettingsError(f"{where}{key} must be a list of texts")
    if key in CHOICES and value not in CHOICES[key]:
        raise SettingsError(f"{where}{key} must be one of {', '.join(CHOICES[key])}")
    if span and not span[0] <= value <= span[1]:
        raise SettingsError(f"{where}{key} must be from {span[0]} to {span[1]}")
    if key == "venue.time_zone" and value not in available_timezones():
        raise SettingsError(f"{where}{key}: {value!r} is not an IANA time zone")
    if key in FORMS and not re.fullmatch(FORMS[key][0], value):
        raise SettingsError(f"{where}{key} must be {FORMS[key][1]}")


def _word(kind: type) -> str:
    return {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}[kind]


def _typed(key: str, value: str) -> Any:
    try:
        parsed = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value
    expects_text = isinstance(_defaults().get(key), str)
    return value if expects_text and not isinstance(parsed, str) else parsed


def _secret(value: Any, where: str) -> str:
    try:
        return Path(str(value)).read_text().strip()
    except OSError as error:
        raise SettingsError(f"{where}cannot read the file {value}: {error.strerror}") from error


def _line_of(text: str, key: str) -> int:
    section, _, name = key.rpartition(".")
    here = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            here = header[1]
            if not name and here == key:
                return number
        if here == section and re.match(rf'\s*"?{re.escape(name)}"?\s*=', line):
            return number
        if re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return 1
