"""Use cases of reports: keep each sale, keep the sums of ended days, read a range of days."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from venue.bills.content import Content, load
from venue.bills.model import class_and_rate, taxed
from venue.bills.tariff import Tariff
from venue.core.errors import Invalid
from venue.core.jsonx import loads
from venue.core.tx import ReadTx, Tx
from venue.orders.books import billing
from venue.reports import facts, queries, store
from venue.reports.model import Key, Sum, fold, merged
from venue.tables.owners import staff_id_of

DAYS_MOST = 366
SUMMED_AT_ONCE = 20


class Range(NamedTuple):
    """Business days by their dates, both included; ``outlet_id`` None: all outlets."""

    first: date
    last: date
    outlet_id: int | None = None


class Ended(NamedTuple):
    """A business day that is over, with its sums."""

    business_day: int
    sums: Mapping[Key, Sum]


def closed(tx: Tx, content: Content, tariff: Tariff) -> None:
    """Keep what a bill is while it is being closed; training is not told."""
    if content.training:
        return
    sale = facts.sale_of(tx, content, tariff.rules, closed_by=tx.actor)
    store.insert_sale(tx, billing.business_day(tx), sale)


def reopened(tx: Tx, content: Content, tariff: Tariff) -> None:
    """Keep that a closing is taken back: today, whenever it was; days that ended stay as told."""
    day = content.closing["business_day"] if content.closing else 0
    sale = store.sale_of(tx, day, content.id)
    if sale is not None:
        store.insert_reversal(tx, billing.business_day(tx), sale, by=staff_id_of(tx.actor) or 0)


def catch_up(tx: Tx, tariff: Tariff) -> int:
    """Keep sales of some bills that were closed before this module was there; return how many."""
    waiting = store.todo(tx, SUMMED_AT_ONCE)
    for _, bill_id, day in waiting:
        content = load(tx, bill_id, tariff)
        by = str(content.closing["closed_by"]) if content.closing else ""
        store.insert_sale(tx, day, facts.sale_of(tx, content, tariff.rules, closed_by=by))
    store.done(tx, [closing for closing, _, _ in waiting])
    return len(waiting)


def next_ended(tx: ReadTx) -> Ended | None:
    """Return the oldest day that ended and whose sums are not kept yet; nothing changes them."""
    if store.todo(tx, 1):
        return None
    day = store.first_unkept(tx, billing.business_day(tx))
    return Ended(day, of_day(tx, day)) if day is not None else None


def keep(tx: Tx, ended: Ended) -> None:
    """Keep the sums of a day that ended."""
    store.keep_day(tx, ended.business_day, ended.sums)


def of_day(tx: ReadTx, business_day: int) -> dict[Key, Sum]:
    """Return a day's sums, computed from what happened on it."""
    parts = [
        fold(store.sales(tx, business_day)).items(),
        _money(tx, business_day),
        _voids(tx, business_day),
    ]
    return merged(one for part in parts for one in part)


def between(tx: ReadTx, span: Range, kinds: Iterable[str]) -> dict[Key, Sum]:
    """Return the sums of some kinds over a range of days.

    Raises:
        Invalid: ``reports.bad_range``.
    """
    wanted = set(kinds)
    kept, fresh = _days(tx, span)
    found = list(store.sums(tx, wanted, kept))
    if "tender" in wanted:
        found += list(_unverified(tx, [*kept, *fresh]))
    for day in fresh:
        found += [one for one in of_day(tx, day).items() if one[0].kind in wanted]
    return merged(one for one in found if _is_in(one[0], span))


def by_day(tx: ReadTx, span: Range) -> dict[str, Sum]:
    """Return the total of each date of a range that had a business day."""
    kept, fresh = _days(tx, span)
    dates = {row["id"]: row["on_date"] for row in queries.days(tx, *_dates(span))}
    found = list(store.day_totals(tx, kept))
    found += [
        (day, key, one)
        for day in fresh
        for key, one in of_day(tx, day).items()
        if (key.kind, key.key) == ("whole", "total")
    ]
    totals = {on_date: Sum() for on_date in dates.values()}
    for day, key, one in found:
        if _is_in(key, span):
            totals[dates[day]] = totals[dates[day]].plus(one)
    return totals


def _is_in(key: Key, span: Range) -> bool:
    return span.outlet_id is None or key.outlet_id == span.outlet_id


def _days(tx: ReadTx, span: Range) -> tuple[list[int], list[int]]:
    """Return the days whose sums are kept, and those that have to be computed."""
    if span.last < span.first or span.last - span.first >= timedelta(days=DAYS_MOST):
        raise Invalid("reports.bad_range", f"a report covers 1 to {DAYS_MOST} days")
    days = [row["id"] for row in queries.days(tx, *_dates(span))]
    kept = store.kept_days(tx, min(days, default=0), max(days, default=0))
    return [one for one in days if one in kept], [one for one in days if one not in kept]


def _dates(span: Range) -> tuple[str, str]:
    return span.first.isoformat(), span.last.isoformat()


def _money(tx: ReadTx, business_day: int) -> Iterator[tuple[Key, Sum]]:
    for outlet, method, kind, goods, count, amount, tips, rounding in queries.tenders(
        tx, business_day
    ):
        name = "return" if goods else kind
        yield Key("tender", outlet, f"{method} {name}"), Sum(count, rounding, amount, tips)
    for outlet, bands, amount in queries.returned(tx, business_day):
        yield Key("whole", outlet, "returned"), Sum(1, 0, amount)
        for band, gross in loads(bands).items():
            # A tender's bands hold the tax, however the venue's prices are written.
            tax = taxed(band, gross, tax_included=True).tax_minor if class_and_rate(band)[1] else 0
            yield Key("tax", outlet, band), Sum(0, 0, gross, tax)


def _unverified(tx: ReadTx, days: list[int]) -> Iterator[tuple[Key, Sum]]:
    """Never kept with a day: the proof may come long after it ended."""
    for outlet, method, count, amount, tips in queries.unverified(tx, days):
        yield Key("tender", outlet, f"{method} unverified"), Sum(count, 0, amount, tips)


def _voids(tx: ReadTx, business_day: int) -> Iterator[tuple[Key, Sum]]:
    for outlet, asked_by, count, amount in queries.voids(tx, business_day):
        yield Key("void", outlet, str(staff_id_of(asked_by) or 0)), Sum(count, 0, amount)
