"""What Cloudbeds says, brought to the hotel here: rooms, reservations, guests, housekeeping.

Nothing is overwritten that somebody here changed and that is not told yet. What cannot be so on
both sides becomes a difference that a person works through; the rules are in docs/cloudbeds.md.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sync import queries
from sync.cloudbeds import store
from sync.cloudbeds.mapping import CONDITIONS, CONDITIONS_THERE, state_here, state_of
from sync.cloudbeds.place import Hotel, Rate, Room, RoomType
from sync.cloudbeds.rows import GuestName, Reservation, RoomState, StayRoom
from sync.cloudbeds.told import ACTOR, NAME
from venue.bookings import feed, reads
from venue.bookings.feed import Heard
from venue.bookings.model import Person, Stay
from venue.core.errors import VenueError
from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Tx
from venue.rooms import service as rooms

GONE = ("checked_out", "cancelled", "no_show")
SOLD = ("rooms.sold_out", "rooms.room_taken", "bookings.room_occupied")
Today = Callable[[ReadTx], str]


class Taker:
    """Stores what the polls bring.

    Args:
        today: The hotel's day.
    """

    def __init__(self, today: Today, currency: str) -> None:
        self._today, self._currency = today, currency

    def place(self, tx: Tx, item: Mapping[str, Any]) -> None:
        """Link rooms and types by their numbers and names; an empty hotel gets all of them."""
        tx.actor = ACTOR
        hotel: Hotel = item["hotel"]
        if hotel.currency != self._currency:
            _differ(tx, "property", NAME, {"currency": self._currency}, vars(hotel))
            return
        _settle(tx, "property", NAME)
        store.save_property(tx, hotel.property_id, hotel.time_zone, hotel.currency)
        types: dict[str, RoomType] = {one.room_type_id: one for one in item["types"]}
        doors: list[Room] = item["rooms"]
        if not rooms.index(tx)["items"]:
            for one in doors:
                kind = types.get(one.room_type_id)
                if kind is not None:
                    rooms.add(tx, number=one.name, room_type=kind.name, sleeps=kind.sleeps)
        known = store.rooms(tx)
        self._link(tx, doors, types)
        if store.rooms(tx) != known:
            # What was refused for want of a room is looked at again.
            queries.make_due(tx, NAME, "window", 0.0)
        self._price(tx, item["rates"])

    def reservation(self, tx: Tx, item: Mapping[str, Any]) -> None:
        """Take a reservation, room by room."""
        tx.actor = ACTOR
        found: Reservation = item["reservation"]
        for part in found.rooms:
            self._part(tx, found, part, item["asked_at"])

    def guest(self, tx: Tx, item: Mapping[str, Any]) -> None:
        """Take a guest's name and e-mail for the stays that are theirs."""
        tx.actor = ACTOR
        found: GuestName = item["guest"]
        name = f"{found.first_name} {found.last_name}".removeprefix("- ").strip()
        for stay_id in store.stays_of_guest(tx, found.guest_id):
            stay = reads.stay(tx, stay_id)
            known = reads.require(tx, stay.reservation_id)
            same = (known["name"], known["email"]) == (name, found.email)
            if name and not same and not store.is_moving(tx, f"stay:{stay_id}", item["asked_at"]):
                feed.rename(tx, stay_id, Person(name, found.email, known["phone"]))

    def housekeeping(self, tx: Tx, item: Mapping[str, Any]) -> None:
        """Take a room's condition when it changed there and ours is told."""
        tx.actor = ACTOR
        found: RoomState = item["room"]
        link = store.room_here(tx, found.room_id)
        if link is None or link["seen"] == found.condition:
            return
        store.see_room(tx, link["room_id"], found.condition)
        ours = rooms.require_room(tx, link["room_id"])["housekeeping"]
        theirs = CONDITIONS_THERE.get(found.condition)
        if theirs is None or CONDITIONS[ours] == CONDITIONS[theirs]:
            return
        # At the first look the box knows its own rooms better.
        moving = store.is_moving(tx, f"room:{link['room_id']}", item["asked_at"])
        if link["seen"] and not moving:
            rooms.set_housekeeping(tx, link["room_id"], theirs)

    def _link(self, tx: Tx, doors: list[Room], types: Mapping[str, RoomType]) -> None:
        here = {one["number"]: one for one in rooms.index(tx)["items"]}
        for one in doors:
            mine, kind = here.pop(one.name, None), types.get(one.room_type_id)
            if mine is None:
                _differ(tx, "room", one.name, None, {"type": kind.name if kind else ""})
                continue
            _settle(tx, "room", one.name)
            store.link_room(tx, mine["id"], one.room_id)
            type_id = rooms.require_room(tx, mine["id"])["room_type_id"]
            if kind is not None and kind.name == mine["type"]:
                store.link_type(tx, type_id, one.room_type_id)
        for number in here:
            _differ(tx, "room", number, {"number": number}, None)

    def _price(self, tx: Tx, rates: list[Rate]) -> None:
        for one in rates:
            type_id = store.type_here(tx, one.room_type_id)
            kind = rooms.require_type(tx, type_id) if type_id else None
            if kind is not None and kind.nightly_minor != one.night_minor:
                rooms.set_type(tx, kind.id, nightly_minor=one.night_minor,
                               overbooking=kind.overbooking)  # fmt: skip

    def _part(self, tx: Tx, found: Reservation, part: StayRoom, asked_at: str) -> None:
        facts = {
            "arrival": part.start_date,
            "departure": part.end_date,
            "type": part.room_type_id,
            "room": part.room_name,
            "state": found.status if found.deleted is False else "deleted",
            "part": part.status,
        }
        link = store.stay_there(tx, part.sub_reservation_id, found.token)
        seen = dumps(facts)
        if link is not None and (
            # Our own change is on its way, or came after this was read: the next poll looks again.
            link["seen"] == seen or store.is_moving(tx, f"stay:{link['stay_id']}", asked_at)
        ):
            return
        try:
            heard = self._heard(tx, found, part)
            with tx.savepoint():
                stay = self._bring(tx, found, link, heard)
        except VenueError as refusal:
            kind = "sold_twice" if refusal.code in SOLD else "cannot_be"
            self._conflict(tx, kind, found, part, link, facts, refusal.code)
            return
        except ValueError as unknown:
            self._conflict(tx, "not_known", found, part, link, facts, str(unknown))
            return
        if stay is None:
            return
        _settle_all(tx, part.sub_reservation_id)
        store.save_stay(
            tx,
            stay.id,
            reservation_id=found.reservation_id,
            sub_id=part.sub_reservation_id,
            guest_id=found.guest_id,
            seen=seen,
        )

    def _bring(
        self, tx: Tx, found: Reservation, link: Mapping[str, Any] | None, heard: Heard
    ) -> Stay | None:
        """Return the stay as it is after it; None: nothing here is about it.

        Raises:
            VenueError: It cannot be so here.
        """
        common: dict[str, Any] = {"today": self._today(tx), "currency": self._currency}
        if link is None:
            if heard.state in GONE:
                return None
            person = Person(found.guest_name.removeprefix("- "), _email(found))
            return feed.take_in(tx, person, heard, **common)
        stay = reads.stay(tx, link["stay_id"])
        if stay.state == "checked_in" and heard.arrival <= common["today"]:
            # When a guest in house came is known here, also when the line was down that day.
            heard = heard._replace(arrival=stay.arrival)
        return stay if _agrees(stay, heard) else feed.follow(tx, stay.id, heard, **common)

    def _heard(self, tx: ReadTx, found: Reservation, part: StayRoom) -> Heard:
        """Return what is heard in our own ids.

        Raises:
            ValueError: A word, type or room that is not known here.
        """
        type_id = store.type_here(tx, part.room_type_id)
        door = store.room_here(tx, part.room_id) if part.room_id else None
        state = state_of(found, part)
        if state not in GONE and type_id is None:
            raise ValueError("its room type is not known here")
        if state not in GONE and part.room_id and door is None:
            raise ValueError(f"its room {part.room_name} is not known here")
        return Heard(
            room_type_id=type_id or 0,
            room_id=door["room_id"] if door else None,
            arrival=part.start_date,
            departure=part.end_date,
            adults=max(1, part.adults),
            children=part.children,
            state=state,
        )

    def _conflict(
        self,
        tx: Tx,
        kind: str,
        found: Reservation,
        part: StayRoom,
        link: Mapping[str, Any] | None,
        theirs: Mapping[str, Any],
        why: str,
    ) -> None:
        stay = reads.stay(tx, link["stay_id"]) if link else None
        if kind != "not_known" and stay is not None and stay.state == "checked_in":
            kind = "ended_there" if state_of(found, part) in GONE else kind
        ours = None if stay is None else {
            "arrival": stay.arrival, "departure": stay.departure, "state": stay.state,
            "booking": stay.reservation_id,
        }  # fmt: skip
        _differ(tx, kind, part.sub_reservation_id, ours, {**theirs, "why": why})


def _agrees(stay: Stay, heard: Heard) -> bool:
    """Tell whether both sides have the same; of a stay that ended only the end counts."""
    if state_here(stay) != heard.state:
        return False
    ours, theirs = (stay.arrival, stay.departure, stay.room_id), (*heard[2:4], heard.room_id)
    return heard.state in GONE or ours == theirs


def _email(found: Reservation) -> str:
    return next((one.email for one in found.guests if one.guest_id == found.guest_id), "")


KINDS = ("sold_twice", "cannot_be", "not_known", "ended_there")


def _differ(
    tx: Tx,
    compare: str,
    subject: str,
    ours: Mapping[str, Any] | None,
    theirs: Mapping[str, Any] | None,
) -> None:
    """Put something on the list for a person, once for as long as it stays the same."""
    known = queries.open_differences(tx, NAME, compare).get(subject)
    sides = (queries.as_text(ours), queries.as_text(theirs))
    if known is not None and (known["ours"], known["theirs"]) == sides:
        return
    if (subject, *sides) in queries.settled_differences(tx, NAME, compare):
        return
    if known is not None:
        queries.end_difference(tx, known["id"], "gone")
    kind = "missing_here" if ours is None else "missing_there" if theirs is None else "different"
    number = queries.add_difference(tx, NAME, compare, subject, kind=kind, ours=ours, theirs=theirs)
    tx.journal("sync.difference_found", {"difference": number, "kind": compare})
    tx.tell(("sync", "status"), "sync", {"provider": NAME})


def _settle(tx: Tx, compare: str, subject: str) -> None:
    known = queries.open_differences(tx, NAME, compare).get(subject)
    if known is not None:
        queries.end_difference(tx, known["id"], "gone")
        tx.journal("sync.difference_gone", {"difference": known["id"]})


def _settle_all(tx: Tx, subject: str) -> None:
    for kind in KINDS:
        _settle(tx, kind, subject)
