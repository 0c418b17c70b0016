"""Use cases of the venue file: what it would change, changing it, and taking that back."""

from collections.abc import Callable
from typing import Any, NamedTuple

from config import settings as settings_file
from config.at_once import holds_at_once
from config.settings import Settings, SettingsError
from printers import service as printers
from printers.spooler import Spooler
from printers.text import one_line
from venue.core import facts
from venue.core.errors import Conflict
from venue.core.jsonx import dumps, loads
from venue.core.services import Services
from venue.core.tx import ReadTx, Tx
from venue.manage import settings as manage
from venue.menu import service as menu
from venue.menu.files import exchange
from venue.menu.files import service as menu_files
from venue.tables import service as tables
from venue.tables.floor import service as floor
from venue.venuefile.model import Printer, Problem, Table, VenueFile

BEFORE = "venue_file.before"
PAPERS = {80: (48, 576), 58: (32, 384)}


class Change(NamedTuple):
    """One difference: ``what`` is ``added`` or ``changed``, ``act`` makes it so."""

    kind: str
    name: str
    what: str
    fields: list[str]
    act: Callable[[Tx], Any]


def plan(tx: ReadTx, services: Services, given: VenueFile, *, replace: bool) -> dict[str, Any]:
    """Return ``{changes: [{kind, key, what, fields}], problems: [{line, words}]}``; change nothing.

    Args:
        replace: Take dishes that are not in the file off the menu.
    """
    problems = [*given.problems, *_setting_problems(services.settings, given)]
    changes = [] if problems else _changes(tx, services, given, None)
    dishes = _menu_outcome(tx, services, given, replace=replace)
    shown = [_shown(one) for one in changes] + (dishes["changes"] if dishes else [])
    found = [one._asdict() for one in problems] + (dishes["problems"] if dishes else [])
    return {"changes": [] if found else shown, "problems": found}


def apply(
    tx: Tx, services: Services, given: VenueFile, *, replace: bool, spooler: Spooler | None
) -> dict[str, Any]:
    """Make the venue what the file says, all of it or nothing; return `plan`'s answer and ``seq``.

    The state before is kept for `roll_back`. Settings come last: their file is not part of the
    transaction, and a second call sets right what a power cut left between the two.
    """
    found = plan(tx, services, given, replace=replace)
    if found["problems"] or not found["changes"]:
        return found | {"applied": False, "seq": tx.seq}
    before = _state(tx, services, given)
    if given.menu is not None:
        _load_menu(tx, services, given.menu, replace=replace)
    for one in _changes(tx, services, given, spooler):
        one.act(tx)
    facts.put(tx, BEFORE, dumps(before))
    tx.journal("venue_file.applied", {"changes": len(found["changes"])})
    return found | {"applied": True, "seq": tx.seq}


def roll_back(tx: Tx, services: Services) -> dict[str, Any]:
    """Take the last `apply` back; return ``{stays: [words], seq}``: what could not be taken back.

    Raises:
        Conflict: ``venue_file.nothing``; ``tables.already_open`` - a table it added is in use.
    """
    text = facts.get(tx, BEFORE)
    if not text:
        raise Conflict("venue_file.nothing", "no venue file was applied that could be taken back")
    before = loads(text)
    if before["menu"] is not None:
        _load_menu(tx, services, before["menu"], replace=True)
    for slug, printer_id in before["stations"].items():
        menu.set_station_printer(tx, menu.station_by_slug(tx, slug).id, printer_id)
    _tables_back(tx, before)
    _settings_back(tx, services.settings, before["settings"])
    facts.put(tx, BEFORE, "")
    tx.journal("venue_file.taken_back", {})
    stays = [f"printer {name} stays, unused" for name in before["added_printers"]]
    return {"stays": stays, "seq": tx.seq}


def _tables_back(tx: Tx, before: dict[str, Any]) -> None:
    for view in tables.plain_tables(tx):
        number, known = view["number"], before["tables"].get(view["number"])
        if number in before["added_tables"]:
            floor.retire_table(tx, view["id"])
        elif known is not None:
            floor.change_table(tx, view["id"], floor.Change(area=known[0], seats=known[1]))


def _settings_back(tx: Tx, settings: Settings, before: dict[str, Any]) -> None:
    for key, value in before.items():
        if value is None:
            manage.reset(tx, settings, key)
        else:
            manage.change(tx, settings, key, value)


def adopt(settings: Settings) -> None:
    """Let what the settings file says now hold, where nobody has to start anew for it."""
    for key, value in manage.stored(settings).items():
        if holds_at_once(key):
            settings.adopt(key, value)


def _changes(
    tx: ReadTx, services: Services, given: VenueFile, spooler: Spooler | None
) -> list[Change]:
    return [
        *_table_changes(tx, services, given),
        *_printer_changes(tx, given, spooler),
        *_setting_changes(services.settings, given),
    ]


def _table_changes(tx: ReadTx, services: Services, given: VenueFile) -> list[Change]:
    there = {one["number"]: one for one in tables.plain_tables(tx)}
    found = []
    for area in given.own.area:
        for table in area.tables:
            known = there.get(table.number)
            if known is None:
                act = _adding(services, area.name, table)
                found.append(Change("table", table.number, "added", [], act))
                continue
            new = {"area": area.name, "seats": table.seats}
            if differ := [name for name in new if new[name] != known[name]]:
                act = _changing(known["id"], floor.Change(area=area.name, seats=table.seats))
                found.append(Change("table", table.number, "changed", differ, act))
    return found


def _adding(services: Services, area: str, table: Table) -> Callable[[Tx], Any]:
    return lambda tx: tables.add_table(
        tx, services.vault, number=table.number, area=area, seats=table.seats
    )


def _changing(table_id: int, wanted: floor.Change) -> Callable[[Tx], Any]:
    return lambda tx: floor.change_table(tx, table_id, wanted)


def _printer_changes(tx: ReadTx, given: VenueFile, spooler: Spooler | None) -> list[Change]:
    there = {one.name: one for one in printers.index(tx)}
    linked = {one.slug: one.printer_id for one in menu.stations(tx)}
    found = []
    for one in given.own.printer:
        known = there.get(one_line(one.name))
        if known is None:
            found.append(Change("printer", one.name, "added", [], _new_printer(one, spooler)))
        for slug in one.stations:
            if known is None or linked.get(slug) != known.id:
                act = _linking(one_line(one.name), slug)
                found.append(Change("station", slug, "changed", ["printer"], act))
    return found


def _new_printer(one: Printer, spooler: Spooler | None) -> Callable[[Tx], Any]:
    columns, dots = PAPERS.get(one.width_mm, (0, 0))
    return lambda tx: printers.add(
        tx,
        name=one.name,
        driver=one.driver,
        host=one.host,
        port=one.port,
        columns=columns,
        dots=dots,
        spooler=spooler,
    )


def _linking(name: str, slug: str) -> Callable[[Tx], Any]:
    return lambda tx: menu.set_station_printer(
        tx, menu.station_by_slug(tx, slug).id, printers.named(tx, name).id
    )


def _setting_changes(settings: Settings, given: VenueFile) -> list[Change]:
    stored = manage.stored(settings)
    return [
        Change("setting", key, "changed", [], _setting(settings, key, value))
        for key, value in given.own.settings.items()
        if stored[key] != value
    ]


def _setting(settings: Settings, key: str, value: Any) -> Callable[[Tx], Any]:
    return lambda tx: manage.change(tx, settings, key, value)


def _setting_problems(settings: Settings, given: VenueFile) -> list[Problem]:
    found = []
    stored = manage.stored(settings)
    for key, value in given.own.settings.items():
        try:
            settings_file.check(key, value)
        except SettingsError as error:
            found.append(Problem(0, str(error)))
            continue
        if manage.is_secret(key):
            found.append(Problem(0, f"{key} is a secret and has no place in a venue file"))
        elif key in manage.FIXED and stored[key] != value:
            found.append(Problem(0, f"{key} is decided when the venue is made"))
    return found


def _menu_outcome(
    tx: ReadTx, services: Services, given: VenueFile, *, replace: bool
) -> dict[str, Any] | None:
    if given.menu is None:
        return None
    read = exchange.read("toml", given.menu, currency=services.currency)
    return menu_files.preview(tx, read, replace=replace)


def _load_menu(tx: Tx, services: Services, text: str, *, replace: bool) -> None:
    read = exchange.read("toml", text, currency=services.currency)
    outcome = menu_files.load(tx, read, replace=replace)
    if outcome["problems"]:
        raise Conflict("venue_file.menu", outcome["problems"][0]["words"])


def _state(tx: ReadTx, services: Services, given: VenueFile) -> dict[str, Any]:
    """Return what `roll_back` needs: every part that the file touches, as it is now."""
    there = {one["number"]: (one["area"], one["seats"]) for one in tables.plain_tables(tx)}
    wanted = [table.number for area in given.own.area for table in area.tables]
    known = {one.name for one in printers.index(tx)}
    stored, defaults = manage.stored(services.settings), settings_file.defaults()
    return {
        "menu": None
        if given.menu is None
        else menu_files.export(tx, "toml", currency=services.currency),
        "tables": {number: there[number] for number in wanted if number in there},
        "added_tables": [number for number in wanted if number not in there],
        "added_printers": [
            one.name for one in given.own.printer if one_line(one.name) not in known
        ],
        "stations": {one.slug: one.printer_id for one in menu.stations(tx)},
        "settings": {
            key: None if stored[key] == defaults.get(key) else stored[key]
            for key in given.own.settings
        },
    }


def _shown(one: Change) -> dict[str, Any]:
    return {"kind": one.kind, "key": one.name, "what": one.what, "fields": one.fields}
