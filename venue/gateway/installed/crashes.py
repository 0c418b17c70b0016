"""Notices that the box keeps ending soon after its start: then nothing installed is started."""

from pathlib import Path
from typing import Any

STARTS_FILE = "starts"
MOST = 3
SETTLED_S = 60


def begin(data: Path) -> bool:
    """Count a start; return whether the last ones all ended before the box had settled."""
    file = data / STARTS_FILE
    count = _count(file) + 1
    file.write_text(str(count))
    return count > MOST


def settled(data: Path) -> None:
    """Note that the box serves well, or ended as it should."""
    (data / STARTS_FILE).write_text("0")


def alert() -> dict[str, Any]:
    """Return what staff are told while installed modules are left out."""
    return {
        "id": "safe_mode",
        "kind": "safe_mode",
        "text_key": "alert.safe_mode",
        "values": {},
        "age_s": 0,
    }


def _count(file: Path) -> int:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return 0
