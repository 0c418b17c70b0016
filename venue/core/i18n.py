"""Words for people: one JSON file per language, shared by the pages and the server."""

from functools import lru_cache
from pathlib import Path

from venue.core.errors import VenueError
from venue.core.jsonx import loads

FOLDER = Path(__file__).parent.parent / "web" / "static" / "text"
FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


Text = str | dict[str, str]


@lru_cache(maxsize=64)
def texts(lang: str) -> dict[str, Text]:
    """Return every text of a language by key; empty when there is no such file.

    A text with plural forms is ``{one, few, many, other}``; screens alone use those.
    """
    path = FOLDER / f"{lang}.json"
    if not lang.isalnum() or not path.is_file():
        return {}
    loaded: dict[str, Text] = loads(path.read_bytes())
    return loaded


def languages() -> list[str]:
    """Return the languages that have a file."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def text(lang: str, key: str, **values: object) -> str:
    """Return the text of ``key``, in English when the language lacks it, else the key itself.

    ``{name}`` in a text is replaced by ``values``.
    """
    text_or_forms = texts(lang).get(key) or texts(FALLBACK).get(key) or key
    found = text_or_forms if isinstance(text_or_forms, str) else text_or_forms["other"]
    for name, value in values.items():
        found = found.replace("{" + name + "}", str(value))
    return found


def refusal(lang: str, error: VenueError) -> str:
    """Return a refusal's sentence in a language, in the refusal's own words where it has none."""
    key = f"error.{error.code}"
    found = text(lang, key)
    return error.message if found == key else found


def best(accept_language: str, offered: list[str], default: str) -> str:
    """Return the offered language that a browser's ``Accept-Language`` likes best."""
    wanted = [part.split(";")[0].strip().lower()[:2] for part in accept_language.split(",")]
    return next((lang for lang in wanted if lang in offered), default)
