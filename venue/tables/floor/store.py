"""All SQL of the floor's drawing."""

from venue.core.tx import Tx


def set_position(tx: Tx, *, table_id: int, x: int, y: int, rotation: int, shape: str) -> None:
    """Store where a table stands."""
    tx.execute(
        """
        INSERT OR REPLACE INTO table_position (table_id, x, y, rotation, shape)
        VALUES (?, ?, ?, ?, ?)
        """,
        (table_id, x, y, rotation, shape),
    )


def set_table(tx: Tx, *, table_id: int, number: str, area: int, seats: int, training: bool) -> bool:
    """Store a table's facts; False when another one has that number."""
    taken = tx.value("SELECT 1 FROM dining_table WHERE number = ? AND id <> ?", (number, table_id))
    if taken:
        return False
    tx.execute(
        "UPDATE dining_table SET number = ?, area_id = ?, seats = ?, training = ? WHERE id = ?",
        (number, area, seats, int(training), table_id),
    )
    return True


def retire(tx: Tx, table_id: int) -> None:
    """Take a table off the floor; its number is free again."""
    tx.execute(
        "UPDATE dining_table SET retired_at = ?, number = number || ' (' || id || ')' WHERE id = ?",
        (tx.now, table_id),
    )
    tx.execute("DELETE FROM table_position WHERE table_id = ?", (table_id,))


def rename_area(tx: Tx, area_id: int, name: str) -> int:
    """Store an area's name; return how many rows that was."""
    return tx.execute(
        "UPDATE OR IGNORE area SET name = ? WHERE id = ? AND hidden = 0", (name, area_id)
    ).rowcount


def remove_area(tx: Tx, area_id: int) -> int:
    """Remove an area without any table, past ones included; return how many rows that was."""
    return tx.execute(
        """
        DELETE FROM area WHERE id = ?
        AND NOT EXISTS (SELECT 1 FROM dining_table t WHERE t.area_id = area.id)
        """,
        (area_id,),
    ).rowcount
