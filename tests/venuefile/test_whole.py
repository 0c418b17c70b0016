"""Rooms, people and clouds in a venue file: planned, applied, taken back, and written out again."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import settings as settings_file
from sync.model import Outcome, Result
from sync.provider import Field, Provider
from sync.routes import engine_of
from tests.inside import Inside
from venue import app
from venue.cli import main
from venue.venuefile import model, service
from venue.venuefile.changes import Around

PATH = "/api/v1/venue-file"
SECRET = "hunter-2-secret"
FILE = """
[[room_type]]
name = "Loft"
sleeps = 3
price = "180.00"
overbooking = 1
rooms = ["901", "902"]

[[staff]]
name = "Zora"
role = "waiter"

[[staff]]
name = "Anna"
role = "front_desk"

[[provider]]
name = "cloud"
settings = { place = "37" }
"""


def cloud(refuses: str = "") -> Provider:
    """A cloud that takes every key but one."""
    return Provider(
        name="cloud",
        title="Cloud",
        fields=(Field(name="place"), Field(name="region", default="eu"),
                Field(name="key", secret=True)),
        open=lambda credentials, tools: credentials,
        probe=lambda given: Result(
            outcome=Outcome.AUTH if given["key"] == refuses else Outcome.DONE, words="asked"
        ),
        handlers={},
    )  # fmt: skip


@pytest.fixture
def house(box: Inside) -> Inside:
    """The demo venue with a cloud that can be connected."""
    engine_of(box.appliance.app).add(cloud(refuses="wrong"))
    return box


def send(
    box: Inside, what: str, text: str = FILE, *, status: int = 200, key: str = SECRET, **more: Any
) -> Any:
    body = {} if what == "rollback" else {"text": text} | more
    if what == "apply":
        body["secrets"] = {"cloud": {"key": key}}
    answer = box.staff("Igor").post(f"{PATH}/{what}", body)
    assert answer.status_code == status, answer.text
    assert SECRET not in answer.text
    return answer.json


def exported(box: Inside) -> str:
    text: str = box.staff("Igor").json(PATH)["text"]
    return text


def test_apply_does_the_plan_and_rollback_takes_it_back(house: Inside) -> None:
    before = exported(house)
    found = send(house, "plan")
    assert [(one["what"], one["kind"], one["key"], one["fields"]) for one in found["changes"]] == [
        ("added", "room_type", "Loft", []),
        ("added", "room", "901", []),
        ("added", "room", "902", []),
        ("added", "staff", "Zora", []),
        ("changed", "staff", "Anna", ["role"]),
        ("added", "provider", "cloud", []),
    ]
    assert found["secrets"] == {"cloud": ["key"]}
    assert exported(house) == before
    done = send(house, "apply")
    assert done["changes"] == found["changes"]
    assert [words.split(" has no PIN")[0] for words in done["to_do"]] == ["Zora"]
    assert send(house, "plan")["changes"] == []
    after = exported(house)
    assert 'name = "Loft"' in after
    assert 'place = "37"' in after
    assert send(house, "plan", after)["changes"] == []
    assert send(house, "rollback")["stays"] == ["Zora stays in the list of people, disabled"]
    assert exported(house) == before


def test_no_secret_is_in_the_file_the_export_or_the_journal(house: Inside) -> None:
    send(house, "apply")
    assert SECRET not in exported(house)
    for row in house.rows("SELECT data FROM journal"):
        assert SECRET not in str(row["data"])
    assert SECRET.encode() not in (house.data / "venue.db").read_bytes()
    bad = FILE.replace('place = "37"', f'place = "37", key = "{SECRET}"')
    words = send(house, "plan", bad)["problems"][0]["words"]
    assert words == "cloud: key is a secret and has no place in a venue file"


def test_a_key_that_the_cloud_refuses_stops_all_of_it(house: Inside) -> None:
    before = exported(house)
    assert send(house, "apply", key="wrong", status=409)["code"] == "sync.key_refused"
    assert exported(house) == before


def test_a_clouds_setting_is_changed_with_the_key_it_has(house: Inside) -> None:
    send(house, "apply")
    moved = FILE.replace('place = "37"', 'place = "38"')
    found = send(house, "plan", moved)
    assert [(one["what"], one["fields"]) for one in found["changes"]] == [("changed", ["place"])]
    assert found["secrets"] == {}
    send(house, "apply", moved, key="")
    engine = engine_of(house.appliance.app)
    assert (engine.credentials("cloud") or {}) == {"place": "38", "region": "eu", "key": SECRET}
    send(house, "rollback")
    assert (engine.credentials("cloud") or {})["place"] == "37"


def test_replace_takes_away_what_is_not_named(house: Inside) -> None:
    send(house, "apply")
    before = exported(house)
    text = before.replace('rooms = ["901", "902"]', 'rooms = ["901"]')
    text = text.replace('[[staff]]\nname = "Zora"\nrole = "waiter"\n', "")
    assert text.count("Zora") == 0
    found = send(house, "plan", text, replace=True)
    assert {(one["what"], one["kind"], one["key"]) for one in found["changes"]} == {
        ("removed", "room", "902"),
        ("removed", "staff", "Zora"),
    }
    send(house, "apply", text, replace=True)
    assert "902" not in exported(house)
    assert "Zora" not in exported(house)
    send(house, "rollback")
    assert exported(house) == before


def test_rooms_and_tables_change_and_change_back(house: Inside) -> None:
    send(house, "apply")
    before = exported(house)
    text = before.replace('rooms = ["901", "902"]', 'rooms = ["901"]')
    text = text.replace("rooms = [", 'rooms = ["902", ', 1).replace('"180.00"', '"190.50"')
    found = send(house, "plan", text)["changes"]
    assert [(one["kind"], one["key"], one["fields"]) for one in found] == [
        ("room_type", "Loft", ["price"]),
        ("room", "902", ["type"]),
    ]
    send(house, "apply", text)
    assert send(house, "plan", text)["changes"] == []
    assert send(house, "rollback")["stays"] == []
    assert exported(house) == before
    alone = '[[area]]\nname = "Hall"\ntables = [["1", 4]]\n'
    gone = send(house, "apply", alone, replace=True)["changes"]
    assert {one["what"] for one in gone if one["key"] != "1"} == {"removed"}
    assert any("new card" in words for words in send(house, "rollback")["stays"])
    tables = before.split("[[printer]]")[0].split("[[area]]", 1)[1]
    assert sorted(tables) == sorted(exported(house).split("[[printer]]")[0].split("[[area]]", 1)[1])


def test_a_room_in_use_stays_and_the_whole_file_with_it(house: Inside) -> None:
    send(house, "apply")
    rooms = house.staff("Igor").json("/api/v1/rooms")["items"]
    room = next(one["id"] for one in rooms if one["number"] == "902")
    today = house.services.database.clock.now().date().isoformat()
    tomorrow = (date.fromisoformat(today) + timedelta(days=1)).isoformat()
    body = {"starts": today, "ends": tomorrow, "reason": "paint"}
    house.staff("Igor").post(f"/api/v1/rooms/{room}/blocks", body, expect=201)
    before = exported(house)
    text = before.replace('rooms = ["901", "902"]', 'rooms = ["901"]')
    refused = send(house, "apply", text, replace=True, status=409)
    assert refused["code"] == "rooms.in_use"
    assert refused["detail"].startswith("room 902: this room is held")
    assert send(house, "rollback", status=409)["code"] == "rooms.in_use"
    assert exported(house) == before


def test_the_last_manager_cannot_be_left_out(house: Inside) -> None:
    before = exported(house)
    text = '[[staff]]\nname = "Zora"\nrole = "waiter"\n'
    refused = send(house, "apply", text, replace=True, status=409)
    assert refused["code"] == "staff.last_manager"
    assert exported(house) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[staff]]\nname = "A"\nrole = "king"', "a role is one of"),
        ('[[provider]]\nname = "none"', "there is no provider none"),
        ('[[provider]]\nname = "cloud"\nsettings = { colour = "red" }', "no setting colour"),
        ('[[room_type]]\nname = "A"\nsleeps = 2\nprice = "much"', "room type A"),
        ('[[room_type]]\nname = "A"\nsleeps = 2\nrooms = ["1", "1"]', "1 is there twice"),
    ],
)
def test_a_fault_is_told_and_nothing_changes(house: Inside, text: str, words: str) -> None:
    before = exported(house)
    for what in ("plan", "apply"):
        found = send(house, what, text)
        assert words in found["problems"][0]["words"]
        assert found["changes"] == []
    assert exported(house) == before


def test_a_hotel_has_no_tables_and_a_restaurant_no_rooms(tmp_path: Path) -> None:
    run = CliRunner().invoke
    table = '[[area]]\nname = "Bar"\ntables = [["B1", 2]]\n'
    room = '[[room_type]]\nname = "Double"\nsleeps = 2\nrooms = ["1"]\n'
    for kind, good, bad, words in (
        ("hotel", room, table, "this venue is a hotel"),
        ("restaurant", table, room, "this venue is a restaurant"),
    ):
        data, file = str(tmp_path / kind), tmp_path / f"{kind}.toml"
        made = run(main, ["init", "--yes", "--data", data, "--kind", kind])
        assert made.exit_code == 0, made.output
        file.write_text(bad)
        assert words in run(main, ["apply", str(file), "--data", data]).output
        file.write_text(good)
        assert "done" in run(main, ["apply", str(file), "--data", data]).output
        assert good.split('"')[1] in run(main, ["export", "--data", data]).output


NAMES = st.text("abcdefghij äжأ'\"\\-", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
NAMED = NAMES.filter(bool)
TYPES = st.lists(
    st.tuples(NAMED, st.integers(1, 20), st.integers(0, 10**7), st.integers(0, 100)),
    max_size=3,
    unique_by=lambda one: one[0],
)
PEOPLE = st.lists(
    st.tuples(NAMED, st.sampled_from(["waiter", "kitchen", "housekeeping", "manager"])),
    max_size=4,
    unique_by=lambda one: one[0],
)


@pytest.fixture(scope="module")
def empty_boxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Make empty venues of both halves, in one transaction that is given up after each try."""
    folder = tmp_path_factory.mktemp("empty")
    made = CliRunner().invoke(main, ["init", "--yes", "--data", str(folder), "--kind", "both"])
    assert made.exit_code == 0, made.output
    appliance = app.build(folder, settings_file.load(folder / "venue.toml"))
    yield appliance
    appliance.stop()


class GivenUp(Exception):
    """Ends a try."""


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(types=TYPES, people=PEOPLE, rooms=st.integers(0, 4), seats=st.integers(1, 99))
def test_what_is_written_makes_the_same_venue(
    empty_boxes: Any, types: Any, people: Any, rooms: int, seats: int
) -> None:
    """Export, apply on an empty box, export: equal; and a plan of it is empty."""
    around = Around(empty_boxes.services, None)
    parts = [
        {"name": name, "sleeps": sleeps, "price": f"{minor // 100}.{minor % 100:02}",
         "overbooking": over, "rooms": [f"{place}-{n}" for n in range(rooms)]}
        for place, (name, sleeps, minor, over) in enumerate(types)
    ]  # fmt: skip
    tree = {
        "room_type": parts,
        "staff": [{"name": name, "role": role} for name, role in people],
        "area": [{"name": "Hall", "tables": [["T1", seats]]}],
        "printer": [{"name": "Grill", "driver": "virtual", "width_mm": 58}],
    }

    def act(tx: Any) -> None:
        assert service.apply(tx, around, model.read(tomlkit.dumps(tree)))["applied"]
        texts.append(service.export(tx, around))
        found = service.plan(tx, around._replace(replace=True), model.read(texts[-1]))
        assert (found["changes"], found["problems"]) == ([], [])
        if len(texts) == 1:
            raise GivenUp

    def again(tx: Any) -> None:
        assert service.apply(tx, around, model.read(texts[0]))["problems"] == []
        texts.append(service.export(tx, around))
        raise GivenUp

    texts: list[str] = []
    for one in (act, again):
        with pytest.raises(GivenUp):
            empty_boxes.services.database.write(one)
    assert texts[0] == texts[1]


def test_the_demo_venue_is_made_again_on_an_empty_box(box: Inside, tmp_path: Path) -> None:
    run, data, file = CliRunner().invoke, str(tmp_path / "second"), tmp_path / "demo.toml"
    name = next(one["name"] for one in box.facts["staff"] if one["role"] == "manager")
    file.write_text(exported(box))
    made = run(main, ["init", "--yes", "--data", data, "--kind", "both", "--manager", name,
                      "--pin", "271828"])  # fmt: skip
    assert made.exit_code == 0, made.output
    applied = run(main, ["apply", str(file), "--data", data, "--replace"])
    assert applied.exit_code == 0, applied.output
    assert run(main, ["export", "--data", data, "--out", str(tmp_path / "b")]).exit_code == 0
    assert (tmp_path / "b").read_text() == file.read_text()
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0


def test_keys_come_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    run, data, file = CliRunner().invoke, str(tmp_path / "data"), tmp_path / "venue-file.toml"
    assert run(main, ["init", "--yes", "--data", data]).exit_code == 0
    keys = tmp_path / "keys.toml"
    keys.write_text(f'password = "{SECRET}"\n')
    keys.chmod(0o644)
    file.write_text('[[provider]]\nname = "mail"\nsecrets = "keys.toml"\n')
    refused = run(main, ["apply", str(file), "--data", data])
    assert refused.exit_code == 1
    assert "chmod 600" in refused.output
    keys.chmod(0o600)
    keys.write_text(f'password = "{SECRET}')
    refused = run(main, ["apply", str(file), "--data", data])
    assert "cannot be read as secrets" in refused.output
    assert SECRET not in refused.output
