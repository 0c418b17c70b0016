"""Tables of room service."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("roomservice")


@MIGRATIONS()
def m3500_room_pass(db: Database) -> None:
    """Make the PIN of each stay in house."""
    db.execute(
        """
        CREATE TABLE room_pass (
            stay_id INTEGER PRIMARY KEY,
            pin_sealed TEXT NOT NULL
        ) STRICT
        """
    )


@MIGRATIONS()
def m3501_order_slot(db: Database) -> None:
    """Make the list of orders that wait for their time."""
    db.execute(
        """
        CREATE TABLE order_slot (
            order_id TEXT PRIMARY KEY,
            fire_run_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )


@MIGRATIONS()
def m4200_breakfast_card(db: Database) -> None:
    """Make the breakfast cards: one for a stay and morning."""
    db.execute(
        """
        CREATE TABLE breakfast_card (
            id INTEGER PRIMARY KEY,
            stay_id INTEGER NOT NULL,
            day TEXT NOT NULL,
            slot TEXT NOT NULL,
            people INTEGER NOT NULL CHECK (people > 0),
            lines TEXT NOT NULL,
            diet TEXT NOT NULL,
            note TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'withdrawn', 'ordered', 'missed')),
            cause TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL,
            order_id TEXT UNIQUE,
            late_min INTEGER NOT NULL DEFAULT 0,
            entered_by TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            changed_run_ms INTEGER NOT NULL,
            filled_mono_ms INTEGER NOT NULL,
            filled_at TEXT NOT NULL,
            UNIQUE (stay_id, day)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX breakfast_card_day ON breakfast_card (day, slot)")
    db.execute("CREATE INDEX breakfast_card_waits ON breakfast_card (day) WHERE state = 'open'")
