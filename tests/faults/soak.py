"""Days of a venue's life under a virtual clock: memory, handles, disk and p99 must stay flat.

    python -m tests.faults.soak --days 30 --orders 200    # a line a day; code 1: not flat

One process, the real application and database, real commits; jobs run as their time comes. Each
day guests order, cooks bump and waiters take cash. Figures are compared from the second day on:
the first warms caches.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.inside import Inside, Person
from tests.served import make_demo
from tests.till import eur

DAY_S = 86_400
OPEN_S = 10 * 3_600
NIGHT_STEPS = 14
MOST_MEMORY_GROWTH = 1.15
MOST_P99_GROWTH = 3.0
SPARE_MS = 20.0  # a shared machine's hiccup is no trend


class Day(NamedTuple):
    """One day's figures: MB resident, open files, KB of database and log, ms of the 99th."""

    day: int
    orders: int
    memory_mb: float
    files: int
    database_kb: int
    log_kb: int
    p99_ms: float


def soak(box: Inside, days: int, orders: int) -> list[Day]:
    """Live so many days with so many orders each."""
    found = []
    for day in range(1, days + 1):
        taken = _one_day(box, orders)
        gc.collect()
        found.append(_figures(box, day, orders, taken))
    return found


def faults(found: list[Day]) -> list[str]:
    """Return what did not stay flat, in words."""
    first, last = found[1], found[-1]
    said = []
    if last.memory_mb > first.memory_mb * MOST_MEMORY_GROWTH:
        said.append(f"memory grew from {first.memory_mb:.0f} to {last.memory_mb:.0f} MB")
    if last.files > first.files + 2:
        said.append(f"open files grew from {first.files} to {last.files}")
    if last.p99_ms > first.p99_ms * MOST_P99_GROWTH + SPARE_MS:
        said.append(f"p99 grew from {first.p99_ms:.0f} to {last.p99_ms:.0f} ms")
    if last.log_kb > 64_000:
        said.append(f"the log has {last.log_kb} KB")
    return said


def table(found: list[Day]) -> str:
    """Return the figures as a Markdown table."""
    head = "| day | orders | memory MB | files | database KB | log KB | p99 ms |\n|" + "---|" * 7
    lines = [
        f"| {one.day} | {one.orders} | {one.memory_mb:.1f} | {one.files} | {one.database_kb} "
        f"| {one.log_kb} | {one.p99_ms:.1f} |"
        for one in found
    ]
    return "\n".join([head, *lines])


def _one_day(box: Inside, orders: int) -> list[float]:
    anna, cook = box.staff("Anna"), box.device("kitchen")
    tables = box.facts["tables"]
    dishes = anna.dishes()
    taken = []
    for number in range(orders):
        body = {"table_id": tables[number % len(tables)]["id"], "covers": 2}
        session = anna.post("/api/v1/table-sessions", body, expect=201).json
        wish = [
            {"item_id": dishes[(number + n) % len(dishes)]["id"], "quantity": 1} for n in (0, 1)
        ]
        began = time.perf_counter()
        order = anna.post(
            "/api/v1/orders", {"lines": wish, "table_session_id": session["id"]}, expect=201
        ).json
        taken.append((time.perf_counter() - began) * 1000)
        for ticket in cook.json("/api/v1/kitchen/all/tickets")["items"]:
            cook.post(f"/api/v1/tickets/{ticket['id']}/bump", expect=200)
        _pay(anna, order["bill_id"], session["id"])
        box.pass_time(OPEN_S / orders)
    for _ in range(NIGHT_STEPS):
        box.pass_time((DAY_S - OPEN_S) / NIGHT_STEPS)
    return sorted(taken)


def _pay(anna: Person, bill_id: str, session_id: str) -> None:
    owed: dict[str, Any] = anna.json(f"/api/v1/bills/{bill_id}")["owed"]
    body = {"method": "cash", "amount": eur(int(owed["amount"]))}
    anna.post(f"/api/v1/bills/{bill_id}/tenders", body, expect=201)
    if anna.json(f"/api/v1/bills/{bill_id}")["state"] != "closed":
        anna.post(f"/api/v1/bills/{bill_id}/close", {}, expect=200)
    # A settled table closes by itself where the venue wants that; both ways end here.
    anna.post(f"/api/v1/table-sessions/{session_id}/close", {})


def _figures(box: Inside, day: int, orders: int, taken: list[float]) -> Day:
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    log = box.data / "venue.db-wal"
    return Day(
        day,
        orders,
        resident / 1_000_000,
        len(os.listdir("/proc/self/fd")),
        (box.data / "venue.db").stat().st_size // 1000,
        log.stat().st_size // 1000 if log.exists() else 0,
        taken[min(len(taken) * 99 // 100, len(taken) - 1)],
    )


def main() -> int:
    """Run the long form and print its table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=30)
    asked.add_argument("--orders", type=int, default=200)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="venue-soak-") as folder:
        make_demo(Path(folder) / "demo")
        box = Inside(Path(folder) / "demo", Path(folder) / "box")
        found = soak(box, given.days, given.orders)
        verdict = box.services.database.verify_journal()
        box.close()
    print(table(found))
    said = faults(found) + ([f"the journal: {verdict.fault}"] if verdict.fault else [])
    print("flat" if not said else "; ".join(said))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
