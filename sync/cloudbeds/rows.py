"""Cloudbeds' answers as typed rows. Ids are text whatever JSON says; unknown fields are ignored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.cloudbeds.encode import minor

Raw = Mapping[str, Any]


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
    adults: int = 1
    children: int = 0


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


def reservation(raw: Raw, currency: str) -> Reservation:
    """Read a reservation of a list or of `getReservation`."""
    guests = tuple(guest_name(one) for one in mapped(raw.get("guestList")))
    main = next((one for one in guests if one.main), None)
    return Reservation(
        reservation_id=str(raw["reservationID"]),
        status=str(raw["status"]),
        modified=text(raw, "dateModified"),
        start_date=text(raw, "startDate") or text(raw, "reservationCheckIn")[:10],
        end_date=text(raw, "endDate") or text(raw, "reservationCheckOut")[:10],
        guest_id=text(raw, "guestID") or (main.guest_id if main else ""),
        guest_name=text(raw, "guestName"),
        balance_minor=minor(raw.get("balance") or 0, currency),
        token=text(raw, "thirdPartyIdentifier"),
        rooms=tuple(_stay_room(one) for one in _rooms(raw)),
        guests=guests,
        arrival_time=text(raw, "estimatedArrivalTime"),
        deleted=bool(raw.get("isDeleted")),
    )


def _rooms(raw: Raw) -> Iterable[Raw]:
    """Lists say ``rooms`` (when asked to), one reservation ``assigned`` and ``unassigned``."""
    return raw.get("rooms") or [*(raw.get("assigned") or []), *(raw.get("unassigned") or [])]


def _stay_room(raw: Raw) -> StayRoom:
    return StayRoom(
        sub_reservation_id=str(raw["subReservationID"]),
        room_type_id=text(raw, "roomTypeID"),
        room_id=text(raw, "roomID"),
        room_name=text(raw, "roomName"),
        start_date=text(raw, "roomCheckIn") or text(raw, "startDate"),
        end_date=text(raw, "roomCheckOut") or text(raw, "endDate"),
        status=text(raw, "roomStatus"),
        adults=int(raw.get("adults") or 1),
        children=int(raw.get("children") or 0),
    )


def guest_name(raw: Raw) -> GuestName:
    """Read a guest of a ``guestList``."""
    return GuestName(
        text(raw, "guestID"), text(raw, "guestFirstName"), text(raw, "guestLastName"),
        text(raw, "guestEmail"), bool(raw.get("isMainGuest")),
    )  # fmt: skip


def guest(raw: Raw) -> Guest:
    """Read `getGuest`, whose names have no ``guest`` in front."""
    return Guest(
        first_name=text(raw, "firstName"),
        last_name=text(raw, "lastName"),
        email=text(raw, "email"),
        phone=text(raw, "phone") or text(raw, "cellPhone"),
        country=text(raw, "country"),
        document_type=text(raw, "documentType"),
        document_number=text(raw, "documentNumber"),
        anonymized=bool(raw.get("isAnonymized")),
        merged_into=text(raw, "newGuestID") if raw.get("isMerged") else "",
    )


def room_state(raw: Raw) -> RoomState:
    """Read a row of `getHousekeepingStatus`."""
    return RoomState(
        room_id=str(raw["roomID"]),
        room_name=text(raw, "roomName"),
        condition=text(raw, "roomCondition"),
        occupied=bool(raw.get("roomOccupied")),
        blocked=bool(raw.get("roomBlocked")),
        front_desk=text(raw, "frontdeskStatus"),
        do_not_disturb=bool(raw.get("doNotDisturb")),
        comments=text(raw, "roomComments"),
    )


def mapped(value: Any) -> Iterable[Raw]:
    """Return the values of a map that PHP writes as ``[]`` when it is empty."""
    return value.values() if isinstance(value, Mapping) else value or []


def text(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return "" if value is None else str(value)
