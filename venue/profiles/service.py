"""Use cases of guests' profiles: found by their bookings, merged and parted, told and forgotten."""

from typing import Any

from venue.bookings import reads
from venue.bookings import service as bookings
from venue.bookings.hooks import Event
from venue.checkin import service as checkin
from venue.core import idempotency, outbox
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import wire
from venue.core.parse import NAME_LONGEST, clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.core.vault import Vault
from venue.folios import service as folios
from venue.folios.model import plain
from venue.profiles import store
from venue.rooms import service as rooms
from venue.rooms.model import nights

MOST_LISTED = 50
PURGE_MOST = 200
SHORTEST_WORD = 3
EXPECTED = ("confirmed", "assigned", "checked_in")


def hear(tx: Tx, event: Event) -> None:
    """Give each new booking to a guest who is known, or to a new one.

    Known is who has the same name and the same mail address or phone; a family shares an
    address, so that the address alone says nothing. The rest is for a person to merge.
    """
    if event.kind not in ("booked", "left"):
        return
    booking_id, last = event.stay.reservation_id, max(event.stay.departure, event.today)
    known = store.of_booking(tx, booking_id)
    if known is None:
        booking = reads.require(tx, booking_id)
        same = [
            row["id"]
            for row in store.reached_by(tx, booking["email"], booking["phone"])
            if plain(row["name"]) == plain(booking["name"])
        ]
        words = (booking["name"], booking["email"], booking["phone"])
        known = same[0] if same else store.insert(tx, *words)
    store.link(tx, booking_id, known, last)


def search(tx: ReadTx, said: str) -> dict[str, Any]:
    """Return ``{items: [{id, name, email, phone, bookings}], seq}`` by name."""
    return {"items": store.search(tx, said.strip(), MOST_LISTED), "seq": tx.seq}


def show(tx: ReadTx, profile_id: int, currency: str) -> dict[str, Any]:
    """Return the PROFILE with its history, the newest booking first.

    Raises:
        NotFound: ``profiles.unknown``.
    """
    row = _require(tx, profile_id)
    found = store.bookings(tx, profile_id)
    history = [line for one in found for line in _history(tx, one, currency)]
    return {
        "id": row["id"],
        "name": row["name"],
        "email": row["email"],
        "phone": row["phone"],
        "note": row["note"],
        "history": history,
        "nights": sum(line["nights"] for line in history if line["state"] == "checked_out"),
        "no_shows": sum(line["state"] == "no_show" for line in history),
        "merges": store.merges(tx, profile_id),
        "seq": tx.seq,
    }


def change(
    tx: Tx, profile_id: int, *, name: str, email: str, phone: str, note: str
) -> dict[str, Any]:
    """Set a guest's words; return ``{id}``.

    Raises:
        NotFound: ``profiles.unknown``. Invalid: ``profiles.no_name``.
    """
    _require(tx, profile_id)
    name = clean_text(name, field="the name", longest=NAME_LONGEST)
    if not name:
        raise Invalid("profiles.no_name", "a guest needs a name")
    store.change(
        tx,
        profile_id,
        name,
        clean_text(email, field="the e-mail", longest=120),
        clean_text(phone, field="the phone", longest=40),
        clean_text(note, field="the note"),
    )
    tx.journal("profile.changed", {"profile": profile_id})
    return {"id": profile_id}


def merge(tx: Tx, kept_id: int, gone_id: int) -> dict[str, Any]:
    """Put two profiles of one guest together: the first keeps its words and has all bookings.

    Raises:
        NotFound: ``profiles.unknown``. Conflict: ``profiles.same``.
    """
    if kept_id == gone_id:
        raise Conflict("profiles.same", "these are one profile already")
    _require(tx, kept_id)
    _require(tx, gone_id)
    moved = store.bookings(tx, gone_id)
    store.give(tx, moved, of=gone_id, to=kept_id)
    store.set_merged(tx, gone_id, kept_id)
    merge_id = store.insert_merge(tx, kept_id, gone_id, moved)
    tx.journal("profile.merged", {"merge": merge_id, "kept": kept_id, "gone": gone_id})
    return {"merge_id": merge_id, "id": kept_id}


def part(tx: Tx, merge_id: int) -> dict[str, Any]:
    """Take a merge back: each profile has what it had; bookings made since stay where they are.

    Raises:
        NotFound: ``profiles.unknown_merge``, ``profiles.unknown`` - erased since, or merged on.
        Conflict: ``profiles.parted``.
    """
    found = store.merge(tx, merge_id)
    if found is None:
        raise NotFound("profiles.unknown_merge", "there was no such merge")
    if found["undone_at"] is not None:
        raise Conflict("profiles.parted", "this was taken back already")
    _require(tx, found["kept_id"])
    store.give(tx, found["bookings"], of=found["kept_id"], to=found["gone_id"])
    store.set_merged(tx, found["gone_id"], None)
    store.set_undone(tx, merge_id)
    tx.journal("profile.parted", {"merge": merge_id})
    return {"id": found["gone_id"], "kept_id": found["kept_id"]}


def everything(tx: Tx, vault: Vault, profile_id: int, currency: str) -> dict[str, Any]:
    """Return all that the house knows of a guest, as the law lets them ask; it is journalled.

    Raises:
        NotFound: ``profiles.unknown``.
    """
    told = show(tx, profile_id, currency)
    found = store.bookings(tx, profile_id)
    tx.journal("profile.exported", {"profile": profile_id})
    return told | {
        "bookings": [reads.require(tx, one) for one in found],
        "forms": [form for one in found for form in checkin.forms_of_booking(tx, vault, one)],
        "folios": [
            folios.statement(tx, stay.folio_id, currency)
            for one in found
            for stay in reads.of_booking(tx, one)
            if stay.folio_id is not None
        ],
    }


def erase(tx: Tx, profile_id: int) -> dict[str, Any]:
    """Forget a guest: profile, words of bookings, check-in forms. Invoices keep their names.

    Raises:
        NotFound: ``profiles.unknown``. Conflict: ``profiles.expected`` - is here or will come.
    """
    row = _require(tx, profile_id)
    found = store.bookings(tx, profile_id)
    if any(stay.state in EXPECTED for one in found for stay in reads.of_booking(tx, one)):
        raise Conflict("profiles.expected", "this guest is in house or will come")
    _forget_copies(tx, row)
    for booking_id in found:
        _forget_copies(tx, reads.require(tx, booking_id))
        checkin.erase_booking(tx, booking_id)
        bookings.forget(tx, booking_id)
    store.erase(tx, profile_id)
    tx.journal("profile.erased", {"profile": profile_id, "bookings": len(found)})
    return {"id": profile_id, "erased": True}


def forgotten(tx: ReadTx, most: int) -> list[str]:
    """Return the bookings of guests who were forgotten, the newest ``most``."""
    return store.erased(tx, most)


def forget_again(tx: Tx, booking_id: str, of_forgotten: set[str]) -> bool:
    """Forget whose booking it is again; tell whether somebody was.

    A profile that has a booking of somebody else by now is not the one that was forgotten.
    """
    profile_id = store.of_booking(tx, booking_id)
    if profile_id is None or not set(store.bookings(tx, profile_id)) <= of_forgotten:
        return False
    store.erase(tx, profile_id)
    return True


def purge(tx: Tx, before: str) -> int:
    """Forget the profiles of guests who were last here before a day; return how many."""
    gone = store.over(tx, before, PURGE_MOST)
    for profile_id in gone:
        store.erase(tx, profile_id)
    return len(gone)


def _forget_copies(tx: Tx, row: Row) -> None:
    """Blank stored answers and messages that went out, where they hold a guest's words."""
    for name in ("name", "email", "phone", "note"):
        if len(row[name]) >= SHORTEST_WORD:
            idempotency.forget_words(tx, row[name])
            outbox.forget_words(tx, row[name])


def _history(tx: ReadTx, booking_id: str, currency: str) -> list[dict[str, Any]]:
    booking = reads.require(tx, booking_id)
    return [
        {
            "booking_id": booking_id,
            "number": booking["number"],
            "arrival": stay.arrival,
            "departure": stay.departure,
            "nights": len(nights(stay.arrival, stay.departure)),
            "room_type": rooms.require_type(tx, stay.room_type_id).name,
            "state": stay.state,
            "price": wire(stay.price_minor, currency),
        }
        for stay in reads.of_booking(tx, booking_id)
    ]


def _require(tx: ReadTx, profile_id: int) -> Row:
    found = store.profile(tx, profile_id)
    if found is None or found["merged_into"] is not None or found["erased_at"] is not None:
        raise NotFound("profiles.unknown", "there is no such guest")
    return found
