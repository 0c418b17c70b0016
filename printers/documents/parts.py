"""What several documents share: lines with two ends, heads, feet, amounts. Pure."""

from collections.abc import Iterable
from typing import Any

from printers.layout import Align, Block, Feed, Logo, Rule, Run, Text, line
from printers.models.letterhead import Letterhead
from printers.text import both_ends, cells, centred, clean, hang, one_line, wrap
from printers.words import say
from venue.core.money import format_minor

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def ends(
    left: str, right: str, width: int, *, wide: int = 1, high: int = 1, bold: bool = False
) -> list[Block]:
    """Return a line with words at both ends, on more lines when they must."""
    return [
        Text(runs=(Run(start, bold), Run(end, bold)), wide=wide, high=high, grid=True)
        for start, end in both_ends(left, right, width)
    ]


def pair(
    words: str, value: str, columns: int, lang: str, *, wide: int = 1, high: int = 1,
    bold: bool = False,
) -> list[Block]:  # fmt: skip
    """Return words and their value at the ends where a reader of ``lang`` looks for them."""
    width = columns // wide
    first, last = one_line(words), one_line(value)
    if first and last and cells(first) + cells(last) >= width:
        # Long words take lines of their own, the value stays beside the last of them.
        *before, first = wrap(first, max(2, width - cells(last) - 1))
        return [
            *(_aside(part, width, lang, wide=wide, high=high, bold=bold) for part in before),
            *_ordered(first, last, width, lang, wide=wide, high=high, bold=bold),
        ]
    return _ordered(first, last, width, lang, wide=wide, high=high, bold=bold)


def _ordered(first: str, last: str, width: int, lang: str, **look: Any) -> list[Block]:
    sides = (last, first) if lang in RIGHT_TO_LEFT else (first, last)
    return ends(*sides, width, **look)


def _aside(words: str, width: int, lang: str, **look: Any) -> Text:
    align = Align.RIGHT if lang in RIGHT_TO_LEFT else Align.LEFT
    return line(words, align=align, **look)


def lines_of(
    words: Any, columns: int, lang: str = "en", *, wide: int = 1, high: int = 1,
    bold: bool = False,
) -> list[Block]:  # fmt: skip
    """Return wrapped words from the side at which a reader of ``lang`` begins."""
    return [
        _aside(part, columns // wide, lang, wide=wide, high=high, bold=bold)
        for part in wrap(str(words), columns // wide)
    ]


def indented(words: str, columns: int, lang: str, *, by: int = 4) -> list[Block]:
    """Return wrapped words that belong to the line above."""
    if lang in RIGHT_TO_LEFT:
        return lines_of(words, columns - by, lang)
    return [
        Text(runs=(Run(indent), Run(part)), grid=True)
        for indent, part in hang(words, columns, first=" " * by)
    ]


def centre(
    words: Any, columns: int, *, wide: int = 1, high: int = 1, bold: bool = False
) -> list[Block]:
    """Return wrapped words in the middle of the paper."""
    return [
        line(part, wide=wide, high=high, bold=bold, align=Align.CENTER)
        for part in wrap(str(words), columns // wide)
    ]


def bar(words: str, columns: int) -> list[Block]:
    """Return words in white on a black bar over the whole width, which nobody overlooks."""
    wide = 2 if columns >= 42 else 1
    return [
        line(centred(part, columns // wide), inverse=True, bold=True, wide=wide, high=2)
        for part in wrap(words, columns // wide)
    ]


def title(words: str, columns: int) -> list[Block]:
    """Return a document's name."""
    wide = 2 if cells(words) * 2 <= columns else 1
    return centre(words, columns, wide=wide, high=2, bold=True)


def under(words: str, columns: int) -> list[Block]:
    """Return a heading with a line of air above."""
    return [Feed(), *(line(part, bold=True) for part in wrap(words, columns))]


def head(letterhead: Letterhead, columns: int, lang: str) -> list[Block]:
    """Return the venue's head: logo, name, address, tax number."""
    blocks: list[Block] = [Logo(hash=letterhead.logo)] if letterhead.logo else []
    if letterhead.name:
        wide = 2 if cells(one_line(letterhead.name)) * 2 <= columns else 1
        blocks += centre(one_line(letterhead.name), columns, wide=wide, high=wide, bold=True)
    for words in letterhead.lines:
        blocks += centre(words, columns)
    if letterhead.tax_id:
        blocks += centre(say(lang, "paper.tax_id", id=letterhead.tax_id), columns)
    return [*blocks, Feed()] if blocks else []


def foot(letterhead: Letterhead, columns: int) -> list[Block]:
    """Return the venue's foot."""
    blocks: list[Block] = []
    for words in letterhead.footer:
        blocks += centre(words, columns)
    return [Feed(), *blocks] if blocks else []


def facts(rows: Iterable[tuple[str, Any]], columns: int, lang: str) -> list[Block]:
    """Return those of the rows that have a value: the words of a key, and the value."""
    blocks: list[Block] = []
    for key, value in rows:
        if value not in (None, ""):
            blocks += pair(say(lang, key), clean(str(value)), columns, lang)
    return blocks


def plain(amount_minor: int, currency: str) -> str:
    """Return an amount without its currency, which stands once at the total."""
    return format_minor(amount_minor, currency).rpartition(" ")[0]


def signature(words: str, columns: int, lang: str) -> list[Block]:
    """Return room to sign, a line, and whose it is."""
    return [Feed(lines=3), Rule(fill="_"), *lines_of(words, columns, lang)]
