"""Tables of the desk's books."""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("desklog")


@MIGRATIONS()
def m3800_wakeup(db: Database) -> None:
    """Make wake-ups of stays, and each day's call of one."""
    db.execute(
        """
        CREATE TABLE wakeup (
            id INTEGER PRIMARY KEY,
            stay_id INTEGER NOT NULL,
            wake_time TEXT NOT NULL CHECK (wake_time GLOB '[0-2][0-9]:[0-5][0-9]'),
            daily INTEGER NOT NULL CHECK (daily IN (0, 1)),
            next_day TEXT NOT NULL,
            next_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('live', 'done', 'cancelled', 'left')),
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            ended_run_ms INTEGER,
            CHECK ((state = 'live') = (ended_run_ms IS NULL))
        ) STRICT
        """
    )
    db.execute("CREATE INDEX wakeup_due ON wakeup (next_at) WHERE state = 'live'")
    db.execute("CREATE INDEX wakeup_of_stay ON wakeup (stay_id)")
    db.execute(
        """
        CREATE TABLE wakeup_call (
            id INTEGER PRIMARY KEY,
            wakeup_id INTEGER NOT NULL REFERENCES wakeup (id) ON DELETE CASCADE,
            day TEXT NOT NULL,
            due_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN
                ('ringing', 'again', 'no_answer', 'answered', 'sent', 'missed', 'left')),
            late_s INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            raises INTEGER NOT NULL DEFAULT 0,
            raise_run_ms INTEGER,
            raised_run_ms INTEGER NOT NULL,
            done_by TEXT NOT NULL DEFAULT '',
            done_run_ms INTEGER,
            done_at TEXT,
            UNIQUE (wakeup_id, day)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX wakeup_call_raise ON wakeup_call (raise_run_ms)")


@MIGRATIONS()
def m3801_shift_log(db: Database) -> None:
    """Make the shift log and who read what."""
    db.execute(
        """
        CREATE TABLE shift_entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            words TEXT NOT NULL,
            plain TEXT NOT NULL,
            room_id INTEGER,
            booking_id TEXT,
            todo INTEGER NOT NULL CHECK (todo IN (0, 1)),
            due_at TEXT,
            corrects_id INTEGER UNIQUE,
            staff_id INTEGER NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            made_run_ms INTEGER NOT NULL,
            ticked_by TEXT NOT NULL DEFAULT '',
            ticked_at TEXT
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE shift_read (
            entry_id INTEGER NOT NULL REFERENCES shift_entry (id) ON DELETE CASCADE,
            staff_id INTEGER NOT NULL,
            read_at TEXT NOT NULL,
            PRIMARY KEY (entry_id, staff_id)
        ) STRICT, WITHOUT ROWID
        """
    )
