"""Tables of staff, their sessions, and the lock-out that survives restarts."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("staff")


@MIGRATIONS()
def m0001_staff(db: Database) -> None:
    """Make staff, the staff session and the lock-out."""
    db.execute(
        """
        CREATE TABLE staff (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            pin_hash TEXT,
            disabled_at TEXT
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE staff_session (
            id INTEGER PRIMARY KEY,
            token_hash TEXT NOT NULL UNIQUE,
            staff_id INTEGER NOT NULL REFERENCES staff (id),
            device_id INTEGER NOT NULL REFERENCES device (id),
            expires_run_ms INTEGER NOT NULL,
            ended_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX session_of_staff ON staff_session (staff_id) WHERE ended_at IS NULL")
    db.execute("CREATE INDEX session_on_device ON staff_session (device_id) WHERE ended_at IS NULL")
    db.execute(
        """
        CREATE TABLE lockout (
            key TEXT PRIMARY KEY,
            failures INTEGER NOT NULL CHECK (failures > 0),
            since_run_ms INTEGER NOT NULL,
            until_run_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )


@MIGRATIONS()
def m0400_approval(db: Database) -> None:
    """Make the one-time PINs by which somebody approves what a colleague may not do alone."""
    db.execute(
        """
        CREATE TABLE approval (
            id INTEGER PRIMARY KEY,
            staff_id INTEGER NOT NULL REFERENCES staff (id),
            pin_hash TEXT NOT NULL,
            expires_run_ms INTEGER NOT NULL,
            used_run_ms INTEGER
        ) STRICT
        """
    )
    db.execute("CREATE INDEX approval_by_pin ON approval (pin_hash)")
