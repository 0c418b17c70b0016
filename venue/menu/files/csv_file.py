"""Menus as CSV: one line per record, of the kind in the column ``kind`` (none: an item)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable

from venue.menu.files import cells as cells_of
from venue.menu.files import fields
from venue.menu.files.fields import FIELDS, KINDS
from venue.menu.files.records import MOST_PROBLEMS, Problem, Record, Row, field_of

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet runs cells that begin so; OWASP "CSV Injection".
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def rows(text: str) -> tuple[list[Row], list[Problem]]:
    """Read CSV with a header line; comma, semicolon or tab, as spreadsheets of all lands write."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Row] = []
    problems: list[Problem] = []
    line = 1
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
        if bad := _bad_columns(columns):
            return [], bad
        while (line := reader.line_num + 1) and (cells := next(reader, None)) is not None:
            if len(cells) > len(columns):
                problems.append(Problem(line, "this line has more cells than the header"))
            elif any(cell.strip() for cell in cells):
                named = dict(zip(columns, map(_unescaped, cells), strict=False))
                found += _csv_row(named, line, problems)
    except csv.Error as error:
        problems.append(Problem(line, f"this is not CSV: {error}"))
    return found, problems


def _csv_row(named: dict[str, str], line: int, problems: list[Problem]) -> list[Row]:
    kind = named.pop("kind", "").strip() or "item"
    if kind not in KINDS:
        words = f"kind: {kind[:40]!r} is not one of {', '.join(KINDS)}"
        problems.append(Problem(line, words))
        return []
    # A column of another kind is empty here, and says nothing of this record.
    cells = {
        name: cell for name, cell in named.items() if fields.field_of(kind, name) or cell.strip()
    }
    return [Row(kind, line, cells, {})]


def _bad_columns(columns: list[str]) -> list[Problem]:
    known = sorted({"kind", *(name for kind in KINDS for name in FIELDS[kind])})
    if "key" not in columns:
        return [Problem(1, "the first line must name the columns; the column key is missing")]
    unknown = [
        name
        for name in columns
        if name not in known and not any(fields.field_of(kind, name) for kind in KINDS)
    ]
    problems = [
        Problem(1, f"there is no column {name[:40]!r}{fields.like(name, known)}")
        for name in unknown[:MOST_PROBLEMS]
    ]
    twice = [name for name, count in Counter(columns).items() if count > 1]
    return problems + [Problem(1, f"the column {name[:40]!r} is there twice") for name in twice]


def text(records: Iterable[Record], currency: str) -> str:
    """Return CSV that a spreadsheet opens safely: with a byte order mark, formulas quoted."""
    listed = list(records)
    known = dict.fromkeys(name for kind in ("item", *KINDS) for name in FIELDS[kind])
    translations = {name for record in listed for name in record.values if name not in known}
    columns = ["kind", *known, *sorted(translations)]
    columns.remove("remaining_qty")
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    table.writeheader()
    for record in listed:
        cells = {
            name: _escaped(cells_of.show(field_of(record, name), value, currency))
            for name, value in record.values.items()
        }
        table.writerow({"kind": record.kind, **cells})
    return BYTE_ORDER_MARK + out.getvalue()


def _unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _escaped(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
