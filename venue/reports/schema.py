"""Tables of reports: what a closing was, once and for ever, and the sums of days that ended."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("reports")


@MIGRATIONS()
def m1400_sales(db: Database) -> None:
    """Make the sale, the sums of a day, and the list of what was closed before there were sales."""
    db.execute(
        """
        CREATE TABLE report_sale (
            id INTEGER PRIMARY KEY,
            business_day INTEGER NOT NULL,
            bill_id TEXT NOT NULL,
            sign INTEGER NOT NULL CHECK (sign IN (-1, 1)),
            facts TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX sale_of_day ON report_sale (business_day)")
    db.execute(
        """
        CREATE TABLE report_sum (
            kind TEXT NOT NULL,
            business_day INTEGER NOT NULL,
            outlet_id INTEGER NOT NULL,
            key TEXT NOT NULL,
            times INTEGER NOT NULL,
            quantity INTEGER NOT NULL,
            amount_minor INTEGER NOT NULL,
            other INTEGER NOT NULL,
            most INTEGER NOT NULL,
            PRIMARY KEY (kind, business_day, outlet_id, key)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE TABLE report_day (business_day INTEGER PRIMARY KEY) STRICT")
    db.execute("CREATE TABLE report_todo (closing_id INTEGER PRIMARY KEY) STRICT")
    db.execute("INSERT INTO report_todo SELECT id FROM bill_closing WHERE reopened_at IS NULL")
