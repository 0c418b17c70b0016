"""Who is told of what happens to a stay, in the same transaction: its account, its cloud."""

from collections.abc import Callable
from typing import NamedTuple

from venue.bookings.model import Stay
from venue.core.tx import Tx


class Event(NamedTuple):
    """What happened.

    Attributes:
        kind: ``booked``, ``dates``, ``checked_in``, ``leaving`` (asked before the balance is
            looked at), ``left``, ``cancel`` or ``no_show``.
        stay: As it was before; of ``booked`` and ``checked_in`` as it is.
        waive: Why a fee is not asked for; empty: it is.
    """

    kind: str
    stay: Stay
    today: str
    waive: str = ""


# Emptied by `venue.bookings.routes.register`, filled by the modules above.
listeners: list[Callable[[Tx, Event], None]] = []
# Likewise; told of each stay that was made (before is None) or changed, as it was and as it is.
followers: list[Callable[[Tx, Stay | None, Stay], None]] = []


def tell(tx: Tx, event: Event) -> None:
    """Tell everybody who listens; a refusal undoes what happened."""
    for listener in listeners:
        listener(tx, event)


def changed(tx: Tx, before: Stay | None, now: Stay) -> None:
    """Tell everybody who follows stays."""
    for follower in followers:
        follower(tx, before, now)
