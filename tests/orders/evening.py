"""Steps that tests of the floor's work share."""

from typing import Any

from tests.inside import Inside, Person


def approver(box: Inside, name: str = "Marta") -> dict[str, Any]:
    """Return what a person types to approve: id and own PIN."""
    person = next(one for one in box.facts["staff"] if one["name"] == name)
    return {"staff_id": person["id"], "pin": person["pin"]}


def staff_id(box: Inside, name: str) -> int:
    """Return somebody's id."""
    return int(next(one["id"] for one in box.facts["staff"] if one["name"] == name))


def table_id(box: Inside, number: str) -> int:
    """Return a table's id."""
    found = box.rows("SELECT id FROM dining_table WHERE number = ?", number)
    return int(found[0]["id"])


def opened(box: Inside, waiter: Person, number: str, covers: int = 2) -> str:
    """Open a table; return the session's id."""
    body = {"table_id": table_id(box, number), "covers": covers}
    return str(waiter.post("/api/v1/table-sessions", body, expect=201).json["id"])


def ordered(waiter: Person, session: str, count: int = 2, **line: Any) -> dict[str, Any]:
    """Order some dishes for a party."""
    lines = [one | line for one in waiter.lines(count)]
    body = {"lines": lines, "table_session_id": session}
    found: dict[str, Any] = waiter.post("/api/v1/orders", body, expect=201).json
    return found


def party(waiter: Person, session: str) -> dict[str, Any]:
    """Return a session's view with its orders and bill."""
    found: dict[str, Any] = waiter.json(f"/api/v1/table-sessions/{session}")
    return found


def lines_of(waiter: Person, session: str) -> list[str]:
    """Return the ids of the lines a party is shown."""
    return [line["id"] for order in party(waiter, session)["orders"] for line in order["lines"]]


def on_floor(waiter: Person, number: str) -> dict[str, Any]:
    """Return a table or place as the floor shows it."""
    floor = waiter.json("/api/v1/tables")
    return next(one for one in floor["items"] + floor["places"] if one["number"] == number)
