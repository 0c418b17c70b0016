"""The exact bytes of each message, made once from what the box told; no network.

What Cloudbeds could not take, or would take wrongly, is refused here in words for a person.
"""

from collections.abc import Mapping
from typing import Any

from sync.cloudbeds.checks import Check, CheckLine, CheckPayment, delete_check, post_check
from sync.cloudbeds.mapping import Place, place
from sync.cloudbeds.postings import (
    Item,
    Target,
    post_custom_item,
    post_new_house_account,
    post_payment,
    post_void_item,
    post_void_payment,
)
from sync.cloudbeds.writes import (
    GuestFields,
    RoomWish,
    StayDates,
    post_housekeeping_status,
    post_reservation,
    post_room_assign,
    post_room_check_in,
    post_room_check_out,
    put_guest,
    put_reservation,
)
from sync.model import Message
from sync.request import Request

CATEGORY = "Food"
EXTRAS = {"minibar": "Minibar", "service": "Service", "extra": "Extra", "late": "Late departure"}
Body = Mapping[str, Any]


def bytes_of(message: Message, today: str = "") -> bytes:
    """Return a message's request as it is stored.

    Args:
        today: The property's date, when the message is about to be sent for the first time.

    Raises:
        ValueError: Cloudbeds would not understand it; the words are for a person.
    """
    if message.kind == "book":
        return _book(message, today).pack()
    return BUILDERS[message.kind](message).pack()


def stay_of(message: Message) -> Place:
    """Return the stay that a message is about, as Cloudbeds names it."""
    return place(str(message.body["stay"]))


def _book(message: Message, today: str) -> Request:
    body = message.body
    _need(body, "type", "this room type has no twin at Cloudbeds: name it as there")
    _need(body, "email", "Cloudbeds wants an e-mail: enter the guest's, or set pms.guest_email")
    _need(body, "country", "Cloudbeds wants a country: set pms.guest_country")
    _need(body, "zip", "Cloudbeds wants a postcode: set pms.guest_zip")
    if body["departure"] <= today:
        raise ValueError("the stay was over before Cloudbeds could hear of it: enter it there")
    return post_reservation(
        token=body["token"],
        # No reservation begins in the past there: of a stay that began while the line was down
        # it hears the nights from today on, the others are on the folio here.
        start_date=max(body["arrival"], today),
        end_date=body["departure"],
        guest=GuestFields(
            guestFirstName=body["first"],
            guestLastName=body["last"],
            guestEmail=body["email"],
            guestPhone=body["phone"] or None,
            guestCountry=body["country"],
            guestZip=body["zip"],
        ),
        rooms=[RoomWish(body["type"], 1, body["adults"], body["children"])],
    )


def _guest(message: Message) -> Request:
    body, guest_id = message.body, stay_of(message).guest_id
    if not guest_id:
        raise ValueError("the guest's number at Cloudbeds is not known; change it there by hand")
    fields = GuestFields(
        guestFirstName=body["first"],
        guestLastName=body["last"],
        guestEmail=body["email"] or None,
        guestPhone=body["phone"] or None,
    )
    return put_guest(guest_id, fields)


def _dates(message: Message) -> Request:
    body, stay = message.body, stay_of(message)
    _need(body, "type", "this room type has no twin at Cloudbeds: name it as there")
    arrival, departure = body["dates"]
    dates = StayDates(
        stay.sub_id, body["type"], arrival, departure, body["adults"], body["children"]
    )
    return put_reservation(stay.reservation_id, stays=[dates])


def _assign(message: Message) -> Request:
    body, stay = message.body, stay_of(message)
    _need(body, "room", "this room has no twin at Cloudbeds: number it as there")
    return post_room_assign(
        stay.reservation_id, stay.sub_id, room_id=body["room"], room_type_id=body["type"] or None
    )


def _check_in(message: Message) -> Request:
    stay = stay_of(message)
    return post_room_check_in(stay.reservation_id, stay.sub_id)


def _check_out(message: Message) -> Request:
    stay = stay_of(message)
    return post_room_check_out(stay.reservation_id, stay.sub_id)


def _cancel(message: Message) -> Request:
    return put_reservation(stay_of(message).reservation_id, status="canceled")


def _no_show(message: Message) -> Request:
    return put_reservation(stay_of(message).reservation_id, status="no_show")


def _room_state(message: Message) -> Request:
    return post_housekeeping_status(message.body["room"], message.body["condition"])


def _charge(message: Message) -> Request:
    body = message.body
    return post_custom_item(
        _target(body),
        reference=body["reference"],
        items=_items(body),
        currency=body["currency"],
        sale_date=body["at"][0] or None,
        payment=_payment(body),
    )


def _check(message: Message) -> Request:
    body = message.body
    method = _payment(body)
    paid = [CheckPayment(*method)] if method else []
    check = Check(
        check_id=body["reference"],
        number=body["reference"][-12:],
        target=_target(body),
        sale_date=body["at"][1],
        lines=[
            CheckLine(str(number), f"venue-{band}", _name(band), 1, minor, CATEGORY)
            for number, (band, minor) in enumerate(body["lines"], 1)
        ],
        tip_minor=body["tip_minor"],
        payments=paid,
    )
    # The client adds the property to every call.
    return post_check(check, currency=body["currency"], key=body["reference"])


def _take_back(message: Message) -> Request:
    _need_whole(message.body)
    return post_void_item(_target(message.body), message.body["sold"])


def _take_back_check(message: Message) -> Request:
    _need_whole(message.body)
    return delete_check(message.body["sold"])


def _money(message: Message) -> Request:
    body = message.body
    method, amount = _payment(body) or ("", 0)
    return post_payment(
        _target(body),
        token=body["token"],
        method=method,
        amount_minor=amount,
        currency=body["currency"],
    )


def _take_back_money(message: Message) -> Request:
    return post_void_payment(_target(message.body), message.body["paid"])


def _house_account(message: Message) -> Request:
    return post_new_house_account(message.body["name"])


def _target(body: Body) -> Target:
    if "account" in body:
        return Target(house_account_id=str(body["account"]))
    return Target(reservation_id=place(str(body["stay"])).reservation_id)


def _items(body: Body) -> list[Item]:
    lines = [*body["lines"], *([["tip", body["tip_minor"]]] if body["tip_minor"] else [])]
    return [
        Item(f"venue-{band}", _name(band), 1, minor, CATEGORY, note=body["reference"])
        for band, minor in lines
    ]


def _payment(body: Body) -> tuple[str, int] | None:
    """Return method and amount of what was paid with it.

    Raises:
        ValueError: The way of paying has no twin at the property.
    """
    if "method" not in body:
        return None
    ours = body["ours"]
    _need(body, "method", f"nobody said what {ours!r} is at Cloudbeds: add it to pms.methods")
    total = body.get("amount_minor") or _total(body)
    return body["method"], total


def _total(body: Body) -> int:
    return int(sum(minor for _, minor in body["lines"]) + body["tip_minor"])


def _name(band: str) -> str:
    return EXTRAS.get(band, f"Restaurant {band}")


def _need(body: Body, name: str, words: str) -> None:
    if not body[name]:
        raise ValueError(words)


def _need_whole(body: Body) -> None:
    if not body["whole"]:
        raise ValueError(
            "Cloudbeds takes back whole postings only: adjust it there, then say it is fixed"
        )


BUILDERS = {
    "guest": _guest,
    "dates": _dates,
    "assign": _assign,
    "check_in": _check_in,
    "check_out": _check_out,
    "cancel": _cancel,
    "no_show": _no_show,
    "room_state": _room_state,
    "charge": _charge,
    "charge_check": _check,
    "sale": _charge,
    "sale_check": _check,
    "take_back": _take_back,
    "take_back_check": _take_back_check,
    "payment": _money,
    "take_back_payment": _take_back_money,
    "house_account": _house_account,
}
