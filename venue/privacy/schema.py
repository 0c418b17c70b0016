"""The table of what was forgotten."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("privacy")


@MIGRATIONS()
def m4300_erasure(db: Database) -> None:
    """Make the list of rows whose words were forgotten: ids alone."""
    db.execute(
        """
        CREATE TABLE erasure (
            place TEXT NOT NULL,
            row_key TEXT NOT NULL,
            erased_at TEXT NOT NULL,
            PRIMARY KEY (place, row_key)
        ) STRICT, WITHOUT ROWID
        """
    )
