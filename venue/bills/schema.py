"""Tables of payments on a bill; the bill's own row belongs to orders."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("bills")


@MIGRATIONS()
def m0001_tender(db: Database) -> None:
    """Make the tender."""
    db.execute(
        """
        CREATE TABLE tender (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            method TEXT NOT NULL CHECK (method IN ('cash', 'card')),
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            taken_by TEXT NOT NULL,
            settled_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX tender_of_bill ON tender (bill_id)")
