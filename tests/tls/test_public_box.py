"""A public name's certificate with real processes: commands, a serving box, kills, restores."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import Serve
from tests.inside import Inside
from tests.served import VENUE, free_port
from tests.tls.nameserver import KEY_NAME, SECRET, ZONE
from tests.tls.test_import import shown, soon
from tests.tls.town import DAY_S, NAME, Town
from venue.backups import service as backups
from venue.backups.sealing import recovery_key
from venue.cli import main
from venue.core.vault import Vault
from venue.tls import authority, folder, plan, public


def venue(data: Path, *words: str) -> list[str]:
    return [VENUE, "tls", *words, "--data", str(data)]


@pytest.mark.parametrize("moment", ["/certificate/", "/finalize/", "/challenge/"])
def test_killed_in_the_middle_it_goes_on_with_the_same_order(
    demo_data: Path, tmp_path: Path, moment: str
) -> None:
    box = Inside(demo_data, tmp_path / "data")
    box.close()
    town = Town(tmp_path / "data")
    town.service.now = None  # the command's clock is the machine's
    killed: list[int] = []

    def kill(path: str) -> None:
        if path.startswith(moment) and not killed:
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)

    try:
        town.agree()
        town.service.before = kill
        process = subprocess.Popen(venue(town.data, "renew"), stdout=subprocess.DEVNULL)
        assert process.wait(60) == -signal.SIGKILL
        assert town.plan().order
        assert not (town.data / folder.FOLDER / folder.PUBLIC).exists()
        assert f"there is no certificate; {NAME}" in run(town.data, "show").output
        town.attempt()
        assert authority.facts_of((town.data / "tls/public.pem").read_bytes()).names == (NAME,)
        assert len(town.service.orders) == 1
    finally:
        town.close()


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["tls", *words, "--data", str(data)], input="y\n")


def test_from_the_command_to_a_browser_and_back(serve: Serve, town: Town, tmp_path: Path) -> None:
    """A serving box takes the certificate within seconds, and renews it by itself."""
    port = free_port()
    served = serve(settings={"server.names": [NAME]})
    served.stop()
    assert run(served.data, "setup", "--port", str(port)).exit_code == 0
    served.start()
    (tmp_path / "tsig").write_text(SECRET)
    words = (
        "public", NAME, "--dns", "rfc2136", "--server", town.names.address, "--zone", ZONE,
        "--key-name", KEY_NAME, "--key-file", str(tmp_path / "tsig"), "--ask",
        town.names.address, "--directory", f"{town.service.url}/directory", "--agree",
    )  # fmt: skip
    town.service.now = None
    got = run(served.data, *words)
    assert got.exit_code == 0, got.output
    soon(lambda: shown(port, NAME) == (NAME,))
    assert "venue.local" in shown(port, "venue.local")
    told = json.loads(run(served.data, "show", "--json").output)
    assert told["kind"] == "public"
    assert told["public_name"]["fault"] == ""
    imported = run(served.data, "import", str(tmp_path / "tsig"), str(tmp_path / "tsig"))
    assert "venue tls own" in imported.output
    assert run(served.data, "own").exit_code == 0
    soon(lambda: "venue.local" in shown(port, NAME))
    assert not (served.data / folder.FOLDER / plan.FILE).exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["venue.local"], "no public name"),
        (["8.8.8.8"], "no public name"),
        ([NAME, "--directory", "http://ca.example.com/directory"], "https://"),
        ([NAME, "--program", "nowhere"], "full path"),
        ([f"*.{ZONE}"], "server.names"),
    ],
)
def test_what_cannot_be_set_up_changes_nothing(
    demo_data: Path, tmp_path: Path, words: list[str], says: str
) -> None:
    box = Inside(demo_data, tmp_path / "data")
    box.close()
    before = (box.data / "venue.toml").read_text()
    told = run(
        box.data, "public", "--dns", "program", "--agree", "--program", sys.executable, *words
    )
    assert says in told.output, told.output
    assert told.exit_code == 1
    assert not (box.data / folder.FOLDER).exists()
    assert (box.data / "venue.toml").read_text() == before


def until(held: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not held():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_box_renews_by_itself_and_offline_it_serves_on_and_says_so(
    demo_data: Path, tmp_path: Path
) -> None:
    box = Inside(demo_data, tmp_path / "data", server__tls_port=8443)
    town = Town(box.data)
    town.clock = box.clock
    town.service.now = box.clock.now
    try:
        town.agree()
        box.pass_time(public.LOOK_S + 1)
        until((box.data / folder.FOLDER / folder.PUBLIC).exists)
        until(lambda: town.plan().order == "")
        first = town.serial()
        town.service.close()
        box.pass_time(61 * DAY_S)
        until(lambda: town.plan().failures == 1)
        assert town.serial() == first
        assert box.services.jobs.faults().get("public name") is None

        def alerts() -> list[dict[str, object]]:
            items = box.staff("Marta").json("/api/v1/alerts")["items"]
            return [one["values"] for one in items if one["kind"] == "certificate"]

        assert alerts() == []
        box.clock.advance(9 * DAY_S)
        assert alerts() == [{"days": 20}]
    finally:
        box.close()
        town.names.close()


def test_a_restored_box_goes_on_with_its_public_name(box: Inside, tmp_path: Path) -> None:
    town = Town(box.data)
    try:
        town.clock = box.clock
        town.service.now = box.clock.now
        town.agree()
        town.attempt()
        (tmp_path / "stick").mkdir()
        made = backups.make(box.data, box.services.database, tmp_path / "stick", keep=3)
        key = recovery_key(box.data)
        backups.restore(tmp_path / "new", made.path, key, redo=None, replace=False)
        town.data, town.vault = tmp_path / "new", Vault(tmp_path / "new" / "venue.key")
        town.clock.advance(70 * DAY_S)
        town.attempt()
        assert len(town.service.accounts) == 1
    finally:
        town.close()
