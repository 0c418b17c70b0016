"""All SQL of guests' profiles."""

from collections.abc import Sequence

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx

LIVE = "merged_into IS NULL AND erased_at IS NULL"


def insert(tx: Tx, name: str, email: str, phone: str) -> int:
    """Store a new profile; return its number."""
    cursor = tx.execute(
        "INSERT INTO profile (name, email, phone, made_at) VALUES (?, ?, ?, ?) RETURNING id",
        (name, email, phone, tx.now),
    )
    return int(cursor.fetchone()[0])


def profile(tx: ReadTx, profile_id: int) -> Row | None:
    """Return a profile, merged and erased ones too, or None."""
    return tx.row("SELECT * FROM profile WHERE id = ?", (profile_id,))


def reached_by(tx: ReadTx, email: str, phone: str) -> list[Row]:
    """Return the live profiles with this mail address or phone, oldest first."""
    return tx.rows(
        f"""
        SELECT id, name FROM profile
        WHERE {LIVE} AND ((email <> '' AND lower(email) = lower(?)) OR (phone <> '' AND phone = ?))
        ORDER BY id LIMIT 50
        """,
        (email, phone),
    )


def search(tx: ReadTx, said: str, limit: int) -> list[Row]:
    """Return live profiles whose name, mail or phone has what was said, by name."""
    pattern = "%" + said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return tx.rows(
        f"""
        SELECT id, name, email, phone,
               (SELECT count(*) FROM profile_booking b WHERE b.profile_id = profile.id) AS bookings
        FROM profile
        WHERE {LIVE} AND (name LIKE :said ESCAPE '\\' OR email LIKE :said ESCAPE '\\'
                          OR phone LIKE :said ESCAPE '\\')
        ORDER BY name, id LIMIT :limit
        """,
        {"said": pattern, "limit": limit},
    )


def change(tx: Tx, profile_id: int, name: str, email: str, phone: str, note: str) -> None:
    """Set a profile's words."""
    tx.execute(
        "UPDATE profile SET name = ?, email = ?, phone = ?, note = ? WHERE id = ?",
        (name, email, phone, note, profile_id),
    )


def link(tx: Tx, reservation_id: str, profile_id: int, departure: str) -> None:
    """Note whose booking it is, or that it ends later now."""
    tx.execute(
        """
        INSERT INTO profile_booking (reservation_id, profile_id, departure) VALUES (?, ?, ?)
        ON CONFLICT (reservation_id) DO UPDATE SET departure = max(departure, excluded.departure)
        """,
        (reservation_id, profile_id, departure),
    )


def of_booking(tx: ReadTx, reservation_id: str) -> int | None:
    """Return whose booking it is, or None."""
    found: int | None = tx.value(
        "SELECT profile_id FROM profile_booking WHERE reservation_id = ?", (reservation_id,)
    )
    return found


def bookings(tx: ReadTx, profile_id: int) -> list[str]:
    """Return a profile's bookings, the newest first."""
    found = tx.execute(
        "SELECT reservation_id FROM profile_booking WHERE profile_id = ? "
        "ORDER BY departure DESC, reservation_id LIMIT 10000",
        (profile_id,),
    )
    return [row[0] for row in found]


def give(tx: Tx, reservation_ids: Sequence[str], of: int, to: int) -> None:
    """Give bookings that one profile has to another."""
    for reservation_id in reservation_ids:
        tx.execute(
            "UPDATE profile_booking SET profile_id = ? WHERE reservation_id = ? AND profile_id = ?",
            (to, reservation_id, of),
        )


def set_merged(tx: Tx, profile_id: int, into: int | None) -> None:
    """Note that a profile went into another, or came back."""
    tx.execute("UPDATE profile SET merged_into = ? WHERE id = ?", (into, profile_id))


def insert_merge(tx: Tx, kept_id: int, gone_id: int, moved: Sequence[str]) -> int:
    """Store a merge with what it moved; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO profile_merge (kept_id, gone_id, bookings, made_by, made_at)
        VALUES (?, ?, ?, ?, ?) RETURNING id
        """,
        (kept_id, gone_id, dumps(list(moved)), tx.actor, tx.now),
    )
    return int(cursor.fetchone()[0])


def merge(tx: ReadTx, merge_id: int) -> Row | None:
    """Return a merge, or None."""
    found = tx.row("SELECT * FROM profile_merge WHERE id = ?", (merge_id,))
    return found | {"bookings": loads(found["bookings"])} if found else None


def merges(tx: ReadTx, kept_id: int) -> list[Row]:
    """Return ``{id, gone_id, made_at}`` of the merges into a profile that stand."""
    return tx.rows(
        "SELECT id, gone_id, made_at FROM profile_merge "
        "WHERE kept_id = ? AND undone_at IS NULL ORDER BY id",
        (kept_id,),
    )


def set_undone(tx: Tx, merge_id: int) -> None:
    """Note that a merge was taken back."""
    tx.execute("UPDATE profile_merge SET undone_at = ? WHERE id = ?", (tx.now, merge_id))


def erase(tx: Tx, profile_id: int) -> None:
    """Clear the words of a profile and of those that were merged into it."""
    tx.execute(
        """
        WITH RECURSIVE one (id) AS (
            SELECT ? UNION SELECT profile.id FROM profile JOIN one ON merged_into = one.id
        )
        UPDATE profile SET name = '', email = '', phone = '', note = '', erased_at = ?
        WHERE id IN (SELECT id FROM one)
        """,
        (profile_id, tx.now),
    )


def erased(tx: ReadTx, most: int) -> list[str]:
    """Return the bookings of erased profiles, the newest ``most``."""
    found = tx.execute(
        """
        SELECT reservation_id FROM profile_booking b JOIN profile p ON p.id = b.profile_id
        WHERE p.erased_at IS NOT NULL ORDER BY p.erased_at DESC LIMIT ?
        """,
        (most,),
    )
    return [row[0] for row in found][::-1]


def over(tx: ReadTx, before: str, limit: int) -> list[int]:
    """Return live profiles whose last booking ended before a day."""
    found = tx.execute(
        f"""
        SELECT id FROM profile WHERE {LIVE} AND EXISTS (
            SELECT 1 FROM profile_booking b WHERE b.profile_id = profile.id
        ) AND NOT EXISTS (
            SELECT 1 FROM profile_booking b WHERE b.profile_id = profile.id AND b.departure >= ?
        ) ORDER BY id LIMIT ?
        """,
        (before, limit),
    )
    return [row[0] for row in found]
