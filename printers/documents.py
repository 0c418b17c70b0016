"""What is on each document. Pure: from the job's stored facts to a layout.

Facts come as the JSON object that the ordering feature stored; people's words in it are cleaned
here, once, before anything is measured.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from printers.layout import Align, Block, Cut, Feed, Qr, Rule, Run, Text, line
from printers.model import CODE_TABLES
from printers.text import both_ends, cells, centred, clean, hang, one_line, wrap
from printers.words import say

NARROW = 42  # fewer columns (58 mm paper): items in double height only
SAMPLE = "€éłЖğαßñ"


def kitchen_ticket(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return a station's ticket.

    Args:
        document: ``{station, number, previous, table, covers, order_number, by, placed_at, note,
            lines: [{quantity, name, modifiers: [str], note, allergy, course, state}], kind,
            duplicate_of?, for_station?, lang}``; ``state`` is fired, held or void, ``kind``
            ticket or void.
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
    blocks += [Feed(), Cut()]
    return blocks


def table_card(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return a table's card.

    Args:
        document: ``{venue, table, url, wifi_name?, wifi_code?, lang}``; ``wifi_code`` is the
            whole ``WIFI:`` text.
        columns: Characters on a line.
    """
    lang = document.get("lang", "en")
    venue = one_line(str(document.get("venue", "")))
    wide = 2 if cells(venue) * 2 <= columns else 1
    blocks: list[Block] = _centre(venue, columns, wide=wide, high=2)
    name = one_line(str(document.get("table", "")))
    size = 4 if cells(name) * 4 <= columns else 2
    blocks += [Feed(), *_centre(name, columns, wide=size, high=size, bold=True), Feed()]
    blocks += [Qr(data=document["url"], module=12), Feed()]
    blocks += _centre(say(lang, "print.scan"), columns)
    # Without the scheme, which browsers add themselves, an address fits on one line.
    blocks += _centre(document["url"].removeprefix("http://"), columns)
    if document.get("wifi_code"):
        blocks += [Feed(), Rule(), Feed(), Qr(data=document["wifi_code"], module=8), Feed()]
        blocks += _centre(say(lang, "print.wifi_scan"), columns)
        name = say(lang, "print.wifi", name=document.get("wifi_name", ""))
        blocks += _centre(name, columns, bold=True)
    return [*blocks, Feed(lines=2), Cut()]


def test_page(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return the page by which a person sees what a printer can do.

    Args:
        document: ``{name, address, at, lang}``.
        columns: Characters on a line.
    """
    lang = document.get("lang", "en")
    blocks: list[Block] = _centre(say(lang, "print.test"), columns, wide=2, high=2)
    facts = [str(document.get(key, "")) for key in ("name", "address", "at")]
    blocks += [line(part) for fact in facts for part in wrap(fact, columns)]
    ruler = "".join(str(place % 10) for place in range(1, columns + 1))
    blocks += [Rule(), line(ruler), *_under(say(lang, "print.test_tables"), columns)]
    for number, codec in CODE_TABLES.items():
        has = (letter for letter in SAMPLE if letter.encode(codec, "ignore"))
        sample = f"{number:>3} {codec:<7} {' '.join(has)}"
        blocks.append(Text(runs=(Run(sample),), table=number))
    blocks += [*_under(say(lang, "print.test_raster"), columns), line("    مرحبا  שלום  ₽ ₺ Ω")]
    blocks += _under(say(lang, "print.test_sizes"), columns)
    blocks.append(Text(runs=(Run("Abc "), Run("Abc ", bold=True), Run(" Abc ", inverse=True))))
    blocks += [line("2x1 Abc", wide=2), line("1x2 Abc", high=2), line("2x2 Abc", wide=2, high=2)]
    code = f"venue test {one_line(facts[0])}"
    blocks += [*_under(say(lang, "print.test_native"), columns), Qr(data=code, native=True)]
    blocks += [*_under(say(lang, "print.test_picture"), columns), Qr(data=code, native=False)]
    return [*blocks, Rule(), line(say(lang, "print.end", number="TEST")), Feed(), Cut()]


def _number(document: Mapping[str, Any]) -> str:
    number = one_line(str(document.get("number") or ""))
    return f"{number}V" if document.get("kind") == "void" and number else number


def _bars(document: Mapping[str, Any], columns: int, lang: str) -> list[Block]:
    """Black bars a cook cannot overlook: void, duplicate, printed for another station."""
    words = []
    if document.get("kind") == "void":
        words.append(say(lang, "print.void"))
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
    blocks = _ends(station, number, half, wide=wide, high=2, bold=True)
    table = one_line(str(document.get("table") or ""))
    covers = document.get("covers")
    left = say(lang, "print.table", table=table) if table else ""
    right = say(lang, "print.covers", n=covers) if covers else ""
    blocks += _ends(left, right, half, wide=wide, high=2)
    by = one_line(f"{document.get('placed_at') or ''} {document.get('by') or ''}")
    order = document.get("order_number")
    previous = document.get("previous")
    said = [
        say(lang, "print.order", number=order) if order else "",
        say(lang, "print.previous", number=previous) if previous else "",
    ]
    blocks += _ends(by, one_line("  ".join(said)), columns)
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
    name = hang(str(one.get("name", "")), columns // wide, first=f"{one.get('quantity', 1)}  ")
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
    return blocks + _ends(items, say(lang, "print.end", number=number), columns)


def _allergy(note: str, width: int, lang: str) -> list[str]:
    note = one_line(note).rstrip(": ")
    said = say(lang, "print.allergy_note", note=note) if note else say(lang, "print.allergy")
    return wrap(said, width - 2)


def _loud(words: str, indent: str = "   ") -> Text:
    return Text(runs=(Run(indent), Run(f" {words} ", bold=True, inverse=True)), high=2)


def _hung(pairs: list[tuple[str, str]], *, wide: int = 1, bold: bool = False) -> list[Block]:
    return [
        Text(runs=(Run(prefix, bold), Run(words, bold)), wide=wide, high=2)
        for prefix, words in pairs
    ]


def _ends(
    left: str, right: str, width: int, *, wide: int = 1, high: int = 1, bold: bool = False
) -> list[Block]:
    return [
        Text(runs=(Run(start, bold), Run(end, bold)), wide=wide, high=high)
        for start, end in both_ends(left, right, width)
    ]


def _centre(
    words: Any, columns: int, *, wide: int = 1, high: int = 1, bold: bool = False
) -> list[Block]:
    return [
        line(part, wide=wide, high=high, bold=bold, align=Align.CENTER)
        for part in wrap(str(words), columns // wide)
    ]


def _under(words: str, columns: int) -> list[Block]:
    return [Feed(), *(line(part, bold=True) for part in wrap(words, columns))]


def _wide(columns: int) -> int:
    return 1 if columns < NARROW else 2
