"""Use cases of rooms."""

from collections.abc import Callable
from typing import Any

from venue.core.errors import Conflict, NotFound
from venue.core.money import wire
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.rooms import store
from venue.rooms.model import RoomType, Season, lowest_free, nights, price

DESK = ("desk",)

# Told of each room's new housekeeping state, in its transaction. Emptied by `register`.
on_care: list[Callable[[Tx, int, str], None]] = []


def index(tx: ReadTx) -> dict[str, Any]:
    """Return ``{items: [{id, number, type, sleeps, housekeeping, block, floor}], seq}``."""
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


def type_names(tx: ReadTx) -> dict[int, str]:
    """Return the names of the room types, by id."""
    return {one.id: one.name for one in store.types(tx)}


def require_type(tx: ReadTx, type_id: int) -> RoomType:
    """Return a room type.

    Raises:
        NotFound: ``rooms.unknown_type``.
    """
    found = store.room_type(tx, type_id)
    if found is None:
        raise NotFound("rooms.unknown_type", "there is no such room type")
    return found


def require_room(tx: ReadTx, room_id: int) -> Row:
    """Return ``{id, number, room_type_id, housekeeping, block, floor, retired_at}``.

    Raises:
        NotFound: ``rooms.unknown_room``.
    """
    found = store.room(tx, room_id)
    if found is None:
        raise NotFound("rooms.unknown_room", "there is no such room")
    return found


def set_type(tx: Tx, type_id: int, *, nightly_minor: int, overbooking: int) -> dict[str, Any]:
    """Set a type's price and how many stays may be sold above its rooms.

    Raises:
        NotFound: ``rooms.unknown_type``.
    """
    require_type(tx, type_id)
    store.set_type(tx, type_id, nightly_minor, overbooking)
    facts = {"type": type_id, "nightly_minor": nightly_minor, "overbooking": overbooking}
    tx.journal("room.type_set", facts)
    return facts


def add_season(tx: Tx, type_id: int, season: Season) -> dict[str, Any]:
    """Add a season's price to a type.

    Raises:
        NotFound: ``rooms.unknown_type``. Invalid: ``rooms.bad_dates``.
    """
    require_type(tx, type_id)
    nights(season.starts, season.ends)
    season_id = store.insert_season(tx, type_id, season)
    tx.journal("room.season_added", {"type": type_id, "season": season_id})
    return {"id": season_id}


def availability(
    tx: ReadTx, arrival: str, departure: str, *, currency: str
) -> list[dict[str, Any]]:
    """Return what can be sold for these dates, by type.

    Returns:
        ``[{id, name, sleeps, rooms, left, overbooked, total}]``; ``left`` is that of the fullest
        night, below 0 never; ``overbooked`` is how many stays it holds above the rooms.
    """
    asked = nights(arrival, departure)
    sold = store.sold(tx, arrival, departure)
    found = []
    for kind in store.types(tx):
        most = max(sold.get((kind.id, night), 0) for night in asked)
        seasons = store.seasons(tx, kind.id, asked[0], asked[-1])
        try:
            total = wire(sum(price(kind, seasons, asked)), currency)
        except Conflict:
            total = None
        found.append(
            {
                "id": kind.id,
                "name": kind.name,
                "sleeps": kind.sleeps,
                "rooms": kind.rooms,
                "left": max(0, kind.rooms + kind.overbooking - most),
                "overbooked": max(0, most - kind.rooms),
                "total": total,
            }
        )
    return found


def quote(tx: ReadTx, type_id: int, arrival: str, departure: str) -> list[int]:
    """Return the price of each night in minor units.

    Raises:
        NotFound: ``rooms.unknown_type``. Invalid: ``rooms.bad_dates``.
        Conflict: ``rooms.too_short``.
    """
    kind = require_type(tx, type_id)
    asked = nights(arrival, departure)
    return price(kind, store.seasons(tx, type_id, asked[0], asked[-1]), asked)


def hold(
    tx: Tx,
    holder: str,
    holder_id: int,
    type_id: int,
    arrival: str,
    departure: str,
    *,
    room_id: int | None,
) -> None:
    """Take every night of a stay or block, in a given room or in none yet.

    A room's own type counts, whatever type was sold.

    Raises:
        Conflict: ``rooms.sold_out``, ``rooms.room_taken``, each with the night;
            ``rooms.retired``.
    """
    if room_id is not None:
        room = require_room(tx, room_id)
        if room["retired_at"]:
            raise Conflict("rooms.retired", "this room is out of use")
        type_id = room["room_type_id"]
    kind = require_type(tx, type_id)
    for night in nights(arrival, departure):
        if room_id is not None and store.holder_of(tx, room_id, night):
            raise Conflict("rooms.room_taken", f"this room is taken on {night}", night=night)
        taken = store.slots(tx, type_id, night)
        if len(taken) >= kind.rooms + kind.overbooking:
            raise Conflict("rooms.sold_out", f"{kind.name} is sold out on {night}", night=night)
        store.insert_night(tx, type_id, night, lowest_free(taken), holder, holder_id, room_id)


def give_back(tx: Tx, holder: str, holder_id: int, first: str, last: str) -> int:
    """Give back the nights from ``first`` until before ``last``; return how many there were."""
    return store.delete_nights(tx, holder, holder_id, first, last)


def first_free(tx: ReadTx, type_id: int, arrival: str, departure: str) -> int | None:
    """Return a room of the type that is free in all the nights, clean before dirty, or None."""
    found = store.free_rooms(tx, type_id, arrival, departure)
    return int(found[0]["id"]) if found else None


def block(tx: Tx, room_id: int, *, starts: str, ends: str, reason: str) -> dict[str, Any]:
    """Take a room out of order for nights that nobody holds.

    Raises:
        NotFound: ``rooms.unknown_room``. Invalid: ``rooms.bad_dates``.
        Conflict: ``rooms.room_taken``, ``rooms.sold_out`` - move a stay to another type first.
    """
    type_id = require_room(tx, room_id)["room_type_id"]
    nights(starts, ends)
    words = clean_text(reason, field="the reason", longest=120)
    block_id = store.insert_block(tx, room_id, starts, ends, words)
    hold(tx, "block", block_id, type_id, starts, ends, room_id=room_id)
    tx.journal("room.blocked", {"room": room_id, "block": block_id, "from": starts, "to": ends})
    tx.tell(DESK, "rooms", {"room": room_id})
    return {"id": block_id, "room_id": room_id, "starts": starts, "ends": ends}


def lift(tx: Tx, block_id: int) -> dict[str, Any]:
    """End a block; its nights can be sold again.

    Raises:
        NotFound: ``rooms.unknown_block``.
    """
    found = store.block(tx, block_id)
    if found is None:
        raise NotFound("rooms.unknown_block", "there is no such block")
    store.lift_block(tx, block_id)
    give_back(tx, "block", block_id, found["starts"], found["ends"])
    tx.journal("room.block_lifted", {"room": found["room_id"], "block": block_id})
    tx.tell(DESK, "rooms", {"room": found["room_id"]})
    return {"id": block_id, "room_id": found["room_id"]}


def set_housekeeping(tx: Tx, room_id: int, state: str) -> dict[str, Any]:
    """Set a room's housekeeping state; the desk sees it at once.

    Raises:
        NotFound: ``rooms.unknown_room``.
    """
    require_room(tx, room_id)
    store.set_housekeeping(tx, room_id, state)
    tx.journal("room.housekeeping_set", {"room": room_id, "state": state})
    tx.tell(DESK, "rooms", {"room": room_id, "housekeeping": state})
    for told in on_care:
        told(tx, room_id, state)
    return {"id": room_id, "housekeeping": state}
