"""What the clients did and heard, and the judge who compares all of it with the database.

Nothing is sampled: every order is one operation with its invocation, its answers and, where no
answer came, "unknown". Every statement that knows the product's tables stands in this file.
"""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from venue.core import journal


class Wanted(NamedTuple):
    """One line as the client asked for it."""

    item_id: int
    quantity: int
    modifiers: tuple[int, ...]
    note: str


class Answer(NamedTuple):
    """A definite answer: when it was heard (monotonic s), its status and body."""

    at: float
    status: int
    body: dict[str, Any]


@dataclass
class Operation:
    """One order that a client wanted, however often it was sent.

    Attributes:
        key: The order's id and its idempotency key.
        door: ``http`` or ``socket``.
        invoked: When it was first sent, monotonic seconds.
        answers: Every definite answer; none at all means unknown.
        unheard: How many tries ended without an answer.
        oddities: What no client should ever hear, in words.
    """

    key: str
    door: str
    lines: tuple[Wanted, ...]
    invoked: float
    answers: list[Answer] = field(default_factory=list)
    unheard: int = 0
    oddities: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> Answer | None:
        """Return the first answer that said yes."""
        return min((a for a in self.answers if a.status == 201), default=None)

    @property
    def refused(self) -> bool:
        """Tell whether the server said no, and never yes."""
        return bool(self.answers) and self.accepted is None


@dataclass
class Stored:
    """An order as the database has it."""

    number: int
    day: int
    state: str
    lines: list[Wanted] = field(default_factory=list)
    total: int = 0
    stations: set[int] = field(default_factory=set)


def judge(
    database: Path, operations: Iterable[Operation], *, until: float | None = None
) -> list[str]:
    """Return everything that is wrong, in words; nothing means that every promise was kept.

    Args:
        database: A stopped server's file. It is only read, but for the recovery of its WAL.
        until: Judge as of this monotonic moment: what was acknowledged later may be missing.
    """
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        return list(_faults(connection, list(operations), until))
    finally:
        connection.close()


def _faults(
    connection: sqlite3.Connection, operations: list[Operation], until: float | None
) -> Iterator[str]:
    try:
        for row in connection.execute("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield f"integrity: {row[0]}"
        for row in connection.execute("PRAGMA foreign_key_check"):
            yield f"foreign key: {row}"
        verdict = journal.verify(connection)
        if verdict.fault:
            yield f"journal: {verdict.fault}"
        orders = _orders(connection)
        yield from _kept_promises(connection, orders, operations, until)
        yield from _no_ghosts(orders, operations, until)
        yield from _numbers(connection, orders)
        yield from _tickets(connection, orders)
        yield from _journalled(connection, orders)
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
        # Rows from a damaged page may hold anything.
        yield f"unusable database: {error}"


def _orders(connection: sqlite3.Connection) -> dict[str, Stored]:
    found = {
        row[0]: Stored(*row[1:])
        for row in connection.execute("SELECT id, number, business_day, state FROM guest_order")
    }
    rows = connection.execute(
        """
        SELECT order_id, item_id, quantity, modifiers, note, unit_price_minor, station_id
        FROM order_line ORDER BY order_id, position
        """
    )
    for order_id, item_id, quantity, modifiers, note, price, station in rows:
        order = found.get(order_id)
        if order is None:  # the foreign key check names it
            continue
        chosen = tuple(one[0] for one in json.loads(modifiers))
        order.lines.append(Wanted(item_id, quantity, chosen, note))
        order.total += quantity * price
        order.stations.add(station)
    return found


def _kept_promises(
    connection: sqlite3.Connection,
    orders: dict[str, Stored],
    operations: list[Operation],
    until: float | None,
) -> Iterator[str]:
    answers = {
        key: (status, json.loads(body))
        for key, status, body in connection.execute("SELECT key, status, body FROM stored_answer")
    }
    for one in operations:
        yield from (f"{one.key}: {words}" for words in one.oddities)
        accepted = one.accepted
        if accepted is None:
            continue
        if any(answer.body != accepted.body for answer in one.answers if answer.status == 201):
            yield f"{one.key}: heard two different answers"
        order = orders.get(one.key)
        if order is None:
            if until is None or accepted.at <= until:
                yield f"{one.key}: LOST, acknowledged as number {accepted.body['number']}"
            continue
        yield from (f"{one.key}: {words}" for words in _differences(one, accepted, order))
        status, body = answers.get(one.key, (0, {}))
        if status != 201 or body.get("number") != accepted.body["number"]:
            yield f"{one.key}: its stored answer is missing or another"
        elif one.door == "http" and body != accepted.body:
            yield f"{one.key}: its stored answer is not the one that was given"


def _differences(one: Operation, accepted: Answer, order: Stored) -> Iterator[str]:
    told = accepted.body["total"]
    total = told["amount"] if isinstance(told, dict) else told
    if order.number != accepted.body["number"]:
        yield f"number {order.number}, acknowledged {accepted.body['number']}"
    if tuple(order.lines) != one.lines:
        yield f"lines {order.lines}, wanted {one.lines}"
    if order.total != total:
        yield f"total {order.total}, acknowledged {total}"


def _no_ghosts(
    orders: dict[str, Stored], operations: list[Operation], until: float | None
) -> Iterator[str]:
    known = Counter(one.key for one in operations)
    yield from (f"{key}: the harness used one key twice" for key in known if known[key] > 1)
    invoked = {one.key: one for one in operations}
    for key, order in orders.items():
        if key not in invoked:
            yield f"{key}: GHOST, nobody ordered it"
        elif until is not None and invoked[key].invoked > until:
            yield f"{key}: GHOST, ordered after the cut"
        elif invoked[key].refused:
            yield f"{key}: refused, and yet stored"
        if not order.lines:
            yield f"{key}: without lines"


def _numbers(connection: sqlite3.Connection, orders: dict[str, Stored]) -> Iterator[str]:
    """Order, bill and ticket numbers run 1..N without gap or twin, and the counters know N."""
    series: dict[str, list[int]] = defaultdict(list)
    for order in orders.values():
        series[f"order.{order.day}"].append(order.number)
    series["bill"] += [row[0] for row in connection.execute("SELECT number FROM bill")]
    for station, number in connection.execute("SELECT station_id, number FROM ticket"):
        series[f"ticket.{station}"].append(int(number.rpartition("-")[2]))
    counters = dict(connection.execute("SELECT name, value FROM counter"))
    for name in sorted(
        set(series) | {c for c in counters if re.match(r"(order|ticket)\.|bill$", c)}
    ):
        taken = sorted(series[name])
        if taken != list(range(1, len(taken) + 1)):
            yield f"{name}: numbers with a gap or a twin: {_around_gap(taken)}"
        if counters.get(name, 0) != len(taken):
            yield f"{name}: the counter says {counters.get(name)}, there are {len(taken)}"


def _around_gap(taken: list[int]) -> str:
    wrong = next(i for i, number in enumerate(taken, start=1) if i != number)
    return f"{taken[max(0, wrong - 3) : wrong + 2]} of {len(taken)}"


def _tickets(connection: sqlite3.Connection, orders: dict[str, Stored]) -> Iterator[str]:
    """Every station of a sent order has its ticket, and every printing station its one job."""
    tickets = set(connection.execute("SELECT order_id, station_id FROM ticket"))
    due = {
        (key, station)
        for key, order in orders.items()
        if order.state in ("sent", "completed")
        for station in order.stations
    }
    yield from (f"{key}: no ticket at station {station}" for key, station in due - tickets)
    yield from (f"{key}: a ticket too many at station {station}" for key, station in tickets - due)
    printing = {
        row[0]
        for row in connection.execute(
            "SELECT id FROM station WHERE printer_id IS NOT NULL AND print_mode = 'always'"
        )
    }
    jobs = {
        row[0]
        for row in connection.execute("SELECT dedupe_key FROM print_job WHERE copy_of IS NULL")
    }
    for key, station in tickets:
        if station in printing and f"ticket:{key}.s{station}" not in jobs:
            yield f"{key}: no print job at station {station}"
    known = {f"ticket:{key}.s{station}" for key, station in tickets}
    yield from (f"{job}: a print job without its ticket" for job in jobs - known)


def _journalled(connection: sqlite3.Connection, orders: dict[str, Stored]) -> Iterator[str]:
    placed = Counter()
    for (data,) in connection.execute("SELECT data FROM journal WHERE kind = 'order.placed'"):
        entry = json.loads(data)
        placed[entry["order"]] += 1
        order = orders.get(entry["order"])
        if order is None or order.number != entry["number"]:
            yield f"{entry['order']}: in the journal, and not so in the tables"
    yield from (f"{key}: journalled {placed[key]} times" for key in orders if placed[key] != 1)
