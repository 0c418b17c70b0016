"""The sentences that can be spoken: the phrasebook's English phrases as a JSGF grammar.

Allergens, diets and cooking terms are left out: one word misheard for another would be believed.
So are sentences of one word: hiss was heard as "no", and "no" is a word of safety. What people say
of them stands in the grammar as a decoy that is heard and refused: without it "no nuts" was
offered as "Good night".
JSGF: https://www.w3.org/TR/jsgf/ .
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from venue.translator.book import SLOT
from venue.translator.speech import numbers

SECTIONS = ("phrase.", "own.")
MOST_PHRASES = 1_000
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
HOLE = "<n>"
SAFETY = ("allergen.", "diet.")
DECOYS = ((), ("no",), ("without",), ("allergic", "to"), ("i", "am", "allergic", "to"))
FEWEST_WORDS = 2
# How the phrasebook's words sound that the model's dictionary lacks (CMU's phones).
SOUNDS = {
    "wi": "W AY", "fi": "F AY", "wifi": "W AY F AY", "halal": "HH AH L AA L",
    "sulphites": "S AH L F AY T S", "molluscs": "M AA L AH S K S",
}  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """One phrase: as it is written, and as its words are said, `HOLE` for a number."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """What may be said; ``decoys`` are heard and never taken."""

    phrases: tuple[Spoken, ...]
    decoys: tuple[tuple[str, ...], ...] = ()

    @property
    def words(self) -> list[str]:
        """Return every word that occurs, numbers included."""
        spoken = (*(one.words for one in self.phrases), *self.decoys)
        said = {word for words in spoken for word in words if word != HOLE}
        return sorted(said | numbers.WORDS)

    def without(self, unknown: Iterable[str]) -> "Grammar":
        """Return the grammar without the phrases in which an unknown word stands."""
        lacking = frozenset(unknown)
        return Grammar(
            tuple(one for one in self.phrases if not lacking.intersection(one.words)),
            tuple(words for words in self.decoys if not lacking.intersection(words)),
        )

    def jsgf(self) -> str:
        """Return the grammar in JSGF."""
        spoken = (*(one.words for one in self.phrases), *self.decoys)
        said = "\n | ".join(" ".join(words) for words in spoken)
        return f"#JSGF V1.0;\ngrammar phrases;\n{numbers.RULES}\npublic <said> = {said};\n"

    def read(self, heard: str) -> str | None:
        """Return the phrase that these words are in full, numbers as digits; None for a part."""
        words = heard.split()
        for one in self.phrases:
            if (text := _fitted(one, words)) is not None:
                return text
        return None


def of(texts: Mapping[str, str]) -> Grammar:
    """Return the grammar of a book's English texts by ``section.id``."""
    spoken = (text for name, text in texts.items() if name.startswith(SECTIONS))
    feared = (text for name, text in texts.items() if name.startswith(SAFETY))
    return _made(tuple(spoken)[:MOST_PHRASES], tuple(feared)[:MOST_PHRASES])


@lru_cache(maxsize=4)
def _made(texts: tuple[str, ...], feared: tuple[str, ...]) -> Grammar:
    found = (_spoken(text) for text in texts)
    # Two phrases that sound alike are one; the first is taken.
    by_sound = {one.words: one for one in reversed([one for one in found if one is not None])}
    words = [tuple(WORD.findall(text.casefold())) for text in feared]
    # "Nuts" for "tree nuts": people say the short word.
    short = dict.fromkeys(form for one in words if one for form in (one, one[-1:]))
    decoys = {(*before, *form): None for form in short for before in DECOYS}
    return Grammar(
        tuple(reversed(by_sound.values())), tuple(one for one in decoys if one not in by_sound)
    )


def _spoken(text: str) -> Spoken | None:
    """Return a phrase as it is said; None for one word, and for digits or foreign letters."""
    if set(SLOT.findall(text)) - {"n"}:
        return None
    words: list[str] = []
    for position, part in enumerate(SLOT.split(text.casefold().replace("’", "'"))):
        if position % 2:
            words.append(HOLE)
            continue
        if re.search(r"[^\W_a-z]", part):
            return None
        words += WORD.findall(part)
    return Spoken(text, tuple(words)) if len(words) >= FEWEST_WORDS else None


def _fitted(phrase: Spoken, words: list[str]) -> str | None:
    if HOLE not in phrase.words:
        return phrase.text if tuple(words) == phrase.words else None
    at = phrase.words.index(HOLE)
    before, after = phrase.words[:at], phrase.words[at + 1 :]
    ends = len(words) - len(after)
    if tuple(words[:at]) != before or tuple(words[ends:]) != after or ends < at:
        return None
    number = numbers.read(words[at:ends])
    return None if number is None else SLOT.sub(str(number), phrase.text)
