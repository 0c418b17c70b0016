"""How fast a credential may be used, and its token: shared by all threads of a provider."""

import threading
from collections.abc import Callable

from sync.model import Outcome, Result
from venue.core.clock import Clock

RAMP_START = 0.25
RAMP_S = 120.0
LONGEST_WAIT_S = 30.0

# Waits so many seconds; returns True when the box is stopping and the wait was cut short.
Pause = Callable[[float], bool]


class Bucket:
    """A token bucket per credential.

    After an outage it starts at a quarter of the rate and grows to all of it in two minutes:
    every box of a town comes back at the same moment.

    Args:
        rate_per_s: Calls per second in the long run.
        burst: Calls that may follow each other at once after a rest.
    """

    def __init__(self, *, rate_per_s: float, burst: int, clock: Clock, pause: Pause) -> None:
        self._rate, self._burst = rate_per_s, burst
        self._clock, self._pause = clock, pause
        self._lock = threading.Lock()
        self._tokens = float(burst)
        self._at_ms = clock.monotonic_ms()
        self._ramp_from_ms: int | None = None
        self._closed_until_ms = 0

    def take(self) -> bool:
        """Wait for leave to make one call; False: not within `LONGEST_WAIT_S`, or stopping."""
        waited_s = 0.0
        while waited_s < LONGEST_WAIT_S:
            wait_s = self._try()
            if wait_s <= 0:
                return True
            if wait_s > LONGEST_WAIT_S - waited_s or self._pause(wait_s):
                return False
            waited_s += wait_s
        return False

    def close_for(self, seconds: float) -> None:
        """Let nobody call for so long: the cloud asked for it."""
        with self._lock:
            until_ms = self._clock.monotonic_ms() + int(seconds * 1000)
            self._closed_until_ms = max(self._closed_until_ms, until_ms)
            self._tokens = 0.0

    def ramp(self) -> None:
        """Begin again slowly."""
        with self._lock:
            self._ramp_from_ms = self._clock.monotonic_ms()
            self._tokens = min(self._tokens, 1.0)

    @property
    def closed_s(self) -> float:
        """Return for how long nobody may call."""
        return max(0.0, (self._closed_until_ms - self._clock.monotonic_ms()) / 1000)

    def _try(self) -> float:
        """Take a token, or return the seconds until there may be one."""
        with self._lock:
            now_ms = self._clock.monotonic_ms()
            rate = self._rate * self._share(now_ms)
            self._tokens = min(self._burst, self._tokens + (now_ms - self._at_ms) / 1000 * rate)
            self._at_ms = now_ms
            if now_ms < self._closed_until_ms:
                return (self._closed_until_ms - now_ms) / 1000
            if self._tokens >= 1.0:
                self._tokens -= 1.0
                return 0.0
            return max(0.001, (1.0 - self._tokens) / rate)

    def _share(self, now_ms: int) -> float:
        if self._ramp_from_ms is None:
            return 1.0
        grown = (now_ms - self._ramp_from_ms) / 1000 / RAMP_S
        if grown >= 1.0:
            self._ramp_from_ms = None
            return 1.0
        return RAMP_START + (1.0 - RAMP_START) * grown


class TokenCache:
    """One access token for all threads; fetched under one lock, so never twice at once.

    Args:
        fetch: Gets a new one: the result, whose ``vendor_ref`` is the token, and its life in
            seconds.
        rest_s: After a failed fetch nobody asks again for so long (Airalo allows 3 a minute).
    """

    def __init__(
        self, fetch: Callable[[], tuple[Result, float]], *, clock: Clock, rest_s: float = 30.0
    ) -> None:
        self._fetch, self._clock, self._rest_s = fetch, clock, rest_s
        self._lock = threading.Lock()
        self._token, self._until_ms = "", 0
        self._failed: Result | None = None
        self._rests_until_ms = 0

    def get(self, *, instead_of: str = "") -> Result:
        """Return a result whose ``vendor_ref`` is the token, or why there is none.

        Args:
            instead_of: A token that was refused; another thread may have replaced it already.
        """
        with self._lock:
            now_ms = self._clock.monotonic_ms()
            if self._token and self._token != instead_of and now_ms < self._until_ms:
                return Result(outcome=Outcome.DONE, vendor_ref=self._token)
            if self._failed is not None and now_ms < self._rests_until_ms:
                return self._failed
            result, lives_s = self._fetch()
            if result.done:
                self._token = result.vendor_ref
                self._until_ms = self._clock.monotonic_ms() + int(lives_s * 1000)
                self._failed = None
                return result
            # No token: whatever it was for, it was not sent.
            ambiguous = result.outcome is Outcome.AMBIGUOUS
            outcome = Outcome.NOT_SENT if ambiguous else result.outcome
            self._failed = Result(
                outcome=outcome,
                code=result.code,
                words=result.words,
                retry_after_s=result.retry_after_s,
            )
            self._rests_until_ms = self._clock.monotonic_ms() + int(self._rest_s * 1000)
            return self._failed
