"""The manager's editor: fields, order, history, prices to come, photos."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from tests.menu.conftest import Box
from venue.core.ids import uuid7
from venue.menu import service
from venue.menu.editor import languages
from venue.menu.editor.clock import Turns
from venue.menu.editor.service import PHOTO_KEPT_MS


def records(box: Box, kind: str) -> dict[str, dict[str, Any]]:
    found = box.call("GET", "/api/v1/menu/editor").json
    assert found is not None
    return {one["key"]: one["values"] | {"id": one.get("id")} for one in found["records"][kind]}


def change(box: Box, kind: str, key: str, status: int = 200, **fields: Any) -> Any:
    answer = box.call("PUT", f"/api/v1/menu/records/{kind}/{key}", {"fields": fields})
    assert answer.status_code == status, answer.json
    return answer.json


def add(box: Box, kind: str, **fields: Any) -> str:
    answer = box.call("POST", f"/api/v1/menu/records/{kind}", {"fields": fields})
    assert answer.status_code == 201, answer.json
    return str((answer.json or {})["key"])


def test_a_dish_is_added_changed_and_taken_off_and_keeps_its_id(box: Box) -> None:
    key = add(box, "item", name="Suppe für Käthe", section="starters", price="6,50")
    assert key == "suppe-fur-kathe"
    assert add(box, "item", name="Suppe für Käthe", section="starters", price="7") == f"{key}-2"
    before = records(box, "item")[key]
    change(box, "item", key, name="Soup", allergens=["milk"], may_contain=["nuts"], min_age=16)
    shown = box.items()["Soup"]
    assert (shown["id"], shown["may_contain"], shown["min_age"]) == (before["id"], ["nuts"], 16)
    change(box, "item", key, active=False)
    assert "Soup" not in box.items()
    assert any(news.kind == "menu" for news in box.news)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"price": "cheap"}, "is not an amount"),
        ({"section": "nowhere"}, "there is no section nowhere"),
        ({"parts": ["ghost"]}, "there is no item ghost"),
        ({"parts": ["burrata"]}, "cannot be part of itself"),
        ({"pricing": "open", "price_min": "9", "price_max": "3"}, "price_min is above"),
        ({"colour": "red"}, "item has no 'colour'"),
        ({"from": "10:00"}, "from and to belong together"),
    ],
)
def test_a_field_that_does_not_fit_is_named_and_nothing_changes(
    box: Box, fields: dict[str, Any], words: str
) -> None:
    before = records(box, "item")["burrata"]
    answer = change(box, "item", "burrata", 400, **fields)
    assert any(words in one for one in answer["details"]["problems"]), answer
    assert records(box, "item")["burrata"] == before


def test_a_group_may_wait_for_its_choices_until_a_dish_asks_for_it(box: Box) -> None:
    group = add(box, "group", name="Size", min=1, max=1, sizes=True)
    refused = change(box, "item", "burrata", 400, groups=[group])
    assert refused["details"]["problems"] == ["the group size asks for 1 choices and has 0"]
    add(box, "modifier", group=group, name="Small", price="0")
    add(box, "modifier", group=group, name="Large", price="3.50")
    change(box, "item", "burrata", groups=[group])
    asked = box.items()["Burrata from Puglia"]["modifier_groups"][0]
    assert (asked["sizes"], asked["required"]) == (True, True)
    assert [one["price"]["amount"] for one in asked["modifiers"]] == [0, 350]


def test_dishes_are_put_into_an_order_among_themselves(box: Box) -> None:
    names = [item["name"] for item in box.menu()["sections"][0]["items"]]
    keys = [key for key, one in records(box, "item").items() if one["section"] == "starters"]
    turned = [keys[1], keys[0], *keys[2:]]
    answer = box.call("POST", "/api/v1/menu/sequence/item", {"keys": turned})
    assert answer.status_code == 200
    after = [item["name"] for item in box.menu()["sections"][0]["items"]]
    assert after == [names[1], names[0], *names[2:]]
    unknown = box.call("POST", "/api/v1/menu/sequence/item", {"keys": ["ghost"]})
    assert unknown.status_code == 404


def test_history_says_who_changed_what_from_what_to_what(box: Box) -> None:
    change(box, "item", "burrata", price="13.00")
    change(box, "item", "burrata", name="Burrata")
    path = "/api/v1/menu/history/item/burrata"
    found = box.call("GET", path).json["items"]  # type: ignore[index]
    shown = [(one["actor"], one["field"], one["before"], one["after"]) for one in found[:2]]
    assert shown == [
        ("api:1", "name", "Burrata from Puglia", "Burrata"), ("api:1", "price", "12.50", "13.00"),
    ]  # fmt: skip
    older = box.call("GET", f"{path}?cursor={found[0]['id']}").json["items"]  # type: ignore[index]
    assert older[0]["field"] == "price"


def test_own_words_stand_over_the_machines_which_go_with_their_text(box: Box) -> None:
    words = {("item", "burrata"): {"name": "М", "description": "Д"}}
    box.database.write(languages.put_machine, "ru", words)
    own = records(box, "item")["burrata"]["name_ru"]
    assert own in box.items("ru")
    change(box, "item", "burrata", name_ru="")
    assert box.items("ru")["М"]["description"] != "Д"
    change(box, "item", "burrata", name="Another cheese")
    assert "Another cheese" in box.items("ru")


def plan(box: Box, price: str, in_s: float) -> Any:
    due = box.clock.wall + timedelta(seconds=in_s)
    item_id = records(box, "item")["burrata"]["id"]
    body = {"price": price, "due_at": due.isoformat()}
    return box.call("POST", f"/api/v1/items/{item_id}/price-changes", body)


def price_of(box: Box) -> int:
    return int(box.items()["Burrata from Puglia"]["price"]["amount"])


def test_a_price_to_come_holds_from_its_moment_by_look_up_and_then_by_the_job(box: Box) -> None:
    assert plan(box, "14.00", 60).status_code == 201
    box.clock.advance(59)
    assert price_of(box) == 1250
    box.clock.advance(1)
    assert price_of(box) == 1400
    item_id = records(box, "item")["burrata"]["id"]
    held = box.read(lambda tx: service.require_items(tx, [item_id])[item_id].price_minor)
    assert held == 1400
    assert records(box, "item")["burrata"]["price"] == "12.50"
    Turns(box.services).look()
    assert records(box, "item")["burrata"]["price"] == "14.00"
    assert price_of(box) == 1400
    Turns(box.services).look()
    history = box.call("GET", "/api/v1/menu/history/item/burrata").json
    assert history is not None
    assert [one["after"] for one in history["items"] if one["field"] == "price"] == ["14.00"]


def test_a_price_to_come_can_be_dropped_once_and_lies_in_the_future(box: Box) -> None:
    change_id = plan(box, "14.00", 60).json["id"]
    path = f"/api/v1/price-changes/{change_id}"
    assert box.call("DELETE", path, {}).status_code == 200
    assert box.call("DELETE", path, {}).status_code == 404
    box.clock.advance(120)
    assert price_of(box) == 1250
    assert plan(box, "14.00", -1).json["code"] == "menu.bad_moment"
    assert plan(box, "-1", 60).status_code == 400


def test_a_price_list_holds_for_its_hours_and_the_screens_are_told(box: Box) -> None:
    turns = Turns(box.services)
    section = records(box, "item")["burrata"]["section"]
    hours = {"from": "18:30", "to": "19:00"}
    happy = add(box, "list", name="Happy", percent="-20", sections=[section], **hours)
    turns.look()
    box.news.clear()
    assert price_of(box) == 1250
    box.clock.advance(30 * 60)
    shown = box.items()["Burrata from Puglia"]
    assert (shown["price"]["amount"], shown["usual_price"]["amount"]) == (1000, 1250)
    turns.look()
    assert [news.kind for news in box.news] == ["menu"]
    turns.look()
    assert len(box.news) == 1
    change(box, "price", f"{happy}/burrata", price="9.90")
    assert price_of(box) == 990
    box.clock.advance(30 * 60)
    assert price_of(box) == 1250


def photo(size: tuple[int, int] = (640, 480), form: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "tomato").save(out, form, **more)
    return out.getvalue()


def upload(box: Box, raw: bytes, kind: str = "image/jpeg") -> Any:
    headers = {"Authorization": "Bearer manager", "Idempotency-Key": uuid7()}
    return box.client().post("/api/v1/photos", data=raw, content_type=kind, headers=headers)


def test_a_photo_is_drawn_again_upright_small_and_without_its_data(box: Box) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # on its side
    exif[0x010F] = "SpyCam"
    answer = upload(box, photo((2400, 1600), exif=exif))
    assert answer.status_code == 201, answer.json
    change(box, "item", "burrata", photo=answer.json["id"])
    shown = box.items()["Burrata from Puglia"]["photo"]
    large = box.client().get(shown["large"])
    picture = Image.open(io.BytesIO(large.data))
    assert picture.size == (853, 1280)
    assert not picture.getexif()
    assert b"SpyCam" not in large.data
    assert Image.open(io.BytesIO(box.client().get(shown["small"]).data)).size == (360, 360)
    assert "immutable" in large.headers["Cache-Control"]
    assert box.client().get("/photos/..%2Fvenue.db").status_code == 404


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"<svg onload=alert(1)>", "menu.not_a_photo"),
        (photo(form="GIF"), "menu.not_a_photo"),
        (photo()[:300], "menu.not_a_photo"),
        (photo((100, 100)), "menu.photo_too_small"),
        (photo((9000, 6000), form="PNG"), "menu.photo_too_large"),
        (b"\xff\xd8\xff" + bytes(10_485_760), "menu.photo_too_large"),
    ],
    ids=["svg", "gif", "cut", "small", "bomb", "bytes"],
)
def test_what_is_no_photo_is_refused_by_its_content(box: Box, raw: bytes, code: str) -> None:
    answer = upload(box, raw)
    assert answer.status_code in (400, 413, 415)
    if code != "menu.photo_too_large" or answer.json:
        assert answer.json["code"] == code
    assert change(box, "item", "burrata", 400, photo="0" * 32)["code"] == "menu.unknown_photo"


def test_a_replaced_photo_is_forgotten_after_its_month(box: Box) -> None:
    first, second = (upload(box, photo((640, side))).json["id"] for side in (480, 500))
    change(box, "item", "burrata", photo=first)
    turns = Turns(box.services)
    turns.tidy()
    change(box, "item", "burrata", photo=second)
    files = box.database.path.parent / "photos"
    box.clock.advance(PHOTO_KEPT_MS / 1000 - 5)
    turns.tidy()
    assert (files / f"{first}-large.jpg").exists()
    box.clock.advance(10)
    turns.tidy()
    assert not (files / f"{first}-large.jpg").exists()
    assert (files / f"{second}-large.jpg").exists()
