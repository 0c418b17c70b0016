"""Use cases of the manager's page: types, rooms, seasons and what is out of use."""

from typing import Any

from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import wire
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Tx
from venue.rooms import inventory, queries, service, store
from venue.rooms.files import FORMULA
from venue.rooms.model import Season, nights

LONGEST_NAME = 60
LONGEST_NUMBER = 12
MOST_LISTED = 500


def view(tx: ReadTx, today: str, currency: str) -> dict[str, Any]:
    """Return the house as its manager changes it.

    Returns:
        ``{today, types: [{id, name, sleeps, nightly, overbooking, rooms}], rooms: [{id, number,
        type_id, housekeeping, floor, retired}], seasons: [{id, type_id, starts, ends, nightly,
        least_nights}], blocks: [{id, room_id, starts, ends, reason}], seq}``; of seasons and blocks
        those that are not over, `MOST_LISTED` at most.
    """
    return {
        "today": today,
        "types": [
            {
                "id": one.id,
                "name": one.name,
                "sleeps": one.sleeps,
                "nightly": wire(one.nightly_minor, currency),
                "overbooking": one.overbooking,
                "rooms": one.rooms,
            }
            for one in store.types(tx)
        ],
        "rooms": [one | {"retired": bool(one["retired"])} for one in queries.every_room(tx)],
        "seasons": [
            {
                "id": one["id"],
                "type_id": one["room_type_id"],
                "starts": one["starts"],
                "ends": one["ends"],
                "nightly": wire(one["nightly_minor"], currency),
                "least_nights": one["least_nights"],
            }
            for one in queries.seasons_from(tx, today, MOST_LISTED)
        ],
        "blocks": queries.open_blocks(tx, today, MOST_LISTED),
        "seq": tx.seq,
    }


def add_type(
    tx: Tx, *, name: str, sleeps: int, nightly_minor: int, overbooking: int
) -> dict[str, Any]:
    """Add a room type; return ``{id}``.

    Raises:
        Invalid: ``rooms.bad_name``. Conflict: ``rooms.type_taken``.
    """
    name = _name(name, LONGEST_NAME)
    if name in inventory.types(tx):
        raise Conflict("rooms.type_taken", f"there is a room type {name} already")
    type_id = store.type_id(tx, name, sleeps)
    service.set_type(tx, type_id, nightly_minor=nightly_minor, overbooking=overbooking)
    return {"id": type_id}


def change_type(
    tx: Tx,
    type_id: int,
    *,
    name: str | None,
    sleeps: int | None,
    nightly_minor: int | None,
    overbooking: int | None,
) -> dict[str, Any]:
    """Change what is given of a type; what is None stays, so that two managers do not undo
    each other's work.

    Raises:
        NotFound: ``rooms.unknown_type``. Invalid: ``rooms.bad_name``.
        Conflict: ``rooms.type_taken``.
    """
    kind = service.require_type(tx, type_id)
    called = kind.name if name is None else _name(name, LONGEST_NAME)
    other = inventory.types(tx).get(called)
    if other and other.id != type_id:
        raise Conflict("rooms.type_taken", f"there is a room type {called} already")
    store.rename_type(tx, type_id, called, kind.sleeps if sleeps is None else sleeps)
    return service.set_type(
        tx,
        type_id,
        nightly_minor=kind.nightly_minor if nightly_minor is None else nightly_minor,
        overbooking=kind.overbooking if overbooking is None else overbooking,
    )


def remove_type(tx: Tx, type_id: int) -> dict[str, Any]:
    """Take a type away that was never used.

    Raises:
        NotFound: ``rooms.unknown_type``. Conflict: ``rooms.in_use``.
    """
    inventory.remove_type(tx, service.require_type(tx, type_id).name)
    return {"id": type_id}


def add_room(tx: Tx, *, number: str, type_id: int, floor: str) -> dict[str, Any]:
    """Add a room; return ``{id}``.

    Raises:
        NotFound: ``rooms.unknown_type``. Invalid: ``rooms.bad_name``.
        Conflict: ``rooms.number_taken``.
    """
    kind, number = service.require_type(tx, type_id), _name(number, LONGEST_NUMBER)
    room_id = service.add(tx, number=number, room_type=kind.name, sleeps=kind.sleeps)
    store.set_words(tx, room_id, number, _floor(floor))
    tx.tell(service.DESK, "rooms", {"room": room_id})
    return {"id": room_id}


def change_room(
    tx: Tx, room_id: int, *, number: str | None, type_id: int | None, floor: str | None
) -> dict[str, Any]:
    """Change what is given of a room; another type only while nobody holds the room.

    Raises:
        NotFound: ``rooms.unknown_room``, ``rooms.unknown_type``. Invalid: ``rooms.bad_name``.
        Conflict: ``rooms.number_taken``, ``rooms.in_use``, ``rooms.retired``.
    """
    known = _in_use(tx, room_id)
    if type_id is not None and type_id != known["room_type_id"]:
        kind = service.require_type(tx, type_id)
        inventory.move_room(tx, number=known["number"], room_type=kind.name)
    called = known["number"] if number is None else _name(number, LONGEST_NUMBER)
    if called != known["number"] and store.exists(tx, called):
        raise Conflict("rooms.number_taken", f"there is a room {called} already")
    store.set_words(tx, room_id, called, known["floor"] if floor is None else _floor(floor))
    tx.journal("room.changed", {"room": room_id})
    tx.tell(service.DESK, "rooms", {"room": room_id})
    return {"id": room_id}


def remove_room(tx: Tx, room_id: int) -> dict[str, Any]:
    """Take a room away: deleted when nothing speaks of it, else out of use from now on.

    Returns:
        ``{id, retired}``; ``retired`` is False for a room that was deleted.

    Raises:
        NotFound: ``rooms.unknown_room``.
        Conflict: ``rooms.in_use`` - held, or its type sold out without it; ``rooms.retired``.
    """
    number = _in_use(tx, room_id)["number"]
    inventory.require_free(tx, number)
    if not queries.speaks_of(tx, "room_id", room_id):
        inventory.remove_room(tx, number)
        return {"id": room_id, "retired": False}
    store.set_retired(tx, room_id, tx.now)
    tx.journal("room.retired", {"room": room_id})
    tx.tell(service.DESK, "rooms", {"room": room_id})
    return {"id": room_id, "retired": True}


def restore_room(tx: Tx, room_id: int) -> dict[str, Any]:
    """Take a room into use again; done twice it is done once.

    Raises:
        NotFound: ``rooms.unknown_room``.
    """
    if service.require_room(tx, room_id)["retired_at"]:
        store.set_retired(tx, room_id, None)
        tx.journal("room.restored", {"room": room_id})
        tx.tell(service.DESK, "rooms", {"room": room_id})
    return {"id": room_id, "retired": False}


def change_season(tx: Tx, season_id: int, season: Season) -> dict[str, Any]:
    """Change a season; what is sold keeps its price.

    Raises:
        NotFound: ``rooms.unknown_season``. Invalid: ``rooms.bad_dates``.
    """
    type_id = _season(tx, season_id)
    nights(season.starts, season.ends)
    store.set_season(tx, season_id, season)
    tx.journal("room.season_changed", {"type": type_id, "season": season_id})
    return {"id": season_id}


def remove_season(tx: Tx, season_id: int) -> dict[str, Any]:
    """Take a season away; what is sold keeps its price.

    Raises:
        NotFound: ``rooms.unknown_season``.
    """
    type_id = _season(tx, season_id)
    store.drop_season(tx, season_id)
    tx.journal("room.season_removed", {"type": type_id, "season": season_id})
    return {"id": season_id}


def _in_use(tx: ReadTx, room_id: int) -> Any:
    found = service.require_room(tx, room_id)
    if found["retired_at"]:
        raise Conflict("rooms.retired", "this room is out of use")
    return found


def _season(tx: ReadTx, season_id: int) -> int:
    found = store.season_type(tx, season_id)
    if found is None:
        raise NotFound("rooms.unknown_season", "there is no such season")
    return found


def _name(text: str, longest: int) -> str:
    # The same rule as in files: a spreadsheet must not run it when it is exported.
    words = clean_text(text, field="the name", longest=longest)
    if not words or "\n" in words or words.startswith(FORMULA):
        raise Invalid("rooms.bad_name", f"a name has 1 to {longest} letters and begins with one")
    return words


def _floor(text: str) -> str:
    return _name(text, LONGEST_NUMBER) if text.strip() else ""
