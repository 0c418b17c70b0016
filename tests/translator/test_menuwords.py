"""The menu by machine: whole or not at all, a person's words over it, never an allergen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Inside
from tests.translator.conftest import *  # noqa: F403
from venue.core.ids import uuid7
from venue.translator import engines
from venue.translator.engines.apertium import Apertium
from venue.translator.engines.rests import Rests
from venue.translator.menuwords import AGAIN_MS, MenuWords

LANGUAGES = {"venue.languages": ["en", "es"], "translator.engines": ["apertium"]}


@pytest.fixture
def house(demo_data: Path, tmp_path: Path, modes: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(engines.FACTORIES, "apertium", lambda _settings: Apertium(8, modes))
    inside = Inside(demo_data, tmp_path / "inside", **LANGUAGES)
    yield inside
    inside.close()


def menu(box: Inside, lang: str = "es") -> dict[str, dict[str, Any]]:
    found = box.guest().json(f"/api/v1/menu?lang={lang}")
    return {str(one["id"]): one for some in found["sections"] for one in some["items"]}


def es(box: Inside) -> dict[str, Any]:
    [one] = box.staff("Marta").json("/api/v1/menu/languages")["items"]
    found: dict[str, Any] = one
    return found


def by_machine(box: Inside) -> list[str]:
    return [one["name"] for one in menu(box).values() if "original" in one]


def translated(box: Inside) -> dict[str, Any]:
    """Let the job run until nothing waits."""
    for _ in range(40):
        box.pass_time(61)
        if not es(box)["waiting"]:
            break
    return es(box)


def by_hand(box: Inside) -> None:
    """Write what no machine translates; the menu comes by itself then."""
    marta = box.staff("Marta")
    for one in translated(box)["withheld"]:
        path = f"/api/v1/menu/records/{one['kind']}/{one['key']}"
        fields = {"fields": {f"{one['field']}_es": f"a person's {one['field']}"}}
        answer = marta.client.put(path, json=fields, headers={"Idempotency-Key": uuid7()})
        assert answer.status_code in (200, 409), answer.text
    assert translated(box)["withheld"] == []
    box.pass_time(61)
    assert es(box)["state"] == "shown"


def test_nothing_is_shown_before_all_of_it_can_be(house: Inside) -> None:
    first = es(house)
    assert first["state"] == "making"
    house.pass_time(61)
    half = es(house)
    assert 0 < half["waiting"] < first["waiting"]
    assert by_machine(house) == [], "half a menu was shown"
    marta = house.staff("Marta")
    show = "/api/v1/menu/languages/es/show"
    done = translated(house)
    # The demo's menu speaks of cheese, fish and nuts: no machine may translate those.
    assert done["withheld"]
    assert done["state"] == "making"
    refused = marta.post(show, {})
    assert (refused.status_code, refused.json["code"]) == (409, "menu.not_whole")
    assert by_machine(house) == [], "half a menu was shown by a tap"
    by_hand(house)
    assert by_machine(house)
    marta.post("/api/v1/menu/languages/es/hide", {}, expect=200)
    assert by_machine(house) == []
    house.pass_time(61)
    assert by_machine(house) == [], "what a person hid came back by itself"
    assert marta.post(show, {}, expect=200).json["records"] > 5
    assert by_machine(house)
    unknown = marta.post("/api/v1/menu/languages/xx/show", {})
    assert (unknown.status_code, unknown.json["code"]) == (404, "menu.unknown_language")


def test_every_text_is_in_the_language_and_a_machines_has_its_original_beside_it(
    house: Inside,
) -> None:
    by_hand(house)
    original = menu(house, "en")
    assert by_machine(house)
    for key, one in menu(house).items():
        before = original[key]
        for name in ("name", "description"):
            made = one[name].lower().startswith("eng-spa:")
            assert made or not before[name] or one[name] == f"a person's {name}", one[name]
            assert not made or one["original"][name] == before[name]
        assert one["allergens"] == before["allergens"]
    marked = [
        (some["name"], some["original"])
        for one in menu(house).values()
        for group in one["modifier_groups"]
        for some in (group, *group["modifiers"])
        if "original" in some
    ]
    assert marked
    assert all(name != text for name, text in marked), "the phrasebook or the engine made it"


def test_a_new_dish_follows_by_itself_and_a_changed_one_drops_its_words(house: Inside) -> None:
    by_hand(house)
    marta = house.staff("Marta")
    dish = {"name": "Terrace plate", "section": "mains", "price": "9.00"}
    marta.post("/api/v1/menu/records/item", {"fields": dish}, expect=201)
    assert "Terrace plate" in [one["name"] for one in menu(house).values()]
    house.pass_time(61)
    assert "Eng-spa:Terrace eng-spa:plate" in by_machine(house)
    changed = {"fields": {"name": "Terrace bowl"}}
    headers = {"Idempotency-Key": uuid7()}
    key = next(one for one in house.rows("SELECT key FROM item WHERE name = 'Terrace plate'"))
    marta.client.put(f"/api/v1/menu/records/item/{key['key']}", json=changed, headers=headers)
    names = [one["name"] for one in menu(house).values()]
    assert "Terrace bowl" in names, "the machine's words outlived their original"


@pytest.mark.parametrize(
    "trap", ["Peanut butter toast", "Salad without cheese", "Vegan burger", "Wheel nuts"]
)
def test_planted_traps_wait_for_a_person(house: Inside, trap: str) -> None:
    dish = {"name": trap, "section": "mains", "price": "9.00"}
    house.staff("Marta").post("/api/v1/menu/records/item", {"fields": dish}, expect=201)
    done = translated(house)
    assert trap in [one["text"] for one in done["withheld"]]
    by_hand(house)
    assert "a person's name" in [one["name"] for one in menu(house).values()]
    assert trap not in by_machine(house)


def test_an_engine_that_cannot_is_not_asked_without_end(
    house: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its rests are of the real clock; the tries alone are looked at here.
    monkeypatch.setattr(Rests, "rests_now", lambda _self, _name: False)
    dish = {"name": "EMPTY", "section": "mains", "price": "9.00"}
    house.staff("Marta").post("/api/v1/menu/records/item", {"fields": dish}, expect=201)
    for _ in range(12):
        house.pass_time(61)
    one = es(house)
    assert (one["waiting"], one["given_up"]) == (1, 1)


class Away:
    """An engine that does not answer until it is told that it may."""

    name, local = "apertium", True

    def __init__(self) -> None:
        self.is_up, self.asked = False, 0

    def version(self, _source: str, _target: str) -> str:
        return "1"

    def pairs(self) -> set[tuple[str, str]] | None:
        return None

    def translate(self, cut: Any, _source: str, _target: str, _limit_s: float) -> tuple[str, int]:
        self.asked += 1
        if not self.is_up:
            raise engines.EngineFailure("http", "no answer")
        return "".join(f"es:{one.text}" for one in cut), 50

    def close(self) -> None:
        pass


def test_an_outage_of_the_engine_is_no_fault_of_the_texts(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Away()
    monkeypatch.setitem(engines.FACTORIES, "apertium", lambda _settings: engine)
    box = Inside(demo_data, tmp_path / "inside", **LANGUAGES)
    try:
        for _ in range(6):
            box.pass_time(61)
        before = es(box)
        assert before["waiting"] > 10
        assert before["given_up"] == 0
        engine.is_up = True
        monkeypatch.setattr(Rests, "rests_now", lambda _self, _name: False)
        after = translated(box)
        assert (after["waiting"], after["given_up"]) == (0, 0)
    finally:
        box.close()


def test_what_was_given_up_is_tried_again_after_an_hour(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Away()
    monkeypatch.setitem(engines.FACTORIES, "apertium", lambda _settings: engine)
    monkeypatch.setattr(Rests, "rests_now", lambda _self, _name: False)
    box = Inside(demo_data, tmp_path / "inside", **LANGUAGES)
    try:
        for _ in range(12):
            box.pass_time(61)
        before = es(box)
        assert before["given_up"] == before["waiting"] > 10
        asked = engine.asked
        box.pass_time(61)
        assert engine.asked == asked
        engine.is_up = True
        box.pass_time(AGAIN_MS / 1000)
        assert translated(box)["waiting"] == 0
    finally:
        box.close()


def between(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[], object], holds: Callable[[Any], object]
) -> None:
    """Let a person do something once, after the menu was read and before it is written."""
    read, done = MenuWords.of, list[bool]()

    def of(self: MenuWords, code: str) -> Any:
        language = read(self, code)
        if not done and holds(language):
            done.append(True)
            change()
        return language

    monkeypatch.setattr(MenuWords, "of", of)


def test_a_dish_that_changes_while_its_words_are_on_the_way_keeps_its_own(
    house: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    marta = house.staff("Marta")
    by_hand(house)
    dish = {"name": "Terrace plate", "section": "mains", "price": "9.00"}
    marta.post("/api/v1/menu/records/item", {"fields": dish}, expect=201)
    [key] = [one["key"] for one in house.rows("SELECT key FROM item WHERE name = 'Terrace plate'")]

    def rename() -> None:
        answer = marta.client.put(
            f"/api/v1/menu/records/item/{key}",
            json={"fields": {"name": "Peanut plate"}},
            headers={"Idempotency-Key": uuid7()},
        )
        assert answer.status_code == 200, answer.text

    between(monkeypatch, rename, lambda language: ("item", key) in language.ready)
    for _ in range(3):
        house.pass_time(61)
    names = [one["name"] for one in menu(house).values()]
    assert "Peanut plate" in names, "words of another dish stand over it"


def test_a_menu_that_is_hidden_while_its_words_are_on_the_way_stays_so(
    house: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    marta = house.staff("Marta")
    by_hand(house)
    dish = {"name": "Terrace plate", "section": "mains", "price": "9.00"}
    marta.post("/api/v1/menu/records/item", {"fields": dish}, expect=201)
    state = MenuWords._state

    def hide_after(self: MenuWords, code: str) -> str:
        if hidden:
            return "shown"
        found = state(self, code)
        if ready:
            hidden.append(True)
            marta.post("/api/v1/menu/languages/es/hide", {}, expect=200)
        return found

    hidden, ready = list[bool](), list[bool]()
    between(monkeypatch, lambda: ready.append(True), lambda language: language.ready)
    monkeypatch.setattr(MenuWords, "_state", hide_after)
    house.pass_time(61)
    assert hidden
    assert by_machine(house) == []
    assert house.rows("SELECT value FROM fact WHERE name = 'menu.words.es'") == [
        {"value": "hidden"}
    ]
