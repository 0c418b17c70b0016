"""What is installed now, and what tells one version of it from another."""

import hashlib
import importlib
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import NamedTuple

from venue.core.modules import GROUP, is_own

MOST_FILES = 400


class Found(NamedTuple):
    """An installed module: its entry point and a mark that changes with its content."""

    point: EntryPoint
    mark: str


def installed() -> dict[str, Found]:
    """Return the modules of other packages by name; of two of one name, the first alone."""
    importlib.invalidate_caches()
    found: dict[str, Found] = {}
    for point in sorted(entry_points(group=GROUP)):
        if not is_own(point):
            found.setdefault(point.name, Found(point, _mark(point)))
    return found


def places_mark() -> tuple[tuple[str, int], ...]:
    """Return what changes whenever a package comes or goes: a quick look before the long one."""
    folders = {path for path in map(Path, sys.path) if path.is_dir()}
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in folders))


def forget(point: EntryPoint) -> None:
    """Let a package be imported anew."""
    root = point.value.partition(":")[0].partition(".")[0]
    for name in [one for one in sys.modules if one == root or one.startswith(f"{root}.")]:
        del sys.modules[name]


def _mark(point: EntryPoint) -> str:
    digest = hashlib.sha256(point.value.encode())
    if point.dist is None:
        return digest.hexdigest()
    digest.update(point.dist.version.encode() + (point.dist.read_text("RECORD") or "").encode())
    for file in (point.dist.files or [])[:MOST_FILES]:
        path = Path(str(file.locate()))
        if path.suffix == ".py" and path.is_file():
            digest.update(str(path.stat().st_mtime_ns).encode())
    return digest.hexdigest()
