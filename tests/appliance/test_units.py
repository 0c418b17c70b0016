"""The systemd units as systemd itself reads them; no systemd has to run for that."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
SERVICE = UNITS / "venue.service"
EXPOSURE_HIGHEST = 2.0
SETTLING = ["venue-settle.service", "venue-judge.service"]
WALLED = ["venue.service", "venue-safe.service", "venue-maintenance.service"]

analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here"
)


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, timeout=30, check=False
    )


def _exposure(unit: Path) -> float:
    told = _run("security", "--offline=true", "--no-pager", unit).stdout
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)
    assert found, told
    return float(found.group(1))


@analyze
@pytest.mark.parametrize("name", WALLED)
def test_a_service_is_exposed_less_than_two(name: str) -> None:
    assert _exposure(UNITS / name) < EXPOSURE_HIGHEST


@analyze
def test_the_measure_sees_a_unit_without_its_walls(tmp_path: Path) -> None:
    bare = tmp_path / "venue.service"
    kept = [line for line in SERVICE.read_text().splitlines() if not line.startswith("Protect")]
    bare.write_text("\n".join(kept))
    assert _exposure(bare) >= EXPOSURE_HIGHEST


@analyze
@pytest.mark.parametrize(
    "name", [*WALLED, *SETTLING, "venue-kiosk.service", "venue-maintenance.timer"]
)
def test_systemd_understands_every_line(name: str, tmp_path: Path) -> None:
    # Programs of the appliance are not installed here, and verify asks for them.
    for unit in UNITS.glob("venue*.*"):
        text = re.sub(
            r"^(ExecStart|ExecStartPre)=-?/\S+",
            r"\1=/bin/true",
            unit.read_text(),
            flags=re.MULTILINE,
        )
        (tmp_path / unit.name).write_text(text)
    told = _run("verify", "--recursive-errors=no", tmp_path / name)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_server_starts_without_network_or_time() -> None:
    lines = [one for one in SERVICE.read_text().splitlines() if not one.startswith("#")]
    assert not [one for one in lines if "network-online" in one or "time-sync" in one]


def test_the_log_has_an_end() -> None:
    conf = configparser.ConfigParser()
    conf.read(UNITS / "journald.conf.d" / "venue.conf")
    assert {"systemmaxuse", "maxretentionsec", "ratelimitburst"} <= set(conf["Journal"])


def test_the_walls_leave_the_question_whether_the_clock_is_right() -> None:
    lines = SERVICE.read_text().splitlines()
    assert "ProtectClock=yes" not in lines
    filters = [one for one in lines if one.startswith("SystemCallFilter=")]
    assert filters[-1] == "SystemCallFilter=adjtimex clock_adjtime"
