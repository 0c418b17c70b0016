"""What a table's reservation is; pure. Times are people's: the wall clock decides what is late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from venue.core.tx import Row

# An action -> the state it leads to, by the state it is in.
MOVES: Mapping[str, Mapping[str, str]] = {
    "seat": {"booked": "seated", "no_show": "seated"},
    "no-show": {"booked": "no_show"},
    "cancel": {"booked": "cancelled"},
    "restore": {"no_show": "booked", "cancelled": "booked"},
}


def late_s(starts_at: str, now: str) -> int:
    """Return by how many seconds a party is late; negative before its time."""
    return round((datetime.fromisoformat(now) - datetime.fromisoformat(starts_at)).total_seconds())


def ends_at(row: Row) -> datetime:
    """Return until when the table is kept."""
    return datetime.fromisoformat(row["starts_at"]) + timedelta(minutes=row["minutes"])


def view(row: Row, now: str, late_after_s: int) -> dict[str, Any]:
    """Return a reservation for staff; ``late``: booked, and its time is well past."""
    behind_s = late_s(row["starts_at"], now)
    return {
        "id": row["id"],
        "starts_at": row["starts_at"],
        "minutes": row["minutes"],
        "covers": row["covers"],
        "table_id": row["table_id"],
        "table_number": row["table_number"],
        "state": row["state"],
        "late": row["state"] == "booked" and behind_s >= late_after_s,
        "in_s": -behind_s,
        "session_id": row["table_session_id"],
        "name": row["name"],
        "phone": row["phone"],
        "note": row["note"],
    }
