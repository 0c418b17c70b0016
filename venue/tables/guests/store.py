"""All SQL of guests' phones and their calls."""

from venue.core.tx import ReadTx, Row, Tx
from venue.tables.model import WAIT_MS, Guest
from venue.tables.store import LARGEST_ID, session_of

CALLS = """
SELECT c.id, c.kind, c.table_session_id, c.made_run_ms, c.answered_at, c.answer, c.answered_name,
       t.id AS table_id, coalesce(s.label, t.number) AS table_number
FROM guest_call c
JOIN table_session s ON s.id = c.table_session_id
JOIN dining_table t ON t.id = s.table_id
"""


def insert_guest(tx: Tx, token_hash: str, table_id: int) -> int:
    """Store a phone that waits at a table; return its id."""
    cursor = tx.execute(
        "INSERT INTO guest (token_hash, table_id, waiting_run_ms) VALUES (?, ?, ?) RETURNING id",
        (token_hash, table_id, tx.run_ms),
    )
    return int(cursor.fetchone()[0])


def guest(tx: ReadTx, token_hash: str) -> Guest | None:
    """Return the phone with this token; one statement, as every request of a phone asks."""
    return _guest(tx, "g.token_hash = ?", token_hash)


def guest_by_id(tx: ReadTx, guest_id: int) -> Guest | None:
    """Return a phone."""
    return _guest(tx, "g.id = ?", guest_id)


def guests(tx: ReadTx, session_id: str, table_id: int) -> list[Row]:
    """Return ``{id, number, left_at}`` of a party's phones, then of those that wait."""
    return tx.rows(
        """
        SELECT id, number, left_at FROM guest
        WHERE table_session_id = ?
           OR (table_id = ? AND table_session_id IS NULL AND left_at IS NULL
               AND waiting_run_ms > ?)
        ORDER BY number IS NULL, number, id
        """,
        (session_id, table_id, tx.run_ms - WAIT_MS),
    )


def waiting(tx: ReadTx, table_id: int) -> list[int]:
    """Return the phones that wait at a table, those that came first first."""
    rows = tx.execute(
        """
        SELECT id FROM guest
        WHERE table_id = ? AND table_session_id IS NULL AND left_at IS NULL AND waiting_run_ms > ?
        ORDER BY id
        """,
        (table_id, tx.run_ms - WAIT_MS),
    )
    return [row[0] for row in rows]


def waiting_since(tx: ReadTx) -> dict[int, int]:
    """Return the running time since which a phone waits, by table that has one."""
    rows = tx.execute(
        """
        SELECT table_id, min(waiting_run_ms) FROM guest
        WHERE table_session_id IS NULL AND left_at IS NULL AND waiting_run_ms > ?
        GROUP BY table_id
        """,
        (tx.run_ms - WAIT_MS,),
    )
    return dict(rows.fetchall())


def guest_count(tx: ReadTx, session_id: str) -> int:
    """Return how many phones a party has had; the last one's number."""
    return int(
        tx.value(
            "SELECT coalesce(max(number), 0) FROM guest WHERE table_session_id = ?", (session_id,)
        )
    )


def let_in(tx: Tx, guest_id: int, session_id: str, number: int) -> None:
    """Make a waiting phone one of a party."""
    tx.execute(
        "UPDATE guest SET table_session_id = ?, number = ? WHERE id = ?",
        (session_id, number, guest_id),
    )


def end_guests(tx: Tx, guest_ids: list[int]) -> None:
    """End phones: their token is worth nothing from now on."""
    tx.execute_many(
        "UPDATE guest SET left_at = ? WHERE id = ?", [(tx.now, guest_id) for guest_id in guest_ids]
    )


def guests_of(tx: ReadTx, session_id: str) -> list[int]:
    """Return the phones of a party, those that came first first."""
    rows = tx.execute(
        "SELECT id FROM guest WHERE table_session_id = ? AND left_at IS NULL ORDER BY number",
        (session_id,),
    )
    return [row[0] for row in rows]


def move_call(tx: Tx, call_id: int, session_id: str) -> None:
    """Let a call be another party's."""
    tx.execute("UPDATE guest_call SET table_session_id = ? WHERE id = ?", (session_id, call_id))


def insert_call(tx: Tx, session_id: str, kind: str, guest_id: int) -> int | None:
    """Store a call and return its id; None when one of its kind is open."""
    found = tx.execute(
        """
        INSERT INTO guest_call (table_session_id, kind, guest_id, made_at, made_run_ms)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (table_session_id, kind) WHERE answered_at IS NULL DO NOTHING RETURNING id
        """,
        (session_id, kind, guest_id, tx.now, tx.run_ms),
    ).fetchone()
    return int(found[0]) if found else None


def call(tx: ReadTx, call_id: int) -> Row | None:
    """Return a call."""
    return tx.row(f"{CALLS} WHERE c.id = ?", (call_id,)) if call_id <= LARGEST_ID else None


def open_calls(tx: ReadTx, session_id: str | None = None) -> list[Row]:
    """Return the open calls of a session, or of all, oldest first."""
    return tx.rows(
        f"{CALLS} WHERE c.answered_at IS NULL AND (? IS NULL OR c.table_session_id = ?) "
        "ORDER BY c.id",
        (session_id, session_id),
    )


def answer_calls(tx: Tx, call_ids: list[int], by: str, *, name: str = "", answer: str = "") -> None:
    """Note who answered, and what the guest is told."""
    tx.execute_many(
        """
        UPDATE guest_call SET answered_at = ?, answered_run_ms = ?, answered_by = ?,
            answered_name = ?, answer = ?
        WHERE id = ?
        """,
        [(tx.now, tx.run_ms, by, name, answer, call_id) for call_id in call_ids],
    )


def recent_calls(tx: ReadTx, session_id: str, answered_after_ms: int) -> list[Row]:
    """Return a session's open calls and those answered since a moment, oldest first."""
    return tx.rows(
        f"{CALLS} WHERE c.table_session_id = ? "
        "AND (c.answered_at IS NULL OR c.answered_run_ms > ?) ORDER BY c.id",
        (session_id, answered_after_ms),
    )


def people(tx: ReadTx, session_id: str) -> list[Row]:
    """Return ``{id, number, name}`` of a party's phones."""
    return tx.rows(
        "SELECT id, number, name FROM guest WHERE table_session_id = ? ORDER BY number",
        (session_id,),
    )


def set_name(tx: Tx, guest_id: int, name: str) -> None:
    """Store how a guest wants to be called."""
    tx.execute("UPDATE guest SET name = ? WHERE id = ?", (name, guest_id))


def forget_names(tx: Tx, session_id: str) -> None:
    """Forget how a party's guests wanted to be called."""
    tx.execute("UPDATE guest SET name = '' WHERE table_session_id = ?", (session_id,))


def _guest(tx: ReadTx, condition: str, value: str | int) -> Guest | None:
    row = tx.execute(
        f"""
        SELECT g.id, g.table_id, t.number, g.number, g.name, g.left_at, g.waiting_run_ms,
               EXISTS (SELECT 1 FROM table_session o WHERE o.table_id = g.table_id
                       AND o.closed_at IS NULL AND o.expires_run_ms > ?),
               s.id, s.table_id, coalesce(s.label, st.number), a.name, s.covers, s.closed_at,
               s.paused, s.bill_requested_at, s.opened_at, s.expires_run_ms, st.kind, a.outlet_id,
               s.training, t.kind
        FROM guest g
        JOIN dining_table t ON t.id = g.table_id
        JOIN area a ON a.id = t.area_id
        LEFT JOIN table_session s ON s.id = g.table_session_id
        LEFT JOIN dining_table st ON st.id = s.table_id
        WHERE {condition}
        """,
        (tx.run_ms, value),
    ).fetchone()
    if row is None:
        return None
    return Guest(
        id=row[0],
        table_id=row[1],
        table_number=row[2],
        number=row[3],
        name=row[4],
        left=row[5] is not None,
        waiting_run_ms=row[6],
        joinable=bool(row[7]),
        session=session_of(row[8:-1]) if row[8] is not None else None,
        place_kind=row[-1],
    )
