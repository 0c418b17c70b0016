"""Tables of check-in forms.

What guests tell is sealed under a key of their own, which is sealed under the box's. Without its
row in ``guest_key`` a form can never be read again, wherever copies of it lie.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("checkin")


@MIGRATIONS()
def m1600_checkin(db: Database) -> None:
    """Make the link of a booking, the form of each guest and its key."""
    db.execute(
        """
        CREATE TABLE checkin_link (
            reservation_id TEXT PRIMARY KEY,
            token_hash TEXT NOT NULL UNIQUE,
            token_sealed TEXT NOT NULL,
            made_at TEXT NOT NULL,
            sent INTEGER NOT NULL DEFAULT 0,
            sent_at TEXT
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE checkin_guest (
            id INTEGER PRIMARY KEY,
            reservation_id TEXT NOT NULL,
            stay_id INTEGER NOT NULL,
            place INTEGER NOT NULL CHECK (place > 0),
            child INTEGER NOT NULL CHECK (child IN (0, 1)),
            state TEXT NOT NULL CHECK (state IN (
                'not_started', 'draft', 'submitted', 'verified', 'used', 'rejected', 'purged'
            )),
            sealed TEXT NOT NULL DEFAULT '',
            rejected TEXT NOT NULL DEFAULT '{}',
            forget_on TEXT,
            submitted_at TEXT,
            decided_by TEXT,
            decided_at TEXT,
            UNIQUE (stay_id, place),
            CHECK (state NOT IN ('not_started', 'purged') OR sealed = '')
        ) STRICT
        """
    )
    db.execute("CREATE INDEX guest_of_reservation ON checkin_guest (reservation_id)")
    db.execute(
        "CREATE INDEX guest_to_forget ON checkin_guest (forget_on) WHERE forget_on IS NOT NULL"
    )
    db.execute(
        """
        CREATE TABLE guest_key (
            guest_id INTEGER PRIMARY KEY REFERENCES checkin_guest (id),
            sealed TEXT NOT NULL
        ) STRICT
        """
    )
