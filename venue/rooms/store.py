"""All SQL of rooms."""

from venue.core.tx import ReadTx, Row, Tx


def rooms(tx: ReadTx) -> list[Row]:
    """Return every room with its type, by number."""
    return tx.rows(
        """
        SELECT room.id, room.number, room_type.name AS type, room_type.sleeps,
               room.housekeeping, room.block
        FROM room JOIN room_type ON room_type.id = room.room_type_id
        ORDER BY length(room.number), room.number
        """
    )


def type_id(tx: Tx, name: str, sleeps: int) -> int:
    """Return a room type's id, made when it is new."""
    cursor = tx.execute(
        """
        INSERT INTO room_type (name, sleeps) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET sleeps = excluded.sleeps RETURNING id
        """,
        (name, sleeps),
    )
    return int(cursor.fetchone()[0])


def exists(tx: ReadTx, number: str) -> bool:
    """Tell whether a room has this number."""
    return tx.value("SELECT 1 FROM room WHERE number = ?", (number,)) is not None


def insert(tx: Tx, number: str, room_type_id: int) -> int:
    """Store a new room; return its id."""
    cursor = tx.execute(
        "INSERT INTO room (number, room_type_id) VALUES (?, ?) RETURNING id",
        (number, room_type_id),
    )
    return int(cursor.fetchone()[0])
