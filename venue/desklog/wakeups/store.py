"""All SQL of wake-up calls."""

from typing import Any

from venue.core.tx import ReadTx, Row, Tx

CALL = """
    SELECT c.*, w.stay_id, w.wake_time, w.daily FROM wakeup_call c
    JOIN wakeup w ON w.id = c.wakeup_id
"""
WAITING = "c.state IN ('ringing', 'again', 'no_answer')"


def insert(tx: Tx, row: dict[str, Any]) -> int:
    """Store a wake-up; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO wakeup
            (stay_id, wake_time, daily, next_day, next_at, state, made_by, made_at)
        VALUES (:stay_id, :wake_time, :daily, :next_day, :next_at, 'live', :made_by, :made_at)
        RETURNING id
        """,
        row,
    )
    return int(cursor.fetchone()[0])


def by_id(tx: ReadTx, wakeup_id: int) -> Row | None:
    """Return a wake-up, or None."""
    return tx.row("SELECT * FROM wakeup WHERE id = ?", (wakeup_id,))


def of_stay(tx: ReadTx, stay_id: int) -> list[Row]:
    """Return a stay's live wake-ups."""
    return tx.rows(
        "SELECT * FROM wakeup WHERE stay_id = ? AND state = 'live' ORDER BY next_at, id",
        (stay_id,),
    )


def live(tx: ReadTx, limit: int) -> list[Row]:
    """Return what is set, the next first."""
    return tx.rows(
        "SELECT * FROM wakeup WHERE state = 'live' ORDER BY next_at, id LIMIT ?", (limit,)
    )


def due(tx: ReadTx, now: str, limit: int) -> list[Row]:
    """Return live wake-ups whose moment has come, oldest first."""
    return tx.rows(
        """
        SELECT * FROM wakeup WHERE state = 'live' AND next_at <= ? ORDER BY next_at, id LIMIT ?
        """,
        (now, limit),
    )


def set_next(tx: Tx, wakeup_id: int, day: str, at: str) -> None:
    """Let a wake-up ring next at a moment; it is live."""
    tx.execute(
        """
        UPDATE wakeup SET next_day = ?, next_at = ?, state = 'live', ended_run_ms = NULL
        WHERE id = ?
        """,
        (day, at, wakeup_id),
    )


def end(tx: Tx, wakeup_id: int, state: str) -> None:
    """End a wake-up."""
    tx.execute(
        "UPDATE wakeup SET state = ?, ended_run_ms = ? WHERE id = ?",
        (state, tx.run_ms, wakeup_id),
    )


def insert_call(tx: Tx, row: dict[str, Any]) -> int | None:
    """Store a day's call; return its id, or None: the day has one."""
    found = tx.execute(
        """
        INSERT INTO wakeup_call
            (wakeup_id, day, due_at, state, late_s, raises, raise_run_ms, raised_run_ms,
             done_run_ms)
        VALUES (:wakeup_id, :day, :due_at, :state, :late_s, :raises, :raise_run_ms,
                :raised_run_ms, :done_run_ms)
        ON CONFLICT DO NOTHING RETURNING id
        """,
        row,
    ).fetchone()
    return int(found[0]) if found else None


def call(tx: ReadTx, call_id: int) -> Row | None:
    """Return a call with its wake-up's ``stay_id``, ``wake_time`` and ``daily``; or None."""
    return tx.row(f"{CALL} WHERE c.id = ?", (call_id,))


def waiting(tx: ReadTx, limit: int) -> list[Row]:
    """Return the calls that nobody has seen to, oldest first."""
    return tx.rows(f"{CALL} WHERE {WAITING} ORDER BY c.due_at, c.id LIMIT ?", (limit,))


def waiting_of_stay(tx: ReadTx, stay_id: int) -> list[Row]:
    """Return a stay's calls that nobody has seen to."""
    return tx.rows(f"{CALL} WHERE {WAITING} AND w.stay_id = ?", (stay_id,))


def waiting_of(tx: ReadTx, wakeup_id: int) -> list[Row]:
    """Return a wake-up's calls that nobody has seen to."""
    return tx.rows(f"{CALL} WHERE {WAITING} AND w.id = ?", (wakeup_id,))


def lately(tx: ReadTx, after_run_ms: int, limit: int) -> list[Row]:
    """Return the calls that ended since, the newest first."""
    return tx.rows(
        f"{CALL} WHERE c.done_run_ms >= ? ORDER BY c.done_run_ms DESC, c.id DESC LIMIT ?",
        (after_run_ms, limit),
    )


def to_raise(tx: ReadTx, run_ms: int, limit: int) -> list[Row]:
    """Return the calls that are to rise again."""
    return tx.rows(
        f"{CALL} WHERE c.raise_run_ms <= ? ORDER BY c.raise_run_ms, c.id LIMIT ?", (run_ms, limit)
    )


def too_early(tx: ReadTx, unseen_after: str, seen_after: str, limit: int) -> list[Row]:
    """Return calls whose moment is still to come: they rose while the clock was ahead.

    Args:
        unseen_after: Of those that nobody answered; ``seen_after``: of the others.
    """
    return tx.rows(
        f"""
        {CALL} WHERE c.due_at > :unseen AND w.state IN ('live', 'done')
        AND (c.state IN ('ringing', 'again', 'no_answer', 'missed')
             OR (c.due_at > :seen AND c.state IN ('answered', 'sent')))
        ORDER BY c.due_at, c.id LIMIT :most
        """,
        {"unseen": unseen_after, "seen": seen_after, "most": limit},
    )


def raised(tx: Tx, call_id: int, raises: int, raise_run_ms: int | None) -> None:
    """Note that a call rose, and when it is to rise again; None: no more by itself."""
    tx.execute(
        "UPDATE wakeup_call SET state = 'ringing', raises = ?, raise_run_ms = ? WHERE id = ?",
        (raises, raise_run_ms, call_id),
    )


def move(
    tx: Tx, call_id: int, state: str, *, by: str, tries: int, raise_run_ms: int | None, over: bool
) -> None:
    """Set what became of a call."""
    tx.execute(
        """
        UPDATE wakeup_call SET state = ?, done_by = ?, tries = ?, raise_run_ms = ?, raises = 0,
            done_run_ms = ?, done_at = ? WHERE id = ?
        """,
        (state, by, tries, raise_run_ms, tx.run_ms if over else None, tx.now if over else None,
         call_id),
    )  # fmt: skip


def forget_call(tx: Tx, call_id: int) -> None:
    """Delete a call that rose before its time."""
    tx.execute("DELETE FROM wakeup_call WHERE id = ?", (call_id,))


def purge(tx: Tx, before_run_ms: int, limit: int) -> int:
    """Delete wake-ups, and calls of those that go on, that ended before; return how many."""
    gone = tx.execute(
        """
        DELETE FROM wakeup_call WHERE id IN
            (SELECT id FROM wakeup_call WHERE done_run_ms < ? LIMIT ?)
        """,
        (before_run_ms, limit),
    ).rowcount
    gone += tx.execute(
        """
        DELETE FROM wakeup WHERE id IN (SELECT id FROM wakeup w WHERE ended_run_ms < ?
            AND NOT EXISTS (SELECT 1 FROM wakeup_call c WHERE c.wakeup_id = w.id) LIMIT ?)
        """,
        (before_run_ms, limit),
    ).rowcount
    return gone
