"""Before the box serves: is what it would open whole? A damaged venue is never opened."""

from pathlib import Path
from typing import NamedTuple

from venue.core import wal, whole

DATABASE, KEY = "venue.db", "venue.key"
TRACES = (KEY, "recovery.key", "cli.token", "server.json")
LARGEST_BYTES = 300_000_000  # larger ones are checked by each backup, not while guests wait


class Damage(NamedTuple):
    """What is wrong: the text is ``recovery.<kind>``; ``why`` is for the installer."""

    kind: str
    why: str


def examine(data: Path) -> Damage | None:
    """Return what is damaged; None where all is whole, or where no venue was ever made."""
    path = data / DATABASE
    if not path.exists():
        left = [name for name in TRACES if (data / name).exists()]
        return Damage("missing", f"{path} is gone; {', '.join(left)} are there") if left else None
    if not (data / KEY).exists():
        return Damage("key", f"{data / KEY} is gone: nothing sealed could be read")
    lost = wal.lost_commits(path.with_name(f"{DATABASE}-wal"))
    if lost > wal.TORN:
        return Damage("wal", f"{path}-wal is broken; {lost} commits lie behind the break")
    if path.stat().st_size > LARGEST_BYTES:
        return None
    fault = whole.fault_of(path)
    return Damage("damaged", f"{path}: {fault}") if fault else None
