"""SQL of the support bundle: counts and kinds, never what a person wrote or is called."""

from typing import Any

from venue.core.tx import ReadTx

NEWEST = 500


def tables(tx: ReadTx) -> list[str]:
    """Return the names of all tables."""
    rows = tx.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row[0] for row in rows if not row[0].startswith("sqlite_")]


def count(tx: ReadTx, table: str) -> int:
    """Return how many rows a table of `tables` has."""
    return int(tx.value(f'SELECT count(*) FROM "{table}"'))


def journal_kinds(tx: ReadTx) -> list[dict[str, Any]]:
    """Return how often each kind of entry was written, and when last."""
    return tx.rows(
        "SELECT kind, count(*) AS entries, max(at) AS last_at FROM journal GROUP BY kind ORDER BY 1"
    )


def newest_entries(tx: ReadTx) -> list[dict[str, Any]]:
    """Return what happened last: ``{seq, at, run_ms, clock_trusted, kind}``, the newest first."""
    return tx.rows(
        "SELECT seq, at, run_ms, clock_trusted, kind FROM journal ORDER BY seq DESC LIMIT ?",
        (NEWEST,),
    )


def queue(tx: ReadTx) -> list[dict[str, Any]]:
    """Return how many messages each provider has by kind and state."""
    return tx.rows(
        """
        SELECT provider, kind, state, count(*) AS messages, max(attempts) AS most_attempts
        FROM outbox_message GROUP BY provider, kind, state ORDER BY 1, 2, 3
        """
    )
