"""How well the grammar listens: ``python -m tests.translator.speech --phrases 60``.

espeak-ng says phrases of the book in several voices, then what is in no book, and noise. One row a
voice: how many were taken and right, taken and wrong, not taken, the word errors of what was taken,
and the wait after the last piece. Synthetic voices alone: people in a loud room are not measured.
"""

import argparse
import random
import statistics
import struct
import subprocess
import sys
import time
import wave
from dataclasses import dataclass, field
from io import BytesIO

from tests.translator.spoken import SILENCE, resampled
from venue.translator import book, voice
from venue.translator.speech import grammar
from venue.translator.speech.engines import Pocketsphinx
from venue.translator.speech.grammar import HOLE, Grammar
from venue.translator.speech.process import Worker
from venue.translator.speech.utterance import accepted

VOICES = ("en-us", "en-us+f2", "en-gb", "en-gb-scotland+m3", "en-029")
CHUNK = 6_400
STRANGE = (
    "the weather is lovely in october", "my brother drives a red tractor to work",
    "please call me when the meeting ends", "where is the railway station",
    "we saw two films last night", "a dog ran across the yellow field",
    "no nuts", "I am allergic", "without onion", "seven",
)  # fmt: skip


@dataclass
class Row:
    """What came of a voice."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: int = 0
    word_errors: int = 0
    words: int = 0
    waits_ms: list[float] = field(default_factory=list)

    def take(self, said: str, heard: str, wait_ms: float) -> None:
        """Count one phrase."""
        self.waits_ms.append(wait_ms)
        if not heard:
            self.missed += 1
            return
        self.word_errors += distance(said.split(), heard.split())
        self.words += len(said.split())
        if said == heard:
            self.right += 1
        else:
            self.wrong.append(f"{said} -> {heard}")

    def line(self, name: str) -> str:
        """Return the row of the table."""
        waits = sorted(self.waits_ms)
        late = waits[int(len(waits) * 0.95)]
        errors = 100 * self.word_errors / max(1, self.words)
        return (
            f"| {name} | {len(waits)} | {self.right} | {len(self.wrong)} | {self.missed} "
            f"| {errors:.1f} % | {statistics.median(waits):.0f} / {late:.0f} |"
        )


def main() -> int:
    """Measure and print; return 1 when more than a tenth of what is strange was taken."""
    options = _options()
    known = grammar.of(book.shipped()["en"].entries)
    worker = Worker(Pocketsphinx(), "en")
    dice, taken = random.Random(options.seed), []
    print("| voice | said | right | wrong | not taken | word errors | wait p50 / p95 ms |")
    print("|---|---|---|---|---|---|---|")
    try:
        for name in VOICES:
            row = Row()
            for phrase in dice.sample(known.phrases, options.phrases):
                number = str(dice.randint(1, 40))
                spoken = " ".join(one if one != HOLE else number for one in phrase.words)
                heard, wait_ms = hear(worker, known, say(spoken, name))
                row.take(known_text(known, phrase.words, number), heard, wait_ms)
            print(row.line(name), flush=True)
            for one in row.wrong:
                print(f"  {one}", file=sys.stderr)
        for words in STRANGE:
            for name in VOICES:
                heard, _ = hear(worker, known, say(words, name))
                taken += [f"{words} ({name}) -> {heard}"] if heard else []
        for turn in range(options.noises):
            heard, _ = hear(worker, known, noise(dice, 300 * (turn + 1)))
            taken += [f"noise {turn} -> {heard}"] if heard else []
    finally:
        worker.close()
    asked = len(STRANGE) * len(VOICES)
    print(f"{asked} strange sentences, {options.noises} noises: {len(taken)} taken")
    print("\n".join(taken))
    return int(len(taken) * 10 > asked + options.noises)


def known_text(known: Grammar, words: tuple[str, ...], number: str) -> str:
    """Return how the book writes a phrase with this number in it."""
    text = next(one.text for one in known.phrases if one.words == words)
    return text.replace("{n}", number)


def say(words: str, name: str) -> bytes:
    """Return words in a voice of espeak-ng, as a browser sends them."""
    done = subprocess.run(
        [voice.PROGRAM, "-v", name, "--stdin", "--stdout"],
        input=words.encode(), capture_output=True, check=True, timeout=20,
    )  # fmt: skip
    with wave.open(BytesIO(voice._whole(done.stdout))) as file:
        return SILENCE + resampled(file) + SILENCE


def hear(worker: Worker, known: Grammar, audio: bytes) -> tuple[str, float]:
    """Return the sentence that was taken, empty for none, and the wait after the last piece, ms."""
    worker.start(known)
    for at in range(0, len(audio), CHUNK):
        worker.hear(audio[at : at + CHUNK])
    began = time.monotonic()
    text = accepted(worker.end(), known)
    return text, 1000 * (time.monotonic() - began)


def noise(dice: random.Random, loud: int) -> bytes:
    """Return two seconds of hiss."""
    samples = (dice.randint(-loud, loud) for _ in range(32_000))
    return struct.pack("<32000h", *samples)


def distance(said: list[str], heard: list[str]) -> int:
    """Return how many words must change to make one of the other (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for at, one in enumerate(said, 1):
        previous, row[0] = row[0], at
        for place, other in enumerate(heard, 1):
            best = min(previous + (one != other), row[place] + 1, row[place - 1] + 1)
            previous, row[place] = row[place], best
    return row[-1]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.translator.speech", description=__doc__)
    parser.add_argument("--phrases", type=int, default=60, help="for each voice")
    parser.add_argument("--noises", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
