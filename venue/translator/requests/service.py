"""Use cases of room requests: made once, taken, done; each side reads its own language."""

from collections.abc import Mapping
from typing import Any

from venue.core.actor import Actor
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.tx import ReadTx, Row, Tx
from venue.tables.service import require_open_session
from venue.translator import book, service
from venue.translator.requests import store

# Entries of the phrasebook, in the order of the guest's screen: they exist in every language.
PHRASES = (
    "towels", "clean_room", "toilet_paper", "soap", "pillow", "blanket", "baby_cot",
    "do_not_disturb", "air_conditioning", "too_cold", "too_hot", "hot_water", "shower", "light",
    "television", "internet", "key_not_working", "noise", "late_checkout", "luggage", "taxi",
    "doctor",
)  # fmt: skip
MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "take": (frozenset({"open", "taken"}), "taken"),
    "done": (frozenset({"open", "taken", "done"}), "done"),
}
MOST_LIVE, MOST_DONE, MOST_OWN = 200, 50, 50
MOST_OF_PARTY = 200  # of one stay, withdrawn ones too
DONE_SHOWN_MS = 12 * 3_600_000
LATE_MS = 10 * 60_000
DESK = "desk"


def choices(tx: ReadTx, language: str) -> list[dict[str, str]]:
    """Return ``[{phrase, text}]`` that may be asked for, in a language.

    Raises:
        Invalid: ``translator.unknown_language``.
    """
    service.require_language(language)
    words = service.book_of(tx)
    return [{"phrase": one, "text": _say(words, one, language)} for one in PHRASES]


def own(tx: ReadTx, session_id: str | None, language: str) -> dict[str, Any]:
    """Return ``{items, choices, seq}`` of a party in a room."""
    words = service.book_of(tx)
    rows = store.of_session(tx, session_id or "", MOST_OWN)
    items = [view(tx, words, row, language) for row in rows]
    return {"items": items, "choices": choices(tx, language), "seq": tx.seq}


def everybodys(tx: ReadTx, language: str) -> dict[str, Any]:
    """Return ``{items, done, seq}`` for staff: what waits, oldest first, and what was done."""
    service.require_language(language)
    words = service.book_of(tx)
    live, done = store.live(tx, MOST_LIVE), store.done(tx, tx.run_ms - DONE_SHOWN_MS, MOST_DONE)
    return {
        "items": [view(tx, words, row, language) for row in live],
        "done": [view(tx, words, row, language) for row in done],
        "seq": tx.seq,
    }


def make(tx: Tx, *, session_id: str, phrase: str, language: str) -> dict[str, Any]:
    """Ask for something; what is asked for already and not done is returned as it is.

    Raises:
        Conflict: ``requests.no_room``, ``requests.too_many``. Gone: ``tables.session_over``.
        Invalid: ``requests.unknown``, ``translator.unknown_language``.
    """
    session = require_open_session(tx, session_id)
    if session.kind != "room":
        raise Conflict("requests.no_room", "only a guest in a room can ask for this")
    if phrase not in PHRASES:
        raise Invalid("requests.unknown", f"there is no request {phrase!r}")
    service.require_language(language)
    row = store.live_of(tx, session_id, phrase)
    if row is None:
        if store.count(tx, session_id) >= MOST_OF_PARTY:
            raise Conflict("requests.too_many", "this is too much by taps; please call the desk")
        room = session.table_number.removeprefix("R")
        made = store.insert(tx, session_id=session_id, room=room, phrase=phrase, language=language)
        row = store.by_id(tx, made)
        assert row is not None
        tx.journal("room_request.made", {"request": made, "phrase": phrase})
        _tell(tx, row)
    return view(tx, service.book_of(tx), row, language)


def withdraw(tx: Tx, *, session_id: str, request_id: int) -> dict[str, Any]:
    """Take an own request back.

    Raises:
        NotFound: ``requests.not_there``.
    """
    row = _require(tx, request_id)
    if row["table_session_id"] != session_id:
        raise NotFound("requests.not_there", "there is no such request")
    if row["state"] in ("open", "taken"):
        _move(tx, row, "withdrawn", row["taken_by"])
    return view(tx, service.book_of(tx), _require(tx, request_id), row["language"])


def move(tx: Tx, actor: Actor, request_id: int, verb: str, language: str) -> dict[str, Any]:
    """Take a request on oneself, or say that it is done; again it changes nothing.

    Raises:
        NotFound: ``requests.not_there``. Conflict: ``requests.over`` - the guest took it back.
    """
    row = _require(tx, request_id)
    before, after = MOVES[verb]
    if row["state"] not in before:
        raise Conflict("requests.over", "this request is over", state=row["state"])
    if row["state"] != after:
        _move(tx, row, after, actor.name)
    return view(tx, service.book_of(tx), _require(tx, request_id), language)


def follow(tx: Tx, session_id: str, room: str) -> None:
    """Bring what a party asked for to the room it moved to."""
    for row in store.set_room(tx, session_id, room):
        _tell(tx, row)


def end(tx: Tx, session_id: str) -> None:
    """Forget a party's requests; called when its session closes."""
    if store.forget(tx, session_id):
        tx.tell((DESK,), "room_request", {"session_id": session_id, "state": "over"})


def purge(tx: Tx) -> int:
    """Forget requests whose session ended while this was switched off; return how many."""
    return sum(store.forget(tx, session_id) for session_id in store.over(tx))


def alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return an alert when a request was not taken for `LATE_MS`."""
    found = store.oldest_open(tx)
    if found is None or tx.run_ms - found[1] < LATE_MS:
        return []
    return [
        {
            "id": "room_request",
            "kind": "room_request",
            "text_key": "alert.room_request",
            "values": {"count": found[0]},
            "age_s": (tx.run_ms - found[1]) // 1000,
            "permission": "requests.answer",
        }
    ]


def view(tx: ReadTx, words: book.Book, row: Row, language: str) -> dict[str, Any]:
    """Return ``{id, room, phrase, text, original, language, state, age_s, by}``."""
    return {
        "id": row["id"],
        "room": row["room"],
        "phrase": row["phrase"],
        "text": _say(words, row["phrase"], language),
        "original": _say(words, row["phrase"], row["language"]),
        "language": row["language"],
        "state": row["state"],
        "age_s": (tx.run_ms - row["made_run_ms"]) // 1000,
        "by": row["taken_by"],
    }


def _say(words: book.Book, phrase: str, language: str) -> str:
    name = f"phrase.{phrase}"
    return words.say(name, language, {}) or words.say(name, book.BASE, {}) or phrase


def _move(tx: Tx, row: Row, state: str, by: str) -> None:
    done_run_ms = tx.run_ms if state in ("done", "withdrawn") else None
    store.move(tx, row["id"], state, by, done_run_ms)
    tx.journal("room_request.moved", {"request": row["id"], "state": state})
    _tell(tx, row | {"state": state})


def _tell(tx: Tx, row: Row) -> None:
    told = {"id": row["id"], "session_id": row["table_session_id"], "state": row["state"]}
    tx.tell((DESK, f"session:{row['table_session_id']}"), "room_request", told)


def _require(tx: ReadTx, request_id: int) -> Row:
    row = store.by_id(tx, request_id)
    if row is None:
        raise NotFound("requests.not_there", "there is no such request")
    return row
