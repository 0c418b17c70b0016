"""How reservations and guests look in answers (cloudbeds.md, 6.2 and 6.3)."""

from datetime import UTC, datetime
from typing import Any

from sync.sandbox.cloudbeds import rows
from sync.sandbox.cloudbeds.common import CURRENCY, PROPERTY, TEXT, local, major
from sync.sandbox.store import Doc, State

SOURCES = {"s-1": "Walk-In", "s-2": "Website", "ss-17-1": "Booking.com"}


def listed(state: State, one: Doc, *, rooms: bool, guests: bool) -> Doc:
    """Return a reservation as the list shows it; people's numbers are text here."""
    shown = {
        **_both(state, one),
        "guestID": one["guest"],
        "startDate": one["start"],
        "endDate": one["end"],
        "adults": str(sum(part["adults"] for part in one["rooms"])),
        "children": str(sum(part["children"] for part in one["rooms"])),
        "sourceName": SOURCES.get(one["source"], "Other"),
    }
    if rooms:
        shown["rooms"] = [_listed_room(state, one, part) for part in one["rooms"]]
    if guests:
        shown["guestList"] = guest_list(state, one)
    return shown


def whole(state: State, one: Doc) -> Doc:
    """Return a reservation as `getReservation` shows it."""
    main = state.get("cb.guest", one["guest"]) or {}
    balance, extras, paid = rows.balance_minor(state, one)
    nights = balance - extras + paid
    return {
        **_both(state, one),
        "guestEmail": main.get("guestEmail", ""),
        "isAnonymized": bool(main.get("isAnonymized")),
        "guestList": guest_list(state, one),
        "estimatedArrivalTime": one["eta"],
        "source": SOURCES.get(one["source"], "Other"),
        "total": major(nights + extras),
        "balanceDetailed": _balance(nights, extras, paid),
        "assigned": [_assigned(state, part) for part in one["rooms"] if part["room"]],
        "unassigned": [_priced(state, part) for part in one["rooms"] if not part["room"]],
        "cardsOnFile": [],
        "customFields": _custom(one),
        "startDate": one["start"],
        "endDate": one["end"],
        "channelProvidedCreditCard": False,
        "dateCancelled": _local(one["cancelled"]),
        "dateCancelledUTC": _utc(one["cancelled"]),
    }


def with_rates(state: State, one: Doc) -> Doc:
    """Return a reservation as the list that also knows deleted ones shows it."""
    balance, extras, paid = rows.balance_minor(state, one)
    nights = balance - extras + paid
    # This list alone names neither the guest nor the source as the others do.
    both = {k: v for k, v in _both(state, one).items() if k not in ("guestName", "sourceID")}
    source = SOURCES.get(one["source"], "Other")
    return {
        **both,
        "isDeleted": one["deleted"],
        "dateCreatedUTC": _utc(one["created"]),
        "dateModifiedUTC": _utc(one["modified"]),
        "dateCancelled": _local(one["cancelled"]),
        "dateCancelledUTC": _utc(one["cancelled"]),
        "reservationCheckIn": one["start"],
        "reservationCheckOut": one["end"],
        "guestID": one["guest"],
        "sourceName": source,
        "source": {"name": source, "paymentCollect": "hotel", "sourceID": one["source"]},
        "sourceReservationID": one["third_party"],
        "propertyCurrency": CURRENCY,
        "balanceDetailed": _balance(nights, extras, paid),
        "total": major(nights + extras),
        "rooms": [_listed_room(state, one, part) for part in one["rooms"]],
    }


def room_details(state: State, one: Doc, part: Doc) -> Doc:
    """Return one room of a reservation, the cheap read-back of a room action."""
    kind = state.get("cb.type", part["type"]) or {}
    return {
        "reservationID": one["id"],
        "subReservationID": part["sub"],
        "isRoomLocked": False,
        "roomID": part["room"],
        "roomName": room_name(state, part["room"]),
        "guestID": one["guest"],
        "guestName": name_of(state, one["guest"]),
        "roomStatus": part["status"],
        "roomTypeID": part["type"],
        "roomTypeName": kind.get("name", ""),
        "roomTypeIsVirtual": False,
        "maxGuests": kind.get("sleeps", 0),
        "adults": part["adults"],
        "children": part["children"],
        "guests": [
            {
                "guestID": guest["guestID"],
                "guestFirstName": guest["guestFirstName"],
                "guestLastName": guest["guestLastName"],
                "isMainGuest": guest["guestID"] == one["guest"],
            }
            for guest in guests_of(state, one)
        ],
    }


def unassigned(state: State, part: Doc) -> Doc:
    """Return a room without a door as `postReservation` shows it: here people are numbers."""
    shown = _priced(state, part)
    return {
        **{name: shown[name] for name in ("subReservationID", "roomTypeName", "roomTypeID")},
        "adults": part["adults"],
        "children": part["children"],
        "dailyRates": shown["dailyRates"],
        "roomTotal": major(part["rate_minor"] * len(shown["dailyRates"])),
    }


def guest_list(state: State, one: Doc) -> Doc:
    """Return a reservation's guests as a map by their ids."""
    room = one["rooms"][0]
    return {
        guest["guestID"]: {
            **{name: guest.get(name, "") for name in GUEST_TEXTS},
            "guestID": guest["guestID"],
            "guestGender": guest.get("guestGender") or "N/A",
            "isMainGuest": guest["guestID"] == one["guest"],
            "isAnonymized": bool(guest.get("isAnonymized")),
            "roomID": room["room"],
            "roomName": room_name(state, room["room"]),
            "assignedRoom": bool(room["room"]),
        }
        for guest in guests_of(state, one)
    }


GUEST_TEXTS = ("guestFirstName", "guestLastName", "guestEmail", "guestPhone", "guestCellPhone",
               "guestCountry", "guestCity", "guestZip")  # fmt: skip


def guests_of(state: State, one: Doc) -> list[Doc]:
    """Return the guests of a reservation, the main one first."""
    return [guest for key in one["guests"] if (guest := state.get("cb.guest", key))]


def name_of(state: State, guest: str) -> str:
    """Return a guest's whole name."""
    found = state.get("cb.guest", guest) or {}
    return f"{found.get('guestFirstName', '')} {found.get('guestLastName', '')}".strip()


def room_name(state: State, room: str) -> str:
    """Return what stands on a room's door; empty when there is no room."""
    found = state.get("cb.room", room) if room else None
    return str(found["name"]) if found else ""


def _both(state: State, one: Doc) -> Doc:
    return {
        "propertyID": PROPERTY,
        "reservationID": one["id"],
        "dateCreated": _local(one["created"]),
        "dateModified": _local(one["modified"]),
        "status": one["status"],
        "guestName": name_of(state, one["guest"]),
        "sourceID": one["source"],
        "thirdPartyIdentifier": one["third_party"],
        "balance": major(rows.balance_minor(state, one)[0]),
    }


def _listed_room(state: State, one: Doc, part: Doc) -> Doc:
    kind = state.get("cb.type", part["type"]) or {}
    return {
        "roomTypeID": part["type"],
        "roomTypeName": kind.get("name", ""),
        "roomTypeIsVirtual": False,
        "subReservationID": part["sub"],
        "isRoomLocked": False,
        "guestID": one["guest"],
        "guestName": name_of(state, one["guest"]),
        "adults": str(part["adults"]),
        "children": str(part["children"]),
        "reservationRoomID": part["line"],
        "roomID": part["room"],
        "roomName": room_name(state, part["room"]),
        "roomCheckIn": part["start"],
        "roomCheckOut": part["end"],
        "roomStatus": part["status"],
    }


def _assigned(state: State, part: Doc) -> Doc:
    kind = state.get("cb.type", part["type"]) or {}
    return {
        **_priced(state, part),
        "roomTypeNameShort": kind.get("short", ""),
        "roomName": room_name(state, part["room"]),
        "roomID": part["room"],
    }


def _priced(state: State, part: Doc) -> Doc:
    kind = state.get("cb.type", part["type"]) or {}
    days = rows.nights(part["start"], part["end"])
    return {
        "reservationRoomID": part["line"],
        "roomTypeName": kind.get("name", ""),
        "roomTypeIsVirtual": False,
        "roomTypeID": part["type"],
        "subReservationID": part["sub"],
        "isRoomLocked": False,
        "startDate": part["start"],
        "endDate": part["end"],
        "adults": str(part["adults"]),
        "children": str(part["children"]),
        "dailyRates": [{"date": day, "rate": major(part["rate_minor"])} for day in days],
        "roomTotal": f"{major(part['rate_minor'] * len(days)):,.2f}",
    }


def _balance(nights: int, extras: int, paid: int) -> Doc:
    return {
        "suggestedDeposit": f"{major(nights // 2):,.2f}",
        "subTotal": major(nights),
        "additionalItems": major(extras),
        "taxesFees": major(0),
        "grandTotal": major(nights + extras),
        "paid": major(paid),
    }


def _custom(one: Doc) -> list[Doc]:
    return [
        {
            "customFieldID": str(number),
            "shortcode": field.get("customFieldName") or field.get("fieldName", ""),
            "isActive": True,
            "customFieldName": field.get("customFieldName") or field.get("fieldName", ""),
            "customFieldValue": field.get("customFieldValue") or field.get("fieldValue", ""),
        }
        for number, field in enumerate(one["fields"], 1)
    ]


def _local(at: Any) -> str | None:
    return None if at is None else local(datetime.fromtimestamp(at, UTC))


def _utc(at: Any) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime(TEXT)
