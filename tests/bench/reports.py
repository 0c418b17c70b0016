"""Measure the reports over a year: ``python -m tests.bench.reports --orders 365000``.

A year of closed bills is put into a stopped demo venue: order, lines, bill, closing, payment and
sale of each. Then the box sums up the days that ended, as it does by itself, and every report is
asked for the whole year, one after the other.
"""

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.faults.process import make_demo
from tests.inside import Inside
from venue.bills.tariff import tariff_of
from venue.core.ids import uuid7
from venue.core.jsonx import dumps
from venue.reports import store
from venue.reports.model import Gift, Sale, Sold
from venue.reports.routes import keep_up
from venue.reports.tables import TABLES

DAYS = 365
LIMIT_S = 1.0
FIRST = date(2024, 1, 1)
BANDS = ("food:1000", "drinks:2000")


class Measured(NamedTuple):
    """One report over the year; ``rows`` of its table."""

    name: str
    seconds: float
    rows: int


def main() -> int:
    """Fill, measure, print; return 1 when a report took longer than a second."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reports", description=__doc__)
    parser.add_argument("--orders", type=int, default=365_000)
    parser.add_argument("--work", type=Path, help="Folder for the data.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reports-", dir=options.work) as folder:
        work = Path(folder)
        make_demo(work / "demo")
        began = time.monotonic()
        fill(work / "demo" / "venue.db", options.orders, days=DAYS)
        print(f"filled with {options.orders} orders in {time.monotonic() - began:.1f} s")
        slowest = measure(work, days=DAYS)
    return int(slowest > LIMIT_S)


def measure(work: Path, *, days: int) -> float:
    """Sum the days up and ask for every report; print; return the slowest in seconds."""
    box = Inside(work / "demo", work / "box")
    try:
        began = time.monotonic()
        longest = _keep_up(box)
        took = time.monotonic() - began
        print(f"{days} days summed up in {took:.1f} s, the longest run {longest:.2f} s")
        found = [measured for _ in range(2) for measured in _asked(box, days)]
    finally:
        box.close()
    for one in sorted(found, key=lambda one: -one.seconds):
        print(f"{one.name:18} {one.seconds * 1000:8.1f} ms {one.rows:6} rows")
    return max(one.seconds for one in found)


def _keep_up(box: Inside) -> float:
    """Run the box's own job as often as it needs; return its longest run in seconds."""
    tariff, longest = tariff_of(box.services.settings), 0.0
    while True:
        began = time.monotonic()
        if not keep_up(box.services, tariff):
            return longest
        longest = max(longest, time.monotonic() - began)


def _asked(box: Inside, days: int) -> list[Measured]:
    manager, found = box.staff("Marta"), []
    last = FIRST + timedelta(days=days - 1)
    for name, by in TABLES:
        began = time.monotonic()
        told = manager.json(f"/api/v1/reports/{name}?from={FIRST}&to={last}&by={by}")
        found.append(Measured(f"{name} by {by}", time.monotonic() - began, len(told["items"])))
    return found


def fill(database: Path, orders: int, *, days: int) -> None:
    """Put a past of closed bills into a stopped venue's file, seeded: always the same one."""
    connection = sqlite3.connect(database)
    try:
        Filler(connection).write(orders, days)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


class Filler:
    """Writes closed bills; the venue's own newest business day stays the newest."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection, self._dice = connection, random.Random(1)
        self._items = connection.execute(
            "SELECT id, section_id, station_id, tax_class FROM item LIMIT 60"
        ).fetchall()
        self._staff = [row[0] for row in connection.execute("SELECT id FROM staff")]
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    def write(self, orders: int, days: int) -> None:
        """Add ``orders`` bills on ``days`` business days before the present one."""
        newest = self._connection.execute("SELECT max(id) FROM business_day").fetchone()[0]
        self._connection.execute("PRAGMA foreign_keys = OFF")
        self._connection.execute("UPDATE business_day SET id = id + ?", (days,))
        self._connection.execute("UPDATE guest_order SET business_day = business_day + ?", (days,))
        for number in range(days):
            on_date = (FIRST + timedelta(days=number)).isoformat()
            self._connection.execute(
                "INSERT INTO business_day VALUES (?, ?, ?, 0)", (newest + number, on_date, on_date)
            )
            for _ in range(orders // days):
                self._bill(newest + number, on_date)
            self._flush()

    def _bill(self, day: int, on_date: str) -> None:
        dice, bill_id, order_id = self._dice, uuid7(), uuid7()
        hour, covers, waiter = dice.randint(11, 23), dice.randint(1, 6), dice.choice(self._staff)
        at, table = f"{on_date}T{hour}:00:00.000Z", str(dice.randint(1, 40))
        chosen = [dice.choice(self._items) for _ in range(dice.randint(2, 5))]
        lines = tuple(
            Sold(item, section, station, 1, dice.randint(3, 30) * 100, 0, 0,
                 dice.randint(60, 1500), int(dice.random() < 0.1))
            for item, section, station, _ in chosen
        )  # fmt: skip
        total = sum(one.full_minor for one in lines)
        tax = total // 11
        gifts = (Gift("discount", waiter, 0),) if dice.random() < 0.05 else ()
        sale = Sale(
            bill_id=bill_id, hour=hour, waiter=waiter, table=table, session=uuid7(), covers=covers,
            minutes=dice.randint(20, 120), total_minor=total, lines=lines, gifts=gifts,
            bands={dice.choice(BANDS): (total - tax, tax, total)},
        )  # fmt: skip
        self._add("bill", bill_id, 1, None, at, at)
        self._add("guest_order", order_id, 1, day, bill_id, None, None, table, covers, "staff",
                  None, "", "", "completed", "", at, 0, at, 0, "dine_in", None)  # fmt: skip
        for place, (one, (item, _, station, tax_class)) in enumerate(
            zip(lines, chosen, strict=True)
        ):
            self._add("order_line", order_id, place, bill_id, item, "Dish", "Dish", 1,
                      one.full_minor, "[]", "", station, 1, None, tax_class, "served", 0,
                      one.cooked_s * 1000, None)  # fmt: skip
        figures = dumps({"total_minor": total})
        self._add("bill_closing", bill_id, day, figures, 0, f"staff:{waiter}", at)
        self._add("tender", bill_id, dice.choice(("cash", "card")), "payment", "settled", total,
                  dice.choice((0, 0, 200)), 0, dumps({"food:1000": total}), 0, "", "",
                  f"staff:{waiter}", day, at, at, 0, "{}", day)  # fmt: skip
        self._add("report_sale", day, bill_id, 1, dumps(store.facts_of(sale)))
        if dice.random() < 0.01:
            self._add("line_void", order_id, 0, "fired", "dropped", f"staff:{waiter}",
                      f"staff:{waiter}", 0, at, day)  # fmt: skip

    def _add(self, table: str, *row: Any) -> None:
        self._rows.setdefault(table, []).append(row)

    def _flush(self) -> None:
        for table, rows in self._rows.items():
            marks = ", ".join("?" * len(rows[0]))
            names = f"({COLUMNS[table]})" if table in COLUMNS else ""
            sql = f"INSERT INTO {table} {names} VALUES ({marks})"
            self._connection.executemany(sql, rows)
        self._rows.clear()
        self._connection.commit()


COLUMNS = {
    "guest_order": "id, number, business_day, bill_id, table_session_id, table_id, table_number, "
    "covers, origin, guest_id, by_name, note, state, reason, placed_at, placed_run_ms, changed_at, "
    "changed_run_ms, service_type, outlet_id",
    "order_line": "order_id, position, bill_id, item_id, name, kitchen_name, quantity, "
    "unit_price_minor, modifiers, note, station_id, course, seat, tax_class, state, fired_run_ms, "
    "done_run_ms, refire_of",
    "bill_closing": "bill_id, business_day, figures, training, closed_by, closed_at",
    "tender": "bill_id, method, kind, state, amount_minor, tip_minor, rounding_minor, bands, "
    "goods, reason, approved_by, taken_by, business_day, created_at, settled_at, training, "
    "details, settled_day",
    "report_sale": "business_day, bill_id, sign, facts",
    "line_void": "order_id, position, from_state, reason, asked_by, approved_by, given_back, at, "
    "business_day",
    "bill": "id, number, table_session_id, opened_at, closed_at",
}

if __name__ == "__main__":
    sys.exit(main())
