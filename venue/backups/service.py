"""Use cases of backups: make, list, verify, thin out, drill, restore."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from config.settings import write_whole
from venue import __version__
from venue.backups import archive
from venue.backups.archive import DATABASE, KEY, SETTINGS, Facts, Manifest
from venue.backups.sealing import RECOVERY_FILE, recovery_key
from venue.backups.workshop import workshop
from venue.core import erased, keyring, whole
from venue.core.clock import rfc3339
from venue.core.db import Database
from venue.core.errors import Conflict, Invalid, NotFound, Unavailable
from venue.core.journal import Head
from venue.core.redo import former
from venue.core.vault import Vault

SUFFIX = ".venuebackup"
PHOTOS, TLS = "photos", "tls"
# Lost, the authority would have to be installed anew on every tablet; the others belong to others.
CERTIFICATES = ("authority.pem", "owner.pem", "public.pem", "public.json")
REDO_FILE = "redo.log"
ROOM_FACTOR = 3  # the copy, its tar and the encrypted file stand beside each other for a moment

Progress = Callable[[int, int], None]


class Made(NamedTuple):
    """A backup that was made and read back."""

    path: Path
    manifest: Manifest


class Drill(NamedTuple):
    """What a trial restore found; ``fault`` is None when the backup would have saved the venue."""

    name: str
    seq: int
    fault: str | None


def make(
    data: Path, database: Database, folder: Path, *, keep: int, progress: Progress | None = None
) -> Made:
    """Copy, check, encrypt and read back; then drop the oldest beyond ``keep``.

    The redo log begins anew with the copy, so that base and log fit.

    Raises:
        Unavailable: ``backups.no_room``, ``backups.no_folder``, ``backups.unsound`` - the venue's
            own file is damaged; nothing older is dropped then.
    """
    _require_room(database.path, folder)
    drop_redo = database.begin_redo_anew()
    with workshop(folder) as room:
        content = room / "content"
        content.mkdir()
        whole.copy(database.path, content / DATABASE, progress)
        checked = whole.check(content / DATABASE)
        if checked.fault:
            raise Unavailable("backups.unsound", f"the backup was not kept: {checked.fault}")
        _gather(data, content)
        now = datetime.now(UTC)
        facts = Facts(
            version=__version__,
            venue_id=checked.venue_id,
            made_at=rfc3339(now),
            seq=checked.head.seq,
            head=checked.head.hash.hex(),
        )
        name = f"venue-{now:%Y%m%d-%H%M%S}-{checked.head.seq}{SUFFIX}"
        key = recovery_key(data)
        archive.write(room / name, content, facts, key)
        shutil.rmtree(content)
        # What was written is read again: a stick that lies is found now, not in the fire.
        manifest = archive.read(room / name, _new(room / "again"), key)
        _sync(room / name)
        os.replace(room / name, folder / name)
        _sync(folder)
    drop_redo()
    thin_out(folder, keep)
    return Made(folder / name, manifest)


def index(folder: Path) -> list[dict[str, Any]]:
    """Return ``[{name, bytes, made_at, seq}]`` of a folder's backups, newest first."""
    found = []
    for path in sorted(_backups(folder), reverse=True):
        day, time, seq = path.name.removesuffix(SUFFIX).split("-")[1:4]
        made_at = datetime.strptime(day + time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        found.append(
            {
                "name": path.name,
                "bytes": path.stat().st_size,
                "made_at": rfc3339(made_at),
                "seq": int(seq),
            }
        )
    return found


def thin_out(folder: Path, keep: int) -> int:
    """Drop the oldest backups beyond ``keep``, but keep the last of each of 30 days."""
    gone = surplus((path.name for path in _backups(folder)), keep)
    for name in gone:
        (folder / name).unlink()
    return len(gone)


def surplus(names: Iterable[str], keep: int) -> set[str]:
    """Return the backups that go: not of the newest ``keep``, nor the last of one of 30 days."""
    ordered = sorted(names, reverse=True)
    last_of_day: dict[str, str] = {}
    for name in ordered:
        last_of_day.setdefault(name.split("-")[1], name)
    return set(ordered) - set(ordered[:keep]) - set(list(last_of_day.values())[:30])


def verify(source: Path, key: str, beside: Path | None = None) -> Manifest:
    """Restore a backup into a folder of its own and check all of it; nothing is kept.

    Args:
        beside: Where to work; None: where the system keeps such files, which may be memory.

    Raises:
        NotFound: ``backups.no_file``. Invalid: what is wrong with it, in words. Unavailable:
            ``backups.no_room``.
    """
    if not source.is_file():
        raise NotFound("backups.no_file", f"there is no file {source}")
    folder = beside or Path(tempfile.gettempdir())
    _require_free(source.stat().st_size * ROOM_FACTOR, folder, "a trial restore")
    with workshop(folder) as room:
        return _opened(source, room, key)


def drill(folder: Path, live: Path, key: str) -> Drill | None:
    """Restore the newest backup on trial and compare it with the living journal.

    Returns:
        None when there is no backup.
    """
    newest = max(_backups(folder), default=None)
    if newest is None:
        return None
    try:
        manifest = verify(newest, key, live.parent)
    except (Invalid, Unavailable) as refusal:
        return Drill(newest.name, 0, refusal.message)
    same = whole.hash_at(live, manifest.seq) == bytes.fromhex(manifest.head)
    fault = None if same else "its history is not the history of this venue"
    return Drill(newest.name, manifest.seq, fault)


class Restored(NamedTuple):
    """What a restore came to.

    Attributes:
        reached: The journal's head in the restored file, the redo log taken in.
        replaced: The head of the venue that was moved aside; None: there was none, or nobody can
            read it.
    """

    manifest: Manifest
    reached: Head
    replaced: Head | None


def restore(
    data: Path, source: Path, key: str, *, redo: Path | None, replace: bool, goes_on: bool = False
) -> Restored:
    """Put a venue back from a backup, and from the second medium's redo log where there is one.

    What was in the folder is moved aside, never deleted. A new journal entry follows at the next
    start.

    Args:
        redo: The folder of the second medium, or None.
        replace: Whether a venue that is there may be moved aside.
        goes_on: Whether it keeps its place in the other box's redo log, as a standby does.

    Raises:
        Conflict: ``backups.venue_there``. NotFound: ``backups.no_file``. Invalid: the backup
            cannot be used; nothing was changed.
    """
    if not source.is_file():
        raise NotFound("backups.no_file", f"there is no file {source}")
    if (data / DATABASE).exists() and not replace:
        raise Conflict(
            "backups.venue_there", f"{data} holds a venue; say --replace to move it aside"
        )
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workshop(data) as room:
        manifest = _opened(source, room, key)
        vault = Vault(room / KEY, own=False)
        logs = [former(redo / REDO_FILE), redo / REDO_FILE] if redo else []
        if not goes_on:
            whole.bring_forward(room / DATABASE, logs, vault)
        checked = whole.check(room / DATABASE)
        if checked.fault:
            raise Invalid("backups.damaged", f"after the redo log: {checked.fault}")
        replaced = whole.head(data / DATABASE)
        _move_aside(data, logs)
        for name in (*manifest.files, RECOVERY_FILE):
            if name == RECOVERY_FILE:
                (room / name).write_text(key)
            target = data / name
            target.parent.mkdir(exist_ok=True)
            os.replace(room / name, target)
            os.chmod(target, 0o600)
        _bring_list(source.parent, data)
        _sync(data)
    return Restored(manifest, checked.head, replaced)


def _bring_list(folder: Path, data: Path) -> None:
    """Take the list of forgotten guests along that lies beside a backup."""
    lines = erased.listed([data, folder])
    if lines:
        write_whole(data / erased.FILE, "".join(f"{line}\n" for line in lines))


def _opened(source: Path, room: Path, key: str) -> Manifest:
    manifest = archive.read(source, room, key)
    checked = whole.check(room / DATABASE)
    if checked.fault:
        raise Invalid("backups.damaged", checked.fault)
    if (checked.head.seq, checked.head.hash.hex()) != (manifest.seq, manifest.head):
        raise Invalid("backups.damaged", "the journal is not the one its manifest names")
    return manifest


def _move_aside(data: Path, logs: list[Path]) -> None:
    """Keep what was there: a person may still want to look."""
    there = [path for path in data.iterdir() if path.name.startswith((DATABASE, SETTINGS, KEY))]
    there += [data / name for name in (PHOTOS, TLS, RECOVERY_FILE) if (data / name).exists()]
    if there:
        aside = _new(data / f"before-{datetime.now(UTC):%Y%m%d-%H%M%S}")
        for path in there:
            os.replace(path, aside / path.name)
    for log in logs:
        if log.exists():
            os.replace(log, log.with_suffix(".replaced"))


def _gather(data: Path, content: Path) -> None:
    for path in (data / SETTINGS, keyring.place_of(data / KEY)):
        if path.exists():
            shutil.copyfile(path, content / path.name)
    if (data / PHOTOS).is_dir():
        shutil.copytree(data / PHOTOS, content / PHOTOS)
    for name in CERTIFICATES:
        if (data / TLS / name).exists():
            (content / TLS).mkdir(exist_ok=True)
            shutil.copyfile(data / TLS / name, content / TLS / name)


def _require_room(database: Path, folder: Path) -> None:
    if not folder.is_dir():
        raise Unavailable("backups.no_folder", f"the backup folder {folder} is not there")
    _require_free(database.stat().st_size * ROOM_FACTOR, folder, "a backup")


def _require_free(needed: int, folder: Path, what: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Unavailable(
            "backups.no_room",
            f"{what} needs {needed // 1_000_000} MB, {folder} has {free // 1_000_000} MB free",
        )


def _backups(folder: Path) -> list[Path]:
    return [path for path in folder.glob(f"venue-*-*-*{SUFFIX}") if path.is_file()]


def _new(path: Path) -> Path:
    path.mkdir(mode=0o700)
    return path


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
