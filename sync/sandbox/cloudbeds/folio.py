"""Items and payments by v1.3 (cloudbeds.md, 8.2 and 8.3)."""

from sync.sandbox import forms
from sync.sandbox.cloudbeds import rows
from sync.sandbox.cloudbeds.common import done, form, minor, need, refuse
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Routes

NOTICE = "Item with this reference ID already exists, nothing was created"
ITEM_KINDS = ("ITEM", "TAX", "FEE", "PAYMENT")


def target(state: State, fields: Doc) -> tuple[str, str]:
    """Return source id and kind that a posting goes to; refuse a closed or unknown one."""
    if account := fields.get("houseAccountID"):
        if state.get("cb.house", account) is None:
            raise refuse("House account not found")
        return account, "HOUSE_ACCOUNT"
    need(fields, "reservationID")
    one = rows.reservation(state, fields["reservationID"])
    if one["status"] in ("canceled", "no_show"):
        raise refuse("Reservation has an invalid status: canceled")
    return one["id"], "RESERVATION"


def _custom_item(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    source, kind = target(state, fields)
    reference = fields.get("referenceID", "")
    if reference and state.get("cb.reference", reference) is not None:
        return done({"notice": NOTICE})
    items = fields.get("items")
    if not isinstance(items, list) or not items or not isinstance(items[0], dict):
        raise refuse("Invalid Parameters")
    sold = str(state.number("cb.sold", first=8841213))
    total = sum(_item(state, source, kind, sold, item, reference) for item in items)
    _paid(state, source, kind, sold, fields, total)
    if reference:
        state.put("cb.reference", reference, {"sold": sold})
    state.put("cb.sold", sold, {"source": source})
    state.effect("cloudbeds", "postCustomItem", reference, id=sold, source=source, minor=total)
    return done({"soldProductID": sold, "transactionID": sold})


def _item(state: State, source: str, kind: str, sold: str, item: Doc, notes: str) -> int:
    need(item, "appItemID", "itemQuantity", "itemPrice", "itemName")
    # A name is kept as it was when the item was first used, as the reference warns.
    known = state.get("cb.item", item["appItemID"])
    name = known["name"] if known else item["itemName"]
    state.put("cb.item", item["appItemID"], {"name": name})
    price = minor(item["itemPrice"]) * int(item["itemQuantity"])
    line = rows.post(
        state, source, "ITEM", sold, price, description=name, notes=notes, source_kind=kind
    )
    total = price
    for of, group, label, value in (
        ("TAX", "itemTaxes", "taxName", "taxValue"),
        ("FEE", "itemFees", "feeName", "feeValue"),
    ):
        for part in item.get(group) or []:
            amount = minor(part.get(value))
            total += amount
            rows.post(
                state, source, of, sold, amount,
                description=part.get(label, ""), notes=notes, parent=line, source_kind=kind,
            )  # fmt: skip
    return total


def _paid(state: State, source: str, kind: str, sold: str, fields: Doc, total: int) -> None:
    payments = fields.get("payments") or []
    if not payments and forms.truth(fields.get("itemPaid", "")):
        payments = [{"paymentType": "cash", "amount": None}]
    for one in payments:
        amount = total if one.get("amount") is None else minor(one["amount"])
        rows.post(
            state, source, "PAYMENT", sold, -amount,
            description=one.get("paymentType", ""), notes=one.get("notes", ""), source_kind=kind,
        )  # fmt: skip


def _void_item(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "soldProductID")
    source, _ = target(state, fields)
    sold = fields["soldProductID"]
    if state.get("cb.sold", sold) is None:
        raise refuse("Item not found")
    if rows.reverse(state, source, sold, ITEM_KINDS):
        state.effect("cloudbeds", "postVoidItem", sold, source=source)
    return done()


def _payment(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "type", "amount")
    source, kind = target(state, fields)
    amount = minor(fields["amount"])
    if amount <= 0 or (fields["type"] == "credit" and not fields.get("cardType")):
        raise refuse("Invalid Parameters")
    key = str(state.number("cb.payment", first=77123))
    token = fields.get("description", "")
    rows.post(
        state, source, "PAYMENT", key, -amount,
        description=fields["type"], notes=token, source_kind=kind,
    )  # fmt: skip
    state.put("cb.payment", key, {"source": source})
    state.effect("cloudbeds", "postPayment", token, id=key, source=source, minor=amount)
    return done(paymentID=key, transactionID=key)


def _void_payment(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "paymentID")
    source, _ = target(state, fields)
    if state.get("cb.payment", fields["paymentID"]) is None:
        raise refuse("Payment not found")
    if rows.reverse(state, source, fields["paymentID"], ("PAYMENT",)):
        state.effect("cloudbeds", "postVoidPayment", fields["paymentID"], source=source)
    return done()


ROUTES: Routes = {
    ("POST", "/postCustomItem"): _custom_item,
    ("POST", "/postVoidItem"): _void_item,
    ("POST", "/postPayment"): _payment,
    ("POST", "/postVoidPayment"): _void_payment,
}
