"""A bill read whole: its lines, what was taken off, and what it comes to at this moment.

Nothing of this is stored while orders are placed; it is computed when somebody looks.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from venue.bills import paid as payments
from venue.bills import store
from venue.bills.model import (
    OUTSIDE,
    Bands,
    BandSum,
    Charge,
    Cut,
    Figures,
    Standing,
    Terms,
    added,
    band_of,
    class_and_rate,
    figures,
    require_allowed,
    state_of,
)
from venue.bills.paid import Paid
from venue.bills.tariff import Tariff
from venue.core.errors import NotFound
from venue.core.jsonx import canonical
from venue.core.tx import ReadTx, Row
from venue.orders import service as orders
from venue.orders.model import NOT_SOLD, Line, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything about one bill in one snapshot.

    Attributes:
        sold: The order lines on it with their orders, oldest first.
        fingerprint: Changes when what is to be paid, or for what, changes.
        parts: Parts of a split that still hold: what was paid on, and what is as it was.
        closing: The last closing, or None; its figures are the bill's while it is closed.
    """

    row: Row
    sold: tuple[tuple[Order, Line], ...]
    items: tuple[Row, ...]
    adjustments: tuple[Row, ...]
    charges: tuple[Charge, ...]
    terms: Terms
    figures: Figures
    fingerprint: str
    paid: Paid
    parts: tuple[Row, ...]
    prebill: Row | None
    closing: Row | None
    end: Row | None

    @property
    def id(self) -> str:
        """Return the bill's id."""
        return str(self.row["id"])

    @property
    def training(self) -> bool:
        """Tell whether it is a bill of training: nothing of it is money."""
        return any(order.training for order, _ in self.sold)

    @property
    def total_minor(self) -> int:
        """Return what the bill comes to, less what was taken back after closing."""
        return self.figures.total_minor - sum(self.paid.returned.values())

    @property
    def owed_minor(self) -> int:
        """Return what no payment covers yet; negative when too much was paid."""
        return self.total_minor - sum(self.paid.counted.values())

    @property
    def payable(self) -> Bands:
        """Return per band what may still be asked for: neither paid nor under way."""
        taken = added(added(self.paid.counted, self.paid.reserved), self.paid.returned)
        return added(self.figures.gross, taken, -1)

    @property
    def prebilled(self) -> bool:
        """Tell whether the last pre-bill says what is to be paid now."""
        return self.prebill is not None and self.prebill["fingerprint"] == self.fingerprint

    @property
    def state(self) -> str:
        """Return the bill's state of domain.md."""
        reopened = self.closing is not None and bool(self.closing["reopened_at"])
        return state_of(
            Standing(
                closed=self.row["closed_at"] is not None,
                voided=self.end is not None,
                reopened=reopened,
                prebilled=self.prebilled,
                counted_minor=sum(self.paid.counted.values()),
                owed_minor=self.owed_minor,
                empty=not self.charges,
            )
        )


def load(tx: ReadTx, bill_id: str, tariff: Tariff) -> Content:
    """Return a bill whole.

    Raises:
        NotFound: ``bills.unknown_bill``.
    """
    row = store.bill(tx, bill_id)
    if row is None:
        raise NotFound("bills.unknown_bill", "there is no such bill", bill_id=bill_id)
    sold = _sold(tx, bill_id)
    items, adjustments = store.items(tx, bill_id), store.adjustments(tx, bill_id)
    charges = _charges(sold, items, adjustments, tariff)
    waived = any(one["kind"] == "no_service" for one in adjustments)
    terms = tariff.terms(max((order.covers for order, _ in sold), default=1), waived=waived)
    cuts = [_cut(one) for one in adjustments if one["kind"] == "discount" and not one["line_id"]]
    closing, fingerprint = store.last_closing(tx, bill_id), _fingerprint(charges, cuts, terms)
    frozen = closing is not None and row["closed_at"] is not None
    paid = payments.of_bill(tx, bill_id)
    return Content(
        row=row,
        sold=tuple(sold),
        items=tuple(items),
        adjustments=tuple(adjustments),
        charges=tuple(charges),
        terms=terms,
        figures=thawed(closing["figures"]) if closing and frozen else figures(charges, cuts, terms),
        fingerprint=fingerprint,
        paid=paid,
        parts=tuple(
            part
            for part in store.parts(tx, bill_id)
            if part["fingerprint"] == fingerprint or part["id"] in paid.by_part
        ),
        prebill=store.last_prebill(tx, bill_id),
        closing=closing,
        end=store.end_of(tx, bill_id),
    )


def require(tx: ReadTx, bill_id: str, tariff: Tariff, action: str) -> Content:
    """Return a bill that allows an action.

    Raises:
        NotFound: ``bills.unknown_bill``. Conflict: ``bills.closed``, ``bills.illegal_move``.
    """
    content = load(tx, bill_id, tariff)
    require_allowed(content.state, action)
    return content


def frozen_form(known: Figures) -> dict[str, Any]:
    """Return figures as the JSON that is kept when a bill is closed, and journalled."""
    return {
        "subtotal_minor": known.subtotal_minor,
        "discount_minor": known.discount_minor,
        "comped_minor": known.comped_minor,
        "service_minor": known.service_minor,
        "total_minor": known.total_minor,
        "tax_included": known.tax_included,
        "bands": {one.band: [one.net_minor, one.tax_minor, one.gross_minor] for one in known.bands},
        "nets": dict(known.nets),
    }


def thawed(kept: dict[str, Any]) -> Figures:
    """Return the figures that `frozen_form` kept."""
    return Figures(
        subtotal_minor=kept["subtotal_minor"],
        discount_minor=kept["discount_minor"],
        comped_minor=kept["comped_minor"],
        service_minor=kept["service_minor"],
        nets=kept["nets"],
        bands=tuple(
            BandSum(band=band, net_minor=net, tax_minor=tax, gross_minor=gross)
            for band, (net, tax, gross) in kept["bands"].items()
        ),
        tax_included=kept["tax_included"],
    )


def part_owed(content: Content, part: Row) -> int:
    """Return what of a part may still be paid."""
    due: int = part["due_minor"]
    return max(0, min(due - content.paid.by_part.get(part["id"], 0), sum(content.payable.values())))


def _sold(tx: ReadTx, bill_id: str) -> list[tuple[Order, Line]]:
    return [
        (order, line)
        for order, lines, _ in orders.load(tx, store.order_ids(tx, bill_id))
        if order.state != "rejected"
        for line in lines
        if line.bill_id == bill_id and line.state not in NOT_SOLD
    ]


def _charges(
    sold: list[tuple[Order, Line]], items: list[Row], adjustments: list[Row], tariff: Tariff
) -> list[Charge]:
    cuts: dict[str, list[Cut]] = {}
    for one in adjustments:
        if one["kind"] == "discount" and one["line_id"]:
            cuts.setdefault(one["line_id"], []).append(_cut(one))
    comps = [one["line_id"] for one in adjustments if one["kind"] == "comp"]
    dishes = [
        Charge(
            key=line.id,
            band=tariff.band(line.tax_class, order.service_type),
            full_minor=line.total_minor,
            quantity=line.quantity,
            seat=line.seat,
            cuts=tuple(cuts.get(line.id, ())),
            comped=line.id in comps or None in comps,
        )
        for order, line in sold
    ]
    others = [
        Charge(key=f"item:{one['id']}", band=band_of(OUTSIDE, 0), full_minor=one["amount_minor"])
        for one in items
    ]
    return dishes + others


def _cut(row: Row) -> Cut:
    return Cut(percent_bp=row["percent_bp"], amount_minor=row["amount_minor"])


def _fingerprint(charges: list[Charge], cuts: list[Cut], terms: Terms) -> str:
    def own(one: Charge) -> list[Any]:
        taken = [[cut.percent_bp, cut.amount_minor] for cut in one.cuts]
        facts = [one.key, one.band, one.full_minor, one.quantity, one.seat, one.comped]
        return [*facts, taken]

    whole = {
        "lines": [own(one) for one in charges],
        "cuts": [[cut.percent_bp, cut.amount_minor] for cut in cuts],
        "service": [terms.service_bp, class_and_rate(terms.service_band)],
        "tax_included": terms.tax_included,
    }
    return hashlib.sha256(canonical(whole)).hexdigest()[:32]
