"""Each page gets its own words and drawings, made from the one file for all."""

import json
import re

import pytest

from tests.inside import Inside
from venue.core import i18n
from venue.web import bundle, parts
from venue.web.static_files import FOLDER, address

ENTRIES = sorted(
    path.stem for path in (FOLDER / "js").glob("*.js") if (path.parent / path.stem).is_dir()
)
ASKED = re.compile(r"""\bt\(\s*["']([a-z_]+(?:\.[a-z_0-9]+)+)["']""")


def source(entry: str) -> str:
    script = FOLDER / "js" / f"{entry}.js"
    return "".join(bundle.script(one) for one in (script, *bundle.parts_of(script)))


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("lang", ["en", "ru", "ar"])
def test_a_part_has_every_word_its_screen_asks_for_and_less_than_all(entry: str, lang: str) -> None:
    words = parts.words(lang, entry)
    asked = {key for key in ASKED.findall(source(entry)) if not key.startswith("error.")}
    assert asked
    assert asked <= words.keys()
    # The manager's screen names settings, whose keys look like those of words.
    most = 1 if entry == "manage" else 0.9
    assert len(words) < len(i18n.texts("en")) * most


def test_a_part_is_served_once_packed_and_for_ever(box: Inside) -> None:
    guest = box.guest()
    packed = {"Accept-Encoding": "gzip"}
    answer = guest.get(address("text/ru.guest.json"), headers=packed)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    words = guest.get(address("text/ru.guest.json")).json
    assert words["guest.send"] == i18n.texts("ru")["guest.send"]
    assert not any(key.startswith(("waiter.", "status.", "kitchen.")) for key in words)
    # What a language lacks is there in English, so that one file is enough.
    assert guest.get(address("text/ar.waiter.json")).json["waiter.title"]
    for path in ("text/xx.guest.json", "text/en.nothing.json", "icons.nothing.svg"):
        assert guest.get(address(path)).status_code == 404, path


def test_the_page_carries_its_own_words_alone(box: Inside) -> None:
    page = box.guest().get("/guest").text
    boot = json.loads(re.search(r'id="boot">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert boot["text"] == parts.words("en", "guest")
    assert "error.staff.unknown" not in boot["text"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_sprite_has_every_drawing_that_its_script_names(entry: str) -> None:
    whole = set(re.findall(r'id="([^"]+)"', (FOLDER / "icons.svg").read_text()))
    own = set(re.findall(r'id="([^"]+)"', parts.icons(entry)))
    named = set(re.findall(r'name="([a-z0-9-]+)"', source(entry))) & whole
    assert named <= own < whole
