"""Where something is sold, and whether orders are taken there now."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from venue.core.errors import Conflict, NotFound
from venue.core.tx import ReadTx
from venue.menu import queries
from venue.menu.opening import Opening, opening_at
from venue.menu.pricing import Place
from venue.menu.service import local_time

# Tables say here in which area and outlet a table is. `register` empties it for each new app.
known: list[Callable[[ReadTx, int], tuple[str, int | None]]] = []


def place_of(tx: ReadTx, *, area: str, outlet_id: int | None, service: str = "dine_in") -> Place:
    """Return where something is sold, for `require_items`."""
    key = queries.outlet_key(tx, outlet_id) if outlet_id is not None else None
    return Place(area=area, outlet=key or "", service=service)


def require_outlet(tx: ReadTx, outlet_id: int) -> str:
    """Return an outlet's key.

    Raises:
        NotFound: ``menu.unknown_outlet``.
    """
    key = queries.outlet_key(tx, outlet_id)
    if key is None:
        raise NotFound("menu.unknown_outlet", "there is no such outlet", outlet_id=outlet_id)
    return key


def place_at(tx: ReadTx, table_id: int | None, kind: str = "dine_in") -> Place:
    """Return where a table is; no table, or one that is not there: nowhere in particular."""
    for look in known if table_id is not None else ():
        area, outlet_id = look(tx, table_id or 0)
        return place_of(tx, area=area, outlet_id=outlet_id, service=kind)
    return Place(service=kind)


def opening(tx: ReadTx, zone: ZoneInfo, outlet: str = "") -> Opening:
    """Return whether an outlet takes orders from guests now; one statement."""
    return opening_at(queries.hours(tx), outlet, local_time(tx, zone))


def require_open(tx: ReadTx, zone: ZoneInfo, outlet: str = "") -> None:
    """Refuse a guest's order outside the hours; staff may always.

    Raises:
        Conflict: ``menu.closed`` or ``menu.last_orders_over``, with ``opens_at`` if known.
    """
    found = opening(tx, zone, outlet)
    if found.state == "open":
        return
    opens = found.opens_at
    again = f"; we take orders again from {opens:%H:%M}" if opens else ""
    words = {
        "closed": f"we are closed now{again}",
        "last_orders_over": f"the last orders are over{again}; please ask your waiter",
    }
    raise Conflict(
        f"menu.{found.state}",
        words[found.state],
        opens_at=opens.isoformat() if opens else None,
    )


def outlets(tx: ReadTx) -> list[dict[str, Any]]:
    """Return the outlets in use as ``{id, key, name}``."""
    return queries.outlets(tx)
