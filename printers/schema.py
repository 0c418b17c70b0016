"""The tables of printing."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("printing")


@MIGRATIONS()
def m0001_printing(db: Database) -> None:
    """Make printers and their jobs.

    The one index beside the keys holds unfinished jobs only: it stays a few rows long, so that
    an order costs a memory card little.
    """
    db.execute(
        """
        CREATE TABLE printer (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            driver TEXT NOT NULL CHECK (driver IN ('tcp', 'virtual', 'file')),
            host TEXT NOT NULL,
            port INTEGER NOT NULL CHECK (port BETWEEN 0 AND 65535),
            columns INTEGER NOT NULL CHECK (columns BETWEEN 24 AND 96),
            dots INTEGER NOT NULL CHECK (dots BETWEEN 192 AND 1152 AND dots % 8 = 0),
            confirm TEXT NOT NULL CHECK (confirm IN ('process_id', 'status', 'none')),
            tables TEXT NOT NULL,
            native_qr INTEGER NOT NULL CHECK (native_qr IN (0, 1)),
            backup_id INTEGER REFERENCES printer (id) CHECK (backup_id <> id),
            paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1))
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE print_job (
            id INTEGER PRIMARY KEY,
            printer_id INTEGER NOT NULL REFERENCES printer (id),
            kind TEXT NOT NULL CHECK (kind IN ('kitchen_ticket', 'void_ticket', 'table_card',
                'test_page')),
            number TEXT,
            document TEXT,
            dedupe_key TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'held', 'printed',
                'unknown', 'expired', 'cancelled', 'failed')),
            cause TEXT NOT NULL DEFAULT '',
            copy_of INTEGER REFERENCES print_job (id),
            copy_no INTEGER NOT NULL DEFAULT 0,
            rerouted_from INTEGER REFERENCES printer (id),
            attempts INTEGER NOT NULL DEFAULT 0,
            not_before_run_ms INTEGER NOT NULL DEFAULT 0,
            expires_run_ms INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            created_run_ms INTEGER NOT NULL,
            done_at TEXT
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE INDEX print_job_unfinished ON print_job (printer_id, id)
        WHERE state IN ('queued', 'sending', 'held')
        """
    )


@MIGRATIONS()
def m0700_more_printers_and_documents(db: Database) -> None:
    """Rebuild both tables: more drivers, documents and facts of a printer than the first had.

    Kinds are checked by the code alone from here on, so that a new document needs no rebuild.
    """
    db.execute(
        """
        CREATE TABLE printer_next (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            driver TEXT NOT NULL CHECK (driver IN ('tcp', 'virtual', 'file', 'usb', 'serial',
                'epos', 'cloudprnt', 'ipp')),
            host TEXT NOT NULL,
            port INTEGER NOT NULL CHECK (port BETWEEN 0 AND 65535),
            columns INTEGER NOT NULL CHECK (columns BETWEEN 24 AND 96),
            dots INTEGER NOT NULL CHECK (dots BETWEEN 192 AND 1152 AND dots % 8 = 0),
            confirm TEXT NOT NULL CHECK (confirm IN ('process_id', 'status', 'reply', 'none')),
            tables TEXT NOT NULL,
            native_qr INTEGER NOT NULL CHECK (native_qr IN (0, 1)),
            backup_id INTEGER REFERENCES printer_next (id) CHECK (backup_id <> id),
            paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
            mac TEXT NOT NULL DEFAULT '',
            baud INTEGER NOT NULL DEFAULT 9600,
            cutter INTEGER NOT NULL DEFAULT 1 CHECK (cutter IN (0, 1)),
            buzzer INTEGER NOT NULL DEFAULT 0 CHECK (buzzer IN (0, 1)),
            learned_at TEXT NOT NULL DEFAULT '',
            secret_hash TEXT NOT NULL DEFAULT ''
        ) STRICT
        """
    )
    db.execute(
        """
        INSERT INTO printer_next (id, name, driver, host, port, columns, dots, confirm, tables,
            native_qr, backup_id, paused)
        SELECT id, name, driver, host, port, columns, dots, confirm, tables, native_qr, backup_id,
            paused FROM printer
        """
    )
    db.execute(
        """
        CREATE TABLE print_job_next (
            id INTEGER PRIMARY KEY,
            printer_id INTEGER NOT NULL REFERENCES printer_next (id),
            kind TEXT NOT NULL,
            number TEXT,
            document TEXT,
            dedupe_key TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'held', 'printed',
                'unknown', 'expired', 'cancelled', 'failed')),
            cause TEXT NOT NULL DEFAULT '',
            copy_of INTEGER REFERENCES print_job_next (id),
            copy_no INTEGER NOT NULL DEFAULT 0,
            rerouted_from INTEGER REFERENCES printer_next (id),
            hops INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            not_before_run_ms INTEGER NOT NULL DEFAULT 0,
            expires_run_ms INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            created_run_ms INTEGER NOT NULL,
            done_at TEXT
        ) STRICT
        """
    )
    db.execute(
        """
        INSERT INTO print_job_next (id, printer_id, kind, number, document, dedupe_key, state,
            cause, copy_of, copy_no, rerouted_from, hops, attempts, not_before_run_ms,
            expires_run_ms, created_at, created_run_ms, done_at)
        SELECT id, printer_id, kind, number, document, dedupe_key, state, cause, copy_of, copy_no,
            rerouted_from, rerouted_from IS NOT NULL, attempts, not_before_run_ms, expires_run_ms,
            created_at, created_run_ms, done_at FROM print_job
        """
    )
    db.execute("DROP TABLE print_job")
    db.execute("DROP TABLE printer")
    db.execute("ALTER TABLE printer_next RENAME TO printer")
    db.execute("ALTER TABLE print_job_next RENAME TO print_job")
    db.execute(
        """
        CREATE INDEX print_job_unfinished ON print_job (printer_id, id)
        WHERE state IN ('queued', 'sending', 'held')
        """
    )
    db.execute(
        """
        CREATE INDEX print_job_asks ON print_job (id) WHERE state IN ('unknown', 'expired')
            AND done_at IS NOT NULL
        """
    )


@MIGRATIONS()
def m0701_letterhead(db: Database) -> None:
    """Make the head and foot of the venue's documents, and the logos they name by their hash."""
    db.execute(
        """
        CREATE TABLE print_letterhead (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            content TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE print_logo (
            hash TEXT PRIMARY KEY,
            png BLOB NOT NULL,
            added_run_ms INTEGER NOT NULL
        ) STRICT
        """
    )
