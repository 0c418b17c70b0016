"""SQL of the bill's row and of the business day."""

from collections.abc import Iterable

from venue.core.tx import ReadTx, Tx


def open_bill(tx: ReadTx, session_id: str) -> str | None:
    """Return the open bill of a table session."""
    found = tx.value(
        """
        SELECT id FROM bill WHERE table_session_id = ? AND closed_at IS NULL
        ORDER BY number LIMIT 1
        """,
        (session_id,),
    )
    return str(found) if found else None


def move_lines(tx: Tx, keys: Iterable[tuple[str, int]], bill_id: str) -> None:
    """Put lines, by order and position, on another bill."""
    tx.execute_many(
        "UPDATE order_line SET bill_id = ? WHERE order_id = ? AND position = ?",
        [(bill_id, order_id, position) for order_id, position in keys],
    )


def insert_bill(tx: Tx, bill_id: str, number: int, session_id: str | None) -> None:
    """Store a new bill."""
    tx.execute(
        "INSERT INTO bill (id, number, table_session_id, opened_at) VALUES (?, ?, ?, ?)",
        (bill_id, number, session_id, tx.now),
    )


def today(tx: ReadTx) -> tuple[int, str, int]:
    """Return the business day: number (0: none yet), local date, running time it opened at."""
    found = tx.execute(
        "SELECT id, on_date, opened_run_ms FROM business_day ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return (found[0], found[1], found[2]) if found else (0, "", 0)


def open_day(tx: Tx, on_date: str) -> int:
    """Open a business day; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO business_day (on_date, opened_at, opened_run_ms) VALUES (?, ?, ?) RETURNING id
        """,
        (on_date, tx.now, tx.run_ms),
    )
    return int(cursor.fetchone()[0])
