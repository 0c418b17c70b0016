"""What no machine may translate, in several languages; and the traps."""

import pytest

from venue.translator import safety, service
from venue.translator.book import shipped, with_own
from venue.translator.model import Translation

SENTENCES = [
    ("en", "I am allergic to nuts.", "nuts"),
    ("en", "No onions please, I am alergic to penuts and peanuts", "peanuts"),
    ("en", "is there any wheat in it", "gluten"),
    ("en", "one 🥜 and we go to hospital", "peanuts"),
    ("es", "Soy alérgico a los frutos secos", "nuts"),
    ("es", "SIN GAMBAS por favor", "crustaceans"),
    ("es", "mi hija no tolera la lactosa", "milk"),
]


@pytest.mark.parametrize(("language", "text", "code"), SENTENCES)
def test_an_allergen_is_recognised(language: str, text: str, code: str) -> None:
    found = safety.findings(text, language)
    assert ("allergen", code) in found
    assert safety.is_grave(found)


@pytest.mark.parametrize(("language", "text", "code"), SENTENCES)
def test_an_allergen_is_recognised_in_a_text_said_to_be_of_another_language(
    language: str, text: str, code: str
) -> None:
    assert ("allergen", code) in safety.findings(text, "es" if language == "en" else "en")


@pytest.mark.parametrize(
    "text", ["Where can I buy a map?", "Can we sit near the window?", "Two more, thanks"]
)
def test_an_everyday_text_is_left_to_the_engine(text: str) -> None:
    assert safety.findings(text, "en") == frozenset()


@pytest.mark.parametrize(
    ("source", "original", "target", "answer"),
    [
        # The wheel's nuts: tuercas in Spanish, and nuts again on the way back.
        ("es", "soy alérgico a las tuercas", "en", "I am allergic to the nuts"),
        ("es", "la tuerca de la silla está suelta", "en", "the nut of the chair is loose"),
        ("en", "the chair is broken", "es", "la silla está sin huevos"),
    ],
)
def test_a_machine_that_brings_in_an_allergen_is_not_shown(
    source: str, original: str, target: str, answer: str
) -> None:
    made = Translation(
        original=original, source=source, target=target, text=answer, quality="machine"
    )
    shown = service.checked(made)
    assert shown.text is None
    assert shown.needs_tap
    assert shown.warning == "safety"
    assert shown.original == original


def test_the_dictionary_speaks_for_the_machine() -> None:
    found = safety.findings("No gluten, I am allergic to nuts", "en")
    said = [mark.words for mark in safety.marks(found, with_own({}), "es")]
    assert said == ["Alergia", "Gluten (cereales)", "Frutos de cáscara", "Sin"]


def test_every_language_recognises_its_own_words_for_the_allergens() -> None:
    for code, language in shipped().items():
        for name in language.words:
            assert language.words[name], (code, name)
        for name, text in language.entries.items():
            if name.startswith(("allergen.", "diet.")):
                assert tuple(name.split(".")) in safety.findings(text, code), (code, name)
