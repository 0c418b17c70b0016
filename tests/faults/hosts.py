"""Ten machines on a LAN whose cables are pulled: ``python -m tests.faults.hosts --pulls 60``.

The box, eight phones and two kitchen screens are namespaces of their own (`lan`). Cables are
pulled at random, the box's own too, for a tenth of a second up to several; ``--kills`` also ends
the box itself. Then the whole history is judged as after any kill, each screen's picture is held
against a fresh one, and how long a screen took to be right after its cable was back is told.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.history import judge
from tests.faults.lan import Lan, missing
from tests.faults.load import Load
from tests.faults.process import Box, make_demo
from tests.faults.saturday.network import Ear
from tests.faults.saturday.screens import Board

PHONES, SCREENS = 8, 2
MACHINES = 1 + PHONES + SCREENS
RIGHT_S = 2.0
LONGEST_S = 4.0
THINK_S = 6.0  # nobody bumps: a Saturday of tickets on a screen, not a year of them


class Watched(Ear):
    """A screen's socket on a machine of its own."""

    def __init__(self, lan: Lan, number: int, box: Box, screen: Board) -> None:
        super().__init__(box.port, screen, box.host)
        self._lan, self.number = lan, number

    def run(self) -> None:
        """Go to the machine and listen there."""
        self._lan.enter(self.number)
        super().run()


def main() -> int:
    """Run, print; return 1 when a promise was broken."""
    options = _options()
    if why_not := missing():
        raise SystemExit(why_not)
    with tempfile.TemporaryDirectory(prefix="hosts-", dir=options.work) as folder:
        make_demo(Path(folder) / "demo")
        told = run(
            Path(folder), pulls=options.pulls, kills=options.kills, seed=options.seed,
            weaken=options.weaken,
        )  # fmt: skip
    print(json.dumps(told, indent=1))
    return int(bool(told["faults"] or told["stale"] or not told["unheard"]))


def run(folder: Path, *, pulls: int, kills: int, seed: int, weaken: bool) -> dict[str, Any]:
    """Pull and kill; return the figures and what is wrong.

    Args:
        weaken: Screens do not ask for what they missed: the control, which must end stale.
    """
    dice, lan = random.Random(seed), Lan(MACHINES)
    box = Box(folder / "demo", folder / "data", prefix=lan.prefix(0), host=lan.address(0))
    restarts, right = [], []
    try:
        box.start()
        ears = [_screen(lan, box, 1 + PHONES + one, weaken=weaken) for one in range(SCREENS)]
        load = Load(
            box, seed=seed, clients=PHONES, think_s=THINK_S, enter=lambda one: lan.enter(1 + one)
        )
        load.start()
        for turn in range(pulls):
            time.sleep(dice.uniform(0.1, 0.6))
            machine = dice.randrange(MACHINES)
            _away(lan, machine, dice.uniform(0.1, LONGEST_S))
            if machine > PHONES or machine == 0:
                right += _back(ears)
            if turn < kills:
                box.kill()
                restarts.append(box.start())
        operations = load.stop()
        _back(ears)
        stale = [f"{ear.screen.name}: {one}" for ear in ears for one in ear.screen.differences()]
        for ear in ears:
            ear.end()
        box.stop()
        faults = judge(box.database, operations)
    finally:
        box.kill()
        lan.close()
    return {
        "seed": seed,
        "pulls": pulls,
        "kills": kills,
        "orders": sum(one.accepted is not None for one in operations),
        "unheard": sum(one.unheard for one in operations),
        "restart_s": _spread(restarts),
        "right_after_s": _spread(right),
        "late": sum(one > RIGHT_S for one in right),
        "faults": faults[:20],
        "stale": stale[:20],
    }


def _screen(lan: Lan, box: Box, machine: int, *, weaken: bool) -> Watched:
    board = Board(f"machine {machine}", box.served().device("kitchen"), "all")
    if weaken:
        board.hear = lambda frame: True  # type: ignore[method-assign]
    ear = Watched(lan, machine, box, board)
    ear.start()
    return ear


def _away(lan: Lan, machine: int, seconds: float) -> None:
    lan.pull(machine)
    time.sleep(seconds)
    lan.plug(machine)


def _back(ears: list[Watched]) -> list[float]:
    """Wait until each screen has all that was there when its cable was back; return how long."""
    began, spent = time.monotonic(), []
    for ear in ears:
        through = ear.screen.snapshot()[1]
        while ear.screen.through < through and time.monotonic() - began < 20:
            time.sleep(0.02)
        spent.append(time.monotonic() - began)
    return spent


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    return {"p50": round(statistics.median(values), 2), "most": round(max(values), 2)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hosts", description=__doc__)
    add = parser.add_argument
    add("--pulls", type=int, default=60)
    add("--kills", type=int, default=5, help="so many times the box itself is ended, too")
    add("--seed", type=int, default=1)
    add("--weaken", action="store_true", help="the control: screens that do not catch up")
    add("--work", help="where the data lies")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
