"""Words: English and Russian complete, placeholders the same, plural forms whole."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "venue" / "web" / "static" / "text"
PLURALS = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}
USED = re.compile(r"""\bt\(\s*["']([a-z_]+(?:\.[a-z_0-9]+)+)["']""")


def texts(lang: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{lang}.json").read_text())
    return loaded


def places(value: Any) -> set[str]:
    words = value if isinstance(value, str) else " ".join(value.values())
    return set(re.findall(r"{(\w+)}", words))


def test_english_and_russian_have_the_same_keys() -> None:
    assert set(texts("en")) == set(texts("ru"))


@pytest.mark.parametrize("lang", ["ru", "ar"])
def test_a_translation_fills_the_same_places(lang: str) -> None:
    english = texts("en")
    for key, value in texts(lang).items():
        assert key in english, key
        assert places(value) <= places(english[key]), key
        assert value, key


@pytest.mark.parametrize("lang", PLURALS)
def test_plural_forms_are_whole(lang: str) -> None:
    for key, value in texts(lang).items():
        if isinstance(value, dict):
            assert set(value) == PLURALS[lang], key


def test_every_text_that_a_screen_asks_for_is_there() -> None:
    english = texts("en")
    web = ROOT / "venue" / "web"
    files = [*web.glob("static/js/**/*.js"), *web.glob("templates/*.html")]
    asked = {key for path in files for key in USED.findall(path.read_text())}
    assert len(asked) > 150
    # What ends so is put together with a word: some text must begin so.
    begun = {key for key in asked if key.endswith("_")}
    assert {key for key in asked - begun if key not in english} == set()
    assert {one for one in begun if not any(key.startswith(one) for key in english)} == set()
