"""All SQL of receipts and invoices."""

from collections.abc import Sequence
from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx
from venue.receipts.model import Receipt

COLUMNS = (
    "id, series, number, kind, bill_id, tender_id, corrects, method, amount_minor, tip_minor, "
    "rounding_minor, bands, document, verified, business_day, made_by, made_at, prints, "
    "wanted_run_ms, fiscal_state, fiscal"
)


def next_number(tx: Tx, series: str) -> int:
    """Take the next number of a series; it is given back only with the whole transaction."""
    cursor = tx.execute(
        "UPDATE receipt_series SET last = last + 1 WHERE name = ? RETURNING last", (series,)
    )
    return int(cursor.fetchone()[0])


def insert(tx: Tx, values: dict[str, Any]) -> int:
    """Store a receipt; return its id."""
    encoded = {name: dumps(values[name]) for name in ("bands", "document")}
    return _insert(tx, "receipt", values | encoded | {"made_by": tx.actor, "made_at": tx.now})


def receipt(tx: ReadTx, receipt_id: int) -> Receipt | None:
    """Return a receipt."""
    found = tx.row(f"SELECT {COLUMNS} FROM receipt WHERE id = ?", (receipt_id,))
    return _receipt(found) if found else None


def of_tender(tx: ReadTx, tender_id: int) -> Receipt | None:
    """Return the receipt of a payment."""
    found = tx.row(
        f"SELECT {COLUMNS} FROM receipt WHERE tender_id = ? ORDER BY id LIMIT 1", (tender_id,)
    )
    return _receipt(found) if found else None


def of_bill(tx: ReadTx, bill_id: str) -> list[Receipt]:
    """Return the receipts of what was paid on a bill, oldest first; they follow a merge."""
    rows = tx.rows(
        f"""
        SELECT {COLUMNS} FROM receipt WHERE id IN (
            SELECT r.id FROM tender t JOIN receipt r ON r.tender_id = t.id WHERE t.bill_id = ?
            UNION SELECT id FROM receipt WHERE bill_id = ? AND tender_id IS NULL)
        ORDER BY id
        """,
        (bill_id, bill_id),
    )
    return [_receipt(row) for row in rows]


def page(tx: ReadTx, *, before: int, limit: int, number: int | None) -> list[Receipt]:
    """Return receipts, the last first, from below an id; those of one number where it is given."""
    only = "AND number = :number" if number is not None else ""
    rows = tx.rows(
        f"SELECT {COLUMNS} FROM receipt WHERE id < :before {only} ORDER BY id DESC LIMIT :limit",
        {"before": before, "limit": limit, "number": number},
    )
    return [_receipt(row) for row in rows]


def printed(tx: Tx, receipt_id: int) -> None:
    """Count a print."""
    tx.execute(
        "UPDATE receipt SET prints = prints + 1, wanted_run_ms = NULL WHERE id = ?", (receipt_id,)
    )


def want(tx: Tx, receipt_id: int) -> None:
    """Note that a receipt is wanted on paper as soon as it is signed."""
    tx.execute(
        "UPDATE receipt SET wanted_run_ms = ? WHERE id = ? AND wanted_run_ms IS NULL",
        (tx.run_ms, receipt_id),
    )


def wanted(tx: ReadTx, *, until_run_ms: int) -> list[Receipt]:
    """Return those on which a person has waited since ``until_run_ms`` or longer."""
    rows = tx.rows(
        f"SELECT {COLUMNS} FROM receipt WHERE wanted_run_ms <= ? ORDER BY id LIMIT 100",
        (until_run_ms,),
    )
    return [_receipt(row) for row in rows]


def set_verified(tx: Tx, receipt_id: int) -> None:
    """Note that the payment is proven."""
    tx.execute("UPDATE receipt SET verified = 1 WHERE id = ?", (receipt_id,))


def set_fiscal(tx: Tx, receipt_id: int, state: str, answer: dict[str, Any]) -> None:
    """Store what the fiscal device said."""
    tx.execute(
        "UPDATE receipt SET fiscal_state = ?, fiscal = ? WHERE id = ?",
        (state, dumps(answer), receipt_id),
    )


def unsigned(tx: ReadTx) -> tuple[int, str]:
    """Return how many receipts wait for the fiscal device, and since when."""
    row = tx.row(
        """
        SELECT count(*) AS number, coalesce(min(made_at), '') AS since FROM receipt
        WHERE fiscal_state = 'waiting'
        """
    )
    return (row["number"], row["since"]) if row else (0, "")


def insert_invoice(tx: Tx, values: dict[str, Any], receipt_ids: Sequence[int]) -> int:
    """Store an invoice over receipts; return its id."""
    whole = values | {
        "document": dumps(values["document"]),
        "made_by": tx.actor,
        "made_at": tx.now,
    }
    number = _insert(tx, "invoice", whole)
    tx.execute_many(
        "INSERT INTO invoice_receipt (invoice_id, receipt_id) VALUES (?, ?)",
        [(number, one) for one in receipt_ids],
    )
    return number


def invoice(tx: ReadTx, invoice_id: int) -> Row | None:
    """Return an invoice, its document decoded."""
    found = tx.row("SELECT * FROM invoice WHERE id = ?", (invoice_id,))
    if found is not None:
        found["document"] = loads(found["document"])
    return found


def buyers(tx: ReadTx, limit: int) -> list[tuple[int, str, str]]:
    """Return id, moment and sealed buyer of the newest invoices."""
    found = tx.execute(
        "SELECT id, made_at, buyer_sealed FROM invoice ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [(row[0], row[1], row[2]) for row in found]


def invoice_of(tx: ReadTx, receipt_ids: Sequence[int]) -> Row | None:
    """Return the invoice in force that one of these receipts is on."""
    return tx.row(
        """
        SELECT i.* FROM invoice_receipt r JOIN invoice i ON i.id = r.invoice_id
        WHERE r.receipt_id IN (SELECT value FROM json_each(?)) AND i.cancels IS NULL
            AND NOT EXISTS (SELECT 1 FROM invoice c WHERE c.cancels = i.id)
        LIMIT 1
        """,
        (dumps(list(receipt_ids)),),
    )


def receipts_of_invoice(tx: ReadTx, invoice_id: int) -> list[int]:
    """Return the receipts that an invoice is over."""
    rows = tx.execute(
        "SELECT receipt_id FROM invoice_receipt WHERE invoice_id = ? ORDER BY receipt_id",
        (invoice_id,),
    )
    return [row[0] for row in rows]


def invoice_printed(tx: Tx, invoice_id: int) -> None:
    """Count a print."""
    tx.execute("UPDATE invoice SET prints = prints + 1 WHERE id = ?", (invoice_id,))


def _receipt(row: Row) -> Receipt:
    decoded = {name: loads(row[name]) for name in ("bands", "document", "fiscal")}
    return Receipt(**row | decoded | {"verified": bool(row["verified"])})


def _insert(tx: Tx, table: str, values: dict[str, Any]) -> int:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    return tx.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values).lastrowid or 0
