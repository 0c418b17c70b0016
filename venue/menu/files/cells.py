"""How the cells of a menu file are read and written, one function for each form of field."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from venue.core.errors import VenueError
from venue.core.money import exponent, parse_minor
from venue.core.parse import clean_text
from venue.menu.files.fields import (
    HIGHEST_PRICE_MINOR,
    KEY,
    NO,
    TIME,
    YES,
    Field,
    Unreadable,
    Value,
    like,
)

PERCENT = re.compile(r"([+-]?)(\d{1,3})(?:[.,](\d{1,2}))?")
PHOTO = re.compile(r"[0-9a-f]{32}")
MOST_PARTS = 20


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
        return ("; " if field.form == "names" else " ").join(value)
    if field.form == "percent" and isinstance(value, int):
        sign, bp = "-" * (value < 0), abs(value)
        return f"{sign}{bp // 100}{f'.{bp % 100:02d}' if bp % 100 else ''}"
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


def _parts(field: Field, cell: str, currency: str) -> Value:
    """Read keys that may come twice: two breads in one set."""
    parts = tuple(str(_key(field, one, currency)) for one in _words(cell))
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"a set has at most {MOST_PARTS} dishes")
    return parts


def _names(field: Field, cell: str, currency: str) -> Value:
    names = (clean_text(one, field="it", longest=field.most) for one in cell.split(";"))
    return tuple(dict.fromkeys(name for name in names if name))


def _percent(field: Field, cell: str, currency: str) -> Value:
    found = PERCENT.fullmatch(cell.removesuffix("%").strip())
    bp = int(found[2]) * 100 + int((found[3] or "0").ljust(2, "0")) if found else 10_001
    if not found or bp > 10_000:
        raise Unreadable(f"{cell[:40]!r} must be a percentage from -100 to 100, such as -20")
    return -bp if found[1] == "-" else bp


def _date(field: Field, cell: str, currency: str) -> Value:
    try:
        return date.fromisoformat(cell).isoformat()
    except ValueError:
        raise Unreadable(f"{cell[:40]!r} must be a date such as 2026-12-25") from None


def _photo(field: Field, cell: str, currency: str) -> Value:
    if not PHOTO.fullmatch(cell):
        raise Unreadable("a photo is named by what its upload answered")
    return cell


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
    "parts": _parts,
    "names": _names,
    "percent": _percent,
    "date": _date,
    "photo": _photo,
}
