"""All SQL of a folio's lines."""

from typing import Any

from venue.core.tx import ReadTx, Row, Tx


def insert(tx: Tx, values: dict[str, Any]) -> int | None:
    """Store a line; None when its key was stored before."""
    cursor = tx.execute(
        """
        INSERT INTO folio_line (folio_id, kind, amount_minor, band, night, label, method,
                                reverses, key, made_by, made_at)
        VALUES (:folio_id, :kind, :amount_minor, :band, :night, :label, :method,
                :reverses, :key, :by, :at)
        ON CONFLICT (key) DO NOTHING RETURNING id
        """,
        values | {"by": tx.actor, "at": tx.now},
    )
    found = cursor.fetchone()
    return int(found[0]) if found else None


def line(tx: ReadTx, line_id: int) -> Row | None:
    """Return a line, with ``is_reversed``."""
    return tx.row(
        """
        SELECT n.*, EXISTS (SELECT 1 FROM folio_line o WHERE o.reverses = n.id) AS is_reversed
        FROM folio_line n WHERE n.id = ?
        """,
        (line_id,),
    )


def of_folio(tx: ReadTx, folio_id: int) -> list[Row]:
    """Return a folio's lines, oldest first."""
    return tx.rows("SELECT * FROM folio_line WHERE folio_id = ? ORDER BY id", (folio_id,))


def is_open(tx: ReadTx, folio_id: int) -> bool:
    """Tell whether a folio exists and its guest has not left."""
    found = tx.value("SELECT 1 FROM folio WHERE id = ? AND closed_at IS NULL", (folio_id,))
    return found is not None


def routed(tx: ReadTx, folio_id: int, kind: str) -> int:
    """Return the open folio that this kind of a folio's charges goes to; else the folio itself."""
    found: int | None = tx.value(
        """
        SELECT to_folio FROM folio_route JOIN folio ON folio.id = to_folio
        WHERE folio_id = ? AND kind = ? AND closed_at IS NULL
        """,
        (folio_id, kind),
    )
    return folio_id if found is None else found


def balance(tx: ReadTx, folio_id: int) -> int:
    """Return what is owed on a folio."""
    found: int = tx.value(
        """
        SELECT (SELECT coalesce(sum(amount_minor + tip_minor), 0) FROM folio_charge
                WHERE folio_id = :folio)
             + (SELECT coalesce(sum(amount_minor), 0) FROM folio_line WHERE folio_id = :folio)
        """,
        {"folio": folio_id},
    )
    return found


def sums_of_night(tx: ReadTx, night: str) -> list[Row]:
    """Return ``{kind, band, count, amount_minor}`` of what stands for a night."""
    return tx.rows(
        """
        SELECT kind, band, count(*) AS count, sum(amount_minor) AS amount_minor
        FROM folio_line WHERE night = ? GROUP BY kind, band ORDER BY kind, band
        """,
        (night,),
    )


def charged(tx: ReadTx, folio_id: int, bill_id: str) -> int:
    """Return what a restaurant bill has on a folio, tips left out."""
    found: int = tx.value(
        "SELECT coalesce(sum(amount_minor), 0) FROM folio_charge "
        "WHERE folio_id = ? AND bill_id = ?",
        (folio_id, bill_id),
    )
    return found


def allowed(tx: ReadTx, label: str, night: str) -> int:
    """Return what allowances of a label took off for a day, on all folios."""
    found: int = tx.value(
        "SELECT -coalesce(sum(amount_minor), 0) FROM folio_line "
        "WHERE night = ? AND kind = 'allowance' AND label = ?",
        (night, label),
    )
    return found


def owed_in_house(tx: ReadTx) -> int:
    """Return what all open folios owe together."""
    found: int = tx.value(
        """
        SELECT (SELECT coalesce(sum(amount_minor + tip_minor), 0) FROM folio_charge
                JOIN folio ON folio.id = folio_id WHERE closed_at IS NULL)
             + (SELECT coalesce(sum(amount_minor), 0) FROM folio_line
                JOIN folio ON folio.id = folio_id WHERE closed_at IS NULL)
        """
    )
    return found


def newest(tx: ReadTx) -> int:
    """Return the number of the newest line; 0 before the first."""
    found: int = tx.value("SELECT coalesce(max(id), 0) FROM folio_line")
    return found


def payments_between(tx: ReadTx, after: int, until: int) -> list[Row]:
    """Return ``{method, count, amount_minor}`` of payments taken, by the lines' numbers."""
    return tx.rows(
        """
        SELECT method, count(*) AS count, -sum(amount_minor) AS amount_minor FROM folio_line
        WHERE kind = 'payment' AND id > ? AND id <= ? GROUP BY method ORDER BY method
        """,
        (after, until),
    )
