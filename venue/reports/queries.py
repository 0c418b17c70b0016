"""SQL over the rows of other features, for reading alone."""

from collections.abc import Iterable
from typing import Any

from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Row

OUTLET = """
coalesce((SELECT o.outlet_id FROM order_line l JOIN guest_order o ON o.id = l.order_id
          WHERE l.bill_id = t.bill_id LIMIT 1), 0)
"""


def days(tx: ReadTx, first: str, last: str) -> list[Row]:
    """Return ``{id, on_date}`` of the business days between two dates, both included."""
    return tx.rows(
        "SELECT id, on_date FROM business_day WHERE on_date BETWEEN ? AND ? ORDER BY id",
        (first, last),
    )


def bounds(tx: ReadTx) -> tuple[str, str]:
    """Return the dates of the first and the present business day; empty before the first."""
    ends = "(SELECT min(id) FROM business_day), (SELECT max(id) FROM business_day)"
    rows = tx.execute(f"SELECT on_date FROM business_day WHERE id IN ({ends}) ORDER BY id")
    dates = [row[0] for row in rows]
    return (dates[0], dates[-1]) if dates else ("", "")


def party(tx: ReadTx, session_id: str | None) -> Row:
    """Return ``{owner_id, covers, opened_run_ms, place}`` of a table session; empty: none."""
    found = tx.row(
        """
        SELECT s.owner_id, s.covers, s.opened_run_ms,
               CASE WHEN t.kind = 'table' THEN t.number ELSE '' END AS place
        FROM table_session s JOIN dining_table t ON t.id = s.table_id WHERE s.id = ?
        """,
        (session_id,),
    )
    return found or {}


def sections_of(tx: ReadTx, items: Iterable[int]) -> dict[int, int]:
    """Return in which section each of some items stands now."""
    rows = tx.execute(
        "SELECT id, section_id FROM item WHERE id IN (SELECT value FROM json_each(?))",
        (dumps(sorted(items)),),
    )
    return {row[0]: row[1] for row in rows}


def section_names(tx: ReadTx) -> dict[int, str]:
    """Return the name of every section by id, those no longer used too."""
    return {row[0]: row[1] for row in tx.execute("SELECT id, name FROM menu_section")}


def tenders(tx: ReadTx, business_day: int) -> list[tuple[Any, ...]]:
    """Return what was settled on a day: ``(outlet, method, kind, goods, count, amount, tips,
    rounding)``, minor units."""
    return tx.execute(
        f"""
        SELECT {OUTLET} AS outlet, t.method, t.kind, t.goods, count(*), sum(t.amount_minor),
               sum(t.tip_minor), sum(t.rounding_minor)
        FROM tender t WHERE t.settled_day = ? AND t.training = 0 AND t.state = 'settled'
        GROUP BY outlet, t.method, t.kind, t.goods
        """,
        (business_day,),
    ).fetchall()


def returned(tx: ReadTx, business_day: int) -> list[tuple[int, str, int]]:
    """Return the sales taken back on a day: ``(outlet, bands as JSON, amount)`` of each refund."""
    return tx.execute(
        f"""
        SELECT {OUTLET} AS outlet, t.bands, t.amount_minor
        FROM tender t
        WHERE t.settled_day = ? AND t.training = 0 AND t.state = 'settled' AND t.goods = 1
        """,
        (business_day,),
    ).fetchall()


def voids(tx: ReadTx, business_day: int) -> list[tuple[int, str, int, int]]:
    """Return the lines taken back on a day: ``(outlet, asked by, count, amount)``."""
    return tx.execute(
        """
        SELECT coalesce(o.outlet_id, 0), v.asked_by, count(*),
               sum(l.quantity * l.unit_price_minor)
        FROM line_void v
        JOIN order_line l ON l.order_id = v.order_id AND l.position = v.position
        JOIN guest_order o ON o.id = v.order_id
        WHERE v.business_day = ? AND v.from_state <> 'held' AND o.training = 0
        GROUP BY 1, 2
        """,
        (business_day,),
    ).fetchall()


def unverified(tx: ReadTx, days: Iterable[int]) -> list[tuple[int, str, int, int, int]]:
    """Return payments taken at the venue's own risk: ``(outlet, method, count, amount, tips)``."""
    return tx.execute(
        f"""
        SELECT {OUTLET} AS outlet, t.method, count(*), sum(t.amount_minor), sum(t.tip_minor)
        FROM tender t
        WHERE t.state = 'unverified' AND t.training = 0
          AND t.business_day IN (SELECT value FROM json_each(?))
        GROUP BY outlet, t.method
        """,
        (dumps(sorted(days)),),
    ).fetchall()
