"""All SQL of areas, tables and sessions."""

from typing import Any

from venue.core import facts
from venue.core.tx import ReadTx, Row, Tx
from venue.tables.model import WAIT_MS, TableSession

LARGEST_ID = 2**63 - 1  # SQLite's; a larger one in an address is no id

SESSION = """
SELECT s.id, s.table_id, coalesce(s.label, t.number), a.name, s.covers, s.closed_at, s.paused,
       s.bill_requested_at, s.opened_at, s.expires_run_ms, t.kind, a.outlet_id, s.training
FROM table_session s
JOIN dining_table t ON t.id = s.table_id
JOIN area a ON a.id = t.area_id
"""

TABLES = """
SELECT t.id, t.number, t.kind, t.retired_at, t.seats, t.training, t.card_token_sealed,
       a.name AS area,
       p.x, p.y, p.rotation, p.shape, s.label, s.owner_id,
       s.id AS session_id, s.covers, s.opened_at, s.opened_run_ms,
       s.expires_run_ms, s.paused, s.bill_requested_at,
       (SELECT count(*) FROM guest g
        WHERE g.table_id = t.id AND g.table_session_id IS NULL AND g.left_at IS NULL
          AND g.waiting_run_ms > ?) AS waiting
FROM dining_table t
JOIN area a ON a.id = t.area_id
LEFT JOIN table_position p ON p.table_id = t.id
LEFT JOIN table_session s ON s.table_id = t.id AND s.closed_at IS NULL
"""

CARDS_ADDRESS = "cards_address"


def venue_id(tx: ReadTx) -> str:
    """Return the venue's own id."""
    return facts.get(tx, facts.VENUE_ID)


def areas(tx: ReadTx) -> list[Row]:
    """Return every area as ``{id, name, outlet_id}``."""
    return tx.rows("SELECT id, name, outlet_id FROM area WHERE hidden = 0 ORDER BY id")


def set_outlet(tx: Tx, area_id: int, outlet_id: int | None) -> bool:
    """Store which outlet an area belongs to; False: there is no such area."""
    cursor = tx.execute("UPDATE area SET outlet_id = ? WHERE id = ?", (outlet_id, area_id))
    return cursor.rowcount > 0


def area_of_table(tx: ReadTx, table_id: int) -> tuple[str, int | None] | None:
    """Return a table's area by name, and the outlet it belongs to."""
    found: tuple[str, int | None] | None = tx.execute(
        "SELECT a.name, a.outlet_id FROM dining_table t JOIN area a ON a.id = t.area_id "
        "WHERE t.id = ?",
        (table_id,),
    ).fetchone()
    return found


def area_id(tx: Tx, name: str) -> int:
    """Return the area of this name, made when there is none yet."""
    tx.execute("INSERT INTO area (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    return int(tx.value("SELECT id FROM area WHERE name = ?", (name,)))


def insert_table(
    tx: Tx, *, number: str, area: int, seats: int, token_hash: str, token_sealed: str
) -> int | None:
    """Store a table and return its id; None when its number is taken."""
    cursor = tx.execute(
        """
        INSERT INTO dining_table (number, area_id, seats, card_token_hash, card_token_sealed)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING RETURNING id
        """,
        (number, area, seats, token_hash, token_sealed),
    )
    found = cursor.fetchone()
    return int(found[0]) if found else None


def tables(tx: ReadTx) -> list[Row]:
    """Return every table with its open session and how many phones wait."""
    return tx.rows(
        f"{TABLES} WHERE t.kind = 'table' AND t.retired_at IS NULL ORDER BY t.id",
        (tx.run_ms - WAIT_MS,),
    )


def places(tx: ReadTx) -> list[Row]:
    """Return the places of parties without a table, in the form of `tables`."""
    return tx.rows(
        f"{TABLES} WHERE t.kind <> 'table' AND s.id IS NOT NULL ORDER BY s.opened_run_ms",
        (tx.run_ms - WAIT_MS,),
    )


def table(tx: ReadTx, table_id: int) -> Row | None:
    """Return one table in the form of `tables`."""
    if table_id > LARGEST_ID:
        return None
    return tx.row(f"{TABLES} WHERE t.id = ?", (tx.run_ms - WAIT_MS, table_id))


def table_id_by_card(tx: ReadTx, token_hash: str) -> int | None:
    """Return the table that a card belongs to."""
    found: int | None = tx.value(
        "SELECT id FROM dining_table WHERE card_token_hash = ? AND retired_at IS NULL",
        (token_hash,),
    )
    return found


def table_id_by_number(tx: ReadTx, number: str) -> int | None:
    """Return the table of a number."""
    found: int | None = tx.value("SELECT id FROM dining_table WHERE number = ?", (number,))
    return found


def cards_address(tx: ReadTx) -> str | None:
    """Return the address that the venue's cards were printed with; None before the first."""
    return facts.get(tx, CARDS_ADDRESS) or None


def set_cards_address(tx: Tx, address: str) -> None:
    """Note the address that the venue's cards were printed with."""
    facts.put(tx, CARDS_ADDRESS, address)


def insert_session(tx: Tx, row: dict[str, Any]) -> None:
    """Store a new session; ``row`` holds every column without a start value of its own."""
    tx.execute(
        """
        INSERT INTO table_session
            (id, table_id, label, owner_id, covers, opened_by, opened_at, opened_run_ms,
             expires_run_ms, expiry_told, token_hash, token_sealed, pin_sealed, paused, training)
        VALUES (:id, :table_id, :label, :owner_id, :covers, :opened_by, :opened_at,
                :opened_run_ms, :expires_run_ms, 0, :token_hash, :token_sealed, :pin_sealed, 0,
                :training)
        """,
        row,
    )


def session(tx: ReadTx, session_id: str) -> TableSession | None:
    """Return a session; one statement, as every order asks for it."""
    return session_of(tx.execute(f"{SESSION} WHERE s.id = ?", (session_id,)).fetchone())


def session_by_token(tx: ReadTx, token_hash: str) -> TableSession | None:
    """Return the session that a slip belongs to."""
    return session_of(tx.execute(f"{SESSION} WHERE s.token_hash = ?", (token_hash,)).fetchone())


def open_session_at(tx: ReadTx, table_id: int) -> TableSession | None:
    """Return the table's open session, expired or not."""
    found = tx.execute(f"{SESSION} WHERE s.table_id = ? AND s.closed_at IS NULL", (table_id,))
    return session_of(found.fetchone())


def secrets(tx: ReadTx, session_id: str) -> tuple[str, str]:
    """Return a session's sealed token and sealed PIN."""
    found = tx.execute(
        "SELECT token_sealed, pin_sealed FROM table_session WHERE id = ?", (session_id,)
    ).fetchone()
    return str(found[0]), str(found[1])


def newly_expired(tx: ReadTx) -> list[str]:
    """Return the open sessions whose end was reached and not yet announced."""
    rows = tx.execute(
        """
        SELECT id FROM table_session
        WHERE closed_at IS NULL AND expiry_told = 0 AND expires_run_ms <= ?
        """,
        (tx.run_ms,),
    )
    return [row[0] for row in rows]


def set_expiry_told(tx: Tx, session_id: str) -> None:
    """Note that a session's end was announced."""
    tx.execute("UPDATE table_session SET expiry_told = 1 WHERE id = ?", (session_id,))


def set_expiry(tx: Tx, session_id: str, expires_run_ms: int) -> None:
    """Move a session's end."""
    tx.execute(
        "UPDATE table_session SET expires_run_ms = ?, expiry_told = 0 WHERE id = ?",
        (expires_run_ms, session_id),
    )


def set_paused(tx: Tx, session_id: str, paused: bool) -> None:
    """Stop orders from phones, or take them again."""
    tx.execute("UPDATE table_session SET paused = ? WHERE id = ?", (paused, session_id))


def set_bill_requested(tx: Tx, session_id: str) -> None:
    """Note that the party wants to pay."""
    tx.execute("UPDATE table_session SET bill_requested_at = ? WHERE id = ?", (tx.now, session_id))


def close_session(tx: Tx, session_id: str) -> None:
    """Close a session; its phones are over by that alone."""
    tx.execute(
        "UPDATE table_session SET closed_at = ?, closed_run_ms = ? WHERE id = ?",
        (tx.now, tx.run_ms, session_id),
    )


def sessions_owned_by(tx: ReadTx, staff_id: int) -> list[str]:
    """Return a person's open sessions."""
    rows = tx.execute(
        "SELECT id FROM table_session WHERE owner_id = ? AND closed_at IS NULL", (staff_id,)
    )
    return [row[0] for row in rows]


def set_owner(tx: Tx, session_id: str, staff_id: int) -> None:
    """Note whose table it is now."""
    tx.execute("UPDATE table_session SET owner_id = ? WHERE id = ?", (staff_id, session_id))


def set_place(tx: Tx, session_id: str, table_id: int, label: str | None) -> None:
    """Move a session to another table or place."""
    tx.execute(
        "UPDATE table_session SET table_id = ?, label = ? WHERE id = ?",
        (table_id, label, session_id),
    )


def set_covers(tx: Tx, session_id: str, covers: int) -> None:
    """Note how many people a party is."""
    tx.execute("UPDATE table_session SET covers = ? WHERE id = ?", (covers, session_id))


def session_of(row: tuple[Any, ...] | None) -> TableSession | None:
    """Return a session from a row in the order of `SESSION`."""
    if row is None:
        return None
    return TableSession(
        id=row[0],
        table_id=row[1],
        table_number=row[2],
        area=row[3],
        covers=row[4],
        state="open" if row[5] is None else "closed",
        paused=bool(row[6]),
        bill_requested=row[7] is not None,
        opened_at=row[8],
        expires_run_ms=row[9],
        kind=row[10],
        outlet_id=row[11],
        training=bool(row[12]),
    )
