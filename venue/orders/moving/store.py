"""All SQL of moved orders, lines and joined parties."""

from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx


def open_bills(tx: ReadTx, session_id: str) -> list[str]:
    """Return the open bills of a session, oldest first."""
    rows = tx.execute(
        "SELECT id FROM bill WHERE table_session_id = ? AND closed_at IS NULL ORDER BY number",
        (session_id,),
    )
    return [row[0] for row in rows]


def session_of_bills(tx: ReadTx, bill_ids: list[str]) -> dict[str, str | None]:
    """Return the session of each bill that is open."""
    rows = tx.execute(
        """
        SELECT id, table_session_id FROM bill
        WHERE id IN (SELECT value FROM json_each(?)) AND closed_at IS NULL
        """,
        (dumps(bill_ids),),
    )
    return dict(rows.fetchall())


def order_ids(tx: ReadTx, session_id: str) -> list[str]:
    """Return every order of a session."""
    rows = tx.execute("SELECT id FROM guest_order WHERE table_session_id = ?", (session_id,))
    return [row[0] for row in rows]


def orders_on_bill(tx: ReadTx, bill_id: str) -> list[str]:
    """Return the orders with lines on a bill."""
    rows = tx.execute("SELECT DISTINCT order_id FROM order_line WHERE bill_id = ?", (bill_id,))
    return [row[0] for row in rows]


def rehome(
    tx: Tx, ids: list[str], *, session_id: str, bill_id: str, table_id: int, number: str
) -> None:
    """Make orders another party's; their lines are moved apart from that."""
    tx.execute_many(
        """
        UPDATE guest_order SET table_session_id = ?, bill_id = ?, table_id = ?, table_number = ?,
            changed_at = ?, changed_run_ms = ?
        WHERE id = ?
        """,
        [(session_id, bill_id, table_id, number, tx.now, tx.run_ms, one) for one in ids],
    )


def set_table(tx: Tx, ids: list[str], *, table_id: int, number: str, service_type: str) -> None:
    """Note at which table orders are served now."""
    tx.execute_many(
        "UPDATE guest_order SET table_id = ?, table_number = ?, service_type = ? WHERE id = ?",
        [(table_id, number, service_type, one) for one in ids],
    )


def set_bill(tx: Tx, order_id: str, position: int, bill_id: str) -> None:
    """Put a line on another bill."""
    tx.execute(
        "UPDATE order_line SET bill_id = ? WHERE order_id = ? AND position = ?",
        (bill_id, order_id, position),
    )


def set_moved_to(tx: Tx, order_id: str, position: int, moved_to: str | None) -> None:
    """Note which table took a line over; None: the order's own."""
    tx.execute(
        "UPDATE order_line SET moved_to = ? WHERE order_id = ? AND position = ?",
        (moved_to, order_id, position),
    )


def insert_merge(tx: Tx, row: dict[str, Any]) -> int:
    """Store what is needed to take joined parties apart; return its id."""
    lists = ("order_ids", "stayed", "foreign_lines", "guest_ids")
    cursor = tx.execute(
        """
        INSERT INTO session_merge (from_session, into_session, from_table, label, covers,
            order_ids, stayed, foreign_lines, guest_ids, made_run_ms)
        VALUES (:from_session, :into_session, :from_table, :label, :covers, :order_ids, :stayed,
                :foreign_lines, :guest_ids, :made_run_ms) RETURNING id
        """,
        row | {name: dumps(row[name]) for name in lists} | {"made_run_ms": tx.run_ms},
    )
    return int(cursor.fetchone()[0])


def merge(tx: ReadTx, merge_id: int) -> Row | None:
    """Return a merge, its lists as lists."""
    row = tx.row("SELECT * FROM session_merge WHERE id = ?", (merge_id,))
    if row is not None:
        for name in ("order_ids", "stayed", "foreign_lines", "guest_ids"):
            row[name] = loads(row[name])
    return row


def merges(tx: ReadTx, session_id: str, since_run_ms: int) -> list[Row]:
    """Return the younger merges into a session that were not undone, youngest first."""
    return tx.rows(
        """
        SELECT m.id, m.from_table, m.covers, m.made_run_ms FROM session_merge m
        WHERE m.into_session = ? AND m.made_run_ms > ? AND m.undone_session IS NULL
        ORDER BY m.id DESC
        """,
        (session_id, since_run_ms),
    )


def became(tx: ReadTx, session_id: str, other_id: str) -> bool:
    """Tell whether a session was joined to another, or taken apart into it."""
    found = tx.value(
        """
        SELECT EXISTS (SELECT 1 FROM session_merge WHERE undone_session IS :other
            AND :one IN (from_session, into_session)
            OR undone_session IS NULL AND from_session = :one AND into_session = :other)
        """,
        {"one": session_id, "other": other_id},
    )
    return bool(found)


def set_undone(tx: Tx, merge_id: int, session_id: str) -> None:
    """Note which new session a merge was undone into."""
    tx.execute("UPDATE session_merge SET undone_session = ? WHERE id = ?", (session_id, merge_id))


def moved_merge(tx: Tx, from_session: str, into_session: str) -> None:
    """Let older merges follow a party that was itself joined to another."""
    tx.execute(
        """
        UPDATE session_merge SET into_session = ?
        WHERE into_session = ? AND undone_session IS NULL
        """,
        (into_session, from_session),
    )
