"""The menu as guests, staff and orders see it, through the routes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.menu.conftest import Box
from venue.core.errors import Conflict, NotFound
from venue.core.ids import uuid7
from venue.core.jsonx import loads
from venue.core.tx import ReadTx, Row
from venue.menu import queries, service
from venue.menu.files import service as file_service
from venue.menu.view import CACHED, MenuCache


def test_the_menu_has_the_form_that_was_promised(box: Box) -> None:
    menu = box.menu()
    assert [section["name"] for section in menu["sections"]] == [
        "Starters", "Pasta & mains", "Pizza", "Desserts", "Drinks",
    ]  # fmt: skip
    assert sum(len(section["items"]) for section in menu["sections"]) >= 32
    steak = box.items()["Beef tagliata 250 g"]
    assert steak["price"] == {"amount": 2600, "currency": "EUR"}
    assert steak["allergens"] == ["sulphites"]
    assert (steak["sold_out"], steak["available"], steak["icon"]) == (False, True, "beef")
    doneness = steak["modifier_groups"][0]
    assert (doneness["min"], doneness["max"], doneness["required"]) == (1, 1, True)
    fries = steak["modifier_groups"][1]["modifiers"][2]
    assert (fries["name"], fries["price"]["amount"]) == ("Truffle fries", 350)
    assert isinstance(menu["seq"], int)


@pytest.mark.parametrize(
    ("lang", "name"),
    [("en", "Burrata from Puglia"), ("ru", "Буррата из Апулии"), ("ar", "بوراتا من بوليا")],
)
def test_the_menu_speaks_the_guests_language(box: Box, lang: str, name: str) -> None:
    assert name in box.items(lang)


def test_the_browsers_language_is_taken_when_none_is_asked_for(box: Box) -> None:
    headers = {"Authorization": "Bearer guest", "Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"}
    menu = box.client().get("/api/v1/menu", headers=headers).json or {}
    assert menu["lang"] == "ru"
    assert box.menu("xx")["lang"] == "en"


def test_a_text_without_translation_stays_in_the_default_language(box: Box) -> None:
    box.bring_in(
        "key,section,name,price,name_ru\ncake,desserts,Cake,5,\npie,desserts,Pie,5,Пирог\n"
    )
    items = box.items("ru")
    assert {"Cake", "Пирог", "Тирамису"} <= items.keys()


def test_breakfast_is_there_but_not_available_in_the_evening(box: Box) -> None:
    assert box.items()["Harbour breakfast"]["available"] is False
    box.clock.jump(-10 * 3600)
    assert box.items()["Harbour breakfast"]["available"] is True
    assert box.items()["Harbour breakfast"]["hours"]["from"] == "07:00"


def test_hours_are_of_the_venues_time_zone(make_box: Callable[..., Box]) -> None:
    box = make_box(venue__time_zone="America/New_York")  # 18:00 UTC is 13:00 there
    box.bring_in("kind,key,section,name,price,from,to\nsection,s,,S,,,\n,a,s,A,1,12:30,13:30\n")
    assert box.items()["A"]["available"] is True


def test_an_item_is_taken_off_counted_and_brought_back(box: Box) -> None:
    item = box.items()["Carbonara"]["id"]
    path = f"/api/v1/items/{item}/eighty-six"
    off = box.call("POST", path, {}, role="kitchen")
    assert (off.status_code, (off.json or {})["sold_out"]) == (200, True)
    assert box.items()["Carbonara"]["sold_out"] is True
    box.call("POST", path, {"remaining_qty": 3}, role="waiter")
    carbonara = box.items()["Carbonara"]
    assert (carbonara["sold_out"], carbonara["remaining_qty"]) == (False, 3)
    box.call("DELETE", path, role="kitchen")
    assert "remaining_qty" not in box.items()["Carbonara"]
    assert [(news.room, news.kind) for news in box.news] == [("*", "menu")] * 3


def test_what_is_already_so_is_not_told_again(box: Box) -> None:
    item = box.items()["Carbonara"]["id"]
    for _ in range(2):
        box.call("POST", f"/api/v1/items/{item}/eighty-six", {})
    assert len(box.news) == 1


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_an_unknown_item_is_not_taken_off(box: Box, method: str) -> None:
    answer = box.call(method, "/api/v1/items/9999/eighty-six", {})
    assert (answer.status_code, (answer.json or {})["code"]) == (404, "menu.unknown_item")


@pytest.mark.parametrize("left", [-1, 10_000, 1.5, "3", True])
def test_a_wrong_count_is_refused(box: Box, left: Any) -> None:
    answer = box.call("POST", "/api/v1/items/1/eighty-six", {"remaining_qty": left})
    assert (answer.status_code, (answer.json or {})["code"]) == (400, "request.malformed")


@pytest.mark.parametrize(
    ("method", "path", "role", "status"),
    [
        ("GET", "/api/v1/menu", "", 401),
        ("GET", "/api/v1/stations", "guest", 403),
        ("POST", "/api/v1/items/1/eighty-six", "guest", 403),
        ("DELETE", "/api/v1/items/1/eighty-six", "guest", 403),
        ("POST", "/api/v1/menu/import", "waiter", 403),
        ("GET", "/api/v1/menu/export", "kitchen", 403),
    ],
)
def test_each_door_refuses_the_wrong_person(
    box: Box, method: str, path: str, role: str, status: int
) -> None:
    assert box.call(method, path, role=role).status_code == status


def test_a_change_without_a_key_is_refused(box: Box) -> None:
    headers = {"Authorization": "Bearer manager"}
    answer = box.client().post("/api/v1/items/1/eighty-six", json={}, headers=headers)
    assert (answer.json or {})["code"] == "request.key_missing"


def test_the_same_call_twice_has_its_effect_once(box: Box) -> None:
    key = uuid7()
    first = box.call("POST", "/api/v1/items/1/eighty-six", {"remaining_qty": 5}, key=key)
    again = box.call("POST", "/api/v1/items/1/eighty-six", {"remaining_qty": 5}, key=key)
    assert first.get_data() == again.get_data()
    assert len(box.news) == 1


def test_the_stations_are_listed_with_one_catch_all(box: Box) -> None:
    items = (box.call("GET", "/api/v1/stations", role="kitchen").json or {})["items"]
    assert [(one["slug"], one["prefix"]) for one in items] == [
        ("hot", "H"), ("cold", "C"), ("pizza", "P"), ("bar", "B"),
    ]  # fmt: skip
    assert [one["slug"] for one in items if one["is_catch_all"]] == ["hot"]


def test_an_empty_venue_has_a_catch_all_station_too(empty: Box) -> None:
    stations = empty.read(service.stations)
    assert [(one.slug, one.is_catch_all, one.active) for one in stations] == [
        ("kitchen", True, True)
    ]


def test_orders_get_items_in_two_statements(box: Box) -> None:
    ids = [item["id"] for item in list(box.items().values())[:6]]
    statements: list[str] = []
    with box.database.read() as tx:
        tx._connection.set_trace_callback(statements.append)
        found = service.require_items(tx, ids)
        tx._connection.set_trace_callback(None)
    assert sorted(found) == sorted(ids)
    assert len(statements) == 2


def test_an_order_sees_what_the_menu_says(box: Box) -> None:
    shown = box.items()["Beef tagliata 250 g"]
    with box.database.read() as tx:
        item = service.require_items(tx, [shown["id"]])[shown["id"]]
    assert (item.price_minor, item.kitchen_name, item.course) == (2600, "Tagliata 250", 2)
    assert [group.name for group in item.groups] == ["How would you like it?", "Side dish"]
    assert [one.price_minor for one in item.groups[1].modifiers] == [0, 0, 350]
    assert item.available


def test_an_order_sees_hours_of_the_venues_zone(box: Box) -> None:
    breakfast = box.items()["Harbour breakfast"]["id"]
    zone = box.services.settings.zone()
    with box.database.read() as tx:
        assert not service.require_items(tx, [breakfast], zone=zone)[breakfast].available


def test_an_unknown_item_is_named(box: Box) -> None:
    with box.database.read() as tx, pytest.raises(NotFound) as refused:
        service.require_items(tx, [1, 777, 1])
    assert refused.value.details == {"item_id": 777}


def test_counted_items_count_down_to_sold_out(box: Box) -> None:
    steak = box.items()["T-bone alla fiorentina 1 kg"]
    assert steak["remaining_qty"] == 4
    box.database.write(service.take, {steak["id"]: 3, 1: 50})
    assert box.news == []
    assert box.items()["T-bone alla fiorentina 1 kg"]["remaining_qty"] == 1
    box.database.write(service.take, {steak["id"]: 1})
    assert box.items()["T-bone alla fiorentina 1 kg"]["sold_out"] is True
    assert [(news.room, news.kind) for news in box.news] == [("*", "menu")]


def test_more_than_is_left_is_refused_and_nothing_is_taken(box: Box) -> None:
    items = box.items()
    steak, burrata = items["T-bone alla fiorentina 1 kg"]["id"], items["Burrata from Puglia"]["id"]
    with pytest.raises(Conflict) as refused:
        box.database.write(service.take, {burrata: 2, steak: 5})
    assert refused.value.code == "menu.sold_out"
    assert refused.value.details["items"] == [{"item_id": steak, "wanted": 5, "remaining_qty": 4}]
    assert box.items()["Burrata from Puglia"]["remaining_qty"] == 10


def test_the_encoded_menu_is_kept_until_something_changes(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.menu()
    looked: list[ReadTx] = []
    offered = queries.offered

    def counted(tx: ReadTx) -> list[Row]:
        looked.append(tx)
        return offered(tx)

    monkeypatch.setattr(queries, "offered", counted)
    before = box.menu()
    assert looked == []
    box.database.write(lambda tx: tx.journal("test.happened", {}))
    after = box.menu()
    assert (looked, after["seq"]) == ([], before["seq"] + 1)
    box.call("POST", "/api/v1/items/1/eighty-six", {})
    assert box.menu()["sections"] != after["sections"]
    assert len(looked) == 1


def test_the_cache_stays_small_however_often_the_menu_changes(box: Box) -> None:
    cache = MenuCache()
    for left in range(40):
        box.database.write(service.set_eighty_six, 1, left)
        with box.database.read() as tx:
            now = service.local_time(tx, box.services.settings.zone())
            menu = cache.encoded(tx, lang="en", currency="EUR", local=now)
        assert loads(menu)["sections"][0]["items"][0]["remaining_qty"] == left
    assert len(cache) <= CACHED


def test_an_item_is_put_by_hand(box: Box) -> None:
    cells = {"key": "soup", "section": "starters", "name": "Soup", "price": "6"}
    item_id = box.database.write(file_service.put_item, cells, currency="EUR")
    again = box.database.write(
        file_service.put_item, {"key": "soup", "price": "6,50"}, currency="EUR"
    )
    assert again == item_id
    soup = box.items()["Soup"]
    assert (soup["id"], soup["price"]["amount"]) == (item_id, 650)
