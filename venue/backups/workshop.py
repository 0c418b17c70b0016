"""Folders in which a backup is made or tried: decrypted, so they must not outlive the work."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".venue-work-"


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Give a folder that is gone afterwards; what a power cut left goes too."""
    for left in folder.glob(f"{PREFIX}*"):
        if not _is_worked_in(left):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder) as room:
        handle = os.open(room, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Path(room)
        finally:
            os.close(handle)


def _is_worked_in(room: Path) -> bool:
    """Tell whether a process has its lock on a folder; the kernel drops it with the process."""
    try:
        handle = os.open(room, os.O_RDONLY)
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
