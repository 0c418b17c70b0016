"""Tables of room types and rooms."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("rooms")


@MIGRATIONS()
def m0001_rooms(db: Database) -> None:
    """Make the room type and the room with its axes of domain.md."""
    db.execute(
        """
        CREATE TABLE room_type (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sleeps INTEGER NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE room (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,
            room_type_id INTEGER NOT NULL REFERENCES room_type (id),
            housekeeping TEXT NOT NULL DEFAULT 'clean'
                CHECK (housekeeping IN ('dirty', 'cleaning', 'clean', 'inspected')),
            block TEXT NOT NULL DEFAULT 'none'
                CHECK (block IN ('none', 'out_of_service', 'out_of_order'))
        ) STRICT
        """
    )
