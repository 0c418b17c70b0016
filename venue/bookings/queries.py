"""What the tape chart and the today board read of stays."""

from collections.abc import Iterable

from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Row


def named(tx: ReadTx, stay_ids: Iterable[int]) -> dict[int, tuple[str, str, str, str, str]]:
    """Return ``(name, state, booking_id, arrival, departure)`` of stays, by stay."""
    found = tx.execute(
        """
        SELECT stay.id, name, state, reservation_id, arrival, departure
        FROM json_each(?) AS asked
        JOIN stay ON stay.id = asked.value
        JOIN reservation ON reservation.id = stay.reservation_id
        """,
        (dumps(list(stay_ids)),),
    )
    return {row[0]: row[1:] for row in found}


def gone(tx: ReadTx, day: str) -> list[Row]:
    """Return the stays that were to come on a day and did not, and those that left on it."""
    columns = """
        stay.id AS stay_id, reservation_id AS booking_id, number, name, room_id, room_type_id,
        state, arrival, departure, adults, children
    """
    joined = "JOIN reservation ON reservation.id = stay.reservation_id"
    return tx.rows(
        f"""
        SELECT {columns} FROM stay INDEXED BY stay_by_arrival {joined}
        WHERE arrival = :day AND state = 'no_show'
        UNION ALL
        SELECT {columns} FROM stay INDEXED BY stay_left_on {joined} WHERE left_on = :day
        ORDER BY name
        """,
        {"day": day},
    )


def doors(tx: ReadTx, day: str) -> list[Row]:
    """Return ``{room_id, state, arrival, departure}`` of stays in house or to come by a day."""
    columns = "room_id, state, arrival, departure"
    return tx.rows(
        f"""
        SELECT {columns} FROM stay INDEXED BY stay_in_house WHERE state = 'checked_in'
        UNION ALL
        SELECT {columns} FROM stay INDEXED BY stay_to_arrive
        WHERE state IN ('confirmed', 'assigned') AND arrival <= ? AND room_id IS NOT NULL
        """,
        (day,),
    )
