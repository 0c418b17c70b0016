"""Guests, waiters, cooks and the runner at the pass: what each does in an evening."""

import contextlib
import random
import threading
from collections.abc import Iterator

from tests.faults.saturday.network import Ear, Wifi
from tests.faults.saturday.plan import Clock, Ledger, Scale, Wish
from tests.faults.saturday.screens import Board
from tests.served import Client

FIRST_MIN, LAST_MIN = 5, 165
LOOK_S = 0.15
PATIENCE_S = 60


class Table:
    """A table, its party, and who is ordering there at this moment.

    The harness keeps its account by answers; so that they have one order, a move waits until
    nobody waits for one. The box is not asked to be so patient: its own tests are.
    """

    def __init__(self, table_id: int, session: str, slip: str) -> None:
        self.id, self.session, self.slip = table_id, session, slip
        self._busy, self._change = 0, threading.Condition()

    @contextlib.contextmanager
    def ordering(self) -> Iterator[None]:
        """Order here; any number may at once."""
        with self._change:
            self._busy += 1
        try:
            yield
        finally:
            with self._change:
                self._busy -= 1
                self._change.notify_all()

    @contextlib.contextmanager
    def moving(self) -> Iterator[None]:
        """Move the party while nobody orders here."""
        with self._change:
            assert self._change.wait_for(lambda: not self._busy, PATIENCE_S)
            yield


class Person(threading.Thread):
    """Somebody with a device; what ends the thread before its time is a fault."""

    def __init__(self, name: str, wifi: Wifi, ledger: Ledger) -> None:
        super().__init__(daemon=True, name=name)
        self.wifi, self.ledger = wifi, ledger
        self.faults: list[str] = []

    def run(self) -> None:
        """Do what one does."""
        try:
            self.act()
        except BaseException as error:
            self.faults.append(f"{self.name}: {error!r}")
            raise

    def act(self) -> None:
        """Do what one does."""
        raise NotImplementedError

    def order(self, table: Table, wish: Wish, *, named: bool) -> None:
        """Order until the box has answered."""
        with table.ordering():
            more = {"table_session_id": table.session} if named else {}
            status, told = self.wifi.post("/api/v1/orders", {"lines": wish.body()} | more)
            if status == 201:
                self.ledger.take(wish, told)
            else:
                self.faults.append(f"{self.name}: {wish.tag} was refused: {told}")

    def command(self, path: str, body: dict[str, object]) -> dict[str, object] | None:
        """Send a command; return its answer, or None when the rules refuse it."""
        status, told = self.wifi.post(path, body)
        return told if status < 300 else None


class Guest(Person):
    """Orders a few times."""

    def __init__(
        self, wifi: Wifi, ledger: Ledger, clock: Clock, table: Table, minutes: list[float]
    ) -> None:
        super().__init__(f"guest at {table.id}", wifi, ledger)
        self.table, self.minutes, self.clock = table, minutes, clock
        self.rng = random.Random(minutes[0])

    def act(self) -> None:
        """Order at each minute."""
        for minute in self.minutes:
            self.clock.wait_until(minute)
            self.order(self.table, self.ledger.wish(self.rng), named=False)


class Waiter(Person):
    """Orders with courses on hold, fires them, takes some back, and moves people.

    Args:
        acts: ``(minute, name of a method, its arguments)``.
    """

    def __init__(self, number: int, wifi: Wifi, ledger: Ledger, clock: Clock, acts: list) -> None:
        super().__init__(f"waiter {number}", wifi, ledger)
        self.clock, self.acts = clock, sorted(acts, key=lambda one: one[0])
        self.rng = random.Random(number)
        self.done: list[str] = []

    def act(self) -> None:
        """Do each act at its minute."""
        for minute, name, arguments in self.acts:
            self.clock.wait_until(minute)
            getattr(self, name)(*arguments)
            self.done.append(name)

    def serve(self, table: Table) -> None:
        """Order for a table, then take back a held dish or fire what is held."""
        wish = self.ledger.wish(self.rng, holds=True)
        self.order(table, wish, named=True)
        held = [at for at, line in enumerate(wish.lines, start=1) if line.held]
        if wish.taken and held and self.rng.random() < 0.3:
            self._take_back(wish, held[0])
        elif held and self.rng.random() < 0.5:
            self.fire(table)

    def _take_back(self, wish: Wish, position: int) -> None:
        path = f"/api/v1/order-lines/{wish.order_id}.{position}/void"
        line = wish.lines[position - 1]
        # A colleague may have fired it meanwhile: then it needs an approver, and stays.
        if self.command(path, {"reason": "changed their mind"}):
            line.voided = True

    def fire(self, table: Table) -> None:
        """Fire everything that is held at a table."""
        with table.ordering():
            path = f"/api/v1/table-sessions/{table.session}/courses/all/fire"
            if told := self.command(path, {}):
                self.ledger.fire(told["fired"])

    def move_lines(self, source: Table, target: Table) -> None:
        """Put one order's dishes on another party's bill."""
        with source.moving(), target.moving():
            wish = next(
                (
                    one
                    for one in self.ledger.wishes
                    if one.taken and {line.session for line in one.lines} == {source.session}
                ),
                None,
            )
            if wish is None:
                return
            here = [at for at, line in enumerate(wish.lines, start=1) if not line.voided]
            lines = [{"id": f"{wish.order_id}.{at}"} for at in here]
            body = {"lines": lines, "to_session_id": target.session}
            if lines and self.command("/api/v1/order-lines/move", body):
                for at in here:
                    wish.lines[at - 1].session = target.session

    def move_party(self, source: Table, free: Table) -> None:
        """Seat a party at another table."""
        with source.moving():
            path = f"/api/v1/table-sessions/{source.session}/move"
            if not self.command(path, {"table_id": free.id}):
                self.faults.append(f"{self.name}: the party of {source.id} could not move")

    def join_parties(self, clock: Clock, source: Table, target: Table, undo_at: float) -> None:
        """Join a party to another by mistake, and undo it later."""
        with source.moving(), target.moving():
            was, into = source.session, target.session
            told = self.command(f"/api/v1/table-sessions/{was}/merge", {"session_id": into})
            if told is None:
                self.faults.append(f"{self.name}: {source.id} could not join {target.id}")
                return
            brought = self.ledger.of(was)
            for line in brought:
                line.session = into
            source.session = into
        clock.wait_until(undo_at)
        with source.moving(), target.moving():
            told = self.command(f"/api/v1/table-merges/{told['merge_id']}/undo", {})
            if told is None:
                self.faults.append(f"{self.name}: the merge could not be undone")
                return
            source.session = told["session"]["id"]
            for line in brought:
                line.session = source.session


class Cook(threading.Thread):
    """Cooks what one screen shows; taps are kept while the screen is cut off.

    Attributes:
        kept: Taps that waited for the box.
    """

    def __init__(self, board: Board, ear: Ear, wifi: Wifi) -> None:
        super().__init__(daemon=True, name=f"cook at {board.name}")
        self.board, self.ear, self.wifi = board, ear, wifi
        self.over = threading.Event()
        self.kept = 0

    def run(self) -> None:
        """Bump what is fired, and tap what was taken back."""
        owed: dict[str, None] = {}
        while not self.over.wait(LOOK_S):
            owed |= dict.fromkeys(self._taps())
            if self.ear.is_away:
                self.kept = max(self.kept, len(owed))
                continue
            for path in list(owed):
                self.wifi.post(path, {})
            owed.clear()

    def _taps(self) -> list[str]:
        taps = []
        for ticket in list(self.board.shown.values()):
            states = {line["state"] for line in ticket["lines"]}
            if self.board.station == "expo":
                if "done" in states:
                    taps.append(f"/api/v1/orders/{ticket['order_id']}/serve")
                continue
            if states & {"fired", "started"}:
                taps.append(f"/api/v1/tickets/{ticket['id']}/bump")
            taps += [
                f"/api/v1/order-lines/{line['id']}/void-seen"
                for line in ticket["lines"]
                if line["state"] == "voided"
            ]
        return taps


def minutes(rng: random.Random, count: int) -> list[float]:
    """Return moments of the evening at which somebody orders."""
    return sorted(rng.uniform(FIRST_MIN, LAST_MIN) for _ in range(count))


def stranger(client: Client) -> Client:
    """Return another connection of the same device, for another thread."""
    twin = Client(client.served)
    twin.session.cookies.update(client.session.cookies)
    return twin


def acts_of(scale: Scale, rng: random.Random, tables: list[Table], clock: Clock) -> list[list]:
    """Return what each waiter does: own tables, tables that two serve at once, and moves.

    The last table is free; its neighbours are moved, joined and taken apart.
    """
    *open_tables, free = tables
    acts: list[list] = [[] for _ in range(scale.waiters)]
    for number, mine in enumerate(acts):
        for minute in minutes(rng, scale.waiter_orders):
            mine.append((minute, "serve", (rng.choice(open_tables),)))
        both = open_tables[number // 2]
        mine += [(minute, "serve", (both,)) for minute in (30, 31, 90, 150)]
    last = open_tables[-6:]
    acts[0].append((60, "move_lines", (last[0], last[1])))
    acts[1].append((80, "move_party", (last[2], free)))
    acts[2].append((100, "join_parties", (clock, last[3], last[4], 130)))
    acts[3].append((120, "move_lines", (last[5], last[1])))
    return acts
