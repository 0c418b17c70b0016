"""All SQL of the queue: messages, their order, their trail."""

from collections.abc import Mapping, Sequence
from typing import Any

from venue.core.tx import ReadTx, Row, Tx

TRAIL_LENGTH = 40
UNFINISHED = ("queued", "sending", "unknown", "dead_letter")


def recover(tx: Tx) -> list[int]:
    """Turn everything that was being sent into unknown; return the ids."""
    found = tx.execute(
        """
        UPDATE outbox_message SET state = 'unknown', looks = 0, first_look_run_ms = NULL,
               code = 'restart', words = 'the box stopped while it was being sent'
        WHERE state = 'sending' RETURNING id
        """
    ).fetchall()
    tx.execute(
        "UPDATE outbox_message SET next_run_ms = ? WHERE state = 'unknown' AND next_run_ms > ?",
        (tx.run_ms, tx.run_ms),
    )
    return [row[0] for row in found]


def next_due(tx: ReadTx, provider: str) -> Row | None:
    """Return the first message that may go now: nothing older of its aggregate is unfinished, and
    all that it builds on has arrived or been given up."""
    return tx.row(
        """
        SELECT m.* FROM outbox_message m
        WHERE m.provider = ? AND m.state IN ('queued', 'unknown') AND m.next_run_ms <= ?
          AND NOT EXISTS (
            SELECT 1 FROM outbox_message e
            WHERE e.provider = m.provider AND e.aggregate = m.aggregate AND e.id < m.id
              AND e.state IN ('queued', 'sending', 'unknown', 'dead_letter'))
          AND NOT EXISTS (
            SELECT 1 FROM outbox_after a
            LEFT JOIN outbox_message d ON d.provider = m.provider AND d.key = a.key
            WHERE a.message_id = m.id
              AND coalesce(d.state, '') NOT IN ('accepted', 'reconciled', 'fixed', 'waived'))
        ORDER BY m.priority, m.id LIMIT 1
        """,
        (provider, tx.run_ms),
    )


def due_in_ms(tx: ReadTx, provider: str) -> int | None:
    """Return how long until the next message is due, blocked ones included; None: none waits."""
    moment = tx.value(
        """
        SELECT min(next_run_ms) FROM outbox_message
        WHERE provider = ? AND state IN ('queued', 'unknown') AND next_run_ms > ?
        """,
        (provider, tx.run_ms),
    )
    return None if moment is None else int(moment) - tx.run_ms


def needs(tx: ReadTx, message_id: int, provider: str) -> list[Row]:
    """Return ``{key, state, vendor_ref}`` of what a message builds on."""
    return tx.rows(
        """
        SELECT a.key, d.state, d.vendor_ref FROM outbox_after a
        LEFT JOIN outbox_message d ON d.provider = ? AND d.key = a.key
        WHERE a.message_id = ? ORDER BY a.key
        """,
        (provider, message_id),
    )


def update(tx: Tx, message_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of one message; the names are the code's own."""
    names = ", ".join(f"{name} = :{name}" for name in values)
    tx.execute(f"UPDATE outbox_message SET {names} WHERE id = :id", {**values, "id": message_id})


def forget_needs(tx: Tx, message_id: int) -> None:
    """Drop what a finished message built on."""
    tx.execute("DELETE FROM outbox_after WHERE message_id = ?", (message_id,))


def add_event(
    tx: Tx, message_id: int, what: str, *, code: str = "", words: str = "", who: str = ""
) -> None:
    """Add a line to a message's trail, which keeps its newest `TRAIL_LENGTH` lines."""
    tx.execute(
        """
        INSERT INTO outbox_event (message_id, at, run_ms, what, code, words, who)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        (message_id, tx.now, tx.run_ms, what, code, words, who),
    )
    tx.execute(
        """
        DELETE FROM outbox_event WHERE message_id = ? AND id <= (
            SELECT id FROM outbox_event WHERE message_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)
        """,
        (message_id, message_id, TRAIL_LENGTH),
    )


def message(tx: ReadTx, message_id: int) -> Row | None:
    """Return one message."""
    return tx.row("SELECT * FROM outbox_message WHERE id = ?", (message_id,))


def trail(tx: ReadTx, message_id: int) -> list[Row]:
    """Return ``{at, what, code, words, who}`` of a message, oldest first."""
    return tx.rows(
        "SELECT at, what, code, words, who FROM outbox_event WHERE message_id = ? ORDER BY id",
        (message_id,),
    )


def listed(
    tx: ReadTx, *, provider: str | None, states: Sequence[str], after: int, limit: int
) -> list[Row]:
    """Return messages by id after ``after``, oldest first."""
    return tx.rows(
        """
        SELECT id, provider, kind, aggregate, key, priority, state, attempts, delays, looks,
               next_run_ms, created_at, created_run_ms, first_sent_at, finished_at, vendor_ref,
               request_id, code, words, decided_by, reason
        FROM outbox_message
        WHERE id > ? AND (? IS NULL OR provider = ?)
          AND state IN (SELECT value FROM json_each(?))
        ORDER BY id LIMIT ?
        """,
        (after, provider, provider, _json(states), limit),
    )


def counts(tx: ReadTx) -> list[Row]:
    """Return ``{provider, waiting, unknown, dead, oldest_run_ms}`` of unfinished messages."""
    return tx.rows(
        """
        SELECT provider, sum(state <> 'dead_letter') AS waiting, sum(state = 'unknown') AS unknown,
               sum(state = 'dead_letter') AS dead,
               min(CASE WHEN state <> 'dead_letter' THEN created_run_ms END) AS oldest_run_ms
        FROM outbox_message WHERE state IN ('queued', 'sending', 'unknown', 'dead_letter')
        GROUP BY provider
        """
    )


def hurry(tx: Tx, provider: str) -> None:
    """Let everything that waits only because the cloud was away go now."""
    tx.execute(
        """
        UPDATE outbox_message SET next_run_ms = ?, delays = 0
        WHERE provider = ? AND state = 'queued' AND next_run_ms > ?
          AND code NOT IN ('http_429', 'later')
        """,
        (tx.run_ms, provider, tx.run_ms),
    )


def blank_bodies(tx: Tx, before_run_ms: int) -> int:
    """Forget what finished messages said: they hold people's data; return how many."""
    return tx.execute(
        """
        UPDATE outbox_message SET body = NULL, wire = NULL
        WHERE finished_run_ms < ? AND (body IS NOT NULL OR wire IS NOT NULL)
        """,
        (before_run_ms,),
    ).rowcount


def delete_finished(tx: Tx, before_run_ms: int, most: int) -> int:
    """Delete old finished messages that nothing unfinished builds on, some at a time.

    Returns:
        How many.
    """
    return tx.execute(
        """
        DELETE FROM outbox_message WHERE id IN (
            SELECT id FROM outbox_message d WHERE d.finished_run_ms < ?
              AND NOT EXISTS (
                SELECT 1 FROM outbox_after a JOIN outbox_message m ON m.id = a.message_id
                WHERE a.key = d.key AND m.provider = d.provider)
            ORDER BY finished_run_ms LIMIT ?)
        """,
        (before_run_ms, most),
    ).rowcount


def _json(values: Sequence[str]) -> str:
    return "[" + ",".join(f'"{one}"' for one in values) + "]"
