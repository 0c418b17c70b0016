"""Two real processes: joined, promoted with and without the server, the old one fenced."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from config import settings as settings_file
from tests.faults.process import VENUE
from tests.faults.standby import Standby, together
from tests.standby.conftest import until
from tests.sync.offices import Server
from venue.backups.sealing import recovery_key
from venue.core.ids import uuid7
from venue.standby import role as roles


def order(box: Standby) -> requests.Response:
    """Order something as a program would; a box that does not serve must refuse."""
    return requests.post(
        f"http://{box.host}:{box.port}/api/v1/orders", json={"lines": []}, timeout=20,
        headers={"Idempotency-Key": uuid7()},
    )  # fmt: skip


def write(box: Standby) -> requests.Response:
    """Change something as staff do."""
    return box.served().program().post("/api/v1/items/1/eighty-six", {"remaining_qty": 40})


@pytest.fixture
def first(demo_data: Path, tmp_path: Path, server: Server) -> Standby:
    address = f"nats://127.0.0.1:{server.port}"
    box = Standby(tmp_path / "one", address, source=demo_data)
    settings_file.change(box.data / "venue.toml", "standby.server", address)
    return box


@pytest.fixture
def second(first: Standby, tmp_path: Path, server: Server) -> Standby:
    box = Standby(tmp_path / "two", f"nats://127.0.0.1:{server.port}")
    shutil.copyfile(first.data / "demo.json", box.data / "demo.json")
    return box


def refused(box: Standby, *words: str) -> str:
    """Run a command that must fail; return what it said."""
    done = subprocess.run(
        [VENUE, *words, "--data", str(box.data)], capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    return done.stderr


def test_the_way_of_two_boxes(first: Standby, second: Standby, server: Server) -> None:
    key = recovery_key(first.data)
    try:
        first.start()
        assert "does not open" in refused(
            second, "standby", "join", "--server", second._address, "--key", "ABCD-EFGH"
        )
        assert not (second.data / "venue.db").exists()
        second.join(key)
        assert "does not stand by" in refused(first, "standby", "promote")
        second.stand_by()
        together(first)
        told = json.loads(second.venue("standby", "status", "--json"))
        assert told["role"] == "stands_by"
        assert json.loads(first.venue("standby", "status", "--json"))["state"] == "together"
        page = requests.get(
            f"http://{second.host}:{second.port}/waiter", timeout=5,
            headers={"Accept": "text/html", "Accept-Language": "ru"},
        )  # fmt: skip
        assert "Этот бокс в резерве" in page.text
        assert (page.status_code, order(second).json()["code"]) == (503, "box.standby")

        server.kill()
        assert "--without-lease" in refused(second, "standby", "promote")
        assert roles.load(second.data).name == roles.STANDS_BY
        assert write(first).ok, "a venue does not stop for want of its standby"
        said = second.venue("standby", "promote", "--without-lease")
        assert "keep it off" in said
        second.serves()
        assert write(second).ok

        server.start()
        until(lambda: write(first).status_code == 503, "the old box went on")
        assert write(first).json()["code"] == "box.fenced"
        assert requests.get(f"http://{first.host}:{first.port}/healthz", timeout=5).ok
        assert write(second).ok
        first.stop()
        first.stand_by()
        assert order(first).json()["code"] == "box.standby"
        assert roles.load(first.data).name == roles.REPLACED
        first.stop()
        assert "entries that the other box never got" in first.join(key)
        first.stand_by()
        together(second)
    finally:
        first.kill()
        second.kill()


def test_a_standby_whose_copy_is_gone_fetches_another(
    first: Standby, second: Standby, server: Server
) -> None:
    try:
        first.start()
        second.join(recovery_key(first.data))
        (second.data / "venue.db").unlink()
        second.stand_by()
        together(first)
    finally:
        first.kill()
        second.kill()
