"""The box's own facts, few and small, by name."""

from venue.core.tx import ReadTx, Tx

VENUE_ID = "venue_id"
RUN_MS = "run_ms"


def get(tx: ReadTx, name: str) -> str:
    """Return a fact; empty when it was never set."""
    return str(tx.value("SELECT value FROM fact WHERE name = ?", (name,)) or "")


def put(tx: Tx, name: str, value: str) -> None:
    """Set a fact."""
    tx.execute("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (name, value))
