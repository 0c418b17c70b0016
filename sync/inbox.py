"""What clouds deliver to the box by themselves: each delivery once, the unsigned ones as a hint."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sync import queries
from sync.provider import Credentials, Provider
from venue.core.errors import Forbidden, Invalid, NotFound
from venue.core.jsonx import loads
from venue.core.outbox import BELL
from venue.core.tx import Tx

DELIVERIES_LIVE_MS = 30 * 86_400_000
HINT_S = 5.0


def opened(
    provider: Provider, credentials: Credentials, headers: Mapping[str, str], raw: bytes
) -> tuple[str, dict[str, Any]] | None:
    """Return a delivery's key and body; None: it is not signed and can only be a hint to poll.

    Args:
        headers: By lower-case name.

    Raises:
        NotFound: ``sync.no_webhook`` - this provider delivers nothing.
        Forbidden: ``sync.bad_signature``.
        Invalid: ``sync.malformed`` - signed, but no JSON object.
    """
    webhook = provider.webhook
    if webhook is None:
        raise NotFound("sync.no_webhook", "nothing is delivered here")
    if webhook.verify is None:
        return None
    if not webhook.verify(credentials, headers, raw):
        raise Forbidden("sync.bad_signature", "the signature does not belong to these bytes")
    body = _object(raw)
    return webhook.key(body) or hashlib.sha256(raw).hexdigest(), body


def take(tx: Tx, provider: Provider, key: str, body: Mapping[str, Any]) -> bool:
    """Store a delivery that is the provider's; False: the same one had its effect before."""
    if provider.webhook is None or not queries.add_delivery(tx, provider.name, key):
        return False
    provider.webhook.take(tx, body)
    tx.journal("inbox.received", {"provider": provider.name})
    hint(tx, provider)
    return True


def hint(tx: Tx, provider: Provider) -> None:
    """Poll soon. Anybody may send a hint: however many come, the polls stay `HINT_S` apart."""
    for name in provider.webhook.wakes if provider.webhook else ():
        queries.make_due(tx, provider.name, name, HINT_S)
    tx.after_commit(BELL.ring)


def purge(tx: Tx) -> int:
    """Forget deliveries that no cloud repeats any more; return how many."""
    return queries.purge_deliveries(tx, tx.run_ms - DELIVERIES_LIVE_MS)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Invalid("sync.malformed", "the delivery is no JSON object")
    return body
