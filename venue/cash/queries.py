"""SQL over the rows of other features, for X and Z."""

from typing import Any

from venue.core.jsonx import loads
from venue.core.tx import ReadTx, Row


def ends(tx: ReadTx) -> tuple[int, int, int]:
    """Return the ids of the newest receipt, the newest closing and the desk's newest cash."""
    return (
        int(tx.value("SELECT max(id) FROM receipt") or 0),
        int(tx.value("SELECT max(id) FROM bill_closing") or 0),
        int(tx.value("SELECT max(id) FROM cash_desk_entry") or 0),
    )


def receipts(tx: ReadTx, after: int, to: int) -> list[Row]:
    """Return the receipts of a period that are no training: their figures, bands decoded."""
    rows = tx.rows(
        """
        SELECT r.kind, r.method, r.amount_minor, r.tip_minor, r.rounding_minor, r.bands,
               r.number, coalesce(t.taken_by, r.made_by) AS taken_by
        FROM receipt r LEFT JOIN tender t ON t.id = r.tender_id
        WHERE r.id > ? AND r.id <= ? AND r.series = 'R' ORDER BY r.id
        """,
        (after, to),
    )
    return [row | {"bands": loads(row["bands"])} for row in rows]


def closings(tx: ReadTx, after: int, to: int) -> Row:
    """Return ``{bills, discounts, discount_minor, comps, comped_minor, service_minor}``."""
    found = tx.row(
        """
        SELECT count(*) AS bills,
            sum(json_extract(figures, '$.discount_minor') <> 0) AS discounts,
            sum(json_extract(figures, '$.discount_minor')) AS discount_minor,
            sum(json_extract(figures, '$.comped_minor') <> 0) AS comps,
            sum(json_extract(figures, '$.comped_minor')) AS comped_minor,
            sum(json_extract(figures, '$.service_minor')) AS service_minor
        FROM bill_closing WHERE id > ? AND id <= ? AND training = 0
        """,
        (after, to),
    )
    return {name: value or 0 for name, value in (found or {}).items()}


def voids(tx: ReadTx, after_seq: int) -> Row:
    """Return ``{times, amount_minor}`` of dishes taken back since a place in the journal."""
    found = tx.row(
        """
        SELECT count(*) AS times,
            coalesce(sum(json_extract(data, '$.amount_minor')), 0) AS amount_minor
        FROM journal
        WHERE seq > ? AND kind = 'line.voided' AND json_extract(data, '$.from') <> 'held'
            AND json_extract(data, '$.training') IS NULL
        """,
        (after_seq,),
    )
    return found or {"times": 0, "amount_minor": 0}


def reopened(tx: ReadTx, after_seq: int) -> int:
    """Return how many bills were opened again since a place in the journal."""
    found = tx.value(
        """
        SELECT count(*) FROM journal WHERE seq > ? AND kind = 'bill.reopened'
            AND json_extract(data, '$.training') IS NULL
        """,
        (after_seq,),
    )
    return int(found or 0)


def open_bills(tx: ReadTx) -> int:
    """Return how many bills are open."""
    found = tx.value(
        """
        SELECT count(*) FROM bill b WHERE b.closed_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM guest_order o WHERE o.bill_id = b.id AND o.training = 1)
        """
    )
    return int(found or 0)


def outside(tx: ReadTx, after: int, to: int) -> int:
    """Return the cash of a period's receipts that lies in no drawer or purse."""
    found = tx.value(
        """
        SELECT sum(e.amount_minor) FROM cash_entry e JOIN receipt r ON r.tender_id = e.tender_id
        WHERE e.session_id IS NULL AND r.id > ? AND r.id <= ? AND r.series = 'R'
        """,
        (after, to),
    )
    return int(found or 0)


def desk(tx: ReadTx, after: int, to: int) -> list[Row]:
    """Return the desk's cash of a period: ``{kind, times, amount_minor, outside_minor}``."""
    return tx.rows(
        """
        SELECT kind, count(*) AS times, sum(amount_minor) AS amount_minor,
            sum(iif(session_id IS NULL, amount_minor, 0)) AS outside_minor
        FROM cash_desk_entry WHERE id > ? AND id <= ? GROUP BY kind ORDER BY kind
        """,
        (after, to),
    )


def doubtful(tx: ReadTx) -> list[dict[str, Any]]:
    """Return payments that wait for proof or a person: ``{id, method, state, amount_minor}``."""
    return tx.rows(
        """
        SELECT id, method, state, amount_minor + tip_minor AS amount_minor FROM tender
        WHERE state IN ('unverified', 'review', 'unknown') AND training = 0 ORDER BY id LIMIT 200
        """
    )


def unclosed_day(tx: ReadTx, after: int, desk_after: int) -> int:
    """Return the business day of the oldest receipt or desk's cash after these; 0: none."""
    found = tx.value(
        """
        SELECT min(business_day) FROM (
            SELECT business_day FROM receipt WHERE id > ? AND series = 'R'
            UNION ALL SELECT business_day FROM cash_desk_entry WHERE id > ?
        )
        """,
        (after, desk_after),
    )
    return int(found or 0)
