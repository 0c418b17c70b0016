"""Changes at the front desk in Cloudbeds v1.3, as requests ready for the outbox.

Parameter names are cloudbeds.md, 7 to 9, checked against the official file in the tests. Amounts
come in as integers of the smallest unit; optional fields are left out when None.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sync.cloudbeds.encode import FORM, form, query
from sync.request import Request

V13 = "/api/v1.3"
Status = Literal["confirmed", "not_confirmed", "canceled", "checked_in", "checked_out", "no_show"]
Condition = Literal["dirty", "clean", "inspected"]


@dataclass(frozen=True)
class RoomWish:
    """Rooms of one type in a new reservation."""

    room_type_id: str
    quantity: int
    adults: int
    children: int = 0
    rate_id: str | None = None


@dataclass(frozen=True)
class StayDates:
    """New dates of one room of a reservation."""

    sub_reservation_id: str
    room_type_id: str
    start_date: str
    end_date: str
    adults: int
    children: int = 0


@dataclass(frozen=True)
class GuestFields:
    """A guest's data, named as `putGuest` and `postGuest` do."""

    guestFirstName: str | None = None
    guestLastName: str | None = None
    guestGender: Literal["M", "F", "N/A"] | None = None
    guestEmail: str | None = None
    guestPhone: str | None = None
    guestCellPhone: str | None = None
    guestAddress1: str | None = None
    guestAddress2: str | None = None
    guestCity: str | None = None
    guestCountry: str | None = None
    guestState: str | None = None
    guestZip: str | None = None
    guestBirthDate: str | None = None
    guestDocumentType: str | None = None
    guestDocumentNumber: str | None = None
    guestDocumentIssueDate: str | None = None
    guestDocumentIssuingCountry: str | None = None
    guestDocumentExpirationDate: str | None = None


def post_reservation(
    *,
    token: str,
    start_date: str,
    end_date: str,
    guest: GuestFields,
    rooms: Sequence[RoomWish],
    payment_method: Literal["cash", "credit", "ebanking", "pay_pal"] = "cash",
    source_id: str | None = None,
    arrival_time: str | None = None,
) -> Request:
    """Book. ``token`` is our ULID, the only thing a lost answer is found again by."""
    people = {
        who: [{"roomTypeID": one.room_type_id, "quantity": getattr(one, who)} for one in rooms]
        for who in ("adults", "children")
    }
    return v13(
        "POST", "postReservation", needs=("reservationID",),
        sourceID=source_id,
        thirdPartyIdentifier=token,
        startDate=start_date,
        endDate=end_date,
        guestFirstName=guest.guestFirstName,
        guestLastName=guest.guestLastName,
        guestGender=guest.guestGender,
        guestCountry=guest.guestCountry,
        guestZip=guest.guestZip,
        guestEmail=guest.guestEmail,
        guestPhone=guest.guestPhone,
        estimatedArrivalTime=arrival_time,
        rooms=[
            {"roomTypeID": one.room_type_id, "quantity": one.quantity, "roomRateID": one.rate_id}
            for one in rooms
        ],
        **people,
        paymentMethod=payment_method,
        # The vendor's default is to mail the guest.
        sendEmailConfirmation=False,
    )  # fmt: skip


def put_reservation(
    reservation_id: str,
    *,
    status: Status | None = None,
    checkout_date: str | None = None,
    arrival_time: str | None = None,
    stays: Sequence[StayDates] = (),
) -> Request:
    """Change a reservation: check in or out, cancel, no-show, other dates of its rooms."""
    rooms = [
        {
            "subReservationID": one.sub_reservation_id,
            "roomTypeID": one.room_type_id,
            "checkinDate": one.start_date,
            "checkoutDate": one.end_date,
            "adults": one.adults,
            "children": one.children,
        }
        for one in stays
    ]
    return v13(
        "PUT", "putReservation",
        reservationID=reservation_id,
        status=status,
        checkoutDate=checkout_date,
        estimatedArrivalTime=arrival_time,
        rooms=rooms or None,
        sendStatusChangeEmail=False,
    )  # fmt: skip


def post_room_assign(
    reservation_id: str, sub_reservation_id: str, *, room_id: str, room_type_id: str | None = None
) -> Request:
    """Give a room to a stay; an empty ``room_id`` takes it away."""
    return v13(
        "POST", "postRoomAssign",
        reservationID=reservation_id,
        subReservationID=sub_reservation_id,
        newRoomID=room_id,
        roomTypeID=room_type_id,
        adjustPrice=False,
    )  # fmt: skip


def post_room_check_in(reservation_id: str, sub_reservation_id: str) -> Request:
    """Check one room of a reservation in."""
    return v13(
        "POST", "postRoomCheckIn",
        reservationID=reservation_id, subReservationID=sub_reservation_id,
    )  # fmt: skip


def post_room_check_out(reservation_id: str, sub_reservation_id: str) -> Request:
    """Check one room of a reservation out."""
    return v13(
        "POST", "postRoomCheckOut",
        reservationID=reservation_id, subReservationID=sub_reservation_id,
    )  # fmt: skip


def put_guest(guest_id: str, guest: GuestFields) -> Request:
    """Change a guest's data; what is None stays.

    Raises:
        ValueError: A document without its number and issuing country, which the vendor refuses.
    """
    _whole_document(guest)
    return v13("PUT", "putGuest", guestID=guest_id, **asdict(guest))


def post_guest(reservation_id: str, guest: GuestFields) -> Request:
    """Add one more guest to a reservation. This call alone spells ``driver_license``.

    Raises:
        ValueError: A document without its number and issuing country.
    """
    _whole_document(guest)
    fields = asdict(guest)
    if guest.guestDocumentType == "driver_licence":
        fields["guestDocumentType"] = "driver_license"
    return v13("POST", "postGuest", needs=("guestID",), reservationID=reservation_id, **fields)


def post_reservation_note(reservation_id: str, text: str) -> Request:
    """Write a note; our token in its text is what finds it again."""
    return v13(
        "POST", "postReservationNote", needs=("reservationNoteID",),
        reservationID=reservation_id, reservationNote=text,
    )  # fmt: skip


def post_housekeeping_status(
    room_id: str, condition: Condition, *, comments: str | None = None
) -> Request:
    """Set a room's condition. It is always named: without it the vendor turns it over."""
    return v13(
        "POST", "postHousekeepingStatus",
        roomID=room_id, roomCondition=condition, roomComments=comments,
    )  # fmt: skip


def post_webhook(object_name: str, action: str, endpoint_url: str) -> Request:
    """Subscribe to an event."""
    return v13(
        "POST", "postWebhook", needs=("subscriptionID",),
        object=object_name, action=action, endpointUrl=endpoint_url,
    )  # fmt: skip


def delete_webhook(subscription_id: str) -> Request:
    """End a subscription."""
    path = f"{V13}/deleteWebhook{query({'subscriptionID': subscription_id})}"
    return Request("DELETE", path)


def v13(method: str, call: str, *, needs: tuple[str, ...] = (), **fields: Any) -> Request:
    """Return a change as v1.3 reads it."""
    return Request(method, f"{V13}/{call}", FORM, form(fields), needs)


def _whole_document(guest: GuestFields) -> None:
    if guest.guestDocumentType in (None, "na"):
        return
    if not (guest.guestDocumentNumber and guest.guestDocumentIssuingCountry):
        raise ValueError("a document needs its number and the country that issued it")
