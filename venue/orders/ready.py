"""Food that waits to be brought: what the floor hears of it, and the numbers called in the hall."""

from collections.abc import Iterable
from typing import Any

from venue.core.tx import ReadTx, Tx
from venue.orders import queries
from venue.orders.model import Line, Order

MOST_ALERTS = 200
FLOOR, HALL = "floor", "pickup"


def tell(tx: Tx, order: Order, lines: Iterable[Line]) -> None:
    """Tell the floor that dishes of an order wait at the pass, or wait no more."""
    once_done = [line for line in lines if line.done_run_ms is not None]
    done = [line for line in once_done if line.state == "done"]
    if done:
        tx.tell(FLOOR, "alert", {"alert": _alert(order, done, tx.run_ms)})
    elif once_done:
        tx.tell(FLOOR, "alert_gone", {"id": f"ready:{order.id}"})
    tell_hall(tx, order)


def tell_hall(tx: Tx, order: Order) -> None:
    """Let the number screen look again after a takeaway order changed."""
    if order.service_type == "takeaway":
        tx.tell(HALL, "pickup", {})


def alerts(tx: ReadTx, load: Any) -> list[dict[str, Any]]:
    """Return an alert for each order with dishes at the pass.

    Args:
        load: `orders.service.load`, which this file stands below.
    """
    found = []
    for order, lines, _ in load(tx, queries.ids_at_the_pass(tx, MOST_ALERTS)):
        done = [line for line in lines if line.state == "done"]
        found.append(_alert(order, done, tx.run_ms))
    return found


def pickup_board(tx: ReadTx, parties: list[dict[str, Any]]) -> dict[str, Any]:
    """Return ``{preparing, ready, seq}``: numbers alone, no word of anybody.

    Args:
        parties: The open parties without a table, as the floor sees them.
    """
    preparing, waiting = [], []
    for one in parties:
        if one["kind"] != "takeaway" or one["party"]["state"] != "open":
            continue
        if one.get("ready", 0) and not one.get("cooking", 0) and not one.get("held", 0):
            waiting.append(one["number"])
        elif one.get("orders", 0):
            preparing.append(one["number"])
    return {"preparing": preparing, "ready": waiting, "seq": tx.seq}


def progress(tx: ReadTx, session_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return for the floor, by session: lines held, cooking, ready and served."""
    return {row.pop("session_id"): row for row in queries.session_progress(tx, session_ids)}


def _alert(order: Order, done: list[Line], run_ms: int) -> dict[str, Any]:
    since = min(line.done_run_ms or run_ms for line in done)
    return {
        "id": f"ready:{order.id}",
        "kind": "ready",
        "text_key": "alert.food_ready",
        "values": {"table": order.table_number, "count": sum(line.quantity for line in done)},
        "age_s": max(0, run_ms - since) // 1000,
        "table": {"id": order.table_id, "number": order.table_number},
        "order_id": order.id,
        "permission": "orders.serve",
    }
