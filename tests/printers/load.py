"""A thousand tickets to eight printers, three of which misbehave: what the healthy five notice."""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from conftest import AnyPort
from faulty import FaultyPrinter

from printers import queue, service
from printers.drivers import TcpDriver
from printers.line import Timing
from printers.model import Driver
from printers.schema import MIGRATIONS
from printers.spooler import Spooler
from venue.core.clock import SystemClock
from venue.core.db import Database

TIMING = Timing(connect_s=0.5, answer_s=0.2, poll_s=0.2, patience_s=1.5, start_s=0.5, pause_s=0.0)
LIMIT_S = 240


@dataclass
class Outcome:
    """What a run came to; waits in ms."""

    name: str
    tickets: int
    seconds: float
    healthy: list[float]
    states: Counter
    unaccounted: int
    twice_unmarked: int

    def row(self) -> str:
        waits = sorted(self.healthy)
        middle, late = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
        states = " ".join(f"{state} {count}" for state, count in sorted(self.states.items()))
        return (
            f"| {self.name} | {len(waits) / self.seconds:.0f}/s | {middle:.0f} ms | {late:.0f} ms "
            f"| {waits[-1]:.0f} ms | {states} | {self.unaccounted} | {self.twice_unmarked} |"
        )


HEAD = (
    "| run | healthy five | median | 99 % | worst | all jobs | unaccounted | twice unmarked |\n"
    "|---|---|---|---|---|---|---|---|"
)


def run(folder: Path, *, tickets: int, per_s: float, misbehave: bool) -> Outcome:
    """Send tickets to eight printers in turn, so many a second."""
    devices = [FaultyPrinter() for _ in range(8)]
    database = Database(folder / "load.db", clock=SystemClock(), migrations=[MIGRATIONS])
    driver = TcpDriver(ports=AnyPort(), timing=TIMING)
    spooler = Spooler(database, {Driver.TCP: driver}, check_s=0)
    asked: dict[str, float] = {}
    done: dict[str, float] = {}
    spooler.on_printed.append(lambda tx, job: done.setdefault(job.number, time.monotonic()))
    printers = []
    for at, device in enumerate(devices):
        printers.append(database.write(service.add, name=f"P{at}", driver="tcp", host="127.0.0.1"))
        place = (device.port, printers[-1].id)
        database.write(lambda tx, place=place: set_port(tx, place))
    spooler.start()
    stop = threading.Event()
    if misbehave:
        devices[0].set(accept="hang")
        threading.Thread(target=_flap, args=(devices[1], stop), daemon=True).start()
        devices[2].set(reset_after_bytes=120, reset_count=10**6)
    began = time.monotonic()
    for number in range(tickets):
        name = f"{number % 8}-{number:05}"
        asked[name] = time.monotonic()
        database.write(
            queue.enqueue, printer_id=printers[number % 8].id, kind="kitchen_ticket",
            document=ticket(name), number=name, dedupe_key=name,
        )  # fmt: skip
        time.sleep(max(0.0, began + number / per_s - time.monotonic()))
    mine = [name for name in asked if name[0] in "34567"]
    while any(name not in done for name in mine) and time.monotonic() - began < LIMIT_S:
        time.sleep(0.02)
    seconds = time.monotonic() - began
    stop.set()
    spooler.stop(2)
    result = account(database, devices, asked, done, mine, seconds)
    database.close()
    for device in devices:
        device.__exit__()
    result.name = "three misbehave" if misbehave else "all well"
    return result


def account(database, devices, asked, done, mine, seconds) -> Outcome:
    """Find every number again: on paper, or in a state that says what is to be done about it."""
    with database.read() as tx:
        jobs = tx.rows("SELECT number, state FROM print_job")
    known: dict[str, set[str]] = {}
    for job in jobs:
        known.setdefault(job["number"], set()).add(job["state"])
    unmarked: Counter[str] = Counter()
    for device in devices:
        for paper in device.tickets:
            words = "\n".join(paper.lines)
            if "MAY BE A DUPLICATE" not in words and "end " in words:
                unmarked[words.rsplit("end ", 1)[1].strip()] += 1
    lost = [n for n in asked if n not in known or ("printed" in known[n] and n not in done)]
    lost += [name for name in mine if name not in done]
    return Outcome(
        name="", tickets=len(asked), seconds=seconds,
        healthy=[(done[name] - asked[name]) * 1000 for name in mine if name in done],
        states=Counter(job["state"] for job in jobs), unaccounted=len(lost),
        twice_unmarked=sum(count > 1 for count in unmarked.values()),
    )  # fmt: skip


def ticket(number: str) -> dict:
    dishes = ("Entrecôte 250 g", "Борщ", "Coca-Cola", "Tarte Tatin")
    lines = [{"quantity": 1, "name": name, "note": "no onion"} for name in dishes]
    return {"station": "Grill", "number": number, "table": "12", "by": "Ana", "lines": lines}


def set_port(tx, place: tuple[int, int]) -> None:
    tx.execute("UPDATE printer SET port = ? WHERE id = ?", place)


def _flap(device: FaultyPrinter, stop: threading.Event) -> None:
    """Somebody opens and closes the cover, and pulls the plug now and then."""
    turn = 0
    while not stop.wait(0.15):
        turn += 1
        device.set(cover_open=turn % 2 == 0)
        if turn % 5 == 0:
            device.power_cycle()
