"""What a provider brings: one value that the engine runs. A new cloud is a new `Provider`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.limits import Bucket, Pause
from sync.model import Message, Result, Seen
from sync.transport import Transport
from venue.core.clock import Clock
from venue.core.http import Reach
from venue.core.tx import ReadTx, Tx

Credentials = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What a client is built with: the shared parts of its provider.

    Attributes:
        bucket: The credential's rate.
        clock: Where time comes from.
        pause: Waits seconds, shorter when the box stops; True: it is stopping.
        on_date: Hears how far the box's clock is ahead of a cloud's ``Date``, in seconds.
    """

    bucket: Bucket
    clock: Clock
    pause: Pause
    on_date: Callable[[float], None]

    def transport(self, base_url: str, *, reach: Reach = Reach.ANY) -> Transport:
        """Return the way to ``base_url``."""
        return Transport(
            base_url=base_url.rstrip("/"),
            bucket=self.bucket,
            clock=self.clock,
            reach=reach,
            on_date=self.on_date,
        )


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing a person enters to connect a provider.

    Attributes:
        name: Key in the credentials; its label is the text ``sync.field.<name>``.
        secret: Never shown again, not even in part.
        default: Taken when nothing is entered; a field without one must be filled.
        choices: The only values, if there are few.
        pattern: What a value must look like, all of it.
    """

    name: str
    secret: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    pattern: str = r"[^\r\n]*"


@dataclass(frozen=True, kw_only=True)
class Handler:
    """How one kind of message is told to the cloud.

    Attributes:
        send: Make the call once; no retry inside. Returns what came of it, with ``vendor_ref``
            where later messages need the id.
        reconcile: Look whether a message of unknown fate arrived; None: sending the same bytes
            again is harmless by the cloud's own key or because it sets a state.
        prepare: The exact bytes, made once before the first attempt and stored; no network.
            Raises ValueError for data that cannot be told. None: the body as JSON.
        landed: Told in the transaction that finishes the message, with the cloud's answer, where a
            feature keeps more of it than its id.
        first_look_s: How long after an unknown answer the first look is made.
        looks: So many looks must say absent, and the last `spread_s` after the first, before
            absence is proven.
        resend: After proven absence: True, send again; False, a person decides.
        most_attempts: After so many attempts with an unknown end a person decides.
    """

    send: Callable[[Any, Message], Result]
    reconcile: Callable[[Any, Message], Seen] | None = None
    prepare: Callable[[Message], bytes] | None = None
    landed: Callable[[Tx, Message, Result], None] | None = None
    first_look_s: float = 2.0
    looks: int = 1
    spread_s: float = 0.0
    resend: bool = True
    most_attempts: int = 6


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """One page or poll: what came, and where to go on.

    Attributes:
        cursor: Where the next poll begins; kept only when ``result`` is DONE and the items are
            stored, in one transaction.
        more: There is another page at once.
    """

    result: Result
    items: Sequence[Mapping[str, Any]] = ()
    cursor: str = ""
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Pull:
    """Something that is polled: the truth that webhooks only hint at.

    Attributes:
        name: Such as ``reservations``.
        every_s: Between polls that went well; asked anew after each where it varies.
        fetch: Network only: from the cursor as `Pulled.cursor` left it (empty at first), going
            back by an overlap, since pages are no snapshot and clouds lag.
        take: Store one item; must bear the same item again.
    """

    name: str
    every_s: float | Callable[[ReadTx], float]
    fetch: Callable[[Any, str], Pulled]
    take: Callable[[Tx, Mapping[str, Any]], None]


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """What the cloud has, for a comparison: facts by subject, or why it could not be read."""

    result: Result
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Compare:
    """A nightly comparison of both sides.

    Attributes:
        name: What is compared, such as ``esim_orders``.
        ours: Our facts by subject (an id of ours or theirs; no names of people).
        theirs: Theirs, by the same subjects and members.
        moving: Subjects left out tonight: the queue has still to tell of them.
    """

    name: str
    ours: Callable[[ReadTx], Mapping[str, Mapping[str, Any]]]
    theirs: Callable[[Any], Theirs]
    moving: Callable[[ReadTx], Collection[str]] = lambda tx: ()


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """How a provider's deliveries come in.

    Attributes:
        verify: Whether the raw bytes are the provider's, by their signature; None: deliveries
            are not signed and only hint that it is time to poll.
        key: What makes two deliveries the same one; empty: their bytes do.
        take: Store what a verified delivery says; must bear the same again.
        wakes: The pulls that a delivery makes due at once.
    """

    verify: Callable[[Credentials, Mapping[str, str], bytes], bool] | None
    key: Callable[[Mapping[str, Any]], str] = lambda body: ""
    take: Callable[[Tx, Mapping[str, Any]], None] = lambda tx, body: None
    wakes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A cloud, or the owner's mail server, or a receiver of webhooks.

    Attributes:
        name: As in `venue.core.outbox.PROVIDERS`.
        title: What people call it.
        fields: What is entered to connect it.
        open: Makes a client from credentials; no network. Everything that is to be shared by
            threads (token cache) lives in the client.
        probe: A light call without effect that also proves the key.
        handlers: By kind of message.
        mode: ``live`` or ``sandbox``; always visible.
        rate_per_s: Calls per second of one credential; ``burst`` at once after a rest.
        lanes: Threads: messages of different aggregates go side by side.
        sink: Whether settled tenders and refunds go there.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    open: Callable[[Credentials, Tools], Any]
    probe: Callable[[Any], Result]
    handlers: Mapping[str, Handler]
    mode: Callable[[Credentials], str] = lambda credentials: "live"
    rate_per_s: float = 2.0
    burst: int = 2
    lanes: int = 2
    sink: bool = False
    pulls: tuple[Pull, ...] = ()
    compares: tuple[Compare, ...] = ()
    webhook: Webhook | None = None
