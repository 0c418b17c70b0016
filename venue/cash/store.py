"""All SQL of cash sessions and Z reports."""

from collections.abc import Mapping
from typing import Any

from venue.cash.model import Drawer
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx


def insert_session(tx: Tx, values: dict[str, Any]) -> int:
    """Open a session; return its id."""
    opened = {"state": "open", "opened_by": tx.actor, "opened_at": tx.now}
    return _insert(tx, "cash_session", values | opened)


def session(tx: ReadTx, session_id: int) -> Row | None:
    """Return a session."""
    return _decoded(tx.row("SELECT * FROM cash_session WHERE id = ?", (session_id,)))


def live(tx: ReadTx) -> list[Row]:
    """Return the sessions that are not closed, oldest first."""
    return tx.rows("SELECT * FROM cash_session WHERE state <> 'closed' ORDER BY id")


def closed_since_z(tx: ReadTx) -> list[Row]:
    """Return the closed sessions that no Z has yet, oldest first."""
    rows = tx.rows("SELECT * FROM cash_session WHERE z_id IS NULL AND state = 'closed' ORDER BY id")
    return [row for row in map(_decoded, rows) if row is not None]


def number_sessions(tx: Tx, z_id: int) -> None:
    """Put the closed sessions under a Z."""
    tx.execute("UPDATE cash_session SET z_id = ? WHERE z_id IS NULL AND state = 'closed'", (z_id,))


def sessions_of_z(tx: ReadTx, z_id: int) -> list[Row]:
    """Return the sessions that a Z closed."""
    rows = tx.rows("SELECT * FROM cash_session WHERE z_id = ? ORDER BY id", (z_id,))
    return [row for row in map(_decoded, rows) if row is not None]


def set_state(tx: Tx, session_id: int, state: str) -> None:
    """Move a session between open and counting."""
    tx.execute("UPDATE cash_session SET state = ? WHERE id = ?", (state, session_id))


def close(
    tx: Tx,
    session_id: int,
    *,
    expected_minor: int,
    counted_minor: int,
    counts: Mapping[str, int],
    reason: str,
) -> None:
    """Close a session with its count; nobody's cash goes there any more."""
    tx.execute(
        """
        UPDATE cash_session SET state = 'closed', expected_minor = ?, counted_minor = ?,
            counts = ?, reason = ?, closed_by = ?, closed_at = ? WHERE id = ?
        """,
        (expected_minor, counted_minor, dumps(counts), reason, tx.actor, tx.now, session_id),
    )
    tx.execute("DELETE FROM cash_hand WHERE session_id = ?", (session_id,))


def drawer(tx: ReadTx, row: Row) -> Drawer:
    """Return what went through a session so far."""
    cash, desk = (
        tx.value(
            f"SELECT coalesce(sum(amount_minor), 0) FROM {table} WHERE session_id = ?",
            (row["id"],),
        )
        for table in ("cash_entry", "cash_desk_entry")
    )
    moved = tx.execute(
        "SELECT kind, sum(amount_minor) FROM cash_movement WHERE session_id = ? GROUP BY kind",
        (row["id"],),
    )
    return Drawer(
        float_minor=row["float_minor"],
        cash_minor=cash,
        desk_minor=desk,
        moved=dict(moved.fetchall()),
    )


def insert_movement(tx: Tx, values: dict[str, Any]) -> int:
    """Store cash put in or taken out; return its id."""
    return _insert(tx, "cash_movement", values | {"made_by": tx.actor, "made_at": tx.now})


def movements(tx: ReadTx, session_id: int) -> list[Row]:
    """Return a session's movements, oldest first."""
    return tx.rows("SELECT * FROM cash_movement WHERE session_id = ? ORDER BY id", (session_id,))


def outlet_of(tx: ReadTx, bill_id: str) -> int | None:
    """Return the outlet that sold what stands on a bill."""
    found = tx.value(
        """
        SELECT o.outlet_id FROM order_line l JOIN guest_order o ON o.id = l.order_id
        WHERE l.bill_id = ? AND o.outlet_id IS NOT NULL LIMIT 1
        """,
        (bill_id,),
    )
    return int(found) if found is not None else None


def insert_entry(tx: Tx, tender_id: int, session_id: int | None, amount_minor: int) -> None:
    """Say where a cash payment lies; None: outside any drawer."""
    _insert(tx, "cash_entry", {
        "tender_id": tender_id, "session_id": session_id, "amount_minor": amount_minor,
    })  # fmt: skip


def insert_desk_entry(tx: Tx, values: dict[str, Any]) -> None:
    """Say where cash of the desk lies; session None: outside any drawer."""
    _insert(tx, "cash_desk_entry", values)


def hand_of(tx: ReadTx, staff_id: int) -> int | None:
    """Return the session that a person said to work at."""
    found = tx.value(
        """
        SELECT h.session_id FROM cash_hand h JOIN cash_session s ON s.id = h.session_id
        WHERE h.staff_id = ? AND s.state = 'open'
        """,
        (staff_id,),
    )
    return int(found) if found is not None else None


def set_hand(tx: Tx, staff_id: int, session_id: int) -> None:
    """Note at which drawer a person works."""
    tx.execute(
        """
        INSERT INTO cash_hand (staff_id, session_id) VALUES (?, ?)
        ON CONFLICT (staff_id) DO UPDATE SET session_id = excluded.session_id
        """,
        (staff_id, session_id),
    )


def insert_z(tx: Tx, values: dict[str, Any]) -> int:
    """Store a Z; return its id."""
    made = {"made_by": tx.actor, "made_at": tx.now, "made_run_ms": tx.run_ms}
    return _insert(tx, "z_report", values | {"figures": dumps(values["figures"])} | made)


def last_z(tx: ReadTx) -> Row | None:
    """Return the newest Z."""
    return _report(tx.row("SELECT * FROM z_report ORDER BY id DESC LIMIT 1"))


def z(tx: ReadTx, number: int) -> Row | None:
    """Return a Z by its number."""
    return _report(tx.row("SELECT * FROM z_report WHERE number = ?", (number,)))


def zs(tx: ReadTx, *, before: int, limit: int) -> list[Row]:
    """Return Zs, the last first, from below a number."""
    rows = tx.rows(
        "SELECT * FROM z_report WHERE number < ? ORDER BY number DESC LIMIT ?", (before, limit)
    )
    return [row for row in map(_report, rows) if row is not None]


def z_printed(tx: Tx, number: int) -> None:
    """Count a print."""
    tx.execute("UPDATE z_report SET prints = prints + 1 WHERE number = ?", (number,))


def _report(row: Row | None) -> Row | None:
    return row | {"figures": loads(row["figures"])} if row else None


def _decoded(row: Row | None) -> Row | None:
    return row | {"counts": loads(row["counts"])} if row else None


def _insert(tx: Tx, table: str, values: dict[str, Any]) -> int:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    return tx.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values).lastrowid or 0
