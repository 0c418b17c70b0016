"""Pacing and the health of screens, as pure rules.

Load is work: the seconds that all dishes on a station's board take, one after the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NORMAL, SLOW, PAUSED = "normal", "slow", "paused"
STATES = (NORMAL, SLOW, PAUSED)
# A limit that was passed upwards counts as left only this far below it.
LEAVE_SHARE = 0.75
PROMISE_STEP_MIN = 5
SECOND_MS = 1000
MINUTE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """How many orders guests may send now.

    Attributes:
        by: ``hand`` or ``auto``.
        until_run_ms: When a person's word ends by itself; None: it does not.
        promised_minutes: What a guest who orders now is told; None: nothing out of the ordinary.
    """

    state: str = NORMAL
    by: str = "auto"
    until_run_ms: int | None = None
    promised_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Queued minutes of the busiest station from which guests are slowed and paused; 0: never."""

    slow_at_min: int
    pause_at_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """Seconds of work of a dish: the item's own, else its station's, else the venue's."""

    items: Mapping[int, int]
    stations: Mapping[int, int]
    venue_s: int

    def of(self, item_id: int, station_id: int) -> int:
        """Return the seconds of one dish."""
        own = self.items.get(item_id)
        return self.stations.get(station_id, self.venue_s) if own is None else own


def load(cooking: Iterable[tuple[int, int, int]], paces: Paces) -> dict[int, int]:
    """Return the queued seconds of work by station id.

    Args:
        cooking: ``(station id, item id, quantity)``.
    """
    queued: dict[int, int] = {}
    for station_id, item_id, quantity in cooking:
        queued[station_id] = queued.get(station_id, 0) + quantity * paces.of(item_id, station_id)
    return queued


def automatic(state: str, most_s: int, limits: Limits) -> str:
    """Return the state that the load asks for, given the one it has: with hysteresis."""

    def beyond(limit_min: int, was_beyond: bool) -> bool:
        limit_s = limit_min * MINUTE_S
        return limit_min > 0 and most_s >= limit_s * (LEAVE_SHARE if was_beyond else 1)

    if beyond(limits.pause_at_min, state == PAUSED):
        return PAUSED
    return SLOW if beyond(limits.slow_at_min, state != NORMAL) else NORMAL


def promise(state: str, most_s: int) -> int | None:
    """Return the minutes to tell guests: the queued work, rounded up; None while all is normal."""
    if state == NORMAL or most_s <= 0:
        return None
    step_s = PROMISE_STEP_MIN * MINUTE_S
    return -(-most_s // step_s) * PROMISE_STEP_MIN


def next_pacing(now: Pacing, most_s: int, limits: Limits, run_ms: int) -> Pacing:
    """Return the pacing that time and load make of the present one."""
    if now.by == "hand" and (now.until_run_ms is None or run_ms < now.until_run_ms):
        return Pacing(
            state=now.state,
            by="hand",
            until_run_ms=now.until_run_ms,
            promised_minutes=promise(now.state, most_s),
        )
    # What a person decided is over: the load alone counts, without that person's state.
    state = automatic(NORMAL if now.by == "hand" else now.state, most_s, limits)
    return Pacing(state=state, promised_minutes=promise(state, most_s))


def decided(state: str, minutes: int | None, most_s: int, run_ms: int) -> Pacing:
    """Return the pacing that a person asked for, for so many minutes or until the next word."""
    until = None if minutes is None else run_ms + minutes * MINUTE_S * SECOND_MS
    return Pacing(
        state=state, by="hand", until_run_ms=until, promised_minutes=promise(state, most_s)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What a kitchen screen last said of itself.

    Attributes:
        open: Tickets it shows or has on further pages.
        waiting: Taps that it could not send yet.
        painted_s: Seconds since it last painted a frame.
        visible: Whether anybody can see it.
        run_ms: When it said so.
    """

    name: str
    station: str
    open: int
    waiting: int
    painted_s: int
    visible: bool
    run_ms: int


BEAT_S = 10
SILENT_AFTER_S = 25
FROZEN_AFTER_S = 15


def health(beat: Beat, run_ms: int) -> str:
    """Return ``ok``, ``hidden`` (nobody can see it), ``frozen`` (paints no more) or ``silent``."""
    if run_ms - beat.run_ms > SILENT_AFTER_S * SECOND_MS:
        return "silent"
    if not beat.visible:
        return "hidden"
    return "frozen" if beat.painted_s > FROZEN_AFTER_S else "ok"
