"""Registration card, room-charge slip, eSIM slip. Pure."""

from printers.documents.money import figures, total
from printers.documents.parts import (
    bar,
    centre,
    facts,
    foot,
    head,
    lines_of,
    pair,
    signature,
    title,
)
from printers.layout import Block, Cut, Feed, Qr, Rule
from printers.models.hotel import Entry, EsimSlip, RegistrationCard, RoomChargeSlip, Statement
from printers.raster import drawn
from printers.text import cells, one_line
from printers.words import say

GROUP = 4  # characters of a code that a person reads and types at once


def registration_card(facts_: RegistrationCard, columns: int) -> list[Block]:
    """Return the form that a guest signs."""
    lang = facts_.lang
    blocks = head(facts_.letterhead, columns, lang)
    blocks += title(say(lang, "paper.registration"), columns)
    rows = [
        ("paper.booking", facts_.booking),
        ("paper.room", facts_.room),
        ("paper.arrival", facts_.arrival),
        ("paper.departure", facts_.departure),
        ("paper.nights", facts_.nights),
        ("paper.at", facts_.at),
    ]
    blocks += [*facts(rows, columns, lang), Rule()]
    blocks += [block for one in facts_.guest for block in _entry(one, columns, lang)]
    if facts_.stay:
        blocks.append(Rule())
        blocks += [block for one in facts_.stay for block in _entry(one, columns, lang)]
    for words in facts_.terms:
        blocks += [Feed(), *lines_of(words, columns, lang)]
    if facts_.drawing:
        blocks += [Feed(), drawn(facts_.drawing)]
        blocks += lines_of(" ".join(facts_.signers), columns, lang)
        return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]
    for who in facts_.signers or (say(lang, "paper.guest"),):
        blocks += signature(say(lang, "paper.signature_of", who=who), columns, lang)
    return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]


def room_charge_slip(facts_: RoomChargeSlip, columns: int) -> list[Block]:
    """Return the slip that a guest signs when a bill goes to the room."""
    lang = facts_.lang
    blocks = bar(say(lang, "paper.copy", n=facts_.copy_no), columns) if facts_.copy_no else []
    blocks += head(facts_.letterhead, columns, lang)
    blocks += title(say(lang, "paper.room_charge"), columns)
    rows = [
        ("paper.room", facts_.room),
        ("paper.guest", facts_.guest),
        ("paper.number", facts_.bill),
        ("paper.outlet", facts_.outlet),
        ("paper.by", facts_.by),
        ("paper.at", facts_.at),
    ]
    blocks += [*facts(rows, columns, lang), Rule()]
    blocks += figures(facts_.figures, facts_.currency, columns, lang)
    blocks += total("paper.total", facts_.total_minor, facts_.currency, columns, lang)
    blocks += [Feed(), *lines_of(say(lang, "paper.charge_me"), columns, lang)]
    who = say(lang, "paper.signature_of", who=one_line(facts_.guest))
    blocks += signature(who, columns, lang)
    return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]


def esim_slip(facts_: EsimSlip, columns: int) -> list[Block]:
    """Return a bought eSIM: the code, and what to type where no camera helps."""
    lang = facts_.lang
    blocks = bar(say(lang, "paper.copy", n=facts_.copy_no), columns) if facts_.copy_no else []
    blocks += head(facts_.letterhead, columns, lang)
    blocks += title(say(lang, "paper.esim"), columns)
    blocks += centre(facts_.plan, columns, bold=True, high=2)
    rows = [("paper.data", facts_.data), ("paper.validity", facts_.validity)]
    blocks += [*facts(rows, columns, lang), Feed(), Qr(data=facts_.lpa_code, module=8)]
    blocks += [*centre(say(lang, "paper.esim_scan"), columns), Feed()]
    blocks += lines_of(say(lang, "paper.esim_type"), columns, lang)
    # Codes read from the left in every language.
    blocks += lines_of(f"SM-DP+: {facts_.smdp}", columns)
    blocks += lines_of(grouped(facts_.activation_code), columns, high=2)
    rows = [
        ("paper.iccid", f"... {facts_.iccid_tail}" if facts_.iccid_tail else ""),
        ("paper.install_by", facts_.install_by),
        ("paper.at", facts_.at),
    ]
    blocks += facts(rows, columns, lang)
    for words in facts_.support:
        blocks += lines_of(words, columns, lang)
    blocks += [Feed(), *centre(say(lang, "paper.single_use"), columns, bold=True)]
    return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]


def statement(facts_: Statement, columns: int) -> list[Block]:
    """Return rows under headings, and a total: a folio, an invoice, a night's report."""
    lang = facts_.lang
    blocks = [*head(facts_.letterhead, columns, lang), *title(facts_.title, columns)]
    for one in facts_.facts:
        blocks += pair(one.label, one.value, columns, lang) if one.value else []
    for section in facts_.sections:
        if section.rows:
            blocks += [Rule(), *lines_of(section.title, columns, lang, bold=True)]
        for one in section.rows:
            blocks += pair(one.label, one.value, columns, lang)
    if facts_.total is not None:
        blocks += [Rule(), *pair(facts_.total.label, facts_.total.value, columns, lang, bold=True)]
    return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]


def grouped(code: str) -> str:
    """Return a code in groups that a person can read aloud; one with dashes has them already."""
    if "-" in code:
        return code
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _entry(one: Entry, columns: int, lang: str) -> list[Block]:
    label = one_line(one.label)
    value = one_line(one.value) or "_" * max(4, columns - cells(label) - 2)
    return pair(label, value, columns, lang)
