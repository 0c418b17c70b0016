"""Times at which room service comes; pure, in the venue's local time."""

from datetime import datetime, timedelta

STEP_MIN = 15


def times(now: datetime, until: str | None, after_min: int) -> list[str]:
    """Return the times of today that can be chosen, such as ``19:30``, a quarter of an hour apart.

    Args:
        until: Local time of the last order; None, or one after midnight: the end of the day.
        after_min: The first one is so many minutes from now, or later.
    """
    first = now + timedelta(minutes=after_min)
    minute = -(-(first.hour * 60 + first.minute) // STEP_MIN) * STEP_MIN
    if first.date() != now.date():
        return []
    last = "23:59" if until is None or until <= f"{now:%H:%M}" else until
    found = [f"{at // 60:02}:{at % 60:02}" for at in range(minute, 24 * 60, STEP_MIN)]
    return [at for at in found if at <= last]


def wait_ms(now: datetime, slot: str, lead_min: int) -> int:
    """Return how long the kitchen waits before it begins what is wanted at a time of today."""
    hour, minute = (int(part) for part in slot.split(":"))
    begin = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    begin -= timedelta(minutes=lead_min)
    return max(0, (begin - now) // timedelta(milliseconds=1))
