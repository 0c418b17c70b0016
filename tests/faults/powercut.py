"""Power cuts: the real server on a recorded disk, judged at many random instants."""

import random
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults import disk
from tests.faults.history import Operation, judge
from tests.faults.load import Load
from tests.faults.process import VENUE, Box


@dataclass
class Recording:
    """A run of the server on the recorded disk.

    Attributes:
        began, ended: Monotonic seconds between which guests ordered.
    """

    folder: Path
    operations: list[Operation]
    began: float
    ended: float


@dataclass
class Report:
    """What the cuts came to.

    Attributes:
        lost: For each cut the acknowledged orders that were gone.
        faults: Everything that was wrong, in words, with the cut's number.
        at_risk: Writes that were not yet flushed, summed over the cuts.
    """

    seed: int
    cuts: int
    acknowledged: int
    lost: list[int]
    faults: list[str]
    at_risk: int

    def words(self) -> str:
        """Return the report in one line."""
        struck = sum(one > 0 for one in self.lost)
        return (
            f"{self.cuts} power cuts (seed {self.seed}), {self.acknowledged} orders acknowledged: "
            f"{struck} cuts lost orders (most {max(self.lost, default=0)}), "
            f"{len(self.faults)} faults; {self.at_risk} unflushed writes torn or dropped"
        )


def available() -> str:
    """Return why this machine cannot cut the power; empty when it can."""
    return disk.available()


def record(
    source: Path, folder: Path, *, seconds: float, seed: int, launcher: Sequence[str] = (VENUE,)
) -> Recording:
    """Serve guests for some seconds on a disk that remembers; end by SIGKILL."""
    with disk.recorded(folder) as mounted:
        box = Box(source, mounted / "data", log=folder / "server.log", launcher=launcher)
        try:
            subprocess.run(["sync", "--file-system", str(mounted)], check=True)
            box.start()
            load = Load(box, seed=seed)
            began = time.monotonic()
            load.start()
            time.sleep(seconds)
            operations = load.stop()
            ended = time.monotonic()
        finally:
            box.kill()
    return Recording(folder, operations, began, ended)


def cut(recording: Recording, *, cuts: int, seed: int) -> Report:
    """Rebuild the disk at ``cuts`` random instants and judge what is on each."""
    rng = random.Random(seed)
    replay = disk.Replay(recording.folder / "log", recording.folder / "whole.img")
    image, lost, faults, at_risk = recording.folder / "cut.img", [], [], 0
    for number, at in enumerate(_instants(recording, replay.write_times, cuts, rng)):
        at_risk += replay.cut(int(at * 1e9), rng, image)
        found = _judged(recording, image, at)
        lost.append(sum("LOST" in one or "unusable" in one for one in found))
        faults += [f"cut {number}: {one}" for one in found]
    acknowledged = sum(one.accepted is not None for one in recording.operations)
    return Report(seed, cuts, acknowledged, lost, faults, at_risk)


def run(
    source: Path,
    folder: Path,
    *,
    cuts: int,
    seed: int,
    seconds: float = 4.0,
    launcher: Sequence[str] = (VENUE,),
) -> Report:
    """Record a run and cut its power ``cuts`` times; what was recorded is removed again."""
    folder.mkdir(exist_ok=True)
    recording = record(source, folder, seconds=seconds, seed=seed, launcher=launcher)
    report = cut(recording, cuts=cuts, seed=seed)
    for name in ("log", "whole.img", "cut.img"):
        (folder / name).unlink(missing_ok=True)
    return report


def _instants(
    recording: Recording, writes: list[float], cuts: int, rng: random.Random
) -> list[float]:
    """Return rising instants: at random, just after an acknowledgement, and amid block writes."""
    heard = [one.accepted.at for one in recording.operations if one.accepted]
    writes = [at for at in writes if recording.began < at < recording.ended] or heard
    kinds = (
        lambda: rng.uniform(recording.began, recording.ended),
        lambda: rng.choice(heard) + rng.uniform(0, 0.0005),
        lambda: rng.choice(writes) + 0.000_001,
    )
    return sorted(kinds[number % len(kinds)]() for number in range(cuts))


def _judged(recording: Recording, image: Path, at: float) -> list[str]:
    try:
        with disk.mounted_image(image, recording.folder / "look") as mounted:
            return judge(mounted / "data" / "venue.db", recording.operations, until=at)
    except subprocess.CalledProcessError as error:
        return [f"unusable disk: {error.stderr}"]
