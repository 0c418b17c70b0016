"""A standby without its promise: it says that it stored what it only heard of.

The control of `tests.faults.standby`. ``python -m tests.faults.blindstandby serve --data ...``
"""

import msgspec

from sync.headoffice.nats import Nats
from venue.cli import main
from venue.standby import wire
from venue.standby.follower import Follower

FAR = 1 << 40


def _step(self: Follower, nats: Nats, wait_s: float) -> None:
    """Hear, forget, and say that everything is stored."""
    nats.hear(wait_s)
    told = wire.Ack(self._line, FAR, self.role.box)
    nats.publish(wire.ack_of(self.role.venue), msgspec.json.encode(told))


def _catch_up(self: Follower, nats: Nats) -> None:
    """Leave out what the stream still has."""


if __name__ == "__main__":
    Follower._step = _step  # type: ignore[method-assign]
    Follower.catch_up = _catch_up  # type: ignore[method-assign]
    main()
