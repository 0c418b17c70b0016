"""All SQL of staff, their sessions and the lock-out."""

from venue.core.tx import ReadTx, Row, Tx


def people(tx: ReadTx) -> list[Row]:
    """Return everybody, without PINs."""
    return tx.rows(
        """
        SELECT id, name, role, disabled_at IS NOT NULL AS disabled, pin_hash IS NOT NULL AS has_pin
        FROM staff ORDER BY name, id
        """
    )


def person(tx: ReadTx, staff_id: int) -> Row | None:
    """Return one person."""
    return tx.row("SELECT id, name, role, disabled_at FROM staff WHERE id = ?", (staff_id,))


def pin_hash(tx: ReadTx, staff_id: int) -> str | None:
    """Return the hash of the PIN that opens a session now; None: nobody, disabled or no PIN yet."""
    found: str | None = tx.value(
        "SELECT pin_hash FROM staff WHERE id = ? AND disabled_at IS NULL", (staff_id,)
    )
    return found


def insert(tx: Tx, *, name: str, role: str, pin_hash: str | None) -> int:
    """Store a new person; return the id."""
    cursor = tx.execute(
        "INSERT INTO staff (name, role, pin_hash) VALUES (?, ?, ?) RETURNING id",
        (name, role, pin_hash),
    )
    return int(cursor.fetchone()[0])


def set_pin(tx: Tx, staff_id: int, pin_hash: str) -> None:
    """Store a new PIN's hash."""
    tx.execute("UPDATE staff SET pin_hash = ? WHERE id = ?", (pin_hash, staff_id))


def disable(tx: Tx, staff_id: int) -> None:
    """Note that a person may sign in no more."""
    tx.execute("UPDATE staff SET disabled_at = ? WHERE id = ?", (tx.now, staff_id))


def enable(tx: Tx, staff_id: int) -> None:
    """Note that a person may sign in again."""
    tx.execute("UPDATE staff SET disabled_at = NULL WHERE id = ?", (staff_id,))


def change(tx: Tx, staff_id: int, *, name: str, role: str) -> None:
    """Store a person's name and role."""
    tx.execute("UPDATE staff SET name = ?, role = ? WHERE id = ?", (name, role, staff_id))


def insert_session(
    tx: Tx, *, token_hash: str, staff_id: int, device_id: int, expires_run_ms: int
) -> int:
    """Store a new session; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO staff_session (token_hash, staff_id, device_id, expires_run_ms)
        VALUES (?, ?, ?, ?) RETURNING id
        """,
        (token_hash, staff_id, device_id, expires_run_ms),
    )
    return int(cursor.fetchone()[0])


def session(tx: ReadTx, token_hash: str) -> Row | None:
    """Return a live session with its person; an ended or expired one is none."""
    return tx.row(
        """
        SELECT s.id, s.staff_id, s.device_id, p.name, p.role FROM staff_session s
        JOIN staff p ON p.id = s.staff_id
        WHERE s.token_hash = ? AND s.ended_at IS NULL AND s.expires_run_ms > ?
          AND p.disabled_at IS NULL
        """,
        (token_hash, tx.run_ms),
    )


def end_session(tx: Tx, session_id: int) -> None:
    """End one session."""
    tx.execute("UPDATE staff_session SET ended_at = ? WHERE id = ?", (tx.now, session_id))


def end_sessions_of(tx: Tx, staff_id: int) -> None:
    """End every session of a person."""
    tx.execute(
        "UPDATE staff_session SET ended_at = ? WHERE staff_id = ? AND ended_at IS NULL",
        (tx.now, staff_id),
    )


def end_sessions_on(tx: Tx, device_id: int) -> None:
    """End every session on a device."""
    tx.execute(
        "UPDATE staff_session SET ended_at = ? WHERE device_id = ? AND ended_at IS NULL",
        (tx.now, device_id),
    )


def live_sessions(tx: ReadTx) -> set[tuple[int, int]]:
    """Return who is signed in where: pairs of person and device."""
    found = tx.execute(
        """
        SELECT staff_id, device_id FROM staff_session
        WHERE ended_at IS NULL AND expires_run_ms > ?
        """,
        (tx.run_ms,),
    )
    return set(found)


def forget_sessions(tx: Tx, before_run_ms: int) -> None:
    """Forget sessions that expired long ago."""
    tx.execute("DELETE FROM staff_session WHERE expires_run_ms < ?", (before_run_ms,))


def tries(tx: ReadTx, key: str) -> Row | None:
    """Return the wrong tries counted on a key of the lock-out."""
    return tx.row("SELECT failures, since_run_ms, until_run_ms FROM lockout WHERE key = ?", (key,))


def set_tries(tx: Tx, key: str, *, failures: int, since_run_ms: int, until_run_ms: int) -> None:
    """Store the count of a key and until when it must wait."""
    tx.execute(
        """
        INSERT OR REPLACE INTO lockout (key, failures, since_run_ms, until_run_ms)
        VALUES (?, ?, ?, ?)
        """,
        (key, failures, since_run_ms, until_run_ms),
    )


def clear_tries(tx: Tx, key: str) -> None:
    """Forget the count of a key."""
    tx.execute("DELETE FROM lockout WHERE key = ?", (key,))


def forget_tries(tx: Tx, *, before_run_ms: int, most: int) -> None:
    """Forget counts that began to be forgiven long ago, and the oldest beyond ``most``."""
    tx.execute("DELETE FROM lockout WHERE since_run_ms < ?", (before_run_ms,))
    tx.execute(
        """
        DELETE FROM lockout WHERE key IN
            (SELECT key FROM lockout ORDER BY since_run_ms DESC LIMIT -1 OFFSET ?)
        """,
        (most,),
    )


def insert_approval(tx: Tx, *, staff_id: int, pin_hash: str, expires_run_ms: int) -> None:
    """Store a one-time PIN."""
    tx.execute(
        "INSERT INTO approval (staff_id, pin_hash, expires_run_ms) VALUES (?, ?, ?)",
        (staff_id, pin_hash, expires_run_ms),
    )


def approvals(tx: ReadTx, pin_hash: str) -> list[Row]:
    """Return the one-time PINs of a hash, used and expired ones too, with their people's role."""
    return tx.rows(
        """
        SELECT a.id, a.staff_id, a.expires_run_ms, a.used_run_ms, p.role FROM approval a
        JOIN staff p ON p.id = a.staff_id
        WHERE a.pin_hash = ? AND p.disabled_at IS NULL
        """,
        (pin_hash,),
    )


def use_approval(tx: Tx, approval_id: int) -> None:
    """Note that a one-time PIN was used: it is worth nothing from now on."""
    tx.execute("UPDATE approval SET used_run_ms = ? WHERE id = ?", (tx.run_ms, approval_id))


def forget_approvals(tx: Tx, before_run_ms: int) -> None:
    """Forget one-time PINs that expired long ago."""
    tx.execute("DELETE FROM approval WHERE expires_run_ms < ?", (before_run_ms,))
