"""All SQL of check-in."""

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx

GUEST = """
    SELECT g.id, g.reservation_id, g.stay_id, g.place, g.child, g.state, g.sealed, g.rejected,
           g.submitted_at, g.decided_by, g.decided_at, k.sealed AS key
    FROM checkin_guest g LEFT JOIN guest_key k ON k.guest_id = g.id
"""


def link(tx: ReadTx, reservation_id: str) -> Row | None:
    """Return a booking's link, or None."""
    return tx.row("SELECT * FROM checkin_link WHERE reservation_id = ?", (reservation_id,))


def link_by_hash(tx: ReadTx, token_hash: str) -> Row | None:
    """Return the link that a token opens, or None."""
    return tx.row("SELECT * FROM checkin_link WHERE token_hash = ?", (token_hash,))


def insert_link(tx: Tx, reservation_id: str, token_hash: str, token_sealed: str) -> None:
    """Store a booking's link."""
    tx.execute(
        """
        INSERT INTO checkin_link (reservation_id, token_hash, token_sealed, made_at)
        VALUES (?, ?, ?, ?)
        """,
        (reservation_id, token_hash, token_sealed, tx.now),
    )


def set_sent(tx: Tx, reservation_id: str) -> int:
    """Note that a link was sent; return how many times it was."""
    cursor = tx.execute(
        "UPDATE checkin_link SET sent = sent + 1, sent_at = ? WHERE reservation_id = ? "
        "RETURNING sent",
        (tx.now, reservation_id),
    )
    return int(cursor.fetchone()[0])


def insert_guest(tx: Tx, reservation_id: str, stay_id: int, place: int, *, child: bool) -> None:
    """Store an empty form, unless there is one at this place."""
    tx.execute(
        """
        INSERT INTO checkin_guest (reservation_id, stay_id, place, child, state)
        VALUES (?, ?, ?, ?, 'not_started') ON CONFLICT (stay_id, place) DO NOTHING
        """,
        (reservation_id, stay_id, place, int(child)),
    )


def delete_unused(tx: Tx, stay_id: int, above: int) -> None:
    """Take empty forms away that nobody comes for any more."""
    tx.execute(
        "DELETE FROM checkin_guest WHERE stay_id = ? AND place > ? AND state = 'not_started'",
        (stay_id, above),
    )


def guests(tx: ReadTx, reservation_id: str) -> list[Row]:
    """Return the forms of a booking by room and place."""
    rows = tx.rows(f"{GUEST} WHERE g.reservation_id = ? ORDER BY g.stay_id, g.place",
                   (reservation_id,))  # fmt: skip
    return [_read(row) for row in rows]


def guest(tx: ReadTx, guest_id: int) -> Row | None:
    """Return a form, or None."""
    found = tx.row(f"{GUEST} WHERE g.id = ?", (guest_id,))
    return _read(found) if found else None


def of_stay(tx: ReadTx, stay_id: int) -> list[Row]:
    """Return the forms of a stay by place."""
    rows = tx.rows(f"{GUEST} WHERE g.stay_id = ? ORDER BY g.place", (stay_id,))
    return [_read(row) for row in rows]


def put_key(tx: Tx, guest_id: int, sealed: str) -> None:
    """Store a guest's sealed key."""
    tx.execute("INSERT INTO guest_key (guest_id, sealed) VALUES (?, ?)", (guest_id, sealed))


def set_form(tx: Tx, guest_id: int, state: str, sealed: str) -> None:
    """Store what a guest entered."""
    tx.execute(
        """
        UPDATE checkin_guest SET state = :state, sealed = :sealed, rejected = '{}',
               submitted_at = CASE WHEN :state = 'submitted' THEN :at ELSE submitted_at END
        WHERE id = :id
        """,
        {"state": state, "sealed": sealed, "at": tx.now, "id": guest_id},
    )


def decide(tx: Tx, guest_id: int, state: str, rejected: dict[str, str]) -> None:
    """Store what staff decided of a form."""
    tx.execute(
        """
        UPDATE checkin_guest SET state = ?, rejected = ?, decided_by = ?, decided_at = ?
        WHERE id = ?
        """,
        (state, dumps(rejected), tx.actor, tx.now, guest_id),
    )


def forget(tx: Tx, guest_id: int) -> None:
    """Throw a guest's key and form away."""
    tx.execute("DELETE FROM guest_key WHERE guest_id = ?", (guest_id,))
    tx.execute(
        "UPDATE checkin_guest SET state = 'purged', sealed = '', rejected = '{}', forget_on = NULL "
        "WHERE id = ?",
        (guest_id,),
    )


def erased(tx: ReadTx, most: int) -> list[tuple[str, int]]:
    """Return ``[(reservation, form)]`` of forms that were erased, the newest ``most``."""
    found = tx.execute(
        "SELECT reservation_id, id FROM checkin_guest WHERE state = 'purged' "
        "ORDER BY id DESC LIMIT ?",
        (most,),
    )
    return [(row[0], row[1]) for row in found][::-1]


def set_term(tx: Tx, stay_id: int, day: str) -> None:
    """Set the day on which a stay's forms are forgotten."""
    tx.execute("UPDATE checkin_guest SET forget_on = ? WHERE stay_id = ?", (day, stay_id))


def over(tx: ReadTx, today: str, limit: int) -> list[int]:
    """Return the forms whose term is over, oldest first."""
    found = tx.execute(
        "SELECT id FROM checkin_guest WHERE forget_on <= ? ORDER BY forget_on LIMIT ?",
        (today, limit),
    )
    return [row[0] for row in found]


def in_register(tx: ReadTx) -> list[Row]:
    """Return the forms that staff verified, by booking."""
    rows = tx.rows(f"{GUEST} WHERE g.state IN ('verified', 'used') ORDER BY g.id")
    return [_read(row) for row in rows]


def _read(row: Row) -> Row:
    return row | {"rejected": loads(row["rejected"]), "child": bool(row["child"])}
