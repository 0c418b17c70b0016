"""Use cases of menu files: look at one, bring one in, write one."""

from collections.abc import Mapping
from typing import Any

from venue.core.errors import Invalid
from venue.core.tx import ReadTx, Tx
from venue.menu.files import exchange, plan
from venue.menu.files import store as file_store
from venue.menu.files.exchange import Menu
from venue.menu.files.plan import Plan
from venue.menu.files.records import Problem, Record
from venue.menu.service import apply


def put_item(tx: Tx, cells: Mapping[str, str], *, currency: str) -> int:
    """Add an item, or change the named fields of the one with this key; return its id.

    Args:
        cells: Fields of docs/menu.md by name, as in a file: ``{"key": .., "price": "12.50"}``.

    Raises:
        Invalid: ``menu.bad_item`` - with ``problems: [words]``.
    """
    problems: list[Problem] = []
    record = exchange.record("item", cells, currency, problems)
    found = Plan(problems=problems) if problems else _plan(tx, [record], replace=False)
    if found.problems:
        words = [problem.words for problem in found.problems]
        raise Invalid("menu.bad_item", words[0], problems=words)
    apply(tx, found)
    return file_store.item_ids(tx, [record.key])[record.key]


def preview(tx: ReadTx, menu: Menu, *, replace: bool) -> dict[str, Any]:
    """Return what `load` would answer, without changing anything."""
    found = _plan_of(tx, menu, replace=replace)
    return _outcome(found, applied=False)


def load(tx: Tx, menu: Menu, *, replace: bool) -> dict[str, Any]:
    """Bring in a menu file, all of it or, with problems, nothing.

    Returns:
        ``{applied, added, changed, moved, removed, changes: [{kind, key, what, fields}],
        problems: [{line, words}], seq}``.
    """
    found = _plan_of(tx, menu, replace=replace)
    if found.problems:
        return _outcome(found, applied=False)
    apply(tx, found)
    return _outcome(found, applied=True) | {"seq": tx.seq}


def export(tx: ReadTx, form: str, *, currency: str) -> str:
    """Return the whole menu as a file; what is left of items is not part of it.

    Args:
        form: ``csv`` or ``toml``.
    """
    state = file_store.read(tx)
    records = [
        Record(entry.kind, entry.key, 0, entry.values)
        for entries in state.values()
        for entry in entries.values()
    ]
    return exchange.write(form, records, currency=currency)


def _plan_of(tx: ReadTx, menu: Menu, *, replace: bool) -> Plan:
    if menu.problems:
        return Plan(problems=menu.problems)
    return _plan(tx, menu.records, replace=replace)


def _plan(tx: ReadTx, records: list[Record], *, replace: bool) -> Plan:
    return plan.make(file_store.read(tx), records, replace=replace)


def _outcome(found: Plan, *, applied: bool) -> dict[str, Any]:
    return {
        "applied": applied,
        **{what: found.count(what) for what in ("added", "changed", "moved", "removed")},
        "changes": plan.shown(found),
        "problems": [{"line": one.line, "words": one.words} for one in found.problems],
    }
