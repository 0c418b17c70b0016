"""Cloudbeds' answers as typed rows. Ids are text whatever JSON says; unknown fields are ignored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sync.cloudbeds.encode import minor

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Hotel:
    """The property a key opens."""

    property_id: str
    name: str
    time_zone: str
    currency: str


@dataclass(frozen=True)
class RoomType:
    """What is sold."""

    room_type_id: str
    name: str
    short_name: str
    sleeps: int


@dataclass(frozen=True)
class Room:
    """A door."""

    room_id: str
    name: str
    room_type_id: str
    sleeps: int
    blocked: bool


@dataclass(frozen=True)
class Rate:
    """What a room type costs over some nights."""

    rate_id: str
    room_type_id: str
    plan: str
    night_minor: int
    total_minor: int
    available: int


@dataclass(frozen=True)
class StayRoom:
    """One room of a reservation; ``room_id`` is empty until one is assigned."""

    sub_reservation_id: str
    room_type_id: str
    room_id: str
    room_name: str
    start_date: str
    end_date: str
    status: str


@dataclass(frozen=True)
class GuestName:
    """A guest as a reservation lists them."""

    guest_id: str
    first_name: str
    last_name: str
    email: str
    main: bool


@dataclass(frozen=True)
class Reservation:
    """A reservation; ``modified`` is property-local text, a cursor and no order of events."""

    reservation_id: str
    status: str
    modified: str
    start_date: str
    end_date: str
    guest_id: str
    guest_name: str
    balance_minor: int
    token: str
    rooms: tuple[StayRoom, ...]
    guests: tuple[GuestName, ...]
    arrival_time: str
    deleted: bool


@dataclass(frozen=True)
class Guest:
    """A guest's data; ``merged_into`` names the id that took this one's place."""

    first_name: str
    last_name: str
    email: str
    phone: str
    country: str
    document_type: str
    document_number: str
    anonymized: bool
    merged_into: str


@dataclass(frozen=True)
class RoomState:
    """One room of the housekeeping board, today."""

    room_id: str
    room_name: str
    condition: str
    occupied: bool
    blocked: bool
    front_desk: str
    do_not_disturb: bool
    comments: str


@dataclass(frozen=True)
class TaxOrFee:
    """A tax or fee of the property; checks name it by ``external_id``."""

    own_id: str
    name: str
    code: str
    external_id: str
    amount: Decimal
    amount_type: str


@dataclass(frozen=True)
class Transaction:
    """A row of the ledger. A void is one more row with the same relation."""

    transaction_id: str
    kind: str
    relation_id: str
    amount_minor: int
    currency: str
    description: str
    notes: str
    parent_id: str
    at: datetime


def hotel(raw: Raw) -> Hotel:
    """Read a row of `getHotels`."""
    money = raw["propertyCurrency"]
    first = money[0] if isinstance(money, list) else money
    return Hotel(
        str(raw["propertyID"]), _text(raw, "propertyName"), _text(raw, "propertyTimezone"),
        str(first["currencyCode"]),
    )  # fmt: skip


def room_type(raw: Raw) -> RoomType:
    """Read a row of `getRoomTypes`."""
    return RoomType(
        str(raw["roomTypeID"]), _text(raw, "roomTypeName"), _text(raw, "roomTypeNameShort"),
        int(raw.get("maxGuests") or 0),
    )  # fmt: skip


def room(raw: Raw) -> Room:
    """Read a room of `getRooms`."""
    return Room(
        str(raw["roomID"]), _text(raw, "roomName"), _text(raw, "roomTypeID"),
        int(raw.get("maxGuests") or 0), bool(raw.get("roomBlocked")),
    )  # fmt: skip


def rate(raw: Raw, currency: str) -> Rate:
    """Read a row of `getRatePlans`."""
    return Rate(
        str(raw["rateID"]), _text(raw, "roomTypeID"), _text(raw, "ratePlanNamePublic"),
        minor(raw["roomRate"], currency), minor(raw["totalRate"], currency),
        int(raw.get("roomsAvailable") or 0),
    )  # fmt: skip


def reservation(raw: Raw, currency: str) -> Reservation:
    """Read a reservation of a list or of `getReservation`."""
    guests = tuple(guest_name(one) for one in mapped(raw.get("guestList")))
    main = next((one for one in guests if one.main), None)
    return Reservation(
        reservation_id=str(raw["reservationID"]),
        status=str(raw["status"]),
        modified=_text(raw, "dateModified"),
        start_date=_text(raw, "startDate") or _text(raw, "reservationCheckIn")[:10],
        end_date=_text(raw, "endDate") or _text(raw, "reservationCheckOut")[:10],
        guest_id=_text(raw, "guestID") or (main.guest_id if main else ""),
        guest_name=_text(raw, "guestName"),
        balance_minor=minor(raw.get("balance") or 0, currency),
        token=_text(raw, "thirdPartyIdentifier"),
        rooms=tuple(_stay_room(one) for one in _rooms(raw)),
        guests=guests,
        arrival_time=_text(raw, "estimatedArrivalTime"),
        deleted=bool(raw.get("isDeleted")),
    )


def _rooms(raw: Raw) -> Iterable[Raw]:
    """Lists say ``rooms`` (when asked to), one reservation ``assigned`` and ``unassigned``."""
    return raw.get("rooms") or [*(raw.get("assigned") or []), *(raw.get("unassigned") or [])]


def _stay_room(raw: Raw) -> StayRoom:
    return StayRoom(
        sub_reservation_id=str(raw["subReservationID"]),
        room_type_id=_text(raw, "roomTypeID"),
        room_id=_text(raw, "roomID"),
        room_name=_text(raw, "roomName"),
        start_date=_text(raw, "roomCheckIn") or _text(raw, "startDate"),
        end_date=_text(raw, "roomCheckOut") or _text(raw, "endDate"),
        status=_text(raw, "roomStatus"),
    )


def guest_name(raw: Raw) -> GuestName:
    """Read a guest of a ``guestList``."""
    return GuestName(
        _text(raw, "guestID"), _text(raw, "guestFirstName"), _text(raw, "guestLastName"),
        _text(raw, "guestEmail"), bool(raw.get("isMainGuest")),
    )  # fmt: skip


def guest(raw: Raw) -> Guest:
    """Read `getGuest`, whose names have no ``guest`` in front."""
    return Guest(
        first_name=_text(raw, "firstName"),
        last_name=_text(raw, "lastName"),
        email=_text(raw, "email"),
        phone=_text(raw, "phone") or _text(raw, "cellPhone"),
        country=_text(raw, "country"),
        document_type=_text(raw, "documentType"),
        document_number=_text(raw, "documentNumber"),
        anonymized=bool(raw.get("isAnonymized")),
        merged_into=_text(raw, "newGuestID") if raw.get("isMerged") else "",
    )


def room_state(raw: Raw) -> RoomState:
    """Read a row of `getHousekeepingStatus`."""
    return RoomState(
        room_id=str(raw["roomID"]),
        room_name=_text(raw, "roomName"),
        condition=_text(raw, "roomCondition"),
        occupied=bool(raw.get("roomOccupied")),
        blocked=bool(raw.get("roomBlocked")),
        front_desk=_text(raw, "frontdeskStatus"),
        do_not_disturb=bool(raw.get("doNotDisturb")),
        comments=_text(raw, "roomComments"),
    )


def tax(raw: Raw) -> TaxOrFee:
    """Read a row of `getTaxesAndFees`."""
    return TaxOrFee(
        _text(raw, "taxID") or _text(raw, "feeID"), _text(raw, "name"), _text(raw, "code"),
        _text(raw, "externalId"), Decimal(str(raw.get("amount") or 0).replace(",", "")),
        _text(raw, "amountType"),
    )  # fmt: skip


def transaction(raw: Raw) -> Transaction:
    """Read a row of Accounting's transactions."""
    currency = str(raw["currency"])
    return Transaction(
        transaction_id=str(raw["id"]),
        kind=_text(raw, "externalRelationKind"),
        relation_id=_text(raw, "externalRelationId"),
        amount_minor=minor(raw["amount"], currency),
        currency=currency,
        description=_text(raw, "description"),
        notes=_text(raw, "notes"),
        parent_id=_text(raw, "parentId"),
        at=datetime.fromisoformat(str(raw["transactionDatetime"])),
    )


def mapped(value: Any) -> Iterable[Raw]:
    """Return the values of a map that PHP writes as ``[]`` when it is empty."""
    return value.values() if isinstance(value, Mapping) else value or []


def _text(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return "" if value is None else str(value)
