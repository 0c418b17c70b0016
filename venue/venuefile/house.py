"""A venue file's room types and rooms."""

from collections.abc import Callable
from typing import Any

from venue.core.errors import Invalid
from venue.core.money import format_minor, parse_minor
from venue.core.tx import ReadTx, Tx
from venue.rooms import inventory
from venue.rooms.model import RoomType as Known
from venue.venuefile.changes import Around, Change
from venue.venuefile.model import Own, Problem, RoomType

FIELDS = ("sleeps", "price", "overbooking")
Facts = tuple[int, int, int]  # as FIELDS, the price in minor units


def problems(around: Around, own: Own) -> list[Problem]:
    """Name prices that are none."""
    found = []
    for one in own.room_type:
        try:
            if _wanted(around, one)[1] < 0:
                found.append(Problem(0, f"room type {one.name}: a price cannot be below 0"))
        except Invalid as refusal:
            found.append(Problem(0, f"room type {one.name}: {refusal.message}"))
    return found


def changes(tx: ReadTx, around: Around, own: Own) -> list[Change]:
    """Return what differs of the house; with ``replace`` what is not named goes."""
    if not own.room_type:
        return []
    types, rooms = inventory.types(tx), inventory.rooms(tx)
    wanted = {number: one.name for one in own.room_type for number in one.rooms}
    found = _type_changes(around, own, types)
    for number, name in wanted.items():
        known = rooms.get(number)
        if known is None:
            undo: tuple[Any, ...] = ("room.remove", number)
            found.append(Change("room", number, "added", [], _adding(number, name), undo))
        elif known["type"] != name:
            undo = ("room.move", number, known["type"])
            found.append(Change("room", number, "changed", ["type"], _moving(number, name), undo))
    return found + (_removals(own, types, rooms, wanted) if around.replace else [])


def put_type(tx: Tx, _around: Around, name: str, sleeps: int, minor: int, over: int) -> None:
    """Make a room type what it was."""
    inventory.put_type(tx, name=name, sleeps=sleeps, nightly_minor=minor, overbooking=over)


def remove_type(tx: Tx, _around: Around, name: str) -> None:
    """Take a room type away again, if it is still there."""
    if name in inventory.types(tx):
        inventory.remove_type(tx, name)


def add_room(tx: Tx, _around: Around, number: str, room_type: str) -> None:
    """Bring a room back."""
    inventory.add_room(tx, number=number, room_type=room_type)


def move_room(tx: Tx, _around: Around, number: str, room_type: str) -> None:
    """Make a room one of the type that it was of, if it is still there."""
    if number in inventory.rooms(tx):
        inventory.move_room(tx, number=number, room_type=room_type)


def remove_room(tx: Tx, _around: Around, number: str) -> None:
    """Take a room away again, if it is still there."""
    if number in inventory.rooms(tx):
        inventory.remove_room(tx, number)


def exported(tx: ReadTx, around: Around) -> dict[str, Any]:
    """Return the house as a file names it."""
    rooms = inventory.rooms(tx).values()
    currency = around.services.currency
    return {
        "room_type": [
            {
                "name": one.name,
                "sleeps": one.sleeps,
                "price": format_minor(one.nightly_minor, currency).split()[0],
                "overbooking": one.overbooking,
                "rooms": [room["number"] for room in rooms if room["type"] == one.name],
            }
            for one in inventory.types(tx).values()
        ]
    }


def _type_changes(around: Around, own: Own, types: dict[str, Known]) -> list[Change]:
    found = []
    for one in own.room_type:
        known, new = types.get(one.name), _wanted(around, one)
        act = _putting(one.name, new)
        if known is None:
            undo: tuple[Any, ...] = ("room_type.remove", one.name)
            found.append(Change("room_type", one.name, "added", [], act, undo))
            continue
        old = _facts(known)
        if differ := [name for name, a, b in zip(FIELDS, old, new, strict=True) if a != b]:
            undo = ("room_type.put", one.name, *old)
            found.append(Change("room_type", one.name, "changed", differ, act, undo))
    return found


def _removals(
    own: Own, types: dict[str, Known], rooms: dict[str, Any], wanted: dict[str, str]
) -> list[Change]:
    """Take rooms away before the types that they were of."""
    found = []
    for number, row in rooms.items():
        if number not in wanted:
            undo: tuple[Any, ...] = ("room.add", number, row["type"])
            act = _removing(inventory.remove_room, number)
            found.append(Change("room", number, "removed", [], act, undo))
    named = {one.name for one in own.room_type}
    for name, known in types.items():
        if name not in named:
            undo = ("room_type.put", name, *_facts(known))
            act = _removing(inventory.remove_type, name)
            found.append(Change("room_type", name, "removed", [], act, undo))
    return found


def _wanted(around: Around, one: RoomType) -> Facts:
    return one.sleeps, parse_minor(one.price, around.services.currency), one.overbooking


def _facts(known: Known) -> Facts:
    return known.sleeps, known.nightly_minor, known.overbooking


def _putting(name: str, facts: Facts) -> Callable[[Tx], Any]:
    sleeps, minor, over = facts
    return lambda tx: inventory.put_type(
        tx, name=name, sleeps=sleeps, nightly_minor=minor, overbooking=over
    )


def _adding(number: str, name: str) -> Callable[[Tx], Any]:
    return lambda tx: inventory.add_room(tx, number=number, room_type=name)


def _moving(number: str, name: str) -> Callable[[Tx], Any]:
    return lambda tx: inventory.move_room(tx, number=number, room_type=name)


def _removing(remove: Callable[[Tx, str], None], name: str) -> Callable[[Tx], Any]:
    return lambda tx: remove(tx, name)
