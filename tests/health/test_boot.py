"""A damaged venue is never opened and never begun anew: it says so and offers the way back."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.inside import Inside
from tests.served import VENUE, free_port
from venue.backups import sealing
from venue.core import wal
from venue.health import boot

PAGE = 4096
FRAME = 24 + PAGE
HTML = {"Accept": "text/html"}


@pytest.fixture
def killed(box: Inside, tmp_path: Path) -> Path:
    """The folder as a power cut leaves it: the last orders are in the log alone."""
    guest = box.guest()
    for _ in range(4):
        guest.order()
    for name in ("venue.db", "venue.db-wal", "venue.key", "venue.toml"):
        (tmp_path / "cut").mkdir(exist_ok=True)
        shutil.copyfile(box.data / name, tmp_path / "cut" / name)
    return tmp_path / "cut"


def kind(data: Path) -> str | None:
    found = boot.examine(data)
    return found.kind if found else None


def damage(path: Path, at: int, size: int = 16) -> None:
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * size)


def test_a_power_cut_is_no_damage_and_an_empty_folder_is_no_venue(
    killed: Path, tmp_path: Path
) -> None:
    assert kind(killed) is None
    (tmp_path / "new").mkdir()
    assert kind(tmp_path / "new") is None


def test_a_torn_end_of_the_log_is_what_a_power_cut_does(killed: Path) -> None:
    log = killed / "venue.db-wal"
    size = log.stat().st_size
    os.truncate(log, size - 100)
    assert wal.lost_commits(log) == 0
    assert kind(killed) is None


def test_a_log_broken_in_its_middle_is_named_not_cut_short(killed: Path) -> None:
    log = killed / "venue.db-wal"
    assert wal.lost_commits(log) == 0
    damage(log, 32 + 2 * FRAME + 500)
    assert wal.lost_commits(log) > 3
    assert kind(killed) == "wal"


def test_a_log_with_a_broken_head_is_named(killed: Path) -> None:
    damage(killed / "venue.db-wal", 24, 4)
    assert kind(killed) == "wal"


def test_a_page_that_rotted_is_named(demo_data: Path, killed: Path) -> None:
    (killed / "venue.db-wal").unlink()
    shutil.copyfile(demo_data / "venue.db", killed / "venue.db")
    assert kind(killed) is None
    damage(killed / "venue.db", 4 * PAGE, 40 * PAGE)
    assert kind(killed) == "damaged"


@pytest.mark.parametrize(("gone", "found"), [("venue.db", "missing"), ("venue.key", "key")])
def test_a_file_that_is_gone_is_not_made_anew(killed: Path, gone: str, found: str) -> None:
    (killed / gone).unlink()
    assert kind(killed) == found


class Serving:
    """A real `venue serve` on a folder that may be damaged."""

    def __init__(self, data: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.process = subprocess.Popen(
            [VENUE, "serve", "--data", data, "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def get(self, path: str, expect: int, limit_s: float = 40) -> requests.Response:
        """Ask until the answer has the expected status."""
        ends = time.monotonic() + limit_s
        while True:
            try:
                answer = requests.get(self.url + path, headers=HTML, timeout=5)
                if answer.status_code == expect:
                    return answer
            except requests.ConnectionError:
                pass
            assert time.monotonic() < ends, f"{path} never answered {expect}"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as systemd does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


@pytest.fixture
def lost(demo_data: Path, tmp_path: Path) -> Iterator[tuple[Inside, Serving]]:
    """A venue with two backups, the newer one half written, whose database is gone."""
    box = Inside(demo_data, tmp_path / "venue")
    box.guest().order()
    box.staff("Marta").post("/api/v1/backups", {}, expect=201)
    box.close()
    good = next((box.data / "backups").glob("*.venuebackup"))
    half = good.with_name("venue-20301231-235959-999.venuebackup")
    half.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    for path in box.data.glob("venue.db*"):
        path.unlink()
    serving = Serving(box.data)
    yield box, serving
    serving.process.kill()
    serving.process.wait(10)


def test_the_page_says_so_and_the_recovery_key_brings_the_venue_back(
    lost: tuple[Inside, Serving],
) -> None:
    box, serving = lost
    said = serving.get("/", 503).text
    assert "is gone" in said
    assert "on paper" in said
    program = requests.get(f"{serving.url}/api/v1/menu", timeout=5)
    assert (program.status_code, program.json()["code"]) == (503, "box.damaged")
    assert not (box.data / "venue.db").exists()
    names = re.findall(r'value="(venue-[^"]+)"', said)
    assert len(names) == 2
    key = sealing.recovery_key(box.data)

    def restore(name: str, with_key: str) -> str:
        form = {"name": name, "key": with_key}
        return requests.post(f"{serving.url}/restore", form, headers=HTML, timeout=30).text

    wrong = "AAAA-BBBB-CCCC-DDDD-AAAA-BBBB-CCCC-DDDD"
    assert 'role="alert"' in restore(names[1], wrong)
    assert 'role="alert"' in restore(names[0], key)  # half written
    assert "no such backup" in restore("../venue.key", key)
    assert not (box.data / "venue.db").exists()
    assert "The venue is back" in restore(names[1], key)
    serving.get("/readyz", 200)
    serving.stop()
    again = Inside(box.data, box.data)
    try:
        assert len(again.rows("SELECT id FROM guest_order")) == 1
        kinds = [row["kind"] for row in again.rows("SELECT kind FROM journal ORDER BY seq")]
        assert "box.restored" in kinds
    finally:
        again.close()
