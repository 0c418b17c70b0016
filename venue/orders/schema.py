"""Tables of orders, their lines and tickets, and the bill they stand on.

Few indexes, and rows kept inside their primary key's tree: each touched page is written to an
SD card twice.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("orders")


@MIGRATIONS()
def m0001_orders(db: Database) -> None:
    """Make the business day, bill, order, line and ticket."""
    db.execute(
        """
        CREATE TABLE business_day (
            id INTEGER PRIMARY KEY,
            on_date TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            opened_run_ms INTEGER NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE bill (
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL,
            table_session_id TEXT REFERENCES table_session (id),
            opened_at TEXT NOT NULL,
            closed_at TEXT
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX bill_of_session ON bill (table_session_id)")
    db.execute(
        """
        CREATE TABLE guest_order (
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL,
            business_day INTEGER NOT NULL REFERENCES business_day (id),
            bill_id TEXT NOT NULL REFERENCES bill (id),
            table_session_id TEXT REFERENCES table_session (id),
            table_id INTEGER,
            table_number TEXT NOT NULL,
            covers INTEGER NOT NULL,
            origin TEXT NOT NULL CHECK (origin IN ('guest', 'staff', 'wire', 'api')),
            guest_id INTEGER,
            by_name TEXT NOT NULL,
            note TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('awaiting_staff', 'sent', 'completed', 'rejected')),
            reason TEXT NOT NULL DEFAULT '',
            placed_at TEXT NOT NULL,
            placed_run_ms INTEGER NOT NULL,
            changed_at TEXT NOT NULL,
            changed_run_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX order_of_session ON guest_order (table_session_id, placed_run_ms)")
    db.execute(
        """
        CREATE INDEX order_active ON guest_order (placed_run_ms, id)
        WHERE state IN ('awaiting_staff', 'sent')
        """
    )
    db.execute(
        """
        CREATE INDEX order_ended ON guest_order (changed_run_ms, id)
        WHERE state IN ('completed', 'rejected')
        """
    )
    db.execute(
        """
        CREATE TABLE order_line (
            order_id TEXT NOT NULL REFERENCES guest_order (id),
            position INTEGER NOT NULL,
            bill_id TEXT NOT NULL,
            item_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            kitchen_name TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
            unit_price_minor INTEGER NOT NULL,
            modifiers TEXT NOT NULL,
            note TEXT NOT NULL,
            station_id INTEGER NOT NULL,
            course INTEGER NOT NULL,
            seat INTEGER,
            tax_class TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN (
                'held', 'fired', 'started', 'done', 'served', 'voided', 'void_seen')),
            fired_run_ms INTEGER,
            done_run_ms INTEGER,
            refire_of INTEGER,
            PRIMARY KEY (order_id, position)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX line_of_bill ON order_line (bill_id)")
    db.execute(
        """
        CREATE INDEX line_on_board ON order_line (station_id, order_id)
        WHERE state IN ('held', 'fired', 'started', 'voided')
        """
    )
    db.execute(
        """
        CREATE TABLE ticket (
            order_id TEXT NOT NULL REFERENCES guest_order (id),
            station_id INTEGER NOT NULL,
            number TEXT NOT NULL,
            created_run_ms INTEGER NOT NULL,
            acknowledged_at TEXT,
            acknowledged_by TEXT,
            escalated_run_ms INTEGER,
            PRIMARY KEY (order_id, station_id)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE INDEX ticket_unseen ON ticket (created_run_ms) WHERE acknowledged_at IS NULL
        """
    )


@MIGRATIONS()
def m0400_service_type(db: Database) -> None:
    """Note how an order is served, and where a line went that another party took over."""
    types = "('dine_in', 'takeaway', 'delivery', 'room')"
    db.execute(
        f"""
        ALTER TABLE guest_order ADD COLUMN service_type TEXT NOT NULL DEFAULT 'dine_in'
            CHECK (service_type IN {types})
        """
    )
    db.execute("ALTER TABLE order_line ADD COLUMN moved_to TEXT")


@MIGRATIONS()
def m0401_line_void(db: Database) -> None:
    """Make the reasons of voids, kept out of the journal."""
    db.execute(
        """
        CREATE TABLE line_void (
            order_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            from_state TEXT NOT NULL,
            reason TEXT NOT NULL,
            asked_by TEXT NOT NULL,
            approved_by TEXT NOT NULL,
            given_back INTEGER NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (order_id, position),
            FOREIGN KEY (order_id, position) REFERENCES order_line (order_id, position)
        ) STRICT, WITHOUT ROWID
        """
    )


@MIGRATIONS()
def m0402_session_merge(db: Database) -> None:
    """Make what is needed to take joined parties apart again."""
    db.execute(
        """
        CREATE TABLE session_merge (
            id INTEGER PRIMARY KEY,
            from_session TEXT NOT NULL,
            into_session TEXT NOT NULL,
            from_table INTEGER NOT NULL,
            label TEXT,
            covers INTEGER NOT NULL,
            order_ids TEXT NOT NULL,
            stayed TEXT NOT NULL,
            foreign_lines TEXT NOT NULL,
            guest_ids TEXT NOT NULL,
            made_run_ms INTEGER NOT NULL,
            undone_session TEXT
        ) STRICT
        """
    )
    db.execute("CREATE INDEX merge_of_session ON session_merge (into_session)")


@MIGRATIONS()
def m0403_external_order(db: Database) -> None:
    """Make the references by which programs outside know their orders."""
    db.execute(
        """
        CREATE TABLE external_order (
            channel TEXT NOT NULL,
            reference TEXT NOT NULL,
            order_id TEXT NOT NULL,
            PRIMARY KEY (channel, reference)
        ) STRICT, WITHOUT ROWID
        """
    )


@MIGRATIONS()
def m0404_favourite(db: Database) -> None:
    """Make the dishes that a waiter pinned."""
    db.execute(
        """
        CREATE TABLE favourite (
            staff_id INTEGER NOT NULL,
            item_id INTEGER NOT NULL,
            PRIMARY KEY (staff_id, item_id)
        ) STRICT, WITHOUT ROWID
        """
    )


@MIGRATIONS()
def m0500_kitchen_marks(db: Database) -> None:
    """Note what the kitchen must tap, its names of modifiers, and tickets that jump the line."""
    db.execute(
        """
        ALTER TABLE order_line ADD COLUMN attention TEXT NOT NULL DEFAULT ''
        CHECK (attention IN ('', 'added', 'changed', 'fired', 'allergy'))
        """
    )
    db.execute("ALTER TABLE order_line ADD COLUMN kitchen_modifiers TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE ticket ADD COLUMN rushed_run_ms INTEGER")


@MIGRATIONS()
def m0600_sets_and_outlets(db: Database) -> None:
    """Let lines be components of a set, or weighed; note the outlet that sold an order.

    The components of one set share ``parent_no``, counted within the order; the set itself has no
    line: its price stands split on them, each with its own tax class.
    """
    for column in (
        "parent_no INTEGER",
        "parent_item_id INTEGER",
        "parent_name TEXT NOT NULL DEFAULT ''",
        "grams INTEGER CHECK (grams > 0)",
    ):
        db.execute(f"ALTER TABLE order_line ADD COLUMN {column}")
    db.execute("ALTER TABLE guest_order ADD COLUMN outlet_id INTEGER")


@MIGRATIONS()
def m1400_void_day(db: Database) -> None:
    """Note on which business day a line was taken back, for the day's report."""
    db.execute("ALTER TABLE line_void ADD COLUMN business_day INTEGER NOT NULL DEFAULT 0")
    db.execute(
        """
        UPDATE line_void SET business_day =
            (SELECT o.business_day FROM guest_order o WHERE o.id = line_void.order_id)
        """
    )
    db.execute("CREATE INDEX void_of_day ON line_void (business_day)")


@MIGRATIONS()
def m1320_training(db: Database) -> None:
    """Mark the orders of training: nobody cooks them, nothing of them is money."""
    db.execute(
        """
        ALTER TABLE guest_order ADD COLUMN training INTEGER NOT NULL DEFAULT 0
            CHECK (training IN (0, 1))
        """
    )
