"""`/_control`: what a trainer or a test does to the stand-ins, and what it sees of them."""

from collections.abc import Callable
from typing import Any

import msgspec

from sync.sandbox import deliveries, faults, rates, ton
from sync.sandbox.airalo import common as airalo_common
from sync.sandbox.airalo import orders
from sync.sandbox.cloudbeds import common as cloudbeds_common
from sync.sandbox.cloudbeds import hooks, property, reservations, rows
from sync.sandbox.clouds import PROVIDERS, Clouds
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, reply
from venue.core.clock import rfc3339

PREFIX = "/_control"


def answer(clouds: Clouds, ask: Ask) -> Answer:
    """Answer one request under the prefix."""
    action = _ACTIONS.get((ask.method, ask.path.removeprefix(PREFIX)))
    if action is None:
        return reply({"error": f"nothing at {ask.method} {ask.path}"}, 404)
    try:
        with clouds.store.change(clouds.now()) as state:
            return reply(action(clouds, state, ask))
    except Refusal as refusal:
        return refusal.answer
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return reply({"error": f"{type(error).__name__}: {error}"}, 400)


def keys() -> Doc:
    """Return what a client signs in with."""
    return {
        "cloudbeds": {
            "api_key": cloudbeds_common.KEY,
            "property_id": cloudbeds_common.PROPERTY,
        },
        "airalo": {
            "client_id": airalo_common.CLIENT_ID,
            "client_secret": airalo_common.CLIENT_SECRET,
        },
    }


def bases(base_url: str) -> Doc:
    """Return each provider's base URL, as the product's settings want it."""
    under = {"airalo": "/v2", "toncenter": "/api/v3", "coingecko": "/api/v3", "tonapi": "/v2"}
    return {name: f"{base_url}/{name}{under.get(name, '')}" for name in PROVIDERS}


class Wishes(msgspec.Struct, forbid_unknown_fields=True):
    """What `POST /_control` takes; everything may be left out.

    Attributes:
        faults: The rules from now on, instead of those that wait.
        add: Rules behind those that wait.
        advance_s: Let so much time pass.
        limits: Switch the rate limits.
    """

    faults: list[Any] | None = None
    add: list[Any] = []
    advance_s: float = 0.0
    limits: bool | None = None


def _set(clouds: Clouds, state: State, ask: Ask) -> Doc:
    wishes = msgspec.convert(ask.json(), Wishes)
    if wishes.faults is not None:
        faults.clear(state)
        faults.add(state, faults.read(wishes.faults))
    faults.add(state, faults.read(wishes.add))
    if wishes.advance_s:
        clouds.advance(state, wishes.advance_s)
    if wishes.limits is not None:
        clouds.limit(state, wishes.limits)
    return _show(clouds, state, ask)


def _show(clouds: Clouds, state: State, ask: Ask) -> Doc:
    return {
        "now": rfc3339(clouds.now()),
        "limits": clouds.limited,
        "faults": [msgspec.to_builtins(rule) for _, rule in faults.waiting(state)],
        "kinds": faults.KINDS,
        "base_urls": bases(ask.base_url),
        "keys": keys(),
    }


def _effects(clouds: Clouds, state: State, ask: Ask) -> Doc:
    found = [
        one
        for one in state.effects()
        if all(str(one.get(name)) == wanted for name, wanted in ask.query.items())
    ]
    return {"effects": found}


def _requests(clouds: Clouds, state: State, ask: Ask) -> Doc:
    return {"requests": list(clouds.requests)}


def _deliveries(clouds: Clouds, state: State, ask: Ask) -> Doc:
    return {"deliveries": state.every(deliveries.KIND)}


def _reset(clouds: Clouds, state: State, ask: Ask) -> Doc:
    clouds.reset(state)
    return _show(clouds, state, ask)


def _pay(clouds: Clouds, state: State, ask: Ask) -> Doc:
    return ton.pay(state, ask.json())


def _lock(clouds: Clouds, state: State, ask: Ask) -> Doc:
    return ton.lock(state, ask.json())


def _finality(clouds: Clouds, state: State, ask: Ask) -> Doc:
    return ton.finality(state, ask.json())


def _rates(clouds: Clouds, state: State, ask: Ask) -> Doc:
    rates.change(state, ask.json())
    return {name: state.get(rates.KIND, name) for name in rates.SOURCES}


def _grant(clouds: Clouds, state: State, ask: Ask) -> Doc:
    return {"code": property.new_grant(state)}


def _change(clouds: Clouds, state: State, ask: Ask) -> Doc:
    """Do what the hotel's staff do in the cloud: status, room, dates, deleting."""
    wish = ask.json()
    one = rows.reservation(state, wish["reservation_id"])
    part = one["rooms"][0]
    if "status" in wish:
        one["status"] = wish["status"]
        part["status"] = reservations.PART_STATUS.get(wish["status"], part["status"])
    part["room"] = wish.get("room_id", part["room"])
    one["deleted"] = wish.get("deleted", one["deleted"])
    for name in ("start", "end"):
        one[name] = part[name] = wish.get(name, one[name])
    rows.save(state, one)
    event = "deleted" if one["deleted"] else "status_changed"
    hooks.tell(state, f"reservation/{event}", reservationID=one["id"], status=one["status"])
    return one


def _use(clouds: Clouds, state: State, ask: Ask) -> Doc:
    """Let a guest use data, or the vendor recycle the eSIM."""
    wish = ask.json()
    sim = state.get("al.sim", wish["iccid"])
    if sim is None:
        raise KeyError(wish["iccid"])
    sim["used_mb"] += wish.get("mb", 0)
    sim["recycled"] = wish.get("recycled", sim["recycled"])
    state.put("al.sim", sim["iccid"], sim, parent=str(sim["order"]))
    return sim


def _approve(clouds: Clouds, state: State, ask: Ask) -> Doc:
    orders.approve_refund(state, str(ask.json()["refund_id"]))
    return {}


def _credit(clouds: Clouds, state: State, ask: Ask) -> Doc:
    cents = int(ask.json()["cents"])
    state.put(orders.BALANCE, "USD", {"cents": cents})
    return {"cents": cents}


def _stock(clouds: Clouds, state: State, ask: Ask) -> Doc:
    wish = ask.json()
    plan = state.get("al.package", wish["id"])
    if plan is None:
        raise KeyError(wish["id"])
    plan |= {name: wish[name] for name in ("in_stock", "cents", "net_cents") if name in wish}
    state.put("al.package", plan["id"], plan, parent=plan["slug"])
    return plan


_ACTIONS: dict[tuple[str, str], Callable[[Clouds, State, Ask], Doc]] = {
    ("GET", ""): _show,
    ("POST", ""): _set,
    ("GET", "/effects"): _effects,
    ("GET", "/requests"): _requests,
    ("GET", "/deliveries"): _deliveries,
    ("POST", "/reset"): _reset,
    ("POST", "/ton/pay"): _pay,
    ("POST", "/ton/finality"): _finality,
    ("POST", "/ton/lock"): _lock,
    ("POST", "/rates"): _rates,
    ("POST", "/cloudbeds/grant"): _grant,
    ("POST", "/cloudbeds/change"): _change,
    ("POST", "/airalo/use"): _use,
    ("POST", "/airalo/refund"): _approve,
    ("POST", "/airalo/credit"): _credit,
    ("POST", "/airalo/package"): _stock,
}
