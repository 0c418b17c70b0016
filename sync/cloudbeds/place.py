"""The property, its rooms, rates and taxes, as Cloudbeds tells them."""

from dataclasses import dataclass
from decimal import Decimal

from sync.cloudbeds.encode import minor
from sync.cloudbeds.rows import Raw, text


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
class TaxOrFee:
    """A tax or fee of the property; checks name it by ``external_id``."""

    own_id: str
    name: str
    code: str
    external_id: str
    amount: Decimal
    amount_type: str


def hotel(raw: Raw) -> Hotel:
    """Read a row of `getHotels`."""
    money = raw["propertyCurrency"]
    first = money[0] if isinstance(money, list) else money
    return Hotel(
        str(raw["propertyID"]), text(raw, "propertyName"), text(raw, "propertyTimezone"),
        str(first["currencyCode"]),
    )  # fmt: skip


def room_type(raw: Raw) -> RoomType:
    """Read a row of `getRoomTypes`."""
    return RoomType(
        str(raw["roomTypeID"]), text(raw, "roomTypeName"), text(raw, "roomTypeNameShort"),
        int(raw.get("maxGuests") or 0),
    )  # fmt: skip


def room(raw: Raw) -> Room:
    """Read a room of `getRooms`."""
    return Room(
        str(raw["roomID"]), text(raw, "roomName"), text(raw, "roomTypeID"),
        int(raw.get("maxGuests") or 0), bool(raw.get("roomBlocked")),
    )  # fmt: skip


def rate(raw: Raw, currency: str) -> Rate:
    """Read a row of `getRatePlans`."""
    return Rate(
        str(raw["rateID"]), text(raw, "roomTypeID"), text(raw, "ratePlanNamePublic"),
        minor(raw["roomRate"], currency), minor(raw["totalRate"], currency),
        int(raw.get("roomsAvailable") or 0),
    )  # fmt: skip


def tax(raw: Raw) -> TaxOrFee:
    """Read a row of `getTaxesAndFees`."""
    return TaxOrFee(
        text(raw, "taxID") or text(raw, "feeID"), text(raw, "name"), text(raw, "code"),
        text(raw, "externalId"), Decimal(str(raw.get("amount") or 0).replace(",", "")),
        text(raw, "amountType"),
    )  # fmt: skip
