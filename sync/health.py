"""How each provider is: judged by what its own calls bring, not by a ping. Pure but for a lock."""

import threading
from collections import Counter
from dataclasses import dataclass, replace

from sync.model import Outcome, Result

ONLINE, DEGRADED, OFFLINE = "online", "degraded", "offline"
CAPTIVE, KEY_REFUSED, CHECKING, OFF = "captive", "key_refused", "checking", "off"
WORKING = frozenset({ONLINE, DEGRADED})
BROKEN = frozenset({OFFLINE, CAPTIVE, KEY_REFUSED})

NOT_SENT_LIMIT = 2  # so many calls in a row that did not leave: offline
UNCERTAIN_LIMIT = 3  # so many in a row without a proper answer: as good as offline
CLOCK_LIMIT_S = 120.0


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A provider's state, why, and since when."""

    state: str = CHECKING
    code: str = ""
    words: str = ""
    since_at: str = ""
    since_run_ms: int = 0


def judge(state: str, failures: int, result: Result) -> tuple[str, int]:
    """Return the state and the failures in a row after one more call."""
    outcome = result.outcome
    if outcome in (Outcome.DONE, Outcome.REJECTED):
        return ONLINE, 0
    if outcome is Outcome.AUTH:
        return KEY_REFUSED, failures
    if result.code == "rate":
        return state, failures
    # A refused key stays refused until a call proves otherwise.
    if state == KEY_REFUSED:
        return state, failures
    if outcome is Outcome.THROTTLED:
        return (DEGRADED if state != OFFLINE else state), failures
    if result.captive:
        return CAPTIVE, failures + 1
    limit = NOT_SENT_LIMIT if outcome is Outcome.NOT_SENT else UNCERTAIN_LIMIT
    down = failures + 1 >= limit or state in BROKEN
    return (OFFLINE if down else DEGRADED), failures + 1


class Health:
    """One provider's condition, fed by all its threads.

    Attributes:
        calls: How many calls came to each outcome since the start.
    """

    def __init__(self, condition: Condition) -> None:
        self._lock = threading.Lock()
        self._condition = condition
        self._failures = 0
        self._trials = 0
        self.calls: Counter[str] = Counter()

    @property
    def condition(self) -> Condition:
        """Return the present condition."""
        return self._condition

    @property
    def works(self) -> bool:
        """Tell whether messages may go."""
        return self._condition.state in WORKING

    @property
    def trials(self) -> int:
        """Return how many probes failed in a row since it broke."""
        return self._trials

    def note(self, result: Result, *, now: str, run_ms: int) -> tuple[Condition, Condition] | None:
        """Take in a call's result; return the condition before and after when it changed."""
        with self._lock:
            self.calls[str(result.outcome)] += 1
            before = self._condition
            state, self._failures = judge(before.state, self._failures, result)
            self._trials = self._trials + 1 if state in BROKEN else 0
            if state == before.state:
                # The newest reason, but the old beginning.
                if state != ONLINE:
                    self._condition = replace(before, code=result.code, words=result.words)
                return None
            good = state == ONLINE
            self._condition = Condition(
                state=state,
                code="" if good else result.code,
                words="" if good else result.words,
                since_at=now,
                since_run_ms=run_ms,
            )
            return before, self._condition

    def set(self, condition: Condition) -> None:
        """Begin anew, such as with another key."""
        with self._lock:
            self._condition, self._failures, self._trials = condition, 0, 0


def overall(states: list[str]) -> str:
    """Return the line's state from those of the connected providers."""
    connected = [state for state in states if state not in (OFF, CHECKING)]
    if CAPTIVE in connected:
        return CAPTIVE
    if not connected or all(state in (ONLINE, KEY_REFUSED) for state in connected):
        return ONLINE
    if all(state in (OFFLINE, KEY_REFUSED) for state in connected):
        return OFFLINE
    return DEGRADED
