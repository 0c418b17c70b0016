"""All SQL of orders.

Orders are sorted by the box's running time, never by their id: a phone with a wrong clock makes
the id.
"""

from collections.abc import Iterable
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.orders.model import Line, Order, Ticket

Cursor = tuple[int, str]  # running time in ms and order id

ORDER_COLUMNS = (
    "id, number, business_day, bill_id, table_session_id, table_id, table_number, covers, origin, "
    "guest_id, by_name, note, state, reason, placed_at, placed_run_ms, "
    "changed_at, changed_run_ms"
)
LINE_COLUMNS = (
    "order_id, position, bill_id, item_id, name, kitchen_name, quantity, unit_price_minor, "
    "modifiers, note, station_id, course, seat, tax_class, state, fired_run_ms, done_run_ms, "
    "refire_of"
)
TICKET_COLUMNS = "order_id, station_id, number, created_run_ms, acknowledged_at, escalated_run_ms"


def insert_order(tx: Tx, order: Order) -> None:
    """Store a new order."""
    tx.execute(
        f"INSERT INTO guest_order ({ORDER_COLUMNS}) VALUES ({_marks(18)})",
        (
            order.id,
            order.number,
            order.business_day,
            order.bill_id,
            order.table_session_id,
            order.table_id,
            order.table_number,
            order.covers,
            order.origin,
            order.guest_id,
            order.by_name,
            order.note,
            order.state,
            order.reason,
            order.placed_at,
            order.placed_run_ms,
            order.changed_at,
            order.changed_run_ms,
        ),
    )


def insert_lines(tx: Tx, lines: Iterable[Line]) -> None:
    """Store new lines."""
    tx.execute_many(
        f"INSERT INTO order_line ({LINE_COLUMNS}) VALUES ({_marks(18)})",
        [
            (
                line.order_id,
                line.position,
                line.bill_id,
                line.item_id,
                line.name,
                line.kitchen_name,
                line.quantity,
                line.unit_price_minor,
                dumps(line.modifiers),
                line.note,
                line.station_id,
                line.course,
                line.seat,
                line.tax_class,
                line.state,
                line.fired_run_ms,
                line.done_run_ms,
                line.refire_of,
            )
            for line in lines
        ],
    )


def insert_ticket(tx: Tx, ticket: Ticket) -> None:
    """Store a new ticket."""
    tx.execute(
        "INSERT INTO ticket (order_id, station_id, number, created_run_ms) VALUES (?, ?, ?, ?)",
        (ticket.order_id, ticket.station_id, ticket.number, ticket.created_run_ms),
    )


def order(tx: ReadTx, order_id: str) -> Order | None:
    """Return an order."""
    found = tx.execute(
        f"SELECT {ORDER_COLUMNS} FROM guest_order WHERE id = ?", (order_id,)
    ).fetchone()
    return _order(found) if found else None


def orders(tx: ReadTx, ids: list[str]) -> list[Order]:
    """Return several orders, oldest first."""
    rows = tx.execute(
        f"""
        SELECT {ORDER_COLUMNS} FROM guest_order
        WHERE id IN (SELECT value FROM json_each(?)) ORDER BY placed_run_ms, id
        """,
        (dumps(ids),),
    )
    return [_order(row) for row in rows]


def lines(tx: ReadTx, ids: list[str]) -> dict[str, list[Line]]:
    """Return the lines of several orders, by order, in their order."""
    rows = tx.execute(
        f"""
        SELECT {LINE_COLUMNS} FROM order_line
        WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY order_id, position
        """,
        (dumps(ids),),
    )
    found: dict[str, list[Line]] = {order_id: [] for order_id in ids}
    for row in rows:
        found[row[0]].append(_line(row))
    return found


def tickets(tx: ReadTx, ids: list[str]) -> dict[str, list[Ticket]]:
    """Return the tickets of several orders, by order."""
    rows = tx.execute(
        f"""
        SELECT {TICKET_COLUMNS} FROM ticket
        WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY order_id, station_id
        """,
        (dumps(ids),),
    )
    found: dict[str, list[Ticket]] = {order_id: [] for order_id in ids}
    for row in rows:
        found[row[0]].append(_ticket(row))
    return found


def set_line(tx: Tx, line: Line) -> None:
    """Store a line's new state and times."""
    tx.execute(
        """
        UPDATE order_line SET state = ?, fired_run_ms = ?, done_run_ms = ?
        WHERE order_id = ? AND position = ?
        """,
        (line.state, line.fired_run_ms, line.done_run_ms, line.order_id, line.position),
    )


def set_order_state(tx: Tx, order_id: str, state: str, reason: str) -> None:
    """Store an order's new state."""
    tx.execute(
        """
        UPDATE guest_order SET state = ?, reason = ?, changed_at = ?, changed_run_ms = ?
        WHERE id = ?
        """,
        (state, reason, tx.now, tx.run_ms, order_id),
    )


def touch(tx: Tx, order_id: str) -> None:
    """Note that something of the order changed just now."""
    tx.execute(
        "UPDATE guest_order SET changed_at = ?, changed_run_ms = ? WHERE id = ?",
        (tx.now, tx.run_ms, order_id),
    )


def acknowledge(tx: Tx, ticket_ids: Iterable[tuple[str, int]], by: str) -> list[str]:
    """Mark tickets as seen, the first time only; return the orders of those newly seen."""
    seen = []
    for order_id, station_id in ticket_ids:
        changed = tx.execute(
            """
            UPDATE ticket SET acknowledged_at = ?, acknowledged_by = ?
            WHERE order_id = ? AND station_id = ? AND acknowledged_at IS NULL
            """,
            (tx.now, by, order_id, station_id),
        ).rowcount
        if changed:
            seen.append(order_id)
    return seen


def unseen_tickets(tx: ReadTx, before_run_ms: int, limit: int) -> list[Ticket]:
    """Return tickets nobody saw that were sent before a moment and not yet escalated."""
    rows = tx.execute(
        f"""
        SELECT {TICKET_COLUMNS} FROM ticket
        WHERE acknowledged_at IS NULL AND escalated_run_ms IS NULL AND created_run_ms < ?
        ORDER BY created_run_ms LIMIT ?
        """,
        (before_run_ms, limit),
    )
    return [_ticket(row) for row in rows]


def escalated_tickets(tx: ReadTx, limit: int) -> list[Ticket]:
    """Return tickets that were escalated and are still unseen, oldest first."""
    rows = tx.execute(
        f"""
        SELECT {TICKET_COLUMNS} FROM ticket
        WHERE acknowledged_at IS NULL AND escalated_run_ms IS NOT NULL
        ORDER BY created_run_ms LIMIT ?
        """,
        (limit,),
    )
    return [_ticket(row) for row in rows]


def set_escalated(tx: Tx, ticket: Ticket) -> None:
    """Note that people were alerted to a ticket."""
    tx.execute(
        "UPDATE ticket SET escalated_run_ms = ? WHERE order_id = ? AND station_id = ?",
        (tx.run_ms, ticket.order_id, ticket.station_id),
    )


def ids_of_session(tx: ReadTx, session_id: str, limit: int) -> list[str]:
    """Return the orders of a table session, oldest first."""
    rows = tx.execute(
        """
        SELECT id FROM guest_order WHERE table_session_id = ? ORDER BY placed_run_ms LIMIT ?
        """,
        (session_id, limit),
    )
    return [row[0] for row in rows]


def count_since(tx: ReadTx, session_id: str, run_ms: int, limit: int) -> int:
    """Return how many orders a session placed since a moment, counting up to ``limit``."""
    return int(
        tx.value(
            """
            SELECT count(*) FROM (SELECT 1 FROM guest_order
            WHERE table_session_id = ? AND placed_run_ms > ? LIMIT ?)
            """,
            (session_id, run_ms, limit),
        )
    )


def active_ids(tx: ReadTx, after: Cursor, limit: int) -> list[str]:
    """Return active orders placed after a position, oldest first."""
    rows = tx.execute(
        """
        SELECT id FROM guest_order
        WHERE state IN ('awaiting_staff', 'sent') AND (placed_run_ms, id) > (?, ?)
        ORDER BY placed_run_ms, id LIMIT ?
        """,
        (*after, limit),
    )
    return [row[0] for row in rows]


def ended_ids(tx: ReadTx, before: Cursor, limit: int) -> list[str]:
    """Return completed and rejected orders that ended before a position, newest first."""
    rows = tx.execute(
        """
        SELECT id FROM guest_order
        WHERE state IN ('completed', 'rejected') AND (changed_run_ms, id) < (?, ?)
        ORDER BY changed_run_ms DESC, id DESC LIMIT ?
        """,
        (*before, limit),
    )
    return [row[0] for row in rows]


def board_ids(tx: ReadTx, station_id: int | None, limit: int) -> list[str]:
    """Return the orders that have lines on a station's board (None: any), oldest first."""
    only = "AND l.station_id = ?" if station_id is not None else ""
    rows = tx.execute(
        f"""
        SELECT DISTINCT l.order_id, o.placed_run_ms FROM order_line l
        JOIN guest_order o ON o.id = l.order_id
        WHERE l.state IN ('held', 'fired', 'started', 'voided') {only}
        ORDER BY o.placed_run_ms, l.order_id LIMIT ?
        """,
        (limit,) if station_id is None else (station_id, limit),
    )
    return [row[0] for row in rows]


def recent_ids(tx: ReadTx, limit: int) -> list[str]:
    """Return active orders and those that ended last: where a bumped ticket may be."""
    rows = tx.execute(
        """
        SELECT id FROM (SELECT id FROM guest_order WHERE state IN ('awaiting_staff', 'sent')
                        ORDER BY placed_run_ms DESC LIMIT :limit)
        UNION
        SELECT id FROM (SELECT id FROM guest_order WHERE state IN ('completed', 'rejected')
                        ORDER BY changed_run_ms DESC LIMIT :limit)
        """,
        {"limit": limit},
    )
    return [row[0] for row in rows]


def open_bill(tx: ReadTx, session_id: str) -> str | None:
    """Return the open bill of a table session."""
    found = tx.value(
        "SELECT id FROM bill WHERE table_session_id = ? AND closed_at IS NULL", (session_id,)
    )
    return str(found) if found else None


def insert_bill(tx: Tx, bill_id: str, number: int, session_id: str | None) -> None:
    """Store a new bill."""
    tx.execute(
        "INSERT INTO bill (id, number, table_session_id, opened_at) VALUES (?, ?, ?, ?)",
        (bill_id, number, session_id, tx.now),
    )


def session_sums(tx: ReadTx, session_ids: list[str]) -> list[dict[str, Any]]:
    """Return per table session: orders, those no kitchen saw, those that await staff, and sum."""
    return tx.rows(
        """
        SELECT o.table_session_id AS session_id, count(*) AS orders, max(o.bill_id) AS bill_id,
               sum(o.state = 'awaiting_staff') AS awaiting,
               sum(EXISTS (SELECT 1 FROM ticket t WHERE t.order_id = o.id
                           AND t.acknowledged_at IS NULL AND t.escalated_run_ms IS NOT NULL))
                   AS unseen,
               sum((SELECT coalesce(sum(l.quantity * l.unit_price_minor), 0) FROM order_line l
                    WHERE l.order_id = o.id AND l.state NOT IN ('voided', 'void_seen')
                    AND o.state <> 'rejected')) AS total_minor
        FROM guest_order o WHERE o.table_session_id IN (SELECT value FROM json_each(?))
        GROUP BY o.table_session_id
        """,
        (dumps(session_ids),),
    )


def today(tx: ReadTx) -> tuple[int, str, int]:
    """Return the business day: number, local date, running time it opened at; 0 before the first."""
    found = tx.execute(
        "SELECT id, on_date, opened_run_ms FROM business_day ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return (found[0], found[1], found[2]) if found else (0, "", 0)


def open_day(tx: Tx, on_date: str) -> int:
    """Open a business day; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO business_day (on_date, opened_at, opened_run_ms) VALUES (?, ?, ?) RETURNING id
        """,
        (on_date, tx.now, tx.run_ms),
    )
    return int(cursor.fetchone()[0])


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _order(row: tuple[Any, ...]) -> Order:
    return Order(**dict(zip(ORDER_COLUMNS.split(", "), row, strict=True)))


def _line(row: tuple[Any, ...]) -> Line:
    values = dict(zip(LINE_COLUMNS.split(", "), row, strict=True))
    values["modifiers"] = tuple(tuple(chosen) for chosen in loads(values["modifiers"]))
    return Line(**values)


def _ticket(row: tuple[Any, ...]) -> Ticket:
    return Ticket(**dict(zip(TICKET_COLUMNS.split(", "), row, strict=True)))
