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
