"""The reports as tables: which columns each has, what its rows are called, in which order."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from venue.core.errors import Invalid
from venue.core.money import wire
from venue.core.tx import ReadTx
from venue.menu import places
from venue.menu import service as menu
from venue.reports import queries, service
from venue.reports.model import Key, Sum
from venue.reports.service import Range
from venue.staff import service as staff

WHOLE = ("dishes", "discount", "comp", "service", "tax_added", "outside", "total", "returned")
PERSON = ("void", "discount", "comp", "no_service", "reopen")
BILLS = (("bills", "count"), ("covers", "count"), ("total", "money"), ("per_cover", "money"))
SOLD = (("quantity", "count"), ("price", "money"), ("given", "money"), ("total", "money"))
COOKED = (("dishes", "count"), ("average", "seconds"), ("longest", "seconds"), ("late", "count"),
          ("late_share", "percent"))  # fmt: skip
LARGEST_FIRST = ("total", "received", "void_amount")
Cells = dict[str, int]
Names = Callable[[ReadTx], Mapping[str, str]]


class Table(NamedTuple):
    """One report by one thing.

    Attributes:
        kind: Of the sums it is made of.
        columns: Name and form: ``count``, ``money``, ``seconds``, ``minutes`` or ``percent``.
        cells: From a sum to the cells of a row.
        names: What people call the keys; None: the screen knows words for them.
        by_key: Sorted by key; else the largest first.
    """

    kind: str
    columns: tuple[tuple[str, str], ...]
    cells: Callable[[Sum], Cells]
    names: Names | None = None
    by_key: bool = False


def _bills(one: Sum) -> Cells:
    covers = one.quantity
    each = one.amount_minor // covers if covers > 0 else 0
    return {"bills": one.times, "covers": covers, "total": one.amount_minor, "per_cover": each}


def _sold(one: Sum) -> Cells:
    given = one.amount_minor - one.other
    return {
        "quantity": one.quantity,
        "price": one.other,
        "given": given,
        "total": one.amount_minor,
    }


def _cooked(one: Sum) -> Cells:
    return {
        "dishes": one.times,
        "average": one.other // one.times,
        "longest": one.most,
        "late": one.quantity,
        "late_share": one.quantity * 100 // one.times,
    }


def _taxed(one: Sum) -> Cells:
    return {"net": one.amount_minor - one.other, "tax": one.other, "gross": one.amount_minor}


def _turned(one: Sum) -> Cells:
    each = one.other // one.times if one.times else 0
    return {"parties": one.times, "covers": one.quantity, "stay": each, "longest": one.most}


def _texts(found: Mapping[int, str]) -> dict[str, str]:
    return {str(number): name for number, name in found.items()}


def _people(tx: ReadTx) -> dict[str, str]:
    return {str(one["id"]): one["name"] for one in staff.index(tx)["items"]}


def _items(tx: ReadTx) -> dict[str, str]:
    return _texts(menu.item_names(tx))


def _sections(tx: ReadTx) -> dict[str, str]:
    return _texts(queries.section_names(tx))


def _stations(tx: ReadTx) -> dict[str, str]:
    return {str(one.id): one.name for one in menu.stations(tx)}


def _outlets(tx: ReadTx) -> dict[str, str]:
    return {str(one["id"]): one["name"] for one in places.outlets(tx)}


TAX = (("net", "money"), ("tax", "money"), ("gross", "money"))
TURN = (("parties", "count"), ("covers", "count"), ("stay", "minutes"), ("longest", "minutes"))
TENDER = (("payments", "count"), ("received", "money"), ("given_back", "money"), ("kept", "money"),
          ("tips", "money"), ("rounding", "money"))  # fmt: skip
VOIDS = tuple(
    column
    for name in PERSON
    for column in ((name, "count"), (f"{name}_amount", "money"))
    if column[0] != "no_service_amount"
)
TABLES: Mapping[tuple[str, str], Table] = {
    ("sales", "hour"): Table("hour", BILLS, _bills, by_key=True),
    ("sales", "day"): Table("day", BILLS, _bills, by_key=True),
    ("sales", "item"): Table("item", SOLD, _sold, _items),
    ("sales", "section"): Table("section", SOLD, _sold, _sections),
    ("sales", "waiter"): Table("waiter", BILLS, _bills, _people),
    ("sales", "table"): Table("table", BILLS, _bills),
    ("sales", "cover"): Table("cover", BILLS, _bills, by_key=True),
    ("sales", "service"): Table("service", BILLS, _bills),
    ("sales", "outlet"): Table("outlet", BILLS, _bills, _outlets),
    ("sales", "tender"): Table("tender", TENDER, _bills),
    ("sales", "tax"): Table("tax", TAX, _taxed, by_key=True),
    ("kitchen", "station"): Table("station", COOKED, _cooked, _stations),
    ("kitchen", "item"): Table("dish", COOKED, _cooked, _items),
    ("tables", "table"): Table("turn", TURN, _turned),
    ("voids", "person"): Table("person", VOIDS, _bills, _people),
}


def table(name: str, by: str) -> Table:
    """Return a report's table.

    Raises:
        Invalid: ``reports.unknown`` naming what there is.
    """
    found = TABLES.get((name, by))
    if found is None:
        known = sorted(one for report, one in TABLES if report == name)
        raise Invalid("reports.unknown", f"{name} can be asked by {', '.join(known)}", known=known)
    return found


def index(tx: ReadTx) -> dict[str, Any]:
    """Return ``{reports: {name: [by]}, today, first, outlets: [{id, name}], seq}``.

    ``today`` and ``first`` are dates of business days; empty before the first one.
    """
    reports: dict[str, list[str]] = {}
    for name, by in TABLES:
        reports.setdefault(name, []).append(by)
    first, today = queries.bounds(tx)
    outlets = [{"id": one["id"], "name": one["name"]} for one in places.outlets(tx)]
    return {
        "reports": reports,
        "today": today,
        "first": first,
        "outlets": outlets,
        "seq": tx.seq,
    }


def read(tx: ReadTx, name: str, by: str, span: Range, currency: str) -> dict[str, Any]:
    """Return the REPORT ``{report, by, from, to, columns, items, whole, seq}``.

    Raises:
        Invalid: ``reports.unknown``, ``reports.bad_range``.
    """
    wanted = table(name, by)
    rows = _rows(tx, wanted, span)
    known = wanted.names(tx) if wanted.names else {}
    order = _order(wanted)
    items = [
        {"key": key, "name": known.get(key, "" if wanted.names else key)}
        | {
            column: wire(cells[column], currency) if form == "money" else cells[column]
            for column, form in wanted.columns
        }
        for key, cells in sorted(rows.items(), key=order)
    ]
    whole = _whole(service.between(tx, span, ["whole"])) if name == "sales" else {}
    return {
        "report": name,
        "by": by,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "outlet_id": span.outlet_id,
        "columns": [{"name": column, "form": form} for column, form in wanted.columns],
        "items": items,
        "whole": {key: wire(minor, currency) for key, minor in whole.items()},
        "seq": tx.seq,
    }


def _rows(tx: ReadTx, wanted: Table, span: Range) -> dict[str, Cells]:
    if wanted.kind == "day":
        return {day: _bills(one) for day, one in service.by_day(tx, span).items()}
    if wanted.kind == "tender":
        return _tenders(service.between(tx, span, ["tender"]))
    if wanted.kind == "person":
        return _gifts(service.between(tx, span, PERSON))
    sums: dict[str, Sum] = {}
    for key, one in service.between(tx, span, [wanted.kind]).items():
        sums[key.key] = sums.get(key.key, Sum()).plus(one)
    return {key: wanted.cells(one) for key, one in sums.items() if any(one[:4])}


def _tenders(sums: Mapping[Key, Sum]) -> dict[str, Cells]:
    """Return a row per method: a reversal is no refund, both go out again."""
    rows: dict[str, Cells] = {}
    for key, one in sums.items():
        method, _, kind = key.key.partition(" ")
        name = f"{method} {kind}" if kind == "unverified" else method
        row = rows.setdefault(name, dict.fromkeys((column for column, _ in TENDER), 0))
        row["payments"] += one.times if one.amount_minor >= 0 else 0
        row["received" if one.amount_minor >= 0 else "given_back"] += one.amount_minor
        row["kept"] += one.amount_minor
        row["tips"] += one.other
        row["rounding"] += one.quantity
    return rows


def _gifts(sums: Mapping[Key, Sum]) -> dict[str, Cells]:
    rows: dict[str, Cells] = {}
    for key, one in sums.items():
        row = rows.setdefault(key.key, dict.fromkeys((column for column, _ in VOIDS), 0))
        row[key.kind] += one.times
        if key.kind != "no_service":
            row[f"{key.kind}_amount"] += one.amount_minor
    return rows


def _whole(sums: Mapping[Key, Sum]) -> Cells:
    """Return how dishes come to the total of the bills, and what of that was taken back."""
    found = dict.fromkeys(WHOLE, 0)
    for key, one in sums.items():
        found[key.key] += one.amount_minor
    return found | {"net": found["total"] + found["returned"]}


def _order(wanted: Table) -> Callable[[tuple[str, Cells]], Any]:
    if wanted.by_key:
        return lambda row: (len(row[0]), row[0])
    columns = [column for column, _ in wanted.columns]
    main = next((one for one in LARGEST_FIRST if one in columns), columns[0])
    return lambda row: (-row[1][main], row[0])
