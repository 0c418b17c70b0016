"""All SQL of chats."""

from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx

CHAT = """
SELECT chat.*, (SELECT max(id) FROM chat_message WHERE chat_id = chat.id) AS last_id,
       (SELECT count(*) FROM chat_message
        WHERE chat_id = chat.id AND side = 'guest' AND id > chat.staff_read) AS staff_unread,
       (SELECT count(*) FROM chat_message
        WHERE chat_id = chat.id AND side = 'staff' AND id > chat.guest_read) AS guest_unread
FROM chat
"""


def of_session(tx: ReadTx, table_session_id: str) -> Row | None:
    """Return a party's chat, or None."""
    return tx.row(f"{CHAT} WHERE table_session_id = ?", (table_session_id,))


def by_id(tx: ReadTx, chat_id: str) -> Row | None:
    """Return a chat, or None."""
    return tx.row(f"{CHAT} WHERE id = ?", (chat_id,))


def chats(tx: ReadTx, most: int) -> list[Row]:
    """Return the chats, those spoken in last first."""
    return tx.rows(f"{CHAT} ORDER BY last_id DESC, id DESC LIMIT ?", (most,))


def insert(tx: Tx, row: dict[str, Any]) -> None:
    """Store a new chat."""
    tx.execute(
        """
        INSERT INTO chat (id, table_session_id, guest_language, staff_language, opened_at)
        VALUES (:id, :table_session_id, :guest_language, :staff_language, :opened_at)
        """,
        row,
    )


def set_language(tx: Tx, chat_id: str, side: str, language: str) -> None:
    """Note which language a side speaks now."""
    tx.execute(f"UPDATE chat SET {side}_language = ? WHERE id = ?", (language, chat_id))


def set_read(tx: Tx, chat_id: str, side: str, through: int) -> int:
    """Note how far a side has read; it never goes back; return how many rows changed."""
    return tx.execute(
        f"UPDATE chat SET {side}_read = ? WHERE id = ? AND {side}_read < ?",
        (through, chat_id, through),
    ).rowcount


def add_message(tx: Tx, row: dict[str, Any]) -> int:
    """Store what was said; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO chat_message (chat_id, side, by_name, said_at, translation, waiting)
        VALUES (:chat_id, :side, :by_name, :said_at, :translation, :waiting) RETURNING id
        """,
        row | {"translation": dumps(row["translation"])},
    )
    return int(cursor.fetchone()[0])


def set_translation(tx: Tx, message_id: int, translation: dict[str, Any]) -> int:
    """Store the translation that came later; return how many rows changed."""
    return tx.execute(
        "UPDATE chat_message SET translation = ?, waiting = 0 WHERE id = ?",
        (dumps(translation), message_id),
    ).rowcount


def message(tx: ReadTx, message_id: int) -> Row | None:
    """Return one message, or None."""
    row = tx.row("SELECT * FROM chat_message WHERE id = ?", (message_id,))
    return None if row is None else row | {"translation": loads(row["translation"])}


def messages(tx: ReadTx, chat_id: str, most: int) -> list[Row]:
    """Return the last messages of a chat, in order."""
    rows = tx.rows(
        "SELECT * FROM chat_message WHERE chat_id = ? ORDER BY id DESC LIMIT ?", (chat_id, most)
    )
    return [row | {"translation": loads(row["translation"])} for row in reversed(rows)]


def count_messages(tx: ReadTx, chat_id: str) -> int:
    """Return how much was said in a chat."""
    return int(tx.value("SELECT count(*) FROM chat_message WHERE chat_id = ?", (chat_id,)))


def waiting(tx: ReadTx) -> list[int]:
    """Return the messages whose translation is still to come."""
    return [row[0] for row in tx.execute("SELECT id FROM chat_message WHERE waiting = 1")]


def delete(tx: Tx, chat_id: str) -> None:
    """Delete a chat and what was said in it."""
    tx.execute("DELETE FROM chat_message WHERE chat_id = ?", (chat_id,))
    tx.execute("DELETE FROM chat WHERE id = ?", (chat_id,))


def over(tx: ReadTx) -> list[str]:
    """Return the table sessions whose chat is still here although they are closed."""
    cursor = tx.execute(
        """
        SELECT chat.table_session_id FROM chat
        LEFT JOIN table_session ON table_session.id = chat.table_session_id
        WHERE table_session.id IS NULL OR table_session.closed_at IS NOT NULL
        """
    )
    return [row[0] for row in cursor]
