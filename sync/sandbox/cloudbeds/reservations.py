"""Reservations: lists, one, booking and its changes (cloudbeds.md, 6.2 and 7)."""

from collections.abc import Callable
from datetime import UTC, datetime

from sync.sandbox import forms
from sync.sandbox.cloudbeds import hooks, rows, views
from sync.sandbox.cloudbeds.common import (
    done,
    form,
    local,
    major,
    moment_of,
    need,
    paged,
    refuse,
    today,
)
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Routes

# The vendor documents six states and no table; this one refuses what its guides say is refused.
MAY_BECOME = {
    "not_confirmed": {"confirmed", "canceled"},
    "confirmed": {"not_confirmed", "checked_in", "canceled", "no_show"},
    "checked_in": {"checked_out", "confirmed"},
    "checked_out": {"checked_in"},
    "canceled": set[str](),
    "no_show": set[str](),
}
PART_STATUS = {"checked_in": "in_house", "checked_out": "checked_out", "canceled": "cancelled",
               "no_show": "cancelled", "confirmed": "not_checked_in"}  # fmt: skip


def _at(text: str) -> float:
    return moment_of(text).timestamp()


# Query parameter -> does this reservation pass?
FILTERS: dict[str, Callable[[Doc, str], bool]] = {
    "status": lambda one, text: one["status"] == text,
    "resultsFrom": lambda one, text: one["created"] >= _at(text),
    "resultsTo": lambda one, text: one["created"] <= _at(text),
    "modifiedFrom": lambda one, text: one["modified"] >= _at(text),
    "modifiedTo": lambda one, text: one["modified"] <= _at(text),
    "checkInFrom": lambda one, text: one["start"] >= text,
    "checkInTo": lambda one, text: one["start"] <= text,
    "checkOutFrom": lambda one, text: one["end"] >= text,
    "checkOutTo": lambda one, text: one["end"] <= text,
    "reservationCheckOutFrom": lambda one, text: one["end"] >= text,
    "reservationCheckOutTo": lambda one, text: one["end"] <= text,
    "reservationID": lambda one, text: one["id"] in text.split(","),
    "excludeStatuses": lambda one, text: one["status"] not in text.split(","),
    "roomID": lambda one, text: any(part["room"] == text for part in one["rooms"]),
    "roomTypeID": lambda one, text: any(part["type"] == text for part in one["rooms"]),
    "sourceId": lambda one, text: one["source"] == text,
    "sourceReservationId": lambda one, text: one["third_party"] == text,
    "guestID": lambda one, text: text in one["guests"],
}


def _list(state: State, ask: Ask) -> Answer:
    found = _found(state, ask, deleted=False)
    page, counts = paged(found, ask, size=100, most=100)
    with_rooms = ask.query.get("includeAllRooms") == "true"
    with_guests = ask.query.get("includeGuestsDetails") == "true"
    shown = [views.listed(state, one, rooms=with_rooms, guests=with_guests) for one in page]
    return done(shown, **counts)


def _with_rates(state: State, ask: Ask) -> Answer:
    found = _found(state, ask, deleted=ask.query.get("includeDeleted") == "true")
    page, counts = paged(found, ask, size=100, most=100)
    return done([views.with_rates(state, one) for one in page], **counts)


def _found(state: State, ask: Ask, *, deleted: bool) -> list[Doc]:
    rules = [(FILTERS[name], text) for name, text in ask.query.items() if name in FILTERS and text]
    found = [
        one
        for one in state.every("cb.reservation")
        if (deleted or not one["deleted"])
        and ask.shown(one["created"], state.now)
        and all(rule(one, text) for rule, text in rules)
    ]
    if ask.query.get("sortByRecent") == "true":
        found.sort(key=lambda one: one["created"], reverse=True)
    return found


def _one(state: State, ask: Ask) -> Answer:
    need(ask.query, "reservationID")
    return done(views.whole(state, rows.reservation(state, ask.query["reservationID"])))


def _room_details(state: State, ask: Ask) -> Answer:
    need(ask.query, "subReservationID")
    sub = ask.query["subReservationID"]
    return done(views.room_details(state, *_by_sub(state, sub)))


def _by_sub(state: State, sub: str) -> tuple[Doc, Doc]:
    one = rows.reservation(state, sub.split("-")[0])
    return one, rows.part_of(one, sub)


def _book(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "startDate", "endDate", "guestFirstName", "guestLastName", "guestCountry",
         "guestZip", "guestEmail", "rooms", "adults", "children", "paymentMethod")  # fmt: skip
    if fields["startDate"] < today(state):
        raise refuse("Start date can not be in the past")
    rooms = [part for row in fields["rooms"] for part in _parts(state, fields, row)]
    one = rows.new_reservation(state, fields, rooms, status="confirmed")
    state.effect("cloudbeds", "postReservation", one["third_party"], id=one["id"])
    hooks.tell(state, "reservation/created", reservationID=one["id"], startDate=one["start"],
               endDate=one["end"])  # fmt: skip
    guest = {name: fields.get(name) for name in ("guestFirstName", "guestLastName", "guestEmail")}
    return done(
        reservationID=one["id"],
        status=one["status"],
        guestID=one["guest"],
        **guest,
        startDate=one["start"],
        endDate=one["end"],
        dateCreated=local(state.now),
        grandTotal=major(rows.room_total_minor(one)),
        unassigned=[views.unassigned(state, part) for part in one["rooms"]],
    )


def _parts(state: State, fields: Doc, row: Doc) -> list[Doc]:
    kind = state.get("cb.type", str(row.get("roomTypeID")))
    count = int(row.get("quantity") or 0)
    if kind is None or not 0 < count <= 20 or row.get("roomID"):
        raise refuse("Invalid Parameters")
    if rows.free_of(state, kind["id"], fields["startDate"], fields["endDate"]) < count:
        raise refuse("There are no rooms available for the selected dates")
    people = {
        who: int(next((x["quantity"] for x in fields[who] if x["roomTypeID"] == kind["id"]), 0))
        for who in ("adults", "children")
    }
    part = {"type": kind["id"], "room": "", "rate_minor": kind["rate_minor"], **people}
    return [dict(part) for _ in range(count)]


def _change(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "reservationID")
    one = rows.reservation(state, fields["reservationID"])
    before = dict(one, rooms=[dict(part) for part in one["rooms"]])
    if fields.get("estimatedArrivalTime"):
        one["eta"] = fields["estimatedArrivalTime"]
    if fields.get("customFields"):
        one["fields"] = fields["customFields"]
    _move_dates(one, fields)
    wanted = fields.get("status")
    if wanted and wanted != one["status"]:
        _become(state, one, wanted)
    if one != before:
        rows.save(state, one)
        reference = f"{one['id']} {wanted}" if wanted else one["id"]
        state.effect("cloudbeds", "putReservation", reference, id=one["id"])
    if one["status"] != before["status"]:
        hooks.tell(
            state, "reservation/status_changed", reservationID=one["id"], status=one["status"]
        )
    return done(views.whole(state, one))


def _move_dates(one: Doc, fields: Doc) -> None:
    if end := fields.get("checkoutDate"):
        rows.nights(one["start"], end)
        one["end"] = end
        for part in one["rooms"]:
            part["end"] = end
    for row in fields.get("rooms") or []:
        part = rows.part_of(one, row.get("subReservationID", f"{one['id']}-1"))
        need(row, "roomTypeID", "checkinDate", "checkoutDate")
        rows.nights(row["checkinDate"], row["checkoutDate"])
        part.update(start=row["checkinDate"], end=row["checkoutDate"])
        part.update({who: int(row[who]) for who in ("adults", "children") if row.get(who)})
        if forms.truth(row.get("adjustPrice", "true")) and part["type"] != row["roomTypeID"]:
            part.update(type=row["roomTypeID"], room="")
        one["start"] = min(each["start"] for each in one["rooms"])
        one["end"] = max(each["end"] for each in one["rooms"])


def _become(state: State, one: Doc, wanted: str) -> None:
    if wanted not in MAY_BECOME.get(one["status"], set()):
        raise refuse(f"Reservation status can not be changed from {one['status']} to {wanted}")
    if wanted == "checked_in" and not all(part["room"] for part in one["rooms"]):
        raise refuse("Reservation has unassigned rooms")
    if wanted == "checked_out" and rows.balance_minor(state, one)[0] > 0:
        raise refuse("Reservation has an open balance")
    one["status"] = wanted
    if wanted == "canceled":
        one["cancelled"] = state.now.timestamp()
    for part in one["rooms"]:
        part["status"] = PART_STATUS.get(wanted, part["status"])


def _note(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "reservationID", "reservationNote")
    one = rows.reservation(state, fields["reservationID"])
    key = str(state.number("cb.note", first=300))
    note = {"id": key, "text": fields["reservationNote"], "at": state.now.timestamp()}
    state.put("cb.note", key, note, parent=one["id"])
    state.effect("cloudbeds", "postReservationNote", note["text"], id=key)
    return done(reservationNoteID=key)


def _notes(state: State, ask: Ask) -> Answer:
    need(ask.query, "reservationID")
    one = rows.reservation(state, ask.query["reservationID"])
    shown = [
        {
            "reservationNoteID": note["id"],
            "userName": "API",
            "dateCreated": local(datetime.fromtimestamp(note["at"], UTC)),
            "dateModified": local(datetime.fromtimestamp(note["at"], UTC)),
            "reservationNote": note["text"],
        }
        for note in state.children("cb.note", one["id"])
        if ask.shown(note["at"], state.now)
    ]
    return done(shown)


ROUTES: Routes = {
    ("GET", "/getReservations"): _list,
    ("GET", "/getReservationsWithRateDetails"): _with_rates,
    ("GET", "/getReservation"): _one,
    ("GET", "/getReservationRoomDetails"): _room_details,
    ("POST", "/postReservation"): _book,
    ("PUT", "/putReservation"): _change,
    ("POST", "/postReservationNote"): _note,
    ("GET", "/getReservationNotes"): _notes,
}
