"""All SQL of draft lines."""

from collections.abc import Iterable
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.drafts.model import DraftLine

COLUMNS = "id, guest_id, item_id, quantity, modifiers, note, revision, order_id, position"


def of_session(tx: ReadTx, session_id: str) -> list[DraftLine]:
    """Return a party's lines, sent and removed ones too, in the order they were added."""
    rows = tx.execute(
        f"SELECT {COLUMNS} FROM draft_line WHERE table_session_id = ? ORDER BY added_run_ms, id",
        (session_id,),
    )
    return [_line(row) for row in rows]


def count(tx: ReadTx, session_id: str) -> int:
    """Return how many lines a party has had."""
    return int(
        tx.value("SELECT count(*) FROM draft_line WHERE table_session_id = ?", (session_id,))
    )


def by_id(tx: ReadTx, ids: Iterable[str]) -> dict[str, tuple[str, DraftLine]]:
    """Return the table session and line of those ids that are known."""
    rows = tx.execute(
        f"""
        SELECT table_session_id, {COLUMNS} FROM draft_line
        WHERE id IN (SELECT value FROM json_each(?))
        """,
        (dumps(list(ids)),),
    )
    return {row[1]: (row[0], _line(row[1:])) for row in rows}


def put(tx: Tx, session_id: str, lines: Iterable[DraftLine]) -> None:
    """Store lines as they are now."""
    tx.execute_many(
        f"""
        INSERT INTO draft_line ({COLUMNS}, table_session_id, added_run_ms)
        VALUES ({", ".join("?" * 11)})
        ON CONFLICT (id) DO UPDATE SET
            item_id = excluded.item_id, quantity = excluded.quantity,
            modifiers = excluded.modifiers, note = excluded.note, revision = excluded.revision,
            order_id = excluded.order_id, position = excluded.position
        """,
        [(*_row(line), session_id, tx.run_ms) for line in lines],
    )


def forget(tx: Tx, session_id: str) -> None:
    """Delete a party's lines: wishes and notes are kept in what was ordered alone."""
    tx.execute("DELETE FROM draft_line WHERE table_session_id = ?", (session_id,))


def _row(line: DraftLine) -> tuple[Any, ...]:
    return (
        line.id,
        line.guest_id,
        line.item_id,
        line.quantity,
        dumps(line.modifiers),
        line.note,
        line.revision,
        line.order_id,
        line.position,
    )


def _line(row: tuple[Any, ...]) -> DraftLine:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    values["modifiers"] = tuple(loads(values["modifiers"]))
    return DraftLine(**values)
