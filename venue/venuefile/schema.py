"""The credentials of before, for taking a venue file back."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("venuefile")


@MIGRATIONS()
def m4000_credentials_of_before(db: Database) -> None:
    """Keep the sealed keys that the last file replaced; a column so named is sealed anew."""
    db.execute(
        """
        CREATE TABLE venue_file_credential (
            provider TEXT PRIMARY KEY, sealed TEXT NOT NULL, mode TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
