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

# A place's kind -> how its parties are served; a tax class may depend on it.
SERVICE_TYPES = {
    "table": "dine_in",
    "bar": "dine_in",
    "takeaway": "takeaway",
    "delivery": "delivery",
    "room": "room",
}

# The seed's words, shown to people and compared by its clients.
NO_SUCH_CODE = "Invalid or expired QR code"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSession:
    """One party's time at a table.

    Attributes:
        table_number: What people call the place: the table's number, or the party's label.
        kind: ``table``, or the kind of place of a party without one.
        state: ``open`` or ``closed``; an expired session stays open until staff close it.
        paused: No orders from phones for now.
        expires_run_ms: Running time at which its tokens end.
        outlet_id: The outlet that the area belongs to; None: the venue has but one.
        training: Nothing of it is cooked, sold or counted.
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
    kind: str = "table"
    outlet_id: int | None = None
    training: bool = False

    def live(self, run_ms: int) -> bool:
        """Tell whether its tokens let anybody in."""
        return self.state == "open" and run_ms < self.expires_run_ms

    def expires_in_s(self, run_ms: int) -> int:
        """Return the seconds left; 0 when none are."""
        return max(0, self.expires_run_ms - run_ms) // 1000

    @property
    def service_type(self) -> str:
        """Return ``dine_in``, ``takeaway``, ``delivery`` or ``room``."""
        return SERVICE_TYPES[self.kind]

    @property
    def told(self) -> dict[str, Any]:
        """Return what the party's phones hear of it."""
        told = {"state": self.state, "paused": self.paused}
        return told | ({"training": True} if self.training else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One phone that scanned a code.

    Attributes:
        number: Its place among the party's phones; None until it is let in.
        name: As the guest wants to be called at the table; may be empty.
        session: The party it belongs to; None until it is let in.
        joinable: The table has a live session that it could be let in to.
        place_kind: Kind of the place whose card was scanned.
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
    place_kind: str = "table"

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
        if self.place_kind == "room":
            # Asked also while nobody lives there: a card in a corridor tells nothing.
            return "needs_pin"
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
        "number": row["label"] or row["number"],
        "kind": row["kind"],
        "area": row["area"],
        "seats": row["seats"],
        "state": table_state(row),
        "waiting": row["waiting"],
        "orders": 0,
        "unseen": 0,
    }
    if row["training"]:
        view["training"] = True
    if row["x"] is not None:
        view["position"] = {name: row[name] for name in ("x", "y", "rotation", "shape")}
    if row["session_id"] is not None:
        view |= {
            "session_id": row["session_id"],
            "covers": row["covers"],
            "owner_id": row["owner_id"],
            "opened_at": row["opened_at"],
            "age_s": max(0, run_ms - row["opened_run_ms"]) // 1000,
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
        "kind": session.kind,
        "service_type": session.service_type,
        "state": session.state,
        "training": session.training,
        "paused": session.paused,
        "bill_requested": session.bill_requested,
        "covers": session.covers,
        "opened_at": session.opened_at,
        "expires_in_s": session.expires_in_s(run_ms) if session.state == "open" else 0,
        "expired": session.state == "open" and not session.live(run_ms),
    }


def call_view(row: Row, run_ms: int) -> dict[str, Any]:
    """Return a call: ``{id, kind, table, session_id, age_s, state, by?, answer?}``.

    ``by`` is who comes, ``answer`` what they say; both only once it was answered.
    """
    view: dict[str, Any] = {
        "id": row["id"],
        "kind": row["kind"],
        "table": {"id": row["table_id"], "number": row["table_number"]},
        "session_id": row["table_session_id"],
        "age_s": max(0, run_ms - row["made_run_ms"]) // 1000,
        "state": "answered" if row["answered_at"] else "open",
    }
    if row["answered_at"] and row["answered_name"]:
        view |= {"by": row["answered_name"], "answer": row["answer"]}
    return view
