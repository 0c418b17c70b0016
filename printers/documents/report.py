"""X and Z report. Pure."""

from printers.documents.money import figures, row, tax_table, total
from printers.documents.parts import bar, facts, foot, head, lines_of, pair, signature, title
from printers.layout import Block, Cut, Feed, Rule
from printers.models.money import DrawerCount, PrintHealth, Report
from printers.words import say


def report(facts_: Report, columns: int) -> list[Block]:
    """Return the report: a Z when it has a number, an X otherwise."""
    lang, currency = facts_.lang, facts_.currency
    blocks = bar(say(lang, "paper.copy", n=facts_.copy_no), columns) if facts_.copy_no else []
    blocks += head(facts_.letterhead, columns, lang)
    words = "paper.z_report" if facts_.number else "paper.x_report"
    blocks += title(say(lang, words, number=facts_.number), columns)
    rows = [
        ("paper.previous_z", facts_.previous),
        ("paper.business_day", facts_.business_day),
        ("paper.opened", facts_.opened_at),
        ("paper.closed", facts_.closed_at),
        ("paper.by", facts_.by),
    ]
    blocks += facts(rows, columns, lang)
    for key, some in (
        ("paper.sales", facts_.sales),
        ("paper.tenders", facts_.tenders),
        ("paper.reductions", facts_.reductions),
        ("paper.extra", facts_.extra),
    ):
        if some:
            blocks += [Rule(), *lines_of(say(lang, key), columns, lang, bold=True)]
            blocks += figures(some, currency, columns, lang)
    blocks += tax_table(facts_.taxes, currency, columns, lang)
    if facts_.drawer is not None:
        blocks += [Rule(), *_drawer(facts_.drawer, currency, columns, lang)]
    if facts_.health is not None:
        blocks += [Rule(), *_health(facts_.health, columns, lang)]
    for note in facts_.notes:
        blocks += lines_of(note, columns, lang)
    if facts_.number:
        blocks += signature(say(lang, "paper.signature"), columns, lang)
    return [*blocks, *foot(facts_.letterhead, columns), Feed(), Cut()]


def _drawer(count: DrawerCount, currency: str, columns: int, lang: str) -> list[Block]:
    blocks = lines_of(say(lang, "paper.drawer"), columns, lang, bold=True)
    blocks += row("paper.float", count.float_minor, currency, columns, lang)
    blocks += row("paper.cash_sales", count.cash_sales_minor, currency, columns, lang)
    blocks += row("paper.desk_cash", count.desk_minor, currency, columns, lang, zero=False)
    blocks += row("paper.in", count.paid_in_minor, currency, columns, lang, zero=False)
    blocks += row("paper.out", -count.paid_out_minor, currency, columns, lang, zero=False)
    blocks += row("paper.expected", count.expected_minor, currency, columns, lang)
    if count.counted_minor is not None:
        blocks += row("paper.counted", count.counted_minor, currency, columns, lang)
        over = count.counted_minor - count.expected_minor
        blocks += total("paper.difference", over, currency, columns, lang)
    return blocks


def _health(health: PrintHealth, columns: int, lang: str) -> list[Block]:
    blocks = lines_of(say(lang, "paper.health"), columns, lang, bold=True)
    for key in ("printed", "unconfirmed", "expired", "failed", "copies", "rerouted"):
        blocks += pair(say(lang, f"paper.{key}"), str(getattr(health, key)), columns, lang)
    if health.numbers:
        blocks += lines_of(", ".join(health.numbers), columns, lang)
    return blocks
