"""A real database, a printer on a port, and tickets to print."""

import time
from pathlib import Path

import pytest
from fake_printer import FakePrinter

from printers import queue, service, store
from printers.drivers import TcpDriver
from printers.line import Timing
from printers.model import Driver
from printers.schema import MIGRATIONS
from printers.spooler import Spooler
from printers.virtual_driver import VirtualDriver
from venue.core.clock import ManualClock
from venue.core.db import Database

QUICK = Timing(
    connect_s=1,
    answer_s=0.15,
    poll_s=0.1,
    patience_s=0.5,
    start_s=0.0,
    hold_s=5,
    stall_s=0.3,
    close_s=0.3,
    pause_s=0.0,
)


class AnyPort:
    """Every port may be a printer's in these tests."""

    def __contains__(self, port: object) -> bool:
        return True

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 65536


class Box:
    """The spooler on a real file, with what it told the screens and its callbacks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = ManualClock()
        self.news: list = []
        self.printed: list = []
        self.troubles: list[str] = []
        self.virtual = VirtualDriver()
        self.tcp = TcpDriver(ports=AnyPort(), timing=QUICK)
        self.open()

    def open(self) -> None:
        self.database = Database(self.path, clock=self.clock, migrations=[MIGRATIONS])
        self.database.on_news = lambda news, seq: self.news.extend(news)
        drivers = {Driver.TCP: self.tcp, Driver.VIRTUAL: self.virtual}
        self.spooler = Spooler(self.database, drivers, check_s=0)
        self.spooler.on_printed.append(lambda tx, job: self.printed.append(job.number))
        self.spooler.on_trouble.append(lambda tx, printer, key: self.troubles.append(key))

    def add(self, **facts):
        with_port = {"host": "127.0.0.1"} if facts.get("driver") == "tcp" else {}
        port = facts.pop("port", 9100)
        printer = self.database.write(
            service.add, **({"spooler": self.spooler} | with_port | facts)
        )
        self.database.write(
            lambda tx: tx.execute("UPDATE printer SET port = ? WHERE id = ?", (port, printer.id))
        )
        with self.database.read() as tx:
            return store.printer(tx, printer.id)

    def ticket(self, printer, number: str, *, kind: str = "kitchen_ticket", **facts) -> int | None:
        document = {
            "station": "Grill",
            "number": number,
            "table": "12",
            "placed_at": "19:42:07",
            "by": "Ana",
            "lines": [{"quantity": 2, "name": "Entrecôte", "state": "fired"}],
            "lang": "en",
        } | facts
        return self.database.write(
            queue.enqueue,
            printer_id=printer.id,
            kind=kind,
            number=number,
            document=document,
            dedupe_key=f"ticket:{number}",
        )

    def jobs(self) -> list[dict]:
        with self.database.read() as tx:
            return tx.rows("SELECT * FROM print_job ORDER BY id")

    def states(self) -> list[str]:
        return [row["state"] for row in self.jobs()]

    def kinds(self) -> list[str]:
        with self.database.read() as tx:
            return [row["kind"] for row in tx.rows("SELECT kind FROM journal ORDER BY seq")]

    def until(self, met, what: str) -> None:
        """Wait for a condition with a deadline; nothing here sleeps and hopes."""
        limit = time.monotonic() + 10
        while not met():
            assert time.monotonic() < limit, f"never: {what}; jobs {self.states()}"
            time.sleep(0.005)

    def until_states(self, *states: str) -> None:
        self.until(lambda: self.states() == list(states), " ".join(states))

    def close(self) -> None:
        self.spooler.stop(2)
        self.database.close()


@pytest.fixture
def box(tmp_path):
    made = Box(tmp_path / "venue.db")
    yield made
    made.close()


@pytest.fixture
def fake():
    made = FakePrinter()
    yield made
    made.close()
