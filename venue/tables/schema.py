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
    """Keep when a call was taken, for the party to see, and how a guest wants to be called.

    The guest's name is the party's alone and is forgotten when the table is closed.
    """
    db.execute("ALTER TABLE guest_call ADD COLUMN answered_run_ms INTEGER")
    db.execute("ALTER TABLE guest ADD COLUMN name TEXT NOT NULL DEFAULT ''")


@MIGRATIONS()
def m0400_places(db: Database) -> None:
    """Give parties without a table a place: rows of other kinds, made when needed and reused."""
    kinds = "('table', 'bar', 'takeaway', 'delivery', 'room')"
    db.execute(
        f"""
        ALTER TABLE dining_table ADD COLUMN kind TEXT NOT NULL DEFAULT 'table'
            CHECK (kind IN {kinds})
        """
    )
    db.execute("ALTER TABLE dining_table ADD COLUMN retired_at TEXT")
    db.execute("ALTER TABLE area ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE table_session ADD COLUMN label TEXT")
    db.execute("ALTER TABLE table_session ADD COLUMN owner_id INTEGER")
    db.execute("ALTER TABLE table_session ADD COLUMN closed_run_ms INTEGER")


@MIGRATIONS()
def m0401_positions(db: Database) -> None:
    """Make the drawing of the floor: where a table stands in its area, in thousandths."""
    db.execute(
        """
        CREATE TABLE table_position (
            table_id INTEGER PRIMARY KEY REFERENCES dining_table (id),
            x INTEGER NOT NULL CHECK (x BETWEEN 0 AND 1000),
            y INTEGER NOT NULL CHECK (y BETWEEN 0 AND 1000),
            rotation INTEGER NOT NULL CHECK (rotation BETWEEN 0 AND 359),
            shape TEXT NOT NULL CHECK (shape IN ('square', 'round', 'long'))
        ) STRICT
        """
    )


@MIGRATIONS()
def m0402_party(db: Database) -> None:
    """Make what is known of a party without a table; its words are purged after their term."""
    db.execute(
        """
        CREATE TABLE party (
            table_session_id TEXT PRIMARY KEY REFERENCES table_session (id),
            kind TEXT NOT NULL CHECK (kind IN ('bar', 'takeaway', 'delivery', 'room')),
            state TEXT NOT NULL CHECK (state IN ('open', 'handed_over', 'out', 'delivered')),
            state_run_ms INTEGER NOT NULL,
            due_at TEXT,
            channel TEXT NOT NULL,
            name TEXT NOT NULL,
            phone TEXT NOT NULL,
            address TEXT NOT NULL,
            note TEXT NOT NULL,
            driver TEXT NOT NULL,
            purged_at TEXT
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX party_to_purge ON party (state_run_ms) WHERE purged_at IS NULL")


@MIGRATIONS()
def m0403_answers(db: Database) -> None:
    """Keep what was answered to a call, and by whom."""
    db.execute("ALTER TABLE guest_call ADD COLUMN answer TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE guest_call ADD COLUMN answered_name TEXT NOT NULL DEFAULT ''")


@MIGRATIONS()
def m0404_table_reservation(db: Database) -> None:
    """Make a table's reservations; names, phones and notes are purged after their term."""
    db.execute(
        """
        CREATE TABLE table_reservation (
            id INTEGER PRIMARY KEY,
            starts_at TEXT NOT NULL,
            minutes INTEGER NOT NULL CHECK (minutes > 0),
            covers INTEGER NOT NULL CHECK (covers > 0),
            table_id INTEGER REFERENCES dining_table (id),
            state TEXT NOT NULL CHECK (state IN ('booked', 'seated', 'no_show', 'cancelled')),
            table_session_id TEXT REFERENCES table_session (id),
            name TEXT NOT NULL,
            phone TEXT NOT NULL,
            note TEXT NOT NULL,
            late_told INTEGER NOT NULL DEFAULT 0,
            made_by TEXT NOT NULL,
            purge_run_ms INTEGER NOT NULL,
            purged_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX reservation_by_time ON table_reservation (starts_at)")
    db.execute(
        "CREATE INDEX reservation_to_purge ON table_reservation (purge_run_ms) "
        "WHERE purged_at IS NULL"
    )


@MIGRATIONS()
def m0600_outlet(db: Database) -> None:
    """Let an area belong to an outlet of the venue; none: the venue has but one."""
    db.execute("ALTER TABLE area ADD COLUMN outlet_id INTEGER")


@MIGRATIONS()
def m1320_training(db: Database) -> None:
    """Let a table be for training; a party keeps what its table was when it sat down."""
    db.execute(
        """
        ALTER TABLE dining_table ADD COLUMN training INTEGER NOT NULL DEFAULT 0
            CHECK (training IN (0, 1))
        """
    )
    db.execute(
        """
        ALTER TABLE table_session ADD COLUMN training INTEGER NOT NULL DEFAULT 0
            CHECK (training IN (0, 1))
        """
    )
