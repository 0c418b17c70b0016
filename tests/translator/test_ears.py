"""Who is heard: one at a time per socket, some per venue; and what happens when it breaks."""

import os
import queue
import signal
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.translator.spoken import HAS_VOICE, pcm
from tests.translator.test_engines import ended
from venue.core.errors import Conflict, Invalid, Overloaded, Unavailable
from venue.translator import book
from venue.translator.engines import EngineFailure
from venue.translator.speech import Ear, Probe, process, utterance
from venue.translator.speech.ears import Ears
from venue.translator.speech.engines import Pocketsphinx, Vosk
from venue.translator.speech.grammar import Grammar, of
from venue.translator.speech.process import Worker

PROGRAM = Path(__file__).parent / "listener.py"
GRAMMAR = of(book.shipped()["en"].entries)
WAIT_S = 20.0

needs_voice = pytest.mark.skipif(not HAS_VOICE, reason="espeak-ng is not installed")


class Scripted:
    """An engine whose worker is the stand-in."""

    name, by_grammar = "pocketsphinx", True

    def probe(self) -> Probe:
        return Probe("running", languages=("en",))

    def model(self, language: str) -> str:
        return ""


class House:
    """Ears over stand-in workers, and what they told."""

    def __init__(self, most: int = 2, make: Callable[[Ear, str], Worker] | None = None) -> None:
        self.told: queue.Queue[tuple[str, str, dict[str, Any]]] = queue.Queue()
        self.made: list[Worker] = []

        def made(ear: Ear, language: str) -> Worker:
            self.made.append(Worker(ear, language, PROGRAM))
            return self.made[-1]

        self.ears = Ears(
            [Scripted()], most, grammar=lambda: GRAMMAR, make=make or made,
            tell=lambda *told: self.told.put(told),
        )  # fmt: skip

    def say(self, sid: str, words: str, *, end: bool = True) -> None:
        """Speak: the stand-in hears the letters themselves."""
        self.ears.start(sid, f"by {sid}", "en")
        said = self.ears.of(sid)
        assert said is not None
        raw = words.encode()
        said.take(0, raw + b" " * (len(raw) % 2))
        if end:
            said.end()

    def final(self) -> tuple[str, str, dict[str, Any]]:
        """Return the next thing told that is no partial."""
        while (told := self.told.get(timeout=WAIT_S))[1] == "speech:partial":
            pass
        return told


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.ears.close()
    assert all(ended(one.pid) for one in made.made)


def test_a_whole_sentence_is_told_and_waits_for_a_tap(house: House) -> None:
    house.say("a", "the bill please")
    partial = house.told.get(timeout=WAIT_S)
    assert partial == ("a", "speech:partial", {"id": "by a", "text": "the bill please"})
    sid, event, told = house.final()
    assert (sid, event, told["text"]) == ("a", "speech:final", "The bill, please")
    assert told["needs_confirm"] is True


@pytest.mark.parametrize(
    "words", ["please call the", "the bill please%89", "the bill please ODD", "noise", ""]
)
def test_what_is_no_whole_sentence_is_not_caught(house: House, words: str) -> None:
    house.say("a", words or "  ")
    assert house.final()[2]["text"] is None


def test_one_at_a_time_on_a_socket_and_some_in_a_house(house: House) -> None:
    house.say("a", "thank you", end=False)
    with pytest.raises(Conflict) as already:
        house.ears.start("a", "again", "en")
    assert already.value.code == "speech.already"
    house.say("b", "good night", end=False)
    with pytest.raises(Overloaded) as busy:
        house.ears.start("c", "third", "en")
    assert (busy.value.code, busy.value.details) == ("speech.busy", {"retry_ms": 1500})
    said = house.ears.of("a")
    assert said is not None
    said.end()
    assert house.final()[2]["text"] == "Thank you"
    house.say("c", "thank you")
    assert house.final()[0] == "c"


def test_what_is_given_up_tells_nothing_and_frees_the_place(house: House) -> None:
    for sid in ("a", "b"):
        house.say(sid, "thank you", end=False)
        house.ears.cancel(sid)
    assert house.ears.of("a") is None
    house.ears.close()
    assert {told[1] for told in list(house.told.queue)} <= {"speech:partial"}
    assert len(house.made) <= 2


def test_who_falls_silent_frees_the_place(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utterance, "SILENCE_S", 0.1)
    house.say("a", "thank you", end=False)
    assert house.final()[1:] == ("speech:error", {"id": "by a", "code": "speech.silent"})
    house.say("a", "good night")
    assert house.final()[2]["text"] == "Good night"
    assert len(house.made) == 1


@pytest.mark.parametrize("words", ["DIE", "HANG"])
def test_a_worker_that_breaks_is_ended_and_after_two_the_engine_rests(
    house: House, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "ANSWER_S", 0.3)
    house.say("a", words)
    assert house.final()[1:] == ("speech:error", {"id": "by a", "code": "speech.failed"})
    house.say("a", "thank you")
    assert house.final()[2]["text"] == "Thank you"
    for _ in range(2):
        house.say("a", words)
        assert house.final()[1] == "speech:error"
    assert house.ears.states()[0]["state"] == "resting"
    assert house.ears.languages() == []
    with pytest.raises(Unavailable) as resting:
        house.ears.start("a", "x", "en")
    assert resting.value.code == "speech.no_engine"


def test_a_worker_killed_while_it_waits_is_replaced(house: House) -> None:
    house.say("a", "thank you")
    house.final()
    (pid,) = house.ears.workers()
    os.kill(pid, signal.SIGKILL)
    assert ended(pid)
    house.say("a", "good night")
    assert house.final()[2]["text"] == "Good night"


def test_a_worker_that_cannot_be_started_is_a_failure_and_no_silence() -> None:
    def nothing(ear: Ear, language: str) -> Worker:
        raise OSError("no more processes")

    house = House(make=nothing)
    house.ears.start("a", "x", "en")
    assert house.final()[2]["code"] == "speech.failed"
    house.ears.close()


def test_idle_workers_end(house: House) -> None:
    house.say("a", "thank you")
    house.final()
    (pid,) = house.ears.workers()
    house.ears.close_idle(600, now=house.made[0].used_at + 599)
    assert house.ears.workers() == [pid]
    house.ears.close_idle(600, now=house.made[0].used_at + 601)
    assert house.ears.workers() == []
    assert ended(pid)


@pytest.mark.parametrize(("seq", "audio"), [(1, b"ab"), (0, b""), (0, b"abc"), (0, bytes(16_002))])
def test_a_bad_piece_is_refused(seq: int, audio: bytes) -> None:
    said = utterance.Utterance("x", "a", "en")
    with pytest.raises(Invalid) as bad:
        said.take(seq, audio)
    assert bad.value.code == "speech.bad_chunk"


@pytest.mark.parametrize("size", [16_000, 2])
def test_nobody_speaks_for_ever(size: int) -> None:
    """Neither by length nor by number of pieces, and the end always finds its place."""
    said = utterance.Utterance("x", "a", "en")
    most = min(utterance.MOST_BYTES // size, utterance.MOST_PIECES)
    for seq in range(most):
        said.take(seq, bytes(size))
    with pytest.raises(Invalid) as too_long:
        said.take(most, bytes(size))
    assert too_long.value.code == "speech.too_long"
    said.cancel()


def test_engines_say_honestly_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Pocketsphinx().probe() == Probe("running", languages=("en",))
    monkeypatch.setattr("venue.translator.speech.engines.find_spec", lambda _name: object())
    assert "names no folder" in Vosk("").probe().words
    assert "no model" in Vosk(str(tmp_path)).probe().words
    (tmp_path / "es" / "am").mkdir(parents=True)
    assert Vosk(str(tmp_path)).probe() == Probe("running", languages=("es",))
    assert Vosk(str(tmp_path)).model("es") == str(tmp_path / "es")
    monkeypatch.setattr("venue.translator.speech.engines.find_spec", lambda _name: None)
    assert Pocketsphinx().probe().state == "missing"
    assert "pip install" in Vosk("x").probe().words


def heard(worker: Worker, audio: bytes, grammar: Grammar = GRAMMAR) -> str:
    worker.start(grammar)
    for at in range(0, len(audio), 6400):
        worker.hear(audio[at : at + 6400])
    return utterance.accepted(worker.end(), grammar)


@needs_voice
def test_pocketsphinx_itself_hears_phrases_and_nothing_else() -> None:
    worker = Worker(Pocketsphinx(), "en")
    try:
        assert heard(worker, pcm("The bill, please")) == "The bill, please"
        said = pcm("Table five would like the bill")
        assert heard(worker, said) == "Table 5 would like the bill"
        for text, language in (("I want to buy a car", "en"), ("Hasta la vista", "es")):
            assert heard(worker, pcm(text, language)) == ""
        noise = struct.pack("<16000h", *(hash((7, one)) % 6000 - 3000 for one in range(16000)))
        assert heard(worker, noise) == ""
        assert heard(worker, bytes(32_000)) == ""
        assert heard(worker, said) == "Table 5 would like the bill"
        pool = "Where is the swimming pool?"
        own = of({"own.x": pool, "own.y": "Where is the qwxzly?"})
        assert heard(worker, pcm(pool), own) == pool
    finally:
        worker.close()


def test_vosk_without_its_package_fails_as_an_engine_and_not_as_the_appliance() -> None:
    worker = Worker(Vosk("/nowhere"), "es")
    with pytest.raises(EngineFailure) as gone:
        worker.start(GRAMMAR)
    assert gone.value.code == "crashed"
    assert ended(worker.pid)
