"""Tables of reservations and stays.

Names, phones and notes live in the reservation's row alone and are purged after their term.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("bookings")


@MIGRATIONS()
def m0801_bookings(db: Database) -> None:
    """Make the reservation and its stays, one for each room."""
    db.execute(
        """
        CREATE TABLE reservation (
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            name TEXT NOT NULL,
            email TEXT NOT NULL,
            phone TEXT NOT NULL,
            note TEXT NOT NULL,
            made_at TEXT NOT NULL,
            purged_at TEXT
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE stay (
            id INTEGER PRIMARY KEY,
            reservation_id TEXT NOT NULL REFERENCES reservation (id),
            room_type_id INTEGER NOT NULL,
            room_id INTEGER,
            arrival TEXT NOT NULL,
            departure TEXT NOT NULL,
            adults INTEGER NOT NULL CHECK (adults > 0),
            children INTEGER NOT NULL CHECK (children >= 0),
            state TEXT NOT NULL CHECK (state IN (
                'confirmed', 'assigned', 'checked_in', 'checked_out', 'cancelled', 'no_show'
            )),
            price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
            folio_id INTEGER,
            left_on TEXT,
            reason TEXT NOT NULL DEFAULT '',
            CHECK (arrival < departure),
            CHECK (state NOT IN ('assigned', 'checked_in', 'checked_out') OR room_id IS NOT NULL),
            CHECK ((state = 'checked_out') = (left_on IS NOT NULL)),
            CHECK (state <> 'confirmed' OR room_id IS NULL)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX stay_of_reservation ON stay (reservation_id)")
    db.execute("CREATE INDEX stay_by_arrival ON stay (arrival, state)")
    db.execute("CREATE INDEX stay_by_departure ON stay (departure, state)")
    db.execute("CREATE INDEX stay_in_house ON stay (departure) WHERE state = 'checked_in'")
    db.execute(
        "CREATE INDEX stay_to_arrive ON stay (arrival) WHERE state IN ('confirmed', 'assigned')"
    )
    db.execute("CREATE UNIQUE INDEX one_guest_in_room ON stay (room_id) WHERE state = 'checked_in'")


@MIGRATIONS()
def m1500_left_on(db: Database) -> None:
    """Find those who left on a day without reading the years before."""
    db.execute("CREATE INDEX stay_left_on ON stay (left_on) WHERE left_on IS NOT NULL")


@MIGRATIONS()
def m1600_night_prices(db: Database) -> None:
    """Keep what each night of a stay was sold for: prices change, an agreement does not."""
    db.execute(
        """
        CREATE TABLE stay_night (
            stay_id INTEGER NOT NULL REFERENCES stay (id),
            night TEXT NOT NULL,
            price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
            PRIMARY KEY (stay_id, night)
        ) STRICT, WITHOUT ROWID
        """
    )
