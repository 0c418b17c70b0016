"""The venue's own words inside a sentence: found before an engine sees it, kept as decided."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; a fixed one is not the engine's to change."""

    text: str
    fixed: bool = False


def pieces(text: str, terms: Mapping[str, str]) -> list[Piece]:
    """Cut a text at the glossary's terms, longest first, whole words, any case.

    Args:
        terms: The word for each term, by the term in the source language.
    """
    if not terms:
        return [Piece(text)]
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(term) for term in longest_first) + r")(?!\w)",
        re.IGNORECASE,
    )
    by_fold = {term.casefold(): word for term, word in terms.items()}
    cut, end = [], 0
    for found in pattern.finditer(text):
        if found.start() > end:
            cut.append(Piece(text[end : found.start()]))
        cut.append(Piece(by_fold[found[0].casefold()], fixed=True))
        end = found.end()
    if end < len(text):
        cut.append(Piece(text[end:]))
    return cut


def is_whole(cut: Iterable[Piece]) -> bool:
    """Tell whether the glossary says the whole text, so that no engine is needed."""
    return all(piece.fixed or not re.search(r"\w", piece.text) for piece in cut)


def joined(cut: Iterable[Piece]) -> str:
    """Return the pieces as one text."""
    return "".join(piece.text for piece in cut)


def digest(terms: Mapping[str, str]) -> str:
    """Return a short name for this state of the glossary."""
    whole = "\x00".join(f"{term}\x01{word}" for term, word in sorted(terms.items()))
    return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()
