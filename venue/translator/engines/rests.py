"""Which engine is left alone for a while because it failed."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from venue.translator.engines import EngineFailure

log = logging.getLogger(__name__)

LONGEST_REST_S = 300.0
# Says nothing of the engine's health.
NOT_ITS_FAULT = frozenset({"no_pair", "glossary", "busy"})


@dataclass
class Rest:
    """How long an engine is left alone after failures in a row: 2, 4, 8 … 300 seconds."""

    failures: int = 0
    until: float = 0.0
    words: str = ""


class Rests:
    """The rests of several engines by name; callable from several OS threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._rests, self._lock = now, dict[str, Rest](), threading.Lock()

    def rests_now(self, name: str) -> bool:
        """Tell whether an engine is not to be asked now."""
        with self._lock:
            return name in self._rests and self._rests[name].until > self._now()

    def words(self, name: str) -> str:
        """Return why it failed last."""
        with self._lock:
            return self._rests[name].words if name in self._rests else ""

    def failed(self, name: str, failure: EngineFailure) -> None:
        """Note a failure; after the second in a row it rests."""
        if failure.code in NOT_ITS_FAULT:
            return
        with self._lock:
            rest = self._rests.setdefault(name, Rest())
            rest.failures += 1
            # One broken sentence is no broken engine; the second in a row is.
            rest_s = 0.0 if rest.failures < 2 else min(LONGEST_REST_S, 2.0 ** (rest.failures - 1))
            rest.until, rest.words = self._now() + rest_s, str(failure)
        log.warning("the engine %s failed: %s", name, failure.code)

    def worked(self, name: str) -> None:
        """Note that it works again."""
        with self._lock:
            self._rests.pop(name, None)
