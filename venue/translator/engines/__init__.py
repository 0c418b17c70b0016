"""What a translation engine is, and where one is added.

A third party's module calls `add` in its own ``register``; the venue then names it in
``translator.engines``.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from config.settings import Settings
from venue.translator.glossary import Piece


class EngineFailure(Exception):
    """An engine gave no usable answer.

    Attributes:
        code: ``no_pair``, ``timeout``, ``crashed``, ``empty``, ``http``, ``busy``, ``glossary``.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class Engine(Protocol):
    """Something that translates sentences; callable from several OS threads at once.

    Attributes:
        name: One word, as in ``translator.engines``.
        local: False when the text leaves the house.
    """

    name: str
    local: bool

    def version(self, source: str, target: str) -> str:
        """Return what the answer depends on; another version makes kept answers stale."""

    def pairs(self) -> set[tuple[str, str]] | None:
        """Return the directions it can do now; None: whatever it is asked, it must try."""

    def translate(
        self, cut: Sequence[Piece], source: str, target: str, limit_s: float
    ) -> tuple[str, int]:
        """Return the translation and 0..100 how sure it is.

        Raises:
            EngineFailure: No usable answer within ``limit_s`` seconds.
        """

    def close(self) -> None:
        """End what it started."""


Factory = Callable[[Settings], Engine]
FACTORIES: dict[str, Factory] = {}


def add(name: str, factory: Factory) -> None:
    """Let a venue choose an engine by ``name``; a later one of the same name takes its place."""
    FACTORIES[name] = factory
