"""The command line as an installer uses it: one sentence when wrong, never a traceback."""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Serve
from tests.served import VENUE


def run(*words: object, expect: int = 0) -> str:
    done = subprocess.run(
        [VENUE, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "venue"
    run("init", "--data", folder, "--yes", "--name", "Trattoria", "--pin", "123456")
    run("tables", "add", "1", "--data", folder)
    return folder


@pytest.fixture
def data(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "venue"))


def test_a_new_venue_from_first_command_to_first_table(data: Path, tmp_path: Path) -> None:
    assert "holds a venue already" in run("init", "--data", data, "--yes", expect=1)
    run("tables", "add", "7", "--area", "Terrace", "--seats", "2", "--data", data)
    table = json.loads(run("tables", "list", "--json", "--data", data))[-1]
    assert (table["number"], table["area"]) == ("7", "Terrace")
    sheet = tmp_path / "cards.pdf"
    run("tables", "qr", "--out", sheet, "--data", data)
    assert sheet.read_bytes().startswith(b"%PDF")
    picture = tmp_path / "seven.png"
    run("tables", "qr", "7", "--format", "png", "--out", picture, "--data", data)
    assert picture.read_bytes().startswith(b"\x89PNG")
    run("staff", "add", "Anna", "--role", "waiter", "--pin", "4321", "--data", data)
    people = json.loads(run("staff", "list", "--json", "--data", data))
    assert {one["name"] for one in people} == {"Manager", "Anna"}
    code = run("devices", "pair", "--role", "kitchen", "--data", data).split()[0]
    assert len(code) == 8
    assert "hold" in run("journal", "verify", "--data", data)
    for form in ("jsonl", "csv"):
        file = tmp_path / f"journal.{form}"
        options = ("--format", form, "--out", file, "--data", data)
        assert "chain holds" in run("journal", "export", *options)
        assert "hold" in run("journal", "verify", file, "--data", data)
        assert "there already" in run("journal", "export", *options, expect=1)
        file.write_text(file.read_text().replace("staff.added", "staff.adde"))
        assert "was changed" in run("journal", "verify", file, "--data", data, expect=1)
    assert "running" in run("modules", "list", "--data", data)
    assert (data.stat().st_mode & 0o777, (data / "venue.db").stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )


WRONG = {
    "an unknown command": (["bake"], 2),
    "an unknown option": (["status", "--colour"], 2),
    "an unknown setting": (["settings", "get", "guest.joyn"], 1),
    "a value that does not fit": (["settings", "set", "server.port", "99999"], 1),
    "an unknown role": (["staff", "add", "X", "--role", "pirate", "--pin", "1234"], 1),
    "a short PIN": (["staff", "add", "X", "--role", "manager", "--pin", "1234"], 1),
    "an unknown person": (["staff", "disable", "99"], 1),
    "a table twice": (["tables", "add", "1"], 1),
    "no such printer": (["printers", "test", "99"], 1),
    "a printer outside the LAN": (["printers", "add", "x", "--host", "8.8.8.8"], 1),
    "a menu that is not there": (["menu", "import", "/nowhere.toml"], 2),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_one_sentence_and_changes_nothing(
    tmp_path: Path, data: Path, case: str
) -> None:
    words, code = WRONG[case]
    before = dump(data)
    said = run(*words, "--data", data, expect=code)
    assert "Error" in said
    assert dump(data) == before


def dump(data: Path) -> list[tuple[object, ...]]:
    """Return what the venue holds, without the notes of starts."""
    connection = sqlite3.connect(f"file:{data / 'venue.db'}?mode=ro", uri=True)
    tables = ("staff", "dining_table", "printer", "item")
    rows = [row for name in tables for row in connection.execute(f"SELECT * FROM {name}")]
    connection.close()
    return [*rows, ((data / "venue.toml").read_text(),)]


BROKEN = {
    "broken TOML": (".toml", "[[section\n", "line 1"),
    "an unknown column": (".csv", "kind,key,colour\nitem,x,red\n", "colour"),
    "not UTF-8": (".csv", None, "UTF-8"),
    "another ending": (".xlsx", "x", ".csv or .toml"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_menu_file_is_refused(data: Path, tmp_path: Path, case: str) -> None:
    ending, text, words = BROKEN[case]
    file = tmp_path / f"menu{ending}"
    file.write_bytes(text.encode() if text is not None else b"\xff\xfe\x00broken")
    assert words in run("menu", "import", file, "--data", data, expect=1)


def test_no_venue_says_how_to_make_one(tmp_path: Path) -> None:
    said = run("status", "--data", tmp_path / "empty", expect=1)
    assert "venue init" in said
    code = run("setup-code", "--data", tmp_path / "empty")
    assert "Set-up code: " in code
    assert run("setup-code", "--data", tmp_path / "empty") == code


def test_doctor_finds_what_is_broken(data: Path) -> None:
    findings = json.loads(run("doctor", "--json", "--data", data))
    assert all(finding["level"] != "bad" for finding in findings)
    connection = sqlite3.connect(data / "venue.db")
    connection.execute("UPDATE journal SET data = '{}' WHERE seq = 1")
    connection.commit()
    connection.close()
    assert "the journal does not hold" in run("doctor", "--data", data, expect=1)
    assert "entry 1 was changed" in run("journal", "verify", "--data", data, expect=1)


def test_doctor_says_when_printed_cards_no_longer_match(data: Path, tmp_path: Path) -> None:
    run("settings", "set", "server.address", "http://192.168.1.10", "--data", data)
    run("tables", "qr", "--out", tmp_path / "cards.pdf", "--data", data)
    assert "Cards were printed" not in run("doctor", "--data", data)
    run("settings", "set", "server.address", "http://192.168.1.77", "--data", data)
    said = run("doctor", "--data", data, expect=1)
    assert "Cards were printed for http://192.168.1.10" in said


def test_commands_speak_to_the_running_server(serve: Serve) -> None:
    served = serve()
    assert "running" in run("status", "--data", served.data)
    run("tables", "add", "99", "--data", served.data)
    numbers = {one["number"] for one in served.program().json("/api/v1/tables")["items"]}
    assert "99" in numbers
    again = run("demo", "--data", served.data, "--port", served.port, expect=1)
    assert "already runs" in again
    assert "in use" in run("serve", "--data", served.data, "--port", "1", expect=1)


def test_demo_leaves_a_real_venue_alone(data: Path) -> None:
    assert "real venue" in run("demo", "--data", data, expect=1)
    assert "not a demo venue" in run("demo", "--fresh", "--data", data, expect=1)
