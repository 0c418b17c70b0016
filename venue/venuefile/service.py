"""Use cases of the venue file: what it would change, changing it, taking that back, writing one."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import tomlkit

from venue.core import facts
from venue.core.errors import Conflict
from venue.core.jsonx import dumps, loads
from venue.core.tx import ReadTx, Tx
from venue.menu.files import exchange
from venue.menu.files import service as menu_files
from venue.venuefile import clouds, floor, house, people, store, wishes
from venue.venuefile.changes import Around, Change, named
from venue.venuefile.model import Own, Problem, VenueFile

UNDO_FACT = "venue_file.undo"

# The half of the business that a part belongs to, and how it is compared; in the order of applying.
Compare = Callable[[ReadTx, Around, Own], list[Change]]
PARTS: tuple[tuple[str, Compare], ...] = (
    ("restaurant", floor.table_changes),
    ("", floor.printer_changes),
    ("restaurant", floor.station_changes),
    ("hotel", house.changes),
    ("", people.changes),
    ("", clouds.changes),
    ("", wishes.changes),
)
EXPORTS: tuple[tuple[str, Callable[[ReadTx, Around], dict[str, Any]]], ...] = (
    ("", wishes.exported),
    ("restaurant", floor.exported_areas),
    ("", floor.exported_printers),
    ("hotel", house.exported),
    ("", people.exported),
    ("", clouds.exported),
)
# What takes a change back, by the name in `Change.undo`; returns words for people, or None.
UNDO: Mapping[str, Callable[..., str | None]] = {
    "table.add": floor.add_table,
    "table.set": floor.set_table,
    "table.retire": floor.retire_table,
    "printer": floor.keep_printer,
    "station": floor.link_station,
    "room_type.put": house.put_type,
    "room_type.remove": house.remove_type,
    "room.add": house.add_room,
    "room.move": house.move_room,
    "room.remove": house.remove_room,
    "person.disable": people.disable,
    "person.set": people.set_person,
    "cloud.connect": clouds.connect_again,
    "cloud.disconnect": clouds.disconnect,
    "setting": wishes.put_back,
}


def plan(tx: ReadTx, around: Around, given: VenueFile) -> dict[str, Any]:
    """Return what the file would change; change nothing.

    Returns:
        ``{changes: [{kind, key, what, fields}], problems: [{line, words}], secrets: {cloud:
        [field]}, suggestions: [words]}``; ``secrets``: keys that `apply` must be given.
    """
    problems = _problems(tx, around, given)
    changes = [] if problems else _changes(tx, around, given.own)
    dishes = None if problems else _menu_outcome(tx, around, given)
    shown = [one.shown() for one in changes] + (dishes["changes"] if dishes else [])
    found = [one._asdict() for one in problems] + (dishes["problems"] if dishes else [])
    return {
        "changes": [] if found else shown,
        "problems": found,
        "secrets": clouds.missing(changes, around, given.own),
        "suggestions": [] if found else wishes.suggestions(around, given.own),
    }


def cloud_changes(tx: ReadTx, around: Around, given: VenueFile) -> list[Change]:
    """Return which clouds the file connects or lets go; none while it has a fault."""
    return [] if _problems(tx, around, given) else clouds.changes(tx, around, given.own)


def apply(tx: Tx, around: Around, given: VenueFile) -> dict[str, Any]:
    """Make the venue what the file says, all of it or nothing.

    The state before is kept for `roll_back`. Settings come last: their file is not part of the
    transaction, and a second call sets right what a power cut left between the two.

    Returns:
        `plan`'s answer with ``applied``, ``to_do: [words]`` and ``seq``.
    """
    found = plan(tx, around, given)
    if found["problems"] or not found["changes"]:
        return found | {"applied": False, "to_do": [], "seq": tx.seq}
    store.forget(tx)
    before = _menu_now(tx, around) if given.menu is not None else None
    if given.menu is not None:
        _load_menu(tx, around, given.menu, replace=around.replace)
    undo = []
    for one in _changes(tx, around, given.own):
        named(one.kind, one.name, partial(one.act, tx))
        undo.append(one.undo)
    facts.put(tx, UNDO_FACT, dumps({"menu": before, "undo": undo}))
    tx.journal("venue_file.applied", {"changes": len(found["changes"])})
    to_do = people.without_pin(tx, given.own)
    return found | {"applied": True, "to_do": to_do, "seq": tx.seq}


def roll_back(tx: Tx, around: Around) -> dict[str, Any]:
    """Take the last `apply` back; return ``{stays: [words], seq}``: what could not be taken back.

    Raises:
        Conflict: ``venue_file.nothing``; what it added is in use: as the feature refuses it.
    """
    text = facts.get(tx, UNDO_FACT)
    if not text:
        raise Conflict("venue_file.nothing", "no venue file was applied that could be taken back")
    before = loads(text)
    undo = before["undo"][::-1]
    stays = _undone(tx, around, [one for one in undo if one[0] != "setting"])
    if before["menu"] is not None:
        _load_menu(tx, around, before["menu"], replace=True)
    # Their file is no part of the transaction: nothing may be refused after them.
    _undone(tx, around, [one for one in undo if one[0] == "setting"])
    store.forget(tx)
    facts.put(tx, UNDO_FACT, "")
    tx.journal("venue_file.taken_back", {})
    return {"stays": stays[::-1], "seq": tx.seq}


def export(tx: ReadTx, around: Around) -> str:
    """Return the venue as a file; people's PINs, secrets and the box's own settings are not in it.

    Applied on an empty box of the same kind and currency it makes the same venue.
    """
    own: dict[str, Any] = {}
    for half, exported in EXPORTS:
        if not half or around.has(half):
            own |= exported(tx, around)
    text = tomlkit.dumps({name: part for name, part in own.items() if part})
    menu = _menu_now(tx, around)
    return text + ("\n" + menu if menu else "")


def _undone(tx: Tx, around: Around, undo: list[list[Any]]) -> list[str]:
    """Take changes back, the last one first; return what stays, in words."""
    stays = []
    for act, name, *rest in undo:
        words = named(act.partition(".")[0], name, partial(UNDO[act], tx, around, name, *rest))
        stays += [words] if words else []
    return stays


def _changes(tx: ReadTx, around: Around, own: Own) -> list[Change]:
    return [
        one
        for half, compare in PARTS
        if not half or around.has(half)
        for one in compare(tx, around, own)
    ]


def _problems(tx: ReadTx, around: Around, given: VenueFile) -> list[Problem]:
    own = given.own
    return [
        *given.problems,
        *_absent(around, given),
        *wishes.problems(around, own),
        *house.problems(around, own),
        *people.problems(tx, around, own),
        *clouds.problems(around, own),
    ]


def _absent(around: Around, given: VenueFile) -> list[Problem]:
    """Name parts of a half that this venue has not."""
    found = []
    if not around.has("restaurant") and (given.own.area or given.menu is not None):
        found.append(Problem(0, "this venue is a hotel: it has no tables and no menu"))
    if not around.has("hotel") and given.own.room_type:
        found.append(Problem(0, "this venue is a restaurant: it has no rooms"))
    return found


def _menu_outcome(tx: ReadTx, around: Around, given: VenueFile) -> dict[str, Any] | None:
    if given.menu is None:
        return None
    read = exchange.read("toml", given.menu, currency=around.services.currency)
    return menu_files.preview(tx, read, replace=around.replace)


def _menu_now(tx: ReadTx, around: Around) -> str | None:
    if not around.has("restaurant"):
        return None
    return menu_files.export(tx, "toml", currency=around.services.currency)


def _load_menu(tx: Tx, around: Around, text: str, *, replace: bool) -> None:
    read = exchange.read("toml", text, currency=around.services.currency)
    outcome = menu_files.load(tx, read, replace=replace)
    if outcome["problems"]:
        raise Conflict("venue_file.menu", outcome["problems"][0]["words"])
