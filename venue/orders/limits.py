"""What guests may send just now: the venue's rule, the kitchen's pace, a table's haste."""

from venue.core import facts
from venue.core.errors import Conflict, Throttled
from venue.core.settings_view import Rules
from venue.core.tx import Tx
from venue.orders import queries

MINUTE_MS = 60_000
GUEST_LIMIT = "orders.guest_limit"


def limit_guests(tx: Tx, per_minute: int | None) -> None:
    """Say how many orders of guests the whole venue takes in a minute; None: any, 0: none."""
    facts.put(tx, GUEST_LIMIT, "" if per_minute is None else str(per_minute))


def refuse_guest(tx: Tx, session_id: str, *, paused: bool, rules: Rules) -> None:
    """Refuse a guest's order that the venue or the kitchen does not take now.

    Raises:
        Conflict: ``orders.view_only``, ``orders.paused``.
        Throttled: ``orders.slowed``, ``orders.too_fast``.
    """
    if rules.order_mode == "view":
        raise Conflict("orders.view_only", "please order with your waiter")
    per_minute = facts.get(tx, GUEST_LIMIT)
    if paused or per_minute == "0":
        raise Conflict("orders.paused", "the kitchen is pausing; please ask your waiter")
    if per_minute and _taken_in_a_minute(tx, int(per_minute)):
        raise Throttled(
            "orders.slowed", "the kitchen is busy; your order waits its turn", retry_after_s=20
        )
    limit = rules.orders_per_minute
    if queries.count_since(tx, session_id, tx.run_ms - MINUTE_MS, limit) >= limit:
        raise Throttled(
            "orders.too_fast", "too many orders from this table; wait a minute", retry_after_s=60
        )


def _taken_in_a_minute(tx: Tx, limit: int) -> bool:
    return queries.count_of_guests(tx, tx.run_ms - MINUTE_MS, limit) >= limit
