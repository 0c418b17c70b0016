"""Which engine is asked for a direction, in which order, and which is left alone for a while."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from venue.translator.engines import Engine, EngineFailure
from venue.translator.glossary import Piece

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


class Order:
    """The venue's engines in the order in which it trusts them.

    Attributes:
        refused: Engines named in the settings that are not used, with the reason.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        *,
        by_pair: Mapping[tuple[str, str], Sequence[str]],
        may_leave: bool,
        limit_s: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engines = {one.name: one for one in engines if one.local or may_leave}
        self.refused = {
            one.name: "switched off: texts would leave the house (translator.cloud)"
            for one in engines
            if one.name not in self._engines
        }
        self._by_pair, self._limit_s, self._now = by_pair, limit_s, now
        self._rests = {name: Rest() for name in self._engines}
        self._lock = threading.Lock()

    @property
    def leaves_house(self) -> bool:
        """Tell whether a text may be sent beyond the house."""
        return any(not one.local for one in self._engines.values())

    def of(self, source: str, target: str) -> list[Engine]:
        """Return the engines that may know this direction, in order."""
        names = self._by_pair.get((source, target), tuple(self._engines))
        found = [self._engines[name] for name in names if name in self._engines]
        return [one for one in found if _may_know(one, source, target)]

    def translate(
        self, cut: Sequence[Piece], source: str, target: str
    ) -> tuple[Engine, str, int] | None:
        """Return the first usable answer: engine, text, confidence; None when nobody has one."""
        until = self._now() + self._limit_s
        for engine in self.of(source, target):
            if self._rests_now(engine.name):
                continue
            left = until - self._now()
            if left <= 0:
                return None
            try:
                text, sure = engine.translate(cut, source, target, left)
            except EngineFailure as failure:
                self._failed(engine.name, failure)
                continue
            except Exception as error:
                log.exception("the engine %s has a defect", engine.name)
                self._failed(engine.name, EngineFailure("crashed", type(error).__name__))
                continue
            self._worked(engine.name)
            return engine, text, sure
        return None

    def states(self) -> list[dict[str, object]]:
        """Return each engine with its state in words, for the manager."""
        with self._lock:
            states = [self._state(name, engine) for name, engine in self._engines.items()]
        off = [
            {"name": name, "state": "off", "local": False, "words": words, "pairs": []}
            for name, words in self.refused.items()
        ]
        return states + off

    def close(self) -> None:
        """End what the engines started."""
        for engine in self._engines.values():
            engine.close()

    def _state(self, name: str, engine: Engine) -> dict[str, object]:
        rest, pairs = self._rests[name], engine.pairs()
        state, words = "running", ""
        if rest.until > self._now():
            state, words = "resting", rest.words
        elif pairs is not None and not pairs:
            state, words = "missing", "no language package is installed"
        shown = [f"{source}-{target}" for source, target in sorted(pairs or ())]
        return {"name": name, "state": state, "local": engine.local, "words": words, "pairs": shown}

    def _rests_now(self, name: str) -> bool:
        with self._lock:
            return self._rests[name].until > self._now()

    def _failed(self, name: str, failure: EngineFailure) -> None:
        if failure.code in NOT_ITS_FAULT:
            return
        with self._lock:
            rest = self._rests[name]
            rest.failures += 1
            # One broken sentence is no broken engine; the second in a row is.
            rest_s = 0.0 if rest.failures < 2 else min(LONGEST_REST_S, 2.0 ** (rest.failures - 1))
            rest.until, rest.words = self._now() + rest_s, str(failure)
        log.warning("the engine %s failed: %s", name, failure.code)

    def _worked(self, name: str) -> None:
        with self._lock:
            self._rests[name] = Rest()


def _may_know(engine: Engine, source: str, target: str) -> bool:
    pairs = engine.pairs()
    return pairs is None or (source, target) in pairs
