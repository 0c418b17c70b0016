"""From one version to another with stand-ins for the versions' programs and for systemctl.

The stand-in of the program tells by files whether it is well; the real ones are walked through by
`python -m tests.appliance.install`.
"""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.inside import Inside
from venue.cli import main
from venue.core import whole
from venue.core.errors import NotFound, Unavailable
from venue.updates import switching, versions

PROGRAM = """#!/bin/sh
echo "{version} $1" >>{log}
[ ! -e {here}/no-$1 ] || {{ echo "Error: {version} cannot $1"; exit 1; }}
"""
SYSTEMCTL = """#!/bin/sh
echo "systemctl $*" >>{log}
if [ "$1" = start ] && [ -e {folder}/current/changes ]; then
    cp {folder}/current/changes {data}/venue.db
fi
"""


class World:
    """Two versions, data, and a server whose health is that of the version in use."""

    def __init__(self, base: Path) -> None:
        self.folder, self.data, self.log = base / "opt", base / "data", base / "log"
        for version in ("0.1.0", "0.2.0"):
            here = self.folder / version
            (here / "bin").mkdir(parents=True)
            (here / "install.sh").write_text(f'echo "{version} install.sh $1" >>{self.log}\n')
            text = PROGRAM.format(version=version, log=self.log, here=here)
            (here / "bin/venue").write_text(text)
            (here / "bin/venue").chmod(0o755)
            (here / "complete").touch()
        (self.folder / "current").symlink_to("0.1.0")
        self.place = switching.Place(self.folder, self.data, None)
        self.told: list[str] = []

    @property
    def said(self) -> list[str]:
        return self.log.read_text().splitlines()

    def break_(self, version: str, what: str) -> None:
        (self.folder / version / f"no-{what}").touch()

    def report(self) -> dict[str, object]:
        well = not (self.folder / "current/no-serve").exists()
        parts = {"menu": "running", "tables": "running" if well else "failed: no such table"}
        lost = (self.folder / "current/no-ready").exists()
        return {"ready": not lost, "reasons": ["the disk is almost full"], "modules": parts}


@pytest.fixture
def world(tmp_path: Path, box: Inside, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    one = World(tmp_path / "world")
    one.data.mkdir()
    whole.copy(box.services.database.path, one.data / "venue.db")

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(one.report()).encode())

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = {"local_url": f"http://127.0.0.1:{server.server_port}", "certificate": ""}
    (one.data / "server.json").write_text(json.dumps(address))
    tools = tmp_path / "tools"
    tools.mkdir()
    text = SYSTEMCTL.format(log=one.log, folder=one.folder, data=one.data)
    (tools / "systemctl").write_text(text)
    (tools / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setattr(switching, "HEALTH_LIMIT_S", 0.4)
    monkeypatch.setattr(switching, "HEALTH_PAUSE_S", 0.05)
    yield one
    server.shutdown()
    server.server_close()


def move(world: World, version: str = "0.2.0") -> None:
    switching.move(world.place, version, world.told.append)


def test_backup_trial_switch_in_this_order(world: World) -> None:
    move(world)
    assert world.said == [
        "0.1.0 backup",
        "0.2.0 trial",
        "systemctl is-active --quiet venue.service",
        "systemctl stop venue.service",
        "0.2.0 install.sh --units",
        "systemctl start venue.service",
    ]
    assert versions.current(world.folder) == "0.2.0"
    assert versions.previous(world.folder) == "0.1.0"


@pytest.mark.parametrize(("version", "what"), [("0.1.0", "backup"), ("0.2.0", "trial")])
def test_without_a_backup_or_a_good_trial_nothing_is_switched(
    world: World, version: str, what: str
) -> None:
    world.break_(version, what)
    with pytest.raises(Unavailable, match=f"{version} cannot {what}"):
        move(world)
    assert versions.current(world.folder) == "0.1.0"
    assert not [one for one in world.said if "stop" in one]


@pytest.mark.parametrize("what", ["ready", "serve"])
def test_a_server_that_is_not_well_gives_way_and_what_was_stored_stays(
    world: World, what: str
) -> None:
    world.break_("0.2.0", what)
    # What the new version stores is another whole database than the copy kept before.
    (world.folder / "0.2.0/changes").write_bytes((world.data / "venue.db").read_bytes() + b"later")
    with pytest.raises(Unavailable, match=r"0\.1\.0 runs again"):
        move(world)
    assert versions.current(world.folder) == "0.1.0"
    assert (world.data / "venue.db").read_bytes().endswith(b"later")
    assert not list(world.data.glob("after-update-*"))


def test_data_the_old_version_cannot_read_are_set_aside_not_lost(world: World) -> None:
    before = whole.check(world.data / "venue.db").head
    world.break_("0.2.0", "ready")
    world.break_("0.1.0", "trial")
    (world.folder / "0.2.0/changes").write_bytes(b"new form")
    with pytest.raises(Unavailable, match=r"0\.1\.0 runs again"):
        move(world)
    checked = whole.check(world.data / "venue.db")
    assert (checked.fault, checked.head) == (None, before)
    aside = next(world.data.glob("after-update-*"))
    assert (aside / "venue.db").read_bytes() == b"new form"
    assert any(str(aside) in one for one in world.told)


def test_a_version_that_is_not_whole_is_not_there(world: World) -> None:
    (world.folder / "0.2.0/complete").unlink()
    with pytest.raises(NotFound, match=r"there are: 0\.1\.0"):
        move(world)


def test_old_versions_go_but_never_the_two_in_use(tmp_path: Path) -> None:
    for version in ("0.1.0", "0.2.0", "0.9.0", "0.10.0", "0.11.0"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "complete").touch()
    (tmp_path / "current").symlink_to("0.2.0")
    versions.switch(tmp_path, "0.1.0")
    assert versions.laid(tmp_path) == ["0.1.0", "0.2.0", "0.9.0", "0.10.0", "0.11.0"]
    assert versions.drop_old(tmp_path) == ["0.9.0", "0.10.0"]
    assert versions.laid(tmp_path) == ["0.1.0", "0.2.0", "0.11.0"]


def test_the_trial_leaves_the_venue_untouched(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run = CliRunner().invoke
    assert run(main, ["init", "--yes", "--data", str(data)]).exit_code == 0
    before = whole.check(data / "venue.db").head
    tried = run(main, ["trial", "--data", str(data)])
    assert tried.exit_code == 0, tried.output
    assert json.loads(tried.output)["journal_seq"] > before.seq
    assert whole.check(data / "venue.db").head == before
    assert not list(data.glob(".venue-work-*"))


def test_the_command_says_what_it_needs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run = CliRunner().invoke
    assert run(main, ["init", "--yes", "--data", str(data)]).exit_code == 0
    common = ["update", "--data", str(data), "--versions", str(tmp_path)]
    assert run(main, common).exit_code == 2
    not_there = run(main, [*common, "0.2.0"])
    assert "install.sh did not install this" in not_there.output
    (tmp_path / "0.1.0").mkdir()
    (tmp_path / "0.1.0/complete").touch()
    (tmp_path / "current").symlink_to("0.1.0")
    assert "there are: 0.1.0" in run(main, [*common, "0.2.0"]).output
    assert "is in use already" in run(main, [*common, "0.1.0"]).output
    assert "no version before this one" in run(main, [*common, "--back"]).output
