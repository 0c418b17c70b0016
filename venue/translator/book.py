"""The phrasebook: sentences and words that people translated, one file per language.

A file ``phrases/<language>.toml`` has the tables ``about`` (name), ``phrase``, ``cooking``,
``allergen``, ``diet``, ``fixed`` (words of safety) and ``words`` (how they are recognised).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from venue.translator.model import folded

FOLDER = Path(__file__).parent / "phrases"
BASE = "en"
SECTIONS = ("phrase", "cooking", "allergen", "diet", "fixed")
SLOT = re.compile(r"\{(n|text)\}")
PUNCTUATION = re.compile(r"[\s.,;:!?¡¿。、！？،؟।…\"'«»“”„()\-–—]+")


@dataclass(frozen=True)
class Language:
    """One language's file.

    Attributes:
        code: ISO 639-1.
        name: In the language itself.
        entries: Text by ``section.id``.
        words: Patterns by ``kind.code`` by which safety words are recognised; see `safety`.
    """

    code: str
    name: str
    entries: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Book:
    """All languages, with the venue's own words over the shipped ones.

    Attributes:
        texts: By language, then by ``section.id``.
    """

    texts: Mapping[str, Mapping[str, str]]
    _exact: dict[str, dict[str, str]] = field(default_factory=dict)
    _slotted: dict[str, list[tuple[re.Pattern[str], str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code, texts in self.texts.items():
            exact = self._exact.setdefault(code, {})
            slotted = self._slotted.setdefault(code, [])
            for name, text in texts.items():
                if SLOT.search(text):
                    slotted.append((_pattern(text), name))
                else:
                    exact.setdefault(_loose(text), name)

    def find(self, text: str, language: str) -> tuple[str, dict[str, str]] | None:
        """Return the entry that a text is, with its slots' values; None when it is none."""
        loose = _loose(text)
        name = self._exact.get(language, {}).get(loose)
        if name is not None:
            return name, {}
        for pattern, slotted in self._slotted.get(language, []):
            found = pattern.fullmatch(loose)
            if found is not None:
                return slotted, found.groupdict()
        return None

    def say(self, name: str, language: str, slots: Mapping[str, str]) -> str | None:
        """Return an entry in a language with its slots filled; None when it has none there."""
        text = self.texts.get(language, {}).get(name)
        return None if text is None else SLOT.sub(lambda hole: slots.get(hole[1], ""), text)

    def translate(self, text: str, source: str, target: str) -> str | None:
        """Return what a person wrote for this text, or None."""
        found = self.find(text, source)
        return None if found is None else self.say(found[0], target, found[1])


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Language]:
    """Return the languages that come with the product, by code."""
    return {path.stem: _load(path) for path in sorted(FOLDER.glob("*.toml"))}


def with_own(own: Mapping[tuple[str, str], str]) -> Book:
    """Return the shipped book with a venue's own texts, by ``(language, section.id)``."""
    texts = {code: dict(language.entries) for code, language in shipped().items()}
    for (code, name), text in own.items():
        texts.setdefault(code, {})[name] = text
    return Book(texts)


def _load(path: Path) -> Language:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = {
        f"{section}.{name}": text for section in SECTIONS for name, text in raw[section].items()
    }
    words = {
        name: tuple(one for one in (part.strip() for part in text.split(",")) if one)
        for name, text in raw["words"].items()
    }
    return Language(path.stem, raw["about"]["name"], entries, words)


def _loose(text: str) -> str:
    """Return a text without case, accents and punctuation."""
    return PUNCTUATION.sub(" ", folded(text)).strip()


def _pattern(text: str) -> re.Pattern[str]:
    marked = SLOT.sub(lambda hole: f" slot{hole[1]} ", text)
    escaped = r"\s*".join(re.escape(word) for word in _loose(marked).split())
    return re.compile(
        escaped.replace("slotn", r"(?P<n>\d{1,6})", 1).replace("slottext", r"(?P<text>.{1,60}?)", 1)
    )
