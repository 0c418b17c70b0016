"""Rooms and prices from CSV: read whole, every fault named with its line, nothing run. Pure."""

import csv
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any, NamedTuple

from venue.core.errors import Invalid
from venue.core.money import parse_minor
from venue.rooms.model import nights

ROOM_COLUMNS = ("number", "type", "sleeps")
RATE_COLUMNS = ("type", "starts", "ends", "nightly", "least_nights")
MOST_ROWS = 5_000
MOST_PROBLEMS = 50
LONGEST_CELL = 60
# What a spreadsheet would run when the same cell is exported again.
FORMULA = ("=", "+", "@", "\t")


class Problem(NamedTuple):
    """What is wrong on a line of the file."""

    line: int
    words: str


class Room(NamedTuple):
    """A room to have."""

    number: str
    type: str
    sleeps: int


class Rate(NamedTuple):
    """A type's price; without ``starts`` the one outside of seasons."""

    type: str
    starts: str
    ends: str
    nightly_minor: int
    least_nights: int


class Read(NamedTuple):
    """A file as read, with the line of each row; with ``problems`` it must not be used."""

    rows: list[tuple[int, Any]]
    problems: list[Problem]


def rooms(text: str) -> Read:
    """Read rooms: ``number,type,sleeps``."""
    return _read(text, ROOM_COLUMNS, _room)


def rates(text: str, currency: str) -> Read:
    """Read prices: ``type,starts,ends,nightly,least_nights``, amounts such as ``120.00``."""
    return _read(text, RATE_COLUMNS, lambda row: _rate(row, currency))


def _read(text: str, columns: tuple[str, ...], make: Callable[[Mapping[str, str]], Any]) -> Read:
    # With its line ends as they are, as the csv module asks for.
    table = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    found, problems = list[tuple[int, Any]](), list[Problem]()
    missing = [name for name in columns if name not in (table.fieldnames or ())]
    if missing:
        return Read([], [Problem(1, f"the first line lacks {', '.join(missing)}")])
    try:
        for row in table:
            if len(found) >= MOST_ROWS or len(problems) >= MOST_PROBLEMS:
                words = f"more than {MOST_ROWS} lines, or too many faults"
                return Read([], [*problems, Problem(table.line_num, words)])
            try:
                cells = _cells(row, columns)
                found.append((table.line_num, make(cells)))
            except Invalid as fault:
                problems.append(Problem(table.line_num, fault.message))
    except csv.Error:
        problems.append(Problem(table.line_num, "this line cannot be read as CSV"))
    return Read(found, problems)


def _cells(row: Mapping[str, str | None], columns: tuple[str, ...]) -> dict[str, str]:
    cells = {name: (row[name] or "").strip() for name in columns}
    for name, value in cells.items():
        if value.startswith(FORMULA) or len(value) > LONGEST_CELL or not value.isprintable():
            raise Invalid("rooms.bad_cell", f"{name} cannot be {value[:20]!r}")
    return cells


def _room(cells: Mapping[str, str]) -> Room:
    if not cells["number"] or not cells["type"]:
        raise Invalid("rooms.bad_cell", "a room needs a number and a type")
    return Room(cells["number"], cells["type"], _whole("sleeps", cells["sleeps"], 1, 20))


def _rate(cells: Mapping[str, str], currency: str) -> Rate:
    if not cells["type"]:
        raise Invalid("rooms.bad_cell", "a price needs a type")
    if cells["starts"] or cells["ends"]:
        nights(cells["starts"], cells["ends"])
    minor = parse_minor(cells["nightly"], currency)
    if minor < 0:
        raise Invalid("rooms.bad_cell", "a price cannot be below 0")
    least = _whole("least_nights", cells["least_nights"] or "1", 1, 60)
    return Rate(cells["type"], cells["starts"], cells["ends"], minor, least)


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise Invalid("rooms.bad_cell", f"{name} must be a whole number {least}..{most}")
    return int(text)
