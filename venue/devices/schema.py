"""Tables of devices, pairing codes and API keys; secrets are stored hashed."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("devices")


@MIGRATIONS()
def m0001_devices(db: Database) -> None:
    """Make the device, the pairing code and the API key."""
    db.execute(
        """
        CREATE TABLE device (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            station TEXT,
            secret_hash TEXT NOT NULL UNIQUE,
            paired_at TEXT NOT NULL,
            last_seen_run_ms INTEGER NOT NULL,
            revoked_at TEXT
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE pair_code (
            code_hash TEXT PRIMARY KEY,
            role TEXT NOT NULL,
            station TEXT,
            expires_run_ms INTEGER,
            reusable INTEGER NOT NULL CHECK (reusable IN (0, 1)),
            used_at TEXT
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE api_key (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            prefix TEXT NOT NULL UNIQUE,
            secret_hash TEXT NOT NULL,
            role TEXT NOT NULL,
            permissions TEXT NOT NULL,
            revoked_at TEXT
        ) STRICT
        """
    )
