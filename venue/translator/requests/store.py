"""All SQL of room requests."""

from venue.core.tx import ReadTx, Row, Tx

LIVE = "state IN ('open', 'taken')"


def insert(tx: Tx, *, session_id: str, room: str, phrase: str, language: str) -> int:
    """Store a new request; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO room_request
            (table_session_id, room, phrase, language, state, made_at, made_run_ms)
        VALUES (?, ?, ?, ?, 'open', ?, ?) RETURNING id
        """,
        (session_id, room, phrase, language, tx.now, tx.run_ms),
    )
    return int(cursor.fetchone()[0])


def by_id(tx: ReadTx, request_id: int) -> Row | None:
    """Return a request, or None."""
    return tx.row("SELECT * FROM room_request WHERE id = ?", (request_id,))


def live_of(tx: ReadTx, session_id: str, phrase: str) -> Row | None:
    """Return a party's request for the same that is not done yet, or None."""
    return tx.row(
        f"SELECT * FROM room_request WHERE table_session_id = ? AND phrase = ? AND {LIVE}",
        (session_id, phrase),
    )


def of_session(tx: ReadTx, session_id: str, limit: int) -> list[Row]:
    """Return a party's requests, the newest first."""
    return tx.rows(
        "SELECT * FROM room_request WHERE table_session_id = ? ORDER BY id DESC LIMIT ?",
        (session_id, limit),
    )


def live(tx: ReadTx, limit: int) -> list[Row]:
    """Return what is not done yet, oldest first."""
    return tx.rows(
        f"SELECT * FROM room_request WHERE {LIVE} ORDER BY made_run_ms, id LIMIT ?", (limit,)
    )


def done(tx: ReadTx, after_run_ms: int, limit: int) -> list[Row]:
    """Return what was done or withdrawn since, the newest first."""
    return tx.rows(
        "SELECT * FROM room_request WHERE done_run_ms >= ? ORDER BY done_run_ms DESC LIMIT ?",
        (after_run_ms, limit),
    )


def oldest_open(tx: ReadTx) -> tuple[int, int] | None:
    """Return how many nobody took, and when the first was made; None: there is none."""
    row = tx.row(
        "SELECT count(*) AS n, min(made_run_ms) AS since FROM room_request WHERE state = 'open'"
    )
    return (row["n"], row["since"]) if row and row["n"] else None


def move(tx: Tx, request_id: int, state: str, by: str, done_run_ms: int | None) -> None:
    """Set how far a request is."""
    tx.execute(
        "UPDATE room_request SET state = ?, taken_by = ?, done_run_ms = ? WHERE id = ?",
        (state, by, done_run_ms, request_id),
    )


def count(tx: ReadTx, session_id: str) -> int:
    """Return how often a party asked for something."""
    found = tx.value("SELECT count(*) FROM room_request WHERE table_session_id = ?", (session_id,))
    return int(found)


def set_room(tx: Tx, session_id: str, room: str) -> list[Row]:
    """Let a party's requests be those of another room; return the ones that are not done."""
    tx.execute("UPDATE room_request SET room = ? WHERE table_session_id = ?", (room, session_id))
    return tx.rows(
        f"SELECT * FROM room_request WHERE table_session_id = ? AND {LIVE}", (session_id,)
    )


def forget(tx: Tx, session_id: str) -> int:
    """Delete a party's requests; return how many."""
    return tx.execute("DELETE FROM room_request WHERE table_session_id = ?", (session_id,)).rowcount


def over(tx: ReadTx) -> list[str]:
    """Return sessions that ended with requests left."""
    rows = tx.execute(
        """
        SELECT DISTINCT r.table_session_id FROM room_request r
        JOIN table_session s ON s.id = r.table_session_id WHERE s.closed_at IS NOT NULL LIMIT 200
        """
    )
    return [row[0] for row in rows]
