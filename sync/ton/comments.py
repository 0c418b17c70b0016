"""The code in the comment: how a payment says which bill it is for (payments.md 1.4). Pure."""

import re

from venue.core import codes

PREFIX, RANDOM = "P", 10
LENGTH = len(PREFIX) + RANDOM + 1
LETTERS = re.compile(r"[^0-9A-Z]")


def new() -> str:
    """Return a code that was never used: 50 random bits and a check character."""
    return codes.make(PREFIX, RANDOM)


def candidates(text: str) -> frozenset[str]:
    """Return every code that could be meant somewhere in a comment, however it was typed."""
    letters = LETTERS.sub("", text.upper())
    windows = (letters[at : at + LENGTH] for at in range(len(letters) - LENGTH + 1))
    read = (codes.read(one, PREFIX, RANDOM) for one in windows)
    return frozenset(one for one in read if one is not None)
