"""Use cases of rooms and prices from a file: all of it or nothing, and again the same."""

from typing import Any

from venue.core.money import wire
from venue.core.tx import Tx
from venue.rooms import files, inventory, queries, service, store
from venue.rooms.files import Problem, Rate, Room
from venue.rooms.model import RoomType, Season

MOST_CHANGES = 200


def load_rooms(tx: Tx, text: str, *, dry_run: bool) -> dict[str, Any]:
    """Add the rooms of a file that the house does not have yet.

    Returns:
        ``{added, unchanged, problems: [{line, words}], changes: [{line, name, words}]}``, of
        changes the first `MOST_CHANGES`; with problems nothing was changed.
    """
    read = files.rooms(text)
    known, types = queries.numbers(tx), inventory.types(tx)
    problems, new = list(read.problems), list[tuple[int, Room]]()
    for line, row in read.rows:
        kind, is_retired = known.get(row.number, (None, False))
        if kind is None:
            new.append((line, row))
            known[row.number] = (row.type, False)
        elif is_retired:
            problems.append(Problem(line, f"room {row.number} is out of use"))
        elif kind != row.type:
            problems.append(Problem(line, f"room {row.number} is a {kind} already"))
    if not problems and not dry_run:
        for _, row in new:
            service.add(tx, number=row.number, room_type=row.type, sleeps=row.sleeps)
    changes = [
        {"line": line, "name": row.number, "words": _sleeping(row, types)} for line, row in new
    ]
    return _told(problems, changes, added=len(new), unchanged=len(read.rows) - len(new))


def _sleeping(row: Room, types: dict[str, RoomType]) -> str:
    known = types.get(row.type)
    if known and known.sleeps != row.sleeps:
        return f"{row.type} ({known.sleeps} → {row.sleeps})"
    return f"{row.type} ({row.sleeps})" if known else f"+ {row.type} ({row.sleeps})"


def load_rates(tx: Tx, text: str, currency: str, *, dry_run: bool) -> dict[str, Any]:
    """Set the prices of a file; a season of the same type and days is put in its place.

    Returns:
        ``{changed, unchanged, problems: [{line, words}], changes: [{line, name, starts, ends,
        before, after, least_nights}]}``, of changes the first `MOST_CHANGES`; ``before`` is None
        for a new season. With problems nothing was changed.
    """
    read = files.rates(text, currency)
    types = {one.name: one.id for one in store.types(tx)}
    problems = list(read.problems)
    problems += [
        Problem(line, f"there is no room type {row.type}")
        for line, row in read.rows
        if row.type not in types
    ]
    new = [
        (line, row)
        for line, row in read.rows
        if row.type in types and not _has(tx, types[row.type], row)
    ]
    changes = [
        {
            "line": line,
            "name": row.type,
            "starts": row.starts,
            "ends": row.ends,
            "before": None
            if (was := _before(tx, types[row.type], row)) is None
            else wire(was, currency),
            "after": wire(row.nightly_minor, currency),
            "least_nights": row.least_nights,
        }
        for line, row in new[:MOST_CHANGES]
    ]
    if not problems and not dry_run:
        for _, row in new:
            _set(tx, types[row.type], row)
    return _told(problems, changes, changed=len(new), unchanged=len(read.rows) - len(new))


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


def _before(tx: Tx, type_id: int, row: Rate) -> int | None:
    """Return the price that a row takes the place of; None for a season that is new."""
    if not row.starts:
        return service.require_type(tx, type_id).nightly_minor
    same = [
        one.nightly_minor
        for one in store.seasons(tx, type_id, row.starts, row.ends)
        if (one.starts, one.ends) == (row.starts, row.ends)
    ]
    return same[-1] if same else None


def _told(problems: list[Problem], changes: list[dict[str, Any]], **counts: int) -> dict[str, Any]:
    return counts | {
        "problems": [one._asdict() for one in problems],
        "changes": changes[:MOST_CHANGES],
    }
