"""All SQL of terms, deposits, fees, audits and invoices."""

from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx
from venue.lodging.model import Terms


def terms(tx: ReadTx, stay_id: int) -> Terms:
    """Return a stay's terms; those of the house where none were agreed."""
    row = tx.row(
        "SELECT plan, child_ages, exempt, exempt_reason, diets FROM stay_terms WHERE stay_id = ?",
        (stay_id,),
    )
    if row is None:
        return Terms()
    lists = {name: tuple(loads(row[name])) for name in ("child_ages", "diets")}
    return Terms(**row | lists)


def set_terms(tx: Tx, stay_id: int, agreed: Terms) -> None:
    """Store a stay's terms."""
    tx.execute(
        """
        INSERT OR REPLACE INTO stay_terms (stay_id, plan, child_ages, exempt, exempt_reason, diets)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        (stay_id, agreed.plan, dumps(agreed.child_ages), agreed.exempt, agreed.exempt_reason,
         dumps(agreed.diets)),
    )  # fmt: skip


def insert_deposit(
    tx: Tx, booking_id: str, kind: str, amount_minor: int, method: str, folio_id: int | None
) -> int:
    """Store an entry of a deposit; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO deposit_entry (reservation_id, kind, amount_minor, method, folio_id,
                                   made_by, made_at)
        VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
        """,
        (booking_id, kind, amount_minor, method, folio_id, tx.actor, tx.now),
    )
    return int(cursor.fetchone()[0])


def held(tx: ReadTx, booking_id: str | None = None) -> int:
    """Return what is held of a booking, or of all of them."""
    found: int = tx.value(
        "SELECT coalesce(sum(amount_minor), 0) FROM deposit_entry "
        "WHERE ? IS NULL OR reservation_id = ?",
        (booking_id, booking_id),
    )
    return found


def deposits(tx: ReadTx, booking_id: str) -> list[Row]:
    """Return a booking's deposit entries, oldest first."""
    return tx.rows("SELECT * FROM deposit_entry WHERE reservation_id = ? ORDER BY id",
                   (booking_id,))  # fmt: skip


def newest_deposit(tx: ReadTx) -> int:
    """Return the number of the newest entry; 0 before the first."""
    found: int = tx.value("SELECT coalesce(max(id), 0) FROM deposit_entry")
    return found


def deposits_between(tx: ReadTx, after: int, until: int) -> list[Row]:
    """Return ``{kind, method, count, amount_minor}`` of entries above one, up to another.

    What was applied is no money that came or went.
    """
    return tx.rows(
        """
        SELECT kind, method, count(*) AS count, sum(amount_minor) AS amount_minor
        FROM deposit_entry WHERE kind <> 'applied' AND id > ? AND id <= ?
        GROUP BY kind, method ORDER BY kind DESC, method
        """,
        (after, until),
    )


def insert_fee(tx: Tx, stay_id: int, kind: str, amount_minor: int, waived: str) -> bool:
    """Store a fee; False when the stay has one of this kind."""
    cursor = tx.execute(
        """
        INSERT INTO stay_fee (stay_id, kind, amount_minor, waived, made_by, made_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        (stay_id, kind, amount_minor, waived, tx.actor, tx.now),
    )
    return cursor.rowcount == 1


def fees(tx: ReadTx, stay_id: int) -> list[Row]:
    """Return a stay's fees, those waived too."""
    return tx.rows(
        "SELECT kind, amount_minor, waived, made_by, made_at FROM stay_fee WHERE stay_id = ?",
        (stay_id,),
    )


def audit(tx: ReadTx, day: str) -> Row | None:
    """Return a day's audit, or None."""
    return _audit(tx.row("SELECT * FROM night_audit WHERE day = ?", (day,)))


def last_audit(tx: ReadTx, before: str = "9999") -> Row | None:
    """Return the newest audit of a day before this one."""
    return _audit(
        tx.row("SELECT * FROM night_audit WHERE day < ? ORDER BY day DESC LIMIT 1", (before,))
    )


def audits(tx: ReadTx, limit: int) -> list[Row]:
    """Return ``{day, number, runs, made_at}`` of the newest audits."""
    return tx.rows(
        "SELECT day, number, runs, made_at FROM night_audit ORDER BY day DESC LIMIT ?", (limit,)
    )


def put_audit(tx: Tx, values: dict[str, Any]) -> None:
    """Store a day's audit, in place of an earlier run of it."""
    tx.execute(
        """
        INSERT OR REPLACE INTO night_audit (day, number, runs, last_line, last_deposit, report,
                                            made_by, made_at)
        VALUES (:day, :number, :runs, :last_line, :last_deposit, :report, :by, :at)
        """,
        values | {"report": dumps(values["report"]), "by": tx.actor, "at": tx.now},
    )


def invoice(tx: ReadTx, folio_id: int) -> Row | None:
    """Return ``{folio_id, number, made_at}``, or None."""
    return tx.row("SELECT * FROM folio_invoice WHERE folio_id = ?", (folio_id,))


def insert_invoice(tx: Tx, folio_id: int, number: int) -> None:
    """Store an invoice's number."""
    tx.execute("INSERT INTO folio_invoice VALUES (?, ?, ?)", (folio_id, number, tx.now))


def _audit(row: Row | None) -> Row | None:
    return row | {"report": loads(row["report"])} if row else None
