"""A demo venue made large enough for the benchmark, and its guests and screens."""

import time
from pathlib import Path
from typing import Any

from tests.faults.load import choices
from tests.faults.process import Box, make_demo
from tests.served import Client, Served

TABLES = 100


class Venue:
    """The product under test: its server process and what the generator must know of it.

    Attributes:
        start_s: Seconds from starting the process to its first answer.
    """

    name = "venue"

    def __init__(self, work: Path, environment: dict[str, str]) -> None:
        make_demo(work / "demo")
        self.box = Box(work / "demo", work / "data", environment=environment)
        self.start_s = self.box.start()
        self._served = Served(self.box.data)
        self._served.port, self._served.url = self.box.port, f"http://127.0.0.1:{self.box.port}"

    @property
    def pids(self) -> dict[str, int]:
        """Return the processes to be measured."""
        return {"server": self.box.pid}

    def plan(self, *, guests: int, screens: int, door: str, kind: str) -> dict[str, Any]:
        """Bring guests to their tables and pair screens; return the generator's plan.

        Args:
            kind: What the screens speak: ``news`` (our own) or ``wire`` (the seed's).
        """
        program = self._served.program()
        phones = self._guests(program, guests)
        after = program.json("/api/v1/tables")["seq"]
        boards = [self._served.device("kitchen").cookie_header for _ in range(screens)]
        dishes = choices(phones[0].json("/api/v1/menu?lang=en"))
        return {
            "protocol": "venue",
            "host": "127.0.0.1",
            "port": self.box.port,
            "door": door,
            "pids": self.pids,
            "dishes": [{"item_id": item, "modifiers": list(chosen)} for item, chosen in dishes],
            "guests": [{"cookie": phone.cookie_header, "after": after} for phone in phones],
            "screens": [{"cookie": one, "kind": kind, "after": after} for one in boards],
            "restaurant": self._served.facts["restaurant_id"],
            "acks": True,
        }

    def idle_cpu(self, seconds: float) -> float:
        """Return the percent of a core that the server uses now, with nobody ordering."""
        return cpu_percent(self.box.pid, seconds)

    def stop(self) -> None:
        """Stop the server."""
        self.box.stop()

    def _guests(self, program: Client, guests: int) -> list[Client]:
        """Open as many tables as there are, and let each guest in by its table's slip."""
        found = program.json("/api/v1/tables")["items"]
        for number in range(len(found), min(TABLES, guests)):
            body = {"number": f"B{number}", "area": "Bench", "seats": 4}
            program.post("/api/v1/tables", body, expect=201)
        free = [one for one in program.json("/api/v1/tables")["items"] if one["state"] == "free"]
        slips = [
            program.post("/api/v1/table-sessions", {"table_id": one["id"], "covers": 4}, expect=201)
            for one in free[:guests]
        ]
        urls = [self._served.local(slip.json()["url"]) for slip in slips] or self._slips
        self._slips = urls
        phones = []
        for number in range(guests):
            phone = Client(self._served)
            phone.get(urls[number % len(urls)], allow_redirects=False).raise_for_status()
            phones.append(phone)
        return phones


def cpu_percent(pid: int, seconds: float) -> float:
    """Return what a process used over some seconds, in percent of one core (proc(5))."""

    def ticks() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    time.sleep(seconds)
    return round((ticks() - before) / seconds, 2)
