"""What eight hostile modules cost the till: ``python -m tests.bench.hostile``.

The same steady orders on the same box, in turns without and with the eight packages of
`tests.gateway.packages` installed (raise, exit, hang, wreck the database, jobs and routes that
raise, a schema that clashes, an old version). Each turn is a fresh start of the server.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.generator import phases
from tests.bench.venue import Venue
from tests.faults.process import make_demo
from tests.gateway import packages

RATIO = 1.25
NAMED_S = 90


def main() -> int:
    """Measure in turns, print; return 1 when the till became slower or a module was not named."""
    options = _options()
    told: dict[str, list[float]] = {"without": [], "with": []}
    with tempfile.TemporaryDirectory(prefix="hostile-", dir=options.work) as folder:
        work = Path(folder)
        make_demo(work / "demo")
        installed = work / "installed"
        installed.mkdir()
        for name, code in packages.HOSTILE.items():
            packages.install(installed, name, code)
        for turn in range(options.turns):
            for way, environment in (("without", {}), ("with", {"PYTHONPATH": str(installed)})):
                row = _measured(work / "demo", work / f"{turn}{way}", environment, options)
                ack = row["ack_ms"]
                told[way].append(ack["p99"])
                print(
                    f"{way:8} {row['per_s']}/s  p50 {ack['p50']}  p95 {ack['p95']}  "
                    f"p99 {ack['p99']} ms  foreign {row['foreign_percent']} %",
                    flush=True,
                )
    quiet, hostile = (statistics.median(told[way]) for way in ("without", "with"))
    print(f"p99 ratio of the medians {hostile / quiet:.2f} (target {RATIO})")
    return int(hostile / quiet > RATIO)


def _measured(
    demo: Path, room: Path, environment: dict[str, str], options: argparse.Namespace
) -> dict[str, Any]:
    venue = Venue(demo, room, environment)
    try:
        if environment:
            _named(venue)
        plan = venue.plan(guests=options.guests, screens=5, door="http", kind="news")
        loads = [{"kind": "open", "rate": options.rate, "seconds": options.seconds}]
        rows = list(phases(plan | {"phases": loads, "quiet_s": 0}))
        return next(row for row in rows if row["kind"] == "open")
    finally:
        venue.stop()


def _named(venue: Venue) -> None:
    """Wait until the box has named every one of them; they go on being hostile after that."""
    until = time.monotonic() + NAMED_S
    while True:
        named = venue.box.served().program().json("/readyz")["modules"]
        if set(packages.HOSTILE) <= set(named):
            return
        if time.monotonic() > until:
            raise SystemExit(f"not named: {sorted(set(packages.HOSTILE) - set(named))}")
        time.sleep(0.5)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hostile", description=__doc__)
    add = parser.add_argument
    add("--turns", type=int, default=3)
    add("--guests", type=int, default=100, help="Phones, each with a socket.")
    add("--rate", type=int, default=20, help="Orders a second.")
    add("--seconds", type=int, default=30)
    add("--work", help="Where the data lies.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
