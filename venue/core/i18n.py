"""Words for people: one JSON file per language, shared by the pages and the server."""

from functools import lru_cache
from pathlib import Path

from venue.core.jsonx import loads

FOLDER = Path(__file__).parent.parent / "web" / "static" / "text"
FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@lru_cache(maxsize=64)
def words(lang: str) -> dict[str, str]:
    """Return every text of a language by key; empty when there is no such file.

    A text with plural forms, which screens alone use, is given in its ``other`` form.
    """
    path = FOLDER / f"{lang}.json"
    if not lang.isalnum() or not path.is_file():
        return {}
    loaded: dict[str, str | dict[str, str]] = loads(path.read_bytes())
    return {
        key: value if isinstance(value, str) else value["other"] for key, value in loaded.items()
    }


def languages() -> list[str]:
    """Return the languages that have a file."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def text(lang: str, key: str, **values: object) -> str:
    """Return the text of ``key``, in English when the language lacks it, else the key itself.

    ``{name}`` in a text is replaced by ``values``.
    """
    found = words(lang).get(key) or words(FALLBACK).get(key) or key
    for name, value in values.items():
        found = found.replace("{" + name + "}", str(value))
    return found


def best(accept_language: str, offered: list[str], default: str) -> str:
    """Return the offered language that a browser's ``Accept-Language`` likes best."""
    wanted = [part.split(";")[0].strip().lower()[:2] for part in accept_language.split(",")]
    return next((lang for lang in wanted if lang in offered), default)
