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
