"""What would be wrong in a menu as a whole: names that lead nowhere, spans, prices, sets. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from venue.menu.files.fields import FIELDS, KINDS
from venue.menu.files.records import Entry, Problem, State


def problems(wanted: State) -> Iterator[Problem]:
    """Find what contradicts itself in a whole menu."""
    for kind in KINDS:
        for entry in wanted[kind].values():
            for name, known in FIELDS[kind].items():
                if known.required and entry.values[name] in ("", None):
                    yield Problem(entry.line or 1, f"the {kind} {entry.key} has no {name}")
    yield from _station_problems(wanted)
    yield from _group_problems(wanted)
    for kind, faults in FAULTS.items():
        for entry in wanted[kind].values():
            yield from (Problem(entry.line or 1, words) for words in faults(entry, wanted))


def _station_problems(wanted: State) -> Iterator[Problem]:
    stations = wanted["station"].values()
    catching = [entry for entry in stations if entry.values["catch_all"]]
    if len(catching) != 1:
        line = max((entry.line for entry in catching), default=0)
        line = line or min((entry.line for entry in stations if entry.line), default=1)
        words = "exactly one station must be the catch-all (catch_all = yes)"
        yield Problem(line, words)
    for entry in catching:
        if not entry.values["active"]:
            yield Problem(entry.line or 1, f"the catch-all station {entry.key} must be active")


def _group_problems(wanted: State) -> Iterator[Problem]:
    choices: Counter[str] = Counter()
    # A group that no dish asks for may be half made: its choices come one by one.
    asked = {
        group
        for item in wanted["item"].values()
        for group in (item.values["groups"] if isinstance(item.values["groups"], tuple) else ())
    }
    for modifier in wanted["modifier"].values():
        group = str(modifier.values["group"])
        choices[group] += bool(modifier.values["active"])
        if group not in wanted["group"]:
            yield Problem(
                modifier.line or 1, f"the modifier {modifier.key}: there is no such group"
            )
    for key, entry in wanted["group"].items():
        least, most = entry.values["min"], entry.values["max"]
        if not isinstance(least, int) or not isinstance(most, int) or least > most:
            yield Problem(entry.line or 1, f"the group {key}: min {least} is above max {most}")
        elif entry.values["active"] and choices[key] < least and key in asked:
            words = f"the group {key} asks for {least} choices and has {choices[key]}"
            yield Problem(entry.line or 1, words)


def _item_faults(item: Entry, wanted: State) -> Iterator[str]:
    values = item.values
    if values["section"] and values["section"] not in wanted["section"]:
        yield f"the item {item.key}: there is no section {values['section']}"
    station = wanted["station"].get(str(values["station"]))
    if values["station"] and station is None:
        yield f"the item {item.key}: there is no station {values['station']}"
    elif station and values["active"] and not station.values["active"]:
        yield f"the item {item.key}: the station {station.key} is not active"
    groups = values["groups"] if isinstance(values["groups"], tuple) else ()
    for group in groups:
        if group not in wanted["group"]:
            yield f"the item {item.key}: there is no group {group}"
    yield from _span_faults(item)
    yield from _price_faults(item, groups, wanted)
    yield from _pricing_faults(item)
    yield from _set_faults(item, wanted)


def _price_faults(item: Entry, groups: tuple[str, ...], wanted: State) -> Iterator[str]:
    values = item.values
    lowest = values["price"] if isinstance(values["price"], int) else 0
    if lowest + sum(_cheapest(group, wanted) for group in groups) < 0:
        yield f"the item {item.key}: its choices can bring the price below zero"


def _cheapest(group: str, wanted: State) -> int:
    """Return the most that the choices of a group can take off a price."""
    prices = [
        price
        for modifier in wanted["modifier"].values()
        if modifier.values["group"] == group and modifier.values["active"]
        if isinstance(price := modifier.values["price"], int) and price < 0
    ]
    most = wanted["group"][group].values["max"] if group in wanted["group"] else 0
    return sum(sorted(prices)[: most if isinstance(most, int) else 0])


def _names(entry: Entry, field: str) -> tuple[str, ...]:
    value = entry.values[field]
    return value if isinstance(value, tuple) else (str(value),) if value else ()


def _missing(entry: Entry, field: str, kind: str, wanted: State) -> Iterator[str]:
    for name in _names(entry, field):
        if name not in wanted[kind]:
            yield f"the {entry.kind} {entry.key}: there is no {kind} {name}"


def _span_faults(entry: Entry) -> Iterator[str]:
    start, end = entry.values["from"], entry.values["to"]
    if bool(start) != bool(end):
        yield f"the {entry.kind} {entry.key}: from and to belong together"
    elif start and (start in (end, "24:00") or end == "00:00"):
        yield (
            f"the {entry.kind} {entry.key}: from {start} to {end} is no time span; "
            "midnight is 24:00"
        )


def _pricing_faults(item: Entry) -> Iterator[str]:
    least, most = item.values["price_min"], item.values["price_max"]
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield f"the item {item.key}: price_min is above price_max"
    if item.values["parts"] and item.values["pricing"] != "fixed":
        yield f"the item {item.key}: a set has one fixed price"


def _set_faults(item: Entry, wanted: State) -> Iterator[str]:
    """A set is of plain dishes: one that is a set itself, or without a price, cannot be in it."""
    yield from _missing(item, "parts", "item", wanted)
    groups = item.values["groups"] if isinstance(item.values["groups"], tuple) else ()
    chosen = [
        str(one.values["item"])
        for one in wanted["modifier"].values()
        if one.values["item"] and one.values["group"] in groups
    ]
    for key in dict.fromkeys((*_names(item, "parts"), *chosen)):
        part = wanted["item"].get(key)
        if part and (part.values["parts"] or part.values["pricing"] != "fixed"):
            yield f"the item {item.key}: {key} cannot be part of a set"
        if key == item.key:
            yield f"the item {item.key} cannot be part of itself"


def _section_faults(entry: Entry, wanted: State) -> Iterator[str]:
    yield from _missing(entry, "outlets", "outlet", wanted)


def _modifier_faults(entry: Entry, wanted: State) -> Iterator[str]:
    yield from _missing(entry, "item", "item", wanted)


def _list_faults(entry: Entry, wanted: State) -> Iterator[str]:
    yield from _missing(entry, "outlets", "outlet", wanted)
    yield from _missing(entry, "sections", "section", wanted)
    yield from _span_faults(entry)


def _list_price_faults(entry: Entry, wanted: State) -> Iterator[str]:
    yield from _missing(entry, "list", "list", wanted)
    yield from _missing(entry, "item", "item", wanted)


def _hours_faults(entry: Entry, wanted: State) -> Iterator[str]:
    yield from _missing(entry, "outlet", "outlet", wanted)
    yield from _span_faults(entry)
    if entry.values["last_orders"] and not entry.values["from"]:
        yield f"the hours {entry.key}: last_orders needs from and to"
    if not entry.values["date"] and not entry.values["from"]:
        yield f"the hours {entry.key}: only a single date may be closed all day; give from and to"


FAULTS: Mapping[str, Callable[[Entry, State], Iterator[str]]] = {
    "section": _section_faults,
    "modifier": _modifier_faults,
    "item": _item_faults,
    "list": _list_faults,
    "price": _list_price_faults,
    "hours": _hours_faults,
}
