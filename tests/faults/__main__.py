"""The long form of the fault programme: ``python -m tests.faults --kills 200 --cuts 200``.

Each row is one fault with the number of times it strikes and its control: the same row on a
server whose protection was taken away, which must fail, or the row is void. A later issue adds
its row to `ROWS`.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults import kills, powercut, strace_proof
from tests.faults.process import WEAKENED, make_demo

CONTROL_CUTS = 20
CONTROL_ACKS = 30
SHOWN_FAULTS = 10


@dataclass
class Outcome:
    """What one row came to: ``passed`` is None when it could not run here."""

    row: str
    passed: bool | None
    words: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Order:
    """What to run: the demo venue, room to work in, how often, and the seed."""

    demo: Path
    folder: Path
    count: int
    seed: int


def kill_row(order: Order) -> Iterator[Outcome]:
    """SIGKILL under load."""
    report = kills.run(order.demo, order.folder, kills=order.count, seed=order.seed)
    yield _judged("kill -9 under load", report.faults, report.words(), void=report.unheard == 0)


def strace_row(order: Order) -> Iterator[Outcome]:
    """The order of fsync and acknowledgement, seen by the kernel."""
    if why_not := strace_proof.available():
        yield Outcome("fsync before ack", None, why_not)
        return
    proof = strace_proof.run(order.demo, order.folder, acks=order.count, seed=order.seed)
    wrong = proof.violations + proof.faults
    yield _judged("fsync before ack", wrong, proof.words(), void=proof.proved < order.count)
    (control := order.folder / "control").mkdir()
    weak = strace_proof.run(
        order.demo, control, acks=CONTROL_ACKS, seed=order.seed, launcher=WEAKENED
    )
    yield Outcome("  control, no fsync", len(weak.violations) > CONTROL_ACKS // 2, weak.words())


def cut_row(order: Order) -> Iterator[Outcome]:
    """Power cuts on a recorded disk."""
    if why_not := powercut.available():
        yield Outcome("power cuts", None, why_not)
        return
    seconds = max(4.0, min(30.0, order.count / 10))
    report = powercut.run(
        order.demo, order.folder, cuts=order.count, seed=order.seed, seconds=seconds
    )
    yield _judged("power cuts", report.faults, report.words(), void=report.at_risk == 0)
    weak = powercut.run(
        order.demo, order.folder / "control", cuts=CONTROL_CUTS, seed=order.seed, launcher=WEAKENED
    )
    struck = sum(one > 0 for one in weak.lost)
    yield Outcome("  control, no fsync", struck > CONTROL_CUTS // 2, weak.words())


ROWS: dict[str, tuple[Callable[[Order], Iterator[Outcome]], int]] = {
    "kills": (kill_row, 200),
    "acks": (strace_row, 240),
    "cuts": (cut_row, 200),
}


def main() -> int:
    """Run the rows; return 1 when one failed."""
    options = _options()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="faults-", dir=options.work) as work:
        demo = Path(work) / "demo"
        make_demo(demo)
        for name, (row, _) in ROWS.items():
            count = getattr(options, name)
            if not count:
                continue
            (folder := Path(work) / name).mkdir()
            began = time.monotonic()
            for outcome in row(Order(demo, folder, count, options.seed)):
                outcome.seconds = round(time.monotonic() - began, 1)
                outcomes.append(outcome)
                _tell(outcome)
    if options.json:
        options.json.write_text(json.dumps([vars(one) for one in outcomes], indent=2))
    return int(any(one.passed is False for one in outcomes))


def _judged(row: str, faults: list[str], words: str, *, void: bool) -> Outcome:
    for fault in faults[:SHOWN_FAULTS]:
        print(f"    {fault}", file=sys.stderr)
    if void:
        words = f"VOID, nothing was struck: {words}"
    return Outcome(row, not faults and not void, words)


def _tell(outcome: Outcome) -> None:
    state = {True: "ok", False: "FAILED", None: "skipped"}[outcome.passed]
    print(f"{state:8}{outcome.row:22}{outcome.words}  [{outcome.seconds:.0f} s]", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    for name, (row, count) in ROWS.items():
        words = f"{row.__doc__} How often; 0 leaves it out."
        parser.add_argument(f"--{name}", type=int, default=count, help=words)
    parser.add_argument("--seed", type=int, default=1, help="Where the dice start.")
    parser.add_argument("--work", type=Path, help="Folder for temporary files; needs about 1 GB.")
    parser.add_argument("--json", type=Path, help="Write the outcomes here too.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
