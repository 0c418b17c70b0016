"""What the tape chart and the today board read of rooms."""

from datetime import date

from venue.core.tx import ReadTx, Row


def spans(tx: ReadTx, first: str, last: str) -> list[Row]:
    """Return who holds which room over which nights, of those from ``first`` until before ``last``.

    Returns:
        ``[{holder, holder_id, room_id, room_type_id, starts, ends}]``; ``ends`` is the morning
        after the last night, ``room_id`` None without a room yet. Who moved has one for each time
        in a room.
    """
    found = tx.rows(
        """
        SELECT holder, holder_id, room_id, room_type_id, min(night) AS starts,
               date(max(night), '+1 day') AS ends, count(*) AS nights
        FROM room_night INDEXED BY night_of_house WHERE night >= ? AND night < ?
        GROUP BY holder, holder_id, room_id
        """,
        (first, last),
    )
    whole: list[Row] = []
    for one in found:
        nights = one.pop("nights")
        if nights == _nights(one["starts"], one["ends"]):
            whole.append(one)
        else:
            whole += _times_in_room(tx, one)
    return whole


def _nights(starts: str, ends: str) -> int:
    return (date.fromisoformat(ends) - date.fromisoformat(starts)).days


def _times_in_room(tx: ReadTx, span: Row) -> list[Row]:
    """Return a span in which the holder was elsewhere as one for each time in the room."""
    return tx.rows(
        """
        SELECT :holder AS holder, :holder_id AS holder_id, :room_id AS room_id,
               :room_type_id AS room_type_id, min(night) AS starts,
               date(max(night), '+1 day') AS ends
        FROM (SELECT night, julianday(night) - row_number() OVER (ORDER BY night) AS time
              FROM room_night WHERE holder = :holder AND holder_id = :holder_id
              AND room_id IS :room_id AND night >= :starts AND night < :ends)
        GROUP BY time ORDER BY starts
        """,
        span,
    )


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
        WHERE NOT EXISTS (
            SELECT 1 FROM room_night
            WHERE room_night.room_id = room.id AND night >= ? AND night < ?
        )
        ORDER BY housekeeping NOT IN ('clean', 'inspected'), length(room.number), room.number
        """,
        (first, last),
    )
