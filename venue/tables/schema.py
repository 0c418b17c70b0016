"""Tables of tables.

Secrets are stored hashed; those that staff show or print again are sealed beside the hash. A
guest's row belongs to one session and never moves to the next.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("tables")


@MIGRATIONS()
def m0001_tables(db: Database) -> None:
    """Make areas, tables, sessions, guests' phones and calls."""
    db.execute("CREATE TABLE area (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT")
    db.execute(
        """
        CREATE TABLE dining_table (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,
            area_id INTEGER NOT NULL REFERENCES area (id),
            seats INTEGER NOT NULL CHECK (seats > 0),
            card_token_hash TEXT NOT NULL UNIQUE,
            card_token_sealed TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE table_session (
            id TEXT PRIMARY KEY,
            table_id INTEGER NOT NULL REFERENCES dining_table (id),
            covers INTEGER NOT NULL CHECK (covers > 0),
            opened_by TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            opened_run_ms INTEGER NOT NULL,
            expires_run_ms INTEGER NOT NULL CHECK (expires_run_ms > opened_run_ms),
            expiry_told INTEGER NOT NULL CHECK (expiry_told IN (0, 1)),
            token_hash TEXT NOT NULL UNIQUE,
            token_sealed TEXT NOT NULL,
            pin_sealed TEXT NOT NULL,
            paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
            bill_requested_at TEXT,
            closed_at TEXT
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE UNIQUE INDEX one_open_session ON table_session (table_id) WHERE closed_at IS NULL
        """
    )
    db.execute(
        """
        CREATE TABLE guest (
            id INTEGER PRIMARY KEY,
            token_hash TEXT NOT NULL UNIQUE,
            table_id INTEGER NOT NULL REFERENCES dining_table (id),
            waiting_run_ms INTEGER NOT NULL,
            table_session_id TEXT REFERENCES table_session (id),
            number INTEGER CHECK (number > 0),
            left_at TEXT,
            CHECK ((table_session_id IS NULL) = (number IS NULL)),
            UNIQUE (table_session_id, number)
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE INDEX guest_waiting ON guest (table_id)
        WHERE table_session_id IS NULL AND left_at IS NULL
        """
    )
    db.execute(
        """
        CREATE TABLE guest_call (
            id INTEGER PRIMARY KEY,
            table_session_id TEXT NOT NULL REFERENCES table_session (id),
            kind TEXT NOT NULL CHECK (kind IN ('waiter', 'bill', 'help')),
            guest_id INTEGER NOT NULL REFERENCES guest (id),
            made_at TEXT NOT NULL,
            made_run_ms INTEGER NOT NULL,
            answered_at TEXT,
            answered_by TEXT,
            CHECK ((answered_at IS NULL) = (answered_by IS NULL))
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE UNIQUE INDEX one_open_call ON guest_call (table_session_id, kind)
        WHERE answered_at IS NULL
        """
    )


@MIGRATIONS()
def m0300_answers_and_names(db: Database) -> None:
    """Keep who takes a call, for the party to see, and how a guest wants to be called.

    The guest's name is the party's alone and is forgotten when the table is closed.
    """
    db.execute("ALTER TABLE guest_call ADD COLUMN answered_by_name TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE guest_call ADD COLUMN answered_run_ms INTEGER")
    db.execute("ALTER TABLE guest ADD COLUMN name TEXT NOT NULL DEFAULT ''")
