"""The seed's words for an order's progress, computed from ours, and who may say which.

Source: the seed's wire protocol, kept word for word (docs/wire.md).
"""

from collections.abc import Mapping
from typing import Any

# A wire status -> the line actions that lead there, in order.
LINE_PATHS: Mapping[str, tuple[str, ...]] = {
    "preparing": ("fire", "start"),
    "ready": ("fire", "bump"),
    "served": ("fire", "bump", "serve"),
}

# A wire status -> the permission that lets one say it.
WHO_MAY: Mapping[str, str] = {
    "accepted": "orders.serve",
    "preparing": "orders.serve",
    "ready": "orders.serve",
    "served": "orders.serve",
    "completed": "orders.decide",
    "cancelled": "orders.decide",
}

# What may follow a wire status; saying the present one again is not an error.
FOLLOWS: Mapping[str, frozenset[str]] = {
    "pending": frozenset({"accepted", "preparing", "ready", "served", "completed", "cancelled"}),
    "accepted": frozenset({"preparing", "ready", "served", "completed", "cancelled"}),
    "preparing": frozenset({"ready", "served", "completed", "cancelled"}),
    "ready": frozenset({"preparing", "served", "completed"}),
    "served": frozenset({"completed"}),
    "completed": frozenset(),
    "cancelled": frozenset(),
}


def wire_status(order: Mapping[str, Any]) -> str:
    """Return the seed's status of an ORDER."""
    states = [line["state"] for line in order["lines"]]
    kept = [state for state in states if state not in ("voided", "void_seen")]
    if order["status"] == "rejected" or not kept:
        return "cancelled"
    if order["status"] == "completed":
        return "completed"
    if all(state == "served" for state in kept):
        return "served"
    if all(state in ("done", "served") for state in kept):
        return "ready"
    if any(state in ("started", "done", "served") for state in kept):
        return "preparing"
    return "accepted" if order["status"] == "acknowledged" else "pending"


def wire_order(order: Mapping[str, Any], restaurant_id: str) -> dict[str, Any]:
    """Return an ORDER as the seed's clients know it; ``total`` and prices in minor units."""
    return {
        "id": order["id"],
        "number": order["number"],
        "restaurantId": restaurant_id,
        "tableNumber": order["table"]["number"],
        "sessionId": order["session_id"],
        "status": wire_status(order),
        "items": [
            {
                "id": line["item_id"],
                "lineId": line["id"],
                "name": line["name"],
                "quantity": line["quantity"],
                "price": line["unit_price"]["amount"],
                "notes": line["note"],
                "modifiers": [chosen["name"] for chosen in line["modifiers"]],
                "status": line["state"],
            }
            for line in order["lines"]
        ],
        "total": order["total"]["amount"],
        "currency": order["total"]["currency"],
        "createdAt": order["placed_at"],
        "updatedAt": order["changed_at"],
    }
