"""The box's part of a wake-up: at its moment it rises on the desk's screens, and again.

What was rung is a row of its day, so that neither a restart nor a clock that goes back rings it
twice; the row's next moment is in the database, so that a box that was off rings it when it is
back, and says that it is late.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from venue.bookings import reads
from venue.core.clock import rfc3339
from venue.core.tx import ReadTx, Row, Tx
from venue.desklog.wakeups import model, service, store

LOOK_S = 2
RAISE_AGAIN_MS = 60_000
MOST_RAISES = 15  # by itself; the call stays on the screens afterwards, silent
AT_ONCE = 50
# A clock is corrected by seconds all the time. Who was called an hour early and answered is not
# called twice; who answered days before the right one is.
UNSEEN_AHEAD, SEEN_AHEAD = timedelta(minutes=1), timedelta(hours=1)


def any_due(tx: ReadTx, *, trusted: bool) -> bool:
    """Tell whether there is something to raise or to put back."""
    return bool(
        store.due(tx, tx.now, 1)
        or store.to_raise(tx, tx.run_ms, 1)
        or (trusted and _too_early(tx, 1))
    )


def look(tx: Tx, zone: ZoneInfo, *, trusted: bool) -> None:
    """Raise what is due, again what nobody saw to, and put back what rose by a wrong clock.

    Args:
        trusted: The clock is known to be right. A box that lost its time rings what it has; it
            takes nothing back by such a clock.
    """
    tx.actor = "box"
    for call in _too_early(tx, AT_ONCE) if trusted else []:
        _put_back(tx, call)
    for row in store.due(tx, tx.now, AT_ONCE):
        _ring(tx, row, zone)
    for call in store.to_raise(tx, tx.run_ms, AT_ONCE):
        raises = call["raises"] + 1
        store.raised(tx, call["id"], raises, _again(tx, raises))
        service.tell_call(tx, call["id"])


def _ring(tx: Tx, row: Row, zone: ZoneInfo) -> None:
    """Make the calls of all days that came; only the last rises, the others were missed."""
    stay = reads.stay(tx, row["stay_id"])
    at = time.fromisoformat(row["wake_time"])
    day, due = date.fromisoformat(row["next_day"]), datetime.fromisoformat(row["next_at"])
    while row["daily"]:
        next_day = day + timedelta(days=1)
        next_due = model.moment(next_day, at, zone)
        if next_due > tx.moment or next_day.isoformat() > stay.departure:
            break
        _call(tx, row, day, due, rises=False)
        day, due = next_day, next_due
    # A guest who stays longer is not woken on days that were never agreed, unless asked for once.
    if not row["daily"] or day.isoformat() <= stay.departure:
        _call(tx, row, day, due, rises=True)
    if row["daily"]:
        ahead = max(day + timedelta(days=1), model.next_moment(tx.moment, at, zone)[0])
        store.set_next(tx, row["id"], ahead.isoformat(), rfc3339(model.moment(ahead, at, zone)))
    else:
        store.end(tx, row["id"], "done")


def _call(tx: Tx, row: Row, day: date, due: datetime, *, rises: bool) -> None:
    late_s = int((tx.moment - due).total_seconds())
    call_id = store.insert_call(
        tx,
        {
            "wakeup_id": row["id"],
            "day": day.isoformat(),
            "due_at": rfc3339(due),
            "state": "ringing" if rises else "missed",
            "late_s": late_s,
            "raises": int(rises),
            "raise_run_ms": _again(tx, 1) if rises else None,
            "raised_run_ms": tx.run_ms,
            "done_run_ms": None if rises else tx.run_ms,
        },
    )
    if call_id is None:
        return
    kind = "wakeup.rose" if rises else "wakeup.missed"
    tx.journal(kind, {"call": call_id, "wakeup": row["id"], "late_s": late_s})
    service.tell_call(tx, call_id)


def _put_back(tx: Tx, call: Row) -> None:
    """Take back a call that rose while the clock was ahead."""
    service.tell_call(tx, call["id"])
    store.forget_call(tx, call["id"])
    wakeup = store.by_id(tx, call["wakeup_id"])
    if wakeup and (wakeup["state"] == "done" or call["due_at"] < wakeup["next_at"]):
        store.set_next(tx, call["wakeup_id"], call["day"], call["due_at"])
    tx.journal("wakeup.put_back", {"call": call["id"], "wakeup": call["wakeup_id"]})


def _too_early(tx: ReadTx, limit: int) -> list[Row]:
    unseen, seen = tx.moment + UNSEEN_AHEAD, tx.moment + SEEN_AHEAD
    return store.too_early(tx, rfc3339(unseen), rfc3339(seen), limit)


def _again(tx: ReadTx, raises: int) -> int | None:
    return tx.run_ms + RAISE_AGAIN_MS if raises < MOST_RAISES else None
