"""Orders, top-ups, balance and refunds (airalo.md, 6 and 9). Nothing here can be undone."""

import hashlib
import re

from sync.sandbox.airalo import catalogue, hooks, sims
from sync.sandbox.airalo.common import (
    body_of,
    coded,
    dollars,
    done,
    invalid,
    paged,
    stamp,
)
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, Routes, reply

BALANCE = "al.balance"
START_CENTS = 100_000
REASONS = frozenset(
    [
        "INSTALLATION_FAILURE",
        "NO_COVERAGE",
        "APN_FAILURE",
        "TRIP_CANCELLATION",
        "INTERMITTENT_CONNECTION",
        "BLOCKED_NETWORK",
        "CHANGE_OF_PLAN",
        "DELETED_ESIM",
        "EARLY_EXPIRY",
        "HOTSPOT_NOT_WORKING",
        "IMSI_CHANGE",
        "INCOMPATIBLE_DEVICE",
        "LOCKED_DEVICE",
        "NO_VOICE_TEXT_SERVICES",
        "OVERCHARGED",
        "SLOW_SPEED",
        "TOP_UP_PACKAGE_FAILURE",
        "UNKNOWN_CHARGES",
        "WRONG_PURCHASE",
        "UNABLE_TO_ACCESS_APPS",
        "SERVICE_DEGRADATION",
        "QR_ISSUE_PARTNERS",
        "OTHERS",
    ]
)


def fill(state: State) -> None:
    """Give the partner some credit."""
    state.put(BALANCE, "USD", {"cents": START_CENTS})


def _order(state: State, ask: Ask) -> Answer:
    order = _place(state, ask, body_of(ask))
    return done(view(state, order, with_sims=True, as_text=False))


def _order_async(state: State, ask: Ask) -> Answer:
    body = body_of(ask)
    url = body.get("webhook_url") or hooks.opted_in(state, "async_orders")
    if not url:
        reason = "User is not opted in and no webhook URL provided."
        raise Refusal(reply({"reason": reason}, 422))
    spread = hashlib.sha256(str(state.number("al.request")).encode()).hexdigest()
    request = spread[:25]
    order = _place(state, ask, body)
    shown = view(state, order, with_sims=True, as_text=False) | {"request_id": request}
    hooks.send(state, "async_orders", url, shown)
    return done({"request_id": request, "accepted_at": stamp(state.now.timestamp())}, 202)


def _place(state: State, ask: Ask, body: Doc) -> Doc:
    quantity = _quantity(ask, body)
    plan = catalogue.for_sale(state, body["package_id"], topup=False)
    order = _new(state, plan, quantity, "sim", str(body.get("description") or ""))
    order["sims"] = [sims.new(state, order, plan) for _ in range(quantity)]
    state.put("al.order", str(order["id"]), order)
    return order


def _quantity(ask: Ask, body: Doc) -> int:
    if not body.get("package_id"):
        raise invalid(ask, package_id="The package id field is required.")
    try:
        quantity = int(str(body.get("quantity")))
    except ValueError:
        raise invalid(ask, quantity="The quantity field is required.") from None
    if quantity > 50:
        raise invalid(ask, quantity="The quantity may not be greater than 50.")
    if quantity < 1:
        raise invalid(ask, quantity="The quantity must be at least 1.")
    return quantity


def _new(state: State, plan: Doc, quantity: int, kind: str, description: str) -> Doc:
    cost = plan["net_cents"] * quantity
    balance = state.get(BALANCE, "USD") or {"cents": 0}
    if balance["cents"] < cost:
        raise coded(11, "Insufficient Airalo credit. Please top up to proceed.")
    state.put(BALANCE, "USD", {"cents": balance["cents"] - cost})
    number = state.number("al.order", first=74506)
    order: Doc = {
        "id": number, "code": f"{state.now:%Y%m%d}-{number:06}", "package": plan["id"],
        "quantity": quantity, "type": kind, "description": description, "plan": plan,
        "at": state.now.timestamp(), "status": "completed", "sims": [],
    }  # fmt: skip
    state.put("al.order", str(number), order)
    name = "topup" if kind == "topup" else "order"
    state.effect("airalo", name, description, id=number, package=plan["id"], minor=cost)
    return order


def _topup(state: State, ask: Ask) -> Answer:
    body = body_of(ask)
    for name in ("package_id", "iccid"):
        if not body.get(name):
            raise invalid(ask, **{name: f"The {name} field is required."})
    sim = sims.of(state, str(body["iccid"]))
    plan = catalogue.for_sale(state, body["package_id"], topup=True)
    order = _new(state, plan, 1, "topup", str(body.get("description") or ""))
    sims.add_plan(state, sim, plan)
    return done(view(state, order, with_sims=False, as_text=False))


def view(state: State, order: Doc, *, with_sims: bool, as_text: bool) -> Doc:
    """Return an order; the list writes as text what the order's own answer writes as numbers."""
    plan = order["plan"]
    price, net = dollars(plan["cents"]), dollars(plan["net_cents"])
    shown: Doc = {
        "id": order["id"],
        "code": order["code"],
        "currency": "USD",
        "package_id": order["package"],
        "quantity": str(order["quantity"]) if as_text else order["quantity"],
        "type": order["type"],
        "description": order["description"],
        "esim_type": "Prepaid",
        "validity": str(plan["days"]) if as_text else plan["days"],
        "package": f"{plan['operator']}-{plan['data']} - {plan['days']} days",
        "data": plan["data"],
        "price": f"{price:.2f}" if as_text else price,
        "net_price": f"{net:.2f}" if as_text else net,
        "pricing_model": "net_pricing",
        "created_at": stamp(order["at"]),
        "manual_installation": "<p>…</p>",
        "qrcode_installation": "<p>…</p>",
        "installation_guides": {"en": "https://sandbox.airalo.com/installation-guide"},
        "brand_settings_name": None,
    }
    if with_sims and order["type"] == "sim":
        found = [state.get("al.sim", iccid) for iccid in order["sims"]]
        shown["sims"] = [sims.view(one) for one in found if one]
    return shown


def _like(text: str, pattern: str) -> bool:
    """SQL's LIKE %pattern%: ``%`` and ``_`` inside are wildcards, case does not count."""
    plain = "".join({"%": ".*", "_": "."}.get(one, re.escape(one)) for one in pattern)
    return re.search(plain, text, re.IGNORECASE | re.DOTALL) is not None


def _list(state: State, ask: Ask) -> Answer:
    text, code = ask.query.get("filter[description]"), ask.query.get("filter[code]")
    iccid, status = ask.query.get("filter[iccid]"), ask.query.get("filter[order_status]")
    start, end = _days(ask.query.get("filter[created_at]"))
    found = [
        one
        for one in reversed(state.every("al.order"))
        if ask.shown(one["at"], state.now)
        and (not text or _like(one["description"], text))
        and (not code or _like(one["code"], code))
        and (not iccid or any(_like(own, iccid) for own in one["sims"]))
        and status in (None, one["status"])
        and start <= stamp(one["at"])[:10] <= end
    ]
    page, beside = paged(found, ask, size=25)
    wanted = ask.query.get("include", "").split(",")
    return reply({"data": [_included(state, one, wanted) for one in page], **beside})


def _days(text: str | None) -> tuple[str, str]:
    start, _, end = (text or "0000-00-00 - 9999-99-99").partition(" - ")
    return start, end or start


def _included(state: State, one: Doc, wanted: list[str]) -> Doc:
    shown = view(state, one, with_sims="sims" in wanted, as_text=True)
    if "status" in wanted:
        shown["status"] = {"name": one["status"].capitalize(), "slug": one["status"]}
    return shown


def _one(state: State, ask: Ask) -> Answer:
    found = state.get("al.order", ask.places["order"])
    if found is None:
        raise Refusal(reply({"data": [], "meta": {"message": "messages.resource_not_found"}}, 404))
    return done(_included(state, found, ask.query.get("include", "").split(",")))


def _balance(state: State, ask: Ask) -> Answer:
    cents = (state.get(BALANCE, "USD") or {"cents": 0})["cents"]
    amount = {"amount": dollars(cents), "currency": "USD"}
    return done({"balances": {"name": "balance", "availableBalance": amount}})


def _refund(state: State, ask: Ask) -> Answer:
    body = body_of(ask)
    iccids = body.get("iccids")
    if not isinstance(iccids, list) or not 0 < len(iccids) <= 5:
        raise invalid(ask, iccids="The iccids field must have from 1 to 5 items.")
    if body.get("reason") not in REASONS or (body["reason"] == "OTHERS" and not body.get("notes")):
        raise invalid(ask, reason="The selected reason is invalid.")
    for iccid in iccids:
        sims.of(state, str(iccid))
    key = str(state.number("al.refund", first=4001))
    state.put("al.refund", key, {"id": key, "iccids": iccids, "approved": False})
    state.effect("airalo", "refund", ",".join(iccids), id=key)
    return done({"refund_id": key, "created_at": stamp(state.now.timestamp())}, 202)


def approve_refund(state: State, key: str) -> None:
    """Do what a person at the vendor does: the money becomes credit again."""
    found = state.get("al.refund", key)
    if found is None or found["approved"]:
        return
    state.put("al.refund", key, found | {"approved": True})
    for order in state.every("al.order"):
        if set(order["sims"]) & set(found["iccids"]):
            state.put("al.order", str(order["id"]), order | {"status": "refunded"})
            balance = state.get(BALANCE, "USD") or {"cents": 0}
            state.put(BALANCE, "USD", {"cents": balance["cents"] + order["plan"]["net_cents"]})


ROUTES: Routes = {
    ("POST", "/orders"): _order,
    ("GET", "/orders"): _list,
    ("POST", "/orders-async"): _order_async,
    ("POST", "/orders/topups"): _topup,
    ("GET", "/orders/{order}"): _one,
    ("GET", "/balance"): _balance,
    ("POST", "/refund"): _refund,
}
