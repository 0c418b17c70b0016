"""Tables of the translator: own words, kept answers, and the chats of parties."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("translator")


@MIGRATIONS()
def m0900_words(db: Database) -> None:
    """Make the venue's own phrases and glossary, and the store of engines' answers."""
    db.execute(
        """
        CREATE TABLE own_phrase (
            language TEXT NOT NULL, name TEXT NOT NULL, words TEXT NOT NULL,
            PRIMARY KEY (language, name)
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE glossary_term (
            id INTEGER PRIMARY KEY, source TEXT NOT NULL, target TEXT NOT NULL,
            term TEXT NOT NULL, word TEXT NOT NULL, UNIQUE (source, target, term)
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE kept_translation (
            key TEXT PRIMARY KEY, text TEXT NOT NULL, confidence INTEGER NOT NULL,
            table_session_id TEXT, used_run_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX kept_by_use ON kept_translation (used_run_ms)")
    db.execute(
        "CREATE INDEX kept_by_session ON kept_translation (table_session_id) "
        "WHERE table_session_id IS NOT NULL"
    )


@MIGRATIONS()
def m0901_chats(db: Database) -> None:
    """Make a party's chat and what was said; both are deleted when the party's session ends."""
    db.execute(
        """
        CREATE TABLE chat (
            id TEXT PRIMARY KEY,
            table_session_id TEXT NOT NULL UNIQUE,
            guest_language TEXT NOT NULL,
            staff_language TEXT NOT NULL,
            guest_read INTEGER NOT NULL DEFAULT 0,
            staff_read INTEGER NOT NULL DEFAULT 0,
            opened_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE chat_message (
            id INTEGER PRIMARY KEY,
            chat_id TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
            side TEXT NOT NULL CHECK (side IN ('guest', 'staff')),
            by_name TEXT NOT NULL,
            said_at TEXT NOT NULL,
            translation TEXT NOT NULL,
            waiting INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """
    )
    db.execute("CREATE INDEX chat_message_by_chat ON chat_message (chat_id, id)")


@MIGRATIONS()
def m4400_room_request(db: Database) -> None:
    """Make what guests in rooms ask for: a phrase of the book, and how far it is."""
    db.execute(
        """
        CREATE TABLE room_request (
            id INTEGER PRIMARY KEY,
            table_session_id TEXT NOT NULL,
            room TEXT NOT NULL,
            phrase TEXT NOT NULL,
            language TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'done', 'withdrawn')),
            made_at TEXT NOT NULL,
            made_run_ms INTEGER NOT NULL,
            taken_by TEXT NOT NULL DEFAULT '',
            done_run_ms INTEGER
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE INDEX room_request_open ON room_request (made_run_ms)
        WHERE state IN ('open', 'taken')
        """
    )
    db.execute("CREATE INDEX room_request_of_session ON room_request (table_session_id)")
