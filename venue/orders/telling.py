"""Who hears of an order and of its lines: the boards, the party's phones, the floor."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Tx
from venue.menu import service as menu
from venue.menu.model import Station
from venue.orders import queries, ready, store
from venue.orders.model import Line, Order, Ticket
from venue.orders.views import order_view, ticket_view


def announce_lines(
    tx: Tx,
    order: Order,
    lines: list[Line],
    stations: set[int],
    rules: Rules,
    seq: int,
    *,
    parties: Collection[str] = (),
) -> None:
    """Tell boards, phones and waiters of changed lines.

    Args:
        parties: Sessions that had lines of this order until now; see `tell_parties`.
    """
    store.touch(tx, order.id)
    order = replace(order, changed_at=tx.now, changed_run_ms=tx.run_ms)
    tickets = store.tickets(tx, [order.id])[order.id]
    touched = [ticket for ticket in tickets if ticket.station_id in stations]
    tell_boards(tx, order, lines, touched, stations_of(tx), rules)
    ready.tell(tx, order, lines)
    tell_parties(tx, order, lines, tickets, rules, seq, parties=parties)


def tell_parties(
    tx: Tx,
    order: Order,
    lines: list[Line],
    tickets: list[Ticket],
    rules: Rules,
    seq: int,
    *,
    parties: Collection[str] = (),
    fresh: bool = False,
) -> dict[str, Any]:
    """Tell the floor of an order, and each party of the lines on its own bills; return the ORDER.

    Args:
        parties: Sessions that had a part of it until now: one that has none left hears of an
            order without lines, which leaves its phones' lists.
        fresh: The order itself is new.
    """

    def shown(own: list[Line]) -> dict[str, Any]:
        return order_view(order, own, tickets, currency=rules.currency, run_ms=tx.run_ms, seq=seq)

    whole, more = shown(lines), {"fresh": True} if fresh else {}
    if not parties and {line.bill_id for line in lines} <= {order.bill_id}:
        tx.tell(rooms_of(order), "order", {"order": whole} | more)
        return whole
    tx.tell(ready.FLOOR, "order", {"order": whole} | more)
    homes = queries.parties_of(tx, sorted({line.bill_id for line in lines}))
    for party in sorted({*parties, *homes.values()}):
        own = [line for line in lines if homes.get(line.bill_id) == party]
        tx.tell(f"session:{party}", "order", {"order": shown(own)} | more)
    return whole


def tell_boards(
    tx: Tx,
    order: Order,
    lines: list[Line],
    tickets: list[Ticket],
    stations: dict[int, Station],
    rules: Rules,
) -> None:
    if order.state in ("awaiting_staff", "rejected"):
        return
    for ticket in tickets:
        station = stations[ticket.station_id]
        shown = ticket_view(
            order,
            lines,
            ticket,
            station=station.slug,
            target_s=station.target_s,
            currency=rules.currency,
            run_ms=tx.run_ms,
        )
        rooms = (f"kitchen:{ticket.station_id}", "kitchen:all")
        tx.tell(rooms, "ticket", {"ticket": shown})


def rooms_of(order: Order) -> tuple[str, ...]:
    """Return the rooms that hear of an order: its party and the floor."""
    if order.table_session_id is None:
        return ("floor",)
    return (f"session:{order.table_session_id}", "floor")


def stations_of(tx: ReadTx) -> dict[int, Station]:
    """Return the stations by id."""
    return {station.id: station for station in menu.stations(tx)}
