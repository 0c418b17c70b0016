"""What a party calls for: a waiter, the bill, help; one open call of a kind at a time."""

from typing import Any

from venue.core.errors import NotFound
from venue.core.tx import ReadTx, Row, Tx
from venue.tables import service, store
from venue.tables.guests import store as guest_store
from venue.tables.model import ANSWER_MS, call_view
from venue.tables.service import FLOOR


def make(tx: Tx, *, session_id: str, guest_id: int, kind: str) -> dict[str, Any]:
    """Call for ``waiter``, ``bill`` or ``help``; return the call, the open one when there is one.

    Raises:
        NotFound: ``tables.unknown_session``. Gone: ``tables.session_over``.
    """
    session = service.require_open_session(tx, session_id)
    call_id = guest_store.insert_call(tx, session_id, kind, guest_id)
    if call_id is None:
        calls = guest_store.open_calls(tx, session_id)
        return next(call_view(call, tx.run_ms) for call in calls if call["kind"] == kind)
    if kind == "bill" and not session.bill_requested:
        store.set_bill_requested(tx, session_id)
    tx.journal("call.made", {"call": call_id, "session": session_id, "kind": kind})
    call = _require(tx, call_id)
    tx.tell(FLOOR, "alert", {"alert": alert(call, tx.run_ms)})
    if kind == "bill":
        service.tell_floor(tx, session.table_id)
    return _told(tx, call)


def answer(tx: Tx, call_id: int, *, name: str = "", words: str = "") -> dict[str, Any]:
    """Take a call; return it. Taking one that was taken changes nothing.

    Args:
        name: Who comes, shown to the guest.
        words: What they say besides.

    Raises:
        NotFound: ``tables.unknown_call``.
    """
    call = _require(tx, call_id)
    if call["answered_at"] is not None:
        return call_view(call, tx.run_ms)
    guest_store.answer_calls(tx, [call_id], tx.actor, name=name, answer=words)
    tx.journal("call.answered", {"call": call_id, "session": call["table_session_id"]})
    tx.tell(FLOOR, "alert_gone", {"id": f"call:{call_id}"})
    return _told(tx, _require(tx, call_id))


def open_calls(tx: ReadTx) -> dict[str, Any]:
    """Return ``{items, seq}``: the calls nobody took yet, oldest first."""
    calls = guest_store.open_calls(tx)
    return {"items": [call_view(call, tx.run_ms) for call in calls], "seq": tx.seq}


def of_session(tx: ReadTx, session_id: str) -> dict[str, dict[str, Any]]:
    """Return a party's last call of each kind, while it is open or somebody is on the way."""
    rows = guest_store.recent_calls(tx, session_id, tx.run_ms - ANSWER_MS)
    return {row["kind"]: call_view(row, tx.run_ms) for row in rows}


def alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return an alert for each open call."""
    return [alert(call, tx.run_ms) for call in guest_store.open_calls(tx)]


def alert(call: Row, run_ms: int) -> dict[str, Any]:
    """Return the alert of a call."""
    shown = call_view(call, run_ms)
    return {
        "id": f"call:{shown['id']}",
        "kind": "call",
        "text_key": f"alert.call_{shown['kind']}",
        "values": {"table": shown["table"]["number"]},
        "age_s": shown["age_s"],
        "table": shown["table"],
        "permission": "calls.answer",
    }


def _require(tx: ReadTx, call_id: int) -> Row:
    call = guest_store.call(tx, call_id)
    if call is None:
        raise NotFound("tables.unknown_call", "there is no such call")
    return call


def _told(tx: Tx, call: Row) -> dict[str, Any]:
    shown = call_view(call, tx.run_ms)
    tx.tell((FLOOR, f"session:{shown['session_id']}"), "call", {"call": shown})
    return shown
