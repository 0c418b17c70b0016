"""All SQL of printing."""

from collections.abc import Mapping
from typing import Any

from printers.model import Confirm, Driver, Job, Kind, Printer, State
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Row, Tx

PURGE_LIMIT = 500
UNFINISHED = "state IN ('queued', 'sending', 'held')"  # as the partial index has it


def printers(tx: ReadTx) -> list[Printer]:
    """Return every printer in the order they were added."""
    return [printer_of_row(row) for row in tx.rows("SELECT * FROM printer ORDER BY id")]


def printer(tx: ReadTx, printer_id: int) -> Printer | None:
    """Return a printer by id."""
    row = tx.row("SELECT * FROM printer WHERE id = ?", (printer_id,))
    return printer_of_row(row) if row else None


def is_known(tx: ReadTx, printer_id: int) -> bool:
    """Tell whether there is such a printer, without reading all of it."""
    return tx.value("SELECT 1 FROM printer WHERE id = ?", (printer_id,)) is not None


def printer_named(tx: ReadTx, name: str) -> Printer | None:
    """Return a printer by name."""
    row = tx.row("SELECT * FROM printer WHERE name = ?", (name,))
    return printer_of_row(row) if row else None


def insert_printer(tx: Tx, new: Printer) -> Printer:
    """Store a printer, whose ``id`` is chosen here."""
    cursor = tx.execute(
        """
        INSERT INTO printer
            (name, driver, host, port, columns, dots, confirm, tables, native_qr, backup_id,
            baud, secret_hash, mac)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *
        """,
        (
            new.name,
            new.driver,
            new.host,
            new.port,
            new.columns,
            new.dots,
            new.confirm,
            ",".join(map(str, new.tables)),
            int(new.native_qr),
            new.backup_id,
            new.baud,
            new.secret_hash,
            new.mac,
        ),
    )
    names = [column[0] for column in cursor.description]
    return printer_of_row(dict(zip(names, cursor.fetchone(), strict=True)))


def set_confirm(tx: Tx, printer_id: int, confirm: Confirm) -> None:
    """Store what a printer was found to say."""
    tx.execute("UPDATE printer SET confirm = ? WHERE id = ?", (confirm, printer_id))


def set_paused(tx: Tx, printer_id: int, paused: bool) -> None:
    """Stop a printer's jobs, or let them go on."""
    tx.execute("UPDATE printer SET paused = ? WHERE id = ?", (int(paused), printer_id))


def insert_job(
    tx: Tx,
    *,
    printer_id: int,
    kind: Kind,
    number: str | None,
    document: Mapping[str, Any],
    dedupe_key: str,
    lives_ms: int,
    copy_of: int | None = None,
    copy_no: int = 0,
    rerouted_from: int | None = None,
) -> int | None:
    """Store a queued job and return its id, or None when ``dedupe_key`` is there already."""
    found = tx.execute(
        """
        INSERT INTO print_job (printer_id, kind, number, document, dedupe_key, state, copy_of,
            copy_no, rerouted_from, expires_run_ms, created_at, created_run_ms)
        VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?)
        ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
        """,
        (
            printer_id,
            kind,
            number,
            dumps(document),
            dedupe_key,
            copy_of,
            copy_no,
            rerouted_from,
            tx.run_ms + lives_ms,
            tx.now,
            tx.run_ms,
        ),
    ).fetchone()
    return int(found[0]) if found else None


def job(tx: ReadTx, job_id: int) -> Job | None:
    """Return a job by id."""
    row = tx.row("SELECT * FROM print_job WHERE id = ?", (job_id,))
    return job_of_row(row) if row else None


def state(tx: ReadTx, job_id: int) -> State | None:
    """Return where a job is."""
    found = tx.value("SELECT state FROM print_job WHERE id = ?", (job_id,))
    return State(found) if found else None


def first_queued(tx: ReadTx, printer_id: int) -> Job | None:
    """Return the job whose turn it is: the oldest, so that tickets come out in order."""
    row = tx.row(
        f"""
        SELECT * FROM print_job WHERE printer_id = ? AND {UNFINISHED} AND state = 'queued'
        ORDER BY id LIMIT 1
        """,
        (printer_id,),
    )
    return job_of_row(row) if row else None


def in_flight(tx: ReadTx, printer_id: int) -> list[Job]:
    """Return the jobs that a printer may have bytes of."""
    rows = tx.rows(
        f"""
        SELECT * FROM print_job WHERE printer_id = ? AND {UNFINISHED} AND state <> 'queued'
        ORDER BY id
        """,
        (printer_id,),
    )
    return [job_of_row(row) for row in rows]


def overdue(tx: ReadTx, printer_id: int) -> list[Job]:
    """Return the queued jobs whose time is over."""
    rows = tx.rows(
        f"""
        SELECT * FROM print_job WHERE printer_id = ? AND {UNFINISHED} AND state = 'queued'
            AND expires_run_ms <= ? ORDER BY id
        """,
        (printer_id, tx.run_ms),
    )
    return [job_of_row(row) for row in rows]


def set_state(tx: Tx, job_id: int, state: State, *, cause: str, done: bool) -> None:
    """Write where a job is and why."""
    tx.execute(
        "UPDATE print_job SET state = ?, cause = ?, done_at = ? WHERE id = ?",
        (state, cause, tx.now if done else None, job_id),
    )


def set_sending(tx: Tx, job_id: int) -> None:
    """Write that the next byte may be the job's."""
    tx.execute(
        "UPDATE print_job SET state = 'sending', attempts = attempts + 1 WHERE id = ?", (job_id,)
    )


def set_retry(tx: Tx, job_id: int, *, cause: str, wait_ms: int) -> None:
    """Put a job of which nothing was sent back in its place in the queue."""
    tx.execute(
        "UPDATE print_job SET state = 'queued', cause = ?, not_before_run_ms = ? WHERE id = ?",
        (cause, tx.run_ms + wait_ms, job_id),
    )


def retry_now(tx: Tx, printer_id: int) -> None:
    """Let a printer's waiting jobs be tried at once."""
    tx.execute(
        f"UPDATE print_job SET not_before_run_ms = 0 WHERE printer_id = ? AND {UNFINISHED}",
        (printer_id,),
    )


def reroute(tx: Tx, job_ids: list[int], *, to: int) -> None:
    """Move jobs of which nothing was sent to another printer; they keep their first one's name."""
    tx.execute(
        """
        UPDATE print_job SET rerouted_from = coalesce(rerouted_from, printer_id), printer_id = ?,
            hops = hops + 1, not_before_run_ms = 0
        WHERE id IN (SELECT value FROM json_each(?)) AND state = 'queued'
        """,
        (to, dumps(job_ids)),
    )


def queued(tx: ReadTx, printer_id: int) -> list[Job]:
    """Return the waiting jobs of a printer, oldest first."""
    rows = tx.rows(
        f"""
        SELECT * FROM print_job WHERE printer_id = ? AND {UNFINISHED} AND state = 'queued'
        ORDER BY id
        """,
        (printer_id,),
    )
    return [job_of_row(row) for row in rows]


def unfinished_counts(tx: ReadTx) -> dict[int, int]:
    """Return how many jobs wait or are under way, by printer."""
    rows = tx.execute(
        f"SELECT printer_id, count(*) FROM print_job WHERE {UNFINISHED} GROUP BY printer_id"
    )
    return dict(rows.fetchall())


def recent(tx: ReadTx, printer_id: int, limit: int) -> list[Job]:
    """Return a printer's jobs, newest first."""
    rows = tx.rows(
        "SELECT * FROM print_job WHERE printer_id = ? ORDER BY id DESC LIMIT ?",
        (printer_id, limit),
    )
    return [job_of_row(row) for row in rows]


def forget_payloads(tx: Tx, kinds: list[Kind], *, before_run_ms: int) -> int:
    """Empty the documents of finished jobs made before; numbers and outcomes stay."""
    return tx.execute(
        f"""
        UPDATE print_job SET document = NULL WHERE id IN (
            SELECT id FROM print_job WHERE document IS NOT NULL AND NOT {UNFINISHED}
                AND created_run_ms < ? AND kind IN (SELECT value FROM json_each(?)) LIMIT ?)
        """,
        (before_run_ms, dumps(kinds), PURGE_LIMIT),
    ).rowcount


def printer_of_row(row: Row) -> Printer:
    """Return a row of the table as a printer."""
    return Printer(
        **row
        | {
            "driver": Driver(row["driver"]),
            "confirm": Confirm(row["confirm"]),
            "tables": tuple(map(int, filter(None, row["tables"].split(",")))),
            "native_qr": bool(row["native_qr"]),
            "paused": bool(row["paused"]),
            "cutter": bool(row["cutter"]),
            "buzzer": bool(row["buzzer"]),
        }
    )


def job_of_row(row: Row) -> Job:
    """Return a row of the table as a job."""
    del row["dedupe_key"]
    document = loads(row["document"]) if row["document"] else {}
    return Job(
        **row | {"kind": Kind(row["kind"]), "state": State(row["state"]), "document": document}
    )
