"""What a long queue costs the till: ``python -m tests.bench.drain --messages 5000``.

Guests order at a steady rate on a real server, first with nothing to send, then while thousands of
messages of a long outage drain to a stand-in device. Their order, their number and the rate at
which they come are judged at the device. ``tests/sync/test_outage.py`` holds 72 hours of it under a
clock moved by hand.
"""

import argparse
import sys
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.bench.generator import phases, slow_disk
from tests.bench.venue import Venue
from tests.faults.process import make_demo
from tests.sync.middleware import Middleware
from venue.core import outbox
from venue.core.clock import SystemClock
from venue.core.db import Database
from venue.core.tx import Tx

RATIO = 1.5
PER_COMMIT = 200


class Timed(Middleware):
    """The device, with the moment of each signature."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def _made(self, reference: str) -> dict[str, Any]:
        self.moments.append(time.monotonic())
        return super()._made(reference)


def main() -> int:
    """Measure, print; return 1 when the till became too slow or a message went wrong."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="drain-", dir=options.work) as folder:
        work = Path(folder)
        make_demo(work / "demo")
        device = Timed()
        venue = Venue(work / "demo", work / "room", slow_disk(work, options.slow_disk_us))
        try:
            manager = venue._served.staff("Marta")
            path = "/api/v1/sync/providers/fiscal/connect"
            manager.post(path, {"fields": device.credentials}, expect=200)
            # Phones and screens come once; the server is stopped and started under their plan.
            plan = venue.plan(guests=options.guests, screens=5, door="http", kind="news")
            idle = _load(plan, options)
            venue.stop()
            keys = _fill(venue.box.database, options.messages)
            venue.box.start()
            plan |= {"pids": venue.pids}
            while not device.signed:
                time.sleep(0.05)
            busy, sent_meanwhile = _load(plan, options), len(device.signed)
            wrong = _drained(device, keys)
        finally:
            venue.stop()
            device.stop()
    return _told(idle, busy, sent_meanwhile, device, wrong)


def _load(plan: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    loads = [{"kind": "open", "rate": options.rate, "seconds": options.seconds}]
    rows = list(phases(plan | {"phases": loads, "quiet_s": 0}))
    return next(row for row in rows if row["kind"] == "open")


def _fill(file: Path, count: int) -> list[str]:
    """Put so many messages into the queue of a stopped box; return their keys, oldest first."""
    database = Database(file, clock=SystemClock(), migrations=[])
    keys = [f"close:{number}" for number in range(1, count + 1)]
    for start in range(0, count, PER_COMMIT):

        def put(tx: Tx, some: list[str] = keys[start : start + PER_COMMIT]) -> None:
            for key in some:
                outbox.put(
                    tx, provider="fiscal", kind="close_day", aggregate=f"till:{hash(key) % 40}",
                    key=key, body={"at": tx.now},
                )  # fmt: skip

        database.write(put)
    database.close()
    return keys


def _drained(device: Timed, keys: list[str]) -> list[str]:
    """Wait until all are there, or none comes for a while; return what is wrong."""
    ended, seen, since = threading.Event(), 0, time.monotonic()
    while len(device.signed) < len(keys) and time.monotonic() - since < 60:
        if len(device.signed) > seen:
            seen, since = len(device.signed), time.monotonic()
        ended.wait(0.5)
    wrong = [] if device.signed == keys[: len(device.signed)] else ["not the oldest first"]
    missing = len(keys) - len(device.signed)
    return wrong + ([f"{missing} of {len(keys)} did not come"] if missing else [])


def _told(
    idle: dict[str, Any],
    busy: dict[str, Any],
    sent: int,
    device: Timed,
    wrong: list[str],
) -> int:
    for name, row in (("nothing to send", idle), ("draining", busy)):
        ack = row["ack_ms"]
        print(
            f"{name:16} {row['per_s']}/s  p50 {ack['p50']}  p95 {ack['p95']}  p99 {ack['p99']} ms  "
            f"CPU {sum(row['cpu_percent'].values()):.0f} %  foreign {row['foreign_percent']} %"
        )
    fastest = _most_in_a_second(device.moments)
    took = device.moments[-1] - device.moments[0]
    print(
        f"{len(device.signed)} messages in {took:.0f} s, {sent} of them under the second load; "
        f"most in one second {fastest}"
    )
    ratio = busy["ack_ms"]["p99"] / idle["ack_ms"]["p99"]
    print(
        f"p99 ratio {ratio:.2f} (target {RATIO}); {'; '.join(wrong) or 'each once, oldest first'}"
    )
    return int(ratio > RATIO or bool(wrong))


def _most_in_a_second(moments: list[float]) -> int:
    first, most = 0, 0
    for last, (_, moment) in enumerate(pairwise([0.0, *moments])):
        while moment - moments[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.drain", description=__doc__)
    add = parser.add_argument
    add("--messages", type=int, default=5_000)
    add("--guests", type=int, default=100, help="Phones, each with a socket.")
    add("--rate", type=int, default=20, help="Orders a second.")
    add("--seconds", type=int, default=60)
    add("--slow-disk-us", type=int, default=2_000, help="Each fsync takes this much longer.")
    add("--work", type=Path, help="Folder for the data.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
