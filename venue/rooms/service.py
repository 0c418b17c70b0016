"""Use cases of rooms."""

from typing import Any

from venue.core.errors import Conflict
from venue.core.tx import ReadTx, Tx
from venue.rooms import store


def index(tx: ReadTx) -> dict[str, Any]:
    """Return ``{items: [{id, number, type, sleeps, housekeeping, block}], seq}``."""
    return {"items": store.rooms(tx), "seq": tx.seq}


def add(tx: Tx, *, number: str, room_type: str, sleeps: int) -> int:
    """Add a room; its type is made when it is new; return the room's id.

    Raises:
        Conflict: ``rooms.number_taken``.
    """
    if store.exists(tx, number):
        raise Conflict("rooms.number_taken", f"there is a room {number} already")
    room_id = store.insert(tx, number, store.type_id(tx, room_type, sleeps))
    tx.journal("room.added", {"room": room_id})
    return room_id
