"""From a bill that is being closed to its sale."""

from collections.abc import Mapping

from venue.bills.content import Content
from venue.bills.model import OUTSIDE, Charge, Cut, class_and_rate
from venue.core.settings_view import Rules
from venue.core.tx import ReadTx, Row
from venue.menu import service as menu
from venue.orders.model import Line
from venue.reports import queries
from venue.reports.model import NO_OUTLET, Gift, Sale, Sold
from venue.tables.owners import staff_id_of

MINUTE_MS = 60_000


def sale_of(tx: ReadTx, content: Content, rules: Rules, *, closed_by: str) -> Sale:
    """Return what a bill says when it is closed.

    Args:
        closed_by: Label of who closes it.
    """
    party = queries.party(tx, content.row["table_session_id"])
    figures = content.figures
    owner = party.get("owner_id") or staff_id_of(closed_by) or 0
    added = 0 if figures.tax_included else sum(one.tax_minor for one in figures.bands)
    opened = party.get("opened_run_ms", tx.run_ms)
    orders = [order for order, _ in content.sold]
    outlets = [one.outlet_id for one in orders if one.outlet_id]
    return Sale(
        bill_id=content.id,
        hour=tx.moment.astimezone(rules.zone).hour,
        outlet_id=outlets[0] if outlets else NO_OUTLET,
        waiter=owner,
        table=party.get("place", ""),
        session=content.row["table_session_id"] or "",
        covers=party.get("covers") or max((one.covers for one in orders), default=0),
        minutes=max(0, tx.run_ms - opened) // MINUTE_MS,
        service_type=orders[0].service_type if orders else "",
        total_minor=figures.total_minor,
        service_minor=figures.service_minor,
        tax_added_minor=added,
        outside_minor=sum(one.gross_minor for one in figures.bands if _outside(one.band)),
        bands={
            one.band: (one.net_minor, one.tax_minor, one.gross_minor)
            for one in figures.bands
            if not _outside(one.band)
        },
        lines=_lines(tx, content),
        gifts=gifts_of(content),
    )


def gifts_of(content: Content) -> tuple[Gift, ...]:
    """Return what was given away, by whom; amounts sum to those of the bill's figures."""
    left = {one.key: one.full_minor for one in content.charges if not _outside(one.band)}
    found: list[Gift] = []
    for row in _by_kind(content.adjustments, "comp"):
        keys = [row["line_id"]] if row["line_id"] else list(left)
        given = sum(left.pop(key, 0) for key in keys)
        found.append(_gift(row, given))
    found += [_gift(row, _take(left, row)) for row in _by_kind(content.adjustments, "discount")]
    found += [_gift(row, 0) for row in _by_kind(content.adjustments, "no_service")]
    return tuple(found)


def _by_kind(adjustments: tuple[Row, ...], kind: str) -> list[Row]:
    """Return the adjustments of a kind: those of lines before those of the bill."""
    own = [one for one in adjustments if one["kind"] == kind]
    return sorted(own, key=lambda one: one["line_id"] is None)


def _take(left: dict[str, int], row: Row) -> int:
    """Take a discount off what is left of its lines; return what it came to."""
    cut = Cut(percent_bp=row["percent_bp"], amount_minor=row["amount_minor"])
    if row["line_id"]:
        if row["line_id"] not in left:
            return 0
        off = cut.of(left[row["line_id"]])
        left[row["line_id"]] -= off
        return off
    given = off = cut.of(sum(left.values()))
    # Only the sum matters to the bill's next discount; which line bears it stands in its figures.
    for key in left:
        part = min(off, left[key])
        left[key] -= part
        off -= part
    return given


def _gift(row: Row, amount_minor: int) -> Gift:
    return Gift(row["kind"], staff_id_of(row["given_by"]) or 0, amount_minor)


def _lines(tx: ReadTx, content: Content) -> tuple[Sold, ...]:
    charges = {one.key: one for one in content.charges}
    targets = {one.id: one.target_s for one in menu.stations(tx)}
    sections = queries.sections_of(tx, {line.item_id for _, line in content.sold})
    return tuple(
        _sold(line, charges[line.id], content.figures.nets[line.id], sections, targets)
        for _, line in content.sold
    )


def _sold(
    line: Line, charge: Charge, net: int, sections: Mapping[int, int], targets: Mapping[int, int]
) -> Sold:
    full, comp = charge.full_minor, charge.full_minor if charge.comped else 0
    cooked = -1
    if line.fired_run_ms is not None and line.done_run_ms is not None:
        cooked = max(0, line.done_run_ms - line.fired_run_ms) // 1000
    return Sold(
        item_id=line.item_id,
        section_id=sections.get(line.item_id, 0),
        station_id=line.station_id,
        quantity=line.quantity,
        full_minor=full,
        discount_minor=full - comp - net,
        comp_minor=comp,
        cooked_s=cooked,
        late=int(cooked > targets.get(line.station_id, cooked)),
    )


def _outside(band: str) -> bool:
    return class_and_rate(band)[0] == OUTSIDE
