"""All SQL of devices, pairing codes and API keys."""

from venue.core.tx import ReadTx, Row, Tx


def device_by_secret(tx: ReadTx, secret_hash: str) -> Row | None:
    """Return the paired device that holds a secret; a revoked one is none."""
    return tx.row(
        "SELECT * FROM device WHERE secret_hash = ? AND revoked_at IS NULL", (secret_hash,)
    )


def device(tx: ReadTx, device_id: int) -> Row | None:
    """Return a device."""
    return tx.row("SELECT * FROM device WHERE id = ?", (device_id,))


def devices(tx: ReadTx) -> list[Row]:
    """Return every device, newest first."""
    return tx.rows(
        """
        SELECT id, name, role, station, paired_at, last_seen_run_ms, revoked_at
        FROM device ORDER BY id DESC LIMIT 500
        """
    )


def insert_device(tx: Tx, *, name: str, role: str, station: str | None, secret_hash: str) -> int:
    """Store a new device; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO device (name, role, station, secret_hash, paired_at, last_seen_run_ms)
        VALUES (?, ?, ?, ?, ?, ?) RETURNING id
        """,
        (name, role, station, secret_hash, tx.now, tx.run_ms),
    )
    return int(cursor.fetchone()[0])


def revoke(tx: Tx, device_id: int) -> None:
    """Note that a device may come in no more."""
    tx.execute("UPDATE device SET revoked_at = ? WHERE id = ?", (tx.now, device_id))


def rename(tx: Tx, device_id: int, name: str) -> None:
    """Store what a device is called."""
    tx.execute("UPDATE device SET name = ? WHERE id = ?", (name, device_id))


def set_seen(tx: Tx, device_id: int, run_ms: int) -> None:
    """Note when a device was last seen."""
    tx.execute("UPDATE device SET last_seen_run_ms = ? WHERE id = ?", (run_ms, device_id))


def insert_code(
    tx: Tx,
    code_hash: str,
    *,
    role: str,
    station: str | None,
    expires_run_ms: int | None,
    reusable: bool,
) -> None:
    """Store a pairing code; ``expires_run_ms`` None: it does not expire."""
    tx.execute(
        """
        INSERT OR REPLACE INTO pair_code (code_hash, role, station, expires_run_ms, reusable)
        VALUES (?, ?, ?, ?, ?)
        """,
        (code_hash, role, station, expires_run_ms, int(reusable)),
    )


def usable_code(tx: ReadTx, code_hash: str, *, reusable: bool) -> Row | None:
    """Return a code that is neither used up nor expired.

    Args:
        reusable: Whether a reusable code is good at all.
    """
    return tx.row(
        """
        SELECT role, station FROM pair_code
        WHERE code_hash = ? AND CASE WHEN reusable THEN ? ELSE used_at IS NULL END
          AND (expires_run_ms IS NULL OR expires_run_ms > ?)
        """,
        (code_hash, int(reusable), tx.run_ms),
    )


def use_code(tx: Tx, code_hash: str) -> None:
    """Note that a code was used."""
    tx.execute("UPDATE pair_code SET used_at = ? WHERE code_hash = ?", (tx.now, code_hash))


def forget_codes(tx: Tx, before_run_ms: int) -> None:
    """Forget codes that expired long ago."""
    tx.execute("DELETE FROM pair_code WHERE expires_run_ms < ?", (before_run_ms,))


def key_by_prefix(tx: ReadTx, prefix: str) -> Row | None:
    """Return the API key of a prefix; a revoked one is none."""
    return tx.row("SELECT * FROM api_key WHERE prefix = ? AND revoked_at IS NULL", (prefix,))


def insert_key(
    tx: Tx, *, name: str, prefix: str, secret_hash: str, role: str, permissions: str
) -> int:
    """Store an API key; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO api_key (name, prefix, secret_hash, role, permissions)
        VALUES (?, ?, ?, ?, ?) RETURNING id
        """,
        (name, prefix, secret_hash, role, permissions),
    )
    return int(cursor.fetchone()[0])


def keys(tx: ReadTx) -> list[Row]:
    """Return every API key, without its secret."""
    return tx.rows(
        """
        SELECT id, name, prefix, role, permissions, revoked_at IS NOT NULL AS revoked
        FROM api_key ORDER BY id
        """
    )


def count_keys(tx: ReadTx) -> int:
    """Return how many keys are in use."""
    return int(tx.value("SELECT count(*) FROM api_key WHERE revoked_at IS NULL"))


def revoke_key(tx: Tx, key_id: int) -> bool:
    """Note that a key is good no more; return whether it was until now."""
    cursor = tx.execute(
        "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", (tx.now, key_id)
    )
    return cursor.rowcount == 1
