"""`POST /folio/v1/checks`, October 2026 shape, and gratuities (cloudbeds.md, 8.1)."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sync.sandbox.cloudbeds import rows
from sync.sandbox.cloudbeds.common import PROPERTY, minor
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, Routes, reply

CHECK_KINDS = ("CHECK_ITEM", "TAX", "FEE", "CHECK_SERVICE_CHARGE", "CHECK_DISCOUNT", "GRATUITY",
               "PAYMENT")  # fmt: skip
TOLERANCE_MINOR = 1


def _no(status: int, code: str, message: str, field: str = "") -> Refusal:
    errors = [{"field": field, "message": message, "code": code}] if field else []
    return Refusal(reply({"message": message, "errors": errors, "code": code}, status))


def _once(state: State, ask: Ask, work: Callable[[], Doc]) -> Answer:
    """Answer a replay of the same key with the first answer and a notice.

    Raises:
        Refusal: 400 without a key; 409 when the key came with another body.
    """
    key = ask.headers.get("idempotency-key", "")
    if not 0 < len(key) <= 255:
        raise _no(400, "INVALID_IDEMPOTENCY_KEY", "Idempotency-Key is required", "Idempotency-Key")
    if ask.headers.get("x-property-id") != PROPERTY:
        raise Refusal(reply({"message": "X-Property-ID is required"}, 403))
    digest = hashlib.sha256(ask.path.encode() + b"\n" + ask.body).hexdigest()
    stored = state.get("cb.once", key)
    if stored is not None:
        if stored["digest"] != digest:
            raise _no(409, "IDEMPOTENCY_KEY_REUSED", "The key was used with another body")
        return reply({"data": stored["data"] | {"notice": "Replayed, nothing was created"}}, 201)
    data = work()
    state.put("cb.once", key, {"digest": digest, "data": data})
    return reply({"data": data | {"notice": None}}, 201)


def _post(state: State, ask: Ask) -> Answer:
    return _once(state, ask, lambda: _new_check(state, ask))


def _new_check(state: State, ask: Ask) -> Doc:
    body: Doc = ask.json()
    source, kind = _target(state, body)
    number = state.number("cb.check")
    key = body.get("checkId") or f"cb-{number}"
    found = state.get("cb.check", key)
    if found is not None and not found["voided"]:
        raise _no(409, "DUPLICATE_CHECK_ID", "A check with this id exists", "checkId")
    if not body.get("items"):
        raise _no(400, "MISSING_ITEMS_OR_TOTALS", "items and totals are required", "items")
    lines = [line for item in body["items"] for line in _item_lines(state, item)]
    _check_totals(body, lines)
    extra = list(_other_lines(body))
    pending = _is_future(state, body.get("saleDate"))
    for of, amount, words in [] if pending else [*lines, *extra]:
        rows.post(state, source, of, key, amount, description=words, notes=key, source_kind=kind)
    state.put("cb.check", key, {"id": key, "source": source, "voided": False, "pending": pending})
    state.effect(
        "cloudbeds", "check", key, source=source, minor=sum(line[1] for line in [*lines, *extra])
    )
    shown = [{"externalLineId": item.get("externalLineId")} for item in body["items"]]
    return {
        "checkNumber": body.get("checkNumber") or f"cb-{number}", "checkId": key, "items": shown
    }  # fmt: skip


def _target(state: State, body: Doc) -> tuple[str, str]:
    given = [name for name in ("reservationId", "houseAccountId", "eventCode") if body.get(name)]
    if len(given) != 1:
        raise _no(400, "INVALID_TARGET", "Exactly one target is required", "reservationId")
    if given == ["houseAccountId"] and state.get("cb.house", body["houseAccountId"]):
        return body["houseAccountId"], "HOUSE_ACCOUNT"
    one = state.get("cb.reservation", str(body.get("reservationId", "")))
    if one is None:
        raise _no(404, "FOLIO_NOT_FOUND", "The target was not found", given[0])
    if one["status"] == "checked_out":
        raise _no(409, "RESERVATION_CHECKED_OUT", "The reservation is checked out", given[0])
    return one["id"], "RESERVATION"


def _item_lines(state: State, item: Doc) -> Iterator[tuple[str, int, str]]:
    if item.get("type") != "PRODUCT" or not item.get("name") or not item.get("details"):
        raise _no(400, "INVALID_ITEM", "type, name, amount and details are required", "items")
    sku = item["details"].get("sku")
    known = state.get("cb.product", item["name"])
    if known is not None and known["sku"] != sku:
        raise _no(409, "PRODUCT_NAME_CONFLICT", "This name has another SKU", "items")
    state.put("cb.product", item["name"], {"sku": sku})
    yield "CHECK_ITEM", _amount(item), item["name"]
    for tax in item.get("taxes") or []:
        yield "TAX", _amount(tax), _tax_name(state, tax, "TAX_NOT_FOUND")
    for fee in item.get("fees") or []:
        yield "FEE", _amount(fee), _tax_name(state, fee, "FEE_NOT_FOUND")
    for cut in item.get("discounts") or []:
        yield "CHECK_DISCOUNT", -_amount(cut), cut.get("name", "")


def _other_lines(body: Doc) -> Iterator[tuple[str, int, str]]:
    if charge := body.get("serviceCharge"):
        yield "CHECK_SERVICE_CHARGE", _amount(charge), "Service charge"
    for tip in body.get("gratuities") or []:
        yield "GRATUITY", _amount(tip), tip.get("note") or "Gratuity"
    for cut in body.get("discounts") or []:
        yield "CHECK_DISCOUNT", -_amount(cut), cut.get("name", "")
    for one in body.get("payments") or []:
        yield "PAYMENT", -_amount(one), one.get("paymentType", "")


def _tax_name(state: State, tax: Doc, code: str) -> str:
    wanted, own = tax.get("externalId"), tax.get("taxId") or tax.get("feeId")
    if (wanted is None) == (own is None):
        raise _no(400, code, "Either externalId or the own id is required", "taxes")
    for one in state.every("cb.tax"):
        if (wanted and one["code"] == wanted) or (own and one["id"] == own):
            return str(one["name"])
    raise _no(404, code, "No such tax or fee at this property", "taxes")


def _check_totals(body: Doc, lines: list[tuple[str, int, str]]) -> None:
    totals = body.get("totals")
    if not totals:
        raise _no(400, "MISSING_ITEMS_OR_TOTALS", "items and totals are required", "totals")
    before_discounts = sum(amount for of, amount, _ in lines if of != "CHECK_DISCOUNT")
    if abs(_amount({"amount": totals.get("totalItems")}) - before_discounts) > TOLERANCE_MINOR:
        raise _no(400, "INVALID_TOTAL_MISMATCH", "totalItems does not match", "totals.totalItems")


def _amount(holder: Doc) -> int:
    try:
        if not isinstance(holder.get("amount"), str):
            raise TypeError
        return minor(holder["amount"])
    except (Refusal, TypeError):
        raise _no(400, "INVALID_AMOUNT", "An amount is not a decimal text", "amount") from None


def _is_future(state: State, sale_date: Any) -> bool:
    """A sale ahead of the cloud's clock is pending: it is in no ledger yet."""
    try:
        return bool(sale_date) and datetime.fromisoformat(sale_date) > state.now
    except (TypeError, ValueError):
        raise _no(400, "INVALID_DATE", "saleDate is not RFC 3339", "saleDate") from None


def _void(state: State, ask: Ask) -> Answer:
    key = ask.places["check"]
    found = state.get("cb.check", key)
    if found is None:
        raise _no(404, "CHECK_NOT_FOUND", "No such check")
    if not found["voided"]:
        rows.reverse(state, found["source"], key, CHECK_KINDS)
        state.put("cb.check", key, found | {"voided": True})
        state.effect("cloudbeds", "check_void", key, source=found["source"])
    return Answer(204, b"")


def _tip(state: State, ask: Ask) -> Answer:
    return _once(state, ask, lambda: _new_tips(state, ask))


def _new_tips(state: State, ask: Ask) -> Doc:
    found = state.get("cb.check", ask.places["check"])
    if found is None or found["voided"]:
        raise _no(404, "CHECK_NOT_FOUND", "No such check")
    keys = []
    for tip in ask.json().get("gratuities") or []:
        key = tip.get("gratuityId") or f"g-{state.number('cb.tip')}"
        rows.post(state, found["source"], "GRATUITY", found["id"], _amount(tip), notes=key)
        state.effect("cloudbeds", "gratuity", key, source=found["source"], minor=_amount(tip))
        keys.append(key)
    return {"gratuityIds": keys}


ROUTES: Routes = {
    ("POST", "/folio/v1/checks"): _post,
    ("DELETE", "/folio/v1/checks/{check}"): _void,
    ("POST", "/folio/v1/checks/{check}/gratuities"): _tip,
}
