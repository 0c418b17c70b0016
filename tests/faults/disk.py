"""A real ext4 on the recording disk, and the same disk as a power cut would have left it."""

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from tests.faults.blocklog import FLUSH, SECTOR, WRITE, Entry, entries

MEGABYTES = 256  # above what the box keeps free, and sparse
MOUNT_S = 20.0
CAP_SYS_ADMIN = 21  # capabilities(7)
TOOLS = ("mkfs.ext4", "mount", "umount", "losetup")


def available() -> str:
    """Return why this machine cannot cut the power; empty when it can."""
    if os.geteuid() != 0:
        return "power cuts need root, for FUSE, a loop device and mount"
    if not _effective_capabilities() >> CAP_SYS_ADMIN & 1:
        return "power cuts need the right to mount (CAP_SYS_ADMIN), which this container lacks"
    for device in ("/dev/fuse", "/dev/loop-control"):
        if not os.path.exists(device):
            return f"power cuts need {device}, which this machine does not have"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f"power cuts need {', '.join(missing)}"
    found = subprocess.run(["losetup", "--find"], capture_output=True, text=True, check=False)
    return f"no loop device is free: {found.stderr.strip()}" if found.returncode else ""


@contextlib.contextmanager
def recorded(folder: Path) -> Iterator[Path]:
    """Give the mount point of an ext4 whose every write and flush goes to ``folder/log``."""
    fuse, mounted, log = folder / "fuse", folder / "disk", folder / "log"
    fuse.mkdir()
    mounted.mkdir()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.blocklog", str(fuse), str(MEGABYTES), str(log)],
        cwd=Path(__file__).parents[2],
    )
    try:
        _wait_for(fuse / "disk", server)
        loop = _call("losetup", "--find", "--show", "--direct-io=on", str(fuse / "disk")).strip()
        try:
            _call("mkfs.ext4", "-q", "-E",
                  "lazy_itable_init=0,lazy_journal_init=0,nodiscard", loop)  # fmt: skip
            _call("mount", "-o", "noatime,nodiscard", loop, str(mounted))
            try:
                yield mounted
            finally:
                _unmount(mounted)
        finally:
            _call("losetup", "--detach", loop)
    finally:
        subprocess.run(["umount", str(fuse)], check=False, capture_output=True)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def mounted_image(image: Path, folder: Path) -> Iterator[Path]:
    """Give the mount point of an image; mounting replays the file system's journal.

    Raises:
        subprocess.CalledProcessError: The image cannot be mounted.
    """
    folder.mkdir(exist_ok=True)
    loop = _call("losetup", "--find", "--show", str(image)).strip()
    try:
        _call("mount", "-o", "noatime", loop, str(folder))
        try:
            yield folder
        finally:
            _unmount(folder)
    finally:
        _call("losetup", "--detach", loop)


class Replay:
    """Rebuilds the disk as it may have been at a moment; ask for moments in rising order.

    Everything before the last flush that was done by then is whole. Of what came after, each
    write may be there, be missing, or be there in some of its sectors, in any order.
    """

    def __init__(self, log: Path, image: Path) -> None:
        self._log = list(entries(log))
        self._times = [one.at_ns for one in self._log]
        self._image, self._done = image, 0
        with image.open("wb") as file:
            file.truncate(MEGABYTES << 20)

    @property
    def write_times(self) -> list[float]:
        """Return the moments of all block writes, monotonic seconds."""
        return [one.at_ns / 1e9 for one in self._log if one.kind == WRITE]

    def cut(self, at_ns: int, rng: random.Random, target: Path) -> int:
        """Write to ``target`` what a cut at ``at_ns`` left; return how many writes were at risk."""
        end = bisect_right(self._times, at_ns)
        flushed = self._done
        for position in range(end - 1, self._done - 1, -1):
            if self._log[position].kind == FLUSH:
                flushed = position
                break
        with self._image.open("r+b") as file:
            for one in self._log[self._done : flushed]:
                _apply(file, one.offset, one.data)
        self._done = flushed
        _call("cp", "--sparse=always", "--reflink=auto", str(self._image), str(target))
        at_risk = [one for one in self._log[flushed:end] if one.kind == WRITE]
        _tear(at_risk, rng, target)
        return len(at_risk)


def _tear(at_risk: list[Entry], rng: random.Random, target: Path) -> None:
    order = at_risk[:]
    rng.shuffle(order)
    kept = rng.random()  # one cut loses nearly everything, another nearly nothing
    with target.open("r+b") as file:
        for one in order:
            dice = rng.random()
            if dice < kept * 0.7:
                _apply(file, one.offset, one.data)
            elif dice < kept:
                for start in range(0, len(one.data), SECTOR):
                    if rng.random() < 0.5:
                        _apply(file, one.offset + start, one.data[start : start + SECTOR])


def _effective_capabilities() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("CapEff:")[2].split()[0], 16)


def _apply(file, offset: int, data: bytes) -> None:
    file.seek(offset)
    file.write(data)


def _wait_for(path: Path, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + MOUNT_S
    while not path.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise AssertionError("the recording disk did not come up")
        time.sleep(0.02)


def _unmount(folder: Path) -> None:
    """A process that was killed a moment ago may still hold its files."""
    for _ in range(50):
        if (
            subprocess.run(["umount", str(folder)], check=False, capture_output=True).returncode
            == 0
        ):
            return
        time.sleep(0.1)
    _call("umount", str(folder))


def _call(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
