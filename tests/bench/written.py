"""How many bytes an order writes to the disk: what a memory card's life is counted in.

    python -m tests.bench.written --orders 500

The kernel's own count (proc(5), ``io``: write_bytes) of the real server's process, idle time
taken off; with an order come its scan of the card, tickets, print jobs and their outcome.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.served import Served, make_demo

IDLE_S = 20.0


def written(pid: int) -> int:
    """Return the bytes a process has had written to the disk."""
    text = Path(f"/proc/{pid}/io").read_text()
    return int(
        next(line for line in text.splitlines() if line.startswith("write_bytes")).split()[1]
    )


def measure(served: Served, orders: int) -> tuple[float, float]:
    """Return bytes written by an order, one at a time, and bytes a second while nothing happens."""
    assert served.process is not None
    pid, guest = served.process.pid, served.guest()
    guest.order(2)
    before = written(pid)
    time.sleep(IDLE_S)
    idle = (written(pid) - before) / IDLE_S
    before, began = written(pid), time.monotonic()
    for number in range(orders):
        served.guest(number % 7).order(2)
    return (written(pid) - before - idle * (time.monotonic() - began)) / orders, idle


def main() -> None:
    """Measure and say it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=200)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="venue-written-", dir=Path.home()) as folder:
        make_demo(Path(folder) / "demo")
        served = Served.copy_of(
            Path(folder) / "demo", Path(folder) / "box", settings={"guest.orders_per_minute": 600}
        )
        served.start()
        try:
            each, idle = measure(served, given.orders)
        finally:
            served.stop()
    print(
        f"{each / 1000:.1f} KB an order of two dishes with its scan and papers, "
        f"{idle * 3.6:.0f} KB an idle hour"
    )


if __name__ == "__main__":
    main()
