"""Which engine is asked for a direction, in which order, and which is left alone for a while."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence

from venue.translator.engines import Engine, EngineFailure
from venue.translator.engines.rests import Rests
from venue.translator.glossary import Piece

log = logging.getLogger(__name__)


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
        self._rests = Rests(now)

    @property
    def leaves_house(self) -> bool:
        """Tell whether a text may be sent beyond the house."""
        return any(not one.local for one in self._engines.values())

    def of(self, source: str, target: str) -> list[Engine]:
        """Return the engines that may know this direction, in order."""
        names = self._by_pair.get((source, target), tuple(self._engines))
        found = [self._engines[name] for name in names if name in self._engines]
        return [one for one in found if _may_know(one, source, target)]

    def awake(self, source: str, target: str) -> bool:
        """Tell whether an engine that may know this direction is not resting."""
        return any(not self._rests.rests_now(one.name) for one in self.of(source, target))

    def translate(
        self, cut: Sequence[Piece], source: str, target: str
    ) -> tuple[Engine, str, int] | None:
        """Return the first usable answer: engine, text, confidence; None when nobody has one."""
        until = self._now() + self._limit_s
        for engine in self.of(source, target):
            if self._rests.rests_now(engine.name):
                continue
            left = until - self._now()
            if left <= 0:
                return None
            try:
                text, sure = engine.translate(cut, source, target, left)
            except EngineFailure as failure:
                self._rests.failed(engine.name, failure)
                continue
            except Exception as error:
                log.exception("the engine %s has a defect", engine.name)
                self._rests.failed(engine.name, EngineFailure("crashed", type(error).__name__))
                continue
            self._rests.worked(engine.name)
            return engine, text, sure
        return None

    def states(self) -> list[dict[str, object]]:
        """Return each engine with its state in words, for the manager."""
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
        pairs, state, words = engine.pairs(), "running", ""
        if self._rests.rests_now(name):
            state, words = "resting", self._rests.words(name)
        elif pairs is not None and not pairs:
            state, words = "missing", "no language package is installed"
        shown = [f"{source}-{target}" for source, target in sorted(pairs or ())]
        return {"name": name, "state": state, "local": engine.local, "words": words, "pairs": shown}


def _may_know(engine: Engine, source: str, target: str) -> bool:
    pairs = engine.pairs()
    return pairs is None or (source, target) in pairs
