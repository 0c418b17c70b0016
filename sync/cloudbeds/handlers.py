"""How each kind of message is told to Cloudbeds, and how one of unknown fate is looked up.

After the table of cloudbeds.md, 10: keys where the vendor has them, else a look by our own token,
else the state that was to be.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sync.cloudbeds import ledger
from sync.cloudbeds.building import bytes_of, stay_of
from sync.cloudbeds.client import Cloudbeds
from sync.cloudbeds.mapping import place, place_of
from sync.cloudbeds.rows import Reservation
from sync.model import Look, Message, Outcome, Result, Seen
from sync.provider import Handler
from sync.request import Request

DONE = Result(outcome=Outcome.DONE)
BEFORE = timedelta(minutes=10)
# Absence is proven by three looks over two minutes (cloudbeds.md, 10): lists and ledger lag.
PATIENT = {"first_look_s": 5.0, "looks": 3, "spread_s": 120.0}
SOON = {"first_look_s": 5.0}

Send = Callable[[Cloudbeds, Message], Result]
Seek = Callable[[Cloudbeds, Message], Seen]
Read = Callable[[Cloudbeds, Message], str]
Wanted = Callable[[Message], str]
Before = Callable[[Message], tuple[str, ...]]


def _send(client: Cloudbeds, message: Message) -> Result:
    return client.write(Request.unpack(message.wire))


def _seen(vendor_ref: str | None) -> Seen:
    return Seen.of(DONE, vendor_ref=vendor_ref)


# Reservations: our token is the only key.


def _book(client: Cloudbeds, message: Message) -> Result:
    result = _send(client, message)
    if not result.done:
        return result
    data = result.data
    rooms = [*(data.get("unassigned") or []), *(data.get("assigned") or [])]
    if not rooms or not rooms[0].get("subReservationID"):
        # It is booked, but without its room's number nothing that follows could be told.
        return replace(result, outcome=Outcome.AMBIGUOUS, code="unreadable")
    ids = (result.vendor_ref, str(rooms[0]["subReservationID"]), str(data.get("guestID") or ""))
    return replace(result, vendor_ref="/".join(ids))


def _look_for_booking(client: Cloudbeds, message: Message) -> Seen:
    token = str(message.body["token"])
    found = _by_token(client.reservations(token=token).rows, token)
    if found is None:
        # Whether that filter finds reservations of every source is unproven: look at the new ones.
        since = _since(message).astimezone(ZoneInfo(client.hotel().time_zone))
        page, more = 0, True
        while more and found is None:
            page += 1
            got = client.reservations(created_from=f"{since:%Y-%m-%d %H:%M:%S}", page=page)
            found, more = _by_token(got.rows, token), got.more
    return _seen(None if found is None else place_of(found).text())


def _by_token(rows: list[Reservation], token: str) -> Reservation | None:
    return next((one for one in rows if one.token == token), None)


def _since(message: Message) -> datetime:
    return datetime.fromisoformat(message.first_sent_at) - BEFORE


# States: what was to be is compared with what is, before sending as well as after.


def _stepping(read: Read, wanted: Wanted, before: Before) -> Handler:
    def send(client: Cloudbeds, message: Message) -> Result:
        now, target = read(client, message), wanted(message)
        if now == target:
            return replace(DONE, words="it was so already")
        if now not in before(message):
            words = f"somebody changed it at Cloudbeds: it is {now or 'empty'} there"
            return Result(outcome=Outcome.REJECTED, code="changed_there", words=words)
        return _send(client, message)

    def look(client: Cloudbeds, message: Message) -> Seen:
        return _seen("" if read(client, message) == wanted(message) else None)

    return Handler(send=send, reconcile=look, prepare=bytes_of, **SOON)  # type: ignore[arg-type]


def _room(client: Cloudbeds, message: Message) -> str:
    return client.room_status(stay_of(message).sub_id)[0]


def _room_status(client: Cloudbeds, message: Message) -> str:
    return client.room_status(stay_of(message).sub_id)[1]


def _status(client: Cloudbeds, message: Message) -> str:
    """Return a reservation's status; one of several rooms is not ours to end as a whole."""
    found = client.reservation(stay_of(message).reservation_id)
    open_rooms = [one for one in found.rooms if one.status not in ("cancelled", "checked_out")]
    if len(open_rooms) > 1:
        return "a reservation of several rooms, which Cloudbeds ends only together"
    return found.status


def _span(client: Cloudbeds, message: Message) -> str:
    stay = stay_of(message)
    found = client.reservation(stay.reservation_id)
    mine = [one for one in found.rooms if one.sub_reservation_id == stay.sub_id]
    return _compared(message, mine[0].start_date, mine[0].end_date) if mine else ""


def _compared(message: Message, start: str, end: str) -> str:
    """Return dates as they are compared: a start that is not changed is no matter.

    That of a stay which began while the line was down is later there, see `building._book`.
    """
    kept = message.body["was"][0] == message.body["dates"][0]
    return end if kept else f"{start} to {end}"


def _condition(client: Cloudbeds, message: Message) -> str:
    rooms = {one.room_id: one.condition for one in client.housekeeping()}
    return rooms.get(str(message.body["room"]), "")


def _look_for_condition(client: Cloudbeds, message: Message) -> Seen:
    return _seen("" if _condition(client, message) == message.body["condition"] else None)


def _guest(client: Cloudbeds, message: Message) -> Result:
    if _look_for_guest(client, message).look is Look.FOUND:
        return replace(DONE, words="it was so already")
    return _send(client, message)


def _look_for_guest(client: Cloudbeds, message: Message) -> Seen:
    body, found = message.body, client.guest(stay_of(message).guest_id)
    same = (
        (found.first_name, found.last_name) == (body["first"], body["last"])
        and body["email"] in ("", found.email)
        and body["phone"] in ("", found.phone)
    )
    return _seen("" if same else None)


# Money: the vendor's own reference, or our token in the ledger.


def _charge(client: Cloudbeds, message: Message) -> Result:
    result = _send(client, message)
    if result.done and not result.vendor_ref:
        # "Nothing was created": it is there, and the ledger alone knows under which number.
        result = replace(result, vendor_ref=_sold(client, message) or "")
    return result


def _look_for_charge(client: Cloudbeds, message: Message) -> Seen:
    return _seen(_sold(client, message))


def _sold(client: Cloudbeds, message: Message) -> str | None:
    reference = str(message.body["reference"])
    rows = _ledger(client, message)
    mine = (one for one in rows if one.kind.startswith("ITEM") and reference in one.notes)
    return next((one.relation_id for one in mine), None)


def _look_for_payment(client: Cloudbeds, message: Message) -> Seen:
    token, amount = str(message.body["token"]), int(message.body["amount_minor"])
    mine = (
        one.relation_id
        for one in _ledger(client, message)
        if one.kind == "PAYMENT"
        and token in f"{one.notes} {one.description}".split()
        and abs(one.amount_minor) == amount
    )
    return _seen(next(mine, None))


def _ledger(client: Cloudbeds, message: Message) -> list[ledger.Transaction]:
    since = _since(message)
    if "account" in message.body:
        account = str(message.body["account"])
        return ledger.transactions(
            client, source_id=account, source_kind="HOUSE_ACCOUNT", since=since
        )
    reservation_id = place(str(message.body["stay"])).reservation_id
    return ledger.transactions(client, source_id=reservation_id, since=since)


def _look_for_check(client: Cloudbeds, message: Message) -> Seen:
    reference = str(message.body["reference"])
    found = ledger.transactions_of(client, reference, "CHECK_ITEM")
    due = sum(minor for _, minor in message.body["lines"])
    return _seen(reference if sum(one.amount_minor for one in found) == due else None)


def _look_for_void(kind: str, name: str = "sold") -> Seek:
    def look(client: Cloudbeds, message: Message) -> Seen:
        rows = ledger.transactions_of(client, str(message.body[name]), kind)
        undone = bool(rows) and sum(one.amount_minor for one in rows) == 0
        return _seen("" if undone else None)

    return look


def _house_account(client: Cloudbeds, message: Message) -> Result:
    known = client.house_accounts().get(str(message.body["name"]))
    return replace(DONE, vendor_ref=known) if known else _send(client, message)


def _look_for_account(client: Cloudbeds, message: Message) -> Seen:
    return _seen(client.house_accounts().get(str(message.body["name"])))


def _status_step(target: str, *before: str) -> Handler:
    return _stepping(_status, lambda message: target, lambda message: before)


def _room_step(target: str, before: str) -> Handler:
    return _stepping(_room_status, lambda message: target, lambda message: (before,))


def _handler(send: Send, look: Seek, **how: float) -> Handler:
    return Handler(send=send, reconcile=look, prepare=bytes_of, **how)  # type: ignore[arg-type]


HANDLERS = {
    "book": _handler(_book, _look_for_booking, **PATIENT),
    "guest": _handler(_guest, _look_for_guest, **SOON),
    "dates": _stepping(
        _span,
        lambda message: _compared(message, *message.body["dates"]),
        lambda message: (_compared(message, *message.body["was"]),),
    ),
    "assign": _stepping(
        _room, lambda message: str(message.body["room"]), lambda message: (message.body["was"],)
    ),
    "check_in": _room_step("in_house", "not_checked_in"),
    "check_out": _room_step("checked_out", "in_house"),
    "cancel": _status_step("canceled", "confirmed", "not_confirmed"),
    "no_show": _status_step("no_show", "confirmed", "not_confirmed"),
    "room_state": _handler(_send, _look_for_condition, **SOON),
    "charge": _handler(_charge, _look_for_charge, **PATIENT),
    "charge_check": _handler(_send, _look_for_check, **PATIENT),
    "sale": _handler(_charge, _look_for_charge, **PATIENT),
    "sale_check": _handler(_send, _look_for_check, **PATIENT),
    "take_back": _handler(_send, _look_for_void("ITEM"), **SOON),
    "take_back_check": _handler(_send, _look_for_void("CHECK_ITEM"), **SOON),
    "take_back_payment": _handler(_send, _look_for_void("PAYMENT", "paid"), **SOON),
    "payment": _handler(_send, _look_for_payment, **PATIENT),
    "house_account": _handler(_house_account, _look_for_account, **PATIENT),
}


def handlers(today: Callable[[], str]) -> dict[str, Handler]:
    """Return the handlers of a hotel.

    Args:
        today: The property's date now.
    """

    def prepare(message: Message) -> bytes:
        return bytes_of(message, today())

    return HANDLERS | {"book": replace(HANDLERS["book"], prepare=prepare)}
