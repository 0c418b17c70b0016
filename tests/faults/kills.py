"""SIGKILL at random moments under load, again and again; then the whole history is judged."""

import random
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.history import Operation, judge
from tests.faults.load import Load
from tests.faults.process import Box


@dataclass
class Report:
    """What a run of kills came to.

    Attributes:
        restarts: Seconds from starting the process to its first answer, per kill.
        faults: What the judge found.
    """

    seed: int
    restarts: list[float]
    operations: list[Operation]
    faults: list[str]

    @property
    def accepted(self) -> int:
        """Return how many orders were acknowledged."""
        return sum(one.accepted is not None for one in self.operations)

    @property
    def unheard(self) -> int:
        """Return how many requests stayed without an answer; none would mean no kill struck."""
        return sum(one.unheard for one in self.operations)

    def words(self) -> str:
        """Return the report in one line."""
        return (
            f"{len(self.restarts)} kills (seed {self.seed}): {self.accepted} orders acknowledged, "
            f"{self.unheard} requests unheard, {len(self.faults)} faults; restart "
            f"p50 {statistics.median(self.restarts):.2f} s, max {max(self.restarts):.2f} s"
        )


def run(source: Path, folder: Path, *, kills: int, seed: int) -> Report:
    """Kill a server ``kills`` times under load and judge what is left in ``folder/data``.

    Args:
        source: A demo venue's folder.
    """
    rng = random.Random(seed)
    box = Box(source, folder / "data")
    restarts = []
    try:
        box.start()
        load = Load(box, seed=seed)
        load.start()
        try:
            for _ in range(kills):
                time.sleep(rng.uniform(0.05, 0.8))
                box.kill()
                restarts.append(box.start())
            time.sleep(0.3)
        finally:
            operations = load.stop()
        box.stop()
    finally:
        box.kill()
    return Report(seed, restarts, operations, judge(box.database, operations))
