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


@MIGRATIONS()
def m0200_content(db: Database) -> None:
    """Make what a bill holds beside its lines: adjustments, items that no kitchen cooks."""
    db.execute(
        """
        CREATE TABLE bill_adjustment (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            kind TEXT NOT NULL CHECK (kind IN ('discount', 'comp', 'no_service')),
            line_id TEXT,
            percent_bp INTEGER CHECK (percent_bp BETWEEN 1 AND 10000),
            amount_minor INTEGER CHECK (amount_minor > 0),
            reason TEXT NOT NULL,
            given_by TEXT NOT NULL,
            approved_by TEXT NOT NULL,
            given_at TEXT NOT NULL,
            undone_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX adjustment_of_bill ON bill_adjustment (bill_id)")
    db.execute(
        """
        CREATE TABLE bill_item (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            kind TEXT NOT NULL,
            ref INTEGER NOT NULL,
            name TEXT NOT NULL,
            amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
            added_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX item_of_bill ON bill_item (bill_id)")


@MIGRATIONS()
def m0201_life(db: Database) -> None:
    """Make a bill's pre-bills, parts, closings, end, and the guests' wishes to pay."""
    db.execute(
        """
        CREATE TABLE prebill (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            number INTEGER NOT NULL,
            total_minor INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX prebill_of_bill ON prebill (bill_id)")
    db.execute(
        """
        CREATE TABLE bill_part (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            position INTEGER NOT NULL,
            how TEXT NOT NULL CHECK (how IN ('even', 'amount', 'item', 'seat')),
            seat INTEGER,
            lines TEXT NOT NULL,
            bands TEXT NOT NULL,
            due_minor INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            made_at TEXT NOT NULL,
            undone_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX part_of_bill ON bill_part (bill_id)")
    db.execute(
        """
        CREATE TABLE bill_closing (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            business_day INTEGER NOT NULL,
            figures TEXT NOT NULL,
            training INTEGER NOT NULL DEFAULT 0 CHECK (training IN (0, 1)),
            closed_by TEXT NOT NULL,
            closed_at TEXT NOT NULL,
            reopened_by TEXT,
            reopened_at TEXT,
            approved_by TEXT,
            reason TEXT NOT NULL DEFAULT ''
        ) STRICT
        """
    )
    db.execute("CREATE INDEX closing_of_bill ON bill_closing (bill_id)")
    db.execute(
        """
        CREATE TABLE bill_end (
            bill_id TEXT PRIMARY KEY REFERENCES bill (id),
            merged_into TEXT REFERENCES bill (id),
            ended_by TEXT NOT NULL,
            ended_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE pay_wish (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            guest_id INTEGER NOT NULL,
            share TEXT NOT NULL CHECK (share IN ('mine', 'even', 'all')),
            people INTEGER NOT NULL CHECK (people BETWEEN 1 AND 50),
            method TEXT NOT NULL,
            amount_minor INTEGER NOT NULL,
            wished_at TEXT NOT NULL,
            UNIQUE (bill_id, guest_id)
        ) STRICT
        """
    )


@MIGRATIONS()
def m1900_item_by_what_it_is(db: Database) -> None:
    """Find what was sold beside dishes by its own number, wherever bills were merged."""
    db.execute("CREATE INDEX item_by_ref ON bill_item (kind, ref)")
