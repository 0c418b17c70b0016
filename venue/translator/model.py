"""What a translation is: where it came from, how far it may be trusted, what it warns of."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

TEXT_LONGEST = 1000
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
# In falling order of trust; `none` is the original alone.
QUALITIES = ("same", "human", "machine", "none")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing of the original that a fixed dictionary knows.

    Attributes:
        kind: ``allergen``, ``diet``, ``allergy`` or ``without``.
        code: The allergen's or diet's code; empty for the other kinds.
        words: What the dictionary says for it in the target language.
    """

    kind: str
    code: str
    words: str

    def view(self) -> dict[str, str]:
        """Return it as JSON."""
        return {"kind": self.kind, "code": self.code, "words": self.words}


@dataclass(frozen=True, kw_only=True)
class Translation:
    """A text and its translation, which may be missing; the original is always here.

    Attributes:
        text: In the target language; None when the original stands alone.
        quality: One of `QUALITIES`.
        origin: ``same``, ``phrasebook``, ``glossary``, ``cache`` or ``engine``; empty for none.
        engine: Which engine, with its version.
        confidence: 0 to 100, a hint for people; 100 for what a person wrote.
        warning: ``safety``, ``no_engine``, ``no_dictionary`` or empty.
        marks: What the fixed dictionary found, in the target language.
        needs_tap: A person must look at the original and say so.
    """

    original: str
    source: str
    target: str
    text: str | None = None
    quality: str = "none"
    origin: str = ""
    engine: str = ""
    version: str = ""
    confidence: int = 0
    warning: str = ""
    marks: tuple[Mark, ...] = ()
    needs_tap: bool = False

    def view(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "original": self.original,
            "source": self.source,
            "target": self.target,
            "text": self.text,
            "quality": self.quality,
            "origin": self.origin,
            "engine": self.engine,
            "confidence": self.confidence,
            "warning": self.warning,
            "marks": [mark.view() for mark in self.marks],
            "needs_tap": self.needs_tap,
        }

    def withheld(self, warning: str, marks: tuple[Mark, ...]) -> "Translation":
        """Return the original alone, with what the dictionary knows and a tap asked for."""
        return replace(
            self, text=None, quality="none", origin="", engine="", version="", confidence=0,
            warning=warning, marks=marks, needs_tap=True,
        )  # fmt: skip


def normalised(text: str) -> str:
    """Return a text as it is compared and kept: NFC, single spaces, trimmed; case stays."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """Return a text as it is searched: no case, no accents, no curly quotes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("ё", "е"))
    return " ".join("".join(one for one in plain if unicodedata.category(one) != "Mn").split())


def cache_key(
    *, source: str, target: str, engine: str, version: str, glossary: str, text: str
) -> str:
    """Return the name under which an engine's answer is kept.

    Args:
        glossary: The digest of the venue's glossary for this pair: a changed one makes old
            answers unreachable.
    """
    parts = (source, target, engine, version, glossary, normalised(text))
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(4, "big") + raw)
    return digest.hexdigest()
