"""Plan, apply and rollback through the routes, against the demo venue."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.inside import Inside
from venue.cli import main

PATH = "/api/v1/venue-file"
FILE = """[settings]
"guest.wifi_name" = "Garden Wi-Fi"

[[area]]
name = "Garden"
tables = [["91", 4], ["92", 2], ["1", 6]]

[[printer]]
name = "Garden bar"
driver = "virtual"
stations = ["bar"]

[[item]]
key = "garden-lemonade"
section = "drinks"
station = "bar"
name = "Garden lemonade"
price = "4.50"
"""


def send(box: Inside, what: str, text: str = FILE, *, status: int = 200) -> Any:
    body = {"text": text} if what != "rollback" else {}
    answer = box.staff("Igor").post(f"{PATH}/{what}", body)
    assert answer.status_code == status, answer.text
    return answer.json


def state(box: Inside) -> dict[str, Any]:
    """Return what a venue file may change, as people see it."""
    client = box.staff("Igor")
    tables = client.get("/api/v1/tables").json["items"]
    stations = client.get("/api/v1/stations").json["items"]
    return {
        "tables": sorted((one["number"], one["area"], one["seats"]) for one in tables),
        "menu": client.get("/api/v1/menu?lang=en").json["sections"],
        "stations": [(one["slug"], one.get("printer_id")) for one in stations],
        "wifi": box.services.settings.text("guest.wifi_name"),
    }


def test_the_plan_shows_the_difference_and_changes_nothing(box: Inside) -> None:
    before = state(box)
    found = send(box, "plan")
    assert found["problems"] == []
    shown = {(one["what"], one["kind"], one["key"]) for one in found["changes"]}
    assert shown == {
        ("added", "table", "91"),
        ("added", "table", "92"),
        ("changed", "table", "1"),
        ("added", "printer", "Garden bar"),
        ("changed", "station", "bar"),
        ("changed", "setting", "guest.wifi_name"),
        ("added", "item", "garden-lemonade"),
    }
    assert state(box) == before


def test_apply_makes_it_so_and_a_second_time_finds_nothing(box: Inside) -> None:
    assert send(box, "apply")["applied"]
    now = state(box)
    assert ("91", "Garden", 4) in now["tables"]
    assert ("1", "Garden", 6) in now["tables"]
    assert "Garden lemonade" in str(now["menu"])
    assert now["wifi"] == "Garden Wi-Fi"
    assert send(box, "plan")["changes"] == []
    assert send(box, "apply")["applied"] is False


def test_rollback_brings_every_part_back(box: Inside) -> None:
    before = state(box)
    send(box, "apply")
    assert send(box, "rollback")["stays"] == ["printer Garden bar stays, unused"]
    assert state(box) == before
    assert send(box, "rollback", status=409)["code"] == "venue_file.nothing"


def test_a_table_in_use_keeps_the_whole_of_it(box: Inside) -> None:
    send(box, "apply")
    waiter = box.staff("Anna")
    tables = waiter.get("/api/v1/tables").json["items"]
    table = next(one for one in tables if one["number"] == "91")
    waiter.post("/api/v1/table-sessions", {"table_id": table["id"], "covers": 2})
    now = state(box)
    assert send(box, "rollback", status=409)["code"] == "tables.already_open"
    assert state(box) == now


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('"guest.wifi_name" = 7', "guest.wifi_name must be a text"),
        ('"guest.colour" = "red"', "unknown setting guest.colour"),
        ('"guest.wifi_password" = "x"', "is a secret"),
        ('"venue.currency" = "USD"', "decided when the venue is made"),
    ],
)
def test_one_bad_setting_stops_all_of_it(box: Inside, change: str, words: str) -> None:
    before = state(box)
    text = FILE.replace('"guest.wifi_name" = "Garden Wi-Fi"', change)
    for what in ("plan", "apply"):
        found = send(box, what, text)
        assert words in found["problems"][0]["words"]
        assert found["changes"] == []
    assert state(box) == before


def test_a_fault_late_in_the_file_undoes_what_came_first(box: Inside) -> None:
    before = state(box)
    for wrong in (
        FILE.replace('stations = ["bar"]', 'stations = ["no-such"]'),
        FILE.replace('driver = "virtual"', 'driver = "telegraph"'),
    ):
        assert box.staff("Igor").post(f"{PATH}/apply", {"text": wrong}).status_code >= 400
        assert state(box) == before
    found = send(box, "apply", FILE.replace('price = "4.50"', 'price = "cheap"'))
    assert [one["line"] for one in found["problems"]] == [18]
    assert state(box) == before


def test_only_the_office_may(box: Inside) -> None:
    for what in ("plan", "apply", "rollback"):
        answer = box.staff("Anna").post(f"{PATH}/{what}", {"text": FILE})
        assert answer.status_code == 403


def test_the_commands(tmp_path: Path) -> None:
    run, data, file = CliRunner().invoke, str(tmp_path / "data"), tmp_path / "venue-file.toml"
    assert run(main, ["init", "--yes", "--data", data]).exit_code == 0
    file.write_text('[[area]]\nname = "Bar"\ntables = [["B1", 2]]\n')
    planned = run(main, ["plan", str(file), "--data", data])
    assert "added    table B1" in planned.output
    assert "1 changes; nothing was changed" in planned.output
    assert "done" in run(main, ["apply", str(file), "--data", data]).output
    assert "B1" in run(main, ["tables", "list", "--data", data]).output
    assert run(main, ["rollback", "--data", data]).exit_code == 0
    assert "B1" not in run(main, ["tables", "list", "--data", data]).output
    file.write_text("[[area]]\n")
    refused = run(main, ["plan", str(file), "--data", data])
    assert refused.exit_code == 1
    assert "line 1" in refused.output
