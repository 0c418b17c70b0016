"""Menu files to typed records and back. Pure; every fault is named with its line."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from venue.menu.files import cells, csv_file, fields, toml_file
from venue.menu.files.fields import FIELDS, NAMED_BY, Unreadable, Values
from venue.menu.files.records import MOST_PROBLEMS, Problem, Record, Row, full_key

LONGEST_BYTES = 2 * 1024 * 1024
MOST_RECORDS = 5_000
FORMATS = ("csv", "toml")
BYTE_ORDER_MARK = "\ufeff"


class Menu(NamedTuple):
    """A file as read; with ``problems`` it must not be used."""

    records: list[Record]
    problems: list[Problem]


def read(form: str, text: str, *, currency: str) -> Menu:
    """Read a menu file.

    Args:
        form: ``csv`` or ``toml``.
        currency: Prices are amounts in it, such as ``12.50``.
    """
    if len(text.encode(errors="replace")) > LONGEST_BYTES:
        return Menu([], [Problem(1, "the file is larger than 2 MB")])
    plain = text.removeprefix(BYTE_ORDER_MARK)
    rows, problems = csv_file.rows(plain) if form == "csv" else toml_file.rows(plain)
    if len(rows) > MOST_RECORDS:
        return Menu([], [Problem(1, f"the file has more than {MOST_RECORDS} records")])
    records: list[Record] = []
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        if len(problems) >= MOST_PROBLEMS:
            break
        found = _record(row, currency, problems)
        name = (found.kind, found.key)
        if name in first:
            words = f"the {found.kind} {found.key} is already on line {first[name]}"
            problems.append(Problem(found.line, words))
        first.setdefault(name, found.line)
        records.append(found)
    return Menu(records, sorted(problems)[:MOST_PROBLEMS])


def write(form: str, records: Iterable[Record], *, currency: str) -> str:
    """Return the file that `read` turns into ``records`` again."""
    return csv_file.text(records, currency) if form == "csv" else toml_file.text(records, currency)


def record(kind: str, cells: Mapping[str, str], currency: str, problems: list[Problem]) -> Record:
    """Read one record from its cells; what is wrong is added to ``problems``."""
    return _record(Row(kind, 1, cells, {}), currency, problems)


def _record(row: Row, currency: str, problems: list[Problem]) -> Record:
    values: Values = {}
    for name, cell in row.cells.items():
        if len(problems) >= MOST_PROBLEMS:
            break
        line = row.lines.get(name, row.line)
        field = fields.field_of(row.kind, name)
        if field is None:
            known = fields.like(name, list(FIELDS[row.kind]))
            problems.append(Problem(line, f"{row.kind} has no {name[:40]!r}{known}"))
            continue
        try:
            values[name] = cells.read(field, cell, currency)
        except Unreadable as fault:
            problems.append(Problem(line, f"{name}: {fault}"))
    problems += [
        Problem(row.line, f"this {row.kind} has no {name}")
        for name in NAMED_BY.get(row.kind, ("key",))
        if not row.cells.get(name, "").strip()
    ]
    return Record(row.kind, full_key(row.kind, values), row.line, values)
