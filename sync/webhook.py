"""Signed outbound webhooks: settled money and chosen events to an address of the owner's choice.

The receiver checks ``Venue-Signature: t=<unix seconds>,v1=<hex>``, where v1 is the HMAC-SHA256
under the shared secret of ``<t>.<body>``, and treats two deliveries with one ``Idempotency-Key``
as one: after an answer that got lost the same bytes come again.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.model import Message, Outcome, Result
from sync.provider import Credentials, Field, Handler, Provider, Tools
from sync.transport import Transport, of_reply
from venue.core.clock import Clock
from venue.core.http import Reach, Reply
from venue.core.jsonx import canonical

EVENT = "event"
KINDS = ("tender_settled", "tender_refunded", EVENT)
# First words of the journal's kinds that may be chosen; what its entries say is no secret there.
FEATURES = (
    "order", "line", "ticket", "table_session", "bill", "tender", "cash_session", "z", "day",
    "stay", "booking", "folio", "room", "esim", "menu",
)  # fmt: skip
CHOICE = rf"(?:(?:{'|'.join(FEATURES)})(?: *, *|$))*"
DEADLINE_S = 15.0


@dataclass(frozen=True, kw_only=True)
class Client:
    """One receiver."""

    transport: Transport
    secret: str
    clock: Clock
    events: frozenset[str] = frozenset()

    def post(self, body: bytes, *, key: str) -> Result:
        """Deliver ``body`` once.

        Raises:
            NoAnswer: Not sent, or sent with an unknown end.
        """
        at = str(int(self.clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Venue-Signature": f"t={at},v1={signature(self.secret, at, body)}",
        }
        reply = self.transport.send("POST", "", headers=headers, body=body, deadline_s=DEADLINE_S)
        return self._classify(reply)

    def _classify(self, reply: Reply) -> Result:
        if 200 <= reply.status < 300:
            return Result(outcome=Outcome.DONE, vendor_ref=reply.headers.get("x-request-id", ""))
        if reply.status == 403:
            words = "the receiver does not accept our signature"
            return Result(outcome=Outcome.AUTH, code="http_403", words=words)
        common = of_reply(reply, now=self.clock.now())
        if common is not None and common.code != "html":
            return common
        words = f"the receiver refused it ({reply.status})"
        return Result(outcome=Outcome.REJECTED, code=f"http_{reply.status}", words=words)


def signature(secret: str, at: str, body: bytes) -> str:
    """Return the hex HMAC-SHA256 of a delivery made at ``at`` (Unix seconds as text)."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def provider(*, reach: Reach = Reach.PUBLIC) -> Provider:
    """Return the sink; ``reach`` is wider in tests alone."""

    # A name of the open Internet alone is not enough: nobody on the way may read or answer.
    address = r"https://\S+" if reach is Reach.PUBLIC else r"https?://\S+"

    def start(credentials: Credentials, tools: Tools) -> Client:
        transport = tools.transport(credentials["url"], reach=reach)
        named = (one.strip() for one in credentials.get("events", "").split(","))
        return Client(
            transport=transport,
            secret=credentials["secret"],
            clock=tools.clock,
            events=frozenset(one for one in named if one),
        )

    return Provider(
        name="webhook",
        title="Webhook",
        fields=(
            Field(name="url", pattern=address),
            Field(name="secret", secret=True),
            Field(name="events", default="", pattern=CHOICE),
        ),
        open=start,
        probe=lambda client: client.post(canonical({"kind": "ping"}), key="ping"),
        handlers=dict.fromkeys(KINDS, Handler(send=_send, prepare=_prepare)),
        rate_per_s=5.0,
        burst=5,
        lanes=2,
        sink=True,
    )


def _prepare(message: Message) -> bytes:
    if message.kind == EVENT:
        return canonical({name: message.body[name] for name in ("id", "kind", "seq", "at", "data")})
    told: Mapping[str, Any] = {
        "id": message.key,
        "kind": message.kind,
        "about": message.aggregate,
        "data": message.body,
    }
    return canonical(told)


def _send(client: Client, message: Message) -> Result:
    # An event that is sent again is the same fact: a receiver that knows it already drops it.
    key = message.body["id"] if message.kind == EVENT else message.key
    return client.post(message.wire, key=str(key))
