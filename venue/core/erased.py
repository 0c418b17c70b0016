"""The file that names who was forgotten: ids alone, beside the venue and beside its backups.

Lines: ``booking ID`` (its words), ``form BOOKING ID`` (a check-in form), ``profile BOOKING``
(whoever that booking belongs to), ``held PLACE KEY`` (a row of another place).
"""

import re
from collections.abc import Iterable
from pathlib import Path

FILE = "erased.txt"
MOST_LINES = 100_000  # 5 MB; the newest stay
BOOKING, FORM, PROFILE, HELD = "booking", "form", "profile", "held"
LINE = re.compile(rf"({BOOKING}|{PROFILE}) \S+|({FORM}|{HELD}) \S+ \S+")


def listed(folders: Iterable[Path]) -> list[str]:
    """Return the lines of all copies, the oldest first."""
    lines: dict[str, None] = {}
    for folder in folders:
        path = folder / FILE
        if path.is_file():
            lines.update(dict.fromkeys(path.read_text(errors="replace").splitlines()))
    # A medium that tore a line must not keep the others from being obeyed.
    return [line for line in lines if LINE.fullmatch(line)]
