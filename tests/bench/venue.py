"""A demo venue made large enough for the benchmark, and its guests and screens."""

from pathlib import Path
from typing import Any

from tests.bench import past
from tests.faults.load import choices
from tests.faults.process import Box
from tests.served import Client

TABLES = 100
SAMPLES = 24  # real orders that a venue's past is copied from


class Venue:
    """The product under test: its server process and what the generator must know of it.

    Attributes:
        start_s: Seconds from starting the process to its first answer.

    Args:
        demo: A demo venue's folder, to be copied.
        work: Room for the copy.
        environment: For the server, such as a slow disk.
        orders: How many orders lie in the past.
    """

    def __init__(
        self, demo: Path, work: Path, environment: dict[str, str], *, orders: int = 0
    ) -> None:
        self.box = Box(demo, work / "data", environment=environment)
        self._served = self.box.served()
        if orders:
            self._give_past(orders)
        self.start_s = self.box.start()

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

    def stop(self) -> None:
        """Stop the server."""
        self.box.stop()

    def _give_past(self, orders: int) -> None:
        self.box.start()
        for table in range(SAMPLES):
            self._served.guest(table % 12).order(5 + table % 3)
        self.box.stop()
        past.write(self.box.database, orders)

    def _guests(self, program: Client, guests: int) -> list[Client]:
        """Add tables, open them, and let each guest in by its table's slip."""
        slips = []
        for number in range(min(TABLES, guests)):
            body = {"number": f"B{number}", "area": "Bench", "seats": 4}
            table = program.post("/api/v1/tables", body, expect=201).json()
            opening = {"table_id": table["id"], "covers": 4}
            slip = program.post("/api/v1/table-sessions", opening, expect=201).json()
            slips.append(self._served.local(slip["url"]))
        phones = [Client(self._served) for _ in range(guests)]
        for number, phone in enumerate(phones):
            phone.get(slips[number % len(slips)], allow_redirects=False).raise_for_status()
        return phones
