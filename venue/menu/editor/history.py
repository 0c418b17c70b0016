"""Who changed what of the menu: the values before and after, beside the journal's numbers."""

from collections.abc import Iterable
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.menu.editor import store
from venue.menu.files import cells, fields
from venue.menu.files.plan import Change

MOST_KEPT = 100_000
PAGE = 50


def note(tx: Tx, changes: Iterable[Change], seq: int) -> None:
    """Store each field's value before and after; a move within the list is not worth a row."""
    rows = []
    for change in changes:
        names = change.fields if change.before else ("",)
        for name in names:
            if name == "position":
                continue
            before = change.before.values.get(name) if change.before else None
            after = change.entry.values.get(name)
            rows.append(
                (
                    change.entry.kind,
                    change.entry.key,
                    tx.now,
                    tx.actor,
                    seq,
                    change.what,
                    name,
                    dumps(before) if change.before else None,
                    dumps(after) if name else None,
                )
            )
    store.insert_history(tx, rows)


def page(tx: ReadTx, kind: str, key: str, *, before_id: int, currency: str) -> dict[str, Any]:
    """Return ``{items: [{id, at, actor, what, field, before, after}], next_cursor?}``.

    The newest is first.
    """
    rows = store.history(tx, kind, key, before_id=before_id, limit=PAGE + 1)
    items = [
        {
            "id": row["id"],
            "at": row["at"],
            "actor": row["actor"],
            "what": row["what"],
            "field": row["field"],
            "before": _shown(kind, row["field"], row["before"], currency),
            "after": _shown(kind, row["field"], row["after"], currency),
        }
        for row in rows[:PAGE]
    ]
    more = {"next_cursor": str(rows[PAGE - 1]["id"])} if len(rows) > PAGE else {}
    return {"items": items, "seq": tx.seq} | more


def _shown(kind: str, name: str, stored: str | None, currency: str) -> str | None:
    field = fields.field_of(kind, name) if name else None
    if stored is None or field is None:
        return None
    value = loads(stored)
    return cells.show(field, tuple(value) if isinstance(value, list) else value, currency)
