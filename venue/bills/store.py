"""All SQL of bills and tenders."""

from typing import Any

from venue.core.tx import ReadTx, Row, Tx


def bill(tx: ReadTx, bill_id: str) -> Row | None:
    """Return a bill's row."""
    return tx.row("SELECT * FROM bill WHERE id = ?", (bill_id,))


def open_bills(tx: ReadTx, session_id: str) -> list[Row]:
    """Return the open bills of a table session."""
    return tx.rows(
        "SELECT * FROM bill WHERE table_session_id = ? AND closed_at IS NULL", (session_id,)
    )


def bill_ids(tx: ReadTx, session_id: str) -> list[str]:
    """Return every bill of a table session, oldest first."""
    rows = tx.execute(
        "SELECT id FROM bill WHERE table_session_id = ? ORDER BY number", (session_id,)
    )
    return [row[0] for row in rows]


def order_ids(tx: ReadTx, bill_id: str) -> list[str]:
    """Return the orders that have lines on a bill."""
    rows = tx.execute("SELECT DISTINCT order_id FROM order_line WHERE bill_id = ?", (bill_id,))
    return [row[0] for row in rows]


def tenders(tx: ReadTx, bill_id: str) -> list[Row]:
    """Return the payments of a bill, oldest first."""
    return tx.rows("SELECT * FROM tender WHERE bill_id = ? ORDER BY id", (bill_id,))


def insert_tender(tx: Tx, bill_id: str, method: str, amount_minor: int, by: str) -> int:
    """Store a settled payment; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO tender (bill_id, method, amount_minor, taken_by, settled_at)
        VALUES (?, ?, ?, ?, ?) RETURNING id
        """,
        (bill_id, method, amount_minor, by, tx.now),
    )
    return int(cursor.fetchone()[0])


def close(tx: Tx, bill_id: str) -> None:
    """Close a bill."""
    tx.execute("UPDATE bill SET closed_at = ? WHERE id = ?", (tx.now, bill_id))


def active_orders(tx: ReadTx, session_id: str) -> list[dict[str, Any]]:
    """Return the state of each order of a session that is not at its end."""
    return tx.rows(
        """
        SELECT id, state FROM guest_order
        WHERE table_session_id = ? AND state IN ('awaiting_staff', 'sent')
        """,
        (session_id,),
    )
