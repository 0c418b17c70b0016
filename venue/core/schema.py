"""The tables of the core itself."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("core")


@MIGRATIONS()
def m0001_core(db: Database) -> None:
    """Make the journal, the counters, the stored answers and the box's own facts."""
    db.execute(
        """
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            run_ms INTEGER NOT NULL,
            boot TEXT NOT NULL,
            clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
            actor TEXT NOT NULL,
            kind TEXT NOT NULL,
            data TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT
        """
    )
    db.execute(
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute(
        """
        CREATE TABLE stored_answer (
            key TEXT PRIMARY KEY,
            scope TEXT NOT NULL,
            request_hash BLOB NOT NULL,
            status INTEGER NOT NULL,
            body TEXT NOT NULL,
            run_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE redo_tail (
            id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, record BLOB NOT NULL
        ) STRICT
        """
    )


@MIGRATIONS()
def m0100_outbox(db: Database) -> None:
    """Make the messages to clouds; in the core, since every feature writes them."""
    db.execute(
        """
        CREATE TABLE outbox_message (
            id INTEGER PRIMARY KEY,
            provider TEXT NOT NULL,
            kind TEXT NOT NULL,
            aggregate TEXT NOT NULL,
            key TEXT NOT NULL,
            body BLOB,
            wire BLOB,
            priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),
            state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'accepted',
                'unknown', 'reconciled', 'rejected', 'dead_letter', 'fixed', 'waived')),
            attempts INTEGER NOT NULL DEFAULT 0,
            delays INTEGER NOT NULL DEFAULT 0,
            looks INTEGER NOT NULL DEFAULT 0,
            first_look_run_ms INTEGER,
            next_run_ms INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            created_run_ms INTEGER NOT NULL,
            first_sent_at TEXT,
            finished_at TEXT,
            finished_run_ms INTEGER,
            vendor_ref TEXT NOT NULL DEFAULT '',
            request_id TEXT NOT NULL DEFAULT '',
            code TEXT NOT NULL DEFAULT '',
            words TEXT NOT NULL DEFAULT '',
            decided_by TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL DEFAULT '',
            UNIQUE (provider, key)
        ) STRICT
        """
    )
    # A message that may go is found without reading those that went.
    db.execute(
        """
        CREATE INDEX outbox_due ON outbox_message (provider, priority, id)
        WHERE state IN ('queued', 'unknown')
        """
    )
    db.execute(
        """
        CREATE INDEX outbox_head ON outbox_message (provider, aggregate, id)
        WHERE state IN ('queued', 'sending', 'unknown', 'dead_letter')
        """
    )
    db.execute(
        """
        CREATE INDEX outbox_finished ON outbox_message (finished_run_ms)
        WHERE finished_run_ms IS NOT NULL
        """
    )
    db.execute(
        """
        CREATE TABLE outbox_after (
            message_id INTEGER NOT NULL REFERENCES outbox_message (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            PRIMARY KEY (message_id, key)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE outbox_event (
            id INTEGER PRIMARY KEY,
            message_id INTEGER NOT NULL REFERENCES outbox_message (id) ON DELETE CASCADE,
            at TEXT NOT NULL,
            run_ms INTEGER NOT NULL,
            what TEXT NOT NULL,
            code TEXT NOT NULL DEFAULT '',
            words TEXT NOT NULL DEFAULT '',
            who TEXT NOT NULL DEFAULT ''
        ) STRICT
        """
    )
    db.execute("CREATE INDEX outbox_event_of ON outbox_event (message_id, id)")
    db.execute("CREATE TABLE outbox_sink (provider TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")


@MIGRATIONS()
def m1700_outbox_by_aggregate(db: Database) -> None:
    """Let the badge of a booking be read without reading all messages."""
    db.execute("CREATE INDEX outbox_of_aggregate ON outbox_message (aggregate, id)")
