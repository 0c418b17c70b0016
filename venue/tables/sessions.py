"""A party's time at a table: opened, extended, paused, closed.

Each change is journalled with ids and states alone, then told to the floor and to the party.
"""

from dataclasses import dataclass
from typing import Any

from config.settings import Settings
from venue.core.errors import Conflict, Gone, NotFound, VenueError
from venue.core.ids import digits, token, token_hash, uuid7
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.core.vault import Vault
from venue.staff import lockout
from venue.tables import model, owners, service, store
from venue.tables.guests import store as guest_store
from venue.tables.model import HOUR_MS, PIN_DIGITS, TableSession
from venue.tables.service import (
    FLOOR,
    require_open_session,
    require_session,
    session_view,
    tell_floor,
)


@dataclass(frozen=True, slots=True)
class House:
    """What the venue decided about sessions, as it is now."""

    vault: Vault
    settings: Settings

    @property
    def join(self) -> str:
        """Return how a phone comes in: ``scan``, ``pin`` or ``staff``."""
        return self.settings.text("guest.join")

    @property
    def hours(self) -> int:
        """Return the running time that a session lives."""
        return self.settings.number("guest.session_hours")


def house_of(services: Services) -> House:
    """Return what this venue's settings say of sessions."""
    return House(services.vault, services.settings)


def open_session(
    tx: Tx, house: House, *, table_id: int, covers: int, label: str | None = None
) -> tuple[TableSession, dict[str, Any]]:
    """Open a table for a party and let in the phones that wait, unless they need the PIN.

    Args:
        label: What a party without a table is called.

    Returns:
        The session, and the table's view.

    Raises:
        NotFound: ``tables.unknown_table``. Conflict: ``tables.already_open``.
    """
    tx.require_room()
    if (before := service.require_table(tx, table_id))["session_id"] is not None:
        raise Conflict(
            "tables.already_open",
            "this table is open already",
            session_id=before["session_id"],
        )
    if before["retired_at"] is not None:
        raise NotFound("tables.unknown_table", "there is no such table")
    secret, session_id = token(), uuid7()
    row = {
        "id": session_id,
        "table_id": table_id,
        "label": label,
        "owner_id": owners.staff_id_of(tx.actor),
        "covers": covers,
        "opened_by": tx.actor,
        "opened_at": tx.now,
        "opened_run_ms": tx.run_ms,
        "expires_run_ms": tx.run_ms + house.hours * HOUR_MS,
        "token_hash": token_hash(secret),
        "token_sealed": house.vault.seal(secret),
        "pin_sealed": house.vault.seal(digits(PIN_DIGITS)),
        "training": before["training"],
    }
    store.insert_session(tx, row)
    lockout.cleared(tx, [pin_key(table_id)])
    facts = {"session": session_id, "table": table_id, "covers": covers}
    tx.journal("table_session.opened", facts | ({"training": True} if before["training"] else {}))
    session = require_session(tx, session_id)
    if house.join == "pin" or before["kind"] == "room":
        tx.tell(f"table:{table_id}", "joined", {})
    else:
        _let_in_waiting(tx, session)
    return session, tell_floor(tx, table_id)


def pin_key(table_id: int) -> str:
    """Return the name under which a table's wrong PINs are counted."""
    return f"table:{table_id}:pin"


def close_session(tx: Tx, session_id: str, *, keep_waiting: bool = False) -> dict[str, Any]:
    """Close a session: every phone's token ends with it; return the session's view.

    Closing a closed one changes nothing.

    Args:
        keep_waiting: Phones that wait at the table stay. Otherwise they end too: one that the
            last party left behind must not be let in to the next.

    Raises:
        NotFound: ``tables.unknown_session``.
        Conflict: what a closing check refuses, such as ``bills.still_owed``.
    """
    session = require_session(tx, session_id)
    if session.state == "closed":
        return session_view(tx, session)
    for check in service.closing_checks:
        check(tx, session_id)
    calls = guest_store.open_calls(tx, session_id)
    guest_store.answer_calls(tx, [call["id"] for call in calls], tx.actor)
    waiting = [] if keep_waiting else guest_store.waiting(tx, session.table_id)
    store.close_session(tx, session_id)
    guest_store.forget_names(tx, session_id)
    for ending in service.endings:
        ending(tx, session_id)
    guest_store.end_guests(tx, waiting)
    tx.journal("table_session.closed", {"session": session_id, "table": session.table_id})
    for call in calls:
        answered = model.call_view(call | {"answered_at": tx.now}, tx.run_ms)
        tx.tell(FLOOR, "call", {"call": answered})
        tx.tell(FLOOR, "alert_gone", {"id": f"call:{call['id']}"})
    if waiting:
        tx.tell(FLOOR, "alert_gone", {"id": f"join:{session.table_id}"})
        tx.tell(f"table:{session.table_id}", "joined", {})
    if session.kind == "takeaway":
        tx.tell("pickup", "pickup", {})
    return _told(tx, session_id)


def extend_session(tx: Tx, session_id: str, hours: int) -> dict[str, Any]:
    """Give a session more time, an expired one too; return its view.

    Raises:
        NotFound: ``tables.unknown_session``. Gone: ``tables.session_over`` when closed.
    """
    session = _require_not_closed(tx, session_id)
    until = model.extended(session.expires_run_ms, tx.run_ms, hours)
    store.set_expiry(tx, session_id, until)
    tx.journal("table_session.extended", {"session": session_id, "expires_run_ms": until})
    return _told(tx, session_id)


def pause_session(tx: Tx, session_id: str, paused: bool) -> dict[str, Any]:
    """Stop orders from a party's phones, or take them again; return the session's view.

    Raises:
        NotFound: ``tables.unknown_session``. Gone: ``tables.session_over`` when closed.
    """
    session = _require_not_closed(tx, session_id)
    if session.paused == paused:
        return session_view(tx, session)
    store.set_paused(tx, session_id, paused)
    tx.journal("table_session.paused", {"session": session_id, "paused": paused})
    return _told(tx, session_id)


def admit(tx: Tx, session_id: str) -> dict[str, Any]:
    """Let in every phone that waits at the session's table; return the session's view.

    Raises:
        NotFound: ``tables.unknown_session``. Gone: ``tables.session_over``.
    """
    session = require_open_session(tx, session_id)
    if _let_in_waiting(tx, session):
        tell_floor(tx, session.table_id)
    return session_view(tx, session)


def let_in(tx: Tx, session: TableSession, guest_ids: list[int]) -> None:
    """Make phones part of a party."""
    number = guest_store.guest_count(tx, session.id)
    for guest_id in guest_ids:
        number += 1
        guest_store.let_in(tx, guest_id, session.id, number)
    tx.journal("guest.joined", {"session": session.id, "guests": guest_ids})


def any_expired(tx: ReadTx) -> bool:
    """Tell whether a session reached its end that nobody was told of."""
    return bool(store.newly_expired(tx))


def tell_expired(tx: Tx) -> int:
    """Tell the phones of sessions that reached their end that it is over; return how many."""
    expired = store.newly_expired(tx)
    for session_id in expired:
        store.set_expiry_told(tx, session_id)
        session = require_session(tx, session_id)
        tx.journal("table_session.expired", {"session": session_id})
        # To a phone, expired and closed are the same; staff see which it is.
        tx.tell(f"session:{session_id}", "session", session.told | {"state": "closed"})
        tell_floor(tx, session.table_id)
    return len(expired)


def close_if_settled(tx: Tx, session: TableSession) -> bool:
    """Close an expired session when nothing is owed; return whether it could be."""
    try:
        with tx.savepoint():
            close_session(tx, session.id, keep_waiting=True)
    except VenueError:
        return False
    return True


def _let_in_waiting(tx: Tx, session: TableSession) -> bool:
    waiting = guest_store.waiting(tx, session.table_id)
    if not waiting:
        return False
    let_in(tx, session, waiting)
    tx.tell(f"table:{session.table_id}", "joined", {})
    tx.tell(FLOOR, "alert_gone", {"id": f"join:{session.table_id}"})
    return True


def _told(tx: Tx, session_id: str) -> dict[str, Any]:
    session = require_session(tx, session_id)
    tx.tell(f"session:{session_id}", "session", session.told)
    tell_floor(tx, session.table_id)
    return session_view(tx, session)


def _require_not_closed(tx: ReadTx, session_id: str) -> TableSession:
    session = require_session(tx, session_id)
    if session.state == "closed":
        raise Gone("tables.session_over", "this table was closed", state="closed")
    return session
