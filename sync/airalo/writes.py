"""Every change the product makes at Airalo, as a request ready for the outbox (airalo.md, 6 to 9).

There is no idempotency key and nothing can be undone: the token in ``description`` is what a lost
answer is found again by. No signature is sent: the documentation asks for none, and the SDKs' own
differs from PHP's.
"""

from collections.abc import Sequence
from typing import Any, Literal

from sync.request import Request
from venue.core import jsonx

Event = Literal["async_orders", "webhook_low_data", "webhook_credit_limit"]
JSON = {"Content-Type": "application/json"}
ORDER_S = 60.0  # an order can take long
MOST_REFUNDED = 5
MOST_NOTES = 255


def post_order(package_id: str, *, token: str) -> Request:
    """Order one eSIM; with more in one order a lost answer is harder to repair.

    Raises:
        ValueError: A token that is not plain ASCII.
    """
    body = {"package_id": package_id, "quantity": 1, "type": "sim", "description": _plain(token)}
    return _post("/orders", body, needs=("id",), deadline_s=ORDER_S)


def post_topup(iccid: str, package_id: str, *, token: str) -> Request:
    """Buy more data for an eSIM.

    Raises:
        ValueError: A token that is not plain ASCII.
    """
    body = {"package_id": package_id, "iccid": iccid, "description": _plain(token)}
    return _post("/orders/topups", body, needs=("id",), deadline_s=ORDER_S)


def post_refund(iccids: Sequence[str], reason: str, *, notes: str | None = None) -> Request:
    """Ask people at Airalo for credit back; once, by hand.

    Args:
        reason: One of the vendor's, such as ``NO_COVERAGE``; ``OTHERS`` needs notes.

    Raises:
        ValueError: No eSIM or more than five, or ``OTHERS`` without notes.
    """
    if not 0 < len(iccids) <= MOST_REFUNDED or (reason == "OTHERS" and not notes):
        raise ValueError("one to five eSIMs; OTHERS needs notes")
    body: dict[str, Any] = {"iccids": list(iccids), "reason": reason}
    if notes:
        body["notes"] = notes[:MOST_NOTES]
    return _post("/refund", body, needs=("refund_id",))


def opt_in(kind: Event, webhook_url: str) -> Request:
    """Have events sent to an address, which must answer HEAD with 200."""
    return _post("/notifications/opt-in", {"type": kind, "webhook_url": webhook_url})


def _post(
    path: str, body: dict[str, Any], *, needs: tuple[str, ...] = (), deadline_s: float = 25.0
) -> Request:
    return Request("POST", path, JSON, jsonx.encode(body), needs, deadline_s)


def _plain(token: str) -> str:
    if not token.isascii() or not token:
        raise ValueError("the token must be plain ASCII")
    return token
