"""All SQL of reservations and stays."""

from collections.abc import Mapping
from typing import Any

from venue.bookings.model import Person, Stay
from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Row, Tx

STAY = """
    SELECT id, reservation_id, room_type_id, room_id, arrival, departure, adults, children, state,
           price_minor, folio_id
    FROM stay
"""


def insert_reservation(tx: Tx, values: dict[str, Any]) -> None:
    """Store a new reservation."""
    tx.execute(
        """
        INSERT INTO reservation (id, number, name, email, phone, note, made_at)
        VALUES (:id, :number, :name, :email, :phone, :note, :made_at)
        """,
        values,
    )


def reservation(tx: ReadTx, reservation_id: str) -> Row | None:
    """Return ``{id, number, name, email, phone, note, made_at}``, or None."""
    return tx.row(
        "SELECT id, number, name, email, phone, note, made_at FROM reservation WHERE id = ?",
        (reservation_id,),
    )


def reservations(tx: ReadTx, ids: list[str]) -> list[Row]:
    """Return ``{id, number, name}`` of several reservations."""
    return tx.rows(
        "SELECT id, number, name FROM reservation WHERE id IN (SELECT value FROM json_each(?))",
        (dumps(ids),),
    )


def set_person(tx: Tx, reservation_id: str, person: Person) -> None:
    """Set who booked; the note stays."""
    tx.execute(
        "UPDATE reservation SET name = ?, email = ?, phone = ? WHERE id = ? AND purged_at IS NULL",
        (person.name, person.email, person.phone, reservation_id),
    )


def insert_stay(tx: Tx, values: dict[str, Any]) -> int:
    """Store a new stay without a room; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO stay
            (reservation_id, room_type_id, arrival, departure, adults, children, state, price_minor)
        VALUES (:reservation_id, :room_type_id, :arrival, :departure, :adults, :children,
                'confirmed', :price_minor)
        RETURNING id
        """,
        values,
    )
    return int(cursor.fetchone()[0])


def stay(tx: ReadTx, stay_id: int) -> Stay:
    """Return a stay that is known to exist."""
    row = tx.row(f"{STAY} WHERE id = ?", (stay_id,))
    if row is None:
        raise LookupError(f"stay {stay_id}")
    return Stay(**row)


def stays(tx: ReadTx, reservation_id: str) -> list[Stay]:
    """Return a reservation's stays in the order in which they were booked."""
    rows = tx.rows(f"{STAY} WHERE reservation_id = ? ORDER BY id", (reservation_id,))
    return [Stay(**row) for row in rows]


def stays_of(tx: ReadTx, reservation_ids: list[str]) -> list[Stay]:
    """Return the stays of several reservations."""
    rows = tx.rows(
        f"{STAY} WHERE reservation_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (dumps(reservation_ids),),
    )
    return [Stay(**row) for row in rows]


def in_house(tx: ReadTx) -> list[Stay]:
    """Return the stays of those who are in the house."""
    return [Stay(**row) for row in tx.rows(f"{STAY} WHERE state = 'checked_in'")]


def leaving_from(tx: ReadTx, day: str) -> list[Stay]:
    """Return the stays whose departure is on a day or later."""
    return [Stay(**row) for row in tx.rows(f"{STAY} WHERE departure >= ? ORDER BY id", (day,))]


def set_room(tx: Tx, stay_id: int, state: str, room_id: int | None) -> None:
    """Give a stay its room, or take it away."""
    tx.execute("UPDATE stay SET state = ?, room_id = ? WHERE id = ?", (state, room_id, stay_id))


def set_state(tx: Tx, stay_id: int, state: str, reason: str = "") -> None:
    """Set a stay's state."""
    tx.execute("UPDATE stay SET state = ?, reason = ? WHERE id = ?", (state, reason, stay_id))


def set_left(tx: Tx, stay_id: int, day: str) -> None:
    """Check a stay out on a day."""
    tx.execute("UPDATE stay SET state = 'checked_out', left_on = ? WHERE id = ?", (day, stay_id))


def somebody_in(tx: ReadTx, room_id: int) -> bool:
    """Tell whether a guest is checked in to a room."""
    found = tx.value("SELECT 1 FROM stay WHERE room_id = ? AND state = 'checked_in'", (room_id,))
    return found is not None


def set_folio(tx: Tx, stay_id: int, folio_id: int) -> None:
    """Note the folio of a stay in house."""
    tx.execute("UPDATE stay SET folio_id = ? WHERE id = ?", (folio_id, stay_id))


def set_dates(tx: Tx, stay_id: int, arrival: str, departure: str, price_minor: int) -> None:
    """Set a stay's dates and price."""
    tx.execute(
        "UPDATE stay SET arrival = ?, departure = ?, price_minor = ? WHERE id = ?",
        (arrival, departure, price_minor, stay_id),
    )


def set_prices(tx: Tx, stay_id: int, prices: Mapping[str, int]) -> None:
    """Set what each night of a stay costs, in place of what was agreed before."""
    tx.execute("DELETE FROM stay_night WHERE stay_id = ?", (stay_id,))
    for night, minor in prices.items():
        tx.execute("INSERT INTO stay_night VALUES (?, ?, ?)", (stay_id, night, minor))


def prices(tx: ReadTx, stay_id: int) -> dict[str, int]:
    """Return what each night of a stay costs, by night."""
    found = tx.execute(
        "SELECT night, price_minor FROM stay_night WHERE stay_id = ? ORDER BY night", (stay_id,)
    )
    return dict(found.fetchall())


def of_night(tx: ReadTx, night: str) -> list[Stay]:
    """Return the stays in house that sleep here in a night, by room."""
    rows = tx.rows(
        f"{STAY} WHERE state = 'checked_in' AND arrival <= ? AND departure > ? ORDER BY room_id",
        (night, night),
    )
    return [Stay(**row) for row in rows]


def in_room(tx: ReadTx, room_id: int) -> Stay | None:
    """Return the stay that is in house in a room."""
    row = tx.row(f"{STAY} WHERE state = 'checked_in' AND room_id = ?", (room_id,))
    return Stay(**row) if row else None


def missing(tx: ReadTx, day: str) -> list[Stay]:
    """Return the stays whose guests should have come by the end of a day."""
    rows = tx.rows(
        f"{STAY} WHERE state IN ('confirmed', 'assigned') AND arrival <= ? ORDER BY id", (day,)
    )
    return [Stay(**row) for row in rows]


def of_folio(tx: ReadTx, folio_id: int) -> Stay | None:
    """Return the stay that a folio is of, or None."""
    row = tx.row(f"{STAY} WHERE folio_id = ?", (folio_id,))
    return Stay(**row) if row else None


def counts(tx: ReadTx, day: str) -> Row:
    """Return how many stays came, left and were no-shows on a day."""
    return (
        tx.row(
            """
            SELECT (SELECT count(*) FROM stay WHERE arrival = :day
                    AND state IN ('checked_in', 'checked_out')) AS arrivals,
                   (SELECT count(*) FROM stay WHERE left_on = :day) AS departures,
                   (SELECT count(*) FROM stay WHERE arrival = :day
                    AND state = 'no_show') AS no_shows
            """,
            {"day": day},
        )
        or {}
    )


def of_today(tx: ReadTx, today: str) -> list[Row]:
    """Return the stays that should have come, and those in house, with name and room."""
    columns = """
        stay.id, reservation_id, stay.room_type_id, room_id, arrival, departure, adults, children,
        state, price_minor, folio_id, reservation.number, reservation.name
    """
    joined = "JOIN reservation ON reservation.id = stay.reservation_id"
    return tx.rows(
        f"""
        SELECT {columns} FROM stay INDEXED BY stay_to_arrive {joined}
        WHERE state IN ('confirmed', 'assigned') AND arrival <= ?
        UNION ALL
        SELECT {columns} FROM stay INDEXED BY stay_in_house {joined} WHERE state = 'checked_in'
        """,
        (today,),
    )


def search(tx: ReadTx, said: str, after: int, limit: int) -> list[Row]:
    """Return reservations whose number is, or whose name has, what was said; newest first."""
    pattern = "%" + said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return tx.rows(
        """
        SELECT id, number, name FROM reservation
        WHERE (name LIKE ? ESCAPE '\\' OR CAST(number AS TEXT) = ?) AND number < ?
        ORDER BY number DESC LIMIT ?
        """,
        (pattern, said, after, limit),
    )


def forgotten(tx: ReadTx, most: int) -> list[str]:
    """Return the reservations whose words are forgotten, the oldest of the newest first."""
    found = tx.execute(
        "SELECT id FROM reservation WHERE purged_at IS NOT NULL ORDER BY purged_at DESC LIMIT ?",
        (most,),
    )
    return [row[0] for row in found][::-1]


def forget(tx: Tx, reservation_id: str) -> int:
    """Forget the words of one reservation; return how many there were."""
    return tx.execute(
        "UPDATE reservation SET name = '', email = '', phone = '', note = '', purged_at = ? "
        "WHERE id = ?",
        (tx.now, reservation_id),
    ).rowcount


def purge(tx: Tx, before: str) -> int:
    """Forget the words of reservations that ended before a day; return how many."""
    cursor = tx.execute(
        """
        UPDATE reservation SET name = '', email = '', phone = '', note = '', purged_at = ?
        WHERE purged_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM stay WHERE reservation_id = reservation.id AND (
                departure >= ? OR state IN ('confirmed', 'assigned', 'checked_in'))
        )
        """,
        (tx.now, before),
    )
    return cursor.rowcount
