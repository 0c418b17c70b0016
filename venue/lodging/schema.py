"""Tables of what stays cost: terms, deposits, fees, audits, invoices."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("lodging")


@MIGRATIONS()
def m1600_lodging(db: Database) -> None:
    """Make the tables; a deposit's ledger sums to what is held of a booking."""
    db.execute(
        """
        CREATE TABLE stay_terms (
            stay_id INTEGER PRIMARY KEY,
            plan TEXT NOT NULL CHECK (plan IN ('none', 'breakfast', 'half', 'full')),
            child_ages TEXT NOT NULL,
            exempt INTEGER NOT NULL CHECK (exempt >= 0),
            exempt_reason TEXT NOT NULL,
            diets TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE deposit_entry (
            id INTEGER PRIMARY KEY,
            reservation_id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('taken', 'applied', 'returned')),
            amount_minor INTEGER NOT NULL CHECK ((amount_minor > 0) = (kind = 'taken')),
            method TEXT NOT NULL,
            folio_id INTEGER,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            CHECK ((kind = 'applied') = (folio_id IS NOT NULL))
        ) STRICT
        """
    )
    db.execute("CREATE INDEX deposit_of_reservation ON deposit_entry (reservation_id)")
    db.execute(
        """
        CREATE TABLE stay_fee (
            stay_id INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('cancel', 'no_show', 'late')),
            amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
            waived TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            PRIMARY KEY (stay_id, kind)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE night_audit (
            day TEXT PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            runs INTEGER NOT NULL,
            last_line INTEGER NOT NULL,
            report TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE folio_invoice (
            folio_id INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            made_at TEXT NOT NULL
        ) STRICT
        """
    )


@MIGRATIONS()
def m4601_deposits_of_a_day(db: Database) -> None:
    """Note where an audit ended among the deposits; closed days name none."""
    db.execute("ALTER TABLE night_audit ADD COLUMN last_deposit INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "UPDATE night_audit SET last_deposit = (SELECT coalesce(max(id), 0) FROM deposit_entry)"
    )
