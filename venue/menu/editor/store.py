"""SQL of the manager's editor: history, prices to come, photos."""

from collections.abc import Sequence
from typing import Any

from venue.core.tx import ReadTx, Row, Tx

MACHINE_TABLES = {
    "section": "UPDATE menu_section SET machine = json_patch(machine, ?) WHERE key = ?",
    "group": "UPDATE modifier_group SET machine = json_patch(machine, ?) WHERE key = ?",
    "modifier": """
        UPDATE modifier SET machine = json_patch(machine, ?) WHERE id = (
            SELECT m.id FROM modifier m JOIN modifier_group g ON g.id = m.group_id
            WHERE g.key || '/' || m.key = ?)
    """,
    "item": "UPDATE item SET machine = json_patch(machine, ?) WHERE key = ?",
}


def insert_history(tx: Tx, rows: Sequence[tuple[Any, ...]]) -> None:
    """Store rows of ``kind, key, at, actor, seq, what, field, before, after``."""
    tx.execute_many(
        """
        INSERT INTO menu_history (kind, key, at, actor, seq, what, field, before, after)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        rows,
    )


def history(tx: ReadTx, kind: str, key: str, *, before_id: int, limit: int) -> list[Row]:
    """Return what happened to a record before a row, newest first."""
    return tx.rows(
        """
        SELECT id, at, actor, what, field, before, after FROM menu_history
        WHERE kind = ? AND key = ? AND id < ? ORDER BY id DESC LIMIT ?
        """,
        (kind, key, before_id, limit),
    )


def forget_history(tx: Tx, most: int) -> None:
    """Forget the oldest rows beyond ``most``."""
    tx.execute(
        """
        DELETE FROM menu_history WHERE id <= (
            SELECT id FROM menu_history ORDER BY id DESC LIMIT 1 OFFSET ?)
        """,
        (most,),
    )


def ids(tx: ReadTx) -> dict[str, dict[str, int]]:
    """Return the ids of stations, outlets, sections, groups and items, by kind and key."""
    found: dict[str, dict[str, int]] = {}
    rows = tx.execute(
        """
        SELECT 'station', slug, id FROM station UNION ALL SELECT 'outlet', key, id FROM outlet
        UNION ALL SELECT 'section', key, id FROM menu_section
        UNION ALL SELECT 'group', key, id FROM modifier_group
        UNION ALL SELECT 'item', key, id FROM item
        """
    )
    for kind, key, id in rows:
        found.setdefault(kind, {})[key] = id
    return found


def machine_words(tx: ReadTx) -> dict[str, dict[str, str]]:
    """Return the translator's words as JSON, by kind and key, where there are any."""
    found: dict[str, dict[str, str]] = {}
    rows = tx.execute(
        """
        SELECT 'section', key, machine FROM menu_section WHERE machine <> '{}'
        UNION ALL SELECT 'group', key, machine FROM modifier_group WHERE machine <> '{}'
        UNION ALL SELECT 'modifier', g.key || '/' || m.key, m.machine
        FROM modifier m JOIN modifier_group g ON g.id = m.group_id WHERE m.machine <> '{}'
        UNION ALL SELECT 'item', key, machine FROM item WHERE machine <> '{}'
        """
    )
    for kind, key, words in rows:
        found.setdefault(kind, {})[key] = words
    return found


def words(tx: ReadTx) -> list[Row]:
    """Return ``{kind, key, name, description, translations, machine}`` of what is active."""
    return tx.rows(
        """
        SELECT 'section' AS kind, key, name, '' AS description, translations, machine
        FROM menu_section WHERE active = 1
        UNION ALL SELECT 'group', key, name, '', translations, machine
        FROM modifier_group WHERE active = 1
        UNION ALL SELECT 'modifier', g.key || '/' || m.key, m.name, '', m.translations, m.machine
        FROM modifier m JOIN modifier_group g ON g.id = m.group_id
        WHERE m.active = 1 AND g.active = 1
        UNION ALL SELECT 'item', key, name, description, translations, machine
        FROM item WHERE active = 1
        """
    )


def put_machine(tx: Tx, kind: str, key: str, words: str) -> bool:
    """Merge the translator's words, JSON ``{lang: {field: text}}``; False: no such record."""
    return tx.execute(MACHINE_TABLES[kind], (words, key)).rowcount > 0


def item_key(tx: ReadTx, item_id: int) -> str | None:
    """Return an item's key."""
    found: str | None = tx.value("SELECT key FROM item WHERE id = ?", (item_id,))
    return found


def insert_price_change(tx: Tx, *, item_id: int, due_at: str, price_minor: int) -> int:
    """Store a price to come; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO price_change (item_id, due_at, price_minor, made_at, made_by)
        VALUES (?, ?, ?, ?, ?) RETURNING id
        """,
        (item_id, due_at, price_minor, tx.now, tx.actor),
    )
    return int(cursor.fetchone()[0])


def price_changes(tx: ReadTx, *, item_id: int | None, limit: int) -> list[Row]:
    """Return the prices to come of an item (None: of all), soonest first."""
    return tx.rows(
        """
        SELECT c.id, c.item_id, i.key AS item, i.name, c.due_at, c.price_minor
        FROM price_change c JOIN item i ON i.id = c.item_id
        WHERE c.settled_at IS NULL AND (? IS NULL OR c.item_id = ?)
        ORDER BY c.due_at, c.id LIMIT ?
        """,
        (item_id, item_id, limit),
    )


def due(tx: ReadTx, limit: int) -> list[Row]:
    """Return the prices that should be in force by now, soonest first."""
    return tx.rows(
        """
        SELECT c.id, i.key AS item, c.price_minor
        FROM price_change c JOIN item i ON i.id = c.item_id
        WHERE c.settled_at IS NULL AND c.due_at <= ? ORDER BY c.due_at, c.id LIMIT ?
        """,
        (tx.now, limit),
    )


def settle_price_change(tx: Tx, change_id: int, outcome: str) -> bool:
    """Note what became of a price to come; False: it is settled, or there is none."""
    cursor = tx.execute(
        "UPDATE price_change SET settled_at = ?, outcome = ? WHERE id = ? AND settled_at IS NULL",
        (tx.now, outcome, change_id),
    )
    return cursor.rowcount > 0


def insert_photo(tx: Tx, *, id: str, width: int, height: int, size: int) -> None:
    """Store a photo's facts; one that is there is as good as new."""
    tx.execute(
        """
        INSERT INTO menu_photo (id, width, height, bytes, made_at, unused_run_ms)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET unused_run_ms = excluded.unused_run_ms
        """,
        (id, width, height, size, tx.now, tx.run_ms),
    )


def has_photo(tx: ReadTx, photo: str) -> bool:
    """Tell whether a photo was uploaded and is still kept."""
    return bool(tx.value("SELECT 1 FROM menu_photo WHERE id = ?", (photo,)))


def touch_used_photos(tx: Tx) -> None:
    """Note that the photos of items are used now: their retention begins when that ends."""
    tx.execute(
        """
        UPDATE menu_photo SET unused_run_ms = ?
        WHERE id IN (SELECT photo FROM item WHERE photo <> '')
        """,
        (tx.run_ms,),
    )


def forget_photos(tx: Tx, before_run_ms: int) -> list[str]:
    """Forget the photos that no item had since a moment; return their ids."""
    rows = tx.execute(
        "DELETE FROM menu_photo WHERE unused_run_ms < ? RETURNING id", (before_run_ms,)
    )
    return [row[0] for row in rows.fetchall()]
