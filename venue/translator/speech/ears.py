"""Who is heard now: the engines, their workers, and one utterance per socket."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from venue.core.errors import Conflict, Overloaded, Unavailable
from venue.translator.engines import EngineFailure
from venue.translator.engines.rests import Rests
from venue.translator.speech import Ear
from venue.translator.speech.grammar import Grammar
from venue.translator.speech.process import Worker
from venue.translator.speech.utterance import (
    CHUNK_MS,
    LONGEST_S,
    Cancelled,
    Heard,
    Utterance,
    listen,
)

log = logging.getLogger(__name__)

Tell = Callable[[str, str, dict[str, Any]], None]
MakeWorker = Callable[[Ear, str], Worker]
RETRY_MS = 1500


class Ears:
    """Hears at most ``most`` utterances at once; more are refused, never queued.

    Args:
        tell: Called from any thread with a socket, an event and its payload.
        grammar: Returns what may be said now.
    """

    def __init__(
        self,
        ears: Sequence[Ear],
        most: int,
        *,
        tell: Tell,
        grammar: Callable[[], Grammar],
        make: MakeWorker = Worker,
    ) -> None:
        self._ears, self._most = ears, most
        self._tell, self._grammar, self._make = tell, grammar, make
        self._rests = Rests()
        self._lock = threading.Lock()
        self._said: dict[str, Utterance] = {}
        self._busy = 0
        self._idle: list[Worker] = []
        self._pool = ThreadPoolExecutor(max(1, most), thread_name_prefix="ear")

    def start(self, sid: str, utterance_id: str, language: str) -> dict[str, Any]:
        """Begin to hear a socket; return ``{id, chunk_ms, limit_s}``.

        Raises:
            Conflict: ``speech.already`` - one utterance at a time on a socket.
            Unavailable: ``speech.no_engine`` - nothing here understands this language now.
            Overloaded: ``speech.busy``.
        """
        ear = self._ear(language)
        if ear is None:
            raise Unavailable(
                "speech.no_engine", "nothing here understands this language",
                offer=["type", "phrasebook"],
            )  # fmt: skip
        said = Utterance(utterance_id, sid, language)
        with self._lock:
            if sid in self._said:
                raise Conflict("speech.already", "one thing at a time")
            if self._busy >= self._most:
                raise Overloaded("speech.busy", "others are speaking", retry_ms=RETRY_MS)
            self._busy += 1
            self._said[sid] = said
        self._pool.submit(self._hear, ear, said)
        return {"id": utterance_id, "chunk_ms": CHUNK_MS, "limit_s": LONGEST_S}

    def of(self, sid: str) -> Utterance | None:
        """Return what a socket says now."""
        with self._lock:
            return self._said.get(sid)

    def cancel(self, sid: str) -> None:
        """Give up what a socket says; nothing when it says nothing."""
        with self._lock:
            said = self._said.pop(sid, None)
        if said is not None:
            said.cancel()

    def states(self) -> list[dict[str, Any]]:
        """Return each engine with its state in words."""
        return [self._state(one) for one in self._ears]

    def languages(self) -> list[str]:
        """Return the languages in which somebody can be heard now."""
        return sorted({code for one in self.states() for code in one["languages"]})

    def close_idle(self, idle_s: float, now: float) -> None:
        """End workers that nobody spoke to for ``idle_s`` seconds."""
        with self._lock:
            old = [one for one in self._idle if now - one.used_at > idle_s]
            self._idle = [one for one in self._idle if one not in old]
        for one in old:
            one.close()

    def workers(self) -> list[int]:
        """Return the process numbers of the workers that wait for work."""
        with self._lock:
            return [one.pid for one in self._idle]

    def close(self) -> None:
        """Give up everything and end every worker."""
        with self._lock:
            left = list(self._said)
        for sid in left:
            self.cancel(sid)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.close_idle(-1.0, float("inf"))

    def _state(self, ear: Ear) -> dict[str, Any]:
        probe = ear.probe()
        state, words, languages = probe.state, probe.words, list(probe.languages)
        if self._rests.rests_now(ear.name):
            state, words, languages = "resting", self._rests.words(ear.name), []
        return {"name": ear.name, "state": state, "words": words, "languages": languages}

    def _ear(self, language: str) -> Ear | None:
        for one in self._ears:
            if language in one.probe().languages and not self._rests.rests_now(one.name):
                return one
        return None

    def _hear(self, ear: Ear, said: Utterance) -> None:
        """Hear one utterance on a thread of the pool and tell the outcome."""
        worker: Worker | None = None
        event, payload = "speech:error", {"id": said.id, "code": "speech.failed"}
        try:
            if said.cancelled.is_set():
                raise Cancelled
            worker = self._worker(ear, said.language)
            told = listen(worker, said, self._grammar(), lambda words: self._partial(said, words))
            self._rests.worked(ear.name)
            event, payload = "speech:final", _final(said, told, ear)
        except Cancelled:
            payload = {"id": said.id, "code": "speech.silent"}
        except EngineFailure as failure:
            self._rests.failed(ear.name, failure)
            worker = None
        except Exception as error:
            log.exception("the ear %s has a defect", ear.name)
            self._rests.failed(ear.name, EngineFailure("crashed", type(error).__name__))
            _end(worker)
            worker = None
        finally:
            self._free(said, worker)
        if not said.cancelled.is_set():
            self._tell(said.sid, event, payload)

    def _worker(self, ear: Ear, language: str) -> Worker:
        with self._lock:
            for one in self._idle:
                if one.ear is ear and one.language == language and one.alive:
                    self._idle.remove(one)
                    return one
            # Each worker holds a model in memory: as many as may speak at once, no more.
            spare = self._idle.pop(0) if len(self._idle) + self._busy > self._most else None
        _end(spare)
        try:
            return self._make(ear, language)
        except OSError as error:
            raise EngineFailure("crashed", "the listening program cannot be started") from error

    def _free(self, said: Utterance, worker: Worker | None) -> None:
        with self._lock:
            self._busy -= 1
            if self._said.get(said.sid) is said:
                del self._said[said.sid]
            if worker is not None:
                self._idle.append(worker)

    def _partial(self, said: Utterance, words: str) -> None:
        if not said.cancelled.is_set():
            self._tell(said.sid, "speech:partial", {"id": said.id, "text": words})


def _final(said: Utterance, told: Heard, ear: Ear) -> dict[str, Any]:
    return {
        "id": said.id,
        "text": told.text or None,
        "engine": ear.name,
        "audio_ms": said.audio_ms,
        "took_ms": told.ms,
        "needs_confirm": True,
    }


def _end(worker: Worker | None) -> None:
    if worker is not None:
        worker.close()
