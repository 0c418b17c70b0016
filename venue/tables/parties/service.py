"""Use cases of parties without a table.

Each sits at a place of its kind and is called by a short label, such as ``T12``: the words of
people (name, phone, address) stay in one row that is purged after its term, and on no ticket.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from venue.core.clock import rfc3339
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.ids import token, token_hash
from venue.core.parse import NAME_LONGEST, Body, clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.core.vault import Vault
from venue.tables import service, sessions
from venue.tables import store as table_store
from venue.tables.model import TableSession
from venue.tables.parties import store
from venue.tables.sessions import House

PREFIX = {"bar": "B", "takeaway": "T", "delivery": "D", "room": "R"}
LABELS = 99  # then they begin anew: a number called out in a hall has two digits
ROOM_LONGEST = 8
PURGED_AT_ONCE = 500
# A kind's action -> from which states it leads where.
MOVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "takeaway": {"hand-over": {"open": "handed_over"}, "take-back": {"handed_over": "open"}},
    "delivery": {
        "send-out": {"open": "out"},
        "take-back": {"out": "open", "delivered": "out"},
        "deliver": {"out": "delivered"},
    },
}
GONE = frozenset({"handed_over", "delivered"})

# Later features say here what follows when goods leave the house. `register` empties it.
on_gone: list[Callable[[Tx, str], None]] = []
# And here what follows when a room's party, by its session, moves to another room.
room_changes: list[Callable[[Tx, str, str], None]] = []


class Wanted(Body, frozen=True):
    """A party without a table; ``due_at`` is when it is picked up or brought, RFC 3339."""

    kind: Literal["bar", "takeaway", "delivery", "room"]
    name: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""
    room: str = ""
    due_at: str | None = None
    covers: Annotated[int, msgspec.Meta(ge=1, le=500)] = 1


class Words(Body, frozen=True):
    """Changed words of a party; what is absent stays."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    note: str | None = None
    due_at: str | None = None


def open_party(
    tx: Tx, house: House, wanted: Wanted, *, channel: str = ""
) -> tuple[TableSession, dict[str, Any]]:
    """Open a session for a party without a table; return it and its view.

    Args:
        channel: Where an order from outside came from; empty for our own.

    Raises:
        Invalid: ``tables.no_name`` (tab), ``tables.no_address`` (delivery), ``tables.no_room``,
            ``parties.bad_moment``. Conflict: ``tables.already_open`` (a room's session).
    """
    row = _cleaned(wanted) | {"kind": wanted.kind, "channel": channel, "run_ms": tx.run_ms}
    label = _label(tx, wanted)
    place_id = store.place_numbered(tx, wanted.kind, label) or store.free_place(tx, wanted.kind)
    if place_id is None:
        place_id = _new_place(tx, house.vault, wanted.kind)
    session, _ = sessions.open_session(
        tx, house, table_id=place_id, covers=wanted.covers, label=label
    )
    store.insert(tx, row | {"session_id": session.id})
    return session, service.tell_floor(tx, place_id)


def room_label(number: str) -> str:
    """Return how a room's party is called."""
    return f"{PREFIX['room']}{number}"


def room_place(tx: Tx, vault: Vault, number: str) -> int:
    """Return the place of a hotel room, made with a card of its own when there is none.

    Raises:
        Conflict: ``tables.number_taken`` - a table of the restaurant is called so.
    """
    label = room_label(number)
    found = store.place_numbered(tx, "room", label)
    if found is not None:
        return found
    if table_store.table_id_by_number(tx, label) is not None:
        raise Conflict("tables.number_taken", f"there is a table {label} already")
    place_id = _new_place(tx, vault, "room")
    store.number_place(tx, place_id, label)
    tx.journal("table.added", {"table": place_id, "seats": 1})
    return place_id


def place_of_room(tx: ReadTx, number: str) -> int | None:
    """Return the place of a hotel room; None before its first card."""
    return store.place_numbered(tx, "room", room_label(number))


def change_room(tx: Tx, session: TableSession, place_id: int, number: str) -> None:
    """Let a room's party be that of another room; its phones come along."""
    table_store.set_place(tx, session.id, place_id, room_label(number))
    tx.journal("party.room_changed", {"session": session.id, "table": place_id})
    for follow in room_changes:
        follow(tx, session.id, number)
    service.tell_floor(tx, session.table_id)
    service.tell_floor(tx, place_id)


def renew_card(tx: Tx, vault: Vault, place_id: int) -> None:
    """Give a place another card: whoever has a picture of the old one gets nowhere."""
    secret = token()
    store.set_card(tx, place_id, token_hash(secret), vault.seal(secret))
    tx.journal("table.card_renewed", {"table": place_id})


def _new_place(tx: Tx, vault: Vault, kind: str) -> int:
    secret = token()
    return store.insert_place(
        tx, kind=kind, token_hash=token_hash(secret), token_sealed=vault.seal(secret)
    )


def known(tx: ReadTx, session_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return by session what the floor shows of a party: ``{party: {kind, state, name, ..}}``."""
    return {row.pop("session_id"): {"party": row} for row in store.parties(tx, session_ids)}


def move(tx: Tx, session_id: str, action: str, *, driver: str = "") -> dict[str, Any]:
    """Note that goods were handed over, sent out, delivered or came back; return the view.

    Raises:
        NotFound: ``tables.unknown_party``, ``request.no_such_action``.
        Conflict: ``tables.illegal_move`` - names the state, the action and what is allowed.
    """
    party, session = _require(tx, session_id)
    moves = MOVES.get(party["kind"], {})
    if action not in moves:
        raise NotFound("request.no_such_action", f"this party has no action {action!r}")
    to = moves[action].get(party["state"])
    if to is None:
        allowed = sorted(name for name, ways in moves.items() if party["state"] in ways)
        raise Conflict(
            "tables.illegal_move",
            f"what is {party['state']} cannot {action}",
            state=party["state"],
            action=action,
            allowed=allowed,
        )
    store.set_state(tx, session_id, to, driver or party["driver"])
    tx.journal("party.moved", {"session": session_id, "state": to})
    if to in GONE:
        for follow in on_gone:
            follow(tx, session_id)
    _tell_hall(tx, party["kind"])
    return service.tell_floor(tx, session.table_id) | {"seq": tx.seq}


def change(tx: Tx, session_id: str, wanted: Words) -> dict[str, Any]:
    """Change the words of a party; return the view.

    Raises:
        NotFound: ``tables.unknown_party``. Invalid: as for `open_party`.
    """
    party, session = _require(tx, session_id)
    fields = ("name", "phone", "address", "note", "due_at")
    merged = {
        name: party[name] if getattr(wanted, name) is None else getattr(wanted, name)
        for name in fields
    }
    room = session.table_number[1:] if party["kind"] == "room" else ""
    words = _cleaned(Wanted(kind=party["kind"], room=room, **merged))
    store.set_words(tx, session_id, words)
    tx.journal("party.changed", {"session": session_id})
    return service.tell_floor(tx, session.table_id) | {"seq": tx.seq}


def purge(tx: Tx, kept_ms: int) -> int:
    """Forget the words of parties that left longer ago than ``kept_ms``; return how many."""
    found = store.to_purge(tx, tx.run_ms - kept_ms, PURGED_AT_ONCE)
    if found:
        store.purge(tx, found)
    return len(found)


def _require(tx: ReadTx, session_id: str) -> tuple[Row, TableSession]:
    session = table_store.session(tx, session_id)
    found = store.parties(tx, [session_id])
    if session is None or not found:
        raise NotFound("tables.unknown_party", "there is no such party without a table")
    return found[0], session


def _label(tx: Tx, wanted: Wanted) -> str:
    if wanted.kind == "room":
        label = PREFIX["room"] + _short(wanted.room)
        present = store.session_labelled(tx, label)
        if present is not None:
            raise Conflict("tables.already_open", "this room has an open order", session_id=present)
        return label
    for _ in range(LABELS):
        number = (tx.counter(f"party.{wanted.kind}") - 1) % LABELS + 1
        label = f"{PREFIX[wanted.kind]}{number}"
        if store.session_labelled(tx, label) is None:
            return label
    raise Conflict("tables.too_many_parties", f"there are {LABELS} open parties of this kind")


def _cleaned(wanted: Wanted) -> dict[str, Any]:
    words = {
        "name": clean_text(wanted.name, field="the name", longest=NAME_LONGEST),
        "phone": clean_text(wanted.phone, field="the phone", longest=NAME_LONGEST),
        "address": clean_text(wanted.address, field="the address"),
        "note": clean_text(wanted.note, field="the note"),
        "due_at": moment(wanted.due_at) if wanted.due_at else None,
    }
    needs = {"bar": "name", "delivery": "address"}.get(wanted.kind)
    if needs and not words[needs]:
        raise Invalid(f"tables.no_{needs}", f"this party needs a {needs}")
    if wanted.kind == "room" and not _short(wanted.room):
        raise Invalid("tables.no_room", "say which room")
    return words


def _short(room: str) -> str:
    return "".join(clean_text(room, field="the room", longest=ROOM_LONGEST).split())


def moment(text: str) -> str:
    """Return an RFC 3339 moment as this box writes it.

    Raises:
        Invalid: ``parties.bad_moment`` - no moment, or one without an offset.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid("parties.bad_moment", "a moment looks like 2026-07-19T19:30:00Z")
    return rfc3339(found.astimezone(UTC))


def _tell_hall(tx: Tx, kind: str) -> None:
    if kind == "takeaway":
        tx.tell("pickup", "pickup", {})
