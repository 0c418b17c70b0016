"""All SQL of breakfast cards."""

from typing import Any

from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx


def card(tx: ReadTx, card_id: int) -> Row | None:
    """Return a card, its ``lines`` read; None: there is none."""
    return _read(tx.row("SELECT * FROM breakfast_card WHERE id = ?", (card_id,)))


def card_of(tx: ReadTx, stay_id: int, day: str) -> Row | None:
    """Return a stay's card for a morning."""
    return _read(
        tx.row("SELECT * FROM breakfast_card WHERE stay_id = ? AND day = ?", (stay_id, day))
    )


def of_day(tx: ReadTx, day: str) -> list[Row]:
    """Return a morning's cards by the time at which they are wanted."""
    found = tx.rows("SELECT * FROM breakfast_card WHERE day = ? ORDER BY slot, id", (day,))
    return [row | {"lines": loads(row["lines"])} for row in found]


def waiting(tx: ReadTx, day: str, limit: int) -> list[Row]:
    """Return the cards up to a day that are no order yet, those wanted first foremost."""
    found = tx.rows(
        """
        SELECT * FROM breakfast_card WHERE state = 'open' AND day <= ?
        ORDER BY day, slot, id LIMIT ?
        """,
        (day, limit),
    )
    return [row | {"lines": loads(row["lines"])} for row in found]


def open_of_stay(tx: ReadTx, stay_id: int) -> list[int]:
    """Return a stay's cards that are no order yet."""
    rows = tx.execute(
        "SELECT id FROM breakfast_card WHERE stay_id = ? AND state = 'open'", (stay_id,)
    )
    return [row[0] for row in rows]


def missed(tx: ReadTx, day: str) -> int:
    """Return how many cards of a day became no order."""
    found = tx.value(
        "SELECT count(*) FROM breakfast_card WHERE state = 'missed' AND day = ?", (day,)
    )
    return int(found)


def put(tx: Tx, values: dict[str, Any]) -> int:
    """Store a stay's card for a morning, in place of what it was; return its id."""
    cursor = tx.execute(
        """
        INSERT INTO breakfast_card (stay_id, day, slot, people, lines, diet, note, state, version,
            entered_by, changed_at, changed_run_ms, filled_mono_ms, filled_at)
        VALUES (:stay_id, :day, :slot, :people, :lines, :diet, :note, 'open', 1, :by, :now,
            :run_ms, :mono_ms, :now)
        ON CONFLICT (stay_id, day) DO UPDATE SET slot = :slot, people = :people, lines = :lines,
            diet = :diet, note = :note, state = 'open', cause = '', version = version + 1,
            entered_by = :by, changed_at = :now, changed_run_ms = :run_ms,
            filled_mono_ms = :mono_ms, filled_at = :now
        RETURNING id
        """,
        values | {"lines": dumps(values["lines"]), "now": tx.now, "run_ms": tx.run_ms},
    )
    return int(cursor.fetchone()[0])


def end(
    tx: Tx, card_id: int, state: str, *, cause: str = "", order_id: str | None = None, late: int = 0
) -> None:
    """Note what became of a card."""
    tx.execute(
        """
        UPDATE breakfast_card SET state = ?, cause = ?, order_id = ?, late_min = ?,
            version = version + 1, changed_at = ?, changed_run_ms = ? WHERE id = ?
        """,
        (state, cause, order_id, late, tx.now, tx.run_ms, card_id),
    )


def purge(tx: Tx, before_run_ms: int, limit: int) -> int:
    """Delete cards that nobody changed since; return how many."""
    return tx.execute(
        """
        DELETE FROM breakfast_card WHERE id IN (SELECT id FROM breakfast_card
            WHERE state <> 'open' AND changed_run_ms < ? LIMIT ?)
        """,
        (before_run_ms, limit),
    ).rowcount


def _read(row: Row | None) -> Row | None:
    return row | {"lines": loads(row["lines"])} if row else None
