"""PINs that let a phone in: a party's at a table, a stay's in a hotel room."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from venue.core.errors import Conflict, Forbidden
from venue.core.tx import ReadTx, Tx
from venue.staff import lockout
from venue.tables import sessions
from venue.tables import store as table_store
from venue.tables.model import Guest, TableSession
from venue.tables.sessions import House

# The hotel says here which PIN lets in to a room's place now, and opens its session; None: nobody
# lives there. `register` empties it.
room_pins: list[Callable[[ReadTx, int], str | None]] = []
room_openers: list[Callable[[Tx, House, int], TableSession]] = []


@dataclass
class Attempt:
    """A PIN as typed; ``wrong`` outlives the refusal, whose own changes are rolled back."""

    pin: str | None
    wrong: bool = False


def session_of_room(tx: Tx, house: House, guest: Guest, attempt: Attempt) -> TableSession:
    """Return the session of the stay in a room; a wrong PIN and an empty room answer alike."""
    pins = [pin for look in room_pins if (pin := look(tx, guest.table_id))]
    _require_pin(tx, guest, attempt, pins[0] if pins else "")
    return room_openers[0](tx, house, guest.table_id)


def session_by_pin(tx: Tx, house: House, guest: Guest, attempt: Attempt) -> TableSession:
    session = table_store.open_session_at(tx, guest.table_id)
    if session is None or not session.live(tx.run_ms):
        raise Conflict("tables.not_open", "this table is not open yet; please ask your waiter")
    _require_pin(tx, guest, attempt, house.vault.open(table_store.secrets(tx, session.id)[1]))
    return session


def _require_pin(tx: Tx, guest: Guest, attempt: Attempt, pin: str) -> None:
    keys = [sessions.pin_key(guest.table_id)]
    lockout.check(tx, keys)
    typed = (attempt.pin or "").encode()
    if not pin or not hmac.compare_digest(pin.encode(), typed):
        attempt.wrong = True
        raise Forbidden("tables.wrong_pin", "this is not the right PIN")
    lockout.cleared(tx, keys)
