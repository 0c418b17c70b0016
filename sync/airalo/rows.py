"""Airalo's answers as typed rows. The same number comes as 4.5 or as ``"4.50"``: both are read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sync.model import plain_number

Raw = Mapping[str, Any]
ICCID = re.compile(r"\d{16,22}")


@dataclass(frozen=True)
class Package:
    """A plan for sale; prices are US cents.

    Attributes:
        retail_minor: The vendor's own price and by contract the least that may be asked.
        net_minor: What the venue pays.
        megabytes: 0 for unlimited.
        needs_identity: May not be sold unattended.
        prices: Retail and net by currency, where the vendor names both.
    """

    package_id: str
    slug: str
    destination: str
    countries: tuple[str, ...]
    operator: str
    topup: bool
    retail_minor: int
    net_minor: int
    megabytes: int
    days: int
    unlimited: bool
    title: str
    needs_identity: bool
    prices: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    def in_currency(self, currency: str) -> tuple[Decimal, Decimal] | None:
        """Return retail and net price in a currency; None: the vendor names none in it."""
        if currency == "USD":
            return Decimal(self.retail_minor) / 100, Decimal(self.net_minor) / 100
        return self.prices.get(currency)


@dataclass(frozen=True)
class Sim:
    """An eSIM. Number and code are secrets: whoever has the code can install the plan."""

    iccid: str
    smdp: str
    matching_id: str
    lpa_code: str
    apple_url: str
    apn_type: str
    apn_value: str
    roaming: bool
    recycled: bool

    @property
    def sandbox(self) -> bool:
        """Tell whether it is a dummy of the vendor's sandbox."""
        return self.matching_id.startswith("DUMMY-")


@dataclass(frozen=True)
class Order:
    """An order; ``token`` is our own description."""

    order_id: str
    code: str
    package_id: str
    kind: str
    token: str
    net_minor: int
    created_at: str
    status: str
    sims: tuple[Sim, ...]


@dataclass(frozen=True)
class Usage:
    """What is left of an eSIM's data, in MB."""

    status: str
    remaining: int
    total: int
    unlimited: bool
    expires_at: str


@dataclass(frozen=True)
class Balance:
    """The partner's credit."""

    amount_minor: int
    currency: str


def packages(destinations: Any, pricing: Raw) -> list[Package]:
    """Read a page of the catalogue: a list, or from page 2 on an object by index."""
    rows = destinations.values() if isinstance(destinations, Mapping) else destinations
    return [
        _package(one, place, operator, pricing)
        for place in rows
        for operator in place["operators"]
        for one in operator["packages"]
    ]


def _package(raw: Raw, place: Raw, operator: Raw, pricing: Raw) -> Package:
    countries: Iterable[Raw] = operator.get("countries") or []
    return Package(
        package_id=str(raw["id"]),
        slug=_text(place, "slug"),
        destination=_text(place, "title"),
        countries=tuple(str(one["country_code"]) for one in countries),
        operator=_text(operator, "title"),
        topup=raw.get("type") == "topup",
        retail_minor=cents(raw["price"]),
        net_minor=_net(raw, pricing),
        megabytes=int(raw.get("amount") or 0),
        days=int(raw["day"]),
        unlimited=bool(raw.get("is_unlimited")),
        title=_text(raw, "title"),
        needs_identity=bool(operator.get("is_kyc_verify")),
        prices=_prices(raw, pricing),
    )


def _prices(raw: Raw, pricing: Raw) -> dict[str, tuple[Decimal, Decimal]]:
    known = raw.get("prices") or {}
    retail = known.get("recommended_retail_price") or {}
    net = known.get("net_price") or {}
    share = (100 - plain_number(pricing.get("discount_percentage") or 0)) / 100
    return {
        str(currency): (
            plain_number(price),
            plain_number(net[currency]) if net.get(currency) else plain_number(price) * share,
        )
        for currency, price in retail.items()
        if price is not None
    }


def topups(rows: Iterable[Raw], pricing: Raw) -> list[Package]:
    """Read what can be bought for an eSIM."""
    return [_package({"type": "topup", **one}, {}, {}, pricing) for one in rows]


def _net(raw: Raw, pricing: Raw) -> int:
    """Return the cost; with discount pricing it is a share of the retail price."""
    if raw.get("net_price") is not None:
        return cents(raw["net_price"])
    share = 100 - plain_number(pricing.get("discount_percentage") or 0)
    return cents(plain_number(raw["price"]) * share / 100)


def cents(value: Any) -> int:
    """Return an amount in US cents, rounded half up: some net prices have three places."""
    return int((plain_number(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def order(raw: Raw) -> Order:
    """Read an order of its own answer or of the list."""
    status = raw.get("status")
    return Order(
        order_id=str(raw["id"]),
        code=_text(raw, "code"),
        package_id=str(raw["package_id"]),
        kind=_text(raw, "type"),
        token=_text(raw, "description"),
        net_minor=cents(raw.get("net_price") or raw.get("price") or 0),
        created_at=_text(raw, "created_at"),
        status=_text(status, "slug") if isinstance(status, Mapping) else "",
        sims=tuple(sim(one) for one in raw.get("sims") or []),
    )


def sim(raw: Raw) -> Sim:
    """Read an eSIM.

    Raises:
        ValueError: No ICCID.
    """
    iccid = str(raw["iccid"])
    if ICCID.fullmatch(iccid) is None:
        raise ValueError("not an ICCID")
    return Sim(
        iccid=iccid,
        smdp=_text(raw, "lpa"),
        matching_id=_text(raw, "matching_id"),
        lpa_code=_text(raw, "qrcode"),
        apple_url=_text(raw, "direct_apple_installation_url"),
        apn_type=_text(raw, "apn_type"),
        apn_value=_text(raw, "apn_value"),
        roaming=bool(raw.get("is_roaming")),
        recycled=bool(raw.get("recycled")),
    )


def usage(raw: Raw) -> Usage:
    """Read how much is left."""
    return Usage(
        status=_text(raw, "status"),
        remaining=int(raw.get("remaining") or 0),
        total=int(raw.get("total") or 0),
        unlimited=bool(raw.get("is_unlimited")),
        expires_at=_text(raw, "expired_at"),
    )


def _text(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return "" if value is None else str(value)
