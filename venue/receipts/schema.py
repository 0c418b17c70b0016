"""Tables of receipts: their series, the receipts, and invoices over them."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("receipts")


@MIGRATIONS()
def m1300_receipt(db: Database) -> None:
    """Make the series, whose last number moves with the receipt that takes it, and the receipt."""
    db.execute(
        """
        CREATE TABLE receipt_series (
            name TEXT PRIMARY KEY CHECK (name IN ('R', 'T', 'I')),
            last INTEGER NOT NULL CHECK (last >= 0)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("INSERT INTO receipt_series VALUES ('R', 0), ('T', 0), ('I', 0)")
    db.execute(
        """
        CREATE TABLE receipt (
            id INTEGER PRIMARY KEY,
            series TEXT NOT NULL CHECK (series IN ('R', 'T')),
            number INTEGER NOT NULL CHECK (number > 0),
            kind TEXT NOT NULL CHECK (kind IN ('sale', 'refund', 'reversal')),
            bill_id TEXT NOT NULL REFERENCES bill (id),
            tender_id INTEGER REFERENCES tender (id),
            corrects INTEGER REFERENCES receipt (id),
            method TEXT NOT NULL,
            amount_minor INTEGER NOT NULL,
            tip_minor INTEGER NOT NULL,
            rounding_minor INTEGER NOT NULL,
            bands TEXT NOT NULL,
            document TEXT NOT NULL,
            verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
            business_day INTEGER NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            prints INTEGER NOT NULL DEFAULT 0,
            wanted_run_ms INTEGER,
            fiscal_state TEXT NOT NULL
                CHECK (fiscal_state IN ('none', 'waiting', 'signed', 'failed')),
            fiscal TEXT NOT NULL DEFAULT '{}',
            UNIQUE (series, number),
            UNIQUE (tender_id, kind)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX receipt_of_bill ON receipt (bill_id)")
    db.execute("CREATE INDEX receipt_wanted ON receipt (id) WHERE wanted_run_ms IS NOT NULL")
    db.execute("CREATE INDEX receipt_unsigned ON receipt (id) WHERE fiscal_state = 'waiting'")


@MIGRATIONS()
def m1301_invoice(db: Database) -> None:
    """Make the invoice; its buyer is sealed, for a company's name may be a person's."""
    db.execute(
        """
        CREATE TABLE invoice (
            id INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            cancels INTEGER UNIQUE REFERENCES invoice (id),
            buyer_sealed TEXT NOT NULL,
            reason TEXT NOT NULL,
            total_minor INTEGER NOT NULL,
            document TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            prints INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE invoice_receipt (
            invoice_id INTEGER NOT NULL REFERENCES invoice (id),
            receipt_id INTEGER NOT NULL REFERENCES receipt (id),
            PRIMARY KEY (invoice_id, receipt_id)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX invoice_of_receipt ON invoice_receipt (receipt_id)")
