"""Use cases of tenders: take, settle, read; and what bills ask of payments."""

from collections.abc import Callable, Mapping
from typing import Any

from venue.bills import service as bills
from venue.bills import split
from venue.bills.content import Content, part_owed, require
from venue.bills.model import Bands, added
from venue.bills.paid import Paid
from venue.bills.tariff import Tariff
from venue.core import outbox
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.money import format_minor, wire
from venue.core.tx import ReadTx, Tx
from venue.orders.books import billing
from venue.payments import methods, store
from venue.payments.methods import Begun, Draft
from venue.payments.model import COUNTS, PENDING, Tender, moved

# Told of each settled payment and refund in its transaction, with the facts that the journal
# gets: the hotel's cloud. Emptied by `register`.
on_settled: list[Callable[[Tx, dict[str, Any]], None]] = []
# Told of each move of a payment or refund in its transaction, training too, with the state before:
# receipts and cash sessions. Emptied by `register`.
on_moved: list[Callable[[Tx, str, Tender], None]] = []


def take(
    tx: Tx,
    bill_id: str,
    tariff: Tariff,
    *,
    method: str,
    amount_minor: int,
    tip_minor: int = 0,
    part_id: int | None = None,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Take a payment on a bill; return the BILL with ``tender``, the TENDER made.

    Args:
        amount_minor: What it takes off the bill.
        part_id: The part of a split that it pays.
        given: What was typed beside it, by the needs of the method.

    Raises:
        NotFound: ``bills.unknown_bill``, ``bills.unknown_part``.
        Conflict: ``bills.closed``, ``bills.too_much`` and what the method refuses.
        Invalid: ``payments.unknown_method`` and what the method refuses.
    """
    content = require(tx, bill_id, tariff, "pay")
    _require_owed(content, amount_minor, part_id, tariff)
    payable = sum(content.payable.values())
    part = next((one for one in content.parts if one["id"] == part_id), None)
    final = amount_minor == (part_owed(content, part) if part else payable)
    tender = add(
        tx,
        content,
        tariff,
        method=method,
        amount_minor=amount_minor,
        tip_minor=tip_minor,
        bands=_bands(content, amount_minor, part_id),
        part_id=part_id,
        final=final or amount_minor == payable,
        given=given,
    )
    return told(tx, tender, tariff)


def add(
    tx: Tx,
    content: Content,
    tariff: Tariff,
    *,
    method: str,
    amount_minor: int,
    tip_minor: int,
    bands: Bands,
    part_id: int | None,
    final: bool,
    given: Mapping[str, Any],
) -> Tender:
    """Store a payment and let its method take it; the caller has checked what is owed.

    Raises:
        Invalid: ``payments.unknown_method`` and what the method refuses.
        Conflict: ``payments.method_off`` and what the method refuses.
    """
    way = methods.require_on(tx, method)
    if content.training:
        methods.require_trainable(method, given)
    number = store.insert(tx, {
        "bill_id": content.id,
        "method": method,
        "amount_minor": amount_minor,
        "tip_minor": tip_minor,
        "bands": bands,
        "part_id": part_id,
        "business_day": billing.business_day(tx),
        "training": int(content.training),
    })  # fmt: skip
    begun = way.take(tx, tariff, Draft(
        tender_id=number,
        bill_id=content.id,
        bill_number=content.row["number"],
        amount_minor=amount_minor,
        tip_minor=tip_minor,
        bands=bands,
        final=final,
        given=given,
    ))  # fmt: skip
    return become(tx, require_tender(tx, number), begun)


def become(tx: Tx, tender: Tender, begun: Begun) -> Tender:
    """Move a tender to its next state and journal it with its amounts per band.

    Raises:
        Conflict: ``payments.illegal_move``.
    """
    state = moved(tender.state, begun.state)
    details = {**tender.details, **begun.details}
    rounding = begun.rounding_minor or tender.rounding_minor
    store.set_state(
        tx,
        tender.id,
        state,
        rounding_minor=rounding,
        details=details,
        business_day=billing.business_day(tx),
    )
    facts = {
        "tender": tender.id,
        "bill": tender.bill_id,
        "method": tender.method,
        "kind": tender.kind,
        "amount_minor": tender.amount_minor,
        "tip_minor": tender.tip_minor,
        "rounding_minor": rounding,
        "bands": tender.bands,
        "part": tender.part_id,
        "refund_of": tender.refund_of,
        "goods": tender.goods,
        "approved_by": tender.approved_by,
        "day": tender.business_day,
        "training": tender.training,
    }
    tx.journal(f"tender.{state}", facts)
    if state == "settled" and not tender.training:
        outbox.put_to_sinks(
            tx,
            kind="tender_settled" if tender.kind == "payment" else "tender_refunded",
            aggregate=f"bill:{tender.bill_id}",
            key=f"tender:{tender.id}",
            body=facts,
        )
        for told in on_settled:
            told(tx, facts)
    now = require_tender(tx, tender.id)
    for moved_to in on_moved:
        moved_to(tx, tender.state, now)
    return now


def told(tx: Tx, tender: Tender, tariff: Tariff) -> dict[str, Any]:
    """Tell the floor and the party of a changed payment; return the BILL with ``tender``."""
    bill = bills.told(tx, tender.bill_id, tariff)
    return bill | {"tender": tender_view(tender, tariff.currency)}


def require_tender(tx: ReadTx, tender_id: int) -> Tender:
    """Return a tender.

    Raises:
        NotFound: ``payments.unknown_tender``.
    """
    found = store.tender(tx, tender_id)
    if found is None:
        raise NotFound("payments.unknown_tender", "there is no such payment", tender_id=tender_id)
    return found


def tender_view(tender: Tender, currency: str) -> dict[str, Any]:
    """Return the TENDER of the API."""
    handed = tender.amount_minor + tender.rounding_minor + tender.tip_minor
    kept = tender.details
    shown = {
        key: kept[key]
        for key in ("last_four", "slip", "trace", "terminal_id", "reason", "room", "account_id",
                    "code_end", "words")
        if kept.get(key) not in (None, "")
    }  # fmt: skip
    money = {
        key.removesuffix("_minor"): wire(kept[key], currency)
        for key in ("received_minor", "change_minor", "balance_minor")
        if key in kept
    }
    return {
        "id": tender.id,
        "method": tender.method,
        "kind": tender.kind,
        "state": tender.state,
        "amount": wire(tender.amount_minor, currency),
        "tip": wire(tender.tip_minor, currency),
        "rounding": wire(tender.rounding_minor, currency),
        "handed_over": wire(handed, currency),
        "part_id": tender.part_id,
        "refund_of": tender.refund_of,
        "reason": tender.reason,
        "training": tender.training,
        "created_at": tender.created_at,
        "settled_at": tender.settled_at,
        "details": shown | money,
    }


def standing(tx: ReadTx, tender: Tender) -> dict[str, Any] | None:
    """Return ``{badge, words, at}`` of a payment at the hotel's cloud; a room's is its charge's."""
    charge = tender.details.get("charge_id")
    key = f"tender:{tender.id}" if charge is None else f"charge:{charge}"
    return outbox.badge(tx, provider=outbox.PMS, key=key)


def paid_of(tx: ReadTx, bill_id: str, currency: str) -> Paid:
    """Return a bill's payments as bills asks for them."""
    tenders = store.of_bill(tx, bill_id)
    counted: Bands = {}
    reserved: Bands = {}
    returned: Bands = {}
    by_part: dict[int, int] = {}
    part_bands: dict[int, Bands] = {}
    for one in tenders:
        if one.state in COUNTS:
            counted = added(counted, one.bands)
            returned = added(returned, one.bands, -1) if one.goods else returned
        elif one.state in PENDING and one.kind == "payment":
            reserved = added(reserved, one.bands)
        if one.part_id is not None and (one.state in COUNTS or one.state in PENDING):
            by_part[one.part_id] = by_part.get(one.part_id, 0) + one.amount_minor
            part_bands[one.part_id] = added(part_bands.get(one.part_id, {}), one.bands)
    done = [one for one in tenders if one.state in COUNTS]
    return Paid(
        counted=counted,
        reserved=reserved,
        returned={band: minor for band, minor in returned.items() if minor},
        tips_minor=sum(one.tip_minor for one in done),
        rounding_minor=sum(one.rounding_minor for one in done),
        by_part=by_part,
        part_bands=part_bands,
        tenders=[tender_view(one, currency) for one in tenders],
    )


def _require_owed(content: Content, amount_minor: int, part_id: int | None, tariff: Tariff) -> None:
    payable = sum(content.payable.values())
    if part_id is not None:
        part = next((one for one in content.parts if one["id"] == part_id), None)
        if part is None:
            raise NotFound("bills.unknown_part", "this part is no more; the bill has changed")
        payable = part_owed(content, part)
    if amount_minor > payable:
        owed = format_minor(payable, tariff.currency)
        raise Conflict(
            "bills.too_much", f"only {owed} is owed", owed=wire(payable, tariff.currency)
        )
    if amount_minor <= 0:
        raise Invalid("payments.bad_amount", "a payment is more than nothing")


def _bands(content: Content, amount_minor: int, part_id: int | None) -> Bands:
    """Return which bands an amount pays: its part's where there is one, never beyond the bill's."""
    payable = content.payable
    part = next((one for one in content.parts if one["id"] == part_id), None)
    if part is None or amount_minor == sum(payable.values()):
        return split.allocate(amount_minor, payable)
    own = added(part["bands"], content.paid.part_bands.get(part["id"], {}), -1)
    bounded = {band: min(minor, payable.get(band, 0)) for band, minor in own.items()}
    bounded = {band: minor for band, minor in bounded.items() if minor > 0}
    if sum(bounded.values()) >= amount_minor:
        return split.allocate(amount_minor, bounded)
    return split.allocate(amount_minor, payable)
