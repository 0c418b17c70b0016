"""Doors and their state: assigning, checking in and out, housekeeping (cloudbeds.md, 6.4 and 7)."""

from sync.sandbox import forms
from sync.sandbox.cloudbeds import hooks, rows
from sync.sandbox.cloudbeds.common import done, form, need, paged, refuse, today
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Routes

CONDITIONS = ("dirty", "clean", "inspected")


def _assign(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "reservationID")
    one = rows.reservation(state, fields["reservationID"])
    part = _asked_part(one, fields)
    room = fields.get("newRoomID", "")
    if part["room"] == room:
        return done()
    if part["status"] in ("checked_out", "cancelled"):
        raise refuse("Reservation can not be modified")
    if room:
        found = state.get("cb.room", room)
        kind = fields.get("roomTypeID") or part["type"]
        if found is None or found["type"] != kind:
            raise refuse("Invalid Parameters")
        if found["blocked"] or not rows.is_free(
            state, room, part["start"], part["end"], but=part["sub"]
        ):
            raise refuse("Room is not available for the selected dates")
        part["type"] = kind
    part["room"] = room
    rows.save(state, one)
    state.effect("cloudbeds", "postRoomAssign", f"{part['sub']} {room}", id=one["id"])
    hooks.tell(state, "reservation/accommodation_changed", reservationID=one["id"], roomID=room)
    return done()


def _asked_part(one: Doc, fields: Doc) -> Doc:
    if sub := fields.get("subReservationID"):
        return rows.part_of(one, sub)
    wanted = fields.get("roomID") or fields.get("oldRoomID")
    for part in one["rooms"]:
        if wanted in (None, "", part["room"]):
            found: Doc = part
            return found
    raise refuse("Sub reservation not found")


def _check_in(state: State, ask: Ask) -> Answer:
    return _turn(state, ask, "in_house")


def _check_out(state: State, ask: Ask) -> Answer:
    return _turn(state, ask, "checked_out")


def _turn(state: State, ask: Ask, wanted: str) -> Answer:
    fields = form(ask)
    need(fields, "reservationID")
    one = rows.reservation(state, fields["reservationID"])
    part = _asked_part(one, fields)
    if part["status"] == wanted:
        return done()
    coming = wanted == "in_house"
    if part["status"] != ("not_checked_in" if coming else "in_house"):
        raise refuse(f"Room can not be changed from {part['status']} to {wanted}")
    if coming and not part["room"]:
        raise refuse("Room is not assigned")
    part["status"] = wanted
    before = one["status"]
    if coming:
        one["status"] = "checked_in"
    elif all(each["status"] == "checked_out" for each in one["rooms"]):
        if rows.balance_minor(state, one)[0] > 0:
            raise refuse("Reservation has an open balance")
        one["status"] = "checked_out"
    rows.save(state, one)
    call = "postRoomCheckIn" if coming else "postRoomCheckOut"
    state.effect("cloudbeds", call, part["sub"], id=one["id"])
    if one["status"] != before:
        hooks.tell(
            state, "reservation/status_changed", reservationID=one["id"], status=one["status"]
        )
    return done()


def _housekeeping(state: State, ask: Ask) -> Answer:
    wanted, asked = ask.query.get("roomCondition"), ask.query.get("roomIDs", "")
    rooms = set(filter(None, asked.split(",")))
    shown = [
        _board_row(state, one)
        for one in state.every("cb.room")
        if wanted in (None, one["condition"]) and (not rooms or one["id"] in rooms)
    ]
    page, counts = paged(shown, ask, size=100, most=5000)
    return done(page, **counts)


def _board_row(state: State, one: Doc) -> Doc:
    day = today(state)
    stays = [
        part
        for each in state.every("cb.reservation")
        if each["status"] in rows.HOLDS_A_ROOM
        for part in each["rooms"]
        if part["room"] == one["id"]
    ]
    inside = [part for part in stays if part["status"] == "in_house"]
    arriving = any(part["start"] == day and part["status"] == "not_checked_in" for part in stays)
    leaving = any(part["end"] == day for part in inside)
    words = {(True, True): "turnover", (True, False): "check-out", (False, True): "check-in"}
    other = "stayover" if inside else "unused"
    return {
        "date": day,
        "roomTypeID": one["type"],
        "roomID": one["id"],
        "roomName": one["name"],
        "roomCondition": one["condition"],
        "roomOccupied": bool(inside),
        "roomBlocked": one["blocked"],
        "frontdeskStatus": words.get((leaving, arriving), other),
        "housekeeperID": "",
        "housekeeper": "",
        "doNotDisturb": one["doNotDisturb"],
        "refusedService": one["refusedService"],
        "vacantPickup": one["vacantPickup"],
        "roomComments": one["roomComments"],
    }


def _clean(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "roomID")
    room = state.get("cb.room", fields["roomID"])
    if room is None or fields.get("roomCondition", "clean") not in CONDITIONS:
        raise refuse("Invalid Parameters")
    before = dict(room)
    flags = ("doNotDisturb", "refusedService", "vacantPickup")
    room.update({name: forms.truth(fields[name]) for name in flags if name in fields})
    if "roomComments" in fields:
        room["roomComments"] = fields["roomComments"]
    if "roomCondition" in fields:
        room["condition"] = fields["roomCondition"]
    elif not any(name in fields for name in (*flags, "roomComments")):
        # Nothing given turns the condition over: the trap that the reference names.
        room["condition"] = "clean" if room["condition"] == "dirty" else "dirty"
    if room != before:
        state.put("cb.room", room["id"], room)
        reference = f"{room['id']} {room['condition']}"
        state.effect("cloudbeds", "postHousekeepingStatus", reference)
        hooks.tell(state, "housekeeping/room_condition_changed", roomID=room["id"])
    return done(
        {
            "date": today(state),
            "roomID": room["id"],
            "roomCondition": room["condition"],
            "roomComments": room["roomComments"],
            **{name: room[name] for name in flags},
        }
    )


ROUTES: Routes = {
    ("POST", "/postRoomAssign"): _assign,
    ("POST", "/postRoomCheckIn"): _check_in,
    ("POST", "/postRoomCheckOut"): _check_out,
    ("GET", "/getHousekeepingStatus"): _housekeeping,
    ("POST", "/postHousekeepingStatus"): _clean,
}
