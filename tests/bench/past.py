"""Puts a past into a stopped venue: what a box looks like after years of trade.

A few real orders are copied again and again, each with a party, bill, lines, tickets, printed
jobs and journal entries of its own; the counters and the hash chain go on from there.
"""

import secrets
import sqlite3
from pathlib import Path
from typing import Any

from venue.core import journal

ORDERS_A_DAY = 300
APART_MS = 24 * 3600 * 1000 // ORDERS_A_DAY
AT_ONCE = 2_000
Row = dict[str, Any]


class Past:
    """Writes copies of a venue's orders.

    Args:
        connection: The only one to a venue that nobody serves and that has a few orders.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.row_factory = sqlite3.Row
        self._orders = self._rows("SELECT * FROM guest_order WHERE state = 'sent'")
        self._waiting: dict[str, list[Row]] = {}
        self._head = journal.head_of(connection)
        self._boot = secrets.token_hex(8)
        self._job = connection.execute("SELECT coalesce(max(id), 0) FROM print_job").fetchone()[0]
        self._counters = dict(
            tuple(one) for one in self._rows("SELECT name, value FROM counter", tuple)
        )
        self._day = connection.execute("SELECT max(id) FROM business_day").fetchone()[0]
        self._whole = [self._whole_order(order) for order in self._orders]

    def write(self, orders: int) -> None:
        """Add ``orders`` orders, oldest first, and open a new business day after them."""
        for number in range(orders):
            if number % ORDERS_A_DAY == 0:
                self._next_day()
            self._copy(self._whole[number % len(self._whole)], (number - orders) * APART_MS)
            if number % AT_ONCE == AT_ONCE - 1:
                self._flush()
        self._next_day()
        self._flush()
        self._connection.executemany(
            "INSERT OR REPLACE INTO counter (name, value) VALUES (?, ?)", self._counters.items()
        )
        self._connection.commit()
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _whole_order(self, order: Row) -> dict[str, list[Row]]:
        of = (order["id"],)
        return {
            "table_session": self._rows(
                "SELECT * FROM table_session WHERE id = ?", dict, (order["table_session_id"],)
            ),
            "bill": self._rows("SELECT * FROM bill WHERE id = ?", dict, (order["bill_id"],)),
            "guest_order": [order],
            "order_line": self._rows("SELECT * FROM order_line WHERE order_id = ?", dict, of),
            "ticket": self._rows("SELECT * FROM ticket WHERE order_id = ?", dict, of),
            "print_job": self._rows(
                "SELECT * FROM print_job WHERE dedupe_key LIKE 'ticket:' || ? || '%'", dict, of
            ),
        }

    def _copy(self, whole: dict[str, list[Row]], run_ms: int) -> None:
        ids = {name: _uuid(run_ms) for name in ("table_session", "bill", "guest_order")}
        session = {"id": ids["table_session"], "token_hash": secrets.token_hex(32),
                   "closed_at": "2026-01-01T00:00:00.000Z", "opened_run_ms": run_ms,
                   "expires_run_ms": run_ms + 1}  # fmt: skip
        own = {"bill_id": ids["bill"], "table_session_id": ids["table_session"]}
        number = self._count(f"order.{self._day}")
        self._add("table_session", whole["table_session"][0] | session)
        self._add("bill", whole["bill"][0] | {
            "id": ids["bill"], "number": self._count("bill"),
            "table_session_id": ids["table_session"], "closed_at": session["closed_at"],
        })  # fmt: skip
        self._add("guest_order", whole["guest_order"][0] | own | {
            "id": ids["guest_order"], "number": number, "business_day": self._day,
            "state": "completed", "guest_id": None, "placed_run_ms": run_ms,
            "changed_run_ms": run_ms,
        })  # fmt: skip
        self._journal("order.placed", run_ms, {"order": ids["guest_order"], "number": number})
        for line in whole["order_line"]:
            part = {"order_id": ids["guest_order"], "bill_id": ids["bill"], "state": "served"}
            self._add("order_line", line | part)
        for ticket in whole["ticket"]:
            self._copy_ticket(ticket, whole["print_job"], ids["guest_order"], run_ms)

    def _copy_ticket(self, ticket: Row, jobs: list[Row], order_id: str, run_ms: int) -> None:
        station = ticket["station_id"]
        number = f"{ticket['number'].partition('-')[0]}-{self._count(f'ticket.{station}'):04}"
        self._add("ticket", ticket | {
            "order_id": order_id, "number": number, "created_run_ms": run_ms,
            "acknowledged_at": "2026-01-01T00:00:00.000Z",
        })  # fmt: skip
        for job in jobs:
            if job["dedupe_key"].endswith(f".s{station}"):
                self._job += 1
                self._add("print_job", job | {
                    "id": self._job, "number": number, "document": None, "state": "printed",
                    "dedupe_key": f"ticket:{order_id}.s{station}", "created_run_ms": run_ms,
                })  # fmt: skip
                for kind in ("print.queued", "print.printed"):
                    facts = {"job": self._job, "printer": job["printer_id"], "number": number}
                    self._journal(kind, run_ms, facts)

    def _next_day(self) -> None:
        self._day += 1
        row = {"id": self._day, "on_date": "2026-01-01", "opened_at": "2026-01-01T04:00:00.000Z",
               "opened_run_ms": 0}  # fmt: skip
        self._add("business_day", row)

    def _journal(self, kind: str, run_ms: int, facts: Row) -> None:
        stamp = journal.Stamp("2026-01-01T00:00:00.000Z", run_ms, self._boot, False)
        _, row, self._head = journal.entry(self._head, stamp, "guest", kind, facts)
        self._waiting.setdefault("journal", []).append(dict(enumerate(row)))

    def _count(self, name: str) -> int:
        self._counters[name] = self._counters.get(name, 0) + 1
        return self._counters[name]

    def _add(self, table: str, row: Row) -> None:
        self._waiting.setdefault(table, []).append(row)

    def _flush(self) -> None:
        for table in sorted(self._waiting, key=list(_TABLES).index):
            rows = self._waiting.pop(table)
            if table == "journal":
                self._connection.executemany(journal.INSERT, [tuple(one.values()) for one in rows])
                continue
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(
                f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})",
                [tuple(one.values()) for one in rows],
            )
        self._connection.commit()

    def _rows(self, sql: str, kind: Any = dict, params: tuple[Any, ...] = ()) -> list[Any]:
        return [kind(one) for one in self._connection.execute(sql, params)]


_TABLES = ("business_day", "table_session", "bill", "guest_order", "order_line", "ticket",
           "print_job", "journal")  # fmt: skip


def write(database: Path, orders: int) -> None:
    """Add a past of ``orders`` orders to a stopped venue's file."""
    connection = sqlite3.connect(database)
    try:
        Past(connection).write(orders)
        verdict = journal.verify(sqlite3.connect(f"file:{database}?mode=ro", uri=True))
        assert verdict.fault is None, verdict.fault
    finally:
        connection.close()


def _uuid(run_ms: int) -> str:
    moment = f"{1_760_000_000_000 + run_ms:012x}"
    tail = secrets.token_hex(10)
    return f"{moment[:8]}-{moment[8:]}-7{tail[:3]}-8{tail[3:6]}-{tail[6:18]}"
