"""Who was forgotten, beside the backups: a restored backup must not bring them back.

Lines of ids, no names: ``booking ID`` (its words), ``form BOOKING ID`` (a check-in form),
``profile BOOKING`` (whoever that booking belongs to). The file is made from the database, lies in
the venue's folder and in the backups', outlives a restore there, and is read before the box serves.
"""

from collections.abc import Iterable
from pathlib import Path

from config.settings import write_whole
from venue.bookings import service as bookings
from venue.checkin import service as checkin
from venue.core.db import Database
from venue.core.tx import ReadTx, Tx
from venue.profiles import store

FILE = "erased.txt"
MOST_LINES = 100_000  # 5 MB; the newest stay
BOOKING, FORM, PROFILE = "booking", "form", "profile"


def listed(folders: Iterable[Path]) -> list[str]:
    """Return the lines of all copies, the oldest first."""
    lines: dict[str, None] = {}
    for folder in folders:
        path = folder / FILE
        if path.is_file():
            lines.update(dict.fromkeys(path.read_text().splitlines()))
    return list(lines)


def known(tx: ReadTx) -> list[str]:
    """Return the lines of everybody whom this database has forgotten."""
    lines = [f"{BOOKING} {one}" for one in bookings.forgotten(tx, MOST_LINES)]
    lines += [f"{FORM} {booking} {form}" for booking, form in checkin.erased(tx, MOST_LINES)]
    return lines + [f"{PROFILE} {one}" for one in store.erased(tx, MOST_LINES)]


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
    acted = 0
    for one in parts:
        if " ".join(one) not in here:
            acted += _forget_again(tx, one, of_profiles)
    if acted:
        tx.actor = "box"
        tx.journal("profile.erased_again", {"count": acted})
    return acted


def _forget_again(tx: Tx, line: list[str], of_profiles: set[str]) -> bool:
    kind, booking_id = line[0], line[1]
    if kind == BOOKING:
        return bookings.forget(tx, booking_id)
    if kind == FORM:
        return checkin.erase_again(tx, booking_id, int(line[2]))
    profile_id = store.of_booking(tx, booking_id)
    # A profile that has a booking of somebody else by now is not the one that was forgotten.
    if profile_id is None or not set(store.bookings(tx, profile_id)) <= of_profiles:
        return False
    store.erase(tx, profile_id)
    return True
