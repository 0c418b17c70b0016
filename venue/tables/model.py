"""What a table, a party's session, a guest's phone and a call are; pure.

A session lives by the box's running time, so that no jump of the wall clock ends or prolongs it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from venue.core.clock import rfc3339
from venue.core.tx import Row

HOUR_MS = 3_600_000
MOST_HOURS = 72
ANSWER_MS = 10 * 60_000  # so long a party sees who comes
NAME_LONGEST = 20
WAIT_MS = 30 * 60_000  # a phone that nobody let in by then must scan again
MOST_GUESTS = 60
MOST_WAITING = 30
PIN_DIGITS = 4

# The seed's words, shown to people and compared by its clients.
NO_SUCH_CODE = "Invalid or expired QR code"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSession:
    """One party's time at a table.

    Attributes:
        state: ``open`` or ``closed``; an expired session stays open until staff close it.
        paused: No orders from phones for now.
        expires_run_ms: Running time at which its tokens end.
    """

    id: str
    table_id: int
    table_number: str
    area: str
    covers: int
    state: str
    paused: bool
    bill_requested: bool
    opened_at: str
    expires_run_ms: int

    def live(self, run_ms: int) -> bool:
        """Tell whether its tokens let anybody in."""
        return self.state == "open" and run_ms < self.expires_run_ms

    def expires_in_s(self, run_ms: int) -> int:
        """Return the seconds left; 0 when none are."""
        return max(0, self.expires_run_ms - run_ms) // 1000

    @property
    def told(self) -> dict[str, Any]:
        """Return what the party's phones hear of it."""
        return {"state": self.state, "paused": self.paused}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One phone that scanned a code.

    Attributes:
        number: Its place among the party's phones; None until it is let in.
        name: As the guest wants to be called at the table; may be empty.
        session: The party it belongs to; None until it is let in.
        joinable: The table has a live session that it could be let in to.
    """

    id: int
    table_id: int
    table_number: str
    number: int | None
    name: str = ""
    left: bool
    waiting_run_ms: int
    session: TableSession | None
    joinable: bool

    @property
    def label(self) -> str:
        """Return how the party tells its phones apart."""
        return guest_label(self.number)

    def state(self, run_ms: int, join: str) -> str:
        """Return ``joined``, ``waiting``, ``needs_pin`` or ``over``.

        Args:
            join: The setting ``guest.join``.
        """
        if self.left:
            return "over"
        if self.session is not None:
            return "joined" if self.session.live(run_ms) else "over"
        if run_ms - self.waiting_run_ms >= WAIT_MS:
            return "over"
        return "needs_pin" if join == "pin" and self.joinable else "waiting"


def guest_label(number: int | None) -> str:
    """Return a phone's label, such as ``Guest 2``."""
    return f"Guest {number}" if number else "Guest"


def extended(expires_run_ms: int, run_ms: int, hours: int) -> int:
    """Return the new expiry: ``hours`` after the old one, or after now when that is past."""
    return min(max(expires_run_ms, run_ms) + hours * HOUR_MS, run_ms + MOST_HOURS * HOUR_MS)


def wall_after(now: str, ms: int) -> str:
    """Return the wall clock time ``ms`` after ``now``, both RFC 3339; for people to read."""
    return rfc3339(datetime.fromisoformat(now) + timedelta(milliseconds=ms))


def table_state(row: Row) -> str:
    """Return the one word for a table: ``free``, ``open``, ``bill_requested`` or ``paused``."""
    if row["session_id"] is None:
        return "free"
    if row["bill_requested_at"]:
        return "bill_requested"
    return "paused" if row["paused"] else "open"


def table_view(row: Row, run_ms: int) -> dict[str, Any]:
    """Return a table as in ``GET /api/v1/tables``, before other features add to it."""
    view: dict[str, Any] = {
        "id": row["id"],
        "number": row["number"],
        "area": row["area"],
        "seats": row["seats"],
        "state": table_state(row),
        "waiting": row["waiting"],
        "orders": 0,
        "unseen": 0,
    }
    if row["session_id"] is not None:
        view |= {
            "session_id": row["session_id"],
            "covers": row["covers"],
            "opened_at": row["opened_at"],
            "expires_in_s": max(0, row["expires_run_ms"] - run_ms) // 1000,
            "paused": bool(row["paused"]),
            "bill_requested": row["bill_requested_at"] is not None,
        }
    return view


def session_view(session: TableSession, run_ms: int) -> dict[str, Any]:
    """Return a session for staff; ``expired`` means that staff must extend or close it."""
    return {
        "id": session.id,
        "table": {"id": session.table_id, "number": session.table_number},
        "area": session.area,
        "state": session.state,
        "paused": session.paused,
        "bill_requested": session.bill_requested,
        "covers": session.covers,
        "opened_at": session.opened_at,
        "expires_in_s": session.expires_in_s(run_ms) if session.state == "open" else 0,
        "expired": session.state == "open" and not session.live(run_ms),
    }


def call_view(row: Row, run_ms: int) -> dict[str, Any]:
    """Return a call: ``{id, kind, table, session_id, age_s, state, by?}``; ``by``: who comes."""
    taken = {"by": row["answered_by_name"]} if row["answered_at"] else {}
    return {
        "id": row["id"],
        "kind": row["kind"],
        "table": {"id": row["table_id"], "number": row["table_number"]},
        "session_id": row["table_session_id"],
        "age_s": max(0, run_ms - row["made_run_ms"]) // 1000,
        "state": "answered" if row["answered_at"] else "open",
    } | taken
