"""The house before the evening: tables opened, phones let in, waiters signed in, screens lit."""

import random

from tests.faults.process import Box
from tests.faults.saturday.paper import PORT, Plug
from tests.faults.saturday.people import Table
from tests.faults.saturday.plan import Dish, Ledger, Scale
from tests.faults.saturday.screens import Board
from tests.served import Client, orderable

STATIONS = ("hot", "cold", "pizza", "bar")
# Two at the hot line; the bar has no screen and works from its paper.
SCREENS = ("hot", "hot", "cold", "pizza", "expo")


class House:
    """A venue with its tables open, its phones let in and its screens lit."""

    def __init__(self, box: Box, scale: Scale, rng: random.Random, plugs: dict[str, Plug]) -> None:
        self.box, self.scale, self.rng, self.plugs = box, scale, rng, plugs
        self.served = box.served()
        self.office = self.served.program()
        for station, plug in plugs.items():
            self._connect(station, plug)
        self.ledger = Ledger(self._dishes())
        self.tables = self._open_tables()
        self.waiters = [
            self.served.staff(("Anna", "Marco")[number % 2]) for number in range(scale.waiters)
        ]
        self.phones = [self._phone(number) for number in range(scale.phones)]
        self.boards = [
            Board(f"screen {number} ({station})", self.served.device("kitchen"), station)
            for number, station in enumerate(SCREENS)
        ]

    def _connect(self, station: str, plug: Plug) -> None:
        wanted = {"name": f"Paper {station}", "driver": "tcp", "host": plug.host, "port": PORT}
        made = self.office.post("/api/v1/printers", wanted, expect=201).json()
        body = {"printer_id": made["id"]}
        self.office.post(f"/api/v1/stations/{station}/printer", body, expect=200)

    def _dishes(self) -> list[Dish]:
        """Return what can be ordered, at prices and tax classes as the menu's editor has them."""
        records = self.office.json("/api/v1/menu/editor")["records"]["item"]
        known = {one["id"]: one["values"] for one in records}
        menu = self.office.json("/api/v1/menu?lang=en")
        return [
            Dish(
                one["id"],
                known[one["id"]]["station"],
                (),
                one["price"]["amount"],
                known[one["id"]]["tax_class"],
            )
            for one in orderable(menu)
        ]

    def _open_tables(self) -> list[Table]:
        """Add tables until there are enough, and open all but the last."""
        found = [one["id"] for one in self.office.json("/api/v1/tables")["items"]]
        while len(found) < self.scale.tables:
            body = {"number": f"S{len(found)}", "area": "Hall", "seats": 4}
            found.append(self.office.post("/api/v1/tables", body, expect=201).json()["id"])
        tables = []
        for table_id in found[: self.scale.tables - 1]:
            opening = {"table_id": table_id, "covers": 3}
            told = self.office.post("/api/v1/table-sessions", opening, expect=201).json()
            tables.append(Table(table_id, told["id"], self.served.local(told["url"])))
        return [*tables, Table(found[self.scale.tables - 1], "", "")]

    def _phone(self, number: int) -> tuple[Client, Table]:
        table = self.tables[number % (len(self.tables) - 1)]
        client = Client(self.served)
        client.get(table.slip, allow_redirects=False).raise_for_status()
        return client, table
