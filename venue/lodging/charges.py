"""Use cases of what stays owe: nights, fees, deposits."""

from typing import Any

from venue.bookings import reads
from venue.bookings.hooks import Event
from venue.bookings.model import Stay
from venue.bookings.prices import night_prices
from venue.core.errors import Conflict, Invalid
from venue.core.money import wire
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Tx
from venue.folios import service as folios
from venue.folios import sharing
from venue.folios.lines import service as lines
from venue.folios.till import Handed, hand
from venue.lodging import store
from venue.lodging.model import (
    FEE_BAND,
    Due,
    Policy,
    cancel_fee,
    deposit_due,
    late_fee,
    no_show_fee,
    of_night,
    taxed_lines,
)

METHODS = lines.METHODS


def post_nights(tx: Tx, stay: Stay, until: str, policy: Policy) -> int:
    """Post every night before a day that is not on the folio; return how many lines."""
    if stay.folio_id is None:
        return 0
    agreed = store.terms(tx, stay.id)
    due = [
        line
        for night, minor in night_prices(tx, stay).items()
        if night < until
        for line in of_night(stay, night, minor, agreed, policy)
    ]
    return _post(tx, stay.folio_id, due)


def post_slept(
    tx: Tx, booking_id: str, stay_id: int | None, *, today: str, policy: Policy
) -> dict[str, Any]:
    """Post a stay's nights before today; return ``{folio_id, posted}``.

    Raises:
        NotFound: ``bookings.unknown``, ``bookings.unknown_stay``.
        Conflict: ``bookings.which_room``, ``lodging.not_in_house``.
    """
    stay = reads.one_stay(tx, booking_id, stay_id)
    if stay.state != "checked_in":
        raise Conflict("lodging.not_in_house", "this guest is not in house")
    return {"folio_id": stay.folio_id, "posted": post_nights(tx, stay, today, policy)}


def listen(policy: Policy, currency: str) -> Any:
    """Return what bookings tell of their stays."""

    def hear(tx: Tx, event: Event) -> None:
        if event.kind == "leaving":
            post_nights(tx, event.stay, event.today, policy)
            apply_deposit(tx, event.stay)
        elif event.kind == "left":
            _require_nothing_held(tx, event.stay, currency)
        elif event.kind in ("cancel", "no_show"):
            _charge_fee(tx, event, policy, currency)

    return hear


def take_deposit(tx: Tx, booking_id: str, *, method: str, amount_minor: int) -> dict[str, Any]:
    """Take money before arrival; it is owed to the guest until it is applied.

    Raises:
        NotFound: ``bookings.unknown``. Invalid: ``lodging.bad_deposit``.
        Conflict: ``lodging.nobody_comes`` - every room of the booking is over.
    """
    reads.require(tx, booking_id)
    if method not in METHODS or amount_minor <= 0:
        raise Invalid("lodging.bad_deposit", f"a deposit comes by one of {', '.join(METHODS)}")
    if not any(_lives(one) for one in reads.of_booking(tx, booking_id)):
        raise Conflict("lodging.nobody_comes", "every room of this booking is over")
    made = _entry(tx, booking_id, "taken", amount_minor, method)
    hand(tx, Handed("deposit", made["id"], amount_minor), method)
    return made


def return_deposit(tx: Tx, booking_id: str, *, method: str, amount_minor: int) -> dict[str, Any]:
    """Give money back that is held.

    Raises:
        NotFound: ``bookings.unknown``. Invalid: ``lodging.bad_deposit``.
        Conflict: ``lodging.not_held`` with what is held.
    """
    reads.require(tx, booking_id)
    if method not in METHODS or amount_minor <= 0:
        raise Invalid("lodging.bad_deposit", f"a deposit goes back by one of {', '.join(METHODS)}")
    held = store.held(tx, booking_id)
    if amount_minor > held:
        raise Conflict("lodging.not_held", "less than this is held", held_minor=held)
    made = _entry(tx, booking_id, "returned", -amount_minor, method)
    hand(tx, Handed("deposit_back", made["id"], -amount_minor), method)
    return made


def apply_deposit(tx: Tx, stay: Stay) -> int:
    """Put what is held of a booking on the stay's folios, as far as it is owed; return it."""
    if stay.folio_id is None:
        return 0
    return sum(_apply(tx, stay, folio_id) for folio_id in sharing.all_of(tx, stay.folio_id))


def _apply(tx: Tx, stay: Stay, folio_id: int) -> int:
    amount = min(store.held(tx, stay.reservation_id), lines.balance(tx, folio_id))
    if amount <= 0:
        return 0
    entry = _entry(tx, stay.reservation_id, "applied", -amount, "", folio_id)
    key = f"deposit:{entry['id']}"
    lines.put(tx, folio_id, kind="deposit", amount_minor=-amount, key=key)
    return amount


def leave_late(
    tx: Tx, booking_id: str, stay_id: int | None, *, hour: int, waive: str, policy: Policy,
    currency: str,
) -> dict[str, Any]:  # fmt: skip
    """Charge for leaving after the check-out hour, or note why not; return ``{fee, waived}``.

    Raises:
        Conflict: ``lodging.not_in_house``, ``lodging.charged_already``.
    """
    stay = reads.one_stay(tx, booking_id, stay_id)
    if stay.state != "checked_in" or stay.folio_id is None:
        raise Conflict("lodging.not_in_house", "this guest is not in house")
    amount = _late(tx, stay, hour, policy)
    words = clean_text(waive, field="the reason", longest=120)
    if not store.insert_fee(tx, stay.id, "late", amount, words):
        raise Conflict("lodging.charged_already", "the late hour was decided already")
    if not words:
        _post(tx, stay.folio_id, taxed_lines("late", amount, "", str(stay.id), policy))
    facts = {"stay": stay.id, "kind": "late", "amount_minor": amount, "waived": bool(words)}
    tx.journal("stay.fee_set", facts)
    return {"fee": wire(amount, currency), "waived": words}


def money_of(tx: ReadTx, booking_id: str, policy: Policy, currency: str) -> dict[str, Any]:
    """Return ``{deposit_asked, deposit_held, open, deposits, fees}`` of a booking."""
    reads.require(tx, booking_id)
    stays = reads.of_booking(tx, booking_id)
    return {
        "deposit_asked": wire(deposit_due(stays, policy), currency),
        "deposit_held": wire(store.held(tx, booking_id), currency),
        "open": any(_lives(one) for one in stays),
        "deposits": [
            {
                "id": row["id"],
                "kind": row["kind"],
                "amount": wire(row["amount_minor"], currency),
                "method": row["method"],
                "at": row["made_at"],
            }
            for row in store.deposits(tx, booking_id)
        ],
        "fees": [
            {
                "stay_id": stay.id,
                "kind": row["kind"],
                "amount": wire(row["amount_minor"], currency),
                "waived": row["waived"],
                "by": row["made_by"],
                "at": row["made_at"],
            }
            for stay in stays
            for row in store.fees(tx, stay.id)
        ],
        "seq": tx.seq,
    }


def _late(tx: ReadTx, stay: Stay, hour: int, policy: Policy) -> int:
    """Return what leaving at a local hour costs, by the price of the last night."""
    return late_fee(list(night_prices(tx, stay).values())[-1], hour, policy)


def fee_of(tx: ReadTx, stay: Stay, kind: str, today: str, policy: Policy, hour: int = 0) -> int:
    """Return what cancelling a stay today, its guest's not coming or leaving late costs."""
    if kind == "late":
        return _late(tx, stay, hour, policy)
    first = next(iter(night_prices(tx, stay).values()))
    if kind == "no_show":
        return no_show_fee(first, policy)
    return cancel_fee(stay, first, today, policy)


def _charge_fee(tx: Tx, event: Event, policy: Policy, currency: str) -> None:
    """Charge what an ended stay costs to a folio of its own, and pay it from the deposit."""
    stay, words = event.stay, clean_text(event.waive, field="the reason", longest=120)
    amount = fee_of(tx, stay, event.kind, event.today, policy)
    if not amount:
        return
    store.insert_fee(tx, stay.id, event.kind, amount, words)
    facts = {"stay": stay.id, "kind": event.kind, "amount_minor": amount, "waived": bool(words)}
    tx.journal("stay.fee_set", facts)
    if words:
        return
    booking = reads.require(tx, stay.reservation_id)
    folio = folios.open_folio(
        tx,
        room=f"B{booking['number']}",
        name=booking["name"],
        limit_minor=None,
        no_post=True,
        currency=currency,
    )
    reads.set_folio(tx, stay.id, folio["id"])
    key = f"{event.kind}:{stay.id}"
    lines.post(tx, folio["id"], kind=event.kind, amount_minor=amount, band=FEE_BAND, key=key)
    apply_deposit(tx, reads.stay(tx, stay.id))
    if lines.balance(tx, folio["id"]) == 0:
        folios.close_folio(tx, folio["id"], currency=currency)


def _require_nothing_held(tx: ReadTx, stay: Stay, currency: str) -> None:
    """Refuse that the last guest of a booking leaves while the house holds money of theirs."""
    held = store.held(tx, stay.reservation_id)
    others = [one for one in reads.of_booking(tx, stay.reservation_id) if one.id != stay.id]
    if held and not any(_lives(one) for one in others):
        raise Conflict(
            "lodging.deposit_left",
            "more was paid before arrival than is owed; give the rest back first",
            held=wire(held, currency),
        )


def _post(tx: Tx, folio_id: int, due: list[Due]) -> int:
    posted = [
        lines.post(
            tx,
            folio_id,
            kind=one.kind,
            amount_minor=one.amount_minor,
            band=one.band,
            night=one.night,
            key=one.key,
        )
        for one in due
    ]
    return sum(number is not None for number in posted)


def _entry(
    tx: Tx, booking_id: str, kind: str, amount_minor: int, method: str, folio_id: int | None = None
) -> dict[str, Any]:
    number = store.insert_deposit(tx, booking_id, kind, amount_minor, method, folio_id)
    facts = {"booking": booking_id, "amount_minor": amount_minor, "method": method}
    tx.journal(f"deposit.{kind}", {"deposit": number} | facts)
    tx.tell("desk", "booking", {"id": booking_id})
    return {"id": number, "held_minor": store.held(tx, booking_id)}


def _lives(stay: Stay) -> bool:
    return stay.state in ("confirmed", "assigned", "checked_in")
