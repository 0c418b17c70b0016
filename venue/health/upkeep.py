"""What keeps the database small over years: the log cut each night, empty pages given back."""

from venue.core import facts
from venue.core.db import Database
from venue.core.tx import Tx

NIGHT_HOUR = 4
EMPTY_PERCENT = 25  # of the file: less is used again by new rows, and a vacuum writes all of it
SMALLEST_BYTES = 20_000_000
ROOM_FACTOR = 3  # the new file and the log of its pages stand beside the old one
WEEK_MS = 7 * 86_400_000
LAST = "upkeep.vacuum"


def every_night(database: Database) -> bool:
    """Cut the log, and write the file anew where much of it is empty; tell whether it was."""
    with database.read() as tx:
        empty, pages, size = (
            int(tx.value(f"PRAGMA {name}"))
            for name in ("freelist_count", "page_count", "page_size")
        )
        last = int(facts.get(tx, LAST) or -WEEK_MS)
        rested = tx.run_ms - last >= WEEK_MS
    room = database.disk_usage().free > pages * size * ROOM_FACTOR
    big = pages * size >= SMALLEST_BYTES
    vacuum = big and rested and room and empty * 100 >= pages * EMPTY_PERCENT
    if vacuum:
        database.write(_note)
    database.tidy(vacuum=vacuum)
    return vacuum


def _note(tx: Tx) -> None:
    facts.put(tx, LAST, str(tx.run_ms))
