"""The fields of a menu file: what each kind of record has, and how a cell is read and written.

One table serves CSV and TOML: both are first brought to cells of text.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from venue.menu.model import (
    ALLERGENS,
    DAYS,
    DIETS,
    ICONS,
    PRICINGS,
    PRINT_MODES,
    SERVICES,
)

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
_DAYS = Field(form="codes", default=(), choices=DAYS)
_TIME = Field(form="time")
_KEYS = Field(form="keys", default=())
_MONEY = Field(form="money", default=None)

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
    "outlet": {"key": _KEY, "name": Field(form="text", required=True, most=40), "active": _ACTIVE},
    "section": {"key": _KEY, "name": _NAME, "outlets": _KEYS, "active": _ACTIVE},
    "group": {
        "key": _KEY,
        "name": _NAME,
        "min": Field(form="number", default=0, most=50),
        "max": Field(form="number", default=1, least=1, most=50),
        "sizes": Field(form="flag", default=False),
        "active": _ACTIVE,
    },
    "modifier": {
        "group": _KEY,
        "key": _KEY,
        "name": _NAME,
        "kitchen_name": Field(form="text", most=80),
        "price": Field(form="money", default=0, least=-HIGHEST_PRICE_MINOR),
        "allergens": _ALLERGENS,
        "may_contain": _ALLERGENS,
        "item": Field(form="key"),
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
        "may_contain": _ALLERGENS,
        "diets": Field(form="codes", default=(), choices=DIETS),
        "groups": _KEYS,
        "parts": Field(form="parts", default=()),
        "pricing": Field(form="choice", choices=PRICINGS, default="fixed"),
        "price_min": _MONEY,
        "price_max": _MONEY,
        "min_age": Field(form="number", default=0, most=99),
        "photo": Field(form="photo"),
        "icon": Field(form="choice", choices=ICONS),
        "hue": Field(form="number", default=24, most=359),
        "days": _DAYS,
        "from": _TIME,
        "to": _TIME,
        "remaining_qty": Field(form="number", default=None, most=9_999),
        "active": _ACTIVE,
    },
    "list": {
        "key": _KEY,
        "name": Field(form="text", required=True, most=60),
        "days": _DAYS,
        "from": _TIME,
        "to": _TIME,
        "areas": Field(form="names", default=(), most=40),
        "services": Field(form="codes", default=(), choices=SERVICES),
        "outlets": _KEYS,
        "sections": _KEYS,
        "percent": Field(form="percent", default=0),
        "active": _ACTIVE,
    },
    "price": {
        "list": _KEY,
        "item": _KEY,
        "price": Field(form="money", default=None, required=True),
        "active": _ACTIVE,
    },
    "hours": {
        "key": _KEY,
        "outlet": Field(form="key"),
        "date": Field(form="date"),
        "days": _DAYS,
        "from": _TIME,
        "to": _TIME,
        "last_orders": _TIME,
        "active": _ACTIVE,
    },
}
KINDS = tuple(FIELDS)
# What a record is known by within its kind, where that is not its key alone.
NAMED_BY: Mapping[str, tuple[str, ...]] = {"modifier": ("group", "key"), "price": ("list", "item")}
TRANSLATED: Mapping[str, tuple[str, ...]] = {
    "station": (),
    "outlet": (),
    "list": (),
    "price": (),
    "hours": (),
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
