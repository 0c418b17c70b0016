"""Use cases of rooms and prices from a file: all of it or nothing, and again the same."""

from typing import Any

from venue.core.tx import Tx
from venue.rooms import files, service, store
from venue.rooms.files import Problem, Rate, Room
from venue.rooms.model import Season


def load_rooms(tx: Tx, text: str, *, dry_run: bool) -> dict[str, Any]:
    """Add the rooms of a file that the house does not have yet.

    Returns:
        ``{added, unchanged, problems: [{line, words}]}``; with problems nothing was changed.
    """
    read = files.rooms(text)
    known = {one["number"]: one["type"] for one in service.index(tx)["items"]}
    problems, new = list(read.problems), list[Room]()
    for line, row in read.rows:
        if row.number not in known:
            new.append(row)
            known[row.number] = row.type
        elif known[row.number] != row.type:
            words = f"room {row.number} is a {known[row.number]} already"
            problems.append(Problem(line, words))
    if not problems and not dry_run:
        for row in new:
            service.add(tx, number=row.number, room_type=row.type, sleeps=row.sleeps)
    return _told(problems, added=len(new), unchanged=len(read.rows) - len(new))


def load_rates(tx: Tx, text: str, currency: str, *, dry_run: bool) -> dict[str, Any]:
    """Set the prices of a file; a season of the same type and days is put in its place.

    Returns:
        ``{changed, unchanged, problems: [{line, words}]}``; with problems nothing was changed.
    """
    read = files.rates(text, currency)
    types = {one.name: one.id for one in store.types(tx)}
    problems = list(read.problems)
    problems += [
        Problem(line, f"there is no room type {row.type}")
        for line, row in read.rows
        if row.type not in types
    ]
    new = [row for _, row in read.rows if row.type in types and not _has(tx, types[row.type], row)]
    if not problems and not dry_run:
        for row in new:
            _set(tx, types[row.type], row)
    return _told(problems, changed=len(new), unchanged=len(read.rows) - len(new))


def _has(tx: Tx, type_id: int, row: Rate) -> bool:
    if not row.starts:
        return service.require_type(tx, type_id).nightly_minor == row.nightly_minor
    wanted = Season(
        starts=row.starts,
        ends=row.ends,
        nightly_minor=row.nightly_minor,
        least_nights=row.least_nights,
    )
    return wanted in store.seasons(tx, type_id, row.starts, row.ends)


def _set(tx: Tx, type_id: int, row: Rate) -> None:
    if not row.starts:
        kind = service.require_type(tx, type_id)
        service.set_type(tx, type_id, nightly_minor=row.nightly_minor, overbooking=kind.overbooking)
        return
    store.delete_season(tx, type_id, row.starts, row.ends)
    season = Season(
        starts=row.starts,
        ends=row.ends,
        nightly_minor=row.nightly_minor,
        least_nights=row.least_nights,
    )
    service.add_season(tx, type_id, season)


def _told(problems: list[Problem], **counts: int) -> dict[str, Any]:
    return counts | {"problems": [one._asdict() for one in problems]}
