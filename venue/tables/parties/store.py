"""All SQL of parties without a table and their places."""

from typing import Any

from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Row, Tx

COLUMNS = "kind, state, due_at, channel, name, phone, address, note, driver"


def free_place(tx: ReadTx, kind: str) -> int | None:
    """Return a place of a kind at which nobody is."""
    found: int | None = tx.value(
        """
        SELECT t.id FROM dining_table t WHERE t.kind = ? AND t.number LIKE '~%' AND NOT EXISTS
            (SELECT 1 FROM table_session s WHERE s.table_id = t.id AND s.closed_at IS NULL)
        ORDER BY t.id LIMIT 1
        """,
        (kind,),
    )
    return found


def place_numbered(tx: ReadTx, kind: str, number: str) -> int | None:
    """Return the place of a kind that is one party's own, such as the room ``R101``."""
    found: int | None = tx.value(
        "SELECT id FROM dining_table WHERE kind = ? AND number = ?", (kind, number)
    )
    return found


def number_place(tx: Tx, place_id: int, number: str) -> None:
    """Make a place one party's own."""
    tx.execute("UPDATE dining_table SET number = ? WHERE id = ?", (number, place_id))


def set_card(tx: Tx, place_id: int, token_hash: str, token_sealed: str) -> None:
    """Give a place another card; the old one leads nowhere."""
    tx.execute(
        "UPDATE dining_table SET card_token_hash = ?, card_token_sealed = ? WHERE id = ?",
        (token_hash, token_sealed, place_id),
    )


def insert_place(tx: Tx, *, kind: str, token_hash: str, token_sealed: str) -> int:
    """Store one more place of a kind; return its id."""
    name = f"~{kind}"
    tx.execute("INSERT INTO area (name, hidden) VALUES (?, 1) ON CONFLICT DO NOTHING", (name,))
    cursor = tx.execute(
        """
        INSERT INTO dining_table (number, area_id, seats, card_token_hash, card_token_sealed, kind)
        SELECT ? || ' ' || (SELECT coalesce(max(id), 0) + 1 FROM dining_table), a.id, 1, ?, ?, ?
        FROM area a WHERE a.name = ? RETURNING id
        """,
        (name, token_hash, token_sealed, kind, name),
    )
    return int(cursor.fetchone()[0])


def session_labelled(tx: ReadTx, label: str) -> str | None:
    """Return the open session with a label."""
    found: str | None = tx.value(
        "SELECT id FROM table_session WHERE label = ? AND closed_at IS NULL", (label,)
    )
    return found


def insert(tx: Tx, row: dict[str, Any]) -> None:
    """Store what is known of a new party."""
    tx.execute(
        f"""
        INSERT INTO party (table_session_id, {COLUMNS}, state_run_ms)
        VALUES (:session_id, :kind, 'open', :due_at, :channel, :name, :phone, :address, :note, '',
                :run_ms)
        """,
        row,
    )


def parties(tx: ReadTx, session_ids: list[str]) -> list[Row]:
    """Return what is known of several parties, with ``session_id``."""
    return tx.rows(
        f"""
        SELECT table_session_id AS session_id, {COLUMNS} FROM party
        WHERE table_session_id IN (SELECT value FROM json_each(?))
        """,
        (dumps(session_ids),),
    )


def set_state(tx: Tx, session_id: str, state: str, driver: str) -> None:
    """Store how a party's goods stand."""
    tx.execute(
        "UPDATE party SET state = ?, driver = ?, state_run_ms = ? WHERE table_session_id = ?",
        (state, driver, tx.run_ms, session_id),
    )


def set_words(tx: Tx, session_id: str, words: dict[str, Any]) -> None:
    """Store changed words of a party."""
    tx.execute(
        """
        UPDATE party SET due_at = :due_at, name = :name, phone = :phone, address = :address,
            note = :note WHERE table_session_id = :session_id
        """,
        words | {"session_id": session_id},
    )


def to_purge(tx: ReadTx, before_run_ms: int, limit: int) -> list[str]:
    """Return parties that were closed before a moment and still have words."""
    rows = tx.execute(
        """
        SELECT p.table_session_id FROM party p
        JOIN table_session s ON s.id = p.table_session_id
        WHERE p.purged_at IS NULL AND s.closed_run_ms < ? LIMIT ?
        """,
        (before_run_ms, limit),
    )
    return [row[0] for row in rows]


def purge(tx: Tx, session_ids: list[str]) -> None:
    """Forget the words of parties; that they were there stays."""
    tx.execute_many(
        """
        UPDATE party SET name = '', phone = '', address = '', note = '', driver = '', purged_at = ?
        WHERE table_session_id = ?
        """,
        [(tx.now, session_id) for session_id in session_ids],
    )
