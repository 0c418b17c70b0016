"""Use cases of the card in a room: whose phones come in, for how long, and how it is renewed."""

from typing import Any

from venue.bookings import reads
from venue.bookings.hooks import Event
from venue.bookings.model import Stay
from venue.core.errors import Conflict
from venue.core.ids import digits
from venue.core.tx import ReadTx, Tx
from venue.core.vault import Vault
from venue.rooms import service as rooms
from venue.roomservice import store
from venue.tables import links, sessions
from venue.tables import service as tables
from venue.tables.cards import Card
from venue.tables.model import PIN_DIGITS, TableSession
from venue.tables.parties import service as parties
from venue.tables.parties.service import Wanted
from venue.tables.sessions import House


class Door:
    """What lets a guest's phone in to a room, on this venue's vault and settings."""

    def __init__(self, house: House) -> None:
        self.house = house

    def pin_of_place(self, tx: ReadTx, place_id: int) -> str | None:
        """Return the PIN of the stay that is in house at a room's place; None: nobody is."""
        stay = stay_at(tx, place_id)
        sealed = store.pin(tx, stay.id) if stay else None
        return self.house.vault.open(sealed) if sealed else None

    def open(self, tx: Tx, house: House, place_id: int) -> TableSession:
        """Return the room's live session: the one that is open, with more time, or a new one."""
        found = tables.session_at(tx, place_id)
        if found is None:
            number = _number(tx, place_id)
            return parties.open_party(tx, house, Wanted(kind="room", room=number))[0]
        if not found.live(tx.run_ms):
            sessions.extend_session(tx, found.id, house.hours)
        return tables.require_open_session(tx, found.id)

    def hear(self, tx: Tx, event: Event) -> None:
        """Follow a stay: a PIN when it begins; when it ends nothing of it lets anybody in.

        Raises:
            Conflict: what closing the room's session refuses, such as ``bills.still_owed``.
        """
        if event.kind == "checked_in":
            self.new_pin(tx, event.stay)
        elif event.kind == "leaving":
            _close(tx, event.stay)
        elif event.kind == "left":
            store.forget_pin(tx, event.stay.id)

    def follow(self, tx: Tx, before: Stay | None, now: Stay) -> None:
        """Let the phones of a guest who moves come along to the other room."""
        if before is None or before.room_id == now.room_id or now.state != "checked_in":
            return
        session = session_of(tx, before)
        if session is None or now.room_id is None:
            return
        place_id = self.place(tx, now.room_id)
        if tables.session_at(tx, place_id) is None:
            parties.change_room(tx, session, place_id, _number(tx, place_id))

    def place(self, tx: Tx, room_id: int) -> int:
        """Return a room's place, made when it has none.

        Raises:
            NotFound: ``rooms.unknown_room``. Conflict: ``tables.number_taken``.
        """
        return parties.room_place(tx, self.house.vault, rooms.require_room(tx, room_id)["number"])

    def new_pin(self, tx: Tx, stay: Stay) -> None:
        """Give a stay another PIN; phones that are in stay in."""
        store.set_pin(tx, stay.id, self.house.vault.seal(digits(PIN_DIGITS)))
        tx.journal("room_pass.made", {"stay": stay.id})


def make_cards(tx: Tx, door: Door) -> dict[str, Any]:
    """Give every room a card that has none; return ``{rooms, seq}``, how many there are.

    Raises:
        Conflict: ``tables.number_taken``.
    """
    found = rooms.index(tx)["items"]
    for room in found:
        door.place(tx, room["id"])
    return {"rooms": len(found), "seq": tx.seq}


def cards(tx: ReadTx, vault: Vault, base: str) -> list[Card]:
    """Return the cards of the rooms that have one, in the rooms' order."""
    numbers = [one["number"] for one in rooms.index(tx)["items"]]
    places = [(number, parties.place_of_room(tx, number)) for number in numbers]
    return [
        links.room_card(tx, vault, place, number, base)
        for number, place in places
        if place is not None
    ]


def renew_card(tx: Tx, door: Door, room_id: int) -> dict[str, Any]:
    """Give a room another card; the old one leads nowhere. Return ``{room_id, seq}``.

    Raises:
        NotFound: ``rooms.unknown_room``.
    """
    parties.renew_card(tx, door.house.vault, door.place(tx, room_id))
    return {"room_id": room_id, "seq": tx.seq}


def require_in_house(tx: ReadTx, booking_id: str, stay_id: int | None) -> Stay:
    """Return a stay that is in house.

    Raises:
        NotFound: ``bookings.unknown``, ``bookings.unknown_stay``.
        Conflict: ``bookings.which_room``, ``roomservice.not_in_house``.
    """
    stay = reads.one_stay(tx, booking_id, stay_id)
    if stay.state != "checked_in":
        raise Conflict("roomservice.not_in_house", "this guest is not in house")
    return stay


def pass_view(tx: ReadTx, vault: Vault, stay: Stay) -> dict[str, Any]:
    """Return ``{stay_id, pin, seq}``; ``pin`` is None for a stay that never got one."""
    sealed = store.pin(tx, stay.id)
    return {"stay_id": stay.id, "pin": vault.open(sealed) if sealed else None, "seq": tx.seq}


def stay_at(tx: ReadTx, place_id: int) -> Stay | None:
    """Return the stay in house at a room's place."""
    number = _number(tx, place_id)
    ids = [one["id"] for one in rooms.index(tx)["items"] if one["number"] == number]
    return reads.in_room(tx, ids[0]) if ids else None


def session_of(tx: ReadTx, stay: Stay) -> TableSession | None:
    """Return the open session of a stay's room."""
    if stay.room_id is None:
        return None
    number = rooms.require_room(tx, stay.room_id)["number"]
    place_id = parties.place_of_room(tx, number)
    return tables.session_at(tx, place_id) if place_id is not None else None


def _number(tx: ReadTx, place_id: int) -> str:
    return str(tables.require_table(tx, place_id)["number"])[len(parties.room_label("")) :]


def _close(tx: Tx, stay: Stay) -> None:
    session = session_of(tx, stay)
    if session is not None:
        sessions.close_session(tx, session.id)
