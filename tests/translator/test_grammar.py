"""Which sentences may be spoken, and what counts as one of them."""

from hypothesis import given
from hypothesis import strategies as st

from venue.translator import book
from venue.translator.speech import numbers
from venue.translator.speech.grammar import Grammar, of

BOOK = of(book.shipped()["en"].entries)


def said(number: int) -> str:
    """Return a number from 0 to 999 as a person says it."""
    if number >= 100:
        rest = f" and {said(number % 100)}" if number % 100 else ""
        return f"{numbers.UNITS[number // 100 - 1]} hundred{rest}"
    if number >= 20:
        rest = f" {numbers.UNITS[number % 10 - 1]}" if number % 10 else ""
        return numbers.TENS[number // 10 - 2] + rest
    return ("zero", *numbers.UNITS, *numbers.TEENS)[number]


@given(st.integers(0, 999))
def test_a_number_is_read_as_it_is_said(number: int) -> None:
    assert numbers.read(said(number).split()) == number
    without_and = [word for word in said(number).split() if word != "and"]
    assert numbers.read(without_and) == number


def test_rooms_are_said_in_their_own_way() -> None:
    for words, number in (
        ("one oh two", 102), ("three fourteen", 314), ("two fifty", 250), ("five twenty one", 521),
    ):  # fmt: skip
        assert numbers.read(words.split()) == number


@given(st.lists(st.sampled_from(sorted(numbers.WORDS)), max_size=6))
def test_whatever_is_read_is_a_number_of_a_house(words: list[str]) -> None:
    number = numbers.read(words)
    assert number is None or 0 <= number <= 999


def test_parts_of_numbers_are_none() -> None:
    for words in ("", "hundred", "and", "one hundred and", "one oh", "twenty ten", "oh", "one two"):
        assert numbers.read(words.split()) is None


def test_only_a_whole_sentence_is_read() -> None:
    assert BOOK.read("the bill please") == "The bill, please"
    assert BOOK.read("table five would like the bill") == "Table 5 would like the bill"
    assert BOOK.read("please bring towels to room one oh two") == "Please bring towels to room 102"
    assert BOOK.read("what is the wi fi password") == "What is the Wi-Fi password?"
    for part in ("please call the", "the bill", "table would like the bill", "", "on the",
                 "table five five would like the bill", "the bill please now"):  # fmt: skip
        assert BOOK.read(part) is None


def test_every_sentence_of_the_book_can_be_spoken_and_no_allergen() -> None:
    entries = book.shipped()["en"].entries
    texts = [text for name, text in entries.items() if name.startswith("phrase.")]
    spoken = {one.text for one in BOOK.phrases}
    assert {text for text in texts if " " in text} == spoken
    assert "Peanuts" not in spoken
    assert "Tree nuts" not in spoken


def test_a_venues_own_phrase_can_be_spoken_unless_it_holds_what_has_no_sound() -> None:
    grammar = of({"own.sauna": "Where is the sauna?", "own.ru": "Где баня?", "own.x": "Room 4b"})
    assert [one.text for one in grammar.phrases] == ["Where is the sauna?"]
    assert grammar.without(["sauna"]) == Grammar(())
    assert "where is the sauna" in grammar.jsgf()


@given(st.integers(0, 999))
def test_what_was_said_is_a_phrase_that_the_book_translates(number: int) -> None:
    text = BOOK.read(f"table {said(number)} would like the bill")
    assert text is not None
    translated = book.with_own({}).translate(text, "en", "es")
    assert translated is not None
    assert str(number) in translated


def test_sentences_of_safety_are_heard_and_never_taken() -> None:
    made, text = BOOK, f"{BOOK.jsgf()}\n"
    for spoken in ("no nuts", "without milk", "i am allergic to eggs", "vegan"):
        assert f"| {spoken}\n" in text, spoken
        assert made.read(spoken) is None
    assert {"allergic", "nuts"} <= set(made.words)
    assert " nuts\n" not in made.without(["nuts"]).jsgf()
