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


@MIGRATIONS()
def m0800_room_nights(db: Database) -> None:
    """Make what is sold: a room-night is a row, and its keys cannot be taken twice.

    ``slot`` counts the sold rooms of a type in a night. The holder is a stay, or a block that
    takes the room out of the inventory.
    """
    db.execute("ALTER TABLE room_type ADD COLUMN nightly_minor INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE room_type ADD COLUMN overbooking INTEGER NOT NULL DEFAULT 0")
    db.execute(
        """
        CREATE TABLE room_season (
            id INTEGER PRIMARY KEY,
            room_type_id INTEGER NOT NULL REFERENCES room_type (id),
            starts TEXT NOT NULL,
            ends TEXT NOT NULL,
            nightly_minor INTEGER NOT NULL CHECK (nightly_minor >= 0),
            least_nights INTEGER NOT NULL CHECK (least_nights > 0),
            CHECK (starts < ends)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX season_of_type ON room_season (room_type_id, starts)")
    db.execute(
        """
        CREATE TABLE room_block (
            id INTEGER PRIMARY KEY,
            room_id INTEGER NOT NULL REFERENCES room (id),
            starts TEXT NOT NULL,
            ends TEXT NOT NULL,
            reason TEXT NOT NULL,
            lifted_at TEXT,
            CHECK (starts < ends)
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE room_night (
            room_type_id INTEGER NOT NULL REFERENCES room_type (id),
            night TEXT NOT NULL,
            slot INTEGER NOT NULL CHECK (slot > 0),
            holder TEXT NOT NULL CHECK (holder IN ('stay', 'block')),
            holder_id INTEGER NOT NULL,
            room_id INTEGER REFERENCES room (id),
            PRIMARY KEY (room_type_id, night, slot),
            CHECK (holder = 'stay' OR room_id IS NOT NULL)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        "CREATE UNIQUE INDEX one_holder ON room_night (room_id, night) WHERE room_id IS NOT NULL"
    )
    db.execute("CREATE UNIQUE INDEX night_of_holder ON room_night (holder, holder_id, night)")
    db.execute("CREATE INDEX night_of_house ON room_night (night)")


@MIGRATIONS()
def m2000_nights_of_the_chart(db: Database) -> None:
    """Let the chart read who holds which room from the index alone."""
    db.execute("DROP INDEX night_of_house")
    db.execute("CREATE INDEX night_of_house ON room_night (night, holder, holder_id, room_id)")


@MIGRATIONS()
def m4500_rooms_out_of_use(db: Database) -> None:
    """Let a room with a past be out of use for ever, and say on which floor a room is."""
    db.execute("ALTER TABLE room ADD COLUMN retired_at TEXT")
    db.execute("ALTER TABLE room ADD COLUMN floor TEXT NOT NULL DEFAULT ''")
