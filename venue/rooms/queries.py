"""What the tape chart and the today board read of rooms."""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from venue.core.tx import ReadTx, Row


class Span(NamedTuple):
    """Who holds a room without a break; ``ends`` is the morning after the last night."""

    holder: str
    holder_id: int
    room_id: int | None
    room_type_id: int
    starts: str
    ends: str


def spans(tx: ReadTx, first: str, last: str) -> list[Span]:
    """Return who holds which room over which nights, of those from ``first`` until before ``last``.

    Who moved has one for each time in a room; ``room_id`` is None without a room yet.
    """
    found = tx.execute(
        """
        SELECT night, holder, holder_id, room_id, room_type_id
        FROM room_night INDEXED BY night_of_house WHERE night >= ? AND night < ? ORDER BY night
        """,
        (first, last),
    )
    mornings = _mornings(first, last)
    running, over = dict[tuple[str, int, int | None, int], list[str]](), list[Span]()
    for row in found:
        night, key = row[0], row[1:]
        known = running.get(key)
        if known is None:
            running[key] = [night, mornings[night]]
        elif known[1] == night:
            known[1] = mornings[night]
        else:
            over.append(Span(*key, *known))
            running[key] = [night, mornings[night]]
    return [*over, *(Span(*key, *known) for key, known in running.items())]


def _mornings(first: str, last: str) -> dict[str, str]:
    """Return the day after each of these days."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    days = [(day + timedelta(days=n)).isoformat() for n in range((end - day).days + 1)]
    return dict(pairwise(days))


def block_reasons(tx: ReadTx, first: str, last: str) -> dict[int, str]:
    """Return why rooms are blocked, by block, of the blocks that touch these nights."""
    found = tx.execute(
        """
        SELECT id, reason FROM room_block
        WHERE lifted_at IS NULL AND starts < ? AND ends > ?
        """,
        (last, first),
    )
    return {row[0]: row[1] for row in found}


def free(tx: ReadTx, first: str, last: str) -> list[Row]:
    """Return the rooms that nobody holds in any of the nights: clean ones first, by number."""
    return tx.rows(
        """
        SELECT room.id, room.number, room_type.name AS type, room_type_id, housekeeping
        FROM room JOIN room_type ON room_type.id = room.room_type_id
        WHERE room.retired_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM room_night
            WHERE room_night.room_id = room.id AND night >= ? AND night < ?
        )
        ORDER BY housekeeping NOT IN ('clean', 'inspected'), length(room.number), room.number
        """,
        (first, last),
    )


def needed_night(tx: ReadTx, room_id: int, type_id: int, spare: int) -> str | None:
    """Return the first night from yesterday on that a room is held in, or its type needs it for.

    Args:
        spare: How many stays the type could still hold without this room.
    """
    found = tx.value(
        """
        SELECT min(night) FROM (
            SELECT night FROM room_night WHERE room_id = :room AND night >= date(:now, '-1 day')
            UNION ALL
            SELECT night FROM room_night
            WHERE room_type_id = :type AND night >= date(:now, '-1 day')
            GROUP BY night HAVING count(*) > :spare
        )
        """,
        {"room": room_id, "type": type_id, "spare": spare, "now": tx.now},
    )
    return str(found) if found else None


def speaks_of(tx: ReadTx, column: str, value: int) -> bool:
    """Tell whether a row of any feature names a room or type; features bring their own tables."""
    tables = tx.rows(
        """
        SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.name = ?
        """,
        (column,),
    )
    return any(
        tx.value(f"SELECT 1 FROM {one['name']} WHERE {column} = ? LIMIT 1", (value,))
        for one in tables
    )


def every_room(tx: ReadTx) -> list[Row]:
    """Return every room, those out of use too: what the manager's page shows."""
    return tx.rows(
        """
        SELECT id, number, room_type_id AS type_id, housekeeping, floor,
               retired_at IS NOT NULL AS retired
        FROM room ORDER BY length(number), number
        """
    )


def numbers(tx: ReadTx) -> dict[str, tuple[str, bool]]:
    """Return the type's name and whether it is out of use, by number, of every room."""
    found = tx.execute(
        """
        SELECT number, name, retired_at IS NOT NULL
        FROM room JOIN room_type ON room_type.id = room.room_type_id
        """
    )
    return {row[0]: (row[1], bool(row[2])) for row in found}


def seasons_from(tx: ReadTx, day: str, most: int) -> list[Row]:
    """Return the seasons that are not over on a day, by type and begin."""
    return tx.rows(
        """
        SELECT id, room_type_id, starts, ends, nightly_minor, least_nights FROM room_season
        WHERE ends > ? ORDER BY room_type_id, starts, id LIMIT ?
        """,
        (day, most),
    )


def open_blocks(tx: ReadTx, day: str, most: int) -> list[Row]:
    """Return the blocks that are not over on a day, by begin."""
    return tx.rows(
        """
        SELECT id, room_id, starts, ends, reason FROM room_block
        WHERE lifted_at IS NULL AND ends > ? ORDER BY starts, id LIMIT ?
        """,
        (day, most),
    )
