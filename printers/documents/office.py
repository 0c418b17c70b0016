"""Table cards and the test page. Pure."""

from collections.abc import Mapping
from typing import Any

from printers.documents.parts import centre, under
from printers.layout import Block, Buzz, Cut, Feed, Qr, Rule, Run, Text, line
from printers.model import CANDIDATES
from printers.text import cells, one_line, wrap
from printers.words import say

SAMPLE = "€éłЖğαґß"
WIDTHS = (32, 42, 48, 64)


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
    blocks: list[Block] = centre(venue, columns, wide=wide, high=2)
    name = one_line(str(document.get("table", "")))
    size = 4 if cells(name) * 4 <= columns else 2
    blocks += [Feed(), *centre(name, columns, wide=size, high=size, bold=True), Feed()]
    blocks += [Qr(data=document["url"], module=12), Feed()]
    blocks += centre(say(lang, "print.scan"), columns)
    # Without the scheme, which browsers add themselves, an address fits on one line.
    blocks += centre(document["url"].removeprefix("http://"), columns)
    if document.get("wifi_code"):
        blocks += [Feed(), Rule(), Feed(), Qr(data=document["wifi_code"], module=8), Feed()]
        blocks += centre(say(lang, "print.wifi_scan"), columns)
        name = say(lang, "print.wifi", name=document.get("wifi_name", ""))
        blocks += centre(name, columns, bold=True)
    return [*blocks, Feed(lines=2), Cut()]


def table_sheet(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return several cards, each cut off.

    Args:
        document: ``{cards: [...]}``, each as `table_card` takes it.
        columns: Characters on a line.
    """
    cards = document.get("cards") or ()
    return [block for card in cards for block in table_card(card, columns)]


def test_page(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return the page by which a person sees what a printer can do.

    Args:
        document: ``{name, address, at, mac?, facts?: [str], lang}``.
        columns: Characters on a line.
    """
    lang = document.get("lang", "en")
    blocks: list[Block] = centre(say(lang, "print.test"), columns, wide=2, high=2)
    facts = [str(document.get(key, "")) for key in ("name", "address", "mac", "at")]
    facts += [str(fact) for fact in document.get("facts") or ()]
    blocks += [line(part) for fact in facts for part in wrap(fact, columns)]
    ruler = "".join(str(place % 10) for place in range(1, columns + 1))
    blocks += [Rule(), line(ruler), *_widths(columns, lang)]
    blocks += under(say(lang, "print.test_tables"), columns)
    for number, codec in CANDIDATES.items():
        has = (letter for letter in SAMPLE if letter.encode(codec, "ignore"))
        sample = f"{number:>3} {codec:<7} {' '.join(has)}"
        blocks.append(Text(runs=(Run(sample),), table=number))
    blocks += [*under(say(lang, "print.test_raster"), columns), line("    مرحبا  שלום  ₽ ₺ Ω")]
    blocks += under(say(lang, "print.test_sizes"), columns)
    blocks.append(Text(runs=(Run("Abc "), Run("Abc ", bold=True), Run(" Abc ", inverse=True))))
    blocks += [line("2x1 Abc", wide=2), line("1x2 Abc", high=2), line("2x2 Abc", wide=2, high=2)]
    code = f"venue test {one_line(facts[0])}"
    blocks += [*under(say(lang, "print.test_native"), columns), Qr(data=code, native=True)]
    blocks += [*under(say(lang, "print.test_picture"), columns), Qr(data=code, native=False)]
    blocks += [*under(say(lang, "print.test_cut"), columns), Buzz()]
    return [*blocks, Rule(), line(say(lang, "print.end", number="TEST")), Feed(), Cut()]


def _widths(columns: int, lang: str) -> list[Block]:
    """Rulers of the usual widths: the longest one that stays on one line is the printer's."""
    blocks: list[Block] = under(say(lang, "print.test_width"), columns)
    for width in WIDTHS:
        ruler = f"|{width}{'-' * (width - 2 - len(str(width)))}|"
        blocks.append(Text(runs=(Run(ruler),), overrun=True))
    return blocks
