"""Words that no machine translates: allergens, diets, "allergic", "no" and "without".

They are recognised by patterns of each language's file: ``word`` is a whole word, ``stem*`` the
start of one, several words stand in this order; in scripts written without spaces, or whose words
grow at both ends, a pattern is found anywhere. A word too many costs a tap, a word too few may
cost a life: so every language's allergens are looked for, whatever language a text is said to be.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from venue.translator import book
from venue.translator.model import Mark, folded

SHORTEST_FOREIGN = 4
ANYWHERE = re.compile(r"[\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
# Drawings that phones offer; the same in all languages.
DRAWINGS = {
    "allergen.peanuts": "🥜", "allergen.fish": "🐟", "allergen.crustaceans": "🦐",
    "allergen.eggs": "🥚", "allergen.milk": "🥛", "allergen.molluscs": "🦪",
    "allergen.nuts": "🌰", "allergen.gluten": "🌾",
}  # fmt: skip

Finding = tuple[str, str]


def findings(text: str, language: str) -> frozenset[Finding]:
    """Return what a text says that no machine may translate, as ``(kind, code)``.

    Args:
        language: The one it is said to be in; its short words and its "no" count too.
    """
    plain = folded(text)
    found = {name for name, drawing in DRAWINGS.items() if drawing in text}
    for code, patterns in _patterns().items():
        is_own = code == language
        found |= {
            name
            for name, own, foreign in patterns
            if (own if is_own else foreign) is not None
            and (own if is_own else foreign).search(plain)  # type: ignore[union-attr]
        }
    return frozenset(_finding(name) for name in found)


def is_grave(found: Iterable[Finding]) -> bool:
    """Tell whether a machine's sentence about this must not be shown at all."""
    return any(kind in ("allergen", "diet", "allergy") for kind, _ in found)


def marks(found: Iterable[Finding], words: book.Book, target: str) -> tuple[Mark, ...]:
    """Return the dictionary's words for the findings, allergies first; English where one lacks."""
    order = {"allergy": 0, "allergen": 1, "diet": 2, "without": 3}
    made = []
    for kind, code in sorted(found, key=lambda one: (order[one[0]], one[1])):
        name = f"{kind}.{code}" if code else f"fixed.{kind}"
        said = words.say(name, target, {}) or words.say(name, book.BASE, {}) or code or kind
        made.append(Mark(kind=kind, code=code, words=said))
    return tuple(made)


def _finding(name: str) -> Finding:
    kind, _, code = name.partition(".")
    return kind, code


_Compiled = tuple[str, re.Pattern[str] | None, re.Pattern[str] | None]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, list[_Compiled]]:
    return {
        code: [
            (name, _any_of(words), None if name == "without" else _any_of(_long(words)))
            for name, words in language.words.items()
        ]
        for code, language in book.shipped().items()
    }


def _long(words: Iterable[str]) -> list[str]:
    return [one for one in words if len(one) >= SHORTEST_FOREIGN or ANYWHERE.search(one)]


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    parts = [_part(word) for word in words]
    return re.compile("|".join(parts)) if parts else None


def _part(word: str) -> str:
    plain = folded(word.rstrip("*"))
    escaped = re.escape(plain).replace(r"\ ", r"\s+")
    if ANYWHERE.search(word):
        return escaped
    return rf"(?<!\w){escaped}" + ("" if word.endswith("*") else r"(?!\w)")
