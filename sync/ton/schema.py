"""Tables of TON: the merchant's address, requests, facts, how far the chain was read, rates."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("ton")


@MIGRATIONS()
def m1100_chain(db: Database) -> None:
    """Make them all; a fact's key is what the chain itself tells transactions apart by."""
    db.execute(
        """
        CREATE TABLE ton_merchant (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            network TEXT NOT NULL CHECK (network IN ('main', 'test')),
            state TEXT NOT NULL CHECK (state IN ('proposed', 'active', 'retired', 'dropped')),
            proposed_by TEXT NOT NULL,
            proposed_at TEXT NOT NULL,
            proposed_run_ms INTEGER NOT NULL,
            confirmed_by TEXT,
            confirmed_at TEXT,
            confirmed_run_ms INTEGER
        ) STRICT
        """
    )
    for state in ("proposed", "active"):
        db.execute(
            f"CREATE UNIQUE INDEX ton_one_{state} ON ton_merchant (state) WHERE state = '{state}'"
        )
    db.execute(
        """
        CREATE TABLE ton_request (
            tender_id INTEGER PRIMARY KEY REFERENCES tender (id),
            code TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL,
            asset TEXT NOT NULL CHECK (asset IN ('ton', 'usdt')),
            units_due INTEGER NOT NULL CHECK (units_due > 0),
            tolerance_units INTEGER NOT NULL,
            price TEXT NOT NULL,
            sources TEXT NOT NULL,
            quoted_at TEXT NOT NULL,
            expires_utime INTEGER NOT NULL,
            unverified_run_ms INTEGER
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE ton_fact (
            id INTEGER PRIMARY KEY,
            network TEXT NOT NULL,
            account TEXT NOT NULL,
            lt INTEGER NOT NULL,
            hash TEXT NOT NULL,
            utime INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('sale', 'income', 'foreign')),
            asset TEXT NOT NULL,
            units INTEGER NOT NULL CHECK (units >= 0),
            sender TEXT NOT NULL,
            comment TEXT NOT NULL,
            tender_id INTEGER REFERENCES tender (id),
            seen_at TEXT NOT NULL,
            decision TEXT NOT NULL DEFAULT '',
            decided_by TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL DEFAULT '',
            UNIQUE (network, account, lt)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX ton_fact_of_tender ON ton_fact (tender_id)")
    db.execute(
        """
        CREATE TABLE ton_watch (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            synced_utime INTEGER NOT NULL,
            chain_utime INTEGER NOT NULL,
            checked_run_ms INTEGER NOT NULL,
            usdt_agrees INTEGER NOT NULL CHECK (usdt_agrees IN (0, 1)),
            usdt_checked_run_ms INTEGER NOT NULL
        ) STRICT
        """
    )
    db.execute("INSERT INTO ton_watch VALUES (1, 0, 0, -1000000000, 0, -1000000000)")
    db.execute(
        """
        CREATE TABLE ton_rate (
            asset TEXT NOT NULL,
            source TEXT NOT NULL,
            price TEXT NOT NULL,
            age_s REAL NOT NULL,
            run_ms INTEGER NOT NULL,
            PRIMARY KEY (asset, source)
        ) STRICT, WITHOUT ROWID
        """
    )


@MIGRATIONS()
def m1400_content(db: Database) -> None:
    """Note what the bill held when it was asked for, and whether the USDT wallet is locked."""
    db.execute("ALTER TABLE ton_request ADD COLUMN bill_content TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE ton_watch ADD COLUMN usdt_locked INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE ton_fact ADD COLUMN sent_back_to TEXT NOT NULL DEFAULT ''")
