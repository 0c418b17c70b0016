"""All SQL of favourites."""

from venue.core.tx import ReadTx, Tx


def pinned(tx: ReadTx, staff_id: int) -> list[int]:
    """Return the dishes that a person pinned."""
    rows = tx.execute(
        "SELECT item_id FROM favourite WHERE staff_id = ? ORDER BY item_id", (staff_id,)
    )
    return [row[0] for row in rows]


def pin(tx: Tx, staff_id: int, item_id: int, most: int) -> bool:
    """Pin a dish; False when the person has as many as there may be."""
    count = tx.value("SELECT count(*) FROM favourite WHERE staff_id = ?", (staff_id,))
    if count >= most:
        return False
    tx.execute(
        "INSERT OR IGNORE INTO favourite (staff_id, item_id) VALUES (?, ?)", (staff_id, item_id)
    )
    return True


def unpin(tx: Tx, staff_id: int, item_id: int) -> None:
    """Take a pin away."""
    tx.execute("DELETE FROM favourite WHERE staff_id = ? AND item_id = ?", (staff_id, item_id))


def best_sellers(tx: ReadTx, among: int, limit: int) -> list[int]:
    """Return the dishes ordered most in the last ``among`` lines.

    Ids of orders begin with the time: the primary key read backwards is the latest, without an
    index of its own and without reading a year.
    """
    rows = tx.execute(
        """
        SELECT item_id FROM
            (SELECT item_id, quantity, state FROM order_line ORDER BY order_id DESC LIMIT ?)
        WHERE state NOT IN ('voided', 'void_seen')
        GROUP BY item_id ORDER BY sum(quantity) DESC, item_id LIMIT ?
        """,
        (among, limit),
    )
    return [row[0] for row in rows]
