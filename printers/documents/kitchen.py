"""The tickets of a station: what to cook, what not to cook any more, what is different. Pure.

Facts come as the JSON object that the ordering feature stored (`printers.models.kitchen`);
people's words in it are cleaned here, once, before anything is measured.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from printers.documents.parts import ends
from printers.layout import Block, Buzz, Cut, Feed, Rule, Run, Text, line
from printers.text import centred, clean, hang, one_line, wrap
from printers.words import say

NARROW = 42  # fewer columns (58 mm paper): items in double height only
SUFFIX = {"void": "V", "change": "C"}


def kitchen_ticket(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return a station's ticket.

    Args:
        document: ``{station, number, previous, table, covers, order_number, by, placed_at, note,
            lines: [{quantity, name, modifiers: [str], note, allergy, course, state}], kind,
            duplicate_of?, for_station?, lang}``; ``state`` is fired, held or void, ``kind``
            ticket, void or change, whose lines have a ``change`` of ``+`` or ``-``.
        columns: Characters on a line.
    """
    lang = document.get("lang", "en")
    number = _number(document)
    blocks = _bars(document, columns, lang)
    blocks += _head(document, number, columns, lang)
    blocks.append(Rule())
    lines: Sequence[Mapping[str, Any]] = document.get("lines") or ()
    blocks += _items(lines, columns, lang, voids=document.get("kind") != "void")
    blocks.append(Rule())
    blocks += _foot(lines, number, columns, lang)
    buzz = [Buzz(times=2)] if document.get("kind") == "void" else []
    return [*blocks, *buzz, Feed(), Cut()]


def _number(document: Mapping[str, Any]) -> str:
    number = one_line(str(document.get("number") or ""))
    return number and number + SUFFIX.get(str(document.get("kind")), "")


def _bars(document: Mapping[str, Any], columns: int, lang: str) -> list[Block]:
    """Black bars a cook cannot overlook: void, duplicate, printed for another station."""
    words = []
    if document.get("kind") == "void":
        words.append(say(lang, "print.void"))
    if document.get("kind") == "change":
        words.append(say(lang, "print.change"))
    if "duplicate_of" in document:
        first = document["duplicate_of"]
        key = "print.duplicate" if first else "print.duplicate_plain"
        words.append(say(lang, key, number=first))
    if document.get("for_station"):
        words.append(say(lang, "print.for_station", station=document["for_station"]))
    wide = _wide(columns)
    return [
        line(centred(part, columns // wide), inverse=True, bold=True, wide=wide, high=2)
        for text in words
        for part in wrap(text, columns // wide)
    ]


def _head(document: Mapping[str, Any], number: str, columns: int, lang: str) -> list[Block]:
    wide = _wide(columns)
    half = columns // wide
    station = one_line(str(document.get("station") or "")).upper()
    blocks = ends(station, number, half, wide=wide, high=2, bold=True)
    table = one_line(str(document.get("table") or ""))
    covers = document.get("covers")
    left = say(lang, "print.table", table=table) if table else ""
    right = say(lang, "print.covers", n=covers) if covers else ""
    blocks += ends(left, right, half, wide=wide, high=2)
    by = one_line(f"{document.get('placed_at') or ''} {document.get('by') or ''}")
    order = document.get("order_number")
    previous = document.get("previous")
    said = [
        say(lang, "print.order", number=order) if order else "",
        say(lang, "print.previous", number=previous) if previous else "",
    ]
    blocks += ends(by, one_line("  ".join(said)), columns)
    note = clean(str(document.get("note") or "")).strip()
    if note and document.get("allergy"):
        blocks += [_loud(part, indent="") for part in _allergy(note, columns, lang)]
    elif note:
        words = wrap(say(lang, "print.note", note=note), columns)
        blocks += [line(part, bold=True, high=2) for part in words]
    return blocks


def _items(
    lines: Sequence[Mapping[str, Any]], columns: int, lang: str, *, voids: bool
) -> list[Block]:
    """Fired lines first, then the held ones, a rule with its name before each course.

    ``voids``: mark the void ones among them; a void ticket says it once, at its head.
    """
    blocks: list[Block] = []
    shown: tuple[bool, Any] = (False, None)
    several = len({one.get("course") for one in lines}) > 1
    for one in sorted(lines, key=lambda one: one.get("state") == "held"):
        held = one.get("state") == "held"
        part = (held, one.get("course"))
        if part != shown and (held or several):
            blocks.append(line(centred(_course(part, lang), columns, "-"), bold=True))
        shown = part
        if voids and one.get("state") == "void":
            words = f" {say(lang, 'print.void')} "
            blocks.append(line(words, inverse=True, wide=_wide(columns), high=2))
        blocks += _item(one, columns, lang)
    return blocks


def _course(part: tuple[bool, Any], lang: str) -> str:
    held, course = part
    if course is None:
        return f" {say(lang, 'print.held')} " if held else ""
    return f" {say(lang, 'print.course_held' if held else 'print.course', n=course)} "


def _item(one: Mapping[str, Any], columns: int, lang: str) -> list[Block]:
    wide = _wide(columns)
    sign = f"{one['change']} " if one.get("change") else ""
    first = f"{sign}{one.get('quantity', 1)}  "
    name = hang(str(one.get("name", "")), columns // wide, first=first)
    blocks = _hung(name, wide=wide, bold=True)
    for modifier in one.get("modifiers") or ():
        said = one_line(str(modifier))
        removed = said.startswith("-")
        first = "   - " if removed else "   + "
        blocks += _hung(hang(said.lstrip("+- "), columns, first=first), bold=removed)
    note = clean(str(one.get("note") or "")).strip()
    if one.get("allergy"):
        blocks += [_loud(part) for part in _allergy(note, columns - 3, lang)]
    elif note:
        blocks += _hung(hang(note, columns, first="   "))
    return blocks


def _foot(
    lines: Sequence[Mapping[str, Any]],
    number: str,
    columns: int,
    lang: str,
) -> list[Block]:
    blocks: list[Block] = []
    for one in lines:
        if one.get("allergy"):
            said = f"{one.get('quantity', 1)} {one.get('name', '')}: {one.get('note') or ''}"
            blocks += [_loud(part, indent="") for part in _allergy(said, columns, lang)]
    counted = [one for one in lines if one.get("state") != "void"] or lines
    items = say(lang, "print.items", n=sum(int(one.get("quantity", 1)) for one in counted))
    # The end line proves that the ticket is complete.
    return blocks + ends(items, say(lang, "print.end", number=number), columns)


def _allergy(note: str, width: int, lang: str) -> list[str]:
    note = one_line(note).rstrip(": ")
    said = say(lang, "print.allergy_note", note=note) if note else say(lang, "print.allergy")
    return wrap(said, width - 2)


def _loud(words: str, indent: str = "   ") -> Text:
    return Text(runs=(Run(indent), Run(f" {words} ", bold=True, inverse=True)), high=2)


def _hung(pairs: list[tuple[str, str]], *, wide: int = 1, bold: bool = False) -> list[Block]:
    return [
        Text(runs=(Run(prefix, bold), Run(words, bold)), wide=wide, high=2, grid=True)
        for prefix, words in pairs
    ]


def _wide(columns: int) -> int:
    return 1 if columns < NARROW else 2
