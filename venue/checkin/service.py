"""Use cases of check-in forms: link, fill in, verify, send back, forget."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from venue.bookings import reads
from venue.bookings.hooks import Event
from venue.bookings.model import READY, Stay
from venue.checkin import store
from venue.checkin.model import DONE, FIELDS, after, cleaned, problems, status_of
from venue.checkin.sealing import new_key, seal, unseal
from venue.core.errors import Conflict, Gone, Invalid, NotFound
from venue.core.ids import token, token_hash
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.core.vault import Vault
from venue.rooms import service as rooms

DESK = "desk"
PURGE_MOST = 500
LIVE = ("confirmed", "assigned", "checked_in")


class Rules(NamedTuple):
    """The settings of `[checkin]`."""

    adult_age: int
    document: bool
    keep_days: int


def link(tx: Tx, vault: Vault, booking_id: str) -> str:
    """Return the secret of a booking's check-in address, made when it is asked for first.

    Raises:
        NotFound: ``bookings.unknown``. Conflict: ``checkin.nobody_comes``.
    """
    reads.require(tx, booking_id)
    if not any(one.state in LIVE for one in reads.of_booking(tx, booking_id)):
        raise Conflict("checkin.nobody_comes", "every room of this booking is over")
    ensure_forms(tx, booking_id)
    known = store.link(tx, booking_id)
    if known is not None:
        return vault.open(known["token_sealed"])
    secret = token()
    store.insert_link(tx, booking_id, token_hash(secret), vault.seal(secret))
    tx.journal("checkin.link_made", {"booking": booking_id})
    return secret


def opened(tx: ReadTx, secret: str) -> str:
    """Return the booking that a secret opens.

    Raises:
        NotFound: ``checkin.unknown_link``. Gone: ``checkin.over`` - every room of it is over.
    """
    found = store.link_by_hash(tx, token_hash(secret))
    if found is None:
        raise NotFound("checkin.unknown_link", "this link is not known; ask at the desk")
    booking_id = str(found["reservation_id"])
    if not any(one.state in LIVE for one in reads.of_booking(tx, booking_id)):
        raise Gone("checkin.over", "this stay is over")
    return booking_id


def ensure_forms(tx: Tx, booking_id: str) -> None:
    """Give every guest of a booking a form; empty ones of guests who do not come go away."""
    for stay in reads.of_booking(tx, booking_id):
        if stay.state not in LIVE:
            continue
        people = stay.adults + stay.children
        store.delete_unused(tx, stay.id, above=people)
        for place in range(1, people + 1):
            store.insert_guest(tx, booking_id, stay.id, place, child=place > stay.adults)


def save(tx: Tx, vault: Vault, guest_id: int, entered: dict[str, str]) -> dict[str, Any]:
    """Keep what a guest entered so far; return ``{state}``.

    Raises:
        Invalid: ``request.text_too_long``. Conflict: ``checkin.wrong_state``.
    """
    row = require(tx, guest_id)
    state = after(row["state"], "save")
    _put(tx, vault, row, state, cleaned(entered))
    return {"state": state}


def submit(
    tx: Tx, vault: Vault, guest_id: int, entered: dict[str, str], rules: Rules
) -> dict[str, Any]:
    """Take a guest's whole form; return ``{state}``.

    Raises:
        Invalid: ``request.text_too_long``, ``checkin.incomplete`` with a word by field.
        Conflict: ``checkin.wrong_state``.
    """
    row = require(tx, guest_id)
    state = after(row["state"], "submit")
    form = cleaned(entered)
    found = problems(
        form,
        child=row["child"],
        arrival=reads.stay(tx, row["stay_id"]).arrival,
        adult_age=rules.adult_age,
        document=rules.document,
    )
    if found:
        raise Invalid("checkin.incomplete", "the form is not whole yet", fields=found)
    _put(tx, vault, row, state, form)
    return {"state": state}


def verify(tx: Tx, guest_id: int) -> dict[str, Any]:
    """Note that staff compared a form with the document; return the guest.

    Raises:
        NotFound: ``checkin.unknown_guest``. Conflict: ``checkin.wrong_state``.
    """
    row = require(tx, guest_id)
    state = after(row["state"], "verify")
    if reads.stay(tx, row["stay_id"]).state == "checked_in":
        state = after(state, "use")
    return _decided(tx, row, state, {})


def send_back(tx: Tx, guest_id: int, reasons: dict[str, str]) -> dict[str, Any]:
    """Give a form back to its guest with a reason for each field that is wrong.

    Raises:
        NotFound: ``checkin.unknown_guest``. Conflict: ``checkin.wrong_state``.
        Invalid: ``checkin.no_reason`` - no field of the form, or no word.
    """
    row = require(tx, guest_id)
    state = after(row["state"], "send_back")
    kept = {
        name: clean_text(words, field="the reason", longest=120)
        for name, words in reasons.items()
        if name in FIELDS
    }
    if not kept or not all(kept.values()):
        raise Invalid("checkin.no_reason", "say for each field what is wrong")
    return _decided(tx, row, state, kept)


def read(tx: Tx, vault: Vault, guest_id: int) -> dict[str, Any]:
    """Return a guest with the form, for staff; who looked is journalled.

    Raises:
        NotFound: ``checkin.unknown_guest``.
    """
    row = require(tx, guest_id)
    tx.journal("checkin.viewed", {"guest": guest_id})
    return view(row) | {"form": form_of(vault, row)}


def erase(tx: Tx, guest_id: int) -> dict[str, Any]:
    """Throw a guest's key away, so that the form can never be read again.

    Raises:
        NotFound: ``checkin.unknown_guest``.
    """
    row = require(tx, guest_id)
    store.forget(tx, guest_id)
    tx.journal("checkin.erased", {"guest": guest_id})
    tx.tell(DESK, "checkin", {"booking": row["reservation_id"]})
    return {"id": guest_id, "state": "purged"}


def erase_booking(tx: Tx, booking_id: str) -> None:
    """Throw the keys of all guests of a booking away."""
    for row in store.guests(tx, booking_id):
        store.forget(tx, row["id"])
    tx.journal("checkin.erased", {"booking": booking_id})


def erased(tx: ReadTx, most: int) -> list[tuple[str, int]]:
    """Return ``[(booking, form)]`` of the forms whose keys were thrown away."""
    return store.erased(tx, most)


def erase_again(tx: Tx, booking_id: str, guest_id: int) -> bool:
    """Throw a key away that a restored backup brought back; tell whether the form is there."""
    row = store.guest(tx, guest_id)
    if row is None or row["reservation_id"] != booking_id:
        return False
    store.forget(tx, guest_id)
    return True


def forms_of_booking(tx: ReadTx, vault: Vault, booking_id: str) -> list[dict[str, str]]:
    """Return what the guests of a booking entered, for the guest who asks what is known."""
    return [form_of(vault, row) for row in store.guests(tx, booking_id)]


def purge(tx: Tx, today: str) -> int:
    """Erase the forms whose term is over; return how many."""
    gone = store.over(tx, today, PURGE_MOST)
    for guest_id in gone:
        store.forget(tx, guest_id)
    return len(gone)


def hear(tx: Tx, event: Event, rules: Rules) -> None:
    """Follow a stay: forms are used at check-in, kept for their term, or not needed at all."""
    stay = event.stay
    if event.kind == "checked_in":
        for row in store.of_stay(tx, stay.id):
            if row["state"] == "verified":
                store.decide(tx, row["id"], after("verified", "use"), {})
    elif event.kind == "left":
        last = date.fromisoformat(event.today) + timedelta(days=rules.keep_days)
        store.set_term(tx, stay.id, last.isoformat())
    elif event.kind in ("cancel", "no_show"):
        for row in store.of_stay(tx, stay.id):
            store.forget(tx, row["id"])


def require(tx: ReadTx, guest_id: int) -> Row:
    """Return a form's row.

    Raises:
        NotFound: ``checkin.unknown_guest``.
    """
    found = store.guest(tx, guest_id)
    if found is None:
        raise NotFound("checkin.unknown_guest", "there is no such guest")
    return found


def form_of(vault: Vault, row: Row) -> dict[str, str]:
    """Return what a guest entered; empty before that and after it was erased."""
    if not row["sealed"] or not row["key"]:
        return {}
    return unseal(vault, row["key"], row["id"], row["sealed"])


def view(row: Row) -> dict[str, Any]:
    """Return a guest without what was entered: ``{id, stay_id, place, child, state, ...}``."""
    names = ("id", "stay_id", "place", "child", "state", "rejected", "submitted_at", "decided_at")
    return {name: row[name] for name in names}


def overview(tx: ReadTx, booking_id: str) -> dict[str, Any]:
    """Return ``{status, guests, rooms: [{stay_id, room, ready, arrival, departure, state}]}``.

    Raises:
        NotFound: ``bookings.unknown``.
    """
    reads.require(tx, booking_id)
    guests = store.guests(tx, booking_id)
    stays = [one for one in reads.of_booking(tx, booking_id) if one.state in LIVE]
    known = store.link(tx, booking_id)
    return {
        "booking_id": booking_id,
        "status": status_of([row["state"] for row in guests]),
        "guests": [view(row) for row in guests],
        "rooms": [_room(tx, stay) for stay in stays],
        "sent_at": known["sent_at"] if known else None,
    }


def is_whole(told: dict[str, Any]) -> bool:
    """Tell whether every guest of an overview handed a form in."""
    return bool(told["guests"]) and all(one["state"] in DONE for one in told["guests"])


def _room(tx: ReadTx, stay: Stay) -> dict[str, Any]:
    room = rooms.require_room(tx, stay.room_id) if stay.room_id else None
    return {
        "stay_id": stay.id,
        "room": room["number"] if room else None,
        "ready": room is not None and room["housekeeping"] in READY,
        "arrival": stay.arrival,
        "departure": stay.departure,
        "state": stay.state,
    }


def _put(tx: Tx, vault: Vault, row: Row, state: str, form: dict[str, str]) -> None:
    key = row["key"]
    if key is None:
        key = new_key(vault)
        store.put_key(tx, row["id"], key)
    store.set_form(tx, row["id"], state, seal(vault, key, row["id"], form))
    facts = {"guest": row["id"], "booking": row["reservation_id"], "state": state}
    tx.journal("checkin.filled", facts)
    tx.tell(DESK, "checkin", {"booking": row["reservation_id"]})


def _decided(tx: Tx, row: Row, state: str, rejected: dict[str, str]) -> dict[str, Any]:
    store.decide(tx, row["id"], state, rejected)
    facts = {"guest": row["id"], "state": state, "fields": sorted(rejected)}
    tx.journal("checkin.decided", facts)
    tx.tell(DESK, "checkin", {"booking": row["reservation_id"]})
    return view(require(tx, row["id"]))
