"""What two boxes say to each other through NATS JetStream, and where.

Records go from the serving box to the one that stands by; the lease says which box serves; a base
copy is fetched in parts. JetStream may acknowledge before its own fsync, so a record counts as
safe only when the standby itself says that it is on its disk.
"""

import json
import struct
from typing import Any, NamedTuple

import msgspec

from sync.headoffice import jetstream
from sync.headoffice.jetstream import NS
from sync.headoffice.nats import Message, Nats

RECORDS, LEASES, BASES = "STANDBY_RECORDS", "STANDBY_LEASES", "STANDBY_BASES"
STREAMS: tuple[dict[str, Any], ...] = (
    {"name": RECORDS, "subjects": ["standby.*.records.*"], "max_age": 7 * 86_400 * NS,
     "max_bytes": 4 * 1024**3},
    {"name": LEASES, "subjects": ["standby.*.lease"], "max_msgs_per_subject": 1},
    {"name": BASES, "subjects": ["standby.*.base.>"], "max_age": 86_400 * NS},
)  # fmt: skip
COMMON = {"retention": "limits", "storage": "file", "discard": "old", "num_replicas": 1,
          "duplicate_window": 120 * NS}  # fmt: skip
PART_BYTES = 512 * 1024  # a server takes messages of 1 MB unless told otherwise
HEAD = struct.Struct(">QHHQ32s")
MOST_UNACKED = 64  # of half a megabyte: a server drops whoever leaves it 64 MB behind
LOST_S = 30


class Part(NamedTuple):
    """A piece of a record.

    Attributes:
        seq, hash: The journal's head behind the record; ``seq`` 0: the sender no longer knew.
    """

    number: int
    part: int
    parts: int
    seq: int
    hash: bytes
    data: bytes


class Lease(msgspec.Struct):
    """Which box serves.

    Attributes:
        line: Which numbering its records are of; empty until it has begun one.
        seq: The journal entry at which it took the venue over.
        place: The message's own place, by which another may be put in its stead.
    """

    epoch: int
    box: str
    line: str
    seq: int
    place: int = 0


class Ack(msgspec.Struct):
    """How far the box that stands by has stored."""

    line: str
    number: int
    box: str


class Base(msgspec.Struct):
    """A base copy that lies ready in parts."""

    id: str
    first: int
    parts: int
    bytes: int
    sha256: str


def records_of(venue: str, line: str) -> str:
    """Return where one line's records go."""
    return f"standby.{venue}.records.{line}"


def lease_of(venue: str) -> str:
    """Return where it is said which box serves."""
    return f"standby.{venue}.lease"


def ack_of(venue: str) -> str:
    """Return where the standby says how far it has stored; kept by no stream."""
    return f"standby.{venue}.ack"


def wanted_of(venue: str) -> str:
    """Return where a base copy is asked for; kept by no stream."""
    return f"standby.{venue}.wanted"


def base_of(venue: str, id: str) -> str:
    """Return where a base copy's parts lie; ``ready``: what says that they are all there."""
    return f"standby.{venue}.base.{id}"


def ensure(nats: Nats) -> None:
    """Make the streams where they are not there yet.

    Raises:
        Down, Refused.
    """
    for one in STREAMS:
        jetstream.ensure(nats, COMMON | one)


def parts_of(number: int, record: bytes, seq: int, hash: bytes) -> list[bytes]:
    """Return a record as the messages that carry it."""
    pieces = [record[at : at + PART_BYTES] for at in range(0, len(record), PART_BYTES)]
    return [
        HEAD.pack(number, part, len(pieces), seq, hash) + piece for part, piece in enumerate(pieces)
    ]


def part(raw: bytes) -> Part:
    """Read one message of a record.

    Raises:
        struct.error: It is none.
    """
    number, part, parts, seq, hash = HEAD.unpack(raw[: HEAD.size])
    return Part(number, part, parts, seq, hash, raw[HEAD.size :])


def lease(nats: Nats, venue: str) -> Lease | None:
    """Return which box serves; None: none ever said so.

    Raises:
        Down, Refused.
    """
    found = jetstream.last(nats, LEASES, lease_of(venue))
    if found is None:
        return None
    told = msgspec.json.decode(found.payload, type=Lease)
    told.place = found.seq
    return told


def take_lease(nats: Nats, venue: str, wanted: Lease) -> None:
    """Say that a box serves, unless another said so since ``wanted.place``.

    Raises:
        jetstream.Moved: Another did. Down, Refused.
    """
    jetstream.put(nats, lease_of(venue), msgspec.json.encode(wanted), after=wanted.place)


def venues(nats: Nats) -> list[str]:
    """Return the venues of which a box said that it serves.

    Raises:
        Down, Refused.
    """
    found = jetstream.api(nats, f"STREAM.INFO.{LEASES}", {"subjects_filter": "standby.*.lease"})
    subjects = jetstream.must(found)["state"].get("subjects") or {}
    return sorted(one.split(".")[1] for one in subjects)


def hear(nats: Nats, stream: str, subject: str, first: int) -> None:
    """Let a subject's messages from a place on be sent here, each to be acknowledged.

    Raises:
        Down, Refused.
    """
    # The server sends to a subject that is listened to by its very name, not to a pattern.
    here = f"{nats.inbox}-{stream.lower()}"
    nats.subscribe(here)
    config = {
        "deliver_subject": here, "deliver_policy": "by_start_sequence",
        "opt_start_seq": max(1, first),
        "filter_subject": subject, "ack_policy": "explicit", "ack_wait": LOST_S * NS,
        "max_ack_pending": MOST_UNACKED, "replay_policy": "instant",
    }  # fmt: skip
    wanted = {"stream_name": stream, "config": config}
    # The first messages may come before the answer does.
    raw = json.dumps(wanted).encode()
    told = nats.ask(f"$JS.API.CONSUMER.CREATE.{stream}", raw, keeps=True)
    jetstream.must(jetstream.read(told))


def place_of(message: Message) -> int:
    """Return a delivered message's place in its stream; 0: it came from no stream."""
    words = message.reply.split(".")
    return int(words[-4]) if message.reply.startswith("$JS.ACK.") else 0
