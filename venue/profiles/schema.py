"""Tables of guests' profiles. Their words live here alone and are cleared when they are erased."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("profiles")


@MIGRATIONS()
def m1600_profiles(db: Database) -> None:
    """Make the profile, its bookings and the merges that can be taken back."""
    db.execute(
        """
        CREATE TABLE profile (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            email TEXT NOT NULL,
            phone TEXT NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            made_at TEXT NOT NULL,
            merged_into INTEGER REFERENCES profile (id),
            erased_at TEXT
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE profile_booking (
            reservation_id TEXT PRIMARY KEY,
            profile_id INTEGER NOT NULL REFERENCES profile (id),
            departure TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX booking_of_profile ON profile_booking (profile_id)")
    db.execute(
        """
        CREATE TABLE profile_merge (
            id INTEGER PRIMARY KEY,
            kept_id INTEGER NOT NULL REFERENCES profile (id),
            gone_id INTEGER NOT NULL REFERENCES profile (id),
            bookings TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            undone_at TEXT
        ) STRICT
        """
    )
