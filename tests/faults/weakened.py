"""The server without its promise: SQLite no longer waits for the disk at each commit.

Only the fault programme starts it, as its control: a check that passes on this server proves
nothing. ``python -m tests.faults.weakened serve --data ...``
"""

import sqlite3
from pathlib import Path

from venue.cli import main
from venue.core import db

strong = db.open_writer


def weak(path: Path) -> sqlite3.Connection:
    """Open the writer as ever, then take the fsync of each commit away."""
    connection = strong(path)
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


if __name__ == "__main__":
    db.open_writer = weak
    main()
