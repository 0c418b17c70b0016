"""Phones that wait at a table to be let in: what staff see and hear of them."""

from typing import Any

from venue.core.tx import ReadTx, Tx
from venue.tables import service
from venue.tables import store as table_store
from venue.tables.guests import store
from venue.tables.model import MOST_WAITING
from venue.tables.service import FLOOR


def alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return an alert for each table at which phones wait to be let in."""
    since = store.waiting_since(tx)
    return [
        _alert(row["id"], row["number"], row["waiting"], tx.run_ms - since[row["id"]])
        for row in (table_store.tables(tx) if since else [])
        if row["id"] in since
    ]


def announce(tx: Tx, table_id: int, guest_id: int) -> None:
    """Tell staff of a new waiting phone; the longest waiting one goes when there are too many.

    It goes, not the new one: somebody with a stack of scans must not keep a party out.
    """
    waiting = store.waiting(tx, table_id)
    store.end_guests(tx, waiting[: max(0, len(waiting) - MOST_WAITING)])
    tx.journal("guest.waiting", {"table": table_id, "guest": guest_id})
    _tell(tx, table_id)


def tell_fewer(tx: Tx, table_id: int) -> None:
    """Tell staff that a phone waits no more."""
    if store.waiting(tx, table_id):
        _tell(tx, table_id)
        return
    service.tell_floor(tx, table_id)
    tx.tell(FLOOR, "alert_gone", {"id": f"join:{table_id}"})


def _tell(tx: Tx, table_id: int) -> None:
    view = service.tell_floor(tx, table_id)
    since = store.waiting_since(tx)[table_id]
    alert = _alert(table_id, view["number"], view["waiting"], tx.run_ms - since)
    tx.tell(FLOOR, "alert", {"alert": alert})


def _alert(table_id: int, number: str, count: int, age_ms: int) -> dict[str, Any]:
    return {
        "id": f"join:{table_id}",
        "kind": "join",
        "text_key": "alert.join",
        "values": {"table": number, "count": count},
        "age_s": max(0, age_ms) // 1000,
        "table": {"id": table_id, "number": number},
        "permission": "tables.serve",
    }
