"""A base copy for a box that is to stand by: a backup, sent through the server in parts."""

import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from sync.headoffice import jetstream
from sync.headoffice.nats import Nats
from venue.backups import service as backups
from venue.core import whole
from venue.core.errors import Conflict, Unavailable
from venue.core.ids import uuid7
from venue.core.journal import Head
from venue.standby import role as roles
from venue.standby import wire
from venue.standby.follower import DATABASE

log = logging.getLogger(__name__)

MADE_S, PART_S = 600.0, 20.0
READY = "ready"
ARRIVING = "standby.base"


def publish(nats: Nats, venue: str, id: str, source: Path) -> None:
    """Lay a backup's parts ready for the box that asked under ``id``; older ones are dropped.

    Raises:
        Down, Refused.
    """
    wire.ensure(nats)
    purge = {"filter": wire.base_of(venue, ">")}
    jetstream.must(jetstream.api(nats, f"STREAM.PURGE.{wire.BASES}", purge))
    subject, digest, places = wire.base_of(venue, id), hashlib.sha256(), []
    with open(source, "rb") as file:
        while piece := file.read(wire.PART_BYTES):
            digest.update(piece)
            places.append(jetstream.put(nats, subject, piece))
    told = wire.Base(id, places[0], len(places), source.stat().st_size, digest.hexdigest())
    jetstream.put(nats, wire.base_of(venue, READY), msgspec.json.encode(told))


def fetch(nats: Nats, venue: str, target: Path, tell: Callable[[str], object]) -> None:
    """Ask the serving box for a base copy and write it to ``target``.

    Raises:
        Unavailable: ``standby.no_base`` - none came, or not whole. Down, Refused.
    """
    id, ends = uuid7(), time.monotonic() + MADE_S
    asked_at = 0.0
    while True:
        # The serving box may be starting; asked again, it goes on with the one it makes.
        if time.monotonic() - asked_at > PART_S:
            nats.publish(wire.wanted_of(venue), id.encode())
            asked_at = time.monotonic()
        found = jetstream.last(nats, wire.BASES, wire.base_of(venue, READY))
        base = msgspec.json.decode(found.payload, type=wire.Base) if found else None
        if base is not None and base.id == id:
            break
        if time.monotonic() > ends:
            raise Unavailable("standby.no_base", "the serving box gives no base copy")
        time.sleep(0.5)
    tell(f"Fetching {base.bytes / 1_000_000:.1f} MB")
    wire.hear(nats, wire.BASES, wire.base_of(venue, id), base.first)
    with open(target, "wb") as file:
        _take(nats, base, file)


def _take(nats: Nats, base: wire.Base, file: BinaryIO) -> None:
    digest, next_place, parts = hashlib.sha256(), 0, 0
    while parts < base.parts:
        heard = nats.hear(PART_S)
        if heard is None:
            raise Unavailable("standby.no_base", "the base copy stopped in the middle")
        place = wire.place_of(heard)
        if not place:
            continue
        nats.publish(heard.reply, b"+ACK")
        if place <= next_place:
            continue
        next_place, parts = place, parts + 1
        digest.update(heard.payload)
        file.write(heard.payload)
    if digest.hexdigest() != base.sha256:
        raise Unavailable("standby.no_base", "the base copy did not come whole")


def the_venue(nats: Nats, wanted: str) -> str:
    """Return the one venue that a box serves beside this server.

    Raises:
        Unavailable: ``standby.which`` - none, or several and none was named.
    """
    wire.ensure(nats)
    known = wire.venues(nats)
    if wanted in known:
        return wanted
    if wanted or len(known) != 1:
        names = ", ".join(known) or "none"
        raise Unavailable("standby.which", f"name the venue with --venue; serving here: {names}")
    return known[0]


class Joined:
    """What joining came to.

    Attributes:
        reached: The journal's head in the base copy.
        replaced: The head of the venue that was moved aside; None: there was none.
        left_behind: How many of its entries the venue went on without.
    """

    def __init__(self, reached: Head, replaced: Head | None, left_behind: int) -> None:
        self.reached, self.replaced, self.left_behind = reached, replaced, left_behind


def join(data: Path, nats: Nats, *, venue: str, key: str, tell: Callable[[str], object]) -> Joined:
    """Make this data folder a standby of a venue; what was there is moved aside.

    Raises:
        Conflict: ``standby.serving`` - this box is the one that serves. Unavailable: no base copy.
        Invalid: The recovery key does not open it; nothing was changed.
    """
    role = roles.load(data)
    lease = wire.lease(nats, venue)
    if lease is not None and lease.box == role.box:
        raise Conflict("standby.serving", "this box serves the venue itself")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data / ARRIVING
    try:
        fetch(nats, venue, file, tell)
        left = 0
        if lease is not None and role.name != roles.STANDS_BY:
            left = _left_behind(data / DATABASE, venue, lease.seq)
        restored = backups.restore(data, file, key, redo=None, replace=True, goes_on=True)
    finally:
        file.unlink(missing_ok=True)
    role.name, role.venue, role.place, role.words = roles.STANDS_BY, venue, 0, ""
    role.epoch = lease.epoch if lease else 0
    roles.save(data, role)
    return Joined(restored.reached, restored.replaced, left)


def _left_behind(path: Path, venue: str, taken_over_at: int) -> int:
    """Return how many entries of the same venue this box has behind those that were taken over."""
    head = whole.head(path)
    if head is None or whole.fact(path, "venue_id") != venue:
        return 0
    return max(0, head.seq - taken_over_at)
