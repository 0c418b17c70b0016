"""Use cases of tables' reservations: take, change, seat, no-show, cancel, purge."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from venue.core.clock import rfc3339
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.parse import NAME_LONGEST, Body, clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.tables import service, sessions
from venue.tables.parties.service import moment
from venue.tables.reservations import model, store
from venue.tables.reservations.model import MOVES
from venue.tables.service import FLOOR
from venue.tables.sessions import House

LONGEST_MIN = 12 * 60
MOST_A_DAY = 1_000
LATE_FOR_H = 6  # later, a party that never came is history and no alert
PURGED_AT_ONCE = 500
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Terms(NamedTuple):
    """What the venue decided about reservations.

    Attributes:
        minutes: How long a table is kept unless said otherwise.
        late_after_s: From when a party counts as late.
        kept_ms: How long after its day a reservation keeps its words, of running time.
    """

    minutes: int
    late_after_s: int
    kept_ms: int
    zone: ZoneInfo


class Wanted(Body, frozen=True):
    """A reservation; ``anyway``: keep the table although another party has it near that time."""

    starts_at: str
    covers: Annotated[int, msgspec.Meta(ge=1, le=500)]
    name: str
    phone: str = ""
    note: str = ""
    table_id: RowId | None = None
    minutes: Annotated[int, msgspec.Meta(ge=15, le=LONGEST_MIN)] | None = None
    anyway: bool = False


def add(tx: Tx, wanted: Wanted, terms: Terms) -> dict[str, Any]:
    """Take a reservation; return its view.

    Raises:
        Invalid: ``tables.no_name``, ``reservations.bad_date``. NotFound: ``tables.unknown_table``.
        Conflict: ``tables.reserved`` with the other's time, unless ``anyway``.
    """
    row = _cleaned(tx, wanted, terms) | {"made_by": tx.actor}
    _refuse_taken(tx, row, wanted, own_id=None)
    reservation_id = store.insert(tx, row)
    tx.journal(
        "table_reservation.made",
        {"reservation": reservation_id, "table": row["table_id"], "covers": row["covers"]},
    )
    return _told(tx, reservation_id, terms)


def change(tx: Tx, reservation_id: int, wanted: Wanted, terms: Terms) -> dict[str, Any]:
    """Change a reservation that is still booked; return its view.

    Raises:
        NotFound: ``tables.unknown_reservation``. Conflict: ``tables.illegal_move``.
        Others: as for `add`.
    """
    before = _require(tx, reservation_id)
    if before["state"] != "booked":
        raise _illegal(before["state"], "change")
    row = _cleaned(tx, wanted, terms)
    _refuse_taken(tx, row, wanted, own_id=reservation_id)
    store.update(tx, reservation_id, row)
    tx.journal(
        "table_reservation.changed",
        {"reservation": reservation_id, "table": row["table_id"], "covers": row["covers"]},
    )
    return _told(tx, reservation_id, terms)


def move(tx: Tx, reservation_id: int, action: str, terms: Terms) -> dict[str, Any]:
    """Mark as no-show, cancel or restore; return the view.

    Raises:
        NotFound: ``tables.unknown_reservation``, ``request.no_such_action``.
        Conflict: ``tables.illegal_move``.
    """
    row = _require(tx, reservation_id)
    to = _to(row["state"], action)
    store.set_state(tx, reservation_id, to, table_id=row["table_id"], session_id=None)
    tx.journal("table_reservation.moved", {"reservation": reservation_id, "state": to})
    return _told(tx, reservation_id, terms)


def seat(
    tx: Tx, house: House, reservation_id: int, table_id: int | None, terms: Terms
) -> dict[str, Any]:
    """Open a table for the party that came; return the reservation with its ``session_id``.

    Args:
        table_id: Another table than the reserved one, or one where none was reserved.

    Raises:
        NotFound: ``tables.unknown_reservation``. Invalid: ``tables.no_table``.
        Conflict: ``tables.illegal_move``, ``tables.already_open``.
    """
    row = _require(tx, reservation_id)
    to = _to(row["state"], "seat")
    at = table_id or row["table_id"]
    if at is None:
        raise Invalid("tables.no_table", "say which table they sit at")
    session, _ = sessions.open_session(tx, house, table_id=at, covers=row["covers"])
    store.set_state(tx, reservation_id, to, table_id=at, session_id=session.id)
    tx.journal(
        "table_reservation.moved",
        {"reservation": reservation_id, "state": to, "session": session.id},
    )
    return _told(tx, reservation_id, terms)


def of_day(tx: ReadTx, day: date, terms: Terms) -> dict[str, Any]:
    """Return ``{date, items, seq}``: a local day's reservations, and those of the night after it.

    Raises:
        Invalid: ``reservations.bad_date`` - a date at the end of time.
    """
    begin = datetime.combine(day, time(), terms.zone)
    try:
        end = datetime.combine(day + timedelta(days=1), time(4), terms.zone)
        rows = store.between(tx, rfc3339(begin), rfc3339(end), MOST_A_DAY)
    except OverflowError as error:
        raise Invalid("reservations.bad_date", "this is no date of ours") from error
    items = [model.view(row, tx.now, terms.late_after_s) for row in rows]
    return {"date": day.isoformat(), "items": items, "seq": tx.seq}


def alerts(tx: ReadTx, terms: Terms) -> list[dict[str, Any]]:
    """Return an alert for each party that is late."""
    return [_alert(row, tx.now, terms) for row in _late(tx, terms)]


def any_newly_late(tx: ReadTx, terms: Terms) -> bool:
    """Tell whether a party became late that the floor was not told of."""
    return any(not row["late_told"] for row in _late(tx, terms))


def tell_late(tx: Tx, terms: Terms) -> None:
    """Tell the floor of parties that became late, each once."""
    tx.actor = "box"
    for row in _late(tx, terms):
        if row["late_told"]:
            continue
        store.set_late_told(tx, row["id"])
        tx.journal("table_reservation.late", {"reservation": row["id"]})
        tx.tell(FLOOR, "alert", {"alert": _alert(row, tx.now, terms)})
        tx.tell(FLOOR, "reservation", {"reservation": model.view(row, tx.now, terms.late_after_s)})


def purge(tx: Tx) -> int:
    """Forget the words of reservations whose term is over; return how many."""
    found = store.to_purge(tx, PURGED_AT_ONCE)
    if found:
        store.purge(tx, found)
    return len(found)


def _late(tx: ReadTx, terms: Terms) -> list[Row]:
    now = datetime.fromisoformat(tx.now)
    before = rfc3339(now - timedelta(seconds=terms.late_after_s))
    return store.late(tx, before, rfc3339(now - timedelta(hours=LATE_FOR_H)))


def _alert(row: Row, now: str, terms: Terms) -> dict[str, Any]:
    return {
        "id": f"reservation:{row['id']}",
        "kind": "reservation",
        "text_key": "alert.reservation_late",
        "values": {"name": row["name"], "covers": row["covers"]},
        "age_s": model.late_s(row["starts_at"], now),
        "table": {"id": row["table_id"], "number": row["table_number"]}
        if row["table_id"]
        else None,
        "permission": "reservations.manage",
    }


def _require(tx: ReadTx, reservation_id: int) -> Row:
    row = store.reservation(tx, reservation_id)
    if row is None:
        raise NotFound("tables.unknown_reservation", "there is no such reservation")
    return row


def _to(state: str, action: str) -> str:
    if action not in MOVES:
        raise NotFound("request.no_such_action", f"a reservation has no action {action!r}")
    if state not in MOVES[action]:
        raise _illegal(state, action)
    return MOVES[action][state]


def _illegal(state: str, action: str) -> Conflict:
    allowed = sorted(name for name, ways in MOVES.items() if state in ways)
    return Conflict(
        "tables.illegal_move",
        f"a reservation that is {state} cannot {action}",
        state=state,
        action=action,
        allowed=allowed,
    )


def _cleaned(tx: ReadTx, wanted: Wanted, terms: Terms) -> dict[str, Any]:
    name = clean_text(" ".join(wanted.name.split()), field="the name", longest=NAME_LONGEST)
    if not name:
        raise Invalid("tables.no_name", "a reservation needs a name")
    if wanted.table_id is not None:
        service.require_table(tx, wanted.table_id)
    starts_at = moment(wanted.starts_at)
    until_ms = max(0, -model.late_s(starts_at, tx.now)) * 1000
    return {
        "starts_at": starts_at,
        "minutes": wanted.minutes or terms.minutes,
        "covers": wanted.covers,
        "table_id": wanted.table_id,
        "name": name,
        "phone": clean_text(wanted.phone, field="the phone", longest=NAME_LONGEST),
        "note": clean_text(wanted.note, field="the note"),
        "purge_run_ms": tx.run_ms + until_ms + terms.kept_ms,
    }


def _refuse_taken(tx: ReadTx, row: dict[str, Any], wanted: Wanted, *, own_id: int | None) -> None:
    if wanted.anyway or row["table_id"] is None:
        return
    start = datetime.fromisoformat(row["starts_at"])
    end = start + timedelta(minutes=row["minutes"])
    earliest = rfc3339(start - timedelta(minutes=LONGEST_MIN))
    for other in store.booked_at(tx, row["table_id"], earliest, rfc3339(end)):
        if other["id"] != own_id and model.ends_at(other) > start:
            raise Conflict(
                "tables.reserved",
                "this table is reserved near that time",
                starts_at=other["starts_at"],
                minutes=other["minutes"],
            )


def _told(tx: Tx, reservation_id: int, terms: Terms) -> dict[str, Any]:
    view = model.view(_require(tx, reservation_id), tx.now, terms.late_after_s)
    tx.tell(FLOOR, "reservation", {"reservation": view})
    if not view["late"]:
        tx.tell(FLOOR, "alert_gone", {"id": f"reservation:{reservation_id}"})
    return view | {"seq": tx.seq}
