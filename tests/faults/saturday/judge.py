"""What a Saturday promised, held against its record: one row each. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.faults.saturday.evening import RATES_BP, SCREENS, Record
from tests.faults.saturday.paper import Paper
from tests.faults.saturday.plan import Line

SHOWN = 6


class Row(NamedTuple):
    """One promise: how many things were looked at, and what is wrong with them."""

    promise: str
    checked: int
    wrong: list[str]


def judge(record: Record) -> list[Row]:
    """Return every promise with what is wrong; nothing wrong anywhere is a good evening."""
    return [Row(promise, *_counted(check(record))) for promise, check in PROMISES.items()]


def table(record: Record, rows: list[Row]) -> str:
    """Return the evening as a table."""
    width = max(len(row.promise) for row in rows)
    told = [
        f"{'FAILED' if row.wrong else 'ok':8}{row.promise:{width}}  {row.checked:6} checked, "
        f"{len(row.wrong)} wrong"
        for row in rows
    ]
    struck = ", ".join(f"{count} {what}" for what, count in sorted(record.struck.items()))
    told += [f"        {words}" for row in rows for words in row.wrong[:SHOWN]]
    return "\n".join([*told, f"struck: {struck}; quiet after {record.settled_s:.1f} s"])


Findings = Iterator[str | None]


def _counted(findings: Findings) -> tuple[int, list[str]]:
    found = list(findings)
    return len(found), [one for one in found if one is not None]


def _taken_once(record: Record) -> Findings:
    for wish in record.ledger.wishes:
        count = record.orders[wish.tag]
        yield None if wish.taken and count == 1 else f"{wish.tag}: {count} orders on the box"


def _lines(record: Record) -> Iterator[tuple[str, Line]]:
    for wish in record.ledger.wishes:
        for line in wish.lines:
            yield wish.tag, line


def _screen_plates(record: Record) -> Findings:
    """Each fired line of a station with a screen is painted there, once."""
    wanted: Counter[tuple[str, str]] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for tag, line in _lines(record):
        if line.dish.station in SCREENS and line.fired:
            wanted[line.dish.station, tag] += line.quantity
    for station, painted in record.painted.items():
        for tag, quantity in painted.values():
            shown[station, tag] += quantity
    yield from _compared(wanted, shown)


def _paper_plates(record: Record) -> Findings:
    """Each fired line is on one paper of its station.

    A copy that says it may be a duplicate counts where the first never came out: that is what the
    cook who reads it finds out.
    """
    wanted: Counter[tuple[str, str]] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for tag, line in _lines(record):
        if line.fired:
            wanted[line.dish.station, tag] += line.quantity
    for station, papers in record.papers.items():
        for paper in _cooked_from(papers):
            for tag, quantity in paper.plates.items():
                shown[station, tag] += quantity
    yield from _compared(wanted, shown)


def _cooked_from(papers: list[Paper]) -> Iterator[Paper]:
    firsts = [paper for paper in papers if not paper.marked and not paper.news]
    known = {paper.says for paper in firsts}
    yield from firsts
    for paper in papers:
        if paper.marked and not paper.news and paper.says not in known:
            known.add(paper.says)
            yield paper


def _compared(wanted: Counter[tuple[str, str]], shown: Counter[tuple[str, str]]) -> Findings:
    for key in sorted(wanted.keys() | shown.keys()):
        right = wanted[key] == shown[key]
        yield None if right else f"{key}: {wanted[key]} plates wanted, {shown[key]} told"


def _all_cooked(record: Record) -> Findings:
    yield from record.uncooked
    yield from (None for _ in record.painted)


def _totals(record: Record) -> Findings:
    for session, told in record.bills.items():
        owed = record.ledger.total(session)
        for view in ("bill", "table", "orders"):
            right = told[view] == owed
            yield None if right else f"{session} by {view}: {told[view]}, recomputed {owed}"


def _taxes(record: Record) -> Findings:
    for session, told in record.bills.items():
        due = record.ledger.taxes(session, RATES_BP)
        yield None if told["taxes"] == due else f"{session}: {told['taxes']}, recomputed {due}"


def _nobody_stale(record: Record) -> Findings:
    yield from record.stale
    yield from (None for _ in range(record.screens - len(record.stale)))


def _nobody_failed(record: Record) -> Findings:
    yield from record.faults
    yield None


def _struck(record: Record) -> Findings:
    """An evening on which something did not happen proves nothing about it."""
    for what, count in record.struck.items():
        yield None if count else f"no {what}"


PROMISES: dict[str, Callable[[Record], Findings]] = {
    "each order taken once": _taken_once,
    "one plate by the screens": _screen_plates,
    "one plate by the paper": _paper_plates,
    "everything was cooked": _all_cooked,
    "totals as recomputed": _totals,
    "taxes as recomputed": _taxes,
    "no screen ends stale": _nobody_stale,
    "nobody was refused": _nobody_failed,
    "every fault struck": _struck,
}
