"""Use cases of the house itself: types and rooms made, changed and taken away."""

from venue.core.errors import Conflict, NotFound
from venue.core.tx import ReadTx, Row, Tx
from venue.rooms import queries, service, store
from venue.rooms.model import RoomType


def types(tx: ReadTx) -> dict[str, RoomType]:
    """Return every room type by its name."""
    return {one.name: one for one in store.types(tx)}


def rooms(tx: ReadTx) -> dict[str, Row]:
    """Return every room by its number: ``{id, number, type, sleeps, housekeeping, block}``."""
    return {one["number"]: one for one in store.rooms(tx)}


def put_type(tx: Tx, *, name: str, sleeps: int, nightly_minor: int, overbooking: int) -> None:
    """Add a room type, or change the one of this name."""
    type_id = store.type_id(tx, name, sleeps)
    service.set_type(tx, type_id, nightly_minor=nightly_minor, overbooking=overbooking)


def add_room(tx: Tx, *, number: str, room_type: str) -> None:
    """Add a room of a type that is there.

    Raises:
        NotFound: ``rooms.unknown_type``. Conflict: ``rooms.number_taken``.
    """
    service.add(tx, number=number, room_type=room_type, sleeps=_type(tx, room_type).sleeps)


def move_room(tx: Tx, *, number: str, room_type: str) -> None:
    """Make a room one of another type.

    Raises:
        NotFound: ``rooms.unknown_room``, ``rooms.unknown_type``.
        Conflict: ``rooms.in_use`` - a stay or block holds it, or its type is sold out without it.
    """
    room_id, kind = require_free(tx, number), _type(tx, room_type)
    store.set_type_of(tx, room_id, kind.id)
    tx.journal("room.moved", {"room": room_id, "type": kind.id})
    tx.tell(service.DESK, "rooms", {"room": room_id})


def remove_room(tx: Tx, number: str) -> None:
    """Take a room away that nothing in the venue's past or future speaks of.

    Raises:
        NotFound: ``rooms.unknown_room``. Conflict: ``rooms.in_use``.
    """
    room_id = require_free(tx, number)
    if queries.speaks_of(tx, "room_id", room_id):
        words = "this room has a past - stays, blocks or work in it - and cannot be taken away"
        raise Conflict("rooms.in_use", words)
    store.delete_room(tx, room_id)
    tx.journal("room.removed", {"room": room_id})
    tx.tell(service.DESK, "rooms", {"room": room_id})


def remove_type(tx: Tx, name: str) -> None:
    """Take a room type away that has no rooms and was never sold.

    Raises:
        NotFound: ``rooms.unknown_type``. Conflict: ``rooms.in_use``.
    """
    type_id = _type(tx, name).id
    if queries.speaks_of(tx, "room_type_id", type_id):
        words = "this room type has rooms, prices or stays and cannot be taken away"
        raise Conflict("rooms.in_use", words)
    store.delete_type(tx, type_id)
    tx.journal("room.type_removed", {"type": type_id})


def _type(tx: ReadTx, name: str) -> RoomType:
    found = types(tx).get(name)
    if found is None:
        raise NotFound("rooms.unknown_type", "there is no such room type")
    return found


def require_free(tx: ReadTx, number: str) -> int:
    """Return the id of a room that its type can spare, tonight and later.

    Raises:
        NotFound: ``rooms.unknown_room``. Conflict: ``rooms.in_use`` with the night.
    """
    row = rooms(tx).get(number)
    if row is None:
        raise NotFound("rooms.unknown_room", "there is no such room")
    kind = _type(tx, row["type"])
    # A night is named by its day; one that began yesterday may not be over anywhere on earth.
    night = queries.needed_night(tx, row["id"], kind.id, kind.rooms - 1 + kind.overbooking)
    if night:
        words = f"this room is held, or its type sold out without it, on {night}"
        raise Conflict("rooms.in_use", words, night=night)
    return int(row["id"])
