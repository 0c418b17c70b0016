"""When a module's requests fail too often, it rests; one try after that decides. Pure."""

from collections import deque

FAILURES = 5
WITHIN_MS = 30_000
REST_MS = 30_000


class Breaker:
    """Counts failures of one module by the box's running time."""

    def __init__(self) -> None:
        self._failed: deque[int] = deque(maxlen=FAILURES)
        self._rests_until_ms: int | None = None

    def rest_s(self, now_ms: int) -> int:
        """Return for how many seconds it still rests; 0: it may be asked."""
        if self._rests_until_ms is None or now_ms >= self._rests_until_ms:
            return 0
        return (self._rests_until_ms - now_ms) // 1000 + 1

    @property
    def resting(self) -> bool:
        """Tell whether it rested and has not yet answered well again."""
        return self._rests_until_ms is not None

    def note(self, *, good: bool, now_ms: int) -> None:
        """Take in how a request ended."""
        if good:
            if self._rests_until_ms is not None:
                self._failed.clear()
            self._rests_until_ms = None
            return
        self._failed.append(now_ms)
        full = len(self._failed) == FAILURES and now_ms - self._failed[0] <= WITHIN_MS
        if self._rests_until_ms is not None or full:
            self._rests_until_ms = now_ms + REST_MS
