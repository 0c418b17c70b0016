"""Makes a venue beside the place where it will be, and moves it there when it is whole.

A power cut before the folder bears the name `WHOLE` leaves no venue; one after it leaves all of
it, and the next start goes on moving. The database comes last: where it is, all else is.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config import settings as settings_file
from config.settings import SettingsError
from printers import service as printers
from venue import app
from venue.backups import service as backups
from venue.core.errors import Conflict, Invalid
from venue.core.journal import Head
from venue.core.services import Services
from venue.core.tx import Tx
from venue.devices import service as devices
from venue.firstrun import code, model
from venue.firstrun.model import Draft
from venue.menu import service as menu
from venue.menu.files import exchange
from venue.menu.files import service as menu_files
from venue.staff import service as staff
from venue.tables import service as tables

PART, WHOLE, LOCK = "new-venue.part", "new-venue", "setup.lock"
UPLOAD = "setup.upload"
SETTINGS = "venue.toml"
DEMO_MENU = Path(settings_file.__file__).parent / "demo" / "menu.toml"


def make(data: Path, draft: Draft, pin: str | None, *, device: str = "") -> str:
    """Make the venue of a draft; return a pairing code for a manager's tablet.

    Args:
        device: What the cookie of the browser that did this will hold; empty: none is paired.

    Raises:
        Invalid: A setting, name or PIN that does not fit. Conflict: ``setup.venue_there``,
            ``setup.in_use``. Nothing is left behind.
    """
    with _building(data) as part:
        path = part / SETTINGS
        if (data / SETTINGS).exists():
            shutil.copyfile(data / SETTINGS, path)
        try:
            for key, value in model.settings_of(draft).items():
                settings_file.put(path, key, value)
        except SettingsError as error:
            raise Invalid("setup.bad_value", str(error)) from error
        appliance = app.build(part, settings_file.load(path))
        services = appliance.services
        try:
            hashed = staff.hash_pin(services, pin, "manager") if pin else None
            return services.database.write(lambda tx: _fill(tx, services, draft, hashed, device))
        finally:
            appliance.stop()


def restore(data: Path, source: Path, key: str) -> backups.Restored:
    """Bring a venue back from a backup on a box that has none.

    Raises:
        Invalid: The backup or the key does not fit. Conflict: as `make`. Nothing is left behind.
    """
    with _building(data) as part:
        restored = backups.restore(part, source, key, redo=None, replace=False)
        note(part, restored.reached, restored.replaced)
        return restored


def note(data: Path, reached: Head, replaced: Head | None) -> None:
    """Let the journal of a restored venue name both heads: its own, and the one given up.

    A paper that bears the second one is explained by this entry (payments.md, 7.2).
    """
    appliance = app.build(data, settings_file.load(data / SETTINGS))

    def act(tx: Tx) -> None:
        tx.actor = "cli"
        facts: dict[str, Any] = {"from_seq": reached.seq, "from_head": reached.hash.hex()}
        facts["replaced_seq"] = replaced.seq if replaced else None
        facts["replaced_head"] = replaced.hash.hex() if replaced else None
        tx.journal("box.restored", facts)

    try:
        appliance.services.database.write(act)
    finally:
        appliance.stop()


def complete(data: Path) -> None:
    """Finish what a power cut broke off: a whole venue is moved in, half of one thrown away."""
    shutil.rmtree(data / PART, ignore_errors=True)
    (data / UPLOAD).unlink(missing_ok=True)
    whole = data / WHOLE
    if not whole.is_dir():
        return
    if (whole / app.DATABASE_FILE).exists():
        if (data / app.DATABASE_FILE).exists():
            return  # never over a venue: a person has to look
        _move_in(whole, data)
    shutil.rmtree(whole)
    for name in (model.DRAFT, code.FILE):
        (data / name).unlink(missing_ok=True)
    _sync(data)


def _move_in(whole: Path, data: Path) -> None:
    files = [path for path in whole.rglob("*") if path.is_file()]
    last = whole / app.DATABASE_FILE
    for path in sorted(files, key=lambda path: (path == last, str(path))):
        if path == last:
            _sync(data)
        target = data / path.relative_to(whole)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(path, target)
    _sync(data)


@contextmanager
def _building(data: Path) -> Iterator[Path]:
    """Give a folder to make the venue in, and move it in when that went well."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    data.chmod(0o700)
    with open(data / LOCK, "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("setup.in_use", "somebody else makes the venue just now") from None
        if (data / app.DATABASE_FILE).exists() or (data / WHOLE).exists():
            raise Conflict("setup.venue_there", "there is a venue already; nothing was changed")
        part = data / PART
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        try:
            yield part
            (part / f"{app.DATABASE_FILE}.lock").unlink(missing_ok=True)
            for path in [*part.rglob("*"), part]:
                _sync(path)
            os.rename(part, data / WHOLE)
            _sync(data)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        complete(data)
    (data / LOCK).unlink(missing_ok=True)


def _fill(tx: Tx, services: Services, draft: Draft, pin_hash: str | None, device: str) -> str:
    tx.actor = "cli"
    staff.add(tx, name=draft.manager, role="manager", pin_hash=pin_hash)
    if draft.kind != "hotel":
        _load_menu(tx, services, draft)
        number = 0
        for area in draft.areas:
            for _ in range(area.count):
                number += 1
                tables.add_table(
                    tx, services.vault, number=str(number), area=area.name, seats=area.seats
                )
    _add_printers(tx, draft)
    if device:
        given = devices.make_code(tx, role="manager", station=None)
        devices.pair(tx, code=given, name="", secret=device, demo=False)
    return devices.make_code(tx, role="manager", station=None)


def _load_menu(tx: Tx, services: Services, draft: Draft) -> None:
    form, text = ("csv", draft.csv) if draft.menu == "csv" else ("toml", DEMO_MENU.read_text())
    if draft.menu == "empty":
        return
    read = exchange.read(form, text, currency=services.currency)
    problems = menu_files.load(tx, read, replace=True)["problems"]
    if problems:
        raise Invalid("setup.bad_menu", f"line {problems[0]['line']}: {problems[0]['words']}")


def _add_printers(tx: Tx, draft: Draft) -> None:
    """Add them; the first prints every station's tickets until somebody parts them."""
    made = [
        printers.add(tx, name=one.name, driver=one.driver, host=one.host, port=one.port)
        for one in draft.printers
    ]
    if made and draft.kind != "hotel":
        for station in menu.stations(tx):
            menu.set_station_printer(tx, station.id, made[0].id)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
