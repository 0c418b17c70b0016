"""All SQL of folios."""

from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx
from venue.folios.model import Folio

SELECT = """
SELECT f.id, f.room, f.name, f.limit_minor, f.no_post, f.closed_at IS NULL AS is_open, f.beside_id,
       (SELECT coalesce(sum(c.amount_minor + c.tip_minor), 0) FROM folio_charge c
        WHERE c.folio_id = f.id)
       + (SELECT coalesce(sum(n.amount_minor), 0) FROM folio_line n
          WHERE n.folio_id = f.id) AS balance_minor
FROM folio f
"""
MOST = 500


def insert(
    tx: Tx,
    *,
    room: str,
    name: str,
    limit_minor: int | None,
    no_post: bool,
    beside_id: int | None = None,
) -> int:
    """Store a new folio; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO folio (room, name, limit_minor, no_post, opened_at, beside_id)
        VALUES (?, ?, ?, ?, ?, ?) RETURNING id
        """,
        (room, name, limit_minor, int(no_post), tx.now, beside_id),
    )
    return int(cursor.fetchone()[0])


def folio(tx: ReadTx, folio_id: int) -> Folio | None:
    """Return a folio."""
    found = tx.row(f"{SELECT} WHERE f.id = ?", (folio_id,))
    return _folio(found) if found else None


def folios(tx: ReadTx, ids: list[int]) -> list[Folio]:
    """Return several folios."""
    rows = tx.rows(f"{SELECT} WHERE f.id IN (SELECT value FROM json_each(?))", (dumps(ids),))
    return [_folio(row) for row in rows]


def in_house(tx: ReadTx) -> list[Folio]:
    """Return the folios of guests in house, by room."""
    rows = tx.rows(
        f"{SELECT} WHERE f.closed_at IS NULL ORDER BY length(f.room), f.room, f.id LIMIT {MOST}"
    )
    return [_folio(row) for row in rows]


def beside(tx: ReadTx, folio_id: int) -> list[Folio]:
    """Return the folios that were opened beside one, oldest first."""
    return [
        _folio(row) for row in tx.rows(f"{SELECT} WHERE f.beside_id = ? ORDER BY f.id", (folio_id,))
    ]


def routes(tx: ReadTx, folio_id: int) -> list[Row]:
    """Return ``{kind, to_folio}``: which charges of a folio go to another."""
    return tx.rows(
        "SELECT kind, to_folio FROM folio_route WHERE folio_id = ? ORDER BY kind", (folio_id,)
    )


def set_routes(tx: Tx, folio_id: int, to_folio: int, kinds: list[str]) -> None:
    """Let these kinds of a folio's charges go to another, and no others to that one."""
    tx.execute("DELETE FROM folio_route WHERE folio_id = ? AND to_folio = ?", (folio_id, to_folio))
    tx.execute(
        """
        INSERT INTO folio_route (folio_id, kind, to_folio)
        SELECT ?, value, ? FROM json_each(?) WHERE true
        ON CONFLICT (folio_id, kind) DO UPDATE SET to_folio = excluded.to_folio
        """,
        (folio_id, to_folio, dumps(kinds)),
    )


def change(tx: Tx, folio_id: int, *, limit_minor: int | None, no_post: bool) -> None:
    """Set a folio's limit and flag."""
    tx.execute(
        "UPDATE folio SET limit_minor = ?, no_post = ? WHERE id = ?",
        (limit_minor, int(no_post), folio_id),
    )


def set_room(tx: Tx, folio_id: int, room: str) -> None:
    """Set the room of a folio and of those beside it."""
    tx.execute("UPDATE folio SET room = ? WHERE ? IN (id, beside_id)", (room, folio_id))


def close(tx: Tx, folio_id: int) -> None:
    """Close a folio."""
    tx.execute("UPDATE folio SET closed_at = ? WHERE id = ?", (tx.now, folio_id))


def insert_charge(tx: Tx, values: dict[str, Any]) -> int:
    """Store a charge; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO folio_charge (folio_id, bill_id, tender_id, amount_minor, tip_minor, bands,
                                  signed, drawing, charged_by, charged_at)
        VALUES (:folio_id, :bill_id, :tender_id, :amount_minor, :tip_minor, :bands,
                :signed, :drawing, :by, :at) RETURNING id
        """,
        values | {"bands": dumps(values["bands"]), "by": tx.actor, "at": tx.now},
    )
    return int(cursor.fetchone()[0])


def charges(tx: ReadTx, folio_id: int) -> list[Row]:
    """Return a folio's charges, oldest first."""
    rows = tx.rows("SELECT * FROM folio_charge WHERE folio_id = ? ORDER BY id", (folio_id,))
    for row in rows:
        row["bands"] = loads(row["bands"])
    return rows


def charges_of(tx: ReadTx, folio_ids: list[int]) -> list[Row]:
    """Return the charges of several folios, oldest first."""
    return tx.rows(
        """
        SELECT id, folio_id, bill_id, amount_minor, tip_minor, charged_at FROM folio_charge
        WHERE folio_id IN (SELECT value FROM json_each(?)) ORDER BY id
        """,
        (dumps(folio_ids),),
    )


def folio_of_tender(tx: ReadTx, tender_id: int) -> int | None:
    """Return the folio that a tender was charged to."""
    found: int | None = tx.value(
        "SELECT folio_id FROM folio_charge WHERE tender_id = ?", (tender_id,)
    )
    return found


def charge_of_tender(tx: ReadTx, tender_id: int) -> Row | None:
    """Return ``{id, amount_minor}``, tip included, of the charge that a tender made."""
    return tx.row(
        "SELECT id, amount_minor + tip_minor AS amount_minor FROM folio_charge WHERE tender_id = ?",
        (tender_id,),
    )


def _folio(row: Row) -> Folio:
    return Folio(**row | {"no_post": bool(row["no_post"]), "is_open": bool(row["is_open"])})
