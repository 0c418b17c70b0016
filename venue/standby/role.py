"""What this box is to its standby: the one that serves, one that stands by, one that was replaced.

Kept beside the database, not in it: the database travels from box to box.
"""

from pathlib import Path

import msgspec

from config.settings import write_whole
from venue.core.ids import uuid7

FILE = "standby.json"
SERVES, STANDS_BY, REPLACED = "serves", "stands_by", "replaced"


class Role(msgspec.Struct):
    """One box's part.

    Attributes:
        box: The box's own id, made once.
        epoch: How often the venue went to another box, as far as this one knows; a box whose
            epoch is not the newest must not write.
        place: Standing by: the stream's message up to which records were run.
        number, seq: The newest record and journal entry that were run.
        promoted_at: When this box took the venue over; empty once the journal has it.
        words: What is wrong, or where the venue went.
    """

    box: str
    name: str = SERVES
    epoch: int = 0
    venue: str = ""
    place: int = 0
    number: int = 0
    seq: int = 0
    heard_at: str = ""
    promoted_at: str = ""
    words: str = ""


def load(data: Path) -> Role:
    """Return a data folder's part; a box that was never told serves."""
    path = data / FILE
    if not path.exists():
        return Role(uuid7())
    return msgspec.json.decode(path.read_bytes(), type=Role)


def save(data: Path, role: Role) -> None:
    """Keep it; a power cut leaves the old part or the new one."""
    write_whole(data / FILE, msgspec.json.encode(role).decode())
