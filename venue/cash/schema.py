"""Tables of cash sessions and Z reports."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("cash")


@MIGRATIONS()
def m1310_z_report(db: Database) -> None:
    """Make the Z report; where it ends the next one begins."""
    db.execute(
        """
        CREATE TABLE z_report (
            id INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE CHECK (number > 0),
            business_day INTEGER NOT NULL,
            receipt_to INTEGER NOT NULL,
            closing_to INTEGER NOT NULL,
            grand_total_minor INTEGER NOT NULL,
            figures TEXT NOT NULL,
            head_seq INTEGER NOT NULL,
            head_hash TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            made_run_ms INTEGER NOT NULL,
            prints INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """
    )


@MIGRATIONS()
def m1311_cash_session(db: Database) -> None:
    """Make the session of a drawer or a purse, its movements, and whose cash went where."""
    db.execute(
        """
        CREATE TABLE cash_session (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('drawer', 'purse')),
            name TEXT NOT NULL,
            staff_id INTEGER,
            state TEXT NOT NULL CHECK (state IN ('open', 'counting', 'closed')),
            float_minor INTEGER NOT NULL CHECK (float_minor >= 0),
            expected_minor INTEGER,
            counted_minor INTEGER CHECK (counted_minor >= 0),
            counts TEXT NOT NULL DEFAULT '{}',
            reason TEXT NOT NULL DEFAULT '',
            business_day INTEGER NOT NULL,
            opened_by TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            closed_by TEXT,
            closed_at TEXT,
            z_id INTEGER REFERENCES z_report (id),
            CHECK ((kind = 'purse') = (staff_id IS NOT NULL)),
            CHECK ((state = 'closed') = (counted_minor IS NOT NULL))
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE UNIQUE INDEX one_live_session ON cash_session (kind, name, coalesce(staff_id, 0))
        WHERE state <> 'closed'
        """
    )
    db.execute("CREATE INDEX session_without_z ON cash_session (id) WHERE z_id IS NULL")
    db.execute(
        """
        CREATE TABLE cash_movement (
            id INTEGER PRIMARY KEY,
            session_id INTEGER NOT NULL REFERENCES cash_session (id),
            kind TEXT NOT NULL CHECK (kind IN ('paid_in', 'paid_out', 'drop', 'tips')),
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            reason TEXT NOT NULL,
            made_by TEXT NOT NULL,
            approved_by TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX movement_of_session ON cash_movement (session_id)")
    db.execute(
        """
        CREATE TABLE cash_entry (
            tender_id INTEGER PRIMARY KEY REFERENCES tender (id),
            session_id INTEGER REFERENCES cash_session (id),
            amount_minor INTEGER NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX entry_of_session ON cash_entry (session_id)")
    db.execute(
        """
        CREATE TABLE cash_hand (
            staff_id INTEGER PRIMARY KEY,
            session_id INTEGER NOT NULL REFERENCES cash_session (id)
        ) STRICT
        """
    )


@MIGRATIONS()
def m2700_drawer_of_outlet(db: Database) -> None:
    """Let a drawer belong to an outlet, whose bills' cash then goes there."""
    db.execute("ALTER TABLE cash_session ADD COLUMN outlet_id INTEGER REFERENCES outlet (id)")


@MIGRATIONS()
def m4600_cash_of_the_desk(db: Database) -> None:
    """Make the cash that the desk takes for folios and deposits; a Z ends at one of these too."""
    db.execute(
        """
        CREATE TABLE cash_desk_entry (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (
                kind IN ('payment', 'payment_back', 'deposit', 'deposit_back')
            ),
            source_id INTEGER NOT NULL,
            session_id INTEGER REFERENCES cash_session (id),
            amount_minor INTEGER NOT NULL,
            business_day INTEGER NOT NULL,
            UNIQUE (kind, source_id),
            CHECK (amount_minor <> 0 AND (amount_minor > 0) = (kind IN ('payment', 'deposit')))
        ) STRICT
        """
    )
    db.execute("CREATE INDEX desk_entry_of_session ON cash_desk_entry (session_id)")
    db.execute("ALTER TABLE z_report ADD COLUMN desk_to INTEGER NOT NULL DEFAULT 0")
