"""Settings, audit, overview, staff, devices, modules and the allergen sheet, over HTTP."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from config import settings as settings_file
from tests.inside import Inside, Person
from venue.core.ids import uuid7
from venue.manage import queries
from venue.staff import service as staff


@pytest.fixture
def manager(box: Inside) -> Person:
    return box.staff("Marta")


def send(person: Person, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
    answer = person.client.open(
        path, method=method, json={} if body is None else body, headers={"Idempotency-Key": uuid7()}
    )
    assert answer.status_code == expect, answer.text
    return answer.json


def setting(manager: Person, key: str) -> Any:
    items = manager.json("/api/v1/settings")["items"]
    return next(one for one in items if one["key"] == key)


def test_a_setting_is_explained_typed_changed_journalled_and_waits_for_a_restart(
    box: Inside, manager: Person
) -> None:
    before = setting(manager, "tables.late_after_min")
    assert before["meaning"].startswith("from when a party")
    assert (before["kind"], before["least"], before["most"]) == ("number", 1, 240)
    path = "/api/v1/settings/tables.late_after_min"
    assert send(manager, "PUT", path, {"value": 33})["pending"]
    assert settings_file.load(box.data / "venue.toml").number("tables.late_after_min") == 33
    assert box.services.settings.number("tables.late_after_min") != 33
    entry = manager.json("/api/v1/journal?feature=settings")["items"][0]
    assert (entry["actor"]["name"], entry["data"]) == (
        "Marta", {"setting": "tables.late_after_min", "value": 33})  # fmt: skip
    send(manager, "DELETE", path)
    assert not setting(manager, "tables.late_after_min")["own"]


def test_what_concerns_this_evening_holds_at_once(box: Inside, manager: Person) -> None:
    def put(key: str, value: Any) -> None:
        told = send(manager, "PUT", f"/api/v1/settings/{key}", {"value": value})
        assert told["at_once"]
        assert not told["pending"]

    phone, cook = box.guest(1), box.device("kitchen")
    assert phone.order(1)["status"] == "sent"
    put("guest.confirm", True)
    assert phone.json("/api/v1/me?as=guest")["ordering"]["confirm"]
    assert phone.order(1)["status"] == "awaiting_staff"
    put("guest.order_mode", "view")
    refused = phone.post("/api/v1/orders", {"lines": phone.lines(1)})
    assert refused.json["code"] == "orders.view_only"
    put("kitchen.good_at_percent", 20)
    assert cook.json("/api/v1/kitchen/all/tickets")["tones"]["good"] == 20
    put("kitchen.cook_s", 1234)
    assert {one["cook_s"] for one in cook.json("/api/v1/kitchen/load")["stations"]} == {1234}
    put("reasons.void", ["Sold out", "Dropped"])
    assert manager.json("/api/v1/reasons")["void"] == ["Sold out", "Dropped"]
    put("guest.join", "staff")
    assert box.guest(5).json("/api/v1/me?as=guest")["guest"]["state"] == "waiting"
    send(manager, "DELETE", "/api/v1/settings/guest.confirm")
    send(manager, "DELETE", "/api/v1/settings/guest.order_mode")
    assert phone.order(1)["status"] == "sent"
    assert manager.json("/api/v1/settings")["pending"] == []


@pytest.mark.parametrize(
    ("key", "value", "status", "code"),
    [
        ("kitchen.unseen_after_s", 1, 400, "settings.bad_value"),
        ("kitchen.unseen_after_s", "soon", 400, "settings.bad_value"),
        ("guest.join", "anyhow", 400, "settings.bad_value"),
        ("venue.time_zone", "Mars/Olympus", 400, "settings.bad_value"),
        ("venue.colour", "red", 404, "settings.unknown"),
        ("venue.currency", "USD", 403, "settings.fixed"),
        ("demo.enabled", True, 403, "settings.fixed"),
    ],
)
def test_a_setting_that_does_not_fit_changes_nothing(
    box: Inside, manager: Person, key: str, value: Any, status: int, code: str
) -> None:
    before = (box.data / "venue.toml").read_text()
    entries = box.rows("SELECT count(*) AS n FROM journal")[0]["n"]
    answer = send(manager, "PUT", f"/api/v1/settings/{key}", {"value": value}, status)
    assert answer["code"] == code
    assert (box.data / "venue.toml").read_text() == before
    assert box.rows("SELECT count(*) AS n FROM journal")[0]["n"] == entries


def test_a_secret_is_taken_and_never_shown_nor_journalled(box: Inside, manager: Person) -> None:
    send(manager, "PUT", "/api/v1/settings/guest.wifi_password", {"value": "hunter2"})
    assert setting(manager, "guest.wifi_password")["value"] is True
    for path in ("/api/v1/settings", "/api/v1/journal?limit=200"):
        assert "hunter2" not in manager.get(path).text
    assert "hunter2" in (box.data / "venue.toml").read_text()


def test_a_module_is_switched_for_the_next_start_and_a_core_one_never(
    box: Inside, manager: Person
) -> None:
    send(manager, "PUT", "/api/v1/modules/rooms", {"enabled": False})
    found = {one["name"]: one for one in manager.json("/api/v1/modules")["items"]}
    assert (found["rooms"]["enabled"], found["rooms"]["state"]) == (False, "running")
    answer = send(manager, "PUT", "/api/v1/modules/menu", {"enabled": False}, 409)
    assert answer["code"] == "modules.core"
    assert settings_file.load(box.data / "venue.toml").many("modules.disabled") == ["rooms"]


def test_the_last_manager_with_a_pin_cannot_be_lost(box: Inside, manager: Person) -> None:
    marta = next(one["id"] for one in box.facts["staff"] if one["name"] == "Marta")
    path = f"/api/v1/staff/{marta}"
    assert send(manager, "POST", f"{path}/disable", expect=409)["code"] == "staff.last_manager"
    body = {"name": "Marta", "role": "waiter"}
    assert send(manager, "PUT", path, body, 409)["code"] == "staff.last_manager"
    pin = {"name": "Nora", "role": "manager", "pin": "135790"}
    send(manager, "POST", "/api/v1/staff", pin, 201)
    send(manager, "POST", f"{path}/disable")
    assert manager.get("/api/v1/staff").status_code == 403
    with box.services.database.read() as tx:
        shown = {one["name"]: one["disabled"] for one in staff.index(tx)["items"]}
    assert (shown["Marta"], shown["Nora"]) == (True, False)


def test_another_role_ends_the_sessions_and_a_person_can_be_let_in_again(
    box: Inside, manager: Person
) -> None:
    anna = next(one["id"] for one in box.facts["staff"] if one["name"] == "Anna")
    tablet = box.staff("Anna")
    send(manager, "PUT", f"/api/v1/staff/{anna}", {"name": "Anna B.", "role": "waiter"})
    assert tablet.json("/api/v1/me")["name"] == "Anna B."
    send(manager, "PUT", f"/api/v1/staff/{anna}", {"name": "Anna", "role": "front_desk"})
    assert tablet.get("/api/v1/tables").status_code == 403
    send(manager, "POST", f"/api/v1/staff/{anna}/disable")
    send(manager, "POST", f"/api/v1/staff/{anna}/enable")
    assert box.staff("Anna", "front_desk").json("/api/v1/me")["name"] == "Anna"


def test_a_lost_tablet_is_named_and_locked_out(box: Inside, manager: Person) -> None:
    tablet = box.device("kitchen")
    device = tablet.json("/api/v1/me")["device"]["id"]
    send(manager, "PUT", f"/api/v1/devices/{device}", {"name": "Pass left"})
    names = [one["name"] for one in manager.json("/api/v1/devices")["items"]]
    assert "Pass left" in names
    send(manager, "POST", f"/api/v1/devices/{device}/revoke")
    assert tablet.get("/api/v1/kitchen").status_code == 401


def test_a_station_prints_on_the_printer_it_is_given(box: Inside, manager: Person) -> None:
    new = {"name": "Grill 2", "driver": "virtual"}
    printer = send(manager, "POST", "/api/v1/printers", new, 201)["id"]
    station = manager.json("/api/v1/stations")["items"][0]["id"]
    path = f"/api/v1/stations/{station}/printer"
    send(manager, "POST", path, {"printer_id": printer})
    assert manager.json("/api/v1/stations")["items"][0]["printer_id"] == printer
    assert send(manager, "POST", path, {"printer_id": 9999}, 404)["code"] == (
        "printing.unknown_printer"
    )
    send(manager, "POST", path, {})
    assert manager.json("/api/v1/stations")["items"][0]["printer_id"] is None


def test_the_audit_names_people_and_things_and_pages_without_gaps(
    box: Inside, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = manager.json("/api/v1/menu?lang=en")
    item = menu["sections"][0]["items"][0]
    manager.post(f"/api/v1/items/{item['id']}/eighty-six", {}, expect=200)
    newest = manager.json("/api/v1/journal?feature=menu")["items"][0]
    assert newest["kind"] == "menu.item_sold_out"
    assert (newest["actor"]["name"], newest["names"]) == ("Marta", {"item_id": item["name"]})
    monkeypatch.setattr(queries, "WALK", 7)
    seen: list[int] = []
    cursor: str | None = str(2**53)
    while cursor:
        page = manager.json(f"/api/v1/journal?limit=3&cursor={cursor}")
        seen += [one["seq"] for one in page["items"]]
        cursor = page.get("next_cursor")
    assert seen == list(range(page["seq"], 0, -1))
    marta = newest["actor"]["label"]
    own = manager.json(f"/api/v1/journal?actor={marta}&limit=200")["items"]
    assert {one["actor"]["label"] for one in own} == {marta}
    future = manager.json("/api/v1/journal?since=2099-01-01T00:00:00Z")
    assert future["items"] == []
    assert manager.get("/api/v1/journal?since=yesterday").status_code == 400


def test_the_overview_counts_tables_waits_and_what_is_down(box: Inside, manager: Person) -> None:
    guest = box.guest(0)
    guest.order(2)
    box.guest(1).post("/api/v1/calls", {"kind": "bill"}, expect=201)
    found = manager.json("/api/v1/overview")
    assert (found["floor"]["open"], found["today"]["orders"]) == (2, 1)
    assert sum(one["open"] for one in found["stations"]) >= 1
    assert any(one["kind"] == "call" for one in found["alerts"])
    box.device("kitchen")
    down = manager.json("/api/v1/overview")["offline"]
    assert [one["what"] for one in down if one["what"] == "screen"] == ["screen"]
    assert box.staff("Anna").get("/api/v1/overview").status_code == 403


def sheet(manager: Person, lang: str = "en") -> str:
    answer = manager.get(f"/api/v1/menu/allergens.pdf?lang={lang}")
    assert answer.mimetype == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_the_allergen_sheet_has_every_dish_all_fourteen_and_the_date(
    box: Inside, manager: Person
) -> None:
    fields = {"allergens": ["milk"], "may_contain": ["nuts", "milk"]}
    send(manager, "PUT", "/api/v1/menu/records/item/burrata", {"fields": fields})
    rows = manager.json("/api/v1/menu/allergens?lang=en")["items"]
    burrata = next(one for one in rows if one["name"] == "Burrata from Puglia")
    assert (burrata["contains"], burrata["may_contain"]) == (["milk"], ["nuts"])
    text = sheet(manager)
    dishes = {i["name"] for s in manager.json("/api/v1/menu?lang=en")["sections"]
              for i in s["items"]}  # fmt: skip
    assert {name for name in dishes if name not in text} == set()
    assert f"{box.clock.wall.astimezone(box.services.settings.zone()):%Y-%m-%d}" in text
    for word in ("Gluten", "Molluscs", "Sulphites"):
        assert word in text
    assert "Глютен" in sheet(manager, "ru")


def test_the_settings_file_of_a_box_is_the_one_it_was_started_with(tmp_path: Path) -> None:
    assert settings_file.load(tmp_path / "none.toml").path == tmp_path / "none.toml"
