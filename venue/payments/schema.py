"""Tables of payments: tenders, terminals, methods switched off, vouchers, house accounts."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("payments")


@MIGRATIONS()
def m0200_tender(db: Database) -> None:
    """Make the tender with its states; payments noted before become settled ones."""
    db.execute("ALTER TABLE tender RENAME TO tender_before")
    db.execute("DROP INDEX tender_of_bill")
    db.execute(
        """
        CREATE TABLE tender (
            id INTEGER PRIMARY KEY,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            method TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'reversal')),
            state TEXT NOT NULL CHECK (state IN (
                'created', 'awaiting', 'partial', 'unknown', 'unverified', 'settled', 'declined',
                'cancelled', 'expired', 'review', 'lost')),
            amount_minor INTEGER NOT NULL,
            tip_minor INTEGER NOT NULL,
            rounding_minor INTEGER NOT NULL,
            bands TEXT NOT NULL,
            part_id INTEGER,
            refund_of INTEGER REFERENCES tender (id),
            goods INTEGER NOT NULL CHECK (goods IN (0, 1)),
            reason TEXT NOT NULL,
            approved_by TEXT NOT NULL,
            taken_by TEXT NOT NULL,
            business_day INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            settled_at TEXT,
            training INTEGER NOT NULL CHECK (training IN (0, 1)),
            details TEXT NOT NULL,
            CHECK ((kind = 'payment') = (amount_minor > 0 OR (amount_minor = 0 AND tip_minor > 0)))
        ) STRICT
        """
    )
    db.execute(
        """
        INSERT INTO tender
        SELECT id, bill_id, method, 'payment', 'settled', amount_minor, 0, 0,
               json_object('standard:0', amount_minor), NULL, NULL, 0, '', '', taken_by, 0,
               settled_at, settled_at, 0, '{}'
        FROM tender_before
        """
    )
    db.execute("DROP TABLE tender_before")
    db.execute("CREATE INDEX tender_of_bill ON tender (bill_id)")
    db.execute("CREATE INDEX refund_of_tender ON tender (refund_of) WHERE refund_of IS NOT NULL")
    db.execute(
        """
        CREATE INDEX tender_pending ON tender (state)
        WHERE state IN ('created', 'awaiting', 'partial', 'unknown', 'unverified', 'review')
        """
    )


@MIGRATIONS()
def m0201_means(db: Database) -> None:
    """Make the terminal, and the methods that are switched off."""
    db.execute(
        """
        CREATE TABLE terminal (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            protocol TEXT NOT NULL CHECK (protocol IN ('zvt')),
            host TEXT NOT NULL,
            port INTEGER NOT NULL,
            password_sealed TEXT NOT NULL,
            removed_at TEXT
        ) STRICT
        """
    )
    db.execute("CREATE TABLE method_off (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")


@MIGRATIONS()
def m0202_values(db: Database) -> None:
    """Make what is owed to guests and by them: vouchers, deposits, house accounts."""
    db.execute(
        """
        CREATE TABLE voucher (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('gift', 'deposit')),
            code_mac BLOB NOT NULL UNIQUE,
            code_end TEXT NOT NULL,
            note TEXT NOT NULL,
            sold_minor INTEGER NOT NULL CHECK (sold_minor > 0),
            bill_id TEXT NOT NULL REFERENCES bill (id),
            sold_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX voucher_of_bill ON voucher (bill_id)")
    db.execute(
        """
        CREATE TABLE voucher_entry (
            id INTEGER PRIMARY KEY,
            voucher_id INTEGER NOT NULL REFERENCES voucher (id),
            tender_id INTEGER REFERENCES tender (id),
            amount_minor INTEGER NOT NULL,
            booked_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX entry_of_voucher ON voucher_entry (voucher_id)")
    db.execute(
        """
        CREATE TABLE house_account (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            limit_minor INTEGER NOT NULL CHECK (limit_minor >= 0),
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            opened_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE account_entry (
            id INTEGER PRIMARY KEY,
            account_id INTEGER NOT NULL REFERENCES house_account (id),
            bill_id TEXT NOT NULL REFERENCES bill (id),
            tender_id INTEGER REFERENCES tender (id),
            amount_minor INTEGER NOT NULL,
            booked_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX entry_of_account ON account_entry (account_id)")


@MIGRATIONS()
def m1400_settled_day(db: Database) -> None:
    """Note on which business day a tender was settled: a coin may come days after it was asked."""
    db.execute("ALTER TABLE tender ADD COLUMN settled_day INTEGER")
    db.execute("UPDATE tender SET settled_day = business_day WHERE state = 'settled'")
    db.execute("CREATE INDEX tender_of_day ON tender (settled_day) WHERE settled_day IS NOT NULL")
