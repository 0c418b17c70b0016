"""Airalo's webhooks: signed with HMAC-SHA512 over PHP's JSON (airalo.md, 8)."""

import hashlib
import hmac
import json
from typing import Any

from sync.sandbox import deliveries
from sync.sandbox.airalo.common import CLIENT_SECRET, body_of, done, invalid
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, Routes, reply

KIND = "al.opt-in"
TYPES = ("async_orders", "webhook_low_data", "email_low_data", "webhook_credit_limit",
         "email_credit_limit")  # fmt: skip
LEVELS = {"data_75": "75%", "data_90": "90%", "expire_1": "1days", "expire_3": "3days"}


def php_json(value: Any) -> bytes:
    """Return JSON as PHP's `json_encode` writes it: no spaces, ``\\/``, ``\\uXXXX``."""
    text = json.dumps(value, separators=(",", ":"), default=str)
    return text.replace("/", "\\/").encode()


def send(state: State, event: str, url: str, body: Doc) -> None:
    """Queue a signed delivery."""
    raw = php_json(body)
    signature = hmac.new(CLIENT_SECRET.encode(), raw, hashlib.sha512).hexdigest()
    headers = {"Content-Type": "application/json", "airalo-signature": signature}
    deliveries.queue(state, "airalo", event, url, raw, headers)


def opted_in(state: State, kind: str) -> str:
    """Return where events of a kind go; empty when nowhere."""
    return str((state.get(KIND, kind) or {}).get("url", ""))


def _opt_in(state: State, ask: Ask) -> Answer:
    body = body_of(ask)
    if body.get("type") not in TYPES:
        raise invalid(ask, type="The selected type is invalid.")
    one = {"type": body["type"], "url": body.get("webhook_url", "")}
    state.put(KIND, one["type"], one)
    state.effect("airalo", "opt-in", one["type"])
    return done(one | {"id": 1})


def _details(state: State, ask: Ask) -> Answer:
    return done([one | {"id": 1} for one in state.every(KIND)])


def _opt_out(state: State, ask: Ask) -> Answer:
    state.drop(KIND, str(body_of(ask).get("type")))
    return Answer(204, b"")


def _simulate(state: State, ask: Ask) -> Answer:
    """The vendor's sandbox sends low-data and credit events only when asked to."""
    body = body_of(ask)
    kinds = {
        "low_data_notification": "webhook_low_data",
        "credit_limit_notification": "webhook_credit_limit",
        "async_order_notification": "async_orders",
    }
    kind = kinds.get(str(body.get("event")))
    if kind is None:
        raise invalid(ask, event="The selected event is invalid.")
    url = body.get("webhook_url") or opted_in(state, kind)
    if not url:
        raise Refusal(reply({"error": "Not opted in"}, 400))
    low = {
        "level": LEVELS.get(str(body.get("type")), "75%"),
        "package_name": "1 GB - 7 days",
        "remaining_percentage": 25,
        "iccid": body.get("iccid", ""),
    }
    limit = {"message": "Your Airalo credit is low", "remaining": 100}
    send(state, kind, url, low if kind == "webhook_low_data" else limit)
    return reply({"success": "Notification sent"})


ROUTES: Routes = {
    ("POST", "/notifications/opt-in"): _opt_in,
    ("GET", "/notifications/opt-in"): _details,
    ("POST", "/notifications/opt-out"): _opt_out,
    ("POST", "/simulator/webhook"): _simulate,
}
