"""Cloudbeds' webhooks: unsigned hints, with a static header at best (cloudbeds.md, 9)."""

from typing import Any

from sync.sandbox import deliveries
from sync.sandbox.cloudbeds.common import PROPERTY, done, form, need
from sync.sandbox.store import State
from sync.sandbox.wire import Answer, Ask, Routes
from venue.core import jsonx

KIND = "cb.webhook"


def tell(state: State, event: str, **fields: Any) -> None:
    """Queue an event for everybody who subscribed to it."""
    body = {
        "version": "1.0",
        "event": event,
        "timestamp": round(state.now.timestamp(), 6),
        "propertyID": int(PROPERTY),
        "propertyID_str": PROPERTY,
        **fields,
    }
    for one in state.every(KIND):
        if f"{one['object']}/{one['action']}" == event:
            headers = {"Content-Type": "application/json", **one["header"]}
            deliveries.queue(state, "cloudbeds", event, one["url"], jsonx.encode(body), headers)


def _subscribe(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "object", "action", "endpointUrl")
    key = str(state.number(KIND, first=800))
    header = (
        {fields["authHeaderName"]: fields.get("authHeaderValue", "")}
        if fields.get("authHeaderName")
        else {}
    )
    one = {"id": key, "object": fields["object"], "action": fields["action"],
           "url": fields["endpointUrl"], "header": header}  # fmt: skip
    state.put(KIND, key, one)
    state.effect("cloudbeds", "postWebhook", f"{one['object']}/{one['action']}", id=key)
    return done({"subscriptionID": key})


def _list(state: State, ask: Ask) -> Answer:
    shown = [
        {
            "id": one["id"],
            "key": {"type": "property", "id": PROPERTY},
            "event": {"entity": one["object"], "action": one["action"]},
            "owner": {"type": "property", "id": PROPERTY},
            "subscriptionType": "webhook",
            "subscriptionData": {"endpoint": one["url"]},
        }
        for one in state.every(KIND)
    ]
    return done(shown)


def _unsubscribe(state: State, ask: Ask) -> Answer:
    need(ask.query, "subscriptionID")
    key = ask.query["subscriptionID"]
    if state.get(KIND, key) is not None:
        state.drop(KIND, key)
        state.effect("cloudbeds", "deleteWebhook", key)
    return done()


ROUTES: Routes = {
    ("POST", "/postWebhook"): _subscribe,
    ("GET", "/getWebhooks"): _list,
    ("DELETE", "/deleteWebhook"): _unsubscribe,
}
