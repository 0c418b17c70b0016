"""What bills ask of orders: a new bill, lines put on another one, the business day."""

from collections.abc import Iterable

from venue.core.ids import uuid7
from venue.core.tx import ReadTx, Tx
from venue.orders.books import store
from venue.orders.model import Line


def new_bill(tx: Tx, session_id: str | None) -> str:
    """Open a bill for a table session, or for nobody's table; return its id."""
    bill_id = uuid7()
    store.insert_bill(tx, bill_id, tx.counter("bill"), session_id)
    return bill_id


def open_bill(tx: Tx, session_id: str) -> str:
    """Return the open bill that a session's new lines stand on; a new one when there is none."""
    return store.open_bill(tx, session_id) or new_bill(tx, session_id)


def move_lines(tx: Tx, lines: Iterable[Line], bill_id: str) -> None:
    """Put lines on another bill; the caller journals why."""
    store.move_lines(tx, [(line.order_id, line.position) for line in lines], bill_id)


def business_day(tx: ReadTx) -> int:
    """Return the number of the business day; 0 before the first."""
    return store.today(tx)[0]
