"""Menu files through the routes: whole or not at all, and each fault with its line."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from tests.menu.conftest import DEMO, Box
from venue.menu.files import exchange

TWO = "kind,key,section,name,price\nsection,food,,Food,\n,bread,food,Bread,3.50\n"


def faults(answer: dict[str, Any]) -> list[tuple[int, str]]:
    return [(one["line"], one["words"]) for one in answer["problems"]]


def test_a_first_csv_needs_no_more_than_sections_and_items(empty: Box) -> None:
    answer = empty.bring_in(TWO)
    assert (answer["applied"], answer["added"], answer["problems"]) == (True, 2, [])
    bread = empty.items()["Bread"]
    assert (bread["price"]["amount"], bread["station"]) == (350, 1)


def test_a_dry_run_tells_and_changes_nothing(empty: Box) -> None:
    answer = empty.bring_in(TWO, dry_run=True)
    assert (answer["applied"], answer["added"]) == (False, 2)
    assert answer["changes"][1] == {"kind": "item", "key": "bread", "what": "added", "fields": []}
    assert empty.menu()["sections"] == []
    assert empty.news == []


def test_a_second_import_keeps_ids_and_unnamed_fields(box: Box) -> None:
    before = box.items()
    answer = box.bring_in("key,price\ncarbonara,15.00\nespresso,2.20\n")
    assert (answer["changed"], answer["added"], answer["removed"]) == (1, 0, 0)
    assert answer["changes"] == [
        {"kind": "item", "key": "carbonara", "what": "changed", "fields": ["price"]}
    ]
    price = {"price": {"amount": 1500, "currency": "EUR"}}
    assert box.items()["Carbonara"] == before["Carbonara"] | price
    assert [(news.room, news.kind) for news in box.news] == [("*", "menu")]


def test_the_same_file_again_changes_nothing(box: Box) -> None:
    seq = box.menu()["seq"]
    answer = box.bring_in(DEMO, "toml", replace=True)
    assert (answer["applied"], answer["changes"]) == (True, [])
    assert (box.news, box.menu()["seq"]) == ([], seq)


def test_what_is_missing_goes_only_with_replace(box: Box) -> None:
    without = DEMO.split('[[item]]\nkey = "espresso"')[0]
    assert box.bring_in(without, "toml")["removed"] == 0
    assert "Espresso" in box.items()
    espresso = box.items()["Espresso"]["id"]
    answer = box.bring_in(without, "toml", replace=True)
    assert (answer["removed"], answer["changed"]) == (2, 0)
    assert "Espresso" not in box.items()
    back = box.bring_in("key,active\nespresso,yes\n")
    assert back["changed"] == 1
    assert box.items()["Espresso"]["id"] == espresso


def test_replace_leaves_kinds_alone_that_the_file_does_not_have(box: Box) -> None:
    answer = box.bring_in("key,section,name,price\nbeer,drinks,Beer,4\n", replace=True)
    assert answer["applied"]
    assert list(box.items()) == ["Beer"]
    stations = (box.call("GET", "/api/v1/stations").json or {})["items"]
    assert len(stations) == 4


def test_the_order_of_a_replacing_file_is_the_order_of_the_menu(box: Box) -> None:
    rows = "".join(f"section,{key},{key}\n" for key in ("drinks", "pizza", "starters"))
    answer = box.bring_in(f"kind,key,name\n{rows}", replace=True)
    assert (answer["applied"], answer["removed"]) == (True, 2)
    assert [one["name"] for one in box.menu()["sections"]] == ["drinks", "pizza", "starters"]
    text = "kind,key,name\n" + "".join(reversed(rows.splitlines(keepends=True)))
    assert box.bring_in(text, replace=True)["moved"] > 0
    assert [one["name"] for one in box.menu()["sections"]] == ["starters", "pizza", "drinks"]


def test_an_import_does_not_touch_what_is_left(box: Box) -> None:
    steak = box.items()["T-bone alla fiorentina 1 kg"]["id"]
    box.call("POST", f"/api/v1/items/{steak}/eighty-six", {"remaining_qty": 1})
    box.bring_in("key,price,remaining_qty\nfiorentina,70,9\n")
    assert box.items()["T-bone alla fiorentina 1 kg"]["remaining_qty"] == 1


def test_another_station_takes_over_as_catch_all(box: Box) -> None:
    answer = box.bring_in("kind,key,catch_all\nstation,cold,yes\n")
    assert answer["changed"] == 2
    stations = (box.call("GET", "/api/v1/stations").json or {})["items"]
    assert [one["slug"] for one in stations if one["is_catch_all"]] == ["cold"]


@pytest.mark.parametrize(
    "rows", ["station,hot,no\n", "station,cold,yes\nstation,bar,yes\n"], ids=["none", "two"]
)
def test_exactly_one_station_is_the_catch_all(box: Box, rows: str) -> None:
    answer = box.bring_in(f"kind,key,catch_all\n{rows}")
    assert [("exactly one station" in words) for _, words in faults(answer)] == [True]
    stations = (box.call("GET", "/api/v1/stations").json or {})["items"]
    assert [one["slug"] for one in stations if one["is_catch_all"]] == ["hot"]


def test_translations_may_have_their_own_table(box: Box) -> None:
    text = '[[item]]\nkey = "beer"\n[item.translations.ru]\nname = "Пиво"\n'
    assert box.bring_in(text, "toml")["changed"] == 1
    assert "Пиво" in box.items("ru")


HEAD = "kind,key,section,name,price,station,allergens,course,from,to,groups,group,min,max,active\n"
GOOD = ",ok,drinks,Ok,1,,,,,,,,,,\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",x,drinks,X,12.345,,,,,,,,,,", "price: '12.345' is not an amount in EUR"),
        (",x,drinks,X,-1,,,,,,,,,,", "price: '-1' is out of range"),
        (",x,drinks,X,=1+1,,,,,,,,,,", "price: '=1+1' is not an amount in EUR"),
        (",x,drinks,X,,,,,,,,,,,", "the item x has no price"),
        (",x,drinks,,1,,,,,,,,,,", "the item x has no name"),
        (",x,nope,X,1,,,,,,,,,,", "the item x: there is no section nope"),
        (",x,drinks,X,1,grill,,,,,,,,,", "the item x: there is no station grill"),
        (",x,drinks,X,1,kitchen,,,,,,,,,", "the item x: the station kitchen is not active"),
        (",x,drinks,X,1,,,,,,sauces,,,,", "the item x: there is no group sauces"),
        (",x,drinks,X,1,,glutin,,,,,,,,", "did you mean gluten?"),
        (",x,drinks,X,1,,,ten,,,,,,,", "course: 'ten' must be a whole number from 1 to 9"),
        (",x,drinks,X,1,,,,7:00,8:00,,,,,", "from: '7:00' must be a time such as 07:30"),
        (",x,drinks,X,1,,,,07:00,,,,,,", "the item x: from and to belong together"),
        (",x,drinks,X,1,,,,07:00,07:00,,,,,", "is no time span"),
        (",X!,drinks,X,1,,,,,,,,,,", "key: 'X!' must be small letters"),
        (",,drinks,X,1,,,,,,,,,,", "this item has no key"),
        (",ok,drinks,X,1,,,,,,,,,,", "the item ok is already on line 2"),
        (",x,drinks,X,1,,,,,,,,2,,", "item has no 'min'"),
        (",x,drinks,X,1,,,,,,,,,,maybe", "active: 'maybe' must be yes or no"),
        ("dish,x,drinks,X,1,,,,,,,,,,", "kind: 'dish' is not one of station, outlet, section"),
        ("group,g,,G,,,,,,,,,3,2,", "the group g: min 3 is above max 2"),
        ("modifier,m,,M,,,,,,,,nope,,,", "the modifier nope/m: there is no such group"),
        ("modifier,m,,M,1,,,,,,,,,,", "this modifier has no group"),
        ("modifier,m,,M,-999,,,,,,,without,,,", "choices can bring the price below zero"),
        ("station,bar,,,,,,,,,,,,,no", "the station bar is not active"),
        ("station,hot,,,,,,,,,,,,,no", "the catch-all station hot must be active"),
        (",x,drinks,X,1,,,,,,,,,,,extra", "this line has more cells than the header"),
        (f",x,drinks,{'X' * 81},1,,,,,,,,,,", "name: it may have 80 characters"),
    ],
)
def test_a_fault_is_named_with_its_line_and_nothing_changes(box: Box, row: str, words: str) -> None:
    before, seq = box.export("csv"), box.menu()["seq"]
    answer = box.bring_in(f"{HEAD}{GOOD}{row}\n")
    assert answer["applied"] is False
    assert any(words in said for _, said in faults(answer)), faults(answer)
    lines = {line for line, said in faults(answer) if words in said}
    assert lines & {1, 3}
    assert (box.export("csv"), box.menu()["seq"]) == (before, seq)
    assert box.news == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the column key is missing"),
        ("name,price\nBread,1\n", 1, "the column key is missing"),
        ("key,prise\nbread,1\n", 1, "there is no column 'prise'; did you mean price?"),
        ("key,name,name\nbread,a,b\n", 1, "the column 'name' is there twice"),
        ('key,name\nok,Ok\nbread,"Bre"ad\n', 3, "this is not CSV"),
        ('key,name\nok,Ok\nbread,"Bread\n', 3, "this is not CSV"),
    ],
)
def test_a_broken_csv_is_refused(box: Box, text: str, line: int, words: str) -> None:
    answer = box.bring_in(text)
    assert [(at, words in said) for at, said in faults(answer)] == [(line, True)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[item]]\nkey = "a"\nname = \n', 3, "this is not TOML"),
        ('[[item]]\nkey = "a', 2, "this is not TOML"),
        ('[[items]]\nkey = "a"\n', 1, "there is no 'items' in a menu; did you mean item?"),
        ('[item]\nkey = "a"\n', 1, "write each item under [[item]]"),
        ("item = 5\n", 1, "write each item under [[item]]"),
        ('[[item]]\nkey = "beer"\n\n[[item]]\nkey = "espresso"\nprice = 2.5\n', 6, "in quotes"),
        ('[[item]]\nkey = "beer"\ncolour = "red"\n', 3, "item has no 'colour'"),
        ('[[item]]\nkey = "beer"\n[[item]]\nkey = "beer"\n', 3, "is already on line 1"),
        ('item = [{key = "beer"}, {key = "beer"}]\n', 1, "is already on line 1"),
        ('[[group]]\nkey = "side"\n[[group.modifier]]\nname = "x"\n', 3, "has no key"),
        ('[[item]]\nkey = "beer"\nallergens = [1]\n', 3, "in quotes"),
        (f"x = {'9' * 5000}\n", 2, "this is not TOML"),
        (f"x = {'[' * 5000}\n", 2, "this is not TOML"),
    ],
)
def test_a_broken_toml_is_refused(box: Box, text: str, line: int, words: str) -> None:
    answer = box.bring_in(text, "toml")
    assert [(at, words in said) for at, said in faults(answer)] == [(line, True)]


def test_a_file_above_two_megabytes_is_refused(box: Box) -> None:
    body = {"format": "csv", "text": "k" * (exchange.LONGEST_BYTES + 1)}
    answer = box.call("POST", "/api/v1/menu/import", body)
    assert (answer.status_code, (answer.json or {})["code"]) == (413, "menu.file_too_large")


def test_a_file_with_too_many_records_is_refused(box: Box) -> None:
    rows = "".join(f"k{n},1\n" for n in range(exchange.MOST_RECORDS + 1))
    answer = box.bring_in(f"key,price\n{rows}")
    assert faults(answer) == [(1, "the file has more than 5000 records")]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_of_other_lands_and_a_byte_order_mark_are_read(empty: Box, delimiter: str) -> None:
    text = "\ufeff" + TWO.replace(",", delimiter).replace("3.50", "3,50").replace("\n", "\r\n")
    assert empty.bring_in(text)["problems"] == []
    assert empty.items()["Bread"]["price"]["amount"] == 350


@pytest.mark.parametrize("name", ["=1+1", "+39 010", "-5 degrees", "@home", "'=quoted", "'plain"])
def test_a_cell_that_a_spreadsheet_would_run_is_data(empty: Box, name: str) -> None:
    empty.bring_in(TWO)
    empty.bring_in(f'key,name\nbread,"{name}"\n')
    stored = next(iter(empty.items()))
    text = empty.export("csv")
    row = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))[-1]
    assert row["name"][0] not in "=+-@"
    assert empty.bring_in(text, replace=True)["changes"] == []
    assert next(iter(empty.items())) == stored


@pytest.mark.parametrize("form", ["csv", "toml"])
def test_an_export_brought_into_an_empty_box_is_the_same_menu(
    box: Box, empty: Box, form: str
) -> None:
    text = box.export(form)
    assert box.bring_in(text, form, replace=True)["changes"] == []
    assert empty.bring_in(text, form, replace=True)["problems"] == []
    assert empty.export(form) == text
    for lang in ("en", "ru", "ar"):
        assert list(empty.items(lang)) == list(box.items(lang))


def test_an_export_says_what_it_is(box: Box) -> None:
    answer = box.call("GET", "/api/v1/menu/export?format=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "menu.csv" in answer.headers["Content-Disposition"]
    refused = box.call("GET", "/api/v1/menu/export?format=xlsx")
    assert (refused.json or {})["code"] == "menu.unknown_format"


def test_the_demo_says_everything_in_three_languages(box: Box) -> None:
    for lang in ("ru", "ar"):
        shared = {name for name in box.items() if name in box.items(lang)}
        assert shared == set()


def test_a_file_full_of_faults_is_answered_at_once(box: Box) -> None:
    columns = ",".join(f"nonsense{n}" for n in range(20_000))
    assert len(box.bring_in(f"key,{columns}\n")["problems"]) == 100
    rows = "".join(f"k{n},ten\n" for n in range(4_000))
    assert len(box.bring_in(f"key,course\n{rows}")["problems"]) == 100
    settings = "".join(f"nonsense{n} = 1\n" for n in range(20_000))
    assert len(box.bring_in(f'[[item]]\nkey = "a"\n{settings}', "toml")["problems"]) == 100


def test_the_line_of_a_record_counts_lines_within_cells(empty: Box) -> None:
    empty.bring_in(TWO)
    text = 'key,description,course\nbread,"one\ntwo\nthree",1\nbread2,,x\n'
    assert faults(empty.bring_in(text))[0][0] == 5


def test_prices_have_the_digits_of_the_venues_currency(make_box: Callable[..., Box]) -> None:
    box = make_box(venue__currency="KWD")
    assert box.bring_in(TWO.replace("3.50", "3.505"))["problems"] == []
    assert box.items()["Bread"]["price"] == {"amount": 3505, "currency": "KWD"}
    assert "3.505" in box.export("csv")
