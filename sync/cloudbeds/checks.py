"""`POST /folio/v1/checks`, the one folio write with a real idempotency key (cloudbeds.md, 8.1).

October 2026 shape: decimal text in major units. Which shape production serves is unproven, so the
product probes it before use and falls back to `postings.post_custom_item`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.cloudbeds.encode import major
from sync.cloudbeds.postings import Target
from sync.request import Request
from venue.core import jsonx


@dataclass(frozen=True)
class CheckTax:
    """A tax, by the ``externalId`` that `getTaxesAndFees` gives it."""

    external_id: str
    amount_minor: int


@dataclass(frozen=True)
class CheckLine:
    """A line; ``amount_minor`` is the whole line without its taxes and fees."""

    line_id: str
    sku: str
    name: str
    quantity: int
    amount_minor: int
    category: str | None = None
    taxes: Sequence[CheckTax] = ()


@dataclass(frozen=True)
class CheckDiscount:
    """A price cut on the whole check; the amount is positive."""

    code: str
    name: str
    amount_minor: int


@dataclass(frozen=True)
class CheckPayment:
    """A tender that was taken at the till."""

    method: str
    amount_minor: int
    card_type: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Check:
    """One bill as Cloudbeds wants it.

    Attributes:
        check_id: Ours, of letters, digits and ``._~-``; unique among checks that are not void.
        sale_date: RFC 3339 with offset; one ahead of the cloud's clock would hide the sale.
    """

    check_id: str
    number: str
    target: Target
    sale_date: str
    lines: Sequence[CheckLine]
    covers: int | None = None
    outlet: str | None = None
    tip_minor: int = 0
    service_charge_minor: int = 0
    discounts: Sequence[CheckDiscount] = ()
    payments: Sequence[CheckPayment] = ()


def post_check(check: Check, *, currency: str, key: str) -> Request:
    """Post a bill; the same key with the same bytes has its effect once.

    Args:
        key: Idempotency key, at most 255 characters.
    """
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    body = jsonx.encode(_without_none(_body(check, currency)))
    return Request("POST", "/folio/v1/checks", headers, body, ("checkId",))


def delete_check(check_id: str) -> Request:
    """Void a check; may be repeated."""
    return Request("DELETE", f"/folio/v1/checks/{check_id}")


def _body(check: Check, currency: str) -> dict[str, Any]:
    def money(amount_minor: int) -> str:
        return major(amount_minor, currency)

    tax = sum(one.amount_minor for line in check.lines for one in line.taxes)
    target = check.target.fields()
    return {
        "checkId": check.check_id,
        "checkNumber": check.number,
        "reservationId": target["reservationID"],
        "houseAccountId": target["houseAccountID"],
        "saleDate": check.sale_date,
        "posContext": {"revenueCenter": check.outlet} if check.outlet else None,
        "coverCount": check.covers,
        "items": [
            {
                "type": "PRODUCT",
                "name": line.name,
                "externalLineId": line.line_id,
                "quantity": line.quantity,
                "amount": money(line.amount_minor),
                "taxes": [
                    {"externalId": one.external_id, "amount": money(one.amount_minor)}
                    for one in line.taxes
                ],
                "details": _without_none({"sku": line.sku, "categoryName": line.category}),
            }
            for line in check.lines
        ],
        "gratuities": [{"amount": money(check.tip_minor)}] if check.tip_minor else None,
        "serviceCharge": {"amount": money(check.service_charge_minor)}
        if check.service_charge_minor
        else None,
        "discounts": [
            {"amount": money(one.amount_minor), "name": one.name, "code": one.code}
            for one in check.discounts
        ]
        or None,
        "payments": [
            _without_none({"paymentType": one.method, "amount": money(one.amount_minor),
                           "cardType": one.card_type, "note": one.note})
            for one in check.payments
        ]
        or None,
        "totals": {
            "totalItems": money(sum(line.amount_minor for line in check.lines) + tax),
            "totalTax": money(tax),
        },
    }  # fmt: skip


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
