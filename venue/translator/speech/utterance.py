"""One thing that somebody says: its pieces on their way to a worker, and its limits.

The pieces come on the event loop and are taken on a thread of the worker's.
"""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from venue.core.errors import Invalid
from venue.translator.speech import BYTES_A_SECOND
from venue.translator.speech.grammar import Grammar
from venue.translator.speech.process import Guess, Worker

CHUNK_MS = 200
MOST_CHUNK_BYTES = 16_000  # half a second
LONGEST_S = 20
MOST_BYTES = LONGEST_S * BYTES_A_SECOND
MOST_PIECES = 400
SILENCE_S = 5.0  # between two pieces: whose phone fell asleep gives the place free
# Words found in what is mostly something else, or that fit it much worse than bare phones do, are
# no sentence. Both measured by `python -m tests.translator.speech`, on espeak-ng's voices alone.
LEAST_COVERED, MOST_APART = 90, 430


class Cancelled(Exception):
    """Nobody waits for the answer any more."""


@dataclass
class Utterance:
    """What one socket says now.

    Attributes:
        id: The client's own name for it.
        sid: The socket.
        language: In which language it is said.
    """

    id: str
    sid: str
    language: str
    size: int = 0
    next_seq: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)
    _pieces: "queue.Queue[bytes | None]" = field(
        default_factory=lambda: queue.Queue(MOST_PIECES + 1)
    )
    _ended: bool = False

    def take(self, seq: int, audio: bytes) -> None:
        """Take the next piece.

        Raises:
            Invalid: ``speech.bad_chunk`` - not whole samples, too many at once, or out of turn;
                ``speech.too_long`` - more than `LONGEST_S` seconds.
        """
        if self._ended:
            return
        if seq != self.next_seq or not audio or len(audio) % 2 or len(audio) > MOST_CHUNK_BYTES:
            raise Invalid("speech.bad_chunk", "this piece of audio cannot be taken")
        self.next_seq += 1
        self.size += len(audio)
        if self.size > MOST_BYTES or self.next_seq > MOST_PIECES:
            raise Invalid("speech.too_long", f"say it in {LONGEST_S} seconds")
        self._pieces.put_nowait(audio)

    def end(self) -> None:
        """Say that nothing more comes."""
        if not self._ended:
            self._ended = True
            # One place is always left: `take` refuses before the queue is full.
            self._pieces.put_nowait(None)

    def cancel(self) -> None:
        """Give up."""
        self.cancelled.set()
        self.end()

    @property
    def audio_ms(self) -> int:
        """Return how long it is."""
        return self.size * 1000 // BYTES_A_SECOND

    def piece(self) -> bytes | None:
        """Wait for the next piece; None at the end.

        Raises:
            Cancelled: By the client, or because nothing came for `SILENCE_S`.
        """
        try:
            found = self._pieces.get(timeout=SILENCE_S)
        except queue.Empty as error:
            raise Cancelled from error
        if self.cancelled.is_set():
            raise Cancelled
        return found


@dataclass(frozen=True)
class Heard:
    """What was understood.

    Attributes:
        text: The words; empty when they are no sentence that can be accepted.
        ms: How long the decision took after the last piece.
    """

    text: str
    ms: int


def accepted(guess: Guess, grammar: Grammar | None) -> str:
    """Return the sentence that a worker's guess stands for; empty when it stands for none.

    An engine with a grammar answers with the nearest beginning of a sentence to any noise: only
    a whole sentence that accounts for what was heard is taken.

    Args:
        grammar: None for an engine that hears any sentence.
    """
    if grammar is None:
        return guess.words
    if guess.covers < LEAST_COVERED or guess.apart > MOST_APART:
        return ""
    return grammar.read(guess.words) or ""


def listen(
    worker: Worker, said: Utterance, grammar: Grammar, on_partial: Callable[[str], None]
) -> Heard:
    """Carry an utterance to a worker and return what was understood.

    Raises:
        Cancelled: Nobody waits any more.
        EngineFailure: The worker failed and is ended.
    """
    worker.start(grammar)
    try:
        shown = ""
        while (audio := said.piece()) is not None:
            words = worker.hear(audio)
            if words and words != shown:
                shown = words
                on_partial(words)
    except Cancelled:
        worker.give_up()
        raise
    began = time.monotonic()
    text = accepted(worker.end(), grammar if worker.ear.by_grammar else None)
    return Heard(text, round((time.monotonic() - began) * 1000))
