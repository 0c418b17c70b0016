"""What JetStream is asked: the stream of all venues, its newest entries, a batch in, a batch out.

Facts: the public page of the JetStream wire API (``$JS.API.…`` subjects, `Nats-Msg-Id`, pull
consumers with ``batch`` and ``expires``). Its acknowledgement may precede its own fsync, so it is
transport: an entry has arrived when the head office said that it stored it.
"""

import json
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from sync.headoffice import jetstream
from sync.headoffice.jetstream import NS
from sync.headoffice.nats import Down, Message, Nats

STREAM = "VENUES"
SUBJECTS = ("venue.*.journal", "venue.*.stored")
TWICE_S = 120
KEPT_S = 90 * 86_400  # what the head office did not fetch in this time is asked for again
ACK_WAIT_S = 15.0
SILENCE_S = 0.05


class Entry(NamedTuple):
    """One journal entry on its way: its place, its key and the JSON that goes out."""

    seq: int
    key: str
    raw: bytes


def journal_of(venue: str) -> str:
    """Return where a venue's entries go."""
    return f"venue.{venue}.journal"


def stored_of(venue: str) -> str:
    """Return where the head office says how far it has stored."""
    return f"venue.{venue}.stored"


def ensure(nats: Nats) -> None:
    """Make the stream where it is not there yet.

    Raises:
        Down, Refused.
    """
    config = {
        "name": STREAM, "subjects": list(SUBJECTS), "retention": "limits", "storage": "file",
        "discard": "old", "max_age": KEPT_S * NS, "duplicate_window": TWICE_S * NS,
        "num_replicas": 1, "max_msgs": -1, "max_bytes": -1, "max_consumers": -1,
    }  # fmt: skip
    jetstream.ensure(nats, config)


def newest(nats: Nats, subject: str) -> dict[str, Any] | None:
    """Return the newest JSON on a subject of the stream; None: there is none.

    Raises:
        Down, Refused.
    """
    found = jetstream.last(nats, STREAM, subject)
    return json.loads(found.payload) if found else None


def put(nats: Nats, subject: str, entries: Sequence[Entry]) -> None:
    """Put entries into the stream and wait until it has all of them.

    Raises:
        Down: Some may be missing; ask `newest` before going on. Refused.
    """
    waited = {f"{nats.inbox}.{entry.seq}" for entry in entries}
    for entry in entries:
        nats.publish(subject, entry.raw, reply=f"{nats.inbox}.{entry.seq}", key=entry.key)
    ends = time.monotonic() + ACK_WAIT_S
    while waited:
        heard = nats.hear(max(0.0, ends - time.monotonic()))
        if heard is None:
            raise Down("the stream does not confirm")
        if heard.subject in waited:
            jetstream.must(jetstream.read(heard))
            waited.discard(heard.subject)


def follow(nats: Nats, name: str) -> None:
    """Make the durable reader of all journals where it is not there yet.

    Raises:
        Down, Refused.
    """
    config = {
        "durable_name": name, "ack_policy": "explicit", "deliver_policy": "all",
        "filter_subject": SUBJECTS[0], "ack_wait": 30 * NS, "max_ack_pending": 2_000,
        "replay_policy": "instant",
    }  # fmt: skip
    found = jetstream.api(nats, f"CONSUMER.INFO.{STREAM}.{name}", {})
    if "error" in found:
        wanted = {"stream_name": STREAM, "config": config}
        jetstream.must(jetstream.api(nats, f"CONSUMER.DURABLE.CREATE.{STREAM}.{name}", wanted))


def take(nats: Nats, name: str, *, most: int, wait_s: float) -> list[Message]:
    """Return the next messages; none when there are no more in time.

    After the first one a short silence ends the batch; what comes later is the next one's.

    Raises:
        Down, Refused.
    """
    reply = f"{nats.inbox}.take{time.monotonic_ns()}"
    wanted = {"batch": most, "expires": int(wait_s * NS)}
    subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{name}"
    nats.publish(subject, json.dumps(wanted).encode(), reply=reply)
    found: list[Message] = []
    ends = time.monotonic() + wait_s + 1.0
    while len(found) < most:
        heard = nats.hear(SILENCE_S if found else max(0.0, ends - time.monotonic()))
        if heard is None:
            break
        if heard.status:
            if heard.subject == reply:
                break
            continue
        if heard.reply.startswith("$JS.ACK."):
            found.append(heard)
    return found


def done(nats: Nats, messages: Sequence[Message]) -> None:
    """Say that messages need not come again."""
    for message in messages:
        nats.publish(message.reply, b"+ACK")
