"""Versions side by side in one folder: which are there, which one is used, and the switch."""

import os
import shutil
from pathlib import Path

from venue.core.errors import Conflict, NotFound
from venue.updates.release import VERSION, order_of

CURRENT, PREVIOUS, COMPLETE = "current", "previous", "complete"
KEPT = 3


def laid(folder: Path) -> list[str]:
    """Return the versions that are whole, oldest first."""
    found = [path.parent.name for path in folder.glob(f"*/{COMPLETE}")]
    versions = {name for name in found if VERSION.fullmatch(name) and not _link(folder, name)}
    return sorted(versions, key=order_of)


def current(folder: Path) -> str:
    """Return the version in use.

    Raises:
        NotFound: ``updates.not_installed``.
    """
    link = folder / CURRENT
    if not link.is_symlink():
        raise NotFound(
            "updates.not_installed", f"install.sh did not install this: there is no {link}"
        )
    return os.readlink(link)


def previous(folder: Path) -> str:
    """Return the version that was used before this one.

    Raises:
        Conflict: ``updates.no_previous``.
    """
    link = folder / PREVIOUS
    if not link.is_symlink() or os.readlink(link) not in laid(folder):
        raise Conflict("updates.no_previous", "there is no version before this one to go back to")
    return os.readlink(link)


def require(folder: Path, version: str) -> None:
    """Refuse a version that is not here, whole.

    Raises:
        NotFound: ``updates.no_version``; names those that are.
    """
    if version not in laid(folder):
        there = ", ".join(laid(folder)) or "none"
        raise NotFound(
            "updates.no_version", f"version {version} is not on this box; there are: {there}"
        )


def switch(folder: Path, version: str) -> None:
    """Use another version from now on; a power cut leaves the old or the new one in use."""
    before = current(folder)
    if before != version:
        _point(folder, PREVIOUS, before)
        _point(folder, CURRENT, version)


def drop_old(folder: Path) -> list[str]:
    """Delete the oldest versions beyond `KEPT`, never the one in use or the one before it."""
    used = {os.readlink(folder / name) for name in (CURRENT, PREVIOUS) if _link(folder, name)}
    unused = [one for one in laid(folder) if one not in used]
    gone = unused[: max(0, len(unused) + len(used) - KEPT)]
    for version in gone:
        (folder / version / COMPLETE).unlink()
        shutil.rmtree(folder / version)
    return gone


def _link(folder: Path, name: str) -> bool:
    return (folder / name).is_symlink()


def _point(folder: Path, name: str, version: str) -> None:
    beside = folder / f".{name}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(version)
    os.replace(beside, folder / name)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
