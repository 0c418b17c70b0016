"""Every column that holds something sealed by the vault, found by its name."""

from typing import Any, NamedTuple

from venue.core.tx import ReadTx, Tx

# A form is sealed under its guest's key; that key (`guest_key.sealed`) is sealed by the vault.
UNDER_ANOTHER_KEY = {("checkin_guest", "sealed")}


class Column(NamedTuple):
    """A column of sealed text; ``keys`` is its table's primary key."""

    table: str
    name: str
    keys: tuple[str, ...]


def columns(tx: ReadTx) -> list[Column]:
    """Return them all: those named ``sealed`` or ``…_sealed``, of switched off modules too."""
    rows = tx.rows(
        r"""
        SELECT m.name AS owner, c.name AS name FROM sqlite_master m
        JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND (c.name = 'sealed' OR c.name LIKE '%\_sealed' ESCAPE '\')
        ORDER BY m.name, c.name
        """
    )
    found = [(row["owner"], row["name"]) for row in rows]
    return [
        Column(table, name, _keys(tx, table))
        for table, name in found
        if (table, name) not in UNDER_ANOTHER_KEY
    ]


def older(
    tx: ReadTx, column: Column, mark: str, *, limit: int, skipped: int
) -> list[dict[str, Any]]:
    """Return rows (key and ``sealed``) whose text does not begin with ``mark``."""
    keys = ", ".join(column.keys)
    return tx.rows(
        f"""
        SELECT {keys}, {column.name} AS sealed FROM {column.table}
        WHERE {column.name} IS NOT NULL AND {column.name} <> ''
        AND substr({column.name}, 1, ?) <> ? ORDER BY {keys} LIMIT ? OFFSET ?
        """,
        (len(mark), mark, limit, skipped),
    )


def put(tx: Tx, column: Column, row: dict[str, Any], sealed: str) -> None:
    """Set the sealed text of one row."""
    where = " AND ".join(f"{key} = ?" for key in column.keys)
    tx.execute(
        f"UPDATE {column.table} SET {column.name} = ? WHERE {where}",
        (sealed, *(row[key] for key in column.keys)),
    )


def _keys(tx: ReadTx, table: str) -> tuple[str, ...]:
    rows = tx.rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return tuple(row["name"] for row in rows)
