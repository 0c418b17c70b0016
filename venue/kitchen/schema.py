"""Tables of the kitchen: how long dishes take, by which its load is measured."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("kitchen")


@MIGRATIONS()
def m0500_pace(db: Database) -> None:
    """Make the cooking time of an item, and of any dish of a station."""
    db.execute(
        """
        CREATE TABLE item_pace (
            item_id INTEGER PRIMARY KEY,
            cook_s INTEGER NOT NULL CHECK (cook_s >= 0)
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE station_pace (
            station_id INTEGER PRIMARY KEY,
            cook_s INTEGER NOT NULL CHECK (cook_s >= 0)
        ) STRICT
        """
    )
