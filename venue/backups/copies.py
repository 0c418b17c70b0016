"""Copies of the newest backup on further media: sticks and disks that come and go.

A folder counts only while the owner's mark lies in it: an empty mount point, or a guest's stick,
gets nothing. A copy is written under another name, synced, read back and only then named, so that
a stick pulled out half-way holds the copies it held before.
"""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from config.settings import write_whole
from venue.backups import service
from venue.core.erased import FILE as FORGOTTEN
from venue.core.errors import Invalid, Unavailable

MARK = ".venue-backups"
ABOUT = "Copies of this venue's backups are kept in this folder.\n"
PIECE = 1024 * 1024
SPARE_BYTES = 16 * PIECE
LATE_DAYS = 8  # a stick that is changed every week is never late


class Copied(NamedTuple):
    """How it stands with one folder: ``away``, or ``name`` of its newest copy, or a ``fault``."""

    folder: str
    name: str = ""
    fault: str = ""
    away: bool = False


def mark(folder: Path) -> None:
    """Make a folder one that gets copies.

    Raises:
        Invalid: ``backups.no_medium`` - it is no folder that can be written to.
    """
    try:
        with (folder / MARK).open("w") as file:
            file.write(ABOUT)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        words = f"{folder} is no folder that can be written to: {error.strerror}"
        raise Invalid("backups.no_medium", words) from error


def bring(source: Path, folder: Path, keep: int, *, read_whole: bool = False) -> Copied:
    """Bring the newest backup of ``source`` to a folder; one that is there stays as it is.

    Args:
        read_whole: Whether to read a copy that is there, or to trust its size.
    """
    name = str(folder)
    try:
        if not (folder / MARK).is_file():
            return Copied(name, away=True)
        newest = service.index(source)[:1]
        if not newest:
            return Copied(name, fault="there is no backup yet")
        wanted = source / newest[0]["name"]
        if not _is_there(wanted, folder, read_whole):
            service.thin_out(folder, keep)
            _copy(wanted, folder)
        _name_the_forgotten(source, folder)
        return Copied(name, name=wanted.name)
    except Unavailable as refusal:
        return Copied(name, fault=refusal.message)
    except OSError as error:
        return Copied(name, fault=f"{folder}: {error.strerror or error}")


def late(told: dict[str, Any], run_ms: int) -> int:
    """Return for how many days of running time a folder has had no new copy; 0: it is in time."""
    days = int((run_ms - int(told.get("run_ms", run_ms))) // 86_400_000)
    return days if days >= LATE_DAYS else 0


def _is_there(wanted: Path, folder: Path, read_whole: bool) -> bool:
    path = folder / wanted.name
    if not path.is_file() or path.stat().st_size != wanted.stat().st_size:
        return False
    return not read_whole or _digest(path) == _digest(wanted)


def _name_the_forgotten(source: Path, folder: Path) -> None:
    """Bring the list of the forgotten along; what a medium says of it is never read here."""
    known, there = source / FORGOTTEN, folder / FORGOTTEN
    if known.is_file() and not (there.is_file() and there.read_bytes() == known.read_bytes()):
        write_whole(there, known.read_text())


def _copy(wanted: Path, folder: Path) -> None:
    for left in folder.glob(".venue-*.part"):
        left.unlink()
    size, free = wanted.stat().st_size, shutil.disk_usage(folder).free
    if free < size + SPARE_BYTES:
        needed, there = size // PIECE, free // PIECE
        words = f"a copy needs {needed} MB, {folder} has {there} MB free"
        raise Unavailable("backups.no_room", words)
    part = folder / f".{wanted.name}.part"
    with wanted.open("rb") as given, part.open("wb") as taken:
        shutil.copyfileobj(given, taken, PIECE)
        taken.flush()
        os.fsync(taken.fileno())
        # Read back from the medium, not from what the kernel remembers of it.
        os.posix_fadvise(taken.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if _digest(part) != _digest(wanted):
        part.unlink()
        raise Unavailable("backups.bad_medium", f"{folder} did not keep what was written to it")
    os.replace(part, folder / wanted.name)
    _sync(folder)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
