"""The evening itself: opens the house, lets everybody act, and writes down what came of it."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.process import VENUE, Box
from tests.faults.saturday.network import Ear, Wifi
from tests.faults.saturday.paper import PORT, Paper, Plug
from tests.faults.saturday.people import (
    Cook,
    Guest,
    Person,
    Table,
    Waiter,
    acts_of,
    minutes,
    stranger,
)
from tests.faults.saturday.plan import Clock, Dish, Ledger, Scale
from tests.faults.saturday.screens import Board, Floor, Phone, Screen
from tests.served import Client, orderable

STATIONS = ("hot", "cold", "pizza", "bar")
# Two at the hot line; the bar has no screen and works from its paper.
SCREENS = ("hot", "hot", "cold", "pizza", "expo")
FALLS = {1: (50, 75), 2: (70, 95)}  # a screen's number -> minutes without it
DEAD = ("bar", 60, 80)  # the printer without power, and from when to when
FLAP_EVERY_MIN, FLAP_MIN = 12, 3
SETTLED_S = 60.0
LOOK_S = 0.25
RATES_BP = {"standard": 2200, "food": 1000}  # of the demo venue


@dataclass
class Record:
    """What came of an evening; the judge needs nothing else.

    Attributes:
        orders: How many orders on the box carry each tag.
        painted: By station, each line that its screens showed to be cooked: tag and quantity.
        papers: By station.
        bills: By party: ``{bill, table, orders}`` totals as three views tell them, and ``taxes``.
        stale: Screens that do not show what a fresh snapshot says, and in what they differ.
        uncooked: Tickets that a station with a screen still has to cook.
        struck: What the evening inflicted, so that a run in which nothing struck proves nothing.
    """

    ledger: Ledger
    orders: Counter[str] = field(default_factory=Counter)
    painted: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)
    papers: dict[str, list[Paper]] = field(default_factory=dict)
    bills: dict[str, dict[str, object]] = field(default_factory=dict)
    screens: int = 0
    stale: list[str] = field(default_factory=list)
    uncooked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    settled_s: float = 0.0


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


def run(
    source: Path, folder: Path, *, scale: Scale, seed: int, launcher: tuple[str, ...] = (VENUE,)
) -> Record:
    """Let an evening happen on a copy of a demo venue; return what came of it."""
    plugs = {station: Plug() for station in STATIONS}
    box = Box(source, folder / "data", launcher=launcher)
    try:
        box.start()
        house = House(box, scale, random.Random(seed), plugs)
        record = _evening(house)
        box.stop()
        return record
    finally:
        box.kill()
        for plug in plugs.values():
            plug.close()


def _evening(house: House) -> Record:
    rng, clock = house.rng, Clock(house.scale)
    screens: list[Screen] = [*house.boards]
    screens += [Phone(f"phone {n}", stranger(one)) for n, (one, _) in enumerate(house.phones)]
    screens += [Floor(f"tablet {n}", stranger(one)) for n, one in enumerate(house.waiters)]
    ears = [Ear(house.box.port, one) for one in screens]
    for ear in ears:
        ear.start()
    guests = [
        Guest(
            Wifi(client, random.Random(rng.random()), flaps=number % 3 == 0),
            house.ledger,
            clock,
            table,
            minutes(rng, house.scale.phone_orders),
        )
        for number, (client, table) in enumerate(house.phones)
    ]
    acts = acts_of(house.scale, rng, house.tables, clock)
    waiters = [
        Waiter(number, Wifi(one, rng, flaps=False), house.ledger, clock, acts[number])
        for number, one in enumerate(house.waiters)
    ]
    cooks = [
        Cook(board, ear, Wifi(stranger(board.client), rng, flaps=False))
        for board, ear in zip(house.boards, ears, strict=False)
    ]
    troubles = _troubles(house, clock, ears)
    everybody: list[threading.Thread] = [*guests, *waiters, *cooks, *troubles]
    for one in everybody:
        one.start()
    for one in [*guests, *waiters, *troubles]:
        one.join(house.scale.seconds + 120)
    return _last_orders(house, ears, [*guests, *waiters], cooks)


def _troubles(house: House, clock: Clock, ears: list[Ear]) -> list[threading.Thread]:
    """Return what befalls the house: screens, a printer, and a third of the phones."""

    def fall(number: int) -> None:
        down, up = FALLS[number]
        clock.wait_until(down)
        ears[number].cut((up - down) * clock.minute_s)

    def die() -> None:
        station, down, up = DEAD
        clock.wait_until(down)
        house.plugs[station].pull()
        clock.wait_until(up)
        house.plugs[station].put_in()

    def flap(ear: Ear, offset: float) -> None:
        for minute in range(10, 160, FLAP_EVERY_MIN):
            clock.wait_until(minute + offset)
            ear.cut(FLAP_MIN * clock.minute_s)

    phones = ears[len(SCREENS) : len(SCREENS) + house.scale.phones]
    return [
        *(threading.Thread(target=fall, args=(one,), daemon=True) for one in FALLS),
        threading.Thread(target=die, daemon=True),
        *(
            threading.Thread(target=flap, args=(ear, house.rng.uniform(0, 8)), daemon=True)
            for ear in phones[::3]
        ),
    ]


def _last_orders(house: House, ears: list[Ear], people: list[Person], cooks: list[Cook]) -> Record:
    """Fire what is held, wait until the house is quiet, then write everything down."""
    record = Record(house.ledger, screens=len(ears))
    closer = people[-1]
    assert isinstance(closer, Waiter)
    for table in house.tables[:-1]:
        closer.fire(table)
    began = time.monotonic()
    while time.monotonic() - began < SETTLED_S:
        record.uncooked = _uncooked(house)
        if not record.uncooked and _all_printed(house):
            break
        time.sleep(LOOK_S)
    for cook in cooks:
        cook.over.set()
        cook.join(10)
    _compare(record, ears, began + SETTLED_S)
    record.papers = {station: plug.papers for station, plug in house.plugs.items()}
    record.settled_s = time.monotonic() - began
    for ear in ears:
        ear.end()
    _write_down(record, house, ears, people, cooks)
    return record


def _compare(record: Record, ears: list[Ear], deadline: float) -> None:
    """Hold each screen against a fresh snapshot until they agree, or time is over."""
    left = list(ears)
    while left:
        differing = {ear: ear.screen.differences() for ear in left}
        left = [ear for ear in left if differing[ear]]
        if not left or time.monotonic() > deadline:
            record.stale = [f"{ear.screen.name}: {differing[ear][:3]}" for ear in left]
            return
        time.sleep(LOOK_S)


def _uncooked(house: House) -> list[str]:
    tickets = house.office.json("/api/v1/kitchen/all/tickets")["items"]
    return [f"{one['number']} for {one['table']}" for one in tickets if one["station"] in SCREENS]


def _all_printed(house: House) -> bool:
    printers = house.office.json("/api/v1/printers")["items"]
    return not any(one["queued"] for one in printers)


def _write_down(
    record: Record, house: House, ears: list[Ear], people: list[Person], cooks: list[Cook]
) -> None:
    for board in house.boards:
        if board.station != "expo":
            record.painted.setdefault(board.station, {}).update(board.seen)
    _count_orders(record, house)
    for session in {line.session for wish in house.ledger.wishes for line in wish.lines}:
        record.bills[session] = _bill(house, session)
    record.faults += [fault for one in people for fault in one.faults]
    record.faults += [f"{ear.name}: {ear.fault!r}" for ear in ears if ear.fault]
    done = Counter(name for one in people if isinstance(one, Waiter) for name in one.done)
    phones = ears[len(SCREENS) : len(SCREENS) + house.scale.phones]
    record.struck += Counter(
        {
            "requests lost": sum(one.wifi.lost_before for one in people),
            "answers lost": sum(one.wifi.lost_after for one in people),
            "phones cut off": sum(ear.cuts for ear in phones),
            "screens fallen": sum(ear.cuts for ear in ears[: len(SCREENS)]),
            "taps kept": sum(one.kept for one in cooks),
            "printers unplugged": sum(plug.pulls for plug in house.plugs.values()),
            "moves": done["move_lines"] + done["move_party"] + 2 * done["join_parties"],
        }
    )


def _count_orders(record: Record, house: House) -> None:
    cursor = ""
    while True:
        page = house.office.json(f"/api/v1/orders?state=active&limit=100{cursor}")
        for order in page["items"]:
            record.orders.update({line["note"] for line in order["lines"]})
        if "next_cursor" not in page:
            return
        cursor = f"&cursor={page['next_cursor']}"


def _bill(house: House, session: str) -> dict[str, object]:
    """Return what three views say of a party's total, and its taxes."""
    shown = house.office.json(f"/api/v1/table-sessions/{session}")
    orders = house.office.json(f"/api/v1/table-order?session={session}")
    floor = house.office.json("/api/v1/tables")["items"]
    table = next(one for one in floor if one.get("session_id") == session)
    bill = house.office.json(f"/api/v1/bills/{table['bill_id']}")
    return {
        "party": shown["id"],
        "bill": bill["total"]["amount"],
        "table": table["total"]["amount"],
        "orders": orders["total"]["amount"],
        "taxes": {one["tax_class"]: one["tax"]["amount"] for one in bill["taxes"] if one["tax"]},
    }
