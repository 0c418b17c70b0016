"""Each check of the machine sees the fault it is for, and is quiet without it."""

import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from tests.health.house import levels, place, put
from venue.core.clock import ManualClock
from venue.health import look, machine
from venue.health.model import Place

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def here(tmp_path: Path) -> Place:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "venue.toml").write_text("")
    return place(tmp_path / "data", tmp_path / "root")


@pytest.mark.parametrize(
    ("used", "level"), [(10, "ok"), (79, "ok"), (80, "warn"), (89, "warn"), (90, "bad")]
)
def test_a_disk_warns_at_80_and_90_percent(
    here: Place, monkeypatch: pytest.MonkeyPatch, used: int, level: str
) -> None:
    usage = Usage(100_000_000, used * 1_000_000, (100 - used) * 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert set(levels(machine.disk(here)).values()) == {level}


def test_a_read_only_disk_is_named(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(here.data)
    locked = os.statvfs_result([*real[:8], os.ST_RDONLY, real.f_namemax])
    monkeypatch.setattr(os, "statvfs", lambda _: locked)
    assert levels(machine.disk(here)) == {"disk.readonly": "bad"}


@pytest.fixture
def card(here: Place) -> Path:
    """A memory card in sysfs, with the partition that holds the venue."""
    number = here.data.stat().st_dev
    partition = here.root / "sys/devices/mmcblk0/mmcblk0p2"
    put(here.root, "sys/devices/mmcblk0/mmcblk0p2/partition", "2")
    link = here.root / f"sys/dev/block/{os.major(number)}:{os.minor(number)}"
    link.parent.mkdir(parents=True)
    link.symlink_to(partition)
    return partition.parent


@pytest.mark.parametrize(
    ("life", "found"),
    [("0x01 0x02", {"wear.ok": "ok"}), ("0x01 0x08", {"wear.worn": "warn"}),
     ("0x0b 0x01", {"wear.worn": "bad"})],
)  # fmt: skip
def test_a_card_says_how_worn_it_is(
    here: Place, card: Path, life: str, found: dict[str, str]
) -> None:
    put(card, "device/life_time", life)
    assert levels(machine.wear(here)) == found


def test_a_card_that_runs_out_of_blocks_and_has_faults(here: Place, card: Path) -> None:
    put(card, "device/pre_eol_info", "0x03")
    put(here.root, "sys/fs/ext4/mmcblk0p2/errors_count", "4")
    put(here.root, "sys/fs/ext4/mmcblk0p2/lifetime_write_kbytes", "25000000000")
    found = levels(machine.wear(here))
    assert found == {"wear.spare": "bad", "wear.faults": "bad", "wear.much": "warn"}


@pytest.mark.parametrize(("free", "level"), [(500, "ok"), (140, "warn"), (60, "bad")])
def test_memory_that_runs_out(here: Place, free: int, level: str) -> None:
    put(here.root, "proc/meminfo", f"MemTotal: 1000 kB\nMemFree: 3 kB\nMemAvailable: {free} kB\n")
    assert set(levels(machine.memory(here)).values()) == {level}


@pytest.mark.parametrize(("degrees", "level"), [(45, "ok"), (72, "warn"), (83, "bad")])
def test_the_hottest_sensor_counts(here: Place, degrees: int, level: str) -> None:
    put(here.root, "sys/class/thermal/thermal_zone0/temp", "30000")
    put(here.root, "sys/class/thermal/thermal_zone1/temp", str(degrees * 1000))
    assert set(levels(machine.temperature(here)).values()) == {level}


def test_a_weak_power_supply_is_named(here: Place) -> None:
    put(here.root, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1")
    assert levels(machine.temperature(here)) == {"power.low": "warn"}


def test_a_clock_that_is_set_is_not_or_lost_its_time(here: Place) -> None:
    clock = here.clock
    assert isinstance(clock, ManualClock)
    put(here.root, "sys/class/rtc/rtc0/name", "pi")
    assert levels(machine.clock(here)) == {"clock.ok": "ok"}
    clock.is_trusted = False
    assert levels(machine.clock(here)) == {"clock.untrusted": "warn"}
    clock.jump(-10 * 365 * 86_400)
    shutil.rmtree(here.root / "sys")
    assert levels(machine.clock(here)) == {"clock.past": "bad", "clock.no_battery": "warn"}


def test_a_check_that_breaks_hides_no_other(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Place) -> None:
        raise ValueError("a machine nobody knows")

    checks = (look.Check("memory", broken), look.Check("clock", machine.clock))  # type: ignore[arg-type]
    monkeypatch.setattr(look, "CHECKS", checks)
    found = look.look(here)
    assert found[0].key == "check.failed"
    assert "nobody knows" in found[0].words()
    assert {one.check for one in found} == {"memory", "clock"}
