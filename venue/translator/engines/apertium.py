"""Apertium: rule-based translation from Debian's packages, in programs of its own.

Stream format: https://wiki.apertium.org/wiki/Apertium_stream_format - reserved characters are
escaped by a backslash, ``[...]`` passes untouched, ``-z`` makes each program flush at NUL.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from config.settings import Settings
from venue.translator.engines import EngineFailure
from venue.translator.engines.pipes import Pool
from venue.translator.glossary import Piece

MODES = Path("/usr/share/apertium/modes")
# ISO 639-1 by Apertium's 639-3; Croatian stands for the pair that also serves Serbian and Bosnian.
CODES = {
    "eng": "en", "spa": "es", "cat": "ca", "fra": "fr", "por": "pt", "ita": "it", "hbs": "hr",
    "mkd": "mk", "isl": "is", "eus": "eu", "epo": "eo", "rus": "ru", "ukr": "uk",
}  # fmt: skip
SPECIAL = re.compile(r"[\\^$/<>{}@*#+~\[\]]")
UNKNOWN = re.compile(r"(?<!\\)[*@#](?=\w)")
MOST_SURE = 60  # a hint for people, never more
POOL_NAME = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")


class Apertium:
    """Translates through one open chain per direction."""

    name, local = "apertium", True

    def __init__(self, most_pipes: int, modes: Path = MODES) -> None:
        self.pool = Pool(most_pipes)
        self._modes = modes

    def version(self, source: str, target: str) -> str:
        """Return the digest of the direction's mode file: another package, another version."""
        return _digest(self._files().get((source, target)))

    def pairs(self) -> set[tuple[str, str]] | None:
        """Return the directions whose packages are installed."""
        return set(self._files())

    def translate(
        self, cut: Sequence[Piece], source: str, target: str, limit_s: float
    ) -> tuple[str, int]:
        """Translate one text.

        Raises:
            EngineFailure: ``no_pair``, ``timeout``, ``crashed``, ``busy``, ``empty``, ``glossary``.
        """
        mode = self._files().get((source, target))
        if mode is None:
            raise EngineFailure("no_pair", f"no package for {source} to {target} is installed")
        line = "".join(_piece(piece) for piece in cut)
        raw = self.pool.ask(
            mode.stem, lambda: chain(mode.read_text()), f"{line}.[][\n]\0".encode(), limit_s
        )
        text, sure = _read(raw.decode("utf-8", "replace"), "".join(piece.text for piece in cut))
        if any(piece.fixed and piece.text not in text for piece in cut):
            raise EngineFailure("glossary", "one of the venue's own words was lost")
        return text, sure

    def close(self) -> None:
        """End the chains."""
        self.pool.close()

    def _files(self) -> dict[tuple[str, str], Path]:
        return _installed(self._modes, self._modes.stat().st_mtime_ns) if (
            self._modes.is_dir()
        ) else {}  # fmt: skip


def make(settings: Settings) -> Apertium:
    """Return the engine as the venue's settings say."""
    return Apertium(settings.number("translator.pipes"))


def chain(mode: str) -> str:
    """Return a mode file's command with every program flushing at NUL.

    ``$1`` is the generator's mode: ``-n`` leaves its marks out, but unknown words must stay marked
    to be counted, so ``-g``; ``$2`` is the tagger's and stays empty.
    """
    stages = [stage.strip() for stage in mode.strip().split("|")]
    flushing = [re.sub(r"^(\S+)", r"\1 -z", stage, count=1) for stage in stages if stage]
    return " | ".join(flushing).replace("$1", "-g").replace("$2", "")


@lru_cache(maxsize=4)
def _installed(modes: Path, _changed_ns: int) -> dict[tuple[str, str], Path]:
    found = {}
    for path in sorted(modes.glob("*.mode")):
        named = POOL_NAME.fullmatch(path.stem)
        if named and named[1] in CODES and named[2] in CODES:
            found[CODES[named[1]], CODES[named[2]]] = path
    return found


def _digest(mode: Path | None) -> str:
    if mode is None:
        return ""
    state = mode.stat()
    return hashlib.blake2b(
        f"{state.st_mtime_ns} {state.st_size}".encode(), digest_size=6
    ).hexdigest()


def _piece(piece: Piece) -> str:
    flat = piece.text.replace("\0", "").replace("\n", " ")
    escaped = SPECIAL.sub(lambda one: "\\" + one[0], flat)
    return f"[{escaped}]" if piece.fixed else escaped


def _read(answer: str, asked: str) -> tuple[str, int]:
    body = answer.replace("[][\n]", "").removesuffix(".").rstrip()
    unknown, words = len(UNKNOWN.findall(body)), max(1, len(body.split()))
    body = UNKNOWN.sub("", body)
    body = re.sub(r"(?<!\\)[\[\]]", "", body)
    text = " ".join(re.sub(r"\\(.)", r"\1", body).split())
    if not text and asked.strip():
        raise EngineFailure("empty", "the translation programs answered nothing")
    return text, round(MOST_SURE * max(0, words - unknown) / words)
