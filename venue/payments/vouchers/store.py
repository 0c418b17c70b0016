"""All SQL of vouchers; a balance is the sum of the entries."""

from typing import Any

from venue.core.tx import ReadTx, Row, Tx

SELECT = """
SELECT v.id, v.kind, v.code_end, v.note, v.sold_minor, v.bill_id, v.sold_at,
       EXISTS (SELECT 1 FROM voucher_entry e WHERE e.voucher_id = v.id) AS active,
       (SELECT coalesce(sum(e.amount_minor), 0) FROM voucher_entry e WHERE e.voucher_id = v.id)
           AS balance_minor
FROM voucher v
"""
MOST = 500


def insert(tx: Tx, values: dict[str, Any]) -> int:
    """Store a voucher that is about to be sold; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO voucher (kind, code_mac, code_end, note, sold_minor, bill_id, sold_at)
        VALUES (:kind, :code_mac, :code_end, :note, :sold_minor, :bill_id, :now) RETURNING id
        """,
        values | {"now": tx.now},
    )
    return int(cursor.fetchone()[0])


def book(tx: Tx, voucher_id: int, tender_id: int | None, amount_minor: int) -> None:
    """Add to a voucher's balance; a negative amount takes from it."""
    tx.execute(
        """
        INSERT INTO voucher_entry (voucher_id, tender_id, amount_minor, booked_at)
        VALUES (?, ?, ?, ?)
        """,
        (voucher_id, tender_id, amount_minor, tx.now),
    )


def by_mac(tx: ReadTx, code_mac: bytes) -> Row | None:
    """Return the voucher of a code."""
    return tx.row(f"{SELECT} WHERE v.code_mac = ?", (code_mac,))


def voucher(tx: ReadTx, voucher_id: int) -> Row | None:
    """Return a voucher."""
    return tx.row(f"{SELECT} WHERE v.id = ?", (voucher_id,))


def newest(tx: ReadTx) -> list[Row]:
    """Return the vouchers, newest first."""
    return tx.rows(f"{SELECT} ORDER BY v.id DESC LIMIT {MOST}")


def liability(tx: ReadTx) -> int:
    """Return what is owed to the holders of all vouchers and deposits."""
    return int(tx.value("SELECT coalesce(sum(amount_minor), 0) FROM voucher_entry"))
