"""Reservations, guests and ledger rows as the stand-in keeps them."""

from datetime import date, timedelta
from typing import Any

from sync.sandbox.cloudbeds.common import code, local, refuse, today
from sync.sandbox.store import Doc, State

HOLDS_A_ROOM = ("not_confirmed", "confirmed", "checked_in")


def nights(start: str, end: str) -> list[str]:
    """Return the dates of the nights of a stay; refuse an end that is not after the start."""
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        raise refuse("Invalid Parameters") from None
    if not 0 < (last - first).days <= 365:
        raise refuse("Invalid Parameters")
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days)]


def is_free(state: State, room: str, start: str, end: str, *, but: str = "") -> bool:
    """Tell whether nobody has a room between two dates, ``but`` one sub-reservation."""
    return not any(
        part["room"] == room and part["sub"] != but and part["start"] < end and start < part["end"]
        for one in state.every("cb.reservation")
        if one["status"] in HOLDS_A_ROOM
        for part in one["rooms"]
    )


def free_of(state: State, kind: str, start: str, end: str) -> int:
    """Return how many rooms of a type can still be sold between two dates."""
    rooms = [one for one in state.every("cb.room") if one["type"] == kind and not one["blocked"]]
    taken = [
        part
        for one in state.every("cb.reservation")
        if one["status"] in HOLDS_A_ROOM
        for part in one["rooms"]
        if part["type"] == kind and part["start"] < end and start < part["end"]
    ]
    fullest: int = max(
        sum(part["start"] <= night < part["end"] for part in taken) for night in nights(start, end)
    )
    return max(0, len(rooms) - fullest)


def reservation(state: State, key: Any) -> Doc:
    """Return a reservation; refuse an unknown one."""
    found = state.get("cb.reservation", str(key or ""))
    if found is None or found["deleted"]:
        raise refuse("Reservation not found")
    return found


def part_of(one: Doc, sub: str) -> Doc:
    """Return one room of a reservation; refuse an unknown one."""
    for part in one["rooms"]:
        if part["sub"] == sub:
            found: Doc = part
            return found
    raise refuse("Sub reservation not found")


def save(state: State, one: Doc) -> None:
    """Write a reservation and move its time of modification."""
    one["modified"] = state.now.timestamp()
    state.put("cb.reservation", one["id"], one, parent=one["third_party"])


def new_guest(state: State, fields: Doc, *, series: str = "cb.guest") -> str:
    """Make a guest of the ``guest…`` fields of a form; return the id."""
    key = str(state.number(series, first=991))
    kept = {name: value for name, value in fields.items() if name.startswith("guest")}
    state.put("cb.guest", key, {**kept, "guestID": key, "modified": state.now.timestamp()})
    return key


def new_reservation(state: State, fields: Doc, rooms: list[Doc], *, status: str) -> Doc:
    """Make a reservation.

    Args:
        rooms: Each ``{type, adults, children, rate_minor, room}``.
    """
    key, at = code(state, "cb.reservation"), state.now.timestamp()
    one: Doc = {
        "id": key,
        "status": status,
        "guest": new_guest(state, fields),
        "start": fields["startDate"],
        "end": fields["endDate"],
        "created": at,
        "cancelled": None,
        "deleted": False,
        "source": fields.get("sourceID") or "s-1",
        "third_party": fields.get("thirdPartyIdentifier", ""),
        "eta": fields.get("estimatedArrivalTime"),
        "fields": fields.get("customFields") or [],
        "rooms": [
            {
                **room,
                "sub": f"{key}-{number}",
                "line": str(state.number("cb.line", first=7001)),
                "start": fields["startDate"],
                "end": fields["endDate"],
                "status": "not_checked_in",
            }
            for number, room in enumerate(rooms, 1)
        ],
    }
    one["guests"] = [one["guest"]]
    save(state, one)
    return one


def room_total_minor(one: Doc) -> int:
    """Return the price of a reservation's nights."""
    return sum(
        part["rate_minor"] * len(nights(part["start"], part["end"])) for part in one["rooms"]
    )


def balance_minor(state: State, one: Doc) -> tuple[int, int, int]:
    """Return balance, extras and what was paid; a cancelled stay owes only its extras."""
    lines = state.children("cb.ledger", one["id"])
    paid = -sum(line["minor"] for line in lines if line["of"] == "PAYMENT")
    extras = sum(line["minor"] for line in lines if line["of"] != "PAYMENT")
    rooms = 0 if one["status"] in ("canceled", "no_show") else room_total_minor(one)
    return rooms + extras - paid, extras, paid


def post(
    state: State,
    source: str,
    of: str,
    relation: str,
    minor: int,
    *,
    description: str = "",
    notes: str = "",
    parent: str | None = None,
    source_kind: str = "RESERVATION",
) -> str:
    """Append a row to the ledger; return its id. Charges are positive, payments negative."""
    key = str(state.number("cb.ledger", first=90001))
    row = {
        "id": key, "source": source, "source_kind": source_kind, "of": of, "relation": relation,
        "minor": minor, "description": description, "notes": notes, "parent": parent,
        "at": state.now.timestamp(), "local": local(state.now), "date": today(state),
    }  # fmt: skip
    state.put("cb.ledger", key, row, parent=source)
    return key


def reverse(state: State, source: str, relation: str, kinds: tuple[str, ...]) -> bool:
    """Append the rows that undo a posting; False when there is nothing left to undo."""
    lines = state.children("cb.ledger", source)
    undone = {line["parent"] for line in lines if line["description"] == "VOID"}
    mine = [
        line
        for line in lines
        if line["relation"] == relation
        and line["of"] in kinds
        and line["description"] != "VOID"
        and line["id"] not in undone
    ]
    for line in mine:
        post(
            state, source, line["of"], relation, -line["minor"],
            description="VOID", parent=line["id"], source_kind=line["source_kind"],
        )  # fmt: skip
    return bool(mine)
