"""The standby becomes the venue's box: a person's act, fenced by the lease, on one command."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from config.settings import write_whole
from sync.headoffice import jetstream
from sync.headoffice.nats import Down, Nats, Refused
from venue.core.errors import Conflict, Unavailable
from venue.standby import role as roles
from venue.standby import wire
from venue.standby.follower import Follower, begin_to_serve

REQUEST, RESULT = "standby.promote", "standby.promoted"
ANSWER_S = 60.0


class Promoted(msgspec.Struct):
    """What came of it; ``words`` is why not, and empty when this box serves now."""

    words: str
    number: int = 0
    seq: int = 0
    epoch: int = 0
    has_lease: bool = False


def promote(
    data: Path, follower: Follower, open: Callable[[], Nats], redo: Path, *, without_lease: bool
) -> Promoted:
    """Take the lease, run what the stream still has, and make this copy the venue.

    The lease comes first: from then on the old box takes nothing new, and what it had committed
    is answered only if it gets here.

    Raises:
        Conflict: ``standby.taken`` - another box took over meanwhile. Unavailable:
            ``standby.no_server`` - the server is away, and without it nobody keeps the old box
            from writing. Diverged: This copy is not whole.
    """
    role = follower.role
    epoch, has_lease = role.epoch + 1, False
    try:
        with closing(open()) as nats:
            wire.ensure(nats)
            told = wire.lease(nats, role.venue)
            epoch = max(epoch, told.epoch + 1 if told else 0)
            line, place = (told.line, told.place) if told else ("", 0)
            # The line stays the old one's until this box has begun its own.
            wire.take_lease(nats, role.venue, wire.Lease(epoch, role.box, line, role.seq, place))
            has_lease = True
            follower.catch_up(nats)
    except jetstream.Moved:
        raise Conflict("standby.taken", "another box took the venue over just now") from None
    except (Down, Refused) as error:
        if not without_lease:
            words = f"{error}; is the old box off for sure? Then say --without-lease"
            raise Unavailable("standby.no_server", words) from error
    follower.close()
    begin_to_serve(data, role, epoch, redo)
    return Promoted("", role.number, role.seq, epoch, has_lease)


def ask(data: Path, *, without_lease: bool) -> Promoted:
    """Let the process that follows in this folder promote its box; return what came of it.

    Raises:
        Conflict: ``standby.not_standing_by``. Unavailable: ``standby.no_answer``.
    """
    if roles.load(data).name != roles.STANDS_BY:
        raise Conflict("standby.not_standing_by", "this box does not stand by: nothing to promote")
    (data / RESULT).unlink(missing_ok=True)
    write_whole(data / REQUEST, json.dumps({"without_lease": without_lease}))
    ends = time.monotonic() + ANSWER_S
    while time.monotonic() < ends:
        if (data / RESULT).exists():
            told = msgspec.json.decode((data / RESULT).read_bytes(), type=Promoted)
            (data / RESULT).unlink()
            return told
        time.sleep(0.1)
    (data / REQUEST).unlink(missing_ok=True)
    raise Unavailable("standby.no_answer", "nothing follows here: start the box, then promote it")


def is_asked(data: Path) -> bool:
    """Tell whether somebody wants this box promoted."""
    return (data / REQUEST).exists()


def taken(data: Path) -> bool:
    """Take the request away and return its ``without_lease``."""
    asked = json.loads((data / REQUEST).read_bytes())
    (data / REQUEST).unlink()
    return bool(asked["without_lease"])


def answer(data: Path, told: Promoted) -> None:
    """Say what came of it."""
    write_whole(data / RESULT, msgspec.json.encode(told).decode())
