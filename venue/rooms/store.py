"""All SQL of rooms."""

from venue.core.tx import ReadTx, Row, Tx
from venue.rooms.model import RoomType, Season

ALL_TYPES = """
    SELECT room_type.id, name, sleeps, nightly_minor, overbooking, count(room.id) AS rooms
    FROM room_type LEFT JOIN room
        ON room.room_type_id = room_type.id AND room.retired_at IS NULL
"""


def rooms(tx: ReadTx) -> list[Row]:
    """Return every room in use with its type, by number."""
    return tx.rows(
        """
        SELECT room.id, room.number, room_type.name AS type, room_type.sleeps,
               room.housekeeping, room.block, room.floor
        FROM room JOIN room_type ON room_type.id = room.room_type_id
        WHERE room.retired_at IS NULL
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


def types(tx: ReadTx) -> list[RoomType]:
    """Return every room type by name."""
    rows = tx.rows(f"{ALL_TYPES} GROUP BY room_type.id ORDER BY name")
    return [RoomType(**row) for row in rows]


def room_type(tx: ReadTx, type_id: int) -> RoomType | None:
    """Return a room type, or None."""
    row = tx.row(f"{ALL_TYPES} WHERE room_type.id = ? GROUP BY room_type.id", (type_id,))
    return RoomType(**row) if row else None


def room(tx: ReadTx, room_id: int) -> Row | None:
    """Return ``{id, number, room_type_id, housekeeping, block, floor, retired_at}``, or None."""
    return tx.row(
        "SELECT id, number, room_type_id, housekeeping, block, floor, retired_at "
        "FROM room WHERE id = ?",
        (room_id,),
    )


def set_type(tx: Tx, type_id: int, nightly_minor: int, overbooking: int) -> None:
    """Set a type's price and how far it may be overbooked."""
    tx.execute(
        "UPDATE room_type SET nightly_minor = ?, overbooking = ? WHERE id = ?",
        (nightly_minor, overbooking, type_id),
    )


def set_housekeeping(tx: Tx, room_id: int, state: str) -> None:
    """Set a room's housekeeping state."""
    tx.execute("UPDATE room SET housekeeping = ? WHERE id = ?", (state, room_id))


def seasons(tx: ReadTx, type_id: int, first: str, last: str) -> list[Season]:
    """Return the seasons of a type that touch the nights ``first`` to ``last``."""
    rows = tx.rows(
        """
        SELECT starts, ends, nightly_minor, least_nights FROM room_season
        WHERE room_type_id = ? AND starts <= ? AND ends > ?
        """,
        (type_id, last, first),
    )
    return [Season(**row) for row in rows]


def insert_season(tx: Tx, type_id: int, season: Season) -> int:
    """Store a season; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO room_season (room_type_id, starts, ends, nightly_minor, least_nights)
        VALUES (?, ?, ?, ?, ?) RETURNING id
        """,
        (type_id, season.starts, season.ends, season.nightly_minor, season.least_nights),
    )
    return int(cursor.fetchone()[0])


def delete_season(tx: Tx, type_id: int, starts: str, ends: str) -> None:
    """Take the season of exactly these days away."""
    tx.execute(
        "DELETE FROM room_season WHERE room_type_id = ? AND starts = ? AND ends = ?",
        (type_id, starts, ends),
    )


def slots(tx: ReadTx, type_id: int, night: str) -> set[int]:
    """Return the slots of a type that are taken in a night."""
    found = tx.execute(
        "SELECT slot FROM room_night WHERE room_type_id = ? AND night = ?", (type_id, night)
    )
    return {row[0] for row in found}


def holder_of(tx: ReadTx, room_id: int, night: str) -> Row | None:
    """Return ``{holder, holder_id}`` of a room in a night, or None when it is free."""
    return tx.row(
        "SELECT holder, holder_id FROM room_night WHERE room_id = ? AND night = ?",
        (room_id, night),
    )


def insert_night(
    tx: Tx, type_id: int, night: str, slot: int, holder: str, holder_id: int, room_id: int | None
) -> None:
    """Take one night; the keys refuse a second holder."""
    tx.execute(
        """
        INSERT INTO room_night (room_type_id, night, slot, holder, holder_id, room_id)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        (type_id, night, slot, holder, holder_id, room_id),
    )


def delete_nights(tx: Tx, holder: str, holder_id: int, first: str, last: str) -> int:
    """Give back a holder's nights from ``first`` until before ``last``; return how many."""
    cursor = tx.execute(
        "DELETE FROM room_night WHERE holder = ? AND holder_id = ? AND night >= ? AND night < ?",
        (holder, holder_id, first, last),
    )
    return cursor.rowcount


def sold(tx: ReadTx, first: str, last: str) -> dict[tuple[int, str], int]:
    """Return how many rooms are taken by type and night, from ``first`` until before ``last``."""
    found = tx.execute(
        """
        SELECT room_type_id, night, count(*) FROM room_night WHERE night >= ? AND night < ?
        GROUP BY room_type_id, night
        """,
        (first, last),
    )
    return {(row[0], row[1]): row[2] for row in found}


def free_rooms(tx: ReadTx, type_id: int, first: str, last: str) -> list[Row]:
    """Return the rooms of a type that nobody holds in any of the nights, clean ones first."""
    return tx.rows(
        """
        SELECT id, number, housekeeping FROM room
        WHERE room_type_id = ? AND retired_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM room_night
            WHERE room_night.room_id = room.id AND night >= ? AND night < ?
        )
        ORDER BY housekeeping NOT IN ('clean', 'inspected'), length(number), number
        """,
        (type_id, first, last),
    )


def insert_block(tx: Tx, room_id: int, starts: str, ends: str, reason: str) -> int:
    """Store a block; return its id."""
    cursor = tx.execute(
        "INSERT INTO room_block (room_id, starts, ends, reason) VALUES (?, ?, ?, ?) RETURNING id",
        (room_id, starts, ends, reason),
    )
    return int(cursor.fetchone()[0])


def block(tx: ReadTx, block_id: int) -> Row | None:
    """Return a block that was not lifted, or None."""
    return tx.row(
        "SELECT id, room_id, starts, ends, reason FROM room_block "
        "WHERE id = ? AND lifted_at IS NULL",
        (block_id,),
    )


def lift_block(tx: Tx, block_id: int) -> None:
    """Note that a block is over."""
    tx.execute("UPDATE room_block SET lifted_at = ? WHERE id = ?", (tx.now, block_id))


def set_type_of(tx: Tx, room_id: int, type_id: int) -> None:
    """Make a room one of another type."""
    tx.execute("UPDATE room SET room_type_id = ? WHERE id = ?", (type_id, room_id))


def delete_room(tx: Tx, room_id: int) -> None:
    """Delete a room that nothing speaks of."""
    tx.execute("DELETE FROM room WHERE id = ?", (room_id,))


def delete_type(tx: Tx, type_id: int) -> None:
    """Delete a room type that nothing speaks of."""
    tx.execute("DELETE FROM room_type WHERE id = ?", (type_id,))


def set_words(tx: Tx, room_id: int, number: str, floor: str) -> None:
    """Set what is written on a room's door and on which floor it is."""
    tx.execute("UPDATE room SET number = ?, floor = ? WHERE id = ?", (number, floor, room_id))


def set_retired(tx: Tx, room_id: int, at: str | None) -> None:
    """Note since when a room is out of use; None: it is in use again."""
    tx.execute("UPDATE room SET retired_at = ? WHERE id = ?", (at, room_id))


def rename_type(tx: Tx, type_id: int, name: str, sleeps: int) -> None:
    """Set a type's name and how many sleep in it."""
    tx.execute("UPDATE room_type SET name = ?, sleeps = ? WHERE id = ?", (name, sleeps, type_id))


def season_type(tx: ReadTx, season_id: int) -> int | None:
    """Return the type that a season is a price of, or None."""
    found = tx.value("SELECT room_type_id FROM room_season WHERE id = ?", (season_id,))
    return int(found) if found is not None else None


def set_season(tx: Tx, season_id: int, season: Season) -> None:
    """Change a season."""
    tx.execute(
        "UPDATE room_season SET starts = ?, ends = ?, nightly_minor = ?, least_nights = ? "
        "WHERE id = ?",
        (season.starts, season.ends, season.nightly_minor, season.least_nights, season_id),
    )


def drop_season(tx: Tx, season_id: int) -> None:
    """Take a season away."""
    tx.execute("DELETE FROM room_season WHERE id = ?", (season_id,))
