"""Calls to Cloudbeds: typed reads, and one door for the writes that the outbox keeps.

No SDK: cloudbeds.md, 13 measured why. Every read raises `CallFailed` when it brought nothing to
use; a write answers with a `Result`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.calls import CallFailed, Page, in_shape
from sync.cloudbeds import place, rows
from sync.cloudbeds.answers import judge
from sync.cloudbeds.encode import query
from sync.cloudbeds.writes import V13
from sync.model import Outcome, Result
from sync.request import Request
from sync.transport import NoAnswer, Transport

BASE_URL = "https://api.cloudbeds.com"
# 5 calls in any second are allowed to a property's key; rate and burst together stay below.
RATE_PER_S, BURST = 4.0, 1
PAGE = 100
MOST_PAGES = 500


@dataclass(frozen=True, kw_only=True)
class Cloudbeds:
    """A property seen through its key; threads may share it.

    Attributes:
        transport: The way to the API's root, with the credential's rate.
        api_key: ``cbat_…``, or an OAuth access token.
        property_id: Sent with every call; an answer for another property is refused there.
        currency: The property's, as `hotels` told.
    """

    transport: Transport
    api_key: str
    property_id: str
    currency: str = "EUR"
    _kept: list[place.Hotel] = field(default_factory=list, repr=False)

    def write(self, request: Request) -> Result:
        """Send one change once; never raises for what the cloud or the line did."""
        try:
            reply = self.transport.send(
                request.method,
                request.path,
                headers=self._headers(request.headers),
                body=request.body or None,
                deadline_s=request.deadline_s,
            )
        except NoAnswer as failure:
            return failure.result
        return judge(reply, needs=request.needs, now=self.transport.clock.now())

    @in_shape
    def api_url(self) -> str:
        """Return the address of the property's region, as `oauth/metadata` names it."""
        return str(self._v13("oauth/metadata")["data"]["api"]["url"])

    @in_shape
    def hotels(self) -> list[place.Hotel]:
        """Return the properties the key opens: also the light probe that keeps it alive."""
        return [place.hotel(one) for one in self._v13("getHotels")["data"]]

    def hotel(self) -> place.Hotel:
        """Return the property, asked once.

        Raises:
            CallFailed: The key does not open it, or it could not be asked.
        """
        if not self._kept:
            found = [one for one in self.hotels() if one.property_id == self.property_id]
            if not found:
                words = "the key does not open this property"
                raise CallFailed(Result(outcome=Outcome.AUTH, code="other_property", words=words))
            self._kept.append(found[0])
        return self._kept[0]

    @in_shape
    def room_types(self) -> list[place.RoomType]:
        """Return what is sold."""
        return [place.room_type(one) for one in self._pages("getRoomTypes")]

    @in_shape
    def rooms(self) -> list[place.Room]:
        """Return the doors. This call's totals count properties: a short page is the end."""
        found: list[place.Room] = []
        for page in range(1, MOST_PAGES):
            data = self._v13("getRooms", pageNumber=page, pageSize=PAGE)["data"]
            got = [place.room(one) for group in data for one in group.get("rooms") or []]
            found += got
            if len(got) < PAGE:
                break
        return found

    @in_shape
    def rate_plans(self, start_date: str, end_date: str) -> list[place.Rate]:
        """Return what each room type costs between two dates."""
        data = self._v13("getRatePlans", startDate=start_date, endDate=end_date)["data"]
        return [place.rate(one, self.currency) for one in data]

    @in_shape
    def rate(self, room_type_id: str, start_date: str, end_date: str) -> place.Rate:
        """Return what one room type costs between two dates."""
        asked = {"roomTypeID": room_type_id, "startDate": start_date, "endDate": end_date}
        raw = self._v13("getRate", **asked)["data"]
        return place.rate({"roomTypeID": room_type_id, **raw}, self.currency)

    @in_shape
    def taxes_and_fees(self) -> list[place.TaxOrFee]:
        """Return the property's taxes and fees."""
        return [place.tax(one) for one in self._v13("getTaxesAndFees")["data"]]

    @in_shape
    def payment_methods(self) -> list[str]:
        """Return the methods a payment may name."""
        return [str(one["method"]) for one in self._v13("getPaymentMethods")["data"]["methods"]]

    @in_shape
    def house_accounts(self) -> dict[str, str]:
        """Return the open house accounts' ids by name; of twins the first."""
        data = self._v13("getHouseAccountList")["data"]
        opened = [one for one in data if one["accountStatus"] == "open"]
        return {str(one["accountName"]): str(one["accountID"]) for one in reversed(opened)}

    @in_shape
    def reservations(
        self,
        *,
        status: str | None = None,
        modified_from: str | None = None,
        created_from: str | None = None,
        check_in_to: str | None = None,
        check_out_from: str | None = None,
        token: str | None = None,
        page: int = 1,
    ) -> Page[rows.Reservation]:
        """Return a page of reservations with their rooms and guests.

        Pages are no snapshot: the caller writes each by its id and bears the same one twice.

        Args:
            modified_from, created_from: Property-local ``YYYY-MM-DD HH:MM:SS``.
            check_in_to, check_out_from: Dates.
            token: Our own, as ``thirdPartyIdentifier`` holds it.
        """
        asked = {
            "status": status,
            "modifiedFrom": modified_from,
            "resultsFrom": created_from,
            "checkInTo": check_in_to,
            "checkOutFrom": check_out_from,
            "sourceReservationId": token,
            "includeAllRooms": True,
            "includeGuestsDetails": True,
        }
        return self._reservations("getReservations", page, asked)

    @in_shape
    def reservations_with_deleted(
        self, *, check_out_from: str, page: int = 1
    ) -> Page[rows.Reservation]:
        """Return a page of the only list that still shows deleted reservations."""
        asked = {"reservationCheckOutFrom": check_out_from, "includeDeleted": True}
        return self._reservations("getReservationsWithRateDetails", page, asked)

    @in_shape
    def reservation(self, reservation_id: str) -> rows.Reservation:
        """Return one reservation as it is now."""
        raw = self._v13("getReservation", reservationID=reservation_id)["data"]
        return rows.reservation(raw, self.currency)

    @in_shape
    def room_status(self, sub_reservation_id: str) -> tuple[str, str]:
        """Return a stay's room and its status: the cheap read-back of a room action."""
        raw = self._v13("getReservationRoomDetails", subReservationID=sub_reservation_id)["data"]
        return str(raw.get("roomID") or ""), str(raw["roomStatus"])

    @in_shape
    def reservation_notes(self, reservation_id: str) -> list[str]:
        """Return the notes of a reservation."""
        data = self._v13("getReservationNotes", reservationID=reservation_id)["data"]
        return [str(one["reservationNote"]) for one in data]

    @in_shape
    def guest(self, guest_id: str) -> rows.Guest:
        """Return a guest; one that was merged names the id to follow."""
        return rows.guest(self._v13("getGuest", guestID=guest_id)["data"])

    @in_shape
    def guest_list(self, *, modified_from: str | None = None) -> list[rows.GuestName]:
        """Return guests of all reservations; this list is a map by guest id."""
        asked = {"resultsFrom": modified_from, "sortBy": "modification" if modified_from else None}
        return [rows.guest_name(one) for one in self._pages("getGuestList", **asked)]

    @in_shape
    def housekeeping(self) -> list[rows.RoomState]:
        """Return the housekeeping board of today, in the property's zone."""
        return [rows.room_state(one) for one in self._pages("getHousekeepingStatus")]

    @in_shape
    def webhooks(self) -> list[tuple[str, str, str]]:
        """Return subscription id, ``object/action`` and address of each webhook."""
        data = self._v13("getWebhooks")["data"]
        return [
            (
                str(one["id"]),
                f"{one['event']['entity']}/{one['event']['action']}",
                str(one["subscriptionData"]["endpoint"]),
            )
            for one in data
        ]

    def _reservations(self, call: str, page: int, asked: rows.Raw) -> Page[rows.Reservation]:
        got = self._page(call, page, asked)
        return Page([rows.reservation(one, self.currency) for one in got.rows], got.more)

    def _page(self, call: str, number: int, asked: rows.Raw) -> Page[rows.Raw]:
        answer = self._v13(call, **asked, pageNumber=number, pageSize=PAGE)
        got = list(rows.mapped(answer["data"]))
        total = answer.get("total")  # some lists tell none: then a full page is followed by one
        more = len(got) == PAGE if total is None else bool(got) and number * PAGE < int(total)
        return Page(got, more and number < MOST_PAGES)

    def _pages(self, call: str, **asked: Any) -> list[rows.Raw]:
        """Return all pages of a list that is small enough to hold."""
        found: list[rows.Raw] = []
        page, number = Page[rows.Raw]([], True), 0
        while page.more:
            number += 1
            page = self._page(call, number, asked)
            found += page.rows
        return found

    def _v13(self, call: str, **asked: Any) -> Mapping[str, Any]:
        return self.read(Request("GET", f"{V13}/{call}{query(asked)}"))

    def read(self, request: Request) -> Mapping[str, Any]:
        """Return the answer to a request, or raise `CallFailed`."""
        result = self.write(request)
        if not result.done or not isinstance(result.data, Mapping):
            raise CallFailed(result)
        return result.data

    def _headers(self, own: Mapping[str, str]) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "x-api-key": self.api_key,
            "X-Property-ID": self.property_id,
            **own,
        }
