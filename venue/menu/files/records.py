"""What a menu file holds, whatever its format: records with their lines, and problems."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from venue.menu.files import fields
from venue.menu.files.fields import Value, Values

# More help nobody, and looking for each costs time.
MOST_PROBLEMS = 100


class Problem(NamedTuple):
    """What is wrong in a file: its line, from 1, and one sentence."""

    line: int
    words: str


class Record(NamedTuple):
    """One record of a file: only the fields that the file has."""

    kind: str
    key: str
    line: int
    values: Values


class Row(NamedTuple):
    """A record before its cells are understood: the text of each, and where each stands."""

    kind: str
    line: int
    cells: Mapping[str, str]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it is or shall be, every field given; ``line`` is 0 when no file names it."""

    kind: str
    key: str
    position: int
    values: Values
    line: int = 0


# By kind, then by key.
State = dict[str, dict[str, Entry]]


def full_key(kind: str, values: Mapping[str, Value]) -> str:
    """Return what a record is known by within its kind; a modifier's key has its group's."""
    names = fields.NAMED_BY.get(kind, ("key",))
    return "/".join(str(values.get(name) or "") for name in names)


def field_of(record: Record, name: str) -> fields.Field:
    """Return the field of a record that was already checked."""
    field = fields.field_of(record.kind, name)
    if field is None:
        raise LookupError(f"{record.kind} has no field {name}")
    return field
