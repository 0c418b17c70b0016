"""All SQL of venue files."""

from venue.core.tx import ReadTx, Row, Tx


def forget(tx: Tx) -> None:
    """Delete the credentials kept for the last file."""
    tx.execute("DELETE FROM venue_file_credential")


def keep(tx: Tx, provider: str, sealed: str, mode: str) -> None:
    """Keep a credential that is about to be replaced."""
    tx.execute(
        "INSERT OR REPLACE INTO venue_file_credential (provider, sealed, mode) VALUES (?, ?, ?)",
        (provider, sealed, mode),
    )


def kept(tx: ReadTx, provider: str) -> Row | None:
    """Return ``{sealed, mode}`` of a provider, or None."""
    return tx.row("SELECT sealed, mode FROM venue_file_credential WHERE provider = ?", (provider,))
