"""Money given back: always a new negative document, never a change of the old one."""

from collections.abc import Mapping, Sequence
from typing import Any

from venue.bills import split
from venue.bills.content import Content, load
from venue.bills.model import Bands, added
from venue.bills.split import Pick
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import wire
from venue.core.tx import ReadTx, Tx
from venue.orders.books import billing
from venue.payments import methods, service, store
from venue.payments.methods import Draft
from venue.payments.model import COUNTS, PENDING, Tender


def needs_approver(tx: ReadTx, tender_id: int, amount_minor: int | None, tariff: Tariff) -> bool:
    """Tell whether a refund is above what a waiter may give back alone.

    What was given back of the same payment before counts, so that a large refund cannot be made of
    small ones.

    Raises:
        NotFound: ``payments.unknown_tender``.
    """
    tender = service.require_tender(tx, tender_id)
    before, tips = _given_back(tx, tender)
    asked = amount_minor
    if asked is None:
        asked = tender.amount_minor + tender.tip_minor - before - tips
    return before + tips + asked > tariff.refund_limit_minor


def refund(
    tx: Tx,
    tender_id: int,
    tariff: Tariff,
    *,
    amount_minor: int | None,
    tip_minor: int,
    line_ids: Sequence[str],
    method: str | None,
    reason: str,
    approved_by: str,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Give money back; return the BILL with ``tender``, the negative one.

    On a closed bill the sale is taken back with it, in the bands of ``line_ids`` or else in those
    that were paid; on an open bill the amount is owed again.

    Args:
        amount_minor: None: all that is left of the payment, its tip too; or what the lines cost.
        method: None: the way it was paid; else "cash".

    Raises:
        NotFound: ``payments.unknown_tender``, ``bills.unknown_line``.
        Conflict: ``payments.not_settled``, ``payments.refund_too_much``,
            ``payments.refund_of_value`` - it paid for a voucher or the like.
        Invalid: ``payments.bad_amount``.
    """
    tender = _require_payment(tx, tender_id)
    content = load(tx, tender.bill_id, tariff)
    if content.items:
        raise Conflict("payments.refund_of_value", "vouchers and deposits are paid out by hand")
    before, tips = _given_back(tx, tender)
    wanted, bands = _what(tx, content, tender, amount_minor, line_ids, before)
    tip = tender.tip_minor - tips if amount_minor is None and not line_ids else tip_minor
    if wanted < 0 or tip < 0 or wanted + tip == 0:
        raise Invalid("payments.bad_amount", "a refund is more than nothing")
    if wanted > tender.amount_minor - before or tip > tender.tip_minor - tips:
        left = wire(tender.amount_minor - before, tariff.currency)
        raise Conflict("payments.refund_too_much", "this is more than is left of it", left=left)
    if method not in (None, tender.method, "cash"):
        raise Invalid("payments.bad_method", "a refund goes back the way it came, or in cash")
    made = _back(
        tx, content, tariff, tender,
        kind="refund",
        method=method or tender.method,
        amount_minor=wanted,
        tip_minor=tip,
        bands=bands,
        goods=content.state == "closed",
        final=wanted == tender.amount_minor,
        reason=reason,
        approved_by=approved_by,
        given=given,
    )  # fmt: skip
    return service.told(tx, made, tariff)


def correct(
    tx: Tx,
    tender_id: int,
    tariff: Tariff,
    *,
    method: str,
    reason: str,
    approved_by: str,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Put right a payment noted by the wrong method: reversal and new one in one act.

    What was sold stays; so it may be done on a closed bill. Return the BILL with ``tender``, the
    new one.

    Raises:
        NotFound: ``payments.unknown_tender``.
        Conflict: ``payments.not_settled``, ``payments.refunded`` - something was given back of it;
            what the new method refuses.
    """
    tender = _require_payment(tx, tender_id)
    if _given_back(tx, tender) != (0, 0):
        raise Conflict("payments.refunded", "something was given back of this payment")
    content = load(tx, tender.bill_id, tariff)
    if content.state == "voided":
        raise Conflict("bills.closed", "this bill is voided", state=content.state)
    _back(
        tx, content, tariff, tender,
        kind="reversal",
        method=tender.method,
        amount_minor=tender.amount_minor,
        tip_minor=tender.tip_minor,
        bands=tender.bands,
        goods=False,
        final=True,
        reason=reason,
        approved_by=approved_by,
        given={},
    )  # fmt: skip
    made = service.add(
        tx,
        content,
        tariff,
        method=method,
        amount_minor=tender.amount_minor,
        tip_minor=tender.tip_minor,
        bands=tender.bands,
        part_id=tender.part_id,
        final=True,
        given=given,
    )
    if made.state not in COUNTS:
        raise Conflict("payments.not_settled", "the new payment must be settled at once")
    return service.told(tx, made, tariff)


def _back(
    tx: Tx,
    content: Content,
    tariff: Tariff,
    tender: Tender,
    *,
    kind: str,
    method: str,
    amount_minor: int,
    tip_minor: int,
    bands: Bands,
    goods: bool,
    final: bool,
    reason: str,
    approved_by: str,
    given: Mapping[str, Any],
) -> Tender:
    number = store.insert(tx, {
        "bill_id": tender.bill_id,
        "method": method,
        "kind": kind,
        "amount_minor": -amount_minor,
        "tip_minor": -tip_minor,
        "bands": {band: -minor for band, minor in bands.items()},
        "part_id": tender.part_id,
        "refund_of": tender.id,
        "goods": int(goods),
        "training": int(tender.training),
        "reason": reason,
        "approved_by": approved_by,
        "business_day": billing.business_day(tx),
    })  # fmt: skip
    begun = methods.require(method).give_back(tx, tariff, Draft(
        tender_id=number,
        bill_id=tender.bill_id,
        bill_number=content.row["number"],
        amount_minor=amount_minor,
        tip_minor=tip_minor,
        bands=bands,
        final=final,
        given=given,
        original=tender,
    ))  # fmt: skip
    return service.become(tx, service.require_tender(tx, number), methods.negated(begun))


def _require_payment(tx: ReadTx, tender_id: int) -> Tender:
    tender = service.require_tender(tx, tender_id)
    if tender.kind != "payment" or tender.state not in COUNTS:
        raise Conflict(
            "payments.not_settled", "only a settled payment can be given back", state=tender.state
        )
    return tender


def _given_back(tx: ReadTx, tender: Tender) -> tuple[int, int]:
    """Return amount and tip already given back, or about to be, as positive numbers."""
    made = [
        one
        for one in store.refunds_of(tx, tender.id)
        if one.state in COUNTS or one.state in PENDING
    ]
    return -sum(one.amount_minor for one in made), -sum(one.tip_minor for one in made)


def _what(
    tx: ReadTx,
    content: Content,
    tender: Tender,
    amount_minor: int | None,
    line_ids: Sequence[str],
    before: int,
) -> tuple[int, Bands]:
    """Return the amount to give back and the bands it comes from."""
    if line_ids:
        return _of_lines(content, line_ids, amount_minor)
    amount = tender.amount_minor - before if amount_minor is None else amount_minor
    left: Bands = dict(tender.bands)
    for one in store.refunds_of(tx, tender.id):
        if one.state in COUNTS or one.state in PENDING:
            left = added(left, one.bands)
    if not 0 <= amount <= sum(left.values()):
        return amount, {}
    positive = {band: minor for band, minor in left.items() if minor > 0}
    if content.state != "closed":
        return amount, split.allocate(amount, positive)
    # A sale is taken back in no band beyond what was sold there, whatever this payment paid.
    gross = added(content.figures.gross, content.paid.returned, -1)
    sold = {band: minor for band, minor in gross.items() if minor > 0}
    bounded = {band: min(minor, sold.get(band, 0)) for band, minor in positive.items()}
    return amount, split.allocate(amount, bounded if sum(bounded.values()) >= amount else sold)


def _of_lines(
    content: Content, line_ids: Sequence[str], amount_minor: int | None
) -> tuple[int, Bands]:
    known = {charge.key for charge in content.charges}
    if not set(line_ids) <= known:
        raise NotFound("bills.unknown_line", "this line is not on this bill")
    if content.state != "closed":
        raise Conflict("payments.void_instead", "the bill is open: void the dish, then pay it out")
    picks = [[Pick(key=line_id) for line_id in dict.fromkeys(line_ids)]]
    known_figures = content.figures
    shares = split.shares_of_lines(content.charges, known_figures.nets, picks)
    bands = split.by_lines(
        known_figures.gross, content.charges, shares, known_figures, content.terms.service_band
    )[0]
    amount = sum(bands.values())
    if amount_minor is not None and amount_minor != amount:
        raise Invalid("payments.bad_amount", "give lines or an amount, not both")
    left = added(known_figures.gross, content.paid.returned, -1)
    if any(bands[band] > left.get(band, 0) for band in bands):
        raise Conflict("payments.refund_too_much", "this dish was refunded already")
    return amount, bands
