"""What a menu file would change: the menu as it is, the records wanted, the difference. Pure.

A field that a record does not name stays as it is. With ``replace`` the file is the whole truth
for each kind of record it has: unnamed fields get their defaults, absent records become inactive.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from venue.menu.files import checks
from venue.menu.files.fields import FIELDS, KINDS, TRANSLATION, Values
from venue.menu.files.records import MOST_PROBLEMS, Entry, Problem, Record, State

MOST_CHANGES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One record to write; ``fields`` are those that differ, ``before`` is None for a new one."""

    what: str
    entry: Entry
    fields: tuple[str, ...]
    before: Entry | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write, or why nothing may be."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, what: str) -> int:
        """Return how many records are ``added``, ``changed``, ``moved`` or ``removed``."""
        return sum(change.what == what for change in self.changes)


def make(current: State, records: list[Record], *, replace: bool) -> Plan:
    """Compare the menu with the records wanted."""
    wanted: State = {}
    for kind in KINDS:
        named = [record for record in records if record.kind == kind]
        if replace and named:
            wanted[kind] = _replaced(current[kind], named)
        else:
            wanted[kind] = _updated(current[kind], named)
    _settle_catch_all(wanted, records)
    problems = sorted(set(checks.problems(wanted)))[:MOST_PROBLEMS]
    return Plan([] if problems else list(_changes(current, wanted)), problems)


def _updated(current: Mapping[str, Entry], named: list[Record]) -> dict[str, Entry]:
    """Return the entries of a kind with some of their fields changed and new ones at the end."""
    wanted = dict(current)
    last = max((entry.position for entry in current.values()), default=0)
    for record in named:
        old = current.get(record.key)
        last += old is None
        base = old.values if old else _defaults(record.kind)
        wanted[record.key] = _entry(record, old.position if old else last, base, old)
    return wanted


def _replaced(current: Mapping[str, Entry], named: list[Record]) -> dict[str, Entry]:
    """Return the entries of a kind as a file has them, in its order, then the rest, retired."""
    wanted = {
        record.key: _entry(record, place, _defaults(record.kind), current.get(record.key))
        for place, record in enumerate(named, start=1)
    }
    left = [entry for key, entry in current.items() if key not in wanted]
    for place, entry in enumerate(left, start=len(wanted) + 1):
        values: Values = entry.values | {"active": False}
        if entry.kind == "station":
            values["catch_all"] = False
        wanted[entry.key] = Entry(entry.kind, entry.key, place, values)
    return wanted


def _entry(record: Record, position: int, base: Values, old: Entry | None) -> Entry:
    values = base | record.values
    if old and "remaining_qty" in values:
        # What is left of a dish is the kitchen's business of the moment, not the file's.
        values["remaining_qty"] = old.values["remaining_qty"]
    kept = {name: v for name, v in values.items() if v != "" or not TRANSLATION.fullmatch(name)}
    return Entry(record.kind, record.key, position, kept, record.line)


def _defaults(kind: str) -> Values:
    return {name: field.default for name, field in FIELDS[kind].items()}


def _settle_catch_all(wanted: State, records: list[Record]) -> None:
    """Let the station that a file makes the catch-all take over from the one before."""
    stations = wanted["station"]
    named = {r.key for r in records if r.kind == "station" and r.values.get("catch_all")}
    for key, entry in stations.items():
        if named and key not in named and entry.values["catch_all"] and not entry.line:
            values = entry.values | {"catch_all": False}
            stations[key] = Entry("station", key, entry.position, values)
    catch_all = next((key for key, one in stations.items() if one.values["catch_all"]), "")
    for key, item in wanted["item"].items():
        if not item.values["station"]:
            values = item.values | {"station": catch_all}
            wanted["item"][key] = Entry("item", key, item.position, values, item.line)


def _changes(current: State, wanted: State) -> Iterator[Change]:
    for kind in KINDS:
        # The catch-all before is unset first: the table never holds two.
        for entry in sorted(
            wanted[kind].values(), key=lambda one: bool(one.values.get("catch_all"))
        ):
            old = current[kind].get(entry.key)
            if old is None:
                yield Change("added", entry, tuple(entry.values))
                continue
            names = old.values.keys() | entry.values.keys()
            differ = {n for n in names if old.values.get(n) != entry.values.get(n)}
            if old.position != entry.position:
                differ.add("position")
            if differ:
                yield Change(_what(entry, differ), entry, tuple(sorted(differ)), old)


def _what(entry: Entry, differ: set[str]) -> str:
    if differ == {"position"}:
        return "moved"
    return "changed" if entry.line or entry.values["active"] else "removed"


def shown(plan: Plan) -> list[dict[str, object]]:
    """Return the changes for people: ``{kind, key, what, fields}``, the first two hundred."""
    return [
        {
            "kind": change.entry.kind,
            "key": change.entry.key,
            "what": change.what,
            "fields": sorted(change.fields) if change.what == "changed" else [],
        }
        for change in plan.changes[:MOST_CHANGES_SHOWN]
    ]
