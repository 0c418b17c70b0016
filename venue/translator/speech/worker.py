"""The program that listens: `python worker.py ENGINE MODEL`, one utterance at a time.

It runs as a process of its own, knows nothing of the appliance and imports one engine alone.
A request is one letter, four bytes of length and that many bytes; the answer is four bytes of
length and JSON. Audio is 16 kHz, 16 bits, one channel; it is kept for one utterance, in memory.

W {words, sounds} -> {unknown}    which words the dictionary lacks
G {jsgf}          -> {}           what may be said
S                 -> {}           an utterance begins
A audio           -> {partial}    what it seems to be so far
X                 -> {}           it is given up
E                 -> {text, covers, apart}   what it was

covers: how many hundredths of what is no silence the words take; apart: how much worse the words
fit than bare phones do, in 1/100 000 of a natural logarithm for each hundredth of a second.
"""

import json
import math
import os
import resource
import struct
import sys
from typing import Any, BinaryIO

HEAD = struct.Struct(">cI")
LENGTH = struct.Struct(">I")
SMALLEST = 1e-300  # a likelihood that underflowed
MOST_BYTES = 2 * 1024 * 1024
MEMORY = {"pocketsphinx": 1_000_000_000, "vosk": 4_000_000_000}
# Found by `python -m tests.translator.speech`: the search for the best path through the lattice
# cuts last words off, and the usual weight of a grammar with 160 sentences forbids the longer ones.
SPHINX = {"lw": 1.0, "bestpath": False, "beam": 1e-54, "wbeam": 7e-40, "pbeam": 1e-54}
NO_SPEECH = frozenset(
    {"<s>", "</s>", "<sil>", "SIL", "(NULL)", "[NOISE]", "[SPEECH]", "+NSN+", "+SPN+"}
)


class Sphinx:
    """Pocketsphinx: a grammar decides; bare phones tell how much of the sound it explains."""

    def __init__(self, _model: str) -> None:
        from pocketsphinx import Decoder, get_model_path

        paths = {
            "hmm": get_model_path("en-us/en-us"),
            "dict": get_model_path("en-us/cmudict-en-us.dict"),
        }
        quiet = {"lm": None, "loglevel": "FATAL"}
        self._stream = Decoder(**paths, **quiet, **SPHINX)
        self._whole = Decoder(**paths, **quiet, **SPHINX)
        self._whole.add_allphone_file("phones", None)
        self._audio = bytearray()

    def words(self, words: list[str], sounds: dict[str, str]) -> dict[str, Any]:
        """Return which words are in no dictionary, after adding those whose sounds are given."""
        for decoder in (self._stream, self._whole):
            for word, phones in sounds.items():
                if decoder.lookup_word(word) is None:
                    decoder.add_word(word, phones, True)
        return {"unknown": [one for one in words if self._stream.lookup_word(one) is None]}

    def grammar(self, jsgf: str) -> dict[str, Any]:
        """Take another grammar."""
        for decoder in (self._stream, self._whole):
            decoder.add_jsgf_string("phrases", jsgf)
            decoder.activate_search("phrases")
        return {}

    def start(self) -> dict[str, Any]:
        """Begin an utterance."""
        self._audio.clear()
        self._stream.start_utt()
        return {}

    def audio(self, chunk: bytes) -> dict[str, Any]:
        """Take a piece of it."""
        self._audio += chunk
        self._stream.process_raw(chunk)
        hypothesis = self._stream.hyp()
        return {"partial": hypothesis.hypstr if hypothesis else ""}

    def give_up(self) -> dict[str, Any]:
        """Forget it."""
        self._stream.end_utt()
        self._audio.clear()
        return {}

    def end(self) -> dict[str, Any]:
        """Return what the whole of it was: the loudness of all of it is known only now."""
        self._stream.end_utt()
        audio = bytes(self._audio)
        self._audio.clear()
        text, said, likely = self._heard("phrases", audio)
        if not text:
            return {"text": "", "covers": 0, "apart": 0}
        _, sound, most_likely = self._heard("phones", audio)
        return {
            "text": text,
            "covers": 100 * said // max(1, sound),
            "apart": round(100_000 * (most_likely - likely)),
        }

    def _heard(self, search: str, audio: bytes) -> tuple[str, int, float]:
        """Return the words, how many hundredths of a second are no silence, how well they fit."""
        self._whole.activate_search(search)
        self._whole.start_utt()
        self._whole.process_raw(audio, full_utt=True)
        self._whole.end_utt()
        hypothesis = self._whole.hyp()
        spoken = [one for one in self._whole.seg() or () if one.word not in NO_SPEECH]
        frames = sum(1 + one.end_frame - one.start_frame for one in spoken)
        fit = sum(math.log(max(one.ascore, SMALLEST)) for one in spoken)
        return (hypothesis.hypstr if hypothesis else ""), frames, fit / max(1, frames)


class Kaldi:
    """Vosk: free dictation with the model of a folder."""

    def __init__(self, model: str) -> None:
        import vosk

        vosk.SetLogLevel(-1)
        self._model, self._make = vosk.Model(model), vosk.KaldiRecognizer
        self._recognizer: Any = None
        self._parts: list[str] = []

    def words(self, words: list[str], sounds: dict[str, str]) -> dict[str, Any]:
        """Return that nothing is unknown: it is bound to no list."""
        return {"unknown": []}

    def grammar(self, jsgf: str) -> dict[str, Any]:
        """Take no grammar."""
        return {}

    def start(self) -> dict[str, Any]:
        """Begin an utterance."""
        self._recognizer, self._parts = self._make(self._model, 16_000), []
        return {}

    def audio(self, chunk: bytes) -> dict[str, Any]:
        """Take a piece of it; a sentence that is over is kept."""
        if self._recognizer.AcceptWaveform(chunk):
            self._parts.append(json.loads(self._recognizer.Result())["text"])
            return {"partial": " ".join(self._parts)}
        now = json.loads(self._recognizer.PartialResult())["partial"]
        return {"partial": " ".join([*self._parts, now]).strip()}

    def give_up(self) -> dict[str, Any]:
        """Forget it."""
        self._recognizer = None
        return {}

    def end(self) -> dict[str, Any]:
        """Return the whole."""
        self._parts.append(json.loads(self._recognizer.FinalResult())["text"])
        return {"text": " ".join(one for one in self._parts if one), "covers": 100, "apart": 0}


ENGINES = {"pocketsphinx": Sphinx, "vosk": Kaldi}


def answer(engine: Any, kind: bytes, body: bytes) -> dict[str, Any]:
    """Return the answer to one request."""
    if kind == b"A":
        return dict(engine.audio(body))
    if kind == b"W":
        return dict(engine.words(**json.loads(body)))
    if kind == b"G":
        return dict(engine.grammar(**json.loads(body)))
    plain = {b"S": engine.start, b"E": engine.end, b"X": engine.give_up}
    return dict(plain[kind]())


def serve(engine: Any, asked: BinaryIO, said: BinaryIO) -> None:
    """Answer until the other side closes."""
    while len(head := asked.read(HEAD.size)) == HEAD.size:
        kind, length = HEAD.unpack(head)
        if length > MOST_BYTES:
            return
        body = json.dumps(answer(engine, kind, asked.read(length))).encode()
        said.write(LENGTH.pack(len(body)) + body)
        said.flush()


def main() -> None:
    """Serve the engine that the command line names."""
    name, model = sys.argv[1:3]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY[name], MEMORY[name]))
    # What an engine prints must not stand between the answers.
    said = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(ENGINES[name](model), sys.stdin.buffer, said)


if __name__ == "__main__":
    main()
