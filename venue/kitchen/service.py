"""Use cases of the kitchen: boards, all-day counts, acknowledgement and escalation."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from venue.core.errors import NotFound
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.menu import service as menu
from venue.menu.model import Station
from venue.orders import listing, seen
from venue.orders import service as orders
from venue.orders.model import ON_THE_BOARD, Line, Order, Ticket
from venue.orders.views import ticket_view

BOARD_ORDERS = 600
RECENT = 30
RECENT_ORDERS = 150
ESCALATE_AT_ONCE = 50
ALL, EXPO = "all", "expo"
AT_THE_TABLE = frozenset({"served", "void_seen"})


def station(tx: ReadTx, slug: str) -> Station | None:
    """Return a station by the name in its address; None for ``all`` and ``expo``.

    Raises:
        NotFound: ``kitchen.unknown_station``.
    """
    if slug in (ALL, EXPO):
        return None
    for found in menu.stations(tx):
        if found.slug == slug:
            return found
    raise NotFound("kitchen.unknown_station", f"there is no station {slug!r}", station=slug)


def board(tx: ReadTx, slug: str, rules: Rules) -> dict[str, Any]:
    """Return ``{station, items: [TICKET], all_day, names, seq}``: the open tickets, oldest first.

    The expo's are those of every order that is not wholly at the table, bumped ones too.
    """
    one = station(tx, slug)
    if slug == EXPO:
        ids = listing.unserved_ids(tx, BOARD_ORDERS)
        tickets = _tickets(tx, ids, None, rules)
    else:
        ids = listing.board_ids(tx, one.id if one else None, BOARD_ORDERS)
        tickets = [ticket for ticket in _tickets(tx, ids, one, rules) if ticket["state"] == "open"]
    return {
        "station": {"id": slug, "name": one.name if one else ""},
        "names": {found.slug: found.name for found in menu.stations(tx)},
        "items": tickets,
        "all_day": _all_day(tickets),
        "seq": tx.seq,
    }


def recent(tx: ReadTx, slug: str, rules: Rules) -> dict[str, Any]:
    """Return the last bumped tickets of a station, newest first, for the recall list.

    The expo's are those that were served.
    """
    one = station(tx, slug)
    ids = listing.recent_ids(tx, RECENT_ORDERS)
    tickets = _tickets(tx, ids, one, rules)
    gone = _is_served if slug == EXPO else _is_bumped
    bumped = [ticket for ticket in reversed(tickets) if gone(ticket)]
    return {"items": bumped[:RECENT], "seq": tx.seq}


def open_count(tx: ReadTx, slug: str) -> int:
    """Return how many tickets a screen of this station must have, to compare with its own count.

    Raises:
        NotFound: ``kitchen.unknown_station``.
    """
    one = station(tx, slug)
    if slug == EXPO:
        return listing.unserved_count(tx)
    return listing.board_count(tx, one.id if one else None)


def ticket(tx: ReadTx, ticket_id: str, rules: Rules) -> dict[str, Any]:
    """Return one TICKET.

    Raises:
        NotFound: ``orders.unknown_ticket``.
    """
    order_id = ticket_id.partition(".s")[0]
    for found in _tickets(tx, [order_id], None, rules):
        if found["id"] == ticket_id:
            return found
    raise NotFound("orders.unknown_ticket", "there is no such ticket", ticket_id=ticket_id)


def tickets_of(tx: ReadTx, order_ids: list[str], rules: Rules) -> list[dict[str, Any]]:
    """Return the TICKETs of orders: as many statements for one as for many."""
    return _tickets(tx, order_ids, None, rules)


def escalate(
    tx: Tx, rules: Rules, *, deserted: Collection[str] = (), deserted_after_s: int = 0
) -> int:
    """Alert people to tickets that nobody saw in time, and print them; return how many.

    No order is ever silently unseen.

    Args:
        deserted: Stations whose screens all fell silent: paper takes over at once.
    """
    stations = {one.id: one for one in menu.stations(tx)}
    patience_s = min(deserted_after_s, rules.unseen_after_s) if deserted else rules.unseen_after_s
    found = seen.unseen(tx, tx.run_ms - patience_s * 1000, ESCALATE_AT_ONCE)
    late_before = tx.run_ms - rules.unseen_after_s * 1000
    late = [
        one
        for one in found
        if one[2].created_run_ms < late_before or stations[one[2].station_id].slug in deserted
    ]
    for order, lines, ticket in late:
        one = stations[ticket.station_id]
        seen.mark_escalated(tx, ticket)
        tx.journal("ticket.escalated", {"ticket": ticket.id, "number": ticket.number})
        if one.printer_id is not None and one.print_mode != "never":
            orders.print_ticket(tx, order, lines, ticket, one, rules)
        tx.tell(("floor", "status"), "alert", {"alert": unseen_alert(order, ticket, one, tx)})
    return len(late)


def unseen_alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return an alert for each escalated ticket that is still unseen."""
    stations = {one.id: one for one in menu.stations(tx)}
    return [
        unseen_alert(order, ticket, stations[ticket.station_id], tx)
        for order, _, ticket in seen.still_unseen(tx, ESCALATE_AT_ONCE)
    ]


def unseen_alert(order: Order, ticket: Ticket, one: Station, tx: ReadTx) -> dict[str, Any]:
    """Return the alert of an unseen ticket."""
    return {
        "id": f"order_unseen:{order.id}",
        "kind": "order_unseen",
        "text_key": "alert.order_unseen",
        "values": {"number": order.number, "station": one.name, "table": order.table_number},
        "age_s": (tx.run_ms - ticket.created_run_ms) // 1000,
        "table": {"id": order.table_id, "number": order.table_number},
        "order_id": order.id,
    }


def _tickets(tx: ReadTx, ids: list[str], one: Station | None, rules: Rules) -> list[dict[str, Any]]:
    stations = {found.id: found for found in menu.stations(tx)}
    return [
        _shown(order, lines, found, stations[found.station_id], rules, tx.run_ms)
        for order, lines, tickets in orders.load(tx, ids)
        if order.state not in ("awaiting_staff", "rejected")
        for found in tickets
        if one is None or found.station_id == one.id
    ]


def _is_bumped(shown: dict[str, Any]) -> bool:
    return bool(shown["state"] == "bumped")


def _is_served(shown: dict[str, Any]) -> bool:
    states = {line["state"] for line in shown["lines"]}
    return "served" in states and states <= AT_THE_TABLE


def _shown(
    order: Order, lines: list[Line], found: Ticket, one: Station, rules: Rules, run_ms: int
) -> dict[str, Any]:
    return ticket_view(
        order,
        lines,
        found,
        station=one.slug,
        target_s=one.target_s,
        currency=rules.currency,
        run_ms=run_ms,
    )


def _all_day(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the total of each dish still to be made, most first."""
    total: Counter[str] = Counter()
    for shown in tickets:
        for line in shown["lines"]:
            if line["state"] in ON_THE_BOARD - {"voided"}:
                total[line["name"]] += line["quantity"]
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"name": name, "quantity": quantity} for name, quantity in ranked]
