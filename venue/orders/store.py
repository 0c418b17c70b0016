"""SQL of orders, lines and tickets by their ids; lists are in `queries`."""

from collections.abc import Iterable
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.orders.model import Line, Order, Ticket

ORDER_COLUMNS = (
    "id, number, business_day, bill_id, table_session_id, table_id, table_number, covers, origin, "
    "guest_id, by_name, note, state, reason, placed_at, placed_run_ms, "
    "changed_at, changed_run_ms, service_type, outlet_id, training"
)
LINE_COLUMNS = (
    "order_id, position, bill_id, item_id, name, kitchen_name, quantity, unit_price_minor, "
    "modifiers, note, station_id, course, seat, tax_class, state, fired_run_ms, done_run_ms, "
    "refire_of, attention, kitchen_modifiers, parent_no, parent_item_id, parent_name, grams"
)
LINE_READ = f"{LINE_COLUMNS}, moved_to"  # a new line was moved nowhere yet
TICKET_COLUMNS = (
    "order_id, station_id, number, created_run_ms, acknowledged_at, escalated_run_ms, rushed_run_ms"
)


def insert_order(tx: Tx, order: Order) -> None:
    """Store a new order."""
    tx.execute(
        f"INSERT INTO guest_order ({ORDER_COLUMNS}) VALUES ({_marks(21)})",
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
            order.service_type,
            order.outlet_id,
            int(order.training),
        ),
    )


def insert_lines(tx: Tx, lines: Iterable[Line]) -> None:
    """Store new lines."""
    tx.execute_many(
        f"INSERT INTO order_line ({LINE_COLUMNS}) VALUES ({_marks(24)})",
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
                line.attention,
                dumps(line.kitchen_modifiers),
                line.parent_no,
                line.parent_item_id,
                line.parent_name,
                line.grams,
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
        SELECT {LINE_READ} FROM order_line
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
        found[row[0]].append(ticket_of(row))
    return found


def set_line(tx: Tx, line: Line) -> None:
    """Store a line's new state and times."""
    tx.execute(
        """
        UPDATE order_line SET state = ?, fired_run_ms = ?, done_run_ms = ?, attention = ?
        WHERE order_id = ? AND position = ?
        """,
        (
            line.state,
            line.fired_run_ms,
            line.done_run_ms,
            line.attention,
            line.order_id,
            line.position,
        ),
    )


def set_shape(tx: Tx, line: Line) -> None:
    """Store how many there are of a line, its choices, note and price."""
    tx.execute(
        """
        UPDATE order_line SET quantity = ?, modifiers = ?, kitchen_modifiers = ?, note = ?,
            unit_price_minor = ?
        WHERE order_id = ? AND position = ?
        """,
        (
            line.quantity, dumps(line.modifiers), dumps(line.kitchen_modifiers), line.note,
            line.unit_price_minor, line.order_id, line.position,
        ),
    )  # fmt: skip


def insert_void(
    tx: Tx, line: Line, *, reason: str, approved_by: str, given_back: int, business_day: int
) -> None:
    """Note why a line was voided, when and by whom, and how much went back to the stock count."""
    tx.execute(
        """
        INSERT INTO line_void
            (order_id, position, from_state, reason, asked_by, approved_by, given_back, at,
             business_day)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            line.order_id, line.position, line.state, reason, tx.actor, approved_by, given_back,
            tx.now, business_day,
        ),
    )  # fmt: skip


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


def acknowledge(tx: Tx, tickets: Iterable[tuple[str, int]], by: str) -> list[tuple[str, int]]:
    """Mark tickets as seen, the first time only; return the order and age in ms of each new one."""
    return [
        (order_id, max(0, tx.run_ms - sent_run_ms))
        for order_id, station_id in tickets
        for (sent_run_ms,) in tx.execute(
            """
            UPDATE ticket SET acknowledged_at = ?, acknowledged_by = ?
            WHERE order_id = ? AND station_id = ? AND acknowledged_at IS NULL
            RETURNING created_run_ms
            """,
            (tx.now, by, order_id, station_id),
        ).fetchall()
    ]


def seen_whole(tx: ReadTx, order_ids: list[str]) -> list[tuple[str, bool]]:
    """Return those orders whose every ticket was seen, and whether one had been escalated."""
    rows = tx.execute(
        """
        SELECT order_id, max(escalated_run_ms) IS NOT NULL FROM ticket
        WHERE order_id IN (SELECT value FROM json_each(?))
        GROUP BY order_id HAVING sum(acknowledged_at IS NULL) = 0
        """,
        (dumps(order_ids),),
    )
    return [(order_id, bool(escalated)) for order_id, escalated in rows]


def unseen_stations(tx: ReadTx, order_ids: list[str]) -> set[tuple[str, int]]:
    """Return the ``(order, station)`` of the tickets of some orders that nobody has seen."""
    rows = tx.execute(
        """
        SELECT order_id, station_id FROM ticket
        WHERE order_id IN (SELECT value FROM json_each(?)) AND acknowledged_at IS NULL
        """,
        (dumps(order_ids),),
    )
    return set(rows.fetchall())


def set_escalated(tx: Tx, ticket: Ticket) -> None:
    """Note that people were alerted to a ticket."""
    tx.execute(
        "UPDATE ticket SET escalated_run_ms = ? WHERE order_id = ? AND station_id = ?",
        (tx.run_ms, ticket.order_id, ticket.station_id),
    )


def set_rushed(tx: Tx, ticket: Ticket) -> None:
    """Store whether a ticket jumps the line, and since when."""
    tx.execute(
        "UPDATE ticket SET rushed_run_ms = ? WHERE order_id = ? AND station_id = ?",
        (ticket.rushed_run_ms, ticket.order_id, ticket.station_id),
    )


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _order(row: tuple[Any, ...]) -> Order:
    values = dict(zip(ORDER_COLUMNS.split(", "), row, strict=True))
    return Order(**values | {"training": bool(values["training"])})


def _line(row: tuple[Any, ...]) -> Line:
    values = dict(zip(LINE_READ.split(", "), row, strict=True))
    values["modifiers"] = tuple(tuple(chosen) for chosen in loads(values["modifiers"]))
    kitchen = values["kitchen_modifiers"]
    values["kitchen_modifiers"] = () if kitchen == "[]" else tuple(loads(kitchen))
    return Line(**values)


def ticket_of(row: tuple[Any, ...]) -> Ticket:
    """Return the ticket of a row of `TICKET_COLUMNS`."""
    return Ticket(**dict(zip(TICKET_COLUMNS.split(", "), row, strict=True)))
