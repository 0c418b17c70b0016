"""Lists of orders: pages, a party's, a board's."""

from dataclasses import dataclass
from typing import Any

from venue.core.errors import Invalid
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx
from venue.orders import queries
from venue.orders.books import store as books
from venue.orders.service import load, require
from venue.orders.views import order_view

SESSION_ORDERS = 500


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list: the ids, and the position that the next page starts from."""

    ids: list[str]
    next_cursor: str | None


def page(tx: ReadTx, *, active: bool, cursor: str | None, limit: int) -> Page:
    """Return a page of active orders, oldest first, or of ended ones, newest first.

    Raises:
        Invalid: ``request.bad_cursor`` - a cursor that this list did not give.
    """
    if active:
        ids = queries.active_ids(tx, _position(cursor, (-1, "")), limit + 1)
    else:
        ids = queries.ended_ids(tx, _position(cursor, (2**62, "")), limit + 1)
    if len(ids) <= limit:
        return Page(ids=ids, next_cursor=None)
    last, _, _ = require(tx, ids[limit - 1])
    run_ms = last.placed_run_ms if active else last.changed_run_ms
    return Page(ids=ids[:limit], next_cursor=f"{run_ms}_{last.id}")


def views(tx: ReadTx, ids: list[str], rules: Rules) -> list[dict[str, Any]]:
    """Return several ORDERs, in the order of ``ids``."""
    seq = tx.seq
    found = {
        order.id: order_view(
            order, lines, tickets, currency=rules.currency, run_ms=tx.run_ms, seq=seq
        )
        for order, lines, tickets in load(tx, ids)
    }
    return [found[order_id] for order_id in ids if order_id in found]


def today(tx: ReadTx) -> list[dict[str, Any]]:
    """Return what was ordered this business day, ``{outlet_id, orders, total_minor}`` each."""
    return queries.day_sums(tx, books.today(tx)[0])


def of_session(tx: ReadTx, session_id: str, rules: Rules) -> list[dict[str, Any]]:
    """Return the ORDERs of a table session, oldest first, each with the lines on its bills.

    A line that another party took over is shown there: nothing twice, nothing lost.
    """
    bills, seq = set(queries.bill_ids(tx, session_id)), tx.seq
    found = []
    for order, lines, tickets in load(tx, queries.ids_of_session(tx, session_id, SESSION_ORDERS)):
        own = [line for line in lines if line.bill_id in bills]
        if own:
            found.append(
                order_view(order, own, tickets, currency=rules.currency, run_ms=tx.run_ms, seq=seq)
            )
    return found


def board_ids(tx: ReadTx, station_id: int | None, limit: int) -> list[str]:
    """Return the orders with lines on a station's board (None: on any), oldest first."""
    return queries.board_ids(tx, station_id, limit)


def unserved_ids(tx: ReadTx, limit: int) -> list[str]:
    """Return the orders with a dish that is not at the table yet, oldest first."""
    return queries.unserved_ids(tx, limit)


def board_count(tx: ReadTx, station_id: int | None) -> int:
    """Return how many tickets a station's board has (None: all boards together)."""
    return queries.board_count(tx, station_id)


def unserved_count(tx: ReadTx) -> int:
    """Return how many tickets the orders have that are not wholly at the table."""
    return queries.unserved_count(tx)


def cooking(tx: ReadTx) -> list[tuple[int, int, int]]:
    """Return what the stations have to cook now: ``(station id, item id, quantity)``."""
    return queries.cooking(tx)


def session_sums(tx: ReadTx, session_ids: list[str]) -> list[dict[str, Any]]:
    """Return counts and sum of each session's orders; see `queries.session_sums`."""
    return queries.session_sums(tx, session_ids)


def recent_ids(tx: ReadTx, limit: int) -> list[str]:
    """Return active orders and those that ended last: where a bumped ticket may be."""
    return queries.recent_ids(tx, limit)


def _position(cursor: str | None, start: tuple[int, str]) -> tuple[int, str]:
    if cursor is None:
        return start
    run_ms, _, order_id = cursor.partition("_")
    if not run_ms.isdigit() or not order_id:
        raise Invalid("request.bad_cursor", "the cursor is not one that this list gave")
    return int(run_ms), order_id
