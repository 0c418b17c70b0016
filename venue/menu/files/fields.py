"""The fields of a menu file: what each kind of record has, and how a cell is read and written.

One table serves CSV and TOML: both are first brought to cells of text.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from venue.core.errors import VenueError
from venue.core.money import exponent, parse_minor
from venue.core.parse import clean_text
from venue.menu.model import ALLERGENS, DAYS, DIETS, ICONS, PRINT_MODES

Value = str | int | bool | tuple[str, ...] | None
Values = dict[str, Value]

HIGHEST_PRICE_MINOR = 10**12
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
TRANSLATION = re.compile(r"(name|description)_([a-z]{2,3})")
YES = frozenset({"yes", "true", "1", "y"})
NO = frozenset({"no", "false", "0", "n"})


class Unreadable(Exception):
    """A cell that cannot be understood; the message says why, after the field's name."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a record.

    Attributes:
        form: How its cells are read, a key of `READERS`.
        default: What an empty cell means.
        required: Must not be empty.
        choices: The codes it may have.
        least, most: Range of a number; for text, ``most`` is the longest.
    """

    form: str
    default: Value = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 80


_KEY = Field(form="key", required=True)
_NAME = Field(form="text", required=True)
_ACTIVE = Field(form="flag", default=True)
_ALLERGENS = Field(form="codes", default=(), choices=ALLERGENS)

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "station": {
        "key": _KEY,
        "name": Field(form="text", required=True, most=40),
        "prefix": Field(form="text", most=3, required=True),
        "catch_all": Field(form="flag", default=False),
        "print": Field(form="choice", choices=PRINT_MODES, default="always"),
        "target_s": Field(form="number", default=720, least=30, most=7_200),
        "active": _ACTIVE,
    },
    "section": {"key": _KEY, "name": _NAME, "active": _ACTIVE},
    "group": {
        "key": _KEY,
        "name": _NAME,
        "min": Field(form="number", default=0, most=50),
        "max": Field(form="number", default=1, least=1, most=50),
        "active": _ACTIVE,
    },
    "modifier": {
        "group": _KEY,
        "key": _KEY,
        "name": _NAME,
        "kitchen_name": Field(form="text", most=80),
        "price": Field(form="money", default=0, least=-HIGHEST_PRICE_MINOR),
        "allergens": _ALLERGENS,
        "active": _ACTIVE,
    },
    "item": {
        "key": _KEY,
        "section": _KEY,
        "name": _NAME,
        "description": Field(form="text", most=600),
        "kitchen_name": Field(form="text", most=80),
        "price": Field(form="money", default=None, required=True),
        "tax_class": Field(form="key", default="standard"),
        "station": Field(form="key", default=""),
        "course": Field(form="number", default=1, least=1, most=9),
        "allergens": _ALLERGENS,
        "diets": Field(form="codes", default=(), choices=DIETS),
        "groups": Field(form="keys", default=()),
        "icon": Field(form="choice", choices=ICONS),
        "hue": Field(form="number", default=24, most=359),
        "days": Field(form="codes", default=(), choices=DAYS),
        "from": Field(form="time"),
        "to": Field(form="time"),
        "remaining_qty": Field(form="number", default=None, most=9_999),
        "active": _ACTIVE,
    },
}
KINDS = tuple(FIELDS)
TRANSLATED: Mapping[str, tuple[str, ...]] = {
    "station": (),
    "section": ("name",),
    "group": ("name",),
    "modifier": ("name",),
    "item": ("name", "description"),
}


def field_of(kind: str, name: str) -> Field | None:
    """Return a field by name, a translation such as ``name_ru`` too; None when there is none."""
    known = FIELDS[kind].get(name)
    translation = TRANSLATION.fullmatch(name)
    if known or not translation or translation[1] not in TRANSLATED[kind]:
        return known
    return Field(form="text", most=FIELDS[kind][translation[1]].most)


def like(name: str, known: list[str]) -> str:
    """Return a hint at the known word that ``name`` may be a slip of, or nothing."""
    close = difflib.get_close_matches(name[:40], known, 1)
    return f"; did you mean {close[0]}?" if close else ""


def read(field: Field, cell: str, currency: str) -> Value:
    """Return the value of a cell; an empty one means the default.

    Raises:
        Unreadable: Says what a good cell looks like.
    """
    if not cell.strip():
        return field.default
    try:
        return READERS[field.form](field, cell.strip(), currency)
    except VenueError as error:
        raise Unreadable(error.message) from error


def show(field: Field, value: Value, currency: str) -> str:
    """Return the cell that `read` turns into ``value`` again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value)
    if field.form == "money" and isinstance(value, int):
        places = exponent(currency)
        whole, part = divmod(abs(value), 10**places)
        return f"{'-' * (value < 0)}{whole}{f'.{part:0{places}d}' if places else ''}"
    return str(value)


def _text(field: Field, cell: str, currency: str) -> Value:
    kept = clean_text(cell, field="it", longest=field.most)
    return kept or field.default


def _key(field: Field, cell: str, currency: str) -> Value:
    if not KEY.fullmatch(cell):
        raise Unreadable(f"{cell[:40]!r} must be small letters, digits, - and _, such as house-red")
    return cell


def _keys(field: Field, cell: str, currency: str) -> Value:
    return tuple(dict.fromkeys(str(_key(field, one, currency)) for one in _words(cell)))


def _codes(field: Field, cell: str, currency: str) -> Value:
    found = set(_words(cell.lower()))
    if unknown := sorted(found - set(field.choices)):
        raise Unreadable(
            f"{unknown[0][:40]!r} is not one of {', '.join(field.choices)}"
            + like(unknown[0], list(field.choices))
        )
    return tuple(code for code in field.choices if code in found)


def _choice(field: Field, cell: str, currency: str) -> Value:
    if cell not in field.choices:
        raise Unreadable(f"{cell[:40]!r} is not one of {', '.join(field.choices)}")
    return cell


def _number(field: Field, cell: str, currency: str) -> Value:
    number = int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else -1
    if not field.least <= number <= field.most:
        raise Unreadable(f"{cell[:40]!r} must be a whole number from {field.least} to {field.most}")
    return number


def _money(field: Field, cell: str, currency: str) -> Value:
    amount = parse_minor(cell, currency)
    if not field.least <= amount <= HIGHEST_PRICE_MINOR:
        raise Unreadable(f"{cell[:40]!r} is out of range")
    return amount


def _flag(field: Field, cell: str, currency: str) -> Value:
    word = cell.lower()
    if word not in YES | NO:
        raise Unreadable(f"{cell[:40]!r} must be yes or no")
    return word in YES


def _time(field: Field, cell: str, currency: str) -> Value:
    if not TIME.fullmatch(cell):
        raise Unreadable(f"{cell[:40]!r} must be a time such as 07:30")
    return cell


def _words(cell: str) -> list[str]:
    return cell.replace(",", " ").replace("|", " ").split()


READERS: Mapping[str, Callable[[Field, str, str], Value]] = {
    "text": _text,
    "key": _key,
    "keys": _keys,
    "codes": _codes,
    "choice": _choice,
    "number": _number,
    "money": _money,
    "flag": _flag,
    "time": _time,
}
