"""The night audit: posts what each night costs once, marks no-shows, writes a numbered report.

A day is one transaction, and every line of it has a key: cut off in the middle nothing is on the
books, run again nothing is on them twice.
"""

from datetime import date, timedelta
from typing import Any

from venue.bookings import reads
from venue.bookings import service as bookings
from venue.core.errors import Conflict, NotFound
from venue.core.tx import ReadTx, Row, Tx
from venue.folios.lines import service as lines
from venue.lodging import store
from venue.lodging.charges import post_nights
from venue.lodging.model import Policy, require_over
from venue.rooms import service as rooms

MOST_DAYS = 60
MOST_LISTED = 60


def run(tx: Tx, day: str, *, today: str, policy: Policy, currency: str) -> dict[str, Any]:
    """Close a day that is over; again: what came since is posted, the number stays.

    Returns:
        The AUDIT: ``{day, number, runs, report, made_at}``.

    Raises:
        Conflict: ``lodging.day_not_over``, ``lodging.day_missing`` - an earlier day comes first.
    """
    require_over(day, today)
    known, last = store.audit(tx, day), store.last_audit(tx)
    if last is not None and day > _after(last["day"]):
        missing = _after(last["day"])
        raise Conflict("lodging.day_missing", f"close the day {missing} first", day=missing)
    absent = reads.overdue(tx, day)
    for stay in absent:
        bookings.end(tx, stay.reservation_id, stay.id, "no_show", "", today=day, currency=currency)
    posted = sum(post_nights(tx, stay, _after(day), policy) for stay in reads.sleeping(tx, day))
    number = known["number"] if known else tx.counter("night_audit")
    ends = known or {"last_line": lines.newest(tx), "last_deposit": store.newest_deposit(tx)}
    before = store.last_audit(tx, before=day) or {"last_line": 0, "last_deposit": 0}
    report = _report(tx, day, before, ends)
    runs = (known["runs"] if known else 0) + 1
    values = {"day": day, "number": number, "runs": runs, "report": report}
    store.put_audit(tx, values | {name: ends[name] for name in ("last_line", "last_deposit")})
    facts = {"day": day, "number": number, "runs": runs, "posted": posted}
    tx.journal("night_audit.closed", facts | {"no_shows": len(absent)})
    tx.tell("desk", "night_audit", {"day": day, "number": number})
    return show(tx, day)


def due(tx: ReadTx, today: str) -> list[str]:
    """Return the days that are over and not closed, oldest first, at most `MOST_DAYS`.

    Before the first audit only yesterday is due.
    """
    last = store.last_audit(tx)
    day = _after(last["day"]) if last else _before(today)
    days: list[str] = []
    while day < today and len(days) < MOST_DAYS:
        days.append(day)
        day = _after(day)
    return days


def show(tx: ReadTx, day: str) -> dict[str, Any]:
    """Return the AUDIT of a day.

    Raises:
        NotFound: ``lodging.unknown_audit``.
    """
    found = store.audit(tx, day)
    if found is None:
        raise NotFound("lodging.unknown_audit", "this day was not closed")
    return {name: found[name] for name in ("day", "number", "runs", "report", "made_at")} | {
        "seq": tx.seq
    }


def index(tx: ReadTx, today: str) -> dict[str, Any]:
    """Return ``{items: [{day, number, runs, made_at}], due: [day], today, seq}``, newest first."""
    found = store.audits(tx, MOST_LISTED)
    return {"items": found, "due": due(tx, today), "today": today, "seq": tx.seq}


def _report(tx: ReadTx, day: str, after: Row, until: Row) -> dict[str, Any]:
    sums = lines.sums_of_night(tx, day)
    sold = sum(row["count"] for row in sums if row["kind"] == "room" and row["amount_minor"] > 0)
    return {
        "rooms": len(rooms.index(tx)["items"]),
        "sleeping": len(reads.sleeping(tx, day)),
        "sold": sold,
        **reads.of_day(tx, day),
        "lines": sums,
        "payments": lines.payments_between(tx, after["last_line"], until["last_line"]),
        "deposits": store.deposits_between(tx, after["last_deposit"], until["last_deposit"]),
        "deposits_held_minor": store.held(tx),
        "in_house_minor": lines.owed_in_house(tx),
    }


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
