"""Paper about money: the bill before payment and the slip of a charge to a room. Pure.

Amounts come as text, formatted by the feature that knows the currency.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from printers.layout import Align, Block, Cut, Feed, Rule, Run, Text, line
from printers.text import both_ends, one_line, wrap
from printers.words import say


def bill(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return the bill shown before payment; it says that it is no receipt.

    Args:
        document: ``{venue, number, copy, table, at, lines: [{quantity, name, modifiers: [str],
            amount}], sums: [[word key, amount]], total, taxes: [[rate, net, tax]], lang}``;
            ``copy`` counts the pre-bills of this bill.
        columns: Characters on a line.
    """
    lang = str(document.get("lang", "en"))
    blocks = _centre(document.get("venue", ""), columns, bold=True)
    blocks += _centre(say(lang, "print.not_a_receipt"), columns)
    number = f"{document.get('number', '')}/{document.get('copy', '')}"
    table = one_line(str(document.get("table") or ""))
    left = say(lang, "print.table", table=table) if table else ""
    blocks += _ends(say(lang, "print.bill", number=number), left, columns)
    blocks += [*_ends(str(document.get("at", "")), "", columns), Rule()]
    lines: Sequence[Mapping[str, Any]] = document.get("lines") or ()
    for one in lines:
        name = f"{one.get('quantity', 1)} {one_line(str(one.get('name', '')))}"
        blocks += _ends(name, str(one.get("amount", "")), columns)
        for modifier in one.get("modifiers") or ():
            blocks += [line(part) for part in wrap(f"  + {one_line(str(modifier))}", columns)]
    blocks.append(Rule())
    for key, amount in document.get("sums") or ():
        blocks += _ends(say(lang, f"print.{key}"), str(amount), columns)
    blocks += _ends(
        say(lang, "print.total"), str(document.get("total", "")), columns // 2, wide=2, bold=True
    )
    blocks += _taxes(document.get("taxes") or (), columns, lang)
    return [*blocks, Feed(lines=2), Cut()]


def room_slip(document: Mapping[str, Any], columns: int) -> list[Block]:
    """Return the slip that a guest signs for a charge to the room.

    Args:
        document: ``{venue, room, guest, bill_number, at, amount, tip, total, signed, lang}``;
            ``signed``: there is a drawn signature already.
        columns: Characters on a line.
    """
    lang = str(document.get("lang", "en"))
    blocks = _centre(document.get("venue", ""), columns, bold=True)
    blocks += _centre(say(lang, "print.room_charge"), columns, bold=True)
    room = say(lang, "print.room", room=one_line(str(document.get("room", ""))))
    blocks += _ends(room, one_line(str(document.get("guest", ""))), columns)
    number = say(lang, "print.bill", number=document.get("bill_number", ""))
    blocks += [*_ends(number, str(document.get("at", "")), columns), Rule()]
    for key in ("amount", "tip"):
        if document.get(key):
            blocks += _ends(say(lang, f"print.{key}"), str(document[key]), columns)
    blocks += _ends(
        say(lang, "print.total"), str(document.get("total", "")), columns // 2, wide=2, bold=True
    )
    words = "print.signed" if document.get("signed") else "print.signature"
    blocks += [Feed(lines=3), Rule(fill="_"), *_centre(say(lang, words), columns)]
    return [*blocks, Feed(lines=2), Cut()]


def _taxes(taxes: Iterable[Sequence[str]], columns: int, lang: str) -> list[Block]:
    blocks: list[Block] = []
    for rate, net, tax in taxes:
        left = say(lang, "print.tax", rate=rate)
        blocks += _ends(left, say(lang, "print.tax_of", tax=tax, net=net), columns)
    return [Rule(), *blocks] if blocks else []


def _ends(left: str, right: str, width: int, *, wide: int = 1, bold: bool = False) -> list[Block]:
    return [
        Text(runs=(Run(start, bold), Run(end, bold)), wide=wide, high=wide)
        for start, end in both_ends(left, right, width)
    ]


def _centre(words: Any, columns: int, *, bold: bool = False) -> list[Block]:
    return [
        line(part, bold=bold, align=Align.CENTER) for part in wrap(one_line(str(words)), columns)
    ]
