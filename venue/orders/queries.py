"""SQL that finds orders and tickets.

Sorted by the box's running time, never by id: a phone with a wrong clock makes the id.
"""

from typing import Any

from venue.core.jsonx import dumps
from venue.core.tx import ReadTx
from venue.orders.model import Ticket
from venue.orders.store import TICKET_COLUMNS, ticket_of

Cursor = tuple[int, str]  # running time in ms and order id


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
    return [ticket_of(row) for row in rows]


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
    return [ticket_of(row) for row in rows]


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


def count_of_guests(tx: ReadTx, run_ms: int, limit: int) -> int:
    """Return how many orders guests placed since a moment, counting up to ``limit``."""
    return int(
        tx.value(
            """
            SELECT count(*) FROM (SELECT 1 FROM guest_order
            WHERE state IN ('awaiting_staff', 'sent') AND placed_run_ms > ? AND guest_id IS NOT NULL
            LIMIT ?)
            """,
            (run_ms, limit),
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


def unserved_ids(tx: ReadTx, limit: int) -> list[str]:
    """Return the active orders with a dish that is not at the table yet, oldest first."""
    rows = tx.execute(
        """
        SELECT o.id FROM guest_order o
        WHERE o.state IN ('awaiting_staff', 'sent') AND o.state = 'sent' AND EXISTS (
            SELECT 1 FROM order_line l
            WHERE l.order_id = o.id AND l.state NOT IN ('served', 'void_seen'))
        ORDER BY o.placed_run_ms, o.id LIMIT ?
        """,
        (limit,),
    )
    return [row[0] for row in rows]


def board_count(tx: ReadTx, station_id: int | None) -> int:
    """Return how many tickets a station's board has (None: all boards together)."""
    only = "AND l.station_id = ?" if station_id is not None else ""
    return int(
        tx.value(
            f"""
            SELECT count(*) FROM (
                SELECT DISTINCT l.station_id, l.order_id FROM order_line l
                JOIN guest_order o ON o.id = l.order_id
                WHERE l.state IN ('held', 'fired', 'started', 'voided')
                AND o.state NOT IN ('awaiting_staff', 'rejected') {only})
            """,
            () if station_id is None else (station_id,),
        )
    )


def unserved_count(tx: ReadTx) -> int:
    """Return how many tickets the orders have that are not wholly at the table."""
    return int(
        tx.value(
            """
            SELECT count(*) FROM guest_order o JOIN ticket t ON t.order_id = o.id
            WHERE o.state IN ('awaiting_staff', 'sent') AND o.state = 'sent' AND EXISTS (
                SELECT 1 FROM order_line l
                WHERE l.order_id = o.id AND l.state NOT IN ('served', 'void_seen'))
            """
        )
    )


def cooking(tx: ReadTx) -> list[tuple[int, int, int]]:
    """Return what is being cooked or waits for it: ``(station id, item id, quantity)``."""
    rows = tx.execute(
        """
        SELECT station_id, item_id, sum(quantity) FROM order_line
        WHERE state IN ('held', 'fired', 'started', 'voided') AND state IN ('fired', 'started')
        GROUP BY station_id, item_id
        """
    )
    return [(row[0], row[1], row[2]) for row in rows]


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
