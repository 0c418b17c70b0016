"""What screens and programs see of reservations."""

from typing import Any

from venue.bookings import queries, store
from venue.bookings.model import Stay, group
from venue.core import outbox
from venue.core.errors import Conflict, NotFound
from venue.core.money import wire
from venue.core.tx import ReadTx
from venue.rooms import service as rooms

BEYOND = 2**53
GROUPS = ("arrivals", "late", "departures", "overdue", "stayovers", "no_shows", "left")
STAY_FACTS = ("state", "arrival", "departure", "adults", "children")


def require(tx: ReadTx, booking_id: str) -> dict[str, Any]:
    """Return a reservation's row.

    Raises:
        NotFound: ``bookings.unknown``.
    """
    found = store.reservation(tx, booking_id)
    if found is None:
        raise NotFound("bookings.unknown", "there is no such booking")
    return found


def one_stay(tx: ReadTx, booking_id: str, stay_id: int | None) -> Stay:
    """Return the stay that is meant; a booking of one room need not name it.

    Raises:
        NotFound: ``bookings.unknown``, ``bookings.unknown_stay``.
        Conflict: ``bookings.which_room`` - it has several.
    """
    require(tx, booking_id)
    found = [one for one in store.stays(tx, booking_id) if stay_id in (None, one.id)]
    if not found:
        raise NotFound("bookings.unknown_stay", "this booking has no such room")
    if len(found) > 1:
        raise Conflict(
            "bookings.which_room",
            "this booking has several rooms; name the stay",
            stays=[one.id for one in found],
        )
    return found[0]


def view(tx: ReadTx, booking_id: str, currency: str) -> dict[str, Any]:
    """Return a BOOKING: ``{id, number, name, email, phone, note, made_at, stays, seq}``."""
    booking = require(tx, booking_id)
    found = store.stays(tx, booking_id)
    told = outbox.standings(tx, [f"stay:{one.id}" for one in found])
    stays = [_stay_view(tx, one, currency) | {"sync": told.get(f"stay:{one.id}")} for one in found]
    return booking | {"stays": stays, "seq": tx.seq}


def today_board(tx: ReadTx, today: str) -> dict[str, Any]:
    """Return ``{day, arrivals, late, departures, overdue, stayovers, no_shows, left, seq}``.

    Each is a list of ``{stay_id, booking_id, number, name, room, room_type, housekeeping, state,
    arrival, departure, adults, children}``; ``left`` are those who checked out today.
    """
    board: dict[str, Any] = {"day": today} | {name: [] for name in GROUPS}
    doors = {one["id"]: one for one in rooms.index(tx)["items"]}
    kinds = rooms.type_names(tx)
    rows = store.of_today(tx, today)
    told = outbox.standings(tx, [f"stay:{row['id']}" for row in rows])
    for row in rows:
        words = {"number": row.pop("number"), "name": row.pop("name")}
        stay = Stay(**row)
        where = group(stay, today)
        if where is not None:
            facts = {"stay_id": stay.id, "booking_id": stay.reservation_id, **words}
            facts["sync"] = told.get(f"stay:{stay.id}")
            facts |= {name: getattr(stay, name) for name in STAY_FACTS}
            board[where].append(_placed(facts, stay.room_id, stay.room_type_id, doors, kinds))
    for row in queries.gone(tx, today):
        where = "no_shows" if row["state"] == "no_show" else "left"
        room_id, type_id = row.pop("room_id"), row.pop("room_type_id")
        board[where].append(_placed(row, room_id, type_id, doors, kinds))
    return board | {"seq": tx.seq}


def _placed(
    facts: dict[str, Any],
    room_id: int | None,
    type_id: int,
    doors: dict[int, dict[str, Any]],
    kinds: dict[int, str],
) -> dict[str, Any]:
    door = doors.get(room_id or 0, {})
    return facts | {
        "room": door.get("number"),
        "housekeeping": door.get("housekeeping"),
        "room_type": kinds[type_id],
    }


def search(tx: ReadTx, said: str, *, cursor: int, limit: int) -> dict[str, Any]:
    """Return ``{items: [{id, number, name}], next, seq}``, newest first."""
    found = store.search(tx, said.strip(), cursor or BEYOND, limit)
    following = found[-1]["number"] if len(found) == limit else None
    return {"items": found, "next": following, "seq": tx.seq}


def _stay_view(tx: ReadTx, stay: Stay, currency: str) -> dict[str, Any]:
    room = rooms.require_room(tx, stay.room_id)["number"] if stay.room_id else None
    return {
        "id": stay.id,
        "room_type": rooms.require_type(tx, stay.room_type_id).name,
        "room_type_id": stay.room_type_id,
        "room": room,
        "room_id": stay.room_id,
        "arrival": stay.arrival,
        "departure": stay.departure,
        "adults": stay.adults,
        "children": stay.children,
        "state": stay.state,
        "price": wire(stay.price_minor, currency),
        "folio_id": stay.folio_id,
    }
