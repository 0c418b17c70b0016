"""What listens to people: an engine for speech, and where one is added.

Audio is PCM, 16 kHz, one channel, 16 bits little endian. It lives in the memory of one worker
process and ends with the utterance: nothing of it is written anywhere.

A third party's module calls `add` in its own ``register``; the venue then names it in
``translator.speech``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from config.settings import Settings

RATE = 16_000
BYTES_A_SECOND = 2 * RATE


@dataclass(frozen=True)
class Probe:
    """How an engine is now.

    Attributes:
        state: ``running`` or ``missing``.
        words: What is missing and how to get it; empty when nothing is.
        languages: The codes it understands now.
    """

    state: str
    words: str = ""
    languages: tuple[str, ...] = ()


class Ear(Protocol):
    """Something that understands speech, in a worker process of its own.

    Attributes:
        name: One word, as in ``translator.speech``; `worker.py` knows it by the same.
        by_grammar: It only knows the phrasebook's sentences; else it hears any.
    """

    name: str
    by_grammar: bool

    def probe(self) -> Probe:
        """Look at what is installed, without loading it."""

    def model(self, language: str) -> str:
        """Return the folder that the worker loads for a language."""


Factory = Callable[[Settings], Ear]
FACTORIES: dict[str, Factory] = {}


def add(name: str, factory: Factory) -> None:
    """Let a venue choose an engine by ``name``; a later one of the same name takes its place."""
    FACTORIES[name] = factory


def ears_of(settings: Settings) -> list[Ear]:
    """Return the engines that the settings name, in their order.

    Raises:
        LookupError: The settings name an engine that nobody added.
    """
    names = settings.many("translator.speech")
    unknown = [name for name in names if name not in FACTORIES]
    if unknown:
        raise LookupError(f"translator.speech names {', '.join(unknown)}, which nobody added")
    return [FACTORIES[name](settings) for name in names]
