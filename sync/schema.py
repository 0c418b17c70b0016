"""Tables of the engine; the messages themselves are the core's (venue/core/schema.py)."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("sync")


@MIGRATIONS()
def m0100_engine(db: Database) -> None:
    """Make credentials, the providers' conditions, cursors, deliveries and differences."""
    db.execute(
        """
        CREATE TABLE sync_credential (
            provider TEXT PRIMARY KEY,
            sealed TEXT NOT NULL,
            mode TEXT NOT NULL CHECK (mode IN ('live', 'sandbox')),
            checked_at TEXT NOT NULL,
            refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1))
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE sync_condition (
            provider TEXT PRIMARY KEY,
            state TEXT NOT NULL,
            code TEXT NOT NULL,
            words TEXT NOT NULL,
            since_at TEXT NOT NULL,
            since_run_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE sync_cursor (
            provider TEXT NOT NULL,
            name TEXT NOT NULL,
            cursor TEXT NOT NULL DEFAULT '',
            next_run_ms INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            done_at TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (provider, name)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE inbox_delivery (
            provider TEXT NOT NULL,
            key TEXT NOT NULL,
            received_at TEXT NOT NULL,
            run_ms INTEGER NOT NULL,
            times INTEGER NOT NULL DEFAULT 1,
            PRIMARY KEY (provider, key)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX inbox_by_age ON inbox_delivery (run_ms)")
    db.execute(
        """
        CREATE TABLE sync_difference (
            id INTEGER PRIMARY KEY,
            provider TEXT NOT NULL,
            compare TEXT NOT NULL,
            subject TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('missing_here', 'missing_there', 'different')),
            ours TEXT NOT NULL,
            theirs TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'gone', 'settled')),
            found_at TEXT NOT NULL,
            ended_at TEXT,
            ended_run_ms INTEGER,
            decided_by TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL DEFAULT ''
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE UNIQUE INDEX sync_difference_open ON sync_difference (provider, compare, subject)
        WHERE state = 'open'
        """
    )
