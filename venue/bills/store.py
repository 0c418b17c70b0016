"""All SQL of bills; the row of a bill and its lines are made by orders."""

from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx


def bill(tx: ReadTx, bill_id: str) -> Row | None:
    """Return a bill's row."""
    return tx.row("SELECT * FROM bill WHERE id = ?", (bill_id,))


def outlines(tx: ReadTx, ids: list[str]) -> list[Row]:
    """Return ``{id, number, opened_at, closed_at, total_minor}`` of bills; open ones' is None."""
    return tx.rows(
        """
        SELECT b.id, b.number, b.opened_at, b.closed_at,
               (SELECT json_extract(c.figures, '$.total_minor') FROM bill_closing c
                WHERE c.bill_id = b.id AND c.reopened_at IS NULL ORDER BY c.id DESC LIMIT 1)
               AS total_minor
        FROM bill b WHERE b.id IN (SELECT value FROM json_each(?)) ORDER BY b.number
        """,
        (dumps(ids),),
    )


def open_ids(tx: ReadTx, limit: int) -> list[str]:
    """Return the open bills, oldest first."""
    rows = tx.execute(
        "SELECT id FROM bill WHERE closed_at IS NULL ORDER BY number LIMIT ?", (limit,)
    )
    return [row[0] for row in rows]


def orders_on(tx: ReadTx, ids: list[str]) -> list[Row]:
    """Return ``{bill_id, order_id}`` of every order with lines on one of the bills."""
    return tx.rows(
        """
        SELECT DISTINCT bill_id, order_id FROM order_line
        WHERE bill_id IN (SELECT value FROM json_each(?)) ORDER BY order_id
        """,
        (dumps(ids),),
    )


def bills_with(tx: ReadTx, order_ids: list[str]) -> list[Row]:
    """Return ``{bill_id, order_id}`` of every bill that has lines of one of the orders."""
    return tx.rows(
        """
        SELECT DISTINCT bill_id, order_id FROM order_line
        WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY bill_id
        """,
        (dumps(order_ids),),
    )


def open_bills(tx: ReadTx, session_id: str) -> list[Row]:
    """Return the open bills of a table session."""
    return tx.rows(
        "SELECT * FROM bill WHERE table_session_id = ? AND closed_at IS NULL ORDER BY number",
        (session_id,),
    )


def bill_ids(tx: ReadTx, session_id: str) -> list[str]:
    """Return every bill of a table session, oldest first."""
    rows = tx.execute(
        "SELECT id FROM bill WHERE table_session_id = ? ORDER BY number", (session_id,)
    )
    return [row[0] for row in rows]


def closings(tx: ReadTx, *, before: int, limit: int) -> list[Row]:
    """Return closed bills with what they came to, the last closed first, from below a closing."""
    return tx.rows(
        """
        SELECT c.id AS closing_id, b.id, b.number, c.closed_at,
               json_extract(c.figures, '$.total_minor') AS total_minor,
               (SELECT o.table_number FROM guest_order o
                WHERE o.table_session_id = b.table_session_id LIMIT 1) AS table_number
        FROM bill_closing c JOIN bill b ON b.id = c.bill_id
        WHERE c.reopened_at IS NULL AND c.id < ? ORDER BY c.id DESC LIMIT ?
        """,
        (before, limit),
    )


def order_ids(tx: ReadTx, bill_id: str) -> list[str]:
    """Return the orders that have lines on a bill."""
    rows = tx.execute("SELECT DISTINCT order_id FROM order_line WHERE bill_id = ?", (bill_id,))
    return [row[0] for row in rows]


def active_orders(tx: ReadTx, session_id: str) -> list[dict[str, Any]]:
    """Return the state of each order of a session that is not at its end."""
    return tx.rows(
        """
        SELECT id, state FROM guest_order
        WHERE table_session_id = ? AND state IN ('awaiting_staff', 'sent')
        """,
        (session_id,),
    )


def set_closed(tx: Tx, bill_id: str, closed_at: str | None) -> None:
    """Close a bill, or open it again with None."""
    tx.execute("UPDATE bill SET closed_at = ? WHERE id = ?", (closed_at, bill_id))


def insert_adjustment(tx: Tx, values: dict[str, Any]) -> int:
    """Store a discount, comp or waiver; return its number."""
    return _insert(tx, "bill_adjustment", values | {"given_at": tx.now})


def adjustments(tx: ReadTx, bill_id: str) -> list[Row]:
    """Return a bill's adjustments in force, in the order given."""
    return tx.rows(
        "SELECT * FROM bill_adjustment WHERE bill_id = ? AND undone_at IS NULL ORDER BY id",
        (bill_id,),
    )


def undo_adjustment(tx: Tx, adjustment_id: int) -> None:
    """Take an adjustment back."""
    tx.execute("UPDATE bill_adjustment SET undone_at = ? WHERE id = ?", (tx.now, adjustment_id))


def move_adjustments(tx: Tx, from_id: str, to_id: str, line_ids: list[str] | None) -> None:
    """Let adjustments follow their lines (None: all of a bill) to another bill."""
    only = "" if line_ids is None else "AND line_id IN (SELECT value FROM json_each(:lines))"
    tx.execute(
        f"UPDATE bill_adjustment SET bill_id = :to WHERE bill_id = :from {only}",
        {"to": to_id, "from": from_id, "lines": dumps(line_ids or [])},
    )


def insert_item(tx: Tx, values: dict[str, Any]) -> int:
    """Store a line that no kitchen cooks; return its number."""
    return _insert(tx, "bill_item", values | {"added_at": tx.now})


def items(tx: ReadTx, bill_id: str) -> list[Row]:
    """Return the lines that no kitchen cooks."""
    return tx.rows("SELECT * FROM bill_item WHERE bill_id = ? ORDER BY id", (bill_id,))


def bill_of_item(tx: ReadTx, kind: str, ref: int) -> str | None:
    """Return the bill that such a line is on."""
    found: str | None = tx.value(
        "SELECT bill_id FROM bill_item WHERE kind = ? AND ref = ?", (kind, ref)
    )
    return found


def delete_item(tx: Tx, kind: str, ref: int) -> int:
    """Take such a line off its bill; return its number."""
    cursor = tx.execute(
        "DELETE FROM bill_item WHERE kind = ? AND ref = ? RETURNING id", (kind, ref)
    )
    return int(cursor.fetchone()[0])


def move_items(tx: Tx, from_id: str, to_id: str) -> None:
    """Move every such line to another bill."""
    tx.execute("UPDATE bill_item SET bill_id = ? WHERE bill_id = ?", (to_id, from_id))


def insert_prebill(tx: Tx, values: dict[str, Any]) -> int:
    """Store a pre-bill; return its row's number."""
    return _insert(tx, "prebill", values | {"made_at": tx.now})


def last_prebill(tx: ReadTx, bill_id: str) -> Row | None:
    """Return the newest pre-bill."""
    return tx.row("SELECT * FROM prebill WHERE bill_id = ? ORDER BY id DESC LIMIT 1", (bill_id,))


def insert_part(tx: Tx, values: dict[str, Any]) -> int:
    """Store a part of a split; return its number."""
    return _insert(
        tx,
        "bill_part",
        values
        | {
            "lines": dumps(values["lines"]),
            "bands": dumps(values["bands"]),
            "made_at": tx.now,
        },
    )


def parts(tx: ReadTx, bill_id: str) -> list[Row]:
    """Return a bill's parts that were not undone, in order."""
    found = tx.rows(
        "SELECT * FROM bill_part WHERE bill_id = ? AND undone_at IS NULL ORDER BY id", (bill_id,)
    )
    for row in found:
        row["lines"], row["bands"] = loads(row["lines"]), loads(row["bands"])
    return found


def undo_parts(tx: Tx, part_ids: list[int]) -> None:
    """Undo parts."""
    tx.execute_many(
        "UPDATE bill_part SET undone_at = ? WHERE id = ?", [(tx.now, one) for one in part_ids]
    )


def insert_closing(
    tx: Tx, bill_id: str, business_day: int, figures: dict[str, Any], *, training: bool
) -> None:
    """Store what a bill came to when it was closed."""
    values = {"bill_id": bill_id, "business_day": business_day, "figures": dumps(figures)}
    made = {"training": int(training), "closed_by": tx.actor, "closed_at": tx.now}
    _insert(tx, "bill_closing", values | made)


def last_closing(tx: ReadTx, bill_id: str) -> Row | None:
    """Return the newest closing, its figures decoded."""
    found = tx.row("SELECT * FROM bill_closing WHERE bill_id = ? ORDER BY id DESC", (bill_id,))
    if found is not None:
        found["figures"] = loads(found["figures"])
    return found


def set_reopened(tx: Tx, closing_id: int, *, approved_by: str, reason: str) -> None:
    """Note on a closing that the bill was opened again."""
    tx.execute(
        """
        UPDATE bill_closing SET reopened_at = ?, reopened_by = ?, approved_by = ?, reason = ?
        WHERE id = ?
        """,
        (tx.now, tx.actor, approved_by, reason, closing_id),
    )


def insert_end(tx: Tx, bill_id: str, merged_into: str | None) -> None:
    """Note that a bill was voided or merged into another."""
    values = {"bill_id": bill_id, "merged_into": merged_into}
    _insert(tx, "bill_end", values | {"ended_by": tx.actor, "ended_at": tx.now})


def end_of(tx: ReadTx, bill_id: str) -> Row | None:
    """Return how a bill ended without being paid, or None."""
    return tx.row("SELECT * FROM bill_end WHERE bill_id = ?", (bill_id,))


def put_wish(tx: Tx, values: dict[str, Any]) -> None:
    """Store how a guest wishes to pay; the newest wish counts."""
    tx.execute(
        "DELETE FROM pay_wish WHERE bill_id = ? AND guest_id = ?",
        (values["bill_id"], values["guest_id"]),
    )
    _insert(tx, "pay_wish", values | {"wished_at": tx.now})


def wishes(tx: ReadTx, bill_id: str) -> list[Row]:
    """Return how the guests of a bill wish to pay."""
    return tx.rows("SELECT * FROM pay_wish WHERE bill_id = ? ORDER BY id", (bill_id,))


def _insert(tx: Tx, table: str, values: dict[str, Any]) -> int:
    """Insert a row; return SQLite's number of it."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    cursor = tx.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    return cursor.lastrowid or 0
