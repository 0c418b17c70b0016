"""When a wake-up rings, and what may become of a call; pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from venue.core.errors import Conflict

MINUTE = timedelta(minutes=1)
# What a person may say of a call, by the states that allow it. A call that nobody answered stays
# on the screens until somebody was sent.
VERBS: Mapping[str, tuple[frozenset[str], str]] = {
    "answered": (frozenset({"ringing", "again", "no_answer"}), "answered"),
    "no_answer": (frozenset({"ringing", "again"}), "again"),
    "sent": (frozenset({"ringing", "again", "no_answer"}), "sent"),
}
WAITING = ("ringing", "again", "no_answer")
MOST_TRIES = 3
LATE_S = 120  # a call that rises later than this was late


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC moment of a local time.

    Of a time that comes twice (the clocks go back) it is the first. One that does not exist (the
    clocks go forward) is the first moment after the gap: rather early than late.
    """
    local = datetime.combine(day, at, zone)
    after = local.astimezone(UTC)
    if after.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return after
    found = local.replace(fold=1).astimezone(UTC)
    before = found.astimezone(zone).utcoffset()
    while found < after and found.astimezone(zone).utcoffset() == before:
        found += MINUTE
    return found


def next_moment(now: datetime, at: time, zone: ZoneInfo) -> tuple[date, datetime]:
    """Return the first day whose time is still to come, with its UTC moment."""
    day = now.astimezone(zone).date()
    found = moment(day, at, zone)
    if found <= now:
        day += timedelta(days=1)
        found = moment(day, at, zone)
    return day, found


def after(state: str, verb: str, tries: int) -> str:
    """Return what a verb makes of a call; ``tries`` counts this one too.

    Raises:
        Conflict: ``wakeups.over`` - names the state.
    """
    before, to = VERBS[verb]
    if state not in before:
        raise Conflict("wakeups.over", "somebody has seen to this call already", state=state)
    return "no_answer" if to == "again" and tries >= MOST_TRIES else to
