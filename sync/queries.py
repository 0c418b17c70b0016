"""SQL of everything but the messages: credentials, conditions, cursors, deliveries, differences."""

from collections.abc import Mapping

from sync.health import Condition
from venue.core.jsonx import canonical
from venue.core.tx import ReadTx, Row, Tx


def credential(tx: ReadTx, provider: str) -> Row | None:
    """Return ``{sealed, mode, checked_at, refused}``."""
    return tx.row(
        "SELECT sealed, mode, checked_at, refused FROM sync_credential WHERE provider = ?",
        (provider,),
    )


def modes(tx: ReadTx) -> dict[str, str]:
    """Return live or sandbox by connected provider."""
    return dict(tx.execute("SELECT provider, mode FROM sync_credential").fetchall())


def save_credential(tx: Tx, provider: str, *, sealed: str, mode: str) -> None:
    """Store a sealed credential that was just proven."""
    tx.execute(
        """
        INSERT OR REPLACE INTO sync_credential (provider, sealed, mode, checked_at, refused)
        VALUES (?, ?, ?, ?, 0)
        """,
        (provider, sealed, mode, tx.now),
    )


def delete_credential(tx: Tx, provider: str) -> None:
    """Forget a credential."""
    tx.execute("DELETE FROM sync_credential WHERE provider = ?", (provider,))


def set_refused(tx: Tx, provider: str, refused: bool) -> None:
    """Note whether the cloud takes the credential."""
    tx.execute(
        "UPDATE sync_credential SET refused = ? WHERE provider = ?", (int(refused), provider)
    )


def set_sink(tx: Tx, provider: str, on: bool) -> None:
    """Say whether settled tenders and refunds go there."""
    if on:
        tx.execute("INSERT OR IGNORE INTO outbox_sink (provider) VALUES (?)", (provider,))
    else:
        tx.execute("DELETE FROM outbox_sink WHERE provider = ?", (provider,))


def conditions(tx: ReadTx) -> dict[str, Condition]:
    """Return every provider's last known condition."""
    rows = tx.rows("SELECT * FROM sync_condition")
    return {row.pop("provider"): Condition(**row) for row in rows}


def save_condition(tx: Tx, provider: str, condition: Condition) -> None:
    """Store a condition, so that its beginning survives a restart."""
    tx.execute(
        """
        INSERT OR REPLACE INTO sync_condition (provider, state, code, words, since_at, since_run_ms)
        VALUES (:provider, :state, :code, :words, :since_at, :since_run_ms)
        """,
        {**vars(condition), "provider": provider},
    )


def delete_condition(tx: Tx, provider: str) -> None:
    """Forget a condition."""
    tx.execute("DELETE FROM sync_condition WHERE provider = ?", (provider,))


def cursor(tx: ReadTx, provider: str, name: str) -> Row:
    """Return ``{cursor, next_run_ms, failures, done_at}`` of a poll; the first one is due now."""
    found = tx.row(
        """
        SELECT cursor, next_run_ms, failures, done_at FROM sync_cursor
        WHERE provider = ? AND name = ?
        """,
        (provider, name),
    )
    return found or {"cursor": "", "next_run_ms": 0, "failures": 0, "done_at": ""}


def save_cursor(
    tx: Tx, provider: str, name: str, *, cursor: str, wait_s: float, failures: int, done_at: str
) -> None:
    """Store where a poll goes on, and when."""
    tx.execute(
        """
        INSERT OR REPLACE INTO sync_cursor (provider, name, cursor, next_run_ms, failures, done_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        (provider, name, cursor, tx.run_ms + int(wait_s * 1000), failures, done_at),
    )


def count_stuck(tx: ReadTx, failures: int) -> int:
    """Return how many polls of connected providers failed at least so often in a row."""
    found = tx.row(
        """
        SELECT count(*) AS stuck FROM sync_cursor JOIN sync_credential USING (provider)
        WHERE failures >= ?
        """,
        (failures,),
    )
    return int(found["stuck"]) if found else 0


def make_due(tx: Tx, provider: str, name: str, within_s: float) -> None:
    """Let a poll begin within so many seconds."""
    tx.execute(
        """
        UPDATE sync_cursor SET next_run_ms = min(next_run_ms, ?)
        WHERE provider = ? AND name = ?
        """,
        (tx.run_ms + int(within_s * 1000), provider, name),
    )


def add_delivery(tx: Tx, provider: str, key: str) -> bool:
    """Note a webhook's delivery; False: it came before."""
    times = tx.execute(
        """
        INSERT INTO inbox_delivery (provider, key, received_at, run_ms) VALUES (?, ?, ?, ?)
        ON CONFLICT (provider, key) DO UPDATE SET times = times + 1 RETURNING times
        """,
        (provider, key, tx.now, tx.run_ms),
    ).fetchone()[0]
    return bool(times == 1)


def purge_deliveries(tx: Tx, before_run_ms: int) -> int:
    """Forget old deliveries; return how many."""
    return tx.execute("DELETE FROM inbox_delivery WHERE run_ms < ?", (before_run_ms,)).rowcount


def open_differences(tx: ReadTx, provider: str, compare: str) -> dict[str, Row]:
    """Return the open differences of a comparison by subject."""
    rows = tx.rows(
        "SELECT * FROM sync_difference WHERE provider = ? AND compare = ? AND state = 'open'",
        (provider, compare),
    )
    return {row["subject"]: row for row in rows}


def settled_differences(tx: ReadTx, provider: str, compare: str) -> set[tuple[str, str, str]]:
    """Return ``(subject, ours, theirs)`` of what a person settled: it is not told again."""
    rows = tx.execute(
        """
        SELECT subject, ours, theirs FROM sync_difference
        WHERE provider = ? AND compare = ? AND state = 'settled'
        """,
        (provider, compare),
    ).fetchall()
    return {(row[0], row[1], row[2]) for row in rows}


def add_difference(
    tx: Tx,
    provider: str,
    compare: str,
    subject: str,
    *,
    kind: str,
    ours: Mapping[str, object] | None,
    theirs: Mapping[str, object] | None,
) -> int:
    """Store a new difference and return its id."""
    found = tx.execute(
        """
        INSERT INTO sync_difference (provider, compare, subject, kind, ours, theirs, found_at)
        VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
        """,
        (provider, compare, subject, kind, as_text(ours), as_text(theirs), tx.now),
    ).fetchone()
    return int(found[0])


def end_difference(
    tx: Tx, difference_id: int, state: str, *, by: str = "", reason: str = ""
) -> None:
    """Close a difference: ``gone`` by itself, or ``settled`` by a person."""
    tx.execute(
        """
        UPDATE sync_difference
        SET state = ?, ended_at = ?, ended_run_ms = ?, decided_by = ?, reason = ? WHERE id = ?
        """,
        (state, tx.now, tx.run_ms, by, reason, difference_id),
    )


def difference(tx: ReadTx, difference_id: int) -> Row | None:
    """Return one difference."""
    return tx.row("SELECT * FROM sync_difference WHERE id = ?", (difference_id,))


def differences(tx: ReadTx, *, after: int, limit: int) -> list[Row]:
    """Return open differences by id."""
    return tx.rows(
        "SELECT * FROM sync_difference WHERE state = 'open' AND id > ? ORDER BY id LIMIT ?",
        (after, limit),
    )


def count_differences(tx: ReadTx) -> int:
    """Return how many differences wait for a person."""
    return int(tx.value("SELECT count(*) FROM sync_difference WHERE state = 'open'"))


def purge_differences(tx: Tx, before_run_ms: int) -> int:
    """Delete differences that went away by themselves long ago; settled ones stay."""
    return tx.execute(
        "DELETE FROM sync_difference WHERE state = 'gone' AND ended_run_ms < ?", (before_run_ms,)
    ).rowcount


def as_text(facts: Mapping[str, object] | None) -> str:
    """Return one side of a difference as it is stored; empty: that side has nothing."""
    return "" if facts is None else canonical(dict(facts)).decode()


def delete_cursor(tx: Tx, provider: str, name: str) -> None:
    """Forget where something stood."""
    tx.execute("DELETE FROM sync_cursor WHERE provider = ? AND name = ?", (provider, name))


def journal_after(tx: ReadTx, seq: int, limit: int) -> list[Row]:
    """Return ``{seq, at, kind, data}`` of the journal's next entries."""
    return tx.rows(
        "SELECT seq, at, kind, data FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
    )


def waiting(tx: ReadTx, provider: str, kind: str, most: int) -> int:
    """Count the unsent messages of a kind, up to ``most``."""
    return int(
        tx.value(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM outbox_message
                WHERE provider = ? AND kind = ? AND state IN ('queued', 'unknown') LIMIT ?)
            """,
            (provider, kind, most),
        )
    )
