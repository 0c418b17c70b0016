"""What `venue doctor` looks at, from the outside of a box that serves or not; and what it mends."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from config.settings import SettingsError, load
from venue.backups import workshop
from venue.commands.address import base_url
from venue.commands.box import Box
from venue.core import db, journal
from venue.core.clock import SystemClock
from venue.front import certificate_names
from venue.health import look as health
from venue.health.model import Finding, Place
from venue.health.venue import SECRET_FILES
from venue.tls import folder as tls


def look(box: Box) -> list[Finding]:
    """Return every finding of a venue's folder and this machine, the worst first."""
    return health.look(place_of(box))


def place_of(box: Box) -> Place:
    """Return what the checks look at."""
    settings, fault = None, ""
    try:
        settings = load(box.settings_path)
    except SettingsError as error:
        fault = str(error)
    return Place(
        data=box.data,
        settings=settings,
        settings_path=box.settings_path,
        settings_fault=fault,
        clock=SystemClock(),
        url=base_url(settings) if settings else "",
        live=_asked(box),
        running=box.running(),
    )


def _asked(box: Box) -> dict[str, Any] | None:
    """Return what the running box says of itself; a stuck one must not stop the doctor."""
    if not box.running():
        return None
    try:
        found: dict[str, Any] = box.call("GET", "/api/v1/status")
    except (click.ClickException, OSError):
        return None
    return found


def verify_journal(path: Path) -> journal.Verdict:
    """Check the chain of a database file, served or not."""
    connection = db.open_reader(path)
    try:
        return journal.verify(connection)
    finally:
        connection.close()


def mend(box: Box, findings: list[Finding]) -> list[str]:
    """Do what is safe for the findings that name it; return what was done, in words."""
    names = dict.fromkeys(finding.fix for finding in findings if finding.fix)
    done = []
    for name in names:
        try:
            done.append(FIXES[name](box))
        except (OSError, click.ClickException) as error:
            done.append(f"could not mend ({name}): {error}")
    return done


def _close_files(box: Box) -> str:
    for name in SECRET_FILES:
        if (box.data / name).exists():
            os.chmod(box.data / name, 0o600)
    return "the venue's secret files are closed to other users"


def _make_room(box: Box) -> str:
    """Drop what a power cut left of unfinished backups; nothing else is safe to delete."""
    chosen = box.settings().text("backup.folder")
    folder = Path(chosen) if chosen else box.data / "backups"
    left = [path for path in folder.glob(f"{workshop.PREFIX}*") if path.is_dir()]
    if box.running():
        return "leftovers of backups stay while the box serves; one may be in the making"
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return f"{len(left)} leftovers of unfinished backups are gone"


def _make_backup(box: Box) -> str:
    return f"made {box.call('POST', '/api/v1/backups')['name']}"


def _drill(box: Box) -> str:
    found = box.call("POST", "/api/v1/backups/drill")
    if found["fault"]:
        raise click.ClickException(found["fault"])
    return f"{found['name']} was restored on trial and is whole"


def _renew_certificate(box: Box) -> str:
    renewed = tls.renew(box.data, certificate_names(box.settings()), SystemClock())
    return "the certificate is renewed" if renewed else "the certificate could not be renewed now"


FIXES: dict[str, Callable[[Box], str]] = {
    "close_files": _close_files,
    "room": _make_room,
    "backup": _make_backup,
    "drill": _drill,
    "certificate": _renew_certificate,
}
