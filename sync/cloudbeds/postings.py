"""What the till posts to an account in Cloudbeds v1.3, as requests ready for the outbox.

The recommended way is `checks`; this is its fallback (cloudbeds.md, 8.2 and 8.3). Amounts come in
as integers of the smallest unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.cloudbeds.encode import major
from sync.cloudbeds.writes import v13
from sync.request import Request


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


def post_custom_item(
    target: Target,
    *,
    reference: str,
    items: Sequence[Item],
    currency: str,
    sale_date: str | None = None,
    guest_id: str | None = None,
    payment: tuple[str, int] | None = None,
) -> Request:
    """Post lines to an account; the vendor refuses the same ``reference`` a second effect.

    Args:
        sale_date: Property-local ``YYYY-MM-DD HH:MM:SS``.
        payment: Method and amount taken at the till; as part of the sale it shares its reference.
    """
    paid = payment and [
        {"paymentType": payment[0], "amount": major(payment[1], currency), "notes": reference}
    ]
    return v13(
        "POST", "postCustomItem", needs=("soldProductID",),
        **target.fields(),
        referenceID=reference,
        items=[_item(one, currency) for one in items],
        saleDate=sale_date,
        guestID=guest_id,
        payments=paid,
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
    return v13("POST", "postVoidItem", **target.fields(), soldProductID=sold_product_id)


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
    return v13(
        "POST", "postPayment", needs=("paymentID",),
        **target.fields(),
        type=method,
        amount=major(amount_minor, currency),
        cardType=card_type,
        description=token,
    )  # fmt: skip


def post_void_payment(target: Target, payment_id: str) -> Request:
    """Take a recorded payment back."""
    return v13("POST", "postVoidPayment", **target.fields(), paymentID=payment_id)


def post_new_house_account(name: str) -> Request:
    """Make a house account; look for the same name first, names are not unique there."""
    return v13("POST", "postNewHouseAccount", needs=("houseAccountID",), accountName=name)
