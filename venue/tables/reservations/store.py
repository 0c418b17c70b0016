"""All SQL of tables' reservations."""

from typing import Any

from venue.core.tx import ReadTx, Row, Tx

RESERVATION = """
SELECT r.id, r.starts_at, r.minutes, r.covers, r.table_id, t.number AS table_number, r.state,
       r.table_session_id, r.name, r.phone, r.note, r.late_told
FROM table_reservation r LEFT JOIN dining_table t ON t.id = r.table_id
"""


def insert(tx: Tx, row: dict[str, Any]) -> int:
    """Store a new reservation; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO table_reservation
            (starts_at, minutes, covers, table_id, state, name, phone, note, made_by, purge_run_ms)
        VALUES (:starts_at, :minutes, :covers, :table_id, 'booked', :name, :phone, :note,
                :made_by, :purge_run_ms)
        RETURNING id
        """,
        row,
    )
    return int(cursor.fetchone()[0])


def update(tx: Tx, reservation_id: int, row: dict[str, Any]) -> None:
    """Store a changed reservation."""
    tx.execute(
        """
        UPDATE table_reservation SET starts_at = :starts_at, minutes = :minutes, covers = :covers,
            table_id = :table_id, name = :name, phone = :phone, note = :note, late_told = 0,
            purge_run_ms = :purge_run_ms
        WHERE id = :id
        """,
        row | {"id": reservation_id},
    )


def reservation(tx: ReadTx, reservation_id: int) -> Row | None:
    """Return a reservation."""
    return tx.row(f"{RESERVATION} WHERE r.id = ?", (reservation_id,))


def between(tx: ReadTx, start: str, end: str, limit: int) -> list[Row]:
    """Return the reservations that begin in a span, first first."""
    return tx.rows(
        f"{RESERVATION} WHERE r.starts_at >= ? AND r.starts_at < ? ORDER BY r.starts_at, r.id "
        "LIMIT ?",
        (start, end, limit),
    )


def booked_at(tx: ReadTx, table_id: int, start: str, end: str) -> list[Row]:
    """Return a table's booked reservations that begin in a span."""
    return tx.rows(
        f"{RESERVATION} WHERE r.table_id = ? AND r.state = 'booked' "
        "AND r.starts_at > ? AND r.starts_at < ? ORDER BY r.starts_at",
        (table_id, start, end),
    )


def set_state(
    tx: Tx, reservation_id: int, state: str, *, table_id: int | None, session_id: str | None
) -> None:
    """Store a reservation's state."""
    tx.execute(
        """
        UPDATE table_reservation SET state = ?, table_id = ?, table_session_id = ?, late_told = 0
        WHERE id = ?
        """,
        (state, table_id, session_id, reservation_id),
    )


def late(tx: ReadTx, before: str, after: str) -> list[Row]:
    """Return the booked reservations that should have begun in a span."""
    return tx.rows(
        f"{RESERVATION} WHERE r.state = 'booked' AND r.starts_at <= ? AND r.starts_at > ? "
        "ORDER BY r.starts_at",
        (before, after),
    )


def set_late_told(tx: Tx, reservation_id: int) -> None:
    """Note that the floor was told of a late party."""
    tx.execute("UPDATE table_reservation SET late_told = 1 WHERE id = ?", (reservation_id,))


def to_purge(tx: ReadTx, limit: int) -> list[int]:
    """Return reservations whose words have had their term."""
    rows = tx.execute(
        "SELECT id FROM table_reservation WHERE purged_at IS NULL AND purge_run_ms < ? LIMIT ?",
        (tx.run_ms, limit),
    )
    return [row[0] for row in rows]


def purge(tx: Tx, ids: list[int]) -> None:
    """Forget names, phones and notes; that a table was reserved stays."""
    tx.execute_many(
        "UPDATE table_reservation SET name = '', phone = '', note = '', purged_at = ? WHERE id = ?",
        [(tx.now, one) for one in ids],
    )
