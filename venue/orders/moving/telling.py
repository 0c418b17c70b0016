"""What others hear of moved orders and lines: boards that must tap it, paper, phones, the floor."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from venue.core.settings_view import Rules
from venue.core.tx import Tx
from venue.orders import courses, service
from venue.orders import store as order_store
from venue.orders.model import Line, Order, Ticket
from venue.orders.moving import store
from venue.tables import service as tables

TO_MAKE = frozenset({"held", "fired", "started"})


def announce(
    tx: Tx,
    ids: list[str],
    rules: Rules,
    *,
    was: Mapping[str, str] | None = None,
    parties: Collection[str] = (),
) -> None:
    """Note on each line which table took it over, then tell boards, paper, phones and the floor.

    A dish that is still to be made and now goes elsewhere asks the kitchen for a tap.

    Args:
        was: The number of the table that orders belonged to until now; absent: the same as now.
        parties: Sessions that had lines of these orders until now.
    """
    labels: dict[str, str] = {}
    for order, lines, tickets in service.load(tx, ids):
        homes = store.session_of_bills(tx, sorted({line.bill_id for line in lines}))
        for home in homes.values():
            if home is not None and home not in labels:
                labels[home] = tables.require_session(tx, home).table_number
        now = [_rehomed(line, order, homes, labels) for line in lines]
        table_before = (was or {}).get(order.id, order.table_number)
        elsewhere = {
            line.position: (before.moved_to or table_before, line.moved_to or order.table_number)
            for before, line in zip(lines, now, strict=True)
            if (before.moved_to or table_before) != (line.moved_to or order.table_number)
        }
        now = [_asking(line) if line.position in elsewhere else line for line in now]
        _keep(tx, lines, now)
        if order.state not in ("sent", "awaiting_staff"):
            continue
        stations = {line.station_id for line in now}
        service.announce_lines(tx, order, now, stations, rules, tx.seq, parties=parties)
        if order.state == "sent":
            _print(tx, order, now, tickets, elsewhere, rules)


def _rehomed(
    line: Line, order: Order, homes: Mapping[str, str | None], labels: Mapping[str, str]
) -> Line:
    home = homes.get(line.bill_id, order.table_session_id)
    is_away = home is not None and home != order.table_session_id
    return replace(line, moved_to=labels[home] if home is not None and is_away else None)


def _asking(line: Line) -> Line:
    """Return the line with its demand for a tap; one that asks already goes on as it did."""
    if line.state not in TO_MAKE or line.attention:
        return line
    return replace(line, attention="changed")


def _keep(tx: Tx, before: list[Line], now: list[Line]) -> None:
    for old, line in zip(before, now, strict=True):
        if line.moved_to != old.moved_to:
            store.set_moved_to(tx, line.order_id, line.position, line.moved_to)
        if line.attention != old.attention:
            order_store.set_line(tx, line)


def _print(
    tx: Tx,
    order: Order,
    lines: list[Line],
    tickets: list[Ticket],
    elsewhere: Mapping[int, tuple[str, str]],
    rules: Rules,
) -> None:
    """Tell stations that cook by paper where dishes go now: a change ticket for each new place."""
    for place in sorted(set(elsewhere.values())):
        moved = [
            line
            for line in lines
            if elsewhere.get(line.position) == place and line.state in TO_MAKE
        ]
        if moved:
            courses.print_changes(
                tx,
                replace(order, table_number=" > ".join(place)),
                moved,
                tickets,
                rules,
                mark=f"moved:{tx.seq}:{place[1]}",
                kind="change",
            )
