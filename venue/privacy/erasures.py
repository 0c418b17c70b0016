"""Who was forgotten, beside the backups: a restored backup must not bring them back.

The file (`venue.core.erased`) is made from the database, lies in the venue's folder and in the
backups', outlives a restore there, and is read before the box serves.
"""

from collections.abc import Iterable
from pathlib import Path

from config.settings import write_whole
from venue.bookings import service as bookings
from venue.checkin import service as checkin
from venue.core.db import Database
from venue.core.erased import BOOKING, FILE, FORM, HELD, MOST_LINES, PROFILE, listed
from venue.core.tx import ReadTx, Tx
from venue.privacy import service, store
from venue.privacy.places import BY_NAME
from venue.profiles import service as profiles


def known(tx: ReadTx) -> list[str]:
    """Return the lines of everybody whom this database has forgotten."""
    lines = [f"{HELD} {place} {key}" for place, key in store.noted(tx, MOST_LINES)]
    if not store.has(tx, BY_NAME["profiles"]):
        return lines
    lines += [f"{BOOKING} {one}" for one in bookings.forgotten(tx, MOST_LINES)]
    lines += [f"{FORM} {booking} {form}" for booking, form in checkin.erased(tx, MOST_LINES)]
    return lines + [f"{PROFILE} {one}" for one in profiles.forgotten(tx, MOST_LINES)]


def spread(database: Database, folders: Iterable[Path]) -> None:
    """Bring every copy that can be reached up to date."""
    there = [folder for folder in folders if folder.is_dir()]
    with database.read() as tx:
        lines = list(dict.fromkeys([*listed(there), *known(tx)]))[-MOST_LINES:]
    text = "".join(f"{line}\n" for line in lines)
    for folder in there:
        path = folder / FILE
        if lines and (not path.is_file() or path.read_text() != text):
            write_whole(path, text)


def replay(tx: Tx, lines: Iterable[str]) -> int:
    """Forget again whom a restored backup brought back; return how many lines had to act."""
    parts = [line.split() for line in lines]
    of_profiles = {one[1] for one in parts if one[0] == PROFILE}
    here = set(known(tx))
    has_hotel = store.has(tx, BY_NAME["profiles"])
    acted = 0
    for one in parts:
        if " ".join(one) not in here and (has_hotel or one[0] == HELD):
            acted += _forget_again(tx, one, of_profiles)
    if acted:
        tx.actor = "box"
        tx.journal("profile.erased_again", {"count": acted})
    return acted


def _forget_again(tx: Tx, line: list[str], of_profiles: set[str]) -> bool:
    kind, key = line[0], line[1]
    if kind == HELD:
        return service.forget_again(tx, key, line[2])
    if kind == BOOKING:
        return bookings.forget(tx, key)
    if kind == FORM:
        return checkin.erase_again(tx, key, int(line[2]))
    return profiles.forget_again(tx, key, of_profiles)
