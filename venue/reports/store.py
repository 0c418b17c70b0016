"""All SQL of sales, and of the sums of days that ended."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.reports.model import REOPEN, Gift, Key, Sale, Sold, Sum

INSERT_SUM = """
INSERT OR REPLACE INTO report_sum
    (business_day, kind, outlet_id, key, times, quantity, amount_minor, other, most)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def insert_sale(tx: Tx, business_day: int, sale: Sale) -> None:
    """Store a sale."""
    tx.execute(
        "INSERT INTO report_sale (business_day, bill_id, sign, facts) VALUES (?, ?, ?, ?)",
        (business_day, sale.bill_id, sale.sign, dumps(facts_of(sale))),
    )


def insert_reversal(tx: Tx, business_day: int, sale: Sale, *, by: int) -> None:
    """Store that a sale was taken back, by which person."""
    reopened = (*sale.gifts, Gift(REOPEN, by, sale.total_minor))
    insert_sale(tx, business_day, replace(sale, sign=-1, gifts=reopened))


def sale_of(tx: ReadTx, business_day: int, bill_id: str) -> Sale | None:
    """Return the newest sale of a bill on a day."""
    row = tx.execute(
        """
        SELECT bill_id, sign, facts FROM report_sale
        WHERE business_day = ? AND bill_id = ? ORDER BY id DESC LIMIT 1
        """,
        (business_day, bill_id),
    ).fetchone()
    return _sale(*row) if row else None


def sales(tx: ReadTx, business_day: int) -> list[Sale]:
    """Return a day's sales, oldest first."""
    rows = tx.execute(
        "SELECT bill_id, sign, facts FROM report_sale WHERE business_day = ? ORDER BY id",
        (business_day,),
    )
    return [_sale(*row) for row in rows]


def keep_day(tx: Tx, business_day: int, sums: Mapping[Key, Sum]) -> None:
    """Store the sums of a day that ended."""
    tx.execute_many(INSERT_SUM, [(business_day, *key, *one) for key, one in sums.items()])
    tx.execute("INSERT OR IGNORE INTO report_day (business_day) VALUES (?)", (business_day,))


def kept_days(tx: ReadTx, first: int, last: int) -> set[int]:
    """Return which days from ``first`` to ``last`` have their sums."""
    rows = tx.execute(
        "SELECT business_day FROM report_day WHERE business_day BETWEEN ? AND ?", (first, last)
    )
    return {row[0] for row in rows}


def first_unkept(tx: ReadTx, today: int) -> int | None:
    """Return the oldest day before today whose sums are not kept yet."""
    found: int | None = tx.value(
        """
        SELECT d.id FROM business_day d LEFT JOIN report_day r ON r.business_day = d.id
        WHERE d.id < ? AND r.business_day IS NULL ORDER BY d.id LIMIT 1
        """,
        (today,),
    )
    return found


def sums(tx: ReadTx, kinds: Iterable[str], days: Iterable[int]) -> Iterable[tuple[Key, Sum]]:
    """Return the kept sums of some kinds over some days, added up by SQLite."""
    rows = tx.execute(
        """
        SELECT kind, outlet_id, key, sum(times), sum(quantity), sum(amount_minor), sum(other),
               max(most)
        FROM report_sum
        WHERE kind IN (SELECT value FROM json_each(?))
          AND business_day IN (SELECT value FROM json_each(?))
        GROUP BY kind, outlet_id, key
        """,
        (dumps(sorted(kinds)), dumps(sorted(days))),
    )
    return [(Key(*row[:3]), Sum(*row[3:])) for row in rows]


def day_totals(tx: ReadTx, days: Iterable[int]) -> Iterable[tuple[int, Key, Sum]]:
    """Return the kept total of each day and outlet."""
    rows = tx.execute(
        """
        SELECT business_day, kind, outlet_id, key, times, quantity, amount_minor, other, most
        FROM report_sum WHERE kind = 'whole' AND key = 'total'
          AND business_day IN (SELECT value FROM json_each(?))
        """,
        (dumps(sorted(days)),),
    )
    return [(row[0], Key(*row[1:4]), Sum(*row[4:])) for row in rows]


def todo(tx: ReadTx, limit: int) -> list[tuple[int, str, int]]:
    """Return closings from before there were sales: ``(closing, bill, business day)``."""
    rows = tx.execute(
        """
        SELECT t.closing_id, c.bill_id, c.business_day FROM report_todo t
        JOIN bill_closing c ON c.id = t.closing_id
        WHERE c.reopened_at IS NULL ORDER BY t.closing_id LIMIT ?
        """,
        (limit,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def done(tx: Tx, closings: list[int]) -> None:
    """Note that these closings have their sales."""
    tx.execute_many("DELETE FROM report_todo WHERE closing_id = ?", [(one,) for one in closings])


def facts_of(sale: Sale) -> dict[str, Any]:
    """Return what is stored of a sale, beside its bill and sign."""
    return {
        "hour": sale.hour,
        "outlet_id": sale.outlet_id,
        "waiter": sale.waiter,
        "table": sale.table,
        "session": sale.session,
        "covers": sale.covers,
        "minutes": sale.minutes,
        "service_type": sale.service_type,
        "total_minor": sale.total_minor,
        "service_minor": sale.service_minor,
        "tax_added_minor": sale.tax_added_minor,
        "outside_minor": sale.outside_minor,
        "bands": {band: list(minor) for band, minor in sale.bands.items()},
        "lines": [list(one) for one in sale.lines],
        "gifts": [list(one) for one in sale.gifts],
    }


def _sale(bill_id: str, sign: int, text: str) -> Sale:
    kept = loads(text)
    lines = tuple(Sold(*one) for one in kept.pop("lines"))
    gifts = tuple(Gift(*one) for one in kept.pop("gifts"))
    return Sale(bill_id=bill_id, sign=sign, lines=lines, gifts=gifts, **kept)
