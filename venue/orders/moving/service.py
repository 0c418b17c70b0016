"""Use cases of moving: a party to another table, lines to another party's bill.

A line belongs to the order it was sent with for ever; what moves is the bill it stands on, so that
it can neither be lost nor doubled. Orders follow their party.
"""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec

from venue.core.errors import Conflict
from venue.core.parse import Body
from venue.core.settings_view import Rules
from venue.core.tx import Tx
from venue.orders import lines as line_cases
from venue.orders.books import billing
from venue.orders.model import NOT_SOLD
from venue.orders.moving import store
from venue.orders.moving.telling import announce
from venue.tables import joining
from venue.tables import service as tables

MOST_LINES = 500

# Bills say here whether lines may leave or join one now. `register` empties it.
bill_guards: list[Callable[[Tx, str], None]] = []


class MovedLine(Body, frozen=True):
    """A line to move; ``quantity``: so many of it, the rest stays."""

    id: str
    quantity: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None


def move_party(tx: Tx, session_id: str, table_id: int, rules: Rules) -> dict[str, Any]:
    """Move a party with all it ordered to a free table; return its session's view.

    Raises:
        NotFound: ``tables.unknown_session``, ``tables.unknown_table``.
        Gone: ``tables.session_over``.
        Conflict: ``tables.already_open`` with the ``session_id`` to join instead.
    """
    before = tables.require_open_session(tx, session_id)
    session = joining.move(tx, before, table_id)
    ids = store.order_ids(tx, session_id)
    store.set_table(
        tx,
        ids,
        table_id=session.table_id,
        number=session.table_number,
        service_type=session.service_type,
    )
    for bill_id in store.open_bills(tx, session_id):
        ids += store.orders_on_bill(tx, bill_id)
    was = dict.fromkeys(store.order_ids(tx, session_id), before.table_number)
    announce(tx, sorted(set(ids)), rules, was=was)
    return tables.session_view(tx, session)


def move_lines(
    tx: Tx, wanted: tuple[MovedLine, ...], to_session_id: str, rules: Rules
) -> dict[str, Any]:
    """Put lines on the bill of another party; return ``{lines: [id], bill_id, seq}``.

    Lines that are there already stay: moving again changes nothing.

    Raises:
        NotFound: ``orders.unknown_line``, ``tables.unknown_session``.
        Gone: ``tables.session_over``. Invalid: ``orders.too_many``.
        Conflict: ``orders.bill_closed``, ``orders.not_sold``, what a bill refuses.
    """
    target = tables.require_open_session(tx, to_session_id)
    bill_id = bill_of(tx, to_session_id)
    moved, touched, sessions = [], set(), {to_session_id}
    for one in wanted:
        order, all_lines, line, _ = line_cases.require_line(tx, one.id)
        if line.bill_id == bill_id:
            moved.append(line.id)
            continue
        if line.state in NOT_SOLD:
            raise Conflict("orders.not_sold", "a voided line stays where it was")
        joining.require_together(order.training, target.training)
        owner = require_movable(tx, line.bill_id)
        part = line_cases.part_of(tx, line, all_lines, one.quantity)
        store.set_bill(tx, part.order_id, part.position, bill_id)
        moved.append(part.id)
        touched.add(order.id)
        sessions |= {owner} if owner else set()
    if touched:
        require_movable(tx, bill_id)
        tx.journal("lines.moved", {"lines": moved, "to": to_session_id, "bill": bill_id})
        announce(tx, sorted(touched), rules, parties=sessions)
        for session_id in sorted(sessions):
            tables.tell_floor(tx, tables.require_session(tx, session_id).table_id)
            tx.tell(f"session:{session_id}", "bill", {"bill_id": bill_id, "seq": tx.seq})
    return {"lines": moved, "bill_id": bill_id, "table": target.table_number, "seq": tx.seq}


def bill_of(tx: Tx, session_id: str) -> str:
    """Return the open bill that a session's new lines stand on; a new one when there is none."""
    return billing.open_bill(tx, session_id)


def require_movable(tx: Tx, bill_id: str) -> str | None:
    """Return the session of a bill whose lines may be moved now.

    Raises:
        Conflict: ``orders.bill_closed``, or what a guard refuses, such as ``bills.has_payments``.
    """
    found = store.session_of_bills(tx, [bill_id])
    if bill_id not in found:
        raise Conflict("orders.bill_closed", "this was paid already")
    for check in bill_guards:
        check(tx, bill_id)
    return found[bill_id]
