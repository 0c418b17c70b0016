"""The property: its key, its rooms, rates, taxes and ways to pay (cloudbeds.md, 3 and 6.1)."""

import secrets
from datetime import date, timedelta
from typing import Any

from sync.sandbox.cloudbeds import rows
from sync.sandbox.cloudbeds.common import (
    ACCESS_S,
    CURRENCY,
    PROPERTY,
    ZONE,
    code,
    done,
    form,
    major,
    need,
    paged,
    refuse,
)
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Routes, reply

API_KEY_GRANT = "urn:ietf:params:oauth:grant-type:api-key"
MONEY = {"currencyCode": CURRENCY, "currencySymbol": "€", "currencyPosition": "before"}
METHODS = (("cash", "Cash"), ("credit", "Credit Card"), ("ebanking", "Bank Transfer"))
CARDS = [{"cardCode": "visa", "cardName": "Visa"}, {"cardCode": "master", "cardName": "MasterCard"}]


def _metadata(state: State, ask: Ask) -> Answer:
    # The file declares this `success` as text.
    return reply({"success": "true", "data": {"api": {"url": ask.base_url}}})


def _access_token(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "grant_type", "client_id", "client_secret")
    wanted = fields["grant_type"]
    given = fields.get("refresh_token" if wanted == "refresh_token" else "code", "")
    if not given or state.get("cb.grant", given) is None:
        return reply({"error": "invalid_grant", "error_description": "Invalid code"}, 400)
    state.drop("cb.grant", given)  # a code is for one use
    resources = [{"type": "property", "id": PROPERTY}]
    if wanted == API_KEY_GRANT:
        key = f"cbat_{secrets.token_hex(16)}"
        state.put("cb.key", key, {"until": None})
        return reply({"access_token": key, "token_type": "Bearer", "resources": resources})
    access, refresh = secrets.token_hex(20), secrets.token_hex(20)
    state.put("cb.key", access, {"until": state.now.timestamp() + ACCESS_S})
    state.put("cb.grant", refresh, {"refresh": True})
    token = {"access_token": access, "token_type": "Bearer", "expires_in": ACCESS_S}
    return reply({**token, "refresh_token": refresh, "resources": resources})


def _hotels(state: State, ask: Ask) -> Answer:
    hotel = {
        "propertyID": PROPERTY,
        "organizationID": "9",
        "propertyName": "Stand-in Hotel",
        "propertyImage": "",
        "propertyDescription": "",
        "propertyTimezone": str(ZONE),
        "propertyCurrency": [MONEY],
    }
    return done([hotel], count=1, total=1)


def _hotel_details(state: State, ask: Ask) -> Answer:
    return done(
        {
            "propertyID": PROPERTY,
            "organizationID": "9",
            "propertyName": "Stand-in Hotel",
            "propertyCurrency": {
                **MONEY,
                "currencyDecimalSeparator": ".",
                "currencyThousandsSeparator": ",",
            },
            "propertyPrimaryLanguage": "en",
            "propertyPolicy": {
                "propertyCheckInTime": "15:00",
                "propertyCheckOutTime": "11:00",
                "propertyLateCheckOutAllowed": False,
                "propertyFullPaymentBeforeCheckin": False,
            },
            "taxID": "DE000000000",
            "companyLegalName": "Stand-in Hotel GmbH",
        }
    )


def _rooms(state: State, ask: Ask) -> Answer:
    types = {one["id"]: one for one in state.every("cb.type")}
    wanted = set(filter(None, ask.query.get("roomTypeID", "").split(",")))
    found = [one for one in state.every("cb.room") if not wanted or one["type"] in wanted]
    # With dates only what is free comes back, the trap that the reference names.
    if (start := ask.query.get("startDate")) and (end := ask.query.get("endDate")):
        found = [one for one in found if rows.is_free(state, one["id"], start, end)]
    page, _ = paged(found, ask, size=20, most=100)
    rooms = [_room(one, types[one["type"]]) for one in page]
    # `total` counts properties here, not rooms, as the reference warns: read until a short page.
    return done([{"propertyID": PROPERTY, "rooms": rooms}], count=1, total=1)


def _room(one: Doc, kind: Doc) -> Doc:
    return {
        "roomID": one["id"],
        "roomName": one["name"],
        "roomDescription": "",
        "maxGuests": kind["sleeps"],
        "isPrivate": True,
        "isVirtual": False,
        "roomBlocked": one["blocked"],
        "roomTypeID": kind["id"],
        "roomTypeName": kind["name"],
        "roomTypeNameShort": kind["short"],
        "linkedRoomIDs": [],
    }


def _room_types(state: State, ask: Ask) -> Answer:
    wanted = set(filter(None, ask.query.get("roomTypeIDs", "").split(",")))
    found = [one for one in state.every("cb.type") if not wanted or one["id"] in wanted]
    page, _ = paged([_type(one) for one in found], ask, size=20, most=100)
    return done(page)  # this list tells no total


def _type(kind: Doc) -> Doc:
    return {
        "roomTypeID": kind["id"],
        "propertyID": PROPERTY,
        "roomTypeName": kind["name"],
        "roomTypeNameShort": kind["short"],
        "roomTypeDescription": kind["description"],
        "isPrivate": True,
        "maxGuests": kind["sleeps"],
        "adultsIncluded": min(2, kind["sleeps"]),
        "childrenIncluded": 0,
    }


def _rate_plans(state: State, ask: Ask) -> Answer:
    need(ask.query, "startDate", "endDate")
    wanted = ask.query.get("roomTypeID")
    kinds = [one for one in state.every("cb.type") if wanted in (None, one["id"])]
    return done([_rate(state, one, ask, base="rateBase") for one in kinds])


def _one_rate(state: State, ask: Ask) -> Answer:
    need(ask.query, "roomTypeID", "startDate", "endDate")
    kind = state.get("cb.type", ask.query["roomTypeID"])
    if kind is None:
        raise refuse("Room type not found")
    rate = _rate(state, kind, ask, base="rate")
    for name in ("roomTypeID", "propertyID", "ratePlanID", "ratePlanNamePublic"):
        rate.pop(name)
    return done(rate)


def _rate(state: State, kind: Doc, ask: Ask, *, base: str) -> Doc:
    start, end = ask.query["startDate"], ask.query["endDate"]
    price = major(kind["rate_minor"])
    days = rows.nights(start, end)
    rate: dict[str, Any] = {
        "rateID": f"r{kind['id']}",
        "isDerived": False,
        "roomRate": price,
        "totalRate": price * len(days),
        "roomsAvailable": rows.free_of(state, kind["id"], start, end),
        "roomTypeID": kind["id"],
        "propertyID": PROPERTY,
        "ratePlanID": "1",
        "ratePlanNamePublic": "Standard",
    }
    if ask.query.get("detailedRates") == "true":
        rate["roomRateDetailed"] = [
            {
                "date": day,
                base: price,
                "totalRate": price,
                "roomsAvailable": rows.free_of(state, kind["id"], day, _next(day)),
                "closedToArrival": False,
                "closedToDeparture": False,
                "blocked": False,
                "minLos": 0,
                "maxLos": 0,
            }
            for day in days
        ]
    return rate


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _taxes(state: State, ask: Ask) -> Answer:
    return done(
        [
            {
                "type": "tax",
                "taxID": one["id"],
                "name": one["name"],
                "code": one["code"],
                "amount": one["percent"],
                "amountType": "percentage",
                "availableFor": ["product", "custom_item"],
                "inclusiveOrExclusive": "inclusive",
                "isDeleted": False,
                "externalId": one["code"],
            }
            for one in state.every("cb.tax")
        ]
    )


def _payment_methods(state: State, ask: Ask) -> Answer:
    methods = [
        {
            "method": method,
            "code": method,
            "name": name,
            "cardTypes": CARDS if method == "credit" else [],
        }
        for method, name in METHODS
    ]
    gateway = {"name": "", "currency": CURRENCY}
    return done({"propertyID": PROPERTY, "methods": methods, "gateway": gateway})


def _house_accounts(state: State, ask: Ask) -> Answer:
    return done(
        [
            {
                "accountID": one["id"],
                "propertyID": PROPERTY,
                "accountName": one["name"],
                "accountStatus": "open",
                "isPrivate": False,
                "userName": "API",
            }
            for one in state.every("cb.house")
        ]
    )


def _new_house_account(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "accountName")
    account = str(state.number("cb.house", first=500))
    state.put("cb.house", account, {"id": account, "name": fields["accountName"]})
    state.effect("cloudbeds", "postNewHouseAccount", fields["accountName"], id=account)
    return done({"houseAccountID": account})


def new_grant(state: State) -> str:
    """Return a code as a hotel's approval leads it to the redirect address."""
    grant = code(state, "grant")
    state.put("cb.grant", grant, {"refresh": False})
    return grant


ROUTES: Routes = {
    ("GET", "/oauth/metadata"): _metadata,
    ("POST", "/access_token"): _access_token,
    ("GET", "/getHotels"): _hotels,
    ("GET", "/getHotelDetails"): _hotel_details,
    ("GET", "/getRooms"): _rooms,
    ("GET", "/getRoomsUnassigned"): _rooms,
    ("GET", "/getRoomTypes"): _room_types,
    ("GET", "/getRatePlans"): _rate_plans,
    ("GET", "/getRate"): _one_rate,
    ("GET", "/getTaxesAndFees"): _taxes,
    ("GET", "/getPaymentMethods"): _payment_methods,
    ("GET", "/getHouseAccountList"): _house_accounts,
    ("POST", "/postNewHouseAccount"): _new_house_account,
}
