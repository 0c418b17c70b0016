"""All SQL of the shift log."""

from typing import Any

from venue.core.tx import ReadTx, Row, Tx

# ``unread`` is of one reader; an own entry is read.
ENTRY = """
    SELECT e.*, NOT EXISTS (SELECT 1 FROM shift_read r WHERE r.entry_id = e.id
        AND r.staff_id = :reader) AND e.staff_id <> :reader AS unread
    FROM shift_entry e
"""
# What somebody else corrected is history: the correction is what the next shift reads.
TO_SEE = """
    (e.todo = 1 AND e.ticked_at IS NULL OR unread)
    AND NOT EXISTS (SELECT 1 FROM shift_entry c WHERE c.corrects_id = e.id)
"""


def insert(tx: Tx, row: dict[str, Any]) -> int:
    """Store an entry; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO shift_entry
            (words, plain, room_id, booking_id, todo, due_at, corrects_id, staff_id, made_by,
             made_at, made_run_ms)
        VALUES (:words, :plain, :room_id, :booking_id, :todo, :due_at, :corrects_id, :staff_id,
                :made_by, :made_at, :made_run_ms) RETURNING id
        """,
        row,
    )
    return int(cursor.fetchone()[0])


def entry(tx: ReadTx, entry_id: int, reader: int) -> Row | None:
    """Return an entry as a reader sees it, or None."""
    return tx.row(f"{ENTRY} WHERE e.id = :id", {"id": entry_id, "reader": reader})


def corrected_by(tx: ReadTx, entry_id: int) -> int | None:
    """Return the entry that corrects one, or None."""
    found: int | None = tx.value("SELECT id FROM shift_entry WHERE corrects_id = ?", (entry_id,))
    return found


def to_see(tx: ReadTx, reader: int, limit: int) -> list[Row]:
    """Return what a reader has not read and what is still to do, oldest first."""
    return tx.rows(
        f"SELECT * FROM ({ENTRY}) e WHERE {TO_SEE} ORDER BY e.id LIMIT :most",
        {"reader": reader, "most": limit},
    )


def found(tx: ReadTx, reader: int, said: str, before: int, limit: int) -> list[Row]:
    """Return entries older than one, the newest first; ``said`` stands in their words."""
    return tx.rows(
        f"""
        {ENTRY} WHERE e.id < :before AND (:said = '' OR instr(e.plain, :said) > 0)
        ORDER BY e.id DESC LIMIT :most
        """,
        {"reader": reader, "said": said, "before": before, "most": limit},
    )


def overdue(tx: ReadTx, now: str, limit: int) -> list[Row]:
    """Return what was to be done by now and is not, the longest first."""
    return tx.rows(
        """
        SELECT e.* FROM shift_entry e WHERE e.todo = 1 AND e.ticked_at IS NULL AND e.due_at <= ?
        AND NOT EXISTS (SELECT 1 FROM shift_entry c WHERE c.corrects_id = e.id)
        ORDER BY e.due_at, e.id LIMIT ?
        """,
        (now, limit),
    )


def read(tx: Tx, entry_id: int, reader: int) -> None:
    """Note that a person read an entry."""
    tx.execute(
        "INSERT OR IGNORE INTO shift_read (entry_id, staff_id, read_at) VALUES (?, ?, ?)",
        (entry_id, reader, tx.now),
    )


def readers(tx: ReadTx, entry_id: int) -> int:
    """Return how many people read an entry."""
    return int(tx.value("SELECT count(*) FROM shift_read WHERE entry_id = ?", (entry_id,)))


def tick(tx: Tx, entry_id: int, by: str) -> None:
    """Note who did what was to do."""
    tx.execute(
        "UPDATE shift_entry SET ticked_by = ?, ticked_at = ? WHERE id = ?", (by, tx.now, entry_id)
    )


def purge(tx: Tx, before_run_ms: int, limit: int) -> int:
    """Delete entries that were made before and are not to be done any more; return how many."""
    return tx.execute(
        """
        DELETE FROM shift_entry WHERE id IN (
            SELECT id FROM shift_entry e WHERE made_run_ms < ?
            AND (todo = 0 OR ticked_at IS NOT NULL
                 OR EXISTS (SELECT 1 FROM shift_entry c WHERE c.corrects_id = e.id)) LIMIT ?)
        """,
        (before_run_ms, limit),
    ).rowcount
