"""The table of draft lines.

A row stays when its dish was sent or taken out: a phone whose Wi-Fi comes back late must hear that,
not put the dish in again. All rows of a party go when its table is closed.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("drafts")


@MIGRATIONS()
def m0300_draft_line(db: Database) -> None:
    """Make the draft line."""
    db.execute(
        """
        CREATE TABLE draft_line (
            id TEXT PRIMARY KEY,
            table_session_id TEXT NOT NULL REFERENCES table_session (id),
            guest_id INTEGER NOT NULL REFERENCES guest (id),
            item_id INTEGER NOT NULL REFERENCES item (id),
            quantity INTEGER NOT NULL CHECK (quantity BETWEEN 0 AND 99),
            modifiers TEXT NOT NULL,
            note TEXT NOT NULL,
            revision INTEGER NOT NULL CHECK (revision >= 0),
            added_run_ms INTEGER NOT NULL,
            order_id TEXT,
            position INTEGER,
            CHECK ((order_id IS NULL) = (position IS NULL))
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX draft_of_session ON draft_line (table_session_id, added_run_ms)")
