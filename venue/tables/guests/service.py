"""How a phone comes to a table, and who it is from then on.

A phone belongs to one party for ever: after the table was closed it scans again and is a new one.
"""

from typing import Any, NamedTuple

from venue.core.actor import Actor, Credentials
from venue.core.errors import Gone, NotFound, Throttled
from venue.core.ids import token, token_hash
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Tx
from venue.staff import lockout
from venue.staff.access import permissions_of
from venue.tables import service, sessions
from venue.tables import store as table_store
from venue.tables.guests import calls, pins, store, waiting
from venue.tables.guests.pins import Attempt
from venue.tables.model import (
    MOST_GUESTS,
    NAME_LONGEST,
    NO_SUCH_CODE,
    Guest,
    TableSession,
)
from venue.tables.sessions import House

COOKIE = "venue_guest"
WAITING_MAY = frozenset({"menu.view", "me.view", "guest.join"})
JOINED_MAY = permissions_of("guest")
OVER_MAY = frozenset({"me.view", "guest.join"})


class Arrival(NamedTuple):
    """What a scan led to; ``secret`` is a new phone's token, None for one that is known."""

    guest_id: int
    secret: str | None


def identify(tx: ReadTx, credentials: Credentials, join: str) -> Actor | None:
    """Return the guest of a cookie or of a socket's token; None when it is nobody's."""
    for secret in (credentials.cookies.get(COOKIE, ""), credentials.bearer):
        guest = store.guest(tx, token_hash(secret)) if secret else None
        if guest is not None:
            return _actor(guest, guest.state(tx.run_ms, join))
    return None


def me(tx: ReadTx, actor: Actor, join: str) -> dict[str, Any]:
    """Return ``{guest: {id, number, name, label, state}, table?, session?, calls?}``.

    Without a place when it is over.

    Args:
        join: The setting ``guest.join``.
    """
    guest = store.guest_by_id(tx, actor.id)
    if guest is None:
        return {}
    state = guest.state(tx.run_ms, join)
    own = {"number": guest.number, "name": guest.name, "label": guest.label}
    shown: dict[str, Any] = {"guest": {"id": guest.id, **own, "state": state}}
    if state == "over":
        return shown
    if state == "joined" and guest.session is not None:
        shown["calls"] = calls.of_session(tx, guest.session.id)
    return shown | _place(tx, guest)


def people(tx: ReadTx, session_id: str) -> list[dict[str, Any]]:
    """Return ``{id, number, name}`` of every phone that a party has had."""
    return store.people(tx, session_id)


def set_name(tx: Tx, guest_id: int, name: str) -> dict[str, Any]:
    """Say how the party calls a guest; return ``{id, number, name}``.

    Raises:
        NotFound: ``tables.unknown_guest``. Invalid: ``request.text_too_long``.
    """
    guest = store.guest_by_id(tx, guest_id)
    if guest is None or guest.session is None:
        raise NotFound("tables.unknown_guest", NO_SUCH_CODE)
    kept = " ".join(clean_text(name, field="the name", longest=NAME_LONGEST).split())
    store.set_name(tx, guest_id, kept)
    person = {"id": guest_id, "number": guest.number, "name": kept}
    tx.journal("guest.named", {"session": guest.session.id, "guest": guest_id})
    tx.tell(f"session:{guest.session.id}", "person", {"person": person})
    return person


def check_card(tx: ReadTx, secret: str) -> None:
    """Refuse a forged card without bothering the writer.

    Raises:
        NotFound: ``tables.unknown_link``.
    """
    if table_store.table_id_by_card(tx, token_hash(secret)) is None:
        raise NotFound("tables.unknown_link", NO_SUCH_CODE)


def check_slip(tx: ReadTx, secret: str) -> TableSession:
    """Return the session of a slip.

    Raises:
        NotFound: ``tables.unknown_link``. Gone: ``tables.link_expired``.
    """
    session = table_store.session_by_token(tx, token_hash(secret))
    if session is None:
        raise NotFound("tables.unknown_link", NO_SUCH_CODE)
    if not session.live(tx.run_ms):
        raise Gone("tables.link_expired", NO_SUCH_CODE)
    return session


def scan_card(tx: Tx, house: House, *, card: str, cookie: str) -> Arrival:
    """Bring a phone to the table of a printed card.

    By ``house.join`` it is let in, opening the table when need be, or waits for the PIN or for
    staff. A phone that is there already stays who it is.

    Raises:
        NotFound: ``tables.unknown_link``. Throttled: ``tables.crowded``.
    """
    table_id = table_store.table_id_by_card(tx, token_hash(card))
    if table_id is None:
        raise NotFound("tables.unknown_link", NO_SUCH_CODE)
    before = _live_guest(tx, cookie, house.join)
    if before and before.session is not None and before.session.table_id == table_id:
        return Arrival(before.id, None)
    is_table = service.require_table(tx, table_id)["kind"] == "table"
    session = _session_for_scan(tx, house, table_id) if is_table and house.join == "scan" else None
    known = before if before and before.session is None and before.table_id == table_id else None
    arrival = _known_or_new(tx, known, before, table_id)
    if session is not None:
        _let_in(tx, session, arrival.guest_id)
    elif arrival.secret is not None:
        waiting.announce(tx, table_id, arrival.guest_id)
    return arrival


def scan_slip(tx: Tx, house: House, *, slip: str, cookie: str) -> Arrival:
    """Let a phone in by a party's own slip, whatever ``house.join`` says.

    Raises:
        NotFound: ``tables.unknown_link``. Gone: ``tables.link_expired``.
        Throttled: ``tables.crowded``.
    """
    session = check_slip(tx, slip)
    before = _live_guest(tx, cookie, house.join)
    if before and before.session is not None and before.session.id == session.id:
        return Arrival(before.id, None)
    waits = before and before.session is None and before.table_id == session.table_id
    arrival = _known_or_new(tx, before if waits else None, before, session.table_id)
    _let_in(tx, session, arrival.guest_id)
    return arrival


def join(tx: Tx, house: House, guest_id: int, attempt: Attempt) -> dict[str, Any]:
    """Try to come in to the table; return ``{state, table?, session?}``.

    Raises:
        Conflict: ``tables.not_open`` - a PIN for a table that no party has.
        Forbidden: ``tables.wrong_pin``; ``attempt.wrong`` is set.
        Throttled: ``staff.locked`` - too many wrong PINs at this table; ``retry_after_s``.
    """
    guest = store.guest_by_id(tx, guest_id)
    state = guest.state(tx.run_ms, house.join) if guest else "over"
    if guest is None or state == "over":
        return {"state": "over"}
    if state == "needs_pin" and guest.place_kind == "room":
        if attempt.pin is not None:
            _let_in(tx, pins.session_of_room(tx, house, guest, attempt), guest_id)
    elif state in ("waiting", "needs_pin") and house.join == "pin" and attempt.pin is not None:
        _let_in(tx, pins.session_by_pin(tx, house, guest, attempt), guest_id)
    elif state == "waiting" and house.join == "scan":
        session = _session_for_scan(tx, house, guest.table_id)
        if session is not None:
            _let_in(tx, session, guest_id)
    guest = store.guest_by_id(tx, guest_id) or guest
    return {"state": guest.state(tx.run_ms, house.join)} | _place(tx, guest)


def count_wrong_pin(tx: Tx, guest_id: int) -> None:
    """Count a wrong PIN against the table, which is locked when there were too many."""
    guest = store.guest_by_id(tx, guest_id)
    if guest is None:
        return
    lockout.failed(tx, [sessions.pin_key(guest.table_id)])
    tx.journal("guest.pin_refused", {"table": guest.table_id, "guest": guest_id})


def _actor(guest: Guest, state: str) -> Actor:
    if state == "joined" and guest.session is not None:
        return Actor(
            kind="guest",
            role="guest",
            id=guest.id,
            name=guest.label,
            # Its own, not its party's: that may be joined to another while an answer is lost.
            scope=f"guest:{guest.id}",
            permissions=JOINED_MAY,
            table_session_id=guest.session.id,
            table_id=guest.session.table_id,
        )
    over = state == "over"
    return Actor(
        kind="guest",
        role="guest",
        id=guest.id,
        name=guest.label,
        scope=f"guest:{guest.id}",
        permissions=OVER_MAY if over else WAITING_MAY,
        table_id=None if over else guest.table_id,
    )


def _place(tx: ReadTx, guest: Guest) -> dict[str, Any]:
    place: dict[str, Any] = {"table": {"id": guest.table_id, "number": guest.table_number}}
    session = guest.session
    if session is not None:
        place["table"] = {"id": session.table_id, "number": session.table_number}
        place["session"] = {
            "id": session.id,
            "expires_in_s": session.expires_in_s(tx.run_ms),
            **session.told,
        }
    return place


def _live_guest(tx: ReadTx, cookie: str, join: str) -> Guest | None:
    guest = store.guest(tx, token_hash(cookie)) if cookie else None
    return guest if guest and guest.state(tx.run_ms, join) != "over" else None


def _session_for_scan(tx: Tx, house: House, table_id: int) -> TableSession | None:
    """Return the session that a scan leads to; None when an expired one still owes."""
    session = table_store.open_session_at(tx, table_id)
    if session is not None and session.live(tx.run_ms):
        return session
    if session is not None and not sessions.close_if_settled(tx, session):
        return None
    return sessions.open_session(tx, house, table_id=table_id, covers=1)[0]


def _known_or_new(tx: Tx, known: Guest | None, before: Guest | None, table_id: int) -> Arrival:
    if known is not None:
        return Arrival(known.id, None)
    if before is not None:
        store.end_guests(tx, [before.id])
        if before.session is None:
            waiting.tell_fewer(tx, before.table_id)
    secret = token()
    return Arrival(store.insert_guest(tx, token_hash(secret), table_id), secret)


def _let_in(tx: Tx, session: TableSession, guest_id: int) -> None:
    guest = store.guest_by_id(tx, guest_id)
    if guest is None or guest.session is not None:
        return
    if store.guest_count(tx, session.id) >= MOST_GUESTS:
        raise Throttled("tables.crowded", "too many phones at this table; please ask your waiter")
    sessions.let_in(tx, session, [guest_id])
    tx.tell(f"table:{session.table_id}", "joined", {})
    waiting.tell_fewer(tx, session.table_id)
