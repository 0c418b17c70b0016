"""Who has seen what: acknowledgement by a painted screen or confirmed paper, and escalation."""

from collections.abc import Callable, Iterable

from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.orders import queries, store
from venue.orders.model import Line, Order, Ticket
from venue.orders.service import decide, load, require, tell_parties

# Told of each ticket's age in ms when it is seen first; a measure, so a lost commit may count.
painted: list[Callable[[int], None]] = []

Unseen = tuple[Order, list[Line], Ticket]


def acknowledge(tx: Tx, tickets: Iterable[tuple[str, int]], by: str, rules: Rules) -> int:
    """Note that a screen painted tickets or paper confirmed them; return how many were new.

    Naturally idempotent: the first sight of a ticket counts, later ones change nothing.
    """
    seen = store.acknowledge(tx, tickets, by)
    if not seen:
        return 0
    ids = sorted({order_id for order_id, _ in seen})
    for _, age_ms in seen:
        for hear in painted:
            hear(age_ms)
    seq = tx.journal("ticket.acknowledged", {"orders": ids, "by": by})
    # What phones and waiters see of an order changes with its last ticket alone.
    escalated = dict(store.seen_whole(tx, ids))
    for order, lines, own in load(tx, list(escalated)):
        if order.state == "sent":
            tell_parties(tx, order, lines, own, rules, seq)
        if escalated[order.id]:
            tx.tell(("floor", "status"), "alert_gone", {"id": f"order_unseen:{order.id}"})
    return len(seen)


def accept_by_hand(tx: Tx, order_id: str, by: str, rules: Rules) -> None:
    """Take an order over by a person's word: accept it, and count its tickets as seen.

    Raises:
        NotFound: ``orders.unknown_order``. Conflict: ``orders.illegal_move``.
    """
    decide(tx, order_id, "accept", rules=rules)
    _, _, tickets = require(tx, order_id)
    acknowledge(tx, [(order_id, ticket.station_id) for ticket in tickets], by, rules)


def unseen_of(tx: ReadTx, tickets: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return those of ``tickets`` that nobody has seen yet."""
    waiting = store.unseen_stations(tx, sorted({order_id for order_id, _ in tickets}))
    return [key for key in tickets if key in waiting]


def unseen(tx: ReadTx, before_run_ms: int, limit: int) -> list[Unseen]:
    """Return the tickets sent before a moment that nobody saw and nobody was alerted to."""
    return _whole(tx, queries.unseen_tickets(tx, before_run_ms, limit))


def still_unseen(tx: ReadTx, limit: int) -> list[Unseen]:
    """Return the escalated tickets that nobody has seen yet, oldest first."""
    return _whole(tx, queries.escalated_tickets(tx, limit))


def mark_escalated(tx: Tx, ticket: Ticket) -> None:
    """Note that people were alerted."""
    store.set_escalated(tx, ticket)


def _whole(tx: ReadTx, tickets: list[Ticket]) -> list[Unseen]:
    by_id = {
        order.id: (order, lines) for order, lines, _ in load(tx, [one.order_id for one in tickets])
    }
    return [(*by_id[one.order_id], one) for one in tickets if one.order_id in by_id]
