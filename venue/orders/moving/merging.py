"""Joining two parties, and taking them apart again: within limits, as a new entry.

The journal keeps both; undoing opens a new session on a new bill and moves back what the merge
brought, as far as it still stands on the joint bill.
"""

from typing import Any

from venue.core.errors import Conflict, Gone, NotFound
from venue.core.services import Services
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Row, Tx
from venue.orders import service
from venue.orders.moving import store
from venue.orders.moving.service import bill_of, require_movable
from venue.orders.moving.telling import announce
from venue.tables import joining, sessions
from venue.tables import service as tables
from venue.tables.model import TableSession
from venue.tables.sessions import House


def merge(tx: Tx, from_id: str, into_id: str, rules: Rules) -> dict[str, Any]:
    """Join a party to another: orders, bill, phones and calls; return ``{merge_id, session}``.

    Raises:
        NotFound: ``tables.unknown_session``. Gone: ``tables.session_over``.
        Conflict: ``orders.same_party``, ``orders.bill_is_split``, what a bill refuses.
    """
    if from_id == into_id:
        raise Conflict("orders.same_party", "choose another table")
    source = tables.require_open_session(tx, from_id)
    into = tables.require_open_session(tx, into_id)
    joining.require_together(source.training, into.training)
    bill_id = _only_bill(tx, into) or bill_of(tx, into_id)
    from_bill = _only_bill(tx, source)
    ids = store.order_ids(tx, from_id)
    stayed, foreign = _take_lines(tx, ids, from_bill, bill_id)
    store.rehome(
        tx,
        ids,
        session_id=into_id,
        bill_id=bill_id,
        table_id=into.table_id,
        number=into.table_number,
    )
    guests = joining.take_guests(tx, from_id, into, None)
    joining.take_calls(tx, from_id, into_id)
    joining.add_covers(tx, into, source.covers)
    store.moved_merge(tx, from_id, into_id)
    merge_id = store.insert_merge(
        tx,
        {
            "from_session": from_id,
            "into_session": into_id,
            "from_table": source.table_id,
            "label": None if source.kind == "table" else source.table_number,
            "covers": source.covers,
            "order_ids": ids,
            "stayed": stayed,
            "foreign_lines": foreign,
            "guest_ids": guests,
        },
    )
    tx.journal(
        "table_session.merged",
        {"merge": merge_id, "from": from_id, "into": into_id, "orders": ids},
    )
    sessions.close_session(tx, from_id, keep_waiting=True)
    was = dict.fromkeys(ids, source.table_number)
    announce(tx, sorted({*ids, *store.orders_on_bill(tx, bill_id)}), rules, was=was)
    tables.tell_floor(tx, into.table_id)
    shown = tables.session_view(tx, tables.require_session(tx, into_id))
    return {"merge_id": merge_id, "session": shown, "seq": tx.seq}


def undo(tx: Tx, house: House, merge_id: int, limit_ms: int, rules: Rules) -> dict[str, Any]:
    """Take joined parties apart; return ``{session, seq}``: the new session at the old table.

    What was ordered since stays with the joint party; what was moved elsewhere stays there.

    Raises:
        NotFound: ``orders.unknown_merge``. Gone: ``orders.merge_too_old``, ``tables.session_over``.
        Conflict: ``orders.merge_undone``, ``tables.already_open``, what a bill refuses.
    """
    row = _require(tx, merge_id, limit_ms)
    into = tables.require_open_session(tx, row["into_session"])
    joint_bill = bill_of(tx, into.id)
    require_movable(tx, joint_bill)
    fresh, _ = sessions.open_session(
        tx, house, table_id=row["from_table"], covers=row["covers"], label=row["label"]
    )
    bill_id = bill_of(tx, fresh.id)
    ids = [one for one in store.order_ids(tx, into.id) if one in row["order_ids"]]
    _give_lines(tx, row, ids, joint_bill, bill_id)
    store.rehome(
        tx,
        ids,
        session_id=fresh.id,
        bill_id=bill_id,
        table_id=fresh.table_id,
        number=fresh.table_number,
    )
    joining.take_guests(tx, into.id, fresh, row["guest_ids"])
    joining.add_covers(tx, into, -row["covers"])
    store.set_undone(tx, merge_id, fresh.id)
    tx.journal(
        "table_session.merge_undone",
        {"merge": merge_id, "session": fresh.id, "from": into.id, "orders": ids},
    )
    touched = {*ids, *store.orders_on_bill(tx, bill_id), *store.orders_on_bill(tx, joint_bill)}
    was = dict.fromkeys(ids, into.table_number)
    announce(tx, sorted(touched), rules, was=was, parties={into.id})
    tables.tell_floor(tx, into.table_id)
    tables.tell_floor(tx, fresh.table_id)
    return {"session": tables.session_view(tx, fresh), "seq": tx.seq}


def became(services: Services, session_id: str, other_id: str) -> bool:
    """Tell whether a party was joined to another, or taken apart into it, and is that one now."""
    with services.database.read() as tx:
        return store.became(tx, session_id, other_id)


def undoable(tx: ReadTx, session_id: str, limit_ms: int) -> list[dict[str, Any]]:
    """Return the merges into a session that can still be undone, youngest first."""
    return [
        {
            "id": row["id"],
            "table_id": row["from_table"],
            "covers": row["covers"],
            "age_s": (tx.run_ms - row["made_run_ms"]) // 1000,
        }
        for row in store.merges(tx, session_id, tx.run_ms - limit_ms)
    ]


def _require(tx: ReadTx, merge_id: int, limit_ms: int) -> Row:
    row = store.merge(tx, merge_id)
    if row is None:
        raise NotFound("orders.unknown_merge", "these tables were never joined")
    if row["undone_session"] is not None:
        raise Conflict(
            "orders.merge_undone", "this was undone already", session_id=row["undone_session"]
        )
    if tx.run_ms - row["made_run_ms"] > limit_ms:
        raise Gone("orders.merge_too_old", "this is too long ago; move lines one by one")
    return row


def _only_bill(tx: Tx, session: TableSession) -> str | None:
    """Return a session's open bill, which may be moved; one split in parts cannot be joined."""
    bills = store.open_bills(tx, session.id)
    if len(bills) > 1:
        raise Conflict(
            "orders.bill_is_split",
            f"the bill of table {session.table_number} is split; settle its parts first",
        )
    for bill_id in bills:
        require_movable(tx, bill_id)
    return bills[0] if bills else None


def _take_lines(
    tx: Tx, ids: list[str], from_bill: str | None, bill_id: str
) -> tuple[list[str], list[str]]:
    """Move everything on ``from_bill``; return own lines that stood there before, and others'."""
    stayed, foreign = [], []
    others = store.orders_on_bill(tx, from_bill) if from_bill else []
    for order, lines, _ in service.load(tx, sorted({*ids, *others})):
        for line in lines:
            if line.bill_id == bill_id and order.id in ids:
                stayed.append(line.id)
            elif line.bill_id == from_bill:
                store.set_bill(tx, line.order_id, line.position, bill_id)
                if order.id not in ids:
                    foreign.append(line.id)
    return stayed, foreign


def _give_lines(tx: Tx, row: Row, ids: list[str], joint_bill: str, bill_id: str) -> None:
    """Move back what the merge brought and still stands on the joint bill."""
    stayed, foreign = set(row["stayed"]), set(row["foreign_lines"])
    others = [line_id.rpartition(".")[0] for line_id in foreign]
    for order, lines, _ in service.load(tx, sorted({*ids, *others})):
        for line in lines:
            brought = order.id in ids and line.id not in stayed
            if line.bill_id == joint_bill and (brought or line.id in foreign):
                store.set_bill(tx, line.order_id, line.position, bill_id)
