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
    """Return the orders of a table session, and others with lines on its bills, oldest first."""
    rows = tx.execute(
        """
        SELECT id FROM guest_order WHERE table_session_id = :session OR id IN
            (SELECT l.order_id FROM order_line l JOIN bill b ON b.id = l.bill_id
             WHERE b.table_session_id = :session AND l.moved_to IS NOT NULL)
        ORDER BY placed_run_ms LIMIT :limit
        """,
        {"session": session_id, "limit": limit},
    )
    return [row[0] for row in rows]


def bill_ids(tx: ReadTx, session_id: str) -> list[str]:
    """Return every bill of a table session."""
    rows = tx.execute("SELECT id FROM bill WHERE table_session_id = ?", (session_id,))
    return [row[0] for row in rows]


def parties_of(tx: ReadTx, bill_ids: list[str]) -> dict[str, str]:
    """Return the table session of each bill that has one."""
    rows = tx.execute(
        """
        SELECT id, table_session_id FROM bill
        WHERE id IN (SELECT value FROM json_each(?)) AND table_session_id IS NOT NULL
        """,
        (dumps(bill_ids),),
    )
    return dict(rows.fetchall())


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


def day_sums(tx: ReadTx, business_day: int) -> list[dict[str, Any]]:
    """Return ``{outlet_id, orders, total_minor}`` of a business day, by outlet."""
    return tx.rows(
        """
        SELECT o.outlet_id, count(DISTINCT o.id) AS orders,
               coalesce(sum(l.quantity * l.unit_price_minor), 0) AS total_minor
        FROM guest_order o
        LEFT JOIN order_line l ON l.order_id = o.id AND l.state NOT IN ('voided', 'void_seen')
        WHERE o.business_day = ? AND o.state <> 'rejected' AND o.training = 0
        GROUP BY o.outlet_id ORDER BY o.outlet_id
        """,
        (business_day,),
    )


def session_sums(tx: ReadTx, session_ids: list[str]) -> list[dict[str, Any]]:
    """Return per table session: orders, those no kitchen saw, those that await staff, and sum.

    The sum is that of the session's bills: a line that another party took over counts there.
    """
    return tx.rows(
        """
        SELECT s.value AS session_id, count(o.id) AS orders,
               (SELECT max(b.id) FROM bill b WHERE b.table_session_id = s.value) AS bill_id,
               coalesce(sum(o.state = 'awaiting_staff'), 0) AS awaiting,
               coalesce(sum(EXISTS (SELECT 1 FROM ticket t WHERE t.order_id = o.id
                           AND t.acknowledged_at IS NULL AND t.escalated_run_ms IS NOT NULL)), 0)
                   AS unseen,
               (SELECT sum(l.quantity * l.unit_price_minor)
                FROM bill b JOIN order_line l ON l.bill_id = b.id
                JOIN guest_order lo ON lo.id = l.order_id
                WHERE b.table_session_id = s.value AND lo.state <> 'rejected'
                  AND l.state NOT IN ('voided', 'void_seen')) AS total_minor
        FROM json_each(?) s LEFT JOIN guest_order o ON o.table_session_id = s.value
        GROUP BY s.value
        """,
        (dumps(session_ids),),
    )


def session_progress(tx: ReadTx, session_ids: list[str]) -> list[dict[str, Any]]:
    """Return per table session how many lines are held, cooking, ready and served."""
    return tx.rows(
        """
        SELECT o.table_session_id AS session_id, sum(l.state = 'held') AS held,
               sum(l.state IN ('fired', 'started')) AS cooking, sum(l.state = 'done') AS ready,
               sum(l.state = 'served') AS served
        FROM guest_order o JOIN order_line l ON l.order_id = o.id
        WHERE o.table_session_id IN (SELECT value FROM json_each(?))
          AND o.state IN ('sent', 'completed')
        GROUP BY o.table_session_id
        """,
        (dumps(session_ids),),
    )


def ids_with_held(tx: ReadTx, session_id: str) -> list[str]:
    """Return the orders of a session that have held lines, oldest first."""
    rows = tx.execute(
        """
        SELECT o.id FROM guest_order o WHERE o.table_session_id = ? AND EXISTS
            (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.state = 'held')
        ORDER BY o.placed_run_ms
        """,
        (session_id,),
    )
    return [row[0] for row in rows]


def ids_at_the_pass(tx: ReadTx, limit: int) -> list[str]:
    """Return the active orders with dishes that wait to be brought, oldest first."""
    rows = tx.execute(
        """
        SELECT o.id FROM guest_order o
        WHERE o.state IN ('awaiting_staff', 'sent') AND EXISTS
            (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.state = 'done')
        ORDER BY o.placed_run_ms, o.id LIMIT ?
        """,
        (limit,),
    )
    return [row[0] for row in rows]
