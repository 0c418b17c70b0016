"""The order of truth through the routes, the venue's own words, and notes for the kitchen."""

from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside, Person
from venue.translator import engines
from venue.translator.engines.apertium import Apertium


@pytest.fixture
def house(demo_data: Path, tmp_path: Path, modes: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The demo venue with the stand-in chains for its engine."""
    monkeypatch.setitem(engines.FACTORIES, "apertium", lambda _settings: Apertium(8, modes))
    inside = Inside(demo_data, tmp_path / "inside", **{"translator.engines": ["apertium"]})
    yield inside
    inside.close()


def ask(who: Person, text: str, source: str = "en", target: str = "es") -> dict[str, Any]:
    body = {"text": text, "source": source, "target": target}
    answer = who.client.post("/api/v1/translate", json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json
    assert made["original"] == text
    return made


def test_the_order_of_truth(house: Inside) -> None:
    guest, manager = house.guest(), house.staff("Marta")
    phrase = ask(guest, "the bill, please")
    assert (phrase["text"], phrase["quality"], phrase["origin"]) == (
        "La cuenta, por favor", "human", "phrasebook",
    )  # fmt: skip
    first = ask(guest, "terrace with music")
    assert first["text"] == "eng-spa:terrace eng-spa:with eng-spa:music"
    assert (first["quality"], first["origin"], first["engine"]) == ("machine", "engine", "apertium")
    assert ask(guest, "terrace  with music")["origin"] == "cache"
    term = {"source": "en", "target": "es", "term": "terrace", "word": "Terraza Azul"}
    assert manager.post("/api/v1/glossary", term).status_code == 201
    after = ask(guest, "terrace with music")
    assert after["origin"] == "engine"
    assert "Terraza Azul" in after["text"]
    whole = ask(guest, "Terrace!")
    assert (whole["text"], whole["origin"]) == ("Terraza Azul!", "glossary")
    none = ask(guest, "terrace with music", "en", "en")
    assert none["quality"] == "same"


def test_without_an_engine_the_original_stands_alone(house: Inside) -> None:
    made = ask(house.guest(), "EMPTY")
    assert made["text"] is None
    assert made["warning"] == "no_engine"
    assert made["quality"] == "none"
    unknown = ask(house.guest(), "saluton al ciuj", "eo", "es")
    assert unknown["text"] is None
    assert unknown["warning"] == "no_dictionary"


@pytest.mark.parametrize(
    "text",
    [
        "I am allergic to nuts", "the nuts of my chair are loose", "no shrimp in it",
        "gluten free for my wife", "my son cannot eat eggs", "sin lactosa",
    ],
)  # fmt: skip
def test_no_machine_speaks_of_safety(house: Inside, text: str) -> None:
    made = ask(house.guest(), text)
    assert made["text"] is None
    assert made["quality"] == "none"
    assert made["warning"] == "safety"
    assert made["needs_tap"]
    assert made["marks"]


def test_no_and_without_come_from_the_dictionary(house: Inside) -> None:
    made = ask(house.guest(), "no onion")
    assert (made["text"], made["quality"]) == ("Sin: cebolla", "human")
    unknown = ask(house.guest(), "no parsley")
    assert unknown["text"] is None
    assert unknown["needs_tap"]
    assert [mark["words"] for mark in unknown["marks"]] == ["Sin"]


def test_the_venue_adds_and_overrides_phrases(house: Inside) -> None:
    guest, manager = house.guest(), house.staff("Marta")

    def put(name: str, language: str, words: str) -> Any:
        return manager.client.put(
            f"/api/v1/phrases/{name}",
            json={"language": language, "words": words},
            headers={"Idempotency-Key": __import__("venue.core.ids").core.ids.uuid7()},
        )

    assert put("phrase.bill_please", "es", "La nota, por favor").status_code == 200
    assert ask(guest, "The bill, please")["text"] == "La nota, por favor"
    assert put("own.pool", "en", "Where is the pool?").status_code == 200
    assert put("own.pool", "es", "¿Dónde está la piscina?").status_code == 200
    assert ask(guest, "where is the pool")["text"] == "¿Dónde está la piscina?"
    assert put("allergen.nuts", "es", "tuercas").json["code"] == "translator.fixed_word"
    assert put("phrase.table_for", "es", "Una mesa").json["code"] == "translator.slots"
    items = guest.json("/api/v1/phrases?source=en&target=es")["items"]
    assert {"own.pool", "phrase.hello"} <= {item["name"] for item in items}
    denied = guest.client.put("/api/v1/phrases/phrase.hello", json={})
    assert denied.status_code in (401, 403)


def test_a_flood_is_slowed(house: Inside) -> None:
    guest = house.guest()
    for _ in range(60):
        ask(guest, "Thank you")
    body = {"text": "Thank you", "source": "en", "target": "es"}
    assert guest.client.post("/api/v1/translate", json=body).status_code == 429


def test_the_kitchen_reads_a_note_in_its_language_and_the_guests_words(house: Inside) -> None:
    guest = house.guest()
    lines = guest.lines(2)
    lines[0]["note"], lines[1]["note"] = "soy alérgico a los frutos secos", "la salsa aparte"
    order = guest.post("/api/v1/orders", {"lines": lines, "note": "thanks"}, expect=201).json
    assert "note_translated" not in order
    by_note = {line["note"]: line.get("note_translated") for line in order["lines"]}
    grave = by_note["soy alérgico a los frutos secos"]
    assert grave["text"] is None
    assert [(mark["kind"], mark["words"]) for mark in grave["marks"]] == [
        ("allergy", "Allergy"), ("allergen", "Tree nuts"),
    ]  # fmt: skip
    assert by_note["la salsa aparte"]["text"] == "sauce on the side"
    board = house.device("kitchen").json("/api/v1/kitchen/all/tickets")
    assert "Tree nuts" in str(board)
