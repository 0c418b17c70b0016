"""Every change the product makes in Cloudbeds v1.3, as a request ready for the outbox.

Parameter names are cloudbeds.md, 7 to 9, checked against the official file in the tests. Amounts
come in as integers of the smallest unit; optional fields are left out when None.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sync.cloudbeds.encode import FORM, form, major, query
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


@dataclass(frozen=True)
class Tax:
    """A tax or fee on a line, by the name it has at the property."""

    name: str
    amount_minor: int


@dataclass(frozen=True)
class Item:
    """A line sold; the price is one unit's."""

    item_id: str
    name: str
    quantity: int
    price_minor: int
    category: str | None = None
    note: str | None = None
    taxes: Sequence[Tax] = ()
    fees: Sequence[Tax] = ()


@dataclass(frozen=True)
class Target:
    """The account a posting goes to: exactly one of the two."""

    reservation_id: str | None = None
    house_account_id: str | None = None

    def fields(self) -> dict[str, Any]:
        """Return the form's fields.

        Raises:
            ValueError: Not exactly one target.
        """
        if (self.reservation_id is None) == (self.house_account_id is None):
            raise ValueError("a posting has exactly one target")
        return {"reservationID": self.reservation_id, "houseAccountID": self.house_account_id}


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
    return _send(
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
) -> Request:
    """Change a reservation: check in or out, cancel, no-show, another departure."""
    return _send(
        "PUT", "putReservation",
        reservationID=reservation_id,
        status=status,
        checkoutDate=checkout_date,
        estimatedArrivalTime=arrival_time,
        sendStatusChangeEmail=False,
    )  # fmt: skip


def post_room_assign(
    reservation_id: str, sub_reservation_id: str, *, room_id: str, room_type_id: str | None = None
) -> Request:
    """Give a room to a stay; an empty ``room_id`` takes it away."""
    return _send(
        "POST", "postRoomAssign",
        reservationID=reservation_id,
        subReservationID=sub_reservation_id,
        newRoomID=room_id,
        roomTypeID=room_type_id,
        adjustPrice=False,
    )  # fmt: skip


def post_room_check_in(reservation_id: str, sub_reservation_id: str) -> Request:
    """Check one room of a reservation in."""
    return _send(
        "POST", "postRoomCheckIn",
        reservationID=reservation_id, subReservationID=sub_reservation_id,
    )  # fmt: skip


def post_room_check_out(reservation_id: str, sub_reservation_id: str) -> Request:
    """Check one room of a reservation out."""
    return _send(
        "POST", "postRoomCheckOut",
        reservationID=reservation_id, subReservationID=sub_reservation_id,
    )  # fmt: skip


def put_guest(guest_id: str, guest: GuestFields) -> Request:
    """Change a guest's data; what is None stays.

    Raises:
        ValueError: A document without its number and issuing country, which the vendor refuses.
    """
    _whole_document(guest)
    return _send("PUT", "putGuest", guestID=guest_id, **asdict(guest))


def post_guest(reservation_id: str, guest: GuestFields) -> Request:
    """Add one more guest to a reservation. This call alone spells ``driver_license``.

    Raises:
        ValueError: A document without its number and issuing country.
    """
    _whole_document(guest)
    fields = asdict(guest)
    if guest.guestDocumentType == "driver_licence":
        fields["guestDocumentType"] = "driver_license"
    return _send("POST", "postGuest", needs=("guestID",), reservationID=reservation_id, **fields)


def post_reservation_note(reservation_id: str, text: str) -> Request:
    """Write a note; our token in its text is what finds it again."""
    return _send(
        "POST", "postReservationNote", needs=("reservationNoteID",),
        reservationID=reservation_id, reservationNote=text,
    )  # fmt: skip


def post_custom_item(
    target: Target,
    *,
    reference: str,
    items: Sequence[Item],
    currency: str,
    sale_date: str | None = None,
    guest_id: str | None = None,
) -> Request:
    """Post lines to an account; the vendor refuses the same ``reference`` a second effect.

    Args:
        sale_date: Property-local ``YYYY-MM-DD HH:MM:SS``.
    """
    return _send(
        "POST", "postCustomItem", needs=("soldProductID",),
        **target.fields(),
        referenceID=reference,
        items=[_item(one, currency) for one in items],
        saleDate=sale_date,
        guestID=guest_id,
        itemPaid=False,
    )  # fmt: skip


def _item(one: Item, currency: str) -> dict[str, Any]:
    return {
        "appItemID": one.item_id,
        "itemSKU": one.item_id,
        "itemQuantity": one.quantity,
        "itemPrice": major(one.price_minor, currency),
        "itemName": one.name,
        "itemCategoryName": one.category,
        "itemNote": one.note,
        "itemTaxes": [
            {"taxName": tax.name, "taxValue": major(tax.amount_minor, currency)}
            for tax in one.taxes
        ],
        "itemFees": [
            {"feeName": fee.name, "feeValue": major(fee.amount_minor, currency)} for fee in one.fees
        ],
    }


def post_void_item(target: Target, sold_product_id: str) -> Request:
    """Take back what `post_custom_item` sold, with the payments it carried."""
    return _send("POST", "postVoidItem", **target.fields(), soldProductID=sold_product_id)


def post_payment(
    target: Target,
    *,
    token: str,
    method: str,
    amount_minor: int,
    currency: str,
    card_type: str | None = None,
) -> Request:
    """Record a payment. There is no key of any kind: ``token`` in the description is the trace."""
    return _send(
        "POST", "postPayment", needs=("paymentID",),
        **target.fields(),
        type=method,
        amount=major(amount_minor, currency),
        cardType=card_type,
        description=token,
    )  # fmt: skip


def post_void_payment(target: Target, payment_id: str) -> Request:
    """Take a recorded payment back."""
    return _send("POST", "postVoidPayment", **target.fields(), paymentID=payment_id)


def post_new_house_account(name: str) -> Request:
    """Make a house account; look for the same name first, names are not unique there."""
    return _send("POST", "postNewHouseAccount", needs=("houseAccountID",), accountName=name)


def post_housekeeping_status(
    room_id: str, condition: Condition, *, comments: str | None = None
) -> Request:
    """Set a room's condition. It is always named: without it the vendor turns it over."""
    return _send(
        "POST", "postHousekeepingStatus",
        roomID=room_id, roomCondition=condition, roomComments=comments,
    )  # fmt: skip


def post_webhook(object_name: str, action: str, endpoint_url: str) -> Request:
    """Subscribe to an event."""
    return _send(
        "POST", "postWebhook", needs=("subscriptionID",),
        object=object_name, action=action, endpointUrl=endpoint_url,
    )  # fmt: skip


def delete_webhook(subscription_id: str) -> Request:
    """End a subscription."""
    path = f"{V13}/deleteWebhook{query({'subscriptionID': subscription_id})}"
    return Request("DELETE", path)


def _send(method: str, call: str, *, needs: tuple[str, ...] = (), **fields: Any) -> Request:
    return Request(method, f"{V13}/{call}", FORM, form(fields), needs)


def _whole_document(guest: GuestFields) -> None:
    if guest.guestDocumentType in (None, "na"):
        return
    if not (guest.guestDocumentNumber and guest.guestDocumentIssuingCountry):
        raise ValueError("a document needs its number and the country that issued it")
