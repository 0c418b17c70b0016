"""All SQL of tenders, terminals and the methods switched off."""

from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx
from venue.payments.model import Tender

COLUMNS = (
    "id, bill_id, method, kind, state, amount_minor, tip_minor, rounding_minor, bands, part_id, "
    "refund_of, goods, reason, approved_by, taken_by, business_day, created_at, settled_at, "
    "training, details"
)


def insert(tx: Tx, values: dict[str, Any]) -> int:
    """Store a new tender in state ``created``; return its number."""
    whole = {
        "part_id": None, "refund_of": None, "goods": 0, "reason": "", "approved_by": "",
        "kind": "payment", "training": 0, "rounding_minor": 0,
    } | values | {
        "state": "created", "taken_by": tx.actor, "created_at": tx.now, "details": "{}",
        "bands": dumps(values["bands"]),
    }  # fmt: skip
    names = ", ".join(whole)
    marks = ", ".join(f":{name}" for name in whole)
    cursor = tx.execute(f"INSERT INTO tender ({names}) VALUES ({marks}) RETURNING id", whole)
    return int(cursor.fetchone()[0])


def set_state(
    tx: Tx,
    tender_id: int,
    state: str,
    *,
    rounding_minor: int,
    details: dict[str, Any],
    business_day: int,
) -> None:
    """Store a tender's new state, on which day, and what its method knows."""
    tx.execute(
        """
        UPDATE tender SET state = :state, rounding_minor = :rounding, details = :details,
            settled_at = CASE WHEN :state = 'settled' THEN :now ELSE settled_at END,
            settled_day = CASE WHEN :state = 'settled' THEN :day ELSE settled_day END
        WHERE id = :id
        """,
        {
            "state": state,
            "rounding": rounding_minor,
            "details": dumps(details),
            "now": tx.now,
            "day": business_day,
            "id": tender_id,
        },
    )


def set_details(tx: Tx, tender_id: int, details: dict[str, Any]) -> None:
    """Store what a method learned while the state stays."""
    tx.execute("UPDATE tender SET details = ? WHERE id = ?", (dumps(details), tender_id))


def tender(tx: ReadTx, tender_id: int) -> Tender | None:
    """Return a tender."""
    found = tx.row(f"SELECT {COLUMNS} FROM tender WHERE id = ?", (tender_id,))
    return _tender(found) if found else None


def of_bill(tx: ReadTx, bill_id: str) -> list[Tender]:
    """Return a bill's tenders, oldest first."""
    rows = tx.rows(f"SELECT {COLUMNS} FROM tender WHERE bill_id = ? ORDER BY id", (bill_id,))
    return [_tender(row) for row in rows]


def refunds_of(tx: ReadTx, tender_id: int) -> list[Tender]:
    """Return what was given back of a tender, reversals too."""
    rows = tx.rows(f"SELECT {COLUMNS} FROM tender WHERE refund_of = ? ORDER BY id", (tender_id,))
    return [_tender(row) for row in rows]


def in_states(tx: ReadTx, states: tuple[str, ...]) -> list[Tender]:
    """Return the tenders in some of the states before the end."""
    rows = tx.rows(
        f"""
        SELECT {COLUMNS} FROM tender WHERE state IN (SELECT value FROM json_each(?))
        AND state IN ('created', 'awaiting', 'partial', 'unknown', 'unverified', 'review')
        ORDER BY id
        """,
        (dumps(states),),
    )
    return [_tender(row) for row in rows]


def move(tx: Tx, from_id: str, to_id: str) -> None:
    """Put a bill's tenders on another one."""
    tx.execute("UPDATE tender SET bill_id = ?, part_id = NULL WHERE bill_id = ?", (to_id, from_id))


def trace_seen(tx: ReadTx, terminal_id: int, trace: str, but: int) -> bool:
    """Tell whether a terminal's trace number belongs to another tender already."""
    found = tx.value(
        """
        SELECT 1 FROM tender WHERE id <> ? AND json_extract(details, '$.terminal_id') = ?
        AND json_extract(details, '$.trace') = ? AND business_day >= (
            SELECT business_day - 1 FROM tender WHERE id = ?)
        """,
        (but, terminal_id, trace, but),
    )
    return found is not None


def methods_off(tx: ReadTx) -> frozenset[str]:
    """Return the methods that are switched off."""
    return frozenset(row[0] for row in tx.execute("SELECT name FROM method_off"))


def set_method(tx: Tx, name: str, *, on: bool) -> None:
    """Switch a method on or off."""
    sql = (
        "DELETE FROM method_off WHERE name = ?"
        if on
        else "INSERT OR IGNORE INTO method_off (name) VALUES (?)"
    )
    tx.execute(sql, (name,))


def insert_terminal(tx: Tx, *, name: str, host: str, port: int, password_sealed: str) -> int:
    """Store a terminal; return its number."""
    cursor = tx.execute(
        """
        INSERT INTO terminal (name, protocol, host, port, password_sealed)
        VALUES (?, 'zvt', ?, ?, ?) RETURNING id
        """,
        (name, host, port, password_sealed),
    )
    return int(cursor.fetchone()[0])


def terminals(tx: ReadTx) -> list[Row]:
    """Return the terminals in use."""
    return tx.rows("SELECT * FROM terminal WHERE removed_at IS NULL ORDER BY name, id")


def terminal(tx: ReadTx, terminal_id: int) -> Row | None:
    """Return a terminal, one that was removed too."""
    return tx.row("SELECT * FROM terminal WHERE id = ?", (terminal_id,))


def remove_terminal(tx: Tx, terminal_id: int) -> None:
    """Use a terminal no more."""
    tx.execute("UPDATE terminal SET removed_at = ? WHERE id = ?", (tx.now, terminal_id))


def _tender(row: Row) -> Tender:
    decoded = {
        "bands": loads(row["bands"]),
        "details": loads(row["details"]),
        "goods": bool(row["goods"]),
        "training": bool(row["training"]),
    }
    return Tender(**row | decoded)
