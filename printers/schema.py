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
