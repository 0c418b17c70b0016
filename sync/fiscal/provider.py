"""A fiscal middleware on the venue's network as a provider (payments.md, 7 and 7.1).

Receipts go in the order of their numbers, one at a time. A lost answer is looked up by the
receipt's own reference before anything is signed again.
"""

from dataclasses import dataclass

from sync.fiscal import wire
from sync.model import Look, Message, Outcome, Result, Seen
from sync.provider import Credentials, Field, Handler, Provider, Tools
from sync.transport import NoAnswer, Transport, json_of, of_reply, unreadable
from venue.core.clock import Clock
from venue.core.http import Reply
from venue.core.tx import Tx
from venue.receipts import fiscal

SIGN, ECHO = "/json/v1/sign", "/json/v1/echo"
DEADLINE_S = 30.0  # a hardware unit's own limit is below


@dataclass(frozen=True, kw_only=True)
class Middleware:
    """The way to one middleware with one cashbox."""

    transport: Transport
    cashbox: str
    access_token: str
    clock: Clock

    def sign(self, asked: bytes) -> Result:
        """Make one call; what came of it."""
        reply = self._reply(SIGN, wire.at_cashbox(asked, self.cashbox))
        if isinstance(reply, Result):
            return reply
        if 400 <= reply.status < 500:
            words = f"the fiscal middleware refused the receipt ({reply.status})"
            return Result(outcome=Outcome.REJECTED, code=f"http_{reply.status}", words=words)
        return wire.judged(json_of(reply)) or unreadable(reply)

    def find(self, asked: bytes) -> Seen:
        """Look whether a receipt was signed; nothing comes back where it was not."""
        reply = self._reply(SIGN, wire.at_cashbox(wire.again(asked), self.cashbox))
        if isinstance(reply, Result):
            return Seen(look=Look.CANNOT_TELL, result=reply)
        if reply.status < 300 and reply.body.strip() in (b"", b"null"):
            return Seen(look=Look.ABSENT, result=Result(outcome=Outcome.DONE))
        found = wire.judged(json_of(reply))
        if found is None:
            return Seen(look=Look.CANNOT_TELL, result=unreadable(reply))
        return Seen(look=Look.FOUND, result=found)

    def probe(self) -> Result:
        """Say hello: nothing reaches the signing unit, whose tests a person starts."""
        reply = self._reply(ECHO, b'{"Message":"venue"}')
        if isinstance(reply, Result):
            return reply
        if isinstance(json_of(reply), dict):
            return Result(outcome=Outcome.DONE)
        return unreadable(reply)

    def _reply(self, path: str, body: bytes) -> Reply | Result:
        headers = {
            "cashboxid": self.cashbox,
            "accesstoken": self.access_token,
            "Content-Type": "application/json",
        }
        try:
            reply = self.transport.send(
                "POST", path, headers=headers, body=body, deadline_s=DEADLINE_S
            )
        except NoAnswer as failure:
            return failure.result
        return of_reply(reply, now=self.clock.now()) or reply


def _landed(tx: Tx, message: Message, result: Result) -> None:
    fiscal.answered(tx, message.key, wire.answer(result))


HANDLER = Handler(
    send=lambda client, message: client.sign(message.wire),
    reconcile=lambda client, message: client.find(message.wire),
    prepare=lambda message: wire.encode(wire.request(message)),
    landed=_landed,
    first_look_s=1.0,
    looks=2,
    spread_s=5.0,
)


def _open(credentials: Credentials, tools: Tools) -> Middleware:
    return Middleware(
        transport=tools.transport(credentials["base_url"]),
        cashbox=credentials["cashbox"],
        access_token=credentials["access_token"],
        clock=tools.clock,
    )


PROVIDER = Provider(
    name="fiscal",
    title="Fiscal device (Germany)",
    fields=(
        Field(name="base_url", pattern=r"https?://\S+"),
        Field(name="cashbox", pattern=r"[\w-]+"),
        Field(name="access_token", secret=True),
        Field(name="mode", default="live", choices=("live", "sandbox")),
    ),
    open=_open,
    probe=lambda client: client.probe(),
    handlers={"sign": HANDLER, "close_day": HANDLER},
    mode=lambda credentials: credentials["mode"],
    rate_per_s=20.0,
    burst=20,
    lanes=1,
)
