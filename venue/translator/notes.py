"""Notes on orders for the kitchen: what people translated, and what the dictionary knows.

No engine is asked: a note carries allergies, and its language is not said. The guest's own words
stay beside it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from venue.translator import book, safety

MOST_KEPT = 2_000


def helper(target: str) -> Callable[[str], dict[str, Any] | None]:
    """Return what turns a note into ``{text, marks}`` in the kitchen's language, or None.

    Args:
        target: The kitchen's language.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def help_with(note: str) -> dict[str, Any] | None:
        words = book.with_own({})
        text = _said(words, note, target)
        found = safety.findings(note, "") - {("without", "")}
        marks = [mark.view() for mark in safety.marks(found, words, target)]
        return {"text": text, "marks": marks} if text or marks else None

    return help_with


def _said(words: book.Book, note: str, target: str) -> str | None:
    for code in book.shipped():
        if code != target and (text := words.translate(note, code, target)) is not None:
            return text if words.translate(note, target, book.BASE) is None else None
    return None
