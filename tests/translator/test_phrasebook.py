"""The phrasebook: complete in every language, and its slots are filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venue.menu.model import ALLERGENS, DIETS
from venue.translator import book

LEAST_LANGUAGES = 20
BOOK = book.with_own({})


def test_there_are_enough_languages_and_phrases() -> None:
    assert len(book.shipped()) >= LEAST_LANGUAGES
    names = book.shipped()["en"].entries
    assert sum(name.startswith("phrase.") for name in names) >= 150
    assert {f"allergen.{code}" for code in ALLERGENS} <= set(names)
    assert {f"diet.{code}" for code in DIETS} <= set(names)


@pytest.mark.parametrize("code", sorted(book.shipped()))
def test_a_language_is_complete(code: str) -> None:
    english, own = book.shipped()["en"], book.shipped()[code]
    assert list(own.entries) == list(english.entries)
    assert set(own.words) == set(english.words)
    assert own.name
    for name, text in own.entries.items():
        assert text, name
        assert text.strip() == text, name
        assert sorted(book.SLOT.findall(text)) == sorted(
            book.SLOT.findall(english.entries[name])
        ), name


@pytest.mark.parametrize("code", sorted(book.shipped()))
def test_every_phrase_is_found_by_its_own_words(code: str) -> None:
    for name, text in book.shipped()[code].entries.items():
        filled = text.replace("{n}", "12")
        found = BOOK.find(filled, code)
        assert found is not None, name
        # Two phrases may be one in a language ("good evening"); the words must then be the same.
        said = BOOK.say(found[0], code, found[1])
        assert said is not None
        assert said.casefold() == filled.casefold()


@given(st.integers(0, 999_999))
def test_a_number_goes_through(number: int) -> None:
    said = BOOK.translate(f"Table {number} would like the bill!", "en", "es")
    assert said == f"La mesa {number} pide la cuenta"


@given(st.text(max_size=60))
def test_any_text_is_looked_up_without_a_failure(text: str) -> None:
    BOOK.find(text, "en")


def test_the_venues_own_words_come_first() -> None:
    own = book.with_own({("es", "phrase.hello"): "Buenas"})
    assert own.translate("hello", "en", "es") == "Buenas"
    assert own.translate("buenas", "es", "en") == "Hello"
