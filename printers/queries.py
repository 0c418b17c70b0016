"""SQL of what people ask about print jobs, beside the queue's own in `store`."""

from typing import Any

from printers.model import Job, Printer
from printers.store import job_of_row, printer_of_row
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx

ASKED_MOST = 100
LOGOS_KEPT = 5
NUMBERS_MOST = 40


def asked(tx: ReadTx, *, since_run_ms: int) -> list[Job]:
    """Return the finished jobs that wait for a person's word, newest first.

    Unknown ones that were not repeated, unless their printer is known never to confirm, and those
    that came too late.
    """
    rows = tx.rows(
        """
        SELECT * FROM print_job AS one
        WHERE state IN ('unknown', 'expired') AND done_at IS NOT NULL
            AND created_run_ms >= ? AND document IS NOT NULL AND kind <> 'drawer'
            AND cause <> 'unconfirmed'
            AND NOT EXISTS (SELECT 1 FROM print_job AS other
                WHERE other.id > one.id AND other.copy_of = coalesce(one.copy_of, one.id))
        ORDER BY id DESC LIMIT ?
        """,
        (since_run_ms, ASKED_MOST),
    )
    return [job_of_row(row) for row in rows]


def expired_of(tx: ReadTx, printer_id: int) -> list[Job]:
    """Return the jobs of a printer that came too late, oldest first."""
    rows = tx.rows(
        """
        SELECT * FROM print_job WHERE printer_id = ? AND state = 'expired' AND kind <> 'drawer'
            AND document IS NOT NULL AND done_at IS NOT NULL ORDER BY id LIMIT ?
        """,
        (printer_id, ASKED_MOST),
    )
    return [job_of_row(row) for row in rows]


def queue_again(tx: Tx, job_id: int, *, lives_ms: int) -> None:
    """Put a job of which nothing was ever sent back into the queue."""
    tx.execute(
        """
        UPDATE print_job SET state = 'queued', cause = '', not_before_run_ms = 0,
            expires_run_ms = ?, done_at = NULL WHERE id = ?
        """,
        (tx.run_ms + lives_ms, job_id),
    )


def copies_of(tx: ReadTx, first_id: int) -> int:
    """Return how many copies of a job there are."""
    found = tx.value("SELECT max(copy_no) FROM print_job WHERE copy_of = ?", (first_id,))
    return int(found or 0)


def first_since(tx: ReadTx, run_ms: int) -> int:
    """Return the id of the first job made at or after ``run_ms``; found in a few steps.

    Ids and running time grow together, so no index has to be kept for this.
    """
    low, high = 1, int(tx.value("SELECT coalesce(max(id), 0) FROM print_job") or 0) + 1
    while low < high:
        middle = (low + high) // 2
        made = tx.value(
            "SELECT created_run_ms FROM print_job WHERE id >= ? ORDER BY id LIMIT 1", (middle,)
        )
        if made is None or made >= run_ms:
            high = middle
        else:
            low = middle + 1
    return low


def counts_since(tx: ReadTx, first_id: int) -> dict[str, int]:
    """Return how the jobs from ``first_id`` on came out."""
    row = tx.row(
        """
        SELECT coalesce(sum(state = 'printed'), 0) AS printed,
            coalesce(sum(state = 'unknown'), 0) AS unconfirmed,
            coalesce(sum(state = 'expired'), 0) AS expired,
            coalesce(sum(state = 'failed'), 0) AS failed,
            coalesce(sum(copy_of IS NOT NULL), 0) AS copies,
            coalesce(sum(rerouted_from IS NOT NULL), 0) AS rerouted
        FROM print_job WHERE id >= ? AND kind <> 'drawer'
        """,
        (first_id,),
    )
    return dict(row or {})


def doubtful_numbers(tx: ReadTx, first_id: int) -> list[str]:
    """Return the ticket numbers that nobody can vouch for."""
    rows = tx.rows(
        """
        SELECT DISTINCT number FROM print_job WHERE id >= ? AND number IS NOT NULL
            AND state IN ('unknown', 'expired', 'failed') ORDER BY id LIMIT ?
        """,
        (first_id, NUMBERS_MOST),
    )
    return [row["number"] for row in rows]


def letterhead(tx: ReadTx) -> dict[str, Any]:
    """Return the stored letterhead; empty before one was stored."""
    found = tx.value("SELECT content FROM print_letterhead WHERE id = 1")
    return dict(loads(found)) if found else {}


def put_letterhead(tx: Tx, content: dict[str, Any]) -> None:
    """Store the letterhead."""
    tx.execute(
        "INSERT OR REPLACE INTO print_letterhead (id, content) VALUES (1, ?)", (dumps(content),)
    )


def logo(tx: ReadTx, name: str) -> bytes:
    """Return a logo's PNG by its hash; empty when it is gone."""
    found = tx.value("SELECT png FROM print_logo WHERE hash = ?", (name,))
    return bytes(found) if found else b""


def put_logo(tx: Tx, name: str, png: bytes) -> None:
    """Store a logo, and forget all but the newest few: old jobs then print without."""
    tx.execute(
        "INSERT OR REPLACE INTO print_logo (hash, png, added_run_ms) VALUES (?, ?, ?)",
        (name, png, tx.run_ms),
    )
    tx.execute(
        """
        DELETE FROM print_logo WHERE hash NOT IN
            (SELECT hash FROM print_logo ORDER BY added_run_ms DESC, hash = ? DESC LIMIT ?)
        """,
        (name, LOGOS_KEPT),
    )


def by_secret(tx: ReadTx, secret_hash: str) -> Printer | None:
    """Return the printer whose CloudPRNT address holds this secret."""
    row = tx.row(
        "SELECT * FROM printer WHERE secret_hash = ? AND driver = 'cloudprnt'", (secret_hash,)
    )
    return printer_of_row(row) if row and secret_hash else None


def learn(tx: Tx, printer_id: int, known: dict[str, Any]) -> None:
    """Store what a printer was found to have; only the columns that are named here."""
    for name in ("tables", "columns", "dots", "confirm", "native_qr", "cutter", "buzzer"):
        if name in known:
            # The name is one of the literals above.
            tx.execute(f"UPDATE printer SET {name} = ? WHERE id = ?", (known[name], printer_id))
    tx.execute("UPDATE printer SET learned_at = ? WHERE id = ?", (tx.now, printer_id))


def set_place(tx: Tx, printer_id: int, *, host: str, mac: str) -> None:
    """Store where a printer is now."""
    tx.execute("UPDATE printer SET host = ?, mac = ? WHERE id = ?", (host, mac, printer_id))


def set_backup(tx: Tx, printer_id: int, backup_id: int | None) -> None:
    """Store where a printer's kitchen work goes when it is down."""
    tx.execute("UPDATE printer SET backup_id = ? WHERE id = ?", (backup_id, printer_id))
