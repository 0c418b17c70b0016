"""What a venue file says: its own parts, and the menu's as the menu reads them."""

import re
import tomllib
from typing import Annotated, Any, NamedTuple

import msgspec

OWN = frozenset({"settings", "area", "printer", "room_type", "staff", "provider"})
HEADER = re.compile(r"\s*\[\[?\s*\"?([A-Za-z_-]+)")
SHORT = msgspec.Meta(min_length=1, max_length=60)


class Problem(NamedTuple):
    """What cannot be taken, and where; line 0: the whole file."""

    line: int
    words: str


class Table(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A table as ``["20", 4]``: its number and seats."""

    number: Annotated[str, SHORT]
    seats: Annotated[int, msgspec.Meta(ge=1, le=99)]


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the floor and its tables."""

    name: Annotated[str, SHORT]
    tables: list[Table] = []


class Printer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A printer by name; ``stations`` are the slugs of those whose tickets it prints."""

    name: Annotated[str, SHORT]
    driver: str = "tcp"
    host: str = ""
    port: int | None = None
    width_mm: int = 80
    stations: list[str] = []


class RoomType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A type of rooms; ``price`` of a night outside of seasons, ``rooms`` their numbers."""

    name: Annotated[str, SHORT]
    sleeps: Annotated[int, msgspec.Meta(ge=1, le=20)]
    price: str = "0"
    overbooking: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    rooms: list[Annotated[str, SHORT]] = []


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who works here; a PIN is never in a file."""

    name: Annotated[str, SHORT]
    role: str


class Cloud(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A provider of `sync`; ``secrets`` says where the command line finds its keys.

    Attributes:
        secrets: ``prompt``, or the name of a file beside this one; the server never reads it.
    """

    name: Annotated[str, SHORT]
    settings: dict[str, str | int] = {}
    secrets: str = "prompt"


class Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parts that are not the menu's."""

    settings: dict[str, Any] = {}
    area: list[Area] = []
    printer: list[Printer] = []
    room_type: list[RoomType] = []
    staff: list[Person] = []
    provider: list[Cloud] = []


class VenueFile(NamedTuple):
    """``menu`` is TOML of the menu's form with every line where it was; None: no menu in it."""

    own: Own
    menu: str | None
    problems: list[Problem]


def read(text: str) -> VenueFile:
    """Read a venue file."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        return _refused(int(line[1]) if line else 0, f"this is not TOML: {error}")
    try:
        own = msgspec.convert({name: tree[name] for name in OWN & tree.keys()}, Own)
    except msgspec.ValidationError as error:
        part = re.search(r"\$\.(\w+)", str(error))
        return _refused(_line_of(text, part[1] if part else ""), str(error))
    return VenueFile(own, _menu(text) if tree.keys() - OWN else None, _doubles(text, own))


def _doubles(text: str, own: Own) -> list[Problem]:
    """Name what is there twice: the second would silently win."""
    numbers = [table.number for area in own.area for table in area.tables]
    named = [("area", one.name) for one in own.area]
    named += [("printer", one.name) for one in own.printer]
    named += [("area", number) for number in numbers]
    named += [("room_type", one.name) for one in own.room_type]
    named += [("room_type", number) for one in own.room_type for number in one.rooms]
    named += [("staff", " ".join(one.name.split())) for one in own.staff]
    named += [("provider", one.name) for one in own.provider]
    twice = sorted({one for one in named if named.count(one) > 1})
    return [Problem(_line_of(text, part), f"{name} is there twice") for part, name in twice]


def _menu(text: str) -> str:
    """Blank every line of the own parts, so that the menu's faults keep their line numbers."""
    kept, own = [], False
    for line in text.splitlines():
        header = HEADER.match(line)
        if header:
            own = header[1] in OWN
        kept.append("" if own else line)
    return "\n".join(kept) + "\n"


def _line_of(text: str, part: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        header = HEADER.match(line)
        if header and header[1] == part:
            return number
    return 0


def _refused(line: int, words: str) -> VenueFile:
    return VenueFile(Own(), None, [Problem(line, words)])
