"""Bill, receipt, invoice, cash movement. Pure."""

from printers.documents.parts import (
    bar,
    centre,
    facts,
    foot,
    head,
    indented,
    lines_of,
    pair,
    plain,
    signature,
    title,
)
from printers.layout import Block, Cut, Feed, Qr, Rule, Run, Text
from printers.models.money import Bill, CashSlip, Figure, MoneyLine, Receipt, Tax
from printers.words import say
from venue.core.money import format_minor

# Cells of the VAT table's columns from the second on: rate, net, tax, gross.
TAX_CELLS = (8, 10, 9, 11)
MOVEMENTS = ("opening", "paid_in", "paid_out", "drop", "closing")


def bill(facts_: Bill, columns: int) -> list[Block]:
    """Return the bill as it is shown before anything is paid."""
    lang, currency = facts_.lang, facts_.currency
    blocks = head(facts_.letterhead, columns, lang)
    blocks += bar(say(lang, "paper.bill"), columns)
    rows = [
        ("paper.number", facts_.number),
        ("paper.table", facts_.table),
        ("paper.guests", facts_.covers),
        ("paper.by", facts_.by),
        ("paper.at", facts_.at),
    ]
    blocks += [*facts(rows, columns, lang), Rule()]
    blocks += sold(facts_.lines, currency, columns, lang)
    blocks += [Rule(), *figures(facts_.adjustments, currency, columns, lang)]
    blocks += total("paper.total", facts_.total_minor, currency, columns, lang)
    if facts_.paid_minor:
        blocks += row("paper.paid", facts_.paid_minor, currency, columns, lang)
        left = facts_.total_minor - facts_.paid_minor
        blocks += total("paper.left", left, currency, columns, lang)
    blocks += tax_table(facts_.taxes, currency, columns, lang)
    if facts_.split_ways > 1:
        each = format_minor(-(-facts_.total_minor // facts_.split_ways), currency)
        words = say(lang, "paper.split", n=facts_.split_ways, amount=each)
        blocks += [Feed(), *centre(words, columns)]
    if facts_.payment_url:
        blocks += [Feed(), Qr(data=facts_.payment_url, module=8)]
        blocks += centre(say(lang, "paper.pay_here"), columns)
        blocks += centre(facts_.payment_url, columns)
    for note in facts_.notes:
        blocks += centre(note, columns)
    return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]


def receipt(facts_: Receipt, columns: int) -> list[Block]:
    """Return a receipt, a refund, or an invoice when it names a buyer."""
    lang, currency = facts_.lang, facts_.currency
    blocks = bar(say(lang, "paper.copy", n=facts_.copy_no), columns) if facts_.copy_no else []
    blocks += head(facts_.letterhead, columns, lang)
    name = "refund" if facts_.refund else "invoice" if facts_.buyer else "receipt"
    blocks += title(say(lang, f"paper.{name}"), columns)
    rows = [
        ("paper.number", facts_.number),
        ("paper.corrects", facts_.corrects),
        ("paper.at", facts_.at),
        ("paper.order", facts_.order_number),
        ("paper.table", facts_.table),
        ("paper.by", facts_.by),
    ]
    blocks += facts(rows, columns, lang)
    if facts_.buyer:
        blocks += lines_of(say(lang, "paper.buyer"), columns, lang, bold=True)
        blocks += [block for words in facts_.buyer for block in lines_of(words, columns, lang)]
    blocks += [Rule(), *sold(facts_.lines, currency, columns, lang), Rule()]
    blocks += figures(facts_.adjustments, currency, columns, lang)
    blocks += total("paper.total", facts_.total_minor, currency, columns, lang)
    for one in facts_.tenders:
        blocks += pair(one.method, plain(one.amount_minor, currency), columns, lang)
        if one.reference:
            blocks += indented(one.reference, columns, lang, by=2)
    blocks += row("paper.change", facts_.change_minor, currency, columns, lang, zero=False)
    blocks += row("paper.tip", facts_.tip_minor, currency, columns, lang, zero=False)
    blocks += tax_table(facts_.taxes, currency, columns, lang)
    blocks += fiscal(facts_, columns)
    return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]


def fiscal(facts_: Receipt, columns: int) -> list[Block]:
    """Return what the law of the place wants to see."""
    blocks: list[Block] = [Feed()] if facts_.fiscal_lines or facts_.fiscal_code else []
    for words in facts_.fiscal_lines:
        blocks += lines_of(words, columns)
    if facts_.fiscal_code:
        blocks.append(Qr(data=facts_.fiscal_code, module=6))
    return blocks


def cash_slip(facts_: CashSlip, columns: int) -> list[Block]:
    """Return the slip of money put into the drawer or taken out."""
    lang = facts_.lang
    movement = facts_.movement if facts_.movement in MOVEMENTS else "paid_in"
    blocks = title(say(lang, f"paper.cash_{movement}"), columns)
    blocks += total("paper.amount", facts_.amount_minor, facts_.currency, columns, lang)
    rows = [
        ("paper.session", facts_.session),
        ("paper.at", facts_.at),
        ("paper.by", facts_.by),
        ("paper.approver", facts_.approver),
    ]
    blocks += facts(rows, columns, lang)
    if facts_.reason:
        blocks += lines_of(say(lang, "paper.reason", reason=facts_.reason), columns, lang)
    blocks += signature(say(lang, "paper.signature"), columns, lang)
    return [*blocks, Feed(), Cut()]


def sold(lines: tuple[MoneyLine, ...], currency: str, columns: int, lang: str) -> list[Block]:
    """Return the sold lines with their amounts."""
    blocks: list[Block] = []
    for one in lines:
        amount = " ".join(filter(None, (plain(one.amount_minor, currency), one.tax_code)))
        blocks += pair(f"{one.quantity} x {one.name}", amount, columns, lang)
        for words in one.details:
            blocks += indented(words, columns, lang)
    return blocks


def figures(some: tuple[Figure, ...], currency: str, columns: int, lang: str) -> list[Block]:
    """Return named amounts, with how many they are of."""
    blocks: list[Block] = []
    for one in some:
        words = one.name if one.count is None else f"{one.name} ({one.count})"
        blocks += pair(words, plain(one.amount_minor, currency), columns, lang)
    return blocks


def row(
    key: str, amount_minor: int, currency: str, columns: int, lang: str, *, zero: bool = True
) -> list[Block]:
    """Return the words of a key and an amount; nothing for nothing unless ``zero``."""
    if not amount_minor and not zero:
        return []
    return pair(say(lang, key), plain(amount_minor, currency), columns, lang)


def total(key: str, amount_minor: int, currency: str, columns: int, lang: str) -> list[Block]:
    """Return the words of a key and an amount, large."""
    amount = format_minor(amount_minor, currency)
    wide = 2 if columns >= 42 and len(amount) + 8 <= columns // 2 else 1
    return pair(say(lang, key), amount, columns, lang, wide=wide, high=2, bold=True)


def tax_table(taxes: tuple[Tax, ...], currency: str, columns: int, lang: str) -> list[Block]:
    """Return net, tax and gross by rate; the net is left out where the paper is narrow."""
    if not taxes:
        return []
    shown = TAX_CELLS if columns >= sum(TAX_CELLS) + 3 else (TAX_CELLS[0], *TAX_CELLS[2:])
    heads = [say(lang, f"paper.{name}") for name in ("rate", "net", "tax", "gross")]
    blocks: list[Block] = [Feed(), _cells(["", *heads], shown, columns)]
    for one in taxes:
        amounts = (one.net_minor, one.tax_minor, one.gross_minor)
        words = [one.code, percent(one.rate_bp), *(plain(amount, currency) for amount in amounts)]
        blocks.append(_cells(words, shown, columns))
    return blocks


def percent(rate_bp: int) -> str:
    """Return a rate in basis points as people read it: ``10%``, ``7.7%``."""
    whole, part = divmod(rate_bp, 100)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".") + "%"


def _cells(words: list[str], shown: tuple[int, ...], columns: int) -> Text:
    if len(shown) < len(TAX_CELLS):
        words = [*words[:2], *words[3:]]
    first = columns - sum(shown)
    runs = [Run(words[0].ljust(first)[:first])]
    runs += [
        Run(f" {word[: width - 1]}".rjust(width))
        for word, width in zip(words[1:], shown, strict=True)
    ]
    return Text(runs=tuple(runs), grid=True)
