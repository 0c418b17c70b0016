"""Checks of the machine: disk, card, memory, heat, power, clock."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from venue.core.clock import BUILT_AT
from venue.health.model import BAD, OK, WARN, Finding, Place

DISK_WARN, DISK_BAD = 80, 90  # percent in use
MEMORY_WARN, MEMORY_BAD = 15, 7  # percent available
HOT_C, TOO_HOT_C = 70, 80  # a Raspberry Pi slows down at 80
WORN_WARN, WORN_BAD = 8, 11  # eMMC life_time: tenths used up; 0x0B: beyond its life (JEDEC 84-B51)
SPARE_BLOCKS = {"0x02": WARN, "0x03": BAD}  # eMMC pre_eol_info
MUCH_WRITTEN_GB = 20_000
MILLION = 1_000_000


def disk(place: Place) -> Iterator[Finding]:
    """Look at the room left, and whether the disk can be written at all."""
    if os.statvfs(place.data).f_flag & os.ST_RDONLY:
        yield Finding("disk", BAD, "disk.readonly", {"folder": str(place.data)})
        return
    usage = shutil.disk_usage(place.data)
    percent = used_percent(usage.total, usage.free)
    values = {"percent": percent, "free_mb": usage.free // MILLION}
    if percent >= DISK_WARN:
        level = BAD if percent >= DISK_BAD else WARN
        yield Finding("disk", level, "disk.full", values, "room")
    else:
        yield Finding("disk", OK, "disk.ok", values)


def used_percent(total: int, free: int) -> int:
    """Return how much of a disk is in use, rounded down."""
    return (total - free) * 100 // total if total else 100


def wear(place: Place) -> Iterator[Finding]:
    """Read what the card or flash says of its age, and what the file system noted of faults."""
    folder = _block_device(place)
    if folder is None:
        return
    tenths = [int(part, 16) for part in _words(folder / "device/life_time")]
    if tenths:
        used = max(tenths)
        level = BAD if used >= WORN_BAD else WARN if used >= WORN_WARN else OK
        key = "wear.ok" if level == OK else "wear.worn"
        yield Finding("wear", level, key, {"percent": min(used * 10, 100)})
    for word in _words(folder / "device/pre_eol_info"):
        if word in SPARE_BLOCKS:
            yield Finding("wear", SPARE_BLOCKS[word], "wear.spare", {})
    yield from _file_system(place)


def _file_system(place: Place) -> Iterator[Finding]:
    name = _device_link(place)
    if name is None:
        return
    folder = place.root / "sys/fs/ext4" / name.name
    faults = _words(folder / "errors_count")
    if faults and faults[0] != "0":
        yield Finding("wear", BAD, "wear.faults", {"count": faults[0], "device": name.name})
    written = _words(folder / "lifetime_write_kbytes")
    if written:
        gigabytes = int(written[0]) // MILLION
        much = gigabytes >= MUCH_WRITTEN_GB and name.name.startswith("mmcblk")
        key = "wear.much" if much else "wear.written"
        yield Finding("wear", WARN if much else OK, key, {"gb": gigabytes})


def memory(place: Place) -> Iterator[Finding]:
    """Look at the memory that programs could still get (proc(5), MemAvailable)."""
    known = dict(
        re.findall(r"^(MemTotal|MemAvailable):\s+(\d+) kB", place.text_of("proc/meminfo"), re.M)
    )
    if len(known) < 2:
        return
    free, total = int(known["MemAvailable"]), int(known["MemTotal"])
    percent = free * 100 // total
    level = BAD if percent < MEMORY_BAD else WARN if percent < MEMORY_WARN else OK
    key = "memory.ok" if level == OK else "memory.low"
    yield Finding("memory", level, key, {"free_mb": free // 1000, "percent": percent})


def temperature(place: Place) -> Iterator[Finding]:
    """Look at the hottest sensor, and at the voltage where a Raspberry Pi measures it."""
    zones = place.root.glob("sys/class/thermal/thermal_zone*/temp")
    read = [int(words[0]) for zone in zones if (words := _words(zone)) and words[0].isdigit()]
    if read:
        degrees = max(read) // 1000
        level = BAD if degrees >= TOO_HOT_C else WARN if degrees >= HOT_C else OK
        key = "temperature.ok" if level == OK else "temperature.hot"
        yield Finding("temperature", level, key, {"degrees": degrees})
    # The alarm of raspberrypi-hwmon: since the last look the 5 V were under 4.63 V.
    for alarm in place.root.glob("sys/class/hwmon/hwmon*/in0_lcrit_alarm"):
        if _words(alarm) == ["1"]:
            yield Finding("temperature", WARN, "power.low", {})


def clock(place: Place) -> Iterator[Finding]:
    """Ask whether a time service set the clock, and whether one survives a power cut."""
    now = place.clock.now()
    if now < BUILT_AT:
        yield Finding("clock", BAD, "clock.past", {"date": f"{now:%Y-%m-%d}"})
    elif place.clock.trusted():
        yield Finding("clock", OK, "clock.ok", {})
    else:
        yield Finding("clock", WARN, "clock.untrusted", {})
    if not (place.root / "sys/class/rtc/rtc0").exists():
        yield Finding("clock", WARN, "clock.no_battery", {})


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []


def _device_link(place: Place) -> Path | None:
    number = place.data.stat().st_dev
    link = place.root / f"sys/dev/block/{os.major(number)}:{os.minor(number)}"
    return link.resolve() if link.exists() else None


def _block_device(place: Place) -> Path | None:
    """Return the whole disk's folder in sysfs: a partition lies inside its disk's."""
    folder = _device_link(place)
    if folder is not None and (folder / "partition").exists():
        return folder.parent
    return folder
