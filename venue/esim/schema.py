"""Tables of eSIMs: the copy of the catalogue, the partner's account, orders."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("esim")


@MIGRATIONS()
def m1800_esims(db: Database) -> None:
    """Make them all; what activates an eSIM is kept sealed and found by a keyed hash."""
    db.execute(
        """
        CREATE TABLE esim_package (
            package_id TEXT PRIMARY KEY,
            slug TEXT NOT NULL,
            destination TEXT NOT NULL,
            countries TEXT NOT NULL,
            operator TEXT NOT NULL,
            topup INTEGER NOT NULL,
            retail_minor INTEGER,
            net_minor INTEGER,
            cost_cents INTEGER NOT NULL,
            megabytes INTEGER NOT NULL,
            days INTEGER NOT NULL,
            unlimited INTEGER NOT NULL,
            needs_identity INTEGER NOT NULL,
            pass INTEGER NOT NULL,
            gone INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX esim_package_place ON esim_package (slug, topup)")
    db.execute(
        """
        CREATE TABLE esim_account (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            pass INTEGER NOT NULL DEFAULT 0,
            catalogue_at TEXT,
            catalogue_run_ms INTEGER,
            balance_cents INTEGER,
            balance_run_ms INTEGER,
            mode TEXT NOT NULL DEFAULT 'sandbox'
        ) STRICT
        """
    )
    db.execute("INSERT INTO esim_account (id) VALUES (1)")
    db.execute(
        """
        CREATE TABLE esim_order (
            id INTEGER PRIMARY KEY,
            token TEXT NOT NULL UNIQUE,
            pass_mac TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('sim', 'topup')),
            topup_of INTEGER REFERENCES esim_order (id),
            package_id TEXT NOT NULL,
            slug TEXT NOT NULL,
            destination TEXT NOT NULL,
            megabytes INTEGER NOT NULL,
            days INTEGER NOT NULL,
            unlimited INTEGER NOT NULL,
            mode TEXT NOT NULL,
            bill_id TEXT NOT NULL,
            price_minor INTEGER NOT NULL,
            cost_cents INTEGER NOT NULL,
            state TEXT NOT NULL,
            code TEXT NOT NULL DEFAULT '',
            created_at TEXT NOT NULL,
            paid_at TEXT,
            deadline_run_ms INTEGER,
            sealed TEXT,
            iccid_mac TEXT,
            usage_state TEXT NOT NULL DEFAULT '',
            remaining INTEGER,
            total INTEGER,
            expires_at TEXT NOT NULL DEFAULT '',
            usage_at TEXT,
            usage_run_ms INTEGER,
            ended_run_ms INTEGER
        ) STRICT
        """
    )
    db.execute("CREATE INDEX esim_order_state ON esim_order (state, id)")
    db.execute("CREATE INDEX esim_order_bill ON esim_order (bill_id)")


@MIGRATIONS()
def m1900_claims_and_devices(db: Database) -> None:
    """Refunds asked of the vendor, phones that take eSIMs, and whether a guest bought alone."""
    db.execute("ALTER TABLE esim_order ADD COLUMN by_guest INTEGER NOT NULL DEFAULT 0")
    db.execute(
        """
        CREATE TABLE esim_device (
            os TEXT NOT NULL,
            brand TEXT NOT NULL,
            name TEXT NOT NULL,
            found_by TEXT NOT NULL,
            PRIMARY KEY (brand, name, os)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE esim_claim (
            id INTEGER PRIMARY KEY,
            order_id INTEGER NOT NULL REFERENCES esim_order (id),
            token TEXT NOT NULL UNIQUE,
            reason TEXT NOT NULL,
            notes TEXT NOT NULL,
            state TEXT NOT NULL,
            code TEXT NOT NULL DEFAULT '',
            asked_at TEXT NOT NULL,
            ended_at TEXT,
            looked_run_ms INTEGER
        ) STRICT
        """
    )
    db.execute("CREATE INDEX esim_claim_order ON esim_claim (order_id)")
    db.execute("CREATE INDEX esim_claim_state ON esim_claim (state)")
