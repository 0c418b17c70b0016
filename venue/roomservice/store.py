"""All SQL of room service."""

from venue.core.tx import ReadTx, Tx


def pin(tx: ReadTx, stay_id: int) -> str | None:
    """Return the sealed PIN of a stay; None before it is made."""
    found: str | None = tx.value("SELECT pin_sealed FROM room_pass WHERE stay_id = ?", (stay_id,))
    return found


def set_pin(tx: Tx, stay_id: int, sealed: str) -> None:
    """Store a stay's PIN."""
    tx.execute("INSERT OR REPLACE INTO room_pass VALUES (?, ?)", (stay_id, sealed))


def forget_pin(tx: Tx, stay_id: int) -> None:
    """Forget a stay's PIN."""
    tx.execute("DELETE FROM room_pass WHERE stay_id = ?", (stay_id,))


def insert_slot(tx: Tx, order_id: str, fire_run_ms: int) -> None:
    """Note when an order is to be begun."""
    tx.execute("INSERT INTO order_slot VALUES (?, ?)", (order_id, fire_run_ms))


def set_slot(tx: Tx, order_id: str, fire_run_ms: int) -> None:
    """Look at an order again later."""
    tx.execute("UPDATE order_slot SET fire_run_ms = ? WHERE order_id = ?", (fire_run_ms, order_id))


def due(tx: ReadTx, run_ms: int, limit: int) -> list[str]:
    """Return the orders whose time to be begun has come, those that wait longest first."""
    rows = tx.execute(
        "SELECT order_id FROM order_slot WHERE fire_run_ms <= ? ORDER BY fire_run_ms LIMIT ?",
        (run_ms, limit),
    )
    return [row[0] for row in rows]


def forget_slot(tx: Tx, order_id: str) -> None:
    """Note that an order no longer waits."""
    tx.execute("DELETE FROM order_slot WHERE order_id = ?", (order_id,))
