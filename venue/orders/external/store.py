"""All SQL of other programs' references."""

from venue.core.tx import ReadTx, Tx


def order_id(tx: ReadTx, channel: str, reference: str) -> str | None:
    """Return the order that a channel knows by a reference."""
    found: str | None = tx.value(
        "SELECT order_id FROM external_order WHERE channel = ? AND reference = ?",
        (channel, reference),
    )
    return found


def insert(tx: Tx, *, channel: str, reference: str, order_id: str) -> None:
    """Store a reference."""
    tx.execute(
        "INSERT INTO external_order (channel, reference, order_id) VALUES (?, ?, ?)",
        (channel, reference, order_id),
    )
