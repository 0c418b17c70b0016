"""The rooms in the order in which they are to be cleaned; no names of guests."""

from typing import Any

from venue.bookings import queries
from venue.bookings.model import READY
from venue.core.tx import ReadTx
from venue.rooms import service as rooms

FIRST, SOON, LATER = 2, 1, 0


def rounds(tx: ReadTx, today: str) -> dict[str, Any]:
    """Return the rooms, those that a guest waits for first.

    Returns:
        ``{day, items: [{id, number, type, sleeps, housekeeping, block, occupied, arrives, leaves,
        priority}], seq}``. ``priority`` is 2 when somebody arrives today and the room is neither
        clean nor occupied, 1 when it is still occupied until today and wanted today, else 0.
    """
    found = {one["id"]: one | _quiet() for one in rooms.index(tx)["items"]}
    for stay in queries.doors(tx, today):
        room = found[stay["room_id"]]
        if stay["state"] == "checked_in":
            room["occupied"] = True
            room["leaves"] = stay["departure"] <= today
        else:
            room["arrives"] = True
    for room in found.values():
        if room["arrives"] and room["housekeeping"] not in READY:
            room["priority"] = SOON if room["occupied"] else FIRST
    items = sorted(found.values(), key=lambda room: -int(room["priority"]))
    return {"day": today, "items": items, "seq": tx.seq}


def _quiet() -> dict[str, Any]:
    return {"occupied": False, "arrives": False, "leaves": False, "priority": LATER}
