"""Use cases of the shift log: write, read, tick off, correct by a new entry, search."""

from typing import Any, NamedTuple

from venue.bookings import reads
from venue.core.actor import Actor
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.desklog.shiftlog import store
from venue.folios.model import plain
from venue.rooms import service as rooms

DESK = ("desk",)
LONGEST = 1_000
MOST_TO_SEE, PAGE, MOST_ALERTS = 200, 50, 20
PURGED_AT_ONCE = 200
NEWEST = 2**53


class Wish(NamedTuple):
    """An entry that is wanted; ``corrects_id``: the one that it takes the place of."""

    words: str
    room_id: int | None
    booking_id: str | None
    todo: bool
    due_at: str | None
    corrects_id: int | None


def write(tx: Tx, actor: Actor, wish: Wish) -> dict[str, Any]:
    """Write an entry; return it.

    Raises:
        Invalid: ``shift_log.empty``, ``shift_log.due_without_todo``.
        NotFound: ``shift_log.unknown``, ``rooms.unknown_room``, ``bookings.unknown``.
        Conflict: ``shift_log.corrected`` - names the entry that corrects it already.
    """
    words = clean_text(wish.words, field="the entry", longest=LONGEST)
    if not words:
        raise Invalid("shift_log.empty", "an entry needs words")
    if wish.due_at and not wish.todo:
        raise Invalid("shift_log.due_without_todo", "only what is to be done has a time")
    if wish.room_id is not None:
        rooms.require_room(tx, wish.room_id)
    if wish.booking_id is not None:
        reads.require(tx, wish.booking_id)
    if wish.corrects_id is not None:
        _require(tx, wish.corrects_id, actor)
        by = store.corrected_by(tx, wish.corrects_id)
        if by is not None:
            raise Conflict("shift_log.corrected", "this entry is corrected already", entry=by)
    row = wish._asdict() | {
        "words": words,
        "plain": plain(words),
        "todo": int(wish.todo),
        "staff_id": _reader(actor),
        "made_by": actor.name,
        "made_at": tx.now,
        "made_run_ms": tx.run_ms,
    }
    entry_id = store.insert(tx, row)
    tx.journal("shift_log.written", {"entry": entry_id, "corrects": wish.corrects_id})
    return _told(tx, actor, entry_id)


def read(tx: Tx, actor: Actor, entry_id: int) -> dict[str, Any]:
    """Note that this person read an entry; again it changes nothing.

    Raises:
        NotFound: ``shift_log.unknown``.
    """
    _require(tx, entry_id, actor)
    store.read(tx, entry_id, _reader(actor))
    return _told(tx, actor, entry_id)


def tick(tx: Tx, actor: Actor, entry_id: int) -> dict[str, Any]:
    """Tick off what was to do; again it keeps who did it first.

    Raises:
        NotFound: ``shift_log.unknown``. Conflict: ``shift_log.not_todo``, ``shift_log.corrected``.
    """
    row = _require(tx, entry_id, actor)
    if not row["todo"]:
        raise Conflict("shift_log.not_todo", "there is nothing to do in this entry")
    by = store.corrected_by(tx, entry_id)
    if by is not None:
        raise Conflict("shift_log.corrected", "this entry is corrected", entry=by)
    if row["ticked_at"] is None:
        store.tick(tx, entry_id, actor.name)
        tx.journal("shift_log.ticked", {"entry": entry_id})
    store.read(tx, entry_id, _reader(actor))
    return _told(tx, actor, entry_id)


def to_see(tx: ReadTx, actor: Actor) -> dict[str, Any]:
    """Return ``{items, seq}``: what this person has not read and what is to do, oldest first."""
    rows = store.to_see(tx, _reader(actor), MOST_TO_SEE)
    return {"items": [view(tx, row) for row in rows], "seq": tx.seq}


def search(tx: ReadTx, actor: Actor, said: str, cursor: int) -> dict[str, Any]:
    """Return ``{items, next, seq}``, the newest first; ``next`` is None on the last page."""
    rows = store.found(tx, _reader(actor), plain(said), cursor or NEWEST, PAGE + 1)
    more = len(rows) > PAGE
    return {
        "items": [view(tx, row) for row in rows[:PAGE]],
        "next": rows[PAGE - 1]["id"] if more else None,
        "seq": tx.seq,
    }


def alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return an alert when something should have been done by now; without its words."""
    late = store.overdue(tx, tx.now, MOST_ALERTS)
    return [
        {
            "id": "shift_log",
            "kind": "shift_log",
            "text_key": "alert.shift_log",
            "values": {"count": len(late)},
            "age_s": 0,
            "permission": "shift_log.use",
        }
    ][: len(late)]


def purge(tx: Tx, kept_ms: int) -> int:
    """Forget entries whose term is over; return how many."""
    return store.purge(tx, tx.run_ms - kept_ms, PURGED_AT_ONCE)


def view(tx: ReadTx, row: Row) -> dict[str, Any]:
    """Return an ENTRY as its reader sees it."""
    room = rooms.require_room(tx, row["room_id"])["number"] if row["room_id"] else None
    late = bool(row["due_at"] and not row["ticked_at"] and row["due_at"] <= tx.now)
    return {
        "id": row["id"],
        "words": row["words"],
        "room": room,
        "booking_id": row["booking_id"],
        "todo": bool(row["todo"]),
        "due_at": row["due_at"],
        "late": late,
        "corrects_id": row["corrects_id"],
        "corrected_by": store.corrected_by(tx, row["id"]),
        "by": row["made_by"],
        "made_at": row["made_at"],
        "ticked_by": row["ticked_by"],
        "ticked_at": row["ticked_at"],
        "unread": bool(row["unread"]),
        "readers": store.readers(tx, row["id"]),
    }


def _told(tx: Tx, actor: Actor, entry_id: int) -> dict[str, Any]:
    tx.tell(DESK, "shift_log", {"id": entry_id})
    return view(tx, _require(tx, entry_id, actor)) | {"seq": tx.seq}


def _require(tx: ReadTx, entry_id: int, actor: Actor) -> Row:
    row = store.entry(tx, entry_id, _reader(actor))
    if row is None:
        raise NotFound("shift_log.unknown", "there is no such entry")
    return row


def _reader(actor: Actor) -> int:
    """Return a number of the one who reads; programs are counted below 0, apart from people."""
    return actor.id if actor.kind == "staff" else -actor.id
