"""Use cases of wake-ups: set, changed with the stay, seen to by a person."""

from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from venue.bookings import reads
from venue.bookings.hooks import Event
from venue.core.actor import Actor
from venue.core.clock import rfc3339
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.tx import ReadTx, Row, Tx
from venue.desklog.wakeups import model, store
from venue.rooms import service as rooms

DESK = ("desk",)
MOST_OF_STAY, MOST_LIVE, MOST_CALLS = 10, 500, 200
LATELY_MS = 24 * 3_600_000
AGAIN_MIN = 5
MINUTE_MS = 60_000
PURGED_AT_ONCE = 200
ENDINGS = ("left", "cancel", "no_show")


class Wish(NamedTuple):
    """A wake-up that is wanted; ``day`` is the first, None: the next time it is that late."""

    room_id: int
    at: time
    day: date | None
    daily: bool


def set_up(tx: Tx, actor: Actor, wish: Wish, zone: ZoneInfo) -> dict[str, Any]:
    """Set a wake-up for the guest in a room; the same once more is the one that is set.

    Raises:
        NotFound: ``rooms.unknown_room``. Invalid: ``wakeups.past``, ``wakeups.after_departure``.
        Conflict: ``wakeups.empty_room``, ``wakeups.too_many``.
    """
    rooms.require_room(tx, wish.room_id)
    stay = reads.in_room(tx, wish.room_id)
    if stay is None:
        raise Conflict("wakeups.empty_room", "no guest is in house in this room")
    day, at = _when(tx, wish, zone)
    if day.isoformat() > stay.departure:
        raise Invalid(
            "wakeups.after_departure", "the guest leaves before", departure=stay.departure
        )
    there = store.of_stay(tx, stay.id)
    for one in there:
        same = (one["wake_time"], bool(one["daily"])) == (f"{wish.at:%H:%M}", wish.daily)
        if same and (wish.daily or one["next_day"] == day.isoformat()):
            return view(tx, one, zone) | {"seq": tx.seq}
    if len(there) >= MOST_OF_STAY:
        raise Conflict("wakeups.too_many", f"a room has at most {MOST_OF_STAY} wake-ups")
    row = {
        "stay_id": stay.id,
        "wake_time": f"{wish.at:%H:%M}",
        "daily": int(wish.daily),
        "next_day": day.isoformat(),
        "next_at": rfc3339(at),
        "made_by": actor.name,
        "made_at": tx.now,
    }
    wakeup_id = store.insert(tx, row)
    tx.journal("wakeup.set", {"wakeup": wakeup_id, "stay": stay.id, "daily": wish.daily})
    tx.tell(DESK, "wakeup", {"id": wakeup_id, "state": "live"})
    return view(tx, _require(tx, wakeup_id), zone) | {"seq": tx.seq}


def cancel(tx: Tx, actor: Actor, wakeup_id: int, zone: ZoneInfo) -> dict[str, Any]:
    """Take a wake-up away, and its call that waits; again it changes nothing.

    Raises:
        NotFound: ``wakeups.unknown``. Conflict: ``wakeups.over`` - it rang, or the guest left.
    """
    row = _require(tx, wakeup_id)
    if row["state"] == "live":
        for call in store.waiting_of(tx, wakeup_id):
            _close(tx, call, "left", actor.name)
        _end(tx, wakeup_id, "cancelled")
    elif row["state"] != "cancelled":
        raise Conflict("wakeups.over", "this wake-up is over", state=row["state"])
    return view(tx, _require(tx, wakeup_id), zone) | {"seq": tx.seq}


def mark(tx: Tx, actor: Actor, call_id: int, verb: str, again_min: int) -> dict[str, Any]:
    """Say what came of calling the room; the same said again changes nothing.

    Args:
        again_min: After how many minutes the box reminds again when nobody answered.

    Raises:
        NotFound: ``wakeups.unknown``. Conflict: ``wakeups.over``.
    """
    call = _require_call(tx, call_id)
    if call["state"] == model.VERBS[verb][1] and verb != "no_answer":
        return call_view(tx, call)
    tries = call["tries"] + (verb == "no_answer")
    state = model.after(call["state"], verb, tries)
    again = tx.run_ms + again_min * MINUTE_MS if state == "again" else None
    over = state not in model.WAITING
    store.move(tx, call_id, state, by=actor.name, tries=tries, raise_run_ms=again, over=over)
    tx.journal("wakeup.marked", {"call": call_id, "state": state, "tries": tries})
    tell_call(tx, call_id)
    return call_view(tx, _require_call(tx, call_id))


def board(tx: ReadTx, zone: ZoneInfo) -> dict[str, Any]:
    """Return ``{waiting, items, lately, zone, today, seq}``: calls, what is set, what was done."""
    lately = store.lately(tx, max(0, tx.run_ms - LATELY_MS), MOST_CALLS)
    return {
        "waiting": waiting(tx),
        "items": [view(tx, one, zone) for one in store.live(tx, MOST_LIVE)],
        "lately": [call_view(tx, one) for one in lately],
        "zone": zone.key,
        "today": tx.moment.astimezone(zone).date().isoformat(),
        "seq": tx.seq,
    }


def waiting(tx: ReadTx) -> list[dict[str, Any]]:
    """Return the CALLs that nobody has seen to, oldest first."""
    return [call_view(tx, one) for one in store.waiting(tx, MOST_CALLS)]


def hear(tx: Tx, event: Event) -> None:
    """End the wake-ups of a stay that is over, and its calls."""
    if event.kind not in ENDINGS:
        return
    for call in store.waiting_of_stay(tx, event.stay.id):
        _close(tx, call, "left", "")
    for one in store.of_stay(tx, event.stay.id):
        _end(tx, one["id"], "left")


def alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return an alert for each call that waits for a person."""
    return [
        {
            "id": f"wakeup:{one['id']}",
            "kind": "wakeup",
            "text_key": "alert.wakeup_late" if one["late"] else "alert.wakeup",
            "values": {"room": one["room"], "time": one["time"]},
            "age_s": one["age_s"],
            "permission": "wakeups.manage",
        }
        for one in waiting(tx)
        if one["state"] != "again"
    ]


def purge(tx: Tx, kept_ms: int) -> int:
    """Forget what ended longer ago than the term; return how much."""
    return store.purge(tx, tx.run_ms - kept_ms, PURGED_AT_ONCE)


def view(tx: ReadTx, row: Row, zone: ZoneInfo) -> dict[str, Any]:
    """Return a WAKEUP: ``{id, room, room_id, booking_id, time, day, rings, next_at, daily, …}``.

    ``rings`` is the local time at which it really rings: another than ``time`` where the clocks
    skip that time.
    """
    stay = reads.stay(tx, row["stay_id"])
    rings = datetime.fromisoformat(row["next_at"]).astimezone(zone)
    return {
        "id": row["id"],
        "room": room_of(tx, row["stay_id"]),
        "room_id": stay.room_id,
        "booking_id": stay.reservation_id,
        "time": row["wake_time"],
        "day": row["next_day"],
        "rings": f"{rings:%H:%M}",
        "next_at": row["next_at"],
        "daily": bool(row["daily"]),
        "departure": stay.departure,
        "state": row["state"],
        "by": row["made_by"],
    }


def call_view(tx: ReadTx, row: Row) -> dict[str, Any]:
    """Return a CALL: ``{id, room, time, day, due_at, state, late, late_s, tries, left, …}``.

    ``late``: the box could not raise it in time; ``left``: how many tries are left.
    """
    return {
        "id": row["id"],
        "wakeup_id": row["wakeup_id"],
        "room": room_of(tx, row["stay_id"]),
        "time": row["wake_time"],
        "day": row["day"],
        "due_at": row["due_at"],
        "state": row["state"],
        "late": row["late_s"] >= model.LATE_S,
        "late_s": row["late_s"],
        "tries": row["tries"],
        "left": model.MOST_TRIES - row["tries"],
        "raises": row["raises"],
        "again_s": max(0, (row["raise_run_ms"] - tx.run_ms) // 1000)
        if row["state"] == "again"
        else None,
        "age_s": (tx.run_ms - row["raised_run_ms"]) // 1000,
        "by": row["done_by"],
        "done_at": row["done_at"],
    }


def room_of(tx: ReadTx, stay_id: int) -> str | None:
    """Return the number of the room where a stay is now."""
    stay = reads.stay(tx, stay_id)
    return str(rooms.require_room(tx, stay.room_id)["number"]) if stay.room_id else None


def tell_call(tx: Tx, call_id: int) -> None:
    """Tell the desk's screens of a call."""
    tx.tell(DESK, "wakeup_call", {"id": call_id, "state": _require_call(tx, call_id)["state"]})


def _when(tx: ReadTx, wish: Wish, zone: ZoneInfo) -> tuple[date, datetime]:
    if wish.day is None:
        return model.next_moment(tx.moment, wish.at, zone)
    try:
        at = model.moment(wish.day, wish.at, zone)
    except OverflowError as error:
        raise Invalid("wakeups.past", "this is no date of ours") from error
    if at <= tx.moment:
        raise Invalid("wakeups.past", "this time is over")
    return wish.day, at


def _close(tx: Tx, call: Row, state: str, by: str) -> None:
    store.move(tx, call["id"], state, by=by, tries=call["tries"], raise_run_ms=None, over=True)
    tx.journal("wakeup.marked", {"call": call["id"], "state": state, "tries": call["tries"]})
    tell_call(tx, call["id"])


def _end(tx: Tx, wakeup_id: int, state: str) -> None:
    store.end(tx, wakeup_id, state)
    tx.journal("wakeup.ended", {"wakeup": wakeup_id, "state": state})
    tx.tell(DESK, "wakeup", {"id": wakeup_id, "state": state})


def _require(tx: ReadTx, wakeup_id: int) -> Row:
    row = store.by_id(tx, wakeup_id)
    if row is None:
        raise NotFound("wakeups.unknown", "there is no such wake-up")
    return row


def _require_call(tx: ReadTx, call_id: int) -> Row:
    row = store.call(tx, call_id)
    if row is None:
        raise NotFound("wakeups.unknown", "there is no such call")
    return row
