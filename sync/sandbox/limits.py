"""The vendors' rate limits, counted over a sliding window as strictly as they may."""

from collections import deque
from fnmatch import fnmatchcase
from typing import NamedTuple

from sync.sandbox.wire import Ask

FORGET_AFTER_KEYS = 10_000


class Limit(NamedTuple):
    """So many requests in a window of seconds, counted by credential, path or address."""

    provider: str
    path: str
    most: int
    window_s: float
    by: str
    says_when: bool


# Sources: the rate limit sections of the vendors' reference pages. Cloudbeds documents 5 a second
# for a property's key and no Retry-After; Airalo and toncenter as listed there.
LIMITS = (
    Limit("cloudbeds", "*", 5, 1, "credential", False),
    Limit("airalo", "/v2/token", 3, 60, "address", True),
    Limit("airalo", "/v2/packages", 80, 60, "credential", True),
    Limit("airalo", "/v2/sims/*/usage", 10, 60, "path", True),
    Limit("airalo", "/v2/sims/*/packages", 10, 60, "path", True),
    Limit("airalo", "/v2/refund", 5, 60, "address", True),
    Limit("airalo", "/v2/simulator/webhook", 5, 60, "address", True),
    Limit("airalo", "*", 5, 1, "address", True),
    Limit("toncenter", "*", 10, 1, "key", False),
    Limit("tonapi", "*", 1, 1, "address", False),
    Limit("coingecko", "*", 100, 60, "address", False),
)
KEYLESS_TONCENTER = 1  # a second


class Limits:
    """What was asked lately."""

    def __init__(self) -> None:
        self._asked: dict[tuple[int, str], deque[float]] = {}

    def wait_s(self, ask: Ask, now_s: float) -> tuple[float, bool] | None:
        """Count a request; return the wait and whether it is told, None when it may pass."""
        if len(self._asked) > FORGET_AFTER_KEYS:
            self._asked.clear()
        windows = []
        for number, limit in enumerate(LIMITS):
            if limit.provider != ask.provider or not fnmatchcase(ask.path, limit.path):
                continue
            asked = self._asked.setdefault((number, _who(limit, ask)), deque())
            # A clock that was set back must not shut the door for hours.
            while asked and not 0 <= now_s - asked[0] < limit.window_s:
                asked.popleft()
            if len(asked) >= _count(limit, ask):
                return limit.window_s - (now_s - asked[0]), limit.says_when
            windows.append(asked)
        for asked in windows:
            asked.append(now_s)
        return None


def _who(limit: Limit, ask: Ask) -> str:
    if limit.by == "address":
        return ask.address
    credential = ask.headers.get("x-api-key") or ask.headers.get("authorization") or ask.address
    return f"{credential} {ask.path}" if limit.by == "path" else credential


def _count(limit: Limit, ask: Ask) -> int:
    if limit.by == "key" and not ask.headers.get("x-api-key"):
        return KEYLESS_TONCENTER
    return limit.most
