"""All SQL of refunds asked of the vendor."""

from collections.abc import Mapping, Sequence
from typing import Any

from venue.core.jsonx import dumps
from venue.core.tx import ReadTx, Row, Tx

MOST = 200


def insert(tx: Tx, values: Mapping[str, Any]) -> int:
    """Store a claim and return its number."""
    names = ("order_id", "token", "reason", "notes", "state")
    cursor = tx.execute(
        f"""
        INSERT INTO esim_claim ({", ".join(names)}, asked_at)
        VALUES ({", ".join(f":{name}" for name in names)}, :at) RETURNING id
        """,
        {**values, "at": tx.now},
    )
    return int(cursor.fetchone()[0])


def set_state(tx: Tx, claim_id: int, state: str, code: str) -> None:
    """Change where a claim is."""
    ended = tx.now if state in ("granted", "refused") else None
    tx.execute(
        "UPDATE esim_claim SET state = ?, code = ?, ended_at = ? WHERE id = ?",
        (state, code, ended, claim_id),
    )


def set_looked(tx: Tx, claim_id: int) -> None:
    """Note that the vendor was asked what became of it."""
    tx.execute("UPDATE esim_claim SET looked_run_ms = ? WHERE id = ?", (tx.run_ms, claim_id))


def claim(tx: ReadTx, claim_id: int) -> Row | None:
    """Return a claim with what its order holds of the eSIM."""
    return tx.row(
        """
        SELECT c.*, o.sealed FROM esim_claim c JOIN esim_order o ON o.id = c.order_id
        WHERE c.id = ?
        """,
        (claim_id,),
    )


def of_orders(tx: ReadTx, orders: Sequence[int]) -> dict[int, Row]:
    """Return the last claim of each of some orders."""
    rows = tx.rows(
        """
        SELECT * FROM esim_claim WHERE order_id IN (SELECT value FROM json_each(?))
        ORDER BY id LIMIT ?
        """,
        (dumps(list(orders)), MOST * 5),
    )
    return {row["order_id"]: row for row in rows}


def under_way(tx: ReadTx) -> list[Row]:
    """Return claims whose message may have told more than they know."""
    return tx.rows(
        """
        SELECT c.*, coalesce(m.state, '') AS message, coalesce(m.code, '') AS message_code
        FROM esim_claim c LEFT JOIN outbox_message m ON m.provider = 'airalo' AND m.key = c.token
        WHERE c.state = 'asked'
        OR (c.state = 'failed' AND m.state IN ('accepted', 'reconciled', 'fixed'))
        ORDER BY c.id LIMIT ?
        """,
        (MOST,),
    )


def undecided(tx: ReadTx, before_run_ms: int, most: int) -> list[Row]:
    """Return sent claims and the vendor's number of their order, the longest unseen first."""
    return tx.rows(
        """
        SELECT c.id, m.vendor_ref FROM esim_claim c
        JOIN esim_order o ON o.id = c.order_id
        JOIN outbox_message m ON m.provider = 'airalo' AND m.key = o.token
        WHERE c.state = 'sent' AND m.vendor_ref <> ''
        AND (c.looked_run_ms IS NULL OR c.looked_run_ms < ?)
        ORDER BY coalesce(c.looked_run_ms, -1) LIMIT ?
        """,
        (before_run_ms, most),
    )
