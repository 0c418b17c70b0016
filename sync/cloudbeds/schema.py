"""Tables of what is what at Cloudbeds: types, rooms, stays, and the property itself.

No names of people; those are in the reservation's row alone.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("cloudbeds")


@MIGRATIONS()
def m1700_cloudbeds_links(db: Database) -> None:
    """Make the links; ``seen`` is what the cloud said when both sides agreed last."""
    db.execute(
        """
        CREATE TABLE cloudbeds_property (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            property_id TEXT NOT NULL,
            zone TEXT NOT NULL,
            currency TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE cloudbeds_type (
            room_type_id INTEGER PRIMARY KEY, cloud_id TEXT NOT NULL UNIQUE
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE cloudbeds_room (
            room_id INTEGER PRIMARY KEY,
            cloud_id TEXT NOT NULL UNIQUE,
            seen TEXT NOT NULL DEFAULT ''
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE cloudbeds_stay (
            stay_id INTEGER PRIMARY KEY,
            token TEXT UNIQUE,
            reservation_id TEXT NOT NULL DEFAULT '',
            sub_id TEXT NOT NULL DEFAULT '',
            guest_id TEXT NOT NULL DEFAULT '',
            seen TEXT NOT NULL DEFAULT ''
        ) STRICT
        """
    )
    db.execute(
        "CREATE UNIQUE INDEX cloudbeds_stay_sub ON cloudbeds_stay (sub_id) WHERE sub_id <> ''"
    )
    db.execute("CREATE INDEX cloudbeds_stay_guest ON cloudbeds_stay (guest_id)")
