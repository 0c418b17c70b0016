"""What a guest buys alone: on the party's open bill, a few at a time, bought when that is paid."""

from typing import Any

from venue.core.errors import Conflict
from venue.core.tx import Tx
from venue.esim import service, store
from venue.esim.service import Place
from venue.esim.terms import Terms
from venue.tables.service import require_open_session

MOST_UNPAID = 4


def put(
    tx: Tx,
    terms: Terms,
    *,
    session_id: str,
    package_id: str,
    device_checked: bool,
    topup_of: int | None = None,
) -> dict[str, Any]:
    """Put an eSIM, or more data for one, on a party's bill; return ``{order}``.

    Raises:
        VenueError: As `service.sell` refuses.
        Conflict: ``orders.paused``; ``esim.too_many`` - so many of the bill are not paid yet.
    """
    if require_open_session(tx, session_id).paused:
        raise Conflict("orders.paused", "orders are paused; please ask your waiter")
    sold = service.sell(
        tx, terms, package_id=package_id, place=Place(session_id=session_id),
        device_checked=device_checked, topup_of=topup_of, by_guest=True,
    )  # fmt: skip
    if store.unpaid_by_guests(tx, sold["bill"]["id"]) > MOST_UNPAID:
        raise Conflict("esim.too_many", "pay for these eSIMs first, or ask the staff for more")
    tx.tell("floor", "esim_by_guest", {"order": sold["order"], "session_id": session_id})
    return {"order": sold["order"]}
