"""All SQL of the links between the hotel here and at Cloudbeds."""

from typing import Any

from venue.core.tx import ReadTx, Row, Tx


def save_property(tx: Tx, property_id: str, zone: str, currency: str) -> None:
    """Store which property the key opens."""
    tx.execute(
        "INSERT OR REPLACE INTO cloudbeds_property (id, property_id, zone, currency) "
        "VALUES (1, ?, ?, ?)",
        (property_id, zone, currency),
    )


def property_of(tx: ReadTx) -> Row | None:
    """Return ``{property_id, zone, currency}``, or None before it was read."""
    return tx.row("SELECT property_id, zone, currency FROM cloudbeds_property")


def link_type(tx: Tx, type_id: int, cloud_id: str) -> None:
    """Say that a type here is that one there."""
    tx.execute("DELETE FROM cloudbeds_type WHERE cloud_id = ?", (cloud_id,))
    tx.execute("INSERT OR REPLACE INTO cloudbeds_type VALUES (?, ?)", (type_id, cloud_id))


def link_room(tx: Tx, room_id: int, cloud_id: str) -> None:
    """Say that a room here is that one there."""
    tx.execute(
        """
        INSERT INTO cloudbeds_room (room_id, cloud_id) VALUES (?, ?)
        ON CONFLICT (room_id) DO UPDATE SET cloud_id = excluded.cloud_id
        """,
        (room_id, cloud_id),
    )


def types(tx: ReadTx) -> dict[int, str]:
    """Return the cloud's type by ours."""
    return dict(tx.execute("SELECT room_type_id, cloud_id FROM cloudbeds_type").fetchall())


def rooms(tx: ReadTx) -> dict[int, str]:
    """Return the cloud's room by ours."""
    return dict(tx.execute("SELECT room_id, cloud_id FROM cloudbeds_room").fetchall())


def type_here(tx: ReadTx, cloud_id: str) -> int | None:
    """Return our type of a cloud's one, or None."""
    found: int | None = tx.value(
        "SELECT room_type_id FROM cloudbeds_type WHERE cloud_id = ?", (cloud_id,)
    )
    return found


def room_here(tx: ReadTx, cloud_id: str) -> Row | None:
    """Return ``{room_id, seen}`` of a cloud's room, or None."""
    return tx.row("SELECT room_id, seen FROM cloudbeds_room WHERE cloud_id = ?", (cloud_id,))


def see_room(tx: Tx, room_id: int, condition: str) -> None:
    """Remember what the cloud says of a room's condition."""
    tx.execute("UPDATE cloudbeds_room SET seen = ? WHERE room_id = ?", (condition, room_id))


def stay(tx: ReadTx, stay_id: int) -> Row | None:
    """Return the link of a stay, or None."""
    return tx.row("SELECT * FROM cloudbeds_stay WHERE stay_id = ?", (stay_id,))


def stay_there(tx: ReadTx, sub_id: str, token: str) -> Row | None:
    """Return the link of a room of a reservation there, by its id or else by our token."""
    found = tx.row("SELECT * FROM cloudbeds_stay WHERE sub_id = ?", (sub_id,))
    if found is None and token:
        found = tx.row("SELECT * FROM cloudbeds_stay WHERE token = ? AND sub_id = ''", (token,))
    return found


def stays_of_guest(tx: ReadTx, guest_id: str) -> list[int]:
    """Return the stays whose main guest there has this id."""
    rows = tx.execute("SELECT stay_id FROM cloudbeds_stay WHERE guest_id = ?", (guest_id,))
    return [row[0] for row in rows.fetchall()]


def save_stay(tx: Tx, stay_id: int, **values: Any) -> None:
    """Store a link, or set some columns of it; the names are the code's own."""
    tx.execute("INSERT OR IGNORE INTO cloudbeds_stay (stay_id) VALUES (?)", (stay_id,))
    names = ", ".join(f"{name} = :{name}" for name in values)
    sql = f"UPDATE cloudbeds_stay SET {names} WHERE stay_id = :stay_id"
    tx.execute(sql, {**values, "stay_id": stay_id})


def is_moving(tx: ReadTx, aggregate: str, asked_at: str) -> bool:
    """Tell whether something of an aggregate waits to be told, or was told after a moment.

    What the cloud said at that moment then lacks it.
    """
    found = tx.value(
        """
        SELECT 1 FROM outbox_message WHERE provider = 'cloudbeds' AND aggregate = ?
          AND (state IN ('queued', 'sending', 'unknown', 'dead_letter') OR finished_at >= ?)
        """,
        (aggregate, asked_at),
    )
    return found is not None


def untold(tx: ReadTx) -> set[str]:
    """Return every aggregate of which something will yet be told without a person."""
    rows = tx.execute(
        """
        SELECT aggregate FROM outbox_message WHERE provider = 'cloudbeds'
          AND state IN ('queued', 'sending', 'unknown', 'dead_letter')
        GROUP BY aggregate HAVING sum(state = 'dead_letter') = 0
        """
    )
    return {row[0] for row in rows.fetchall()}


def links(tx: ReadTx) -> dict[int, Row]:
    """Return ``{stay_id, token, sub_id}`` of every linked stay by stay."""
    rows = tx.rows("SELECT stay_id, token, sub_id FROM cloudbeds_stay")
    return {row["stay_id"]: row for row in rows}


def is_connected(tx: ReadTx) -> bool:
    """Tell whether the hotel gave a key."""
    return tx.value("SELECT 1 FROM sync_credential WHERE provider = 'cloudbeds'") is not None


def kind_told(tx: ReadTx, key: str) -> str | None:
    """Return the kind of the message that told something, or None when nothing did."""
    found: str | None = tx.value(
        "SELECT kind FROM outbox_message WHERE provider = 'cloudbeds' AND key = ?", (key,)
    )
    return found


def freeing(tx: ReadTx, room: str) -> tuple[str, ...]:
    """Return the keys of what is still to be told that takes somebody out of a cloud's room."""
    rows = tx.execute(
        """
        SELECT key FROM outbox_message WHERE provider = 'cloudbeds'
          AND state IN ('queued', 'sending', 'unknown', 'dead_letter')
          AND json_extract(CAST(body AS TEXT), '$.frees') = ?
        """,
        (room,),
    )
    return tuple(row[0] for row in rows.fetchall())
