"""One worker process and the talk with it: a request, then its answer, each within a limit.

The pipes do not block: a worker that is stopped or stuck must not hold the thread that asks.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from venue.translator.engines import EngineFailure
from venue.translator.engines.pipes import ready
from venue.translator.speech import Ear
from venue.translator.speech.grammar import SOUNDS, Grammar
from venue.translator.speech.worker import HEAD, LENGTH

PROGRAM = Path(__file__).with_name("worker.py")
LOAD_S = 20.0
ANSWER_S = 4.0
END_S = 2.0
MOST_ANSWER = 64 * 1024
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


class Guess(NamedTuple):
    """What a worker takes an utterance for; `worker.py` says what the figures are."""

    words: str
    covers: int
    apart: int


class Worker:
    """A process that listens in one language.

    Raises, in every call:
        EngineFailure: ``timeout`` or ``crashed``; the process is then ended.
    """

    def __init__(self, ear: Ear, language: str, program: Path = PROGRAM) -> None:
        self.ear, self.language = ear, language
        self.used_at = time.monotonic()
        self._loaded: Grammar | None = None
        self._known = Grammar(())
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(program), ear.name, ear.model(language)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=ENVIRONMENT,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        for end in (self._in, self._out):
            os.set_blocking(end, False)

    @property
    def pid(self) -> int:
        """Return the process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def start(self, grammar: Grammar) -> None:
        """Begin an utterance; another grammar than the last time's is loaded first."""
        self.used_at = time.monotonic()
        if self.ear.by_grammar and grammar != self._loaded:
            asked = {"words": grammar.words, "sounds": SOUNDS}
            unknown = self._ask(b"W", json.dumps(asked).encode(), LOAD_S)["unknown"]
            self._known = grammar.without(unknown)
            self._ask(b"G", json.dumps({"jsgf": self._known.jsgf()}).encode(), LOAD_S)
            self._loaded = grammar
        self._ask(b"S", b"", LOAD_S)

    def hear(self, audio: bytes) -> str:
        """Take a piece of the utterance and return what it seems to be so far."""
        return str(self._ask(b"A", audio, ANSWER_S)["partial"])

    def end(self) -> Guess:
        """Return what was said, as far as it can tell."""
        said = self._ask(b"E", b"", ANSWER_S)
        return Guess(str(said["text"]), int(said["covers"]), int(said["apart"]))

    def give_up(self) -> None:
        """Forget the utterance that was begun."""
        self._ask(b"X", b"", ANSWER_S)

    def close(self) -> None:
        """End the process and reap it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self._process.wait(END_S)

    def _ask(self, kind: bytes, body: bytes, limit_s: float) -> dict[str, Any]:
        until = time.monotonic() + limit_s
        try:
            self._write(HEAD.pack(kind, len(body)) + body, until)
            (length,) = LENGTH.unpack(self._read(LENGTH.size, until))
            if length > MOST_ANSWER:
                raise EngineFailure("crashed", "the listening program answered too much")
            answer: dict[str, Any] = json.loads(self._read(length, until))
        except EngineFailure:
            self.close()
            raise
        except (OSError, ValueError) as error:
            self.close()
            raise EngineFailure("crashed", "the listening program ended") from error
        return answer

    def _write(self, raw: bytes, until: float) -> None:
        left = memoryview(raw)
        while left:
            if not ready(self._in, select.POLLOUT, until - time.monotonic()):
                raise EngineFailure("timeout", "the listening program took too long")
            left = left[os.write(self._in, left) :]

    def _read(self, count: int, until: float) -> bytes:
        raw = b""
        while len(raw) < count:
            if not ready(self._out, select.POLLIN, until - time.monotonic()):
                raise EngineFailure("timeout", "the listening program took too long")
            piece = os.read(self._out, count - len(raw))
            if not piece:
                raise EngineFailure("crashed", "the listening program ended")
            raw += piece
        return raw
