"""Use cases of a folio's lines: post once, pay, take back, move to another folio."""

from collections.abc import Callable
from typing import Any

from venue.core import outbox
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.ids import uuid7
from venue.core.money import wire
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Row, Tx
from venue.folios.lines import store
from venue.folios.till import Handed, hand

NO_BAND = "outside:0"  # neither revenue nor taxed: payments and deposits
BY_HAND = frozenset({"minibar", "service", "extra"})
METHODS = ("cash", "card", "transfer")
# Follow a rule of their own, so that a person cannot take one back alone.
FIXED = frozenset({"deposit", "allowance"})
LABEL_LONGEST = 80

# Told of each line in its transaction: the hotel's cloud hears of it.
on_line: list[Callable[[Tx, dict[str, Any]], None]] = []


def post(
    tx: Tx,
    folio_id: int,
    *,
    kind: str,
    amount_minor: int,
    key: str,
    band: str = NO_BAND,
    night: str = "",
    label: str = "",
    method: str = "",
) -> int | None:
    """Post a line and return its number; None when this key is on the books or nothing is due.

    A kind that is routed to a folio beside this one goes there, while that one is open.

    Args:
        amount_minor: What the guest owes by it; below 0 what is taken off.
        key: Names the fact, such as ``room:17:2026-06-01``: posted once however often asked.
        band: Tax class and rate, see `venue.bills.model`.

    Raises:
        Conflict: ``folios.closed``.
    """
    return put(
        tx,
        store.routed(tx, folio_id, kind),
        kind=kind,
        amount_minor=amount_minor,
        key=key,
        band=band,
        night=night,
        label=label,
        method=method,
    )


def put(
    tx: Tx,
    folio_id: int,
    *,
    kind: str,
    amount_minor: int,
    key: str,
    band: str = NO_BAND,
    night: str = "",
    label: str = "",
    method: str = "",
    reverses: int | None = None,
) -> int | None:
    """Post a line on this very folio, see `post`.

    Raises:
        Conflict: ``folios.closed``.
    """
    if amount_minor == 0:
        return None
    if not store.is_open(tx, folio_id):
        raise Conflict("folios.closed", "this guest has checked out")
    facts: dict[str, Any] = {
        "folio_id": folio_id,
        "kind": kind,
        "amount_minor": amount_minor,
        "band": band,
        "night": night,
        "method": method,
        "reverses": reverses,
        "key": key,
    }
    number = store.insert(tx, facts | {"label": label})
    if number is None:
        return None
    tx.journal("folio.line_posted", {"line": number} | facts)
    for told in on_line:
        told(tx, {"line": number} | facts)
    tx.tell("desk", "folio", {"id": folio_id})
    return number


def post_by_hand(
    tx: Tx, folio_id: int, *, kind: str, amount_minor: int, band: str, label: str
) -> dict[str, Any]:
    """Post what a person charges, such as the minibar; return ``{id}``.

    Raises:
        Invalid: ``folios.not_by_hand``. Conflict: ``folios.closed``.
    """
    if kind not in BY_HAND or amount_minor <= 0:
        raise Invalid("folios.not_by_hand", "this cannot be charged by hand")
    words = clean_text(label, field="the words", longest=LABEL_LONGEST)
    number = post(
        tx, folio_id, kind=kind, amount_minor=amount_minor, band=band, label=words, key=uuid7()
    )
    return {"id": number}


def pay(tx: Tx, folio_id: int, *, method: str, amount_minor: int) -> dict[str, Any]:
    """Take money for what is owed; return ``{id}``.

    Raises:
        Invalid: ``folios.bad_payment``. Conflict: ``folios.closed``, ``folios.too_much`` with
            what is owed.
    """
    if method not in METHODS or amount_minor <= 0:
        raise Invalid("folios.bad_payment", f"pay an amount by one of {', '.join(METHODS)}")
    owed = store.balance(tx, folio_id)
    if amount_minor > owed:
        raise Conflict("folios.too_much", "this is more than is owed", owed_minor=max(0, owed))
    number = post(
        tx, folio_id, kind="payment", amount_minor=-amount_minor, method=method, key=uuid7()
    )
    if number is not None:
        hand(tx, Handed("payment", number, amount_minor), method)
    return {"id": number}


def take_back(tx: Tx, line_id: int, reason: str) -> dict[str, Any]:
    """Take a line back by its opposite; return ``{id}``. Cash paid by it is given back.

    Raises:
        NotFound: ``folios.unknown_line``. Invalid: ``folios.no_reason``.
        Conflict: ``folios.taken_back``, ``folios.closed``.
    """
    row = _movable(tx, line_id)
    words = clean_text(reason, field="the reason", longest=120)
    if not words:
        raise Invalid("folios.no_reason", "say why it is taken back")
    number = _reverse(tx, row, words)
    if row["kind"] == "payment" and number is not None:
        hand(tx, Handed("payment_back", number, row["amount_minor"]), row["method"])
    return {"id": number}


def move(tx: Tx, line_id: int, to_folio: int) -> dict[str, Any]:
    """Move a line to another folio: off this one, on that one; return ``{id}``.

    Raises:
        NotFound: ``folios.unknown_line``.
        Conflict: ``folios.taken_back``, ``folios.closed``, ``folios.same_folio``.
    """
    row = _movable(tx, line_id)
    if to_folio == row["folio_id"]:
        raise Conflict("folios.same_folio", "the line is on this folio already")
    _reverse(tx, row, row["label"])
    number = put(
        tx,
        to_folio,
        kind=row["kind"],
        amount_minor=row["amount_minor"],
        band=row["band"],
        night=row["night"],
        label=row["label"],
        method=row["method"],
        key=f"moved:{line_id}",
    )
    return {"id": number}


def split(tx: Tx, line_id: int, to_folio: int, amount_minor: int) -> dict[str, Any]:
    """Move a part of a line to another folio; return ``{id}`` of the part that went.

    The line is taken back and both parts are posted with its band, so that they sum to it exactly.

    Raises:
        NotFound: ``folios.unknown_line``. Invalid: ``folios.bad_part`` - not a part of it.
        Conflict: ``folios.taken_back``, ``folios.closed``, ``folios.same_folio``.
    """
    row = _movable(tx, line_id)
    if to_folio == row["folio_id"]:
        raise Conflict("folios.same_folio", "the line is on this folio already")
    sign = 1 if row["amount_minor"] > 0 else -1
    left = row["amount_minor"] - sign * amount_minor
    if amount_minor <= 0 or left * sign <= 0:
        raise Invalid("folios.bad_part", "a part is more than nothing and less than the line")
    _reverse(tx, row, row["label"])
    parts = {"stays": (row["folio_id"], left), "went": (to_folio, sign * amount_minor)}
    number = None
    for name, (folio_id, part) in parts.items():
        number = put(
            tx,
            folio_id,
            kind=row["kind"],
            amount_minor=part,
            band=row["band"],
            night=row["night"],
            label=row["label"],
            method=row["method"],
            key=f"{name}:{line_id}",
        )
    return {"id": number}


def of_folio(tx: ReadTx, folio_id: int, currency: str) -> list[dict[str, Any]]:
    """Return a folio's lines as the API shows them."""
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "amount": wire(row["amount_minor"], currency),
            "band": row["band"],
            "night": row["night"] or None,
            "label": row["label"],
            "method": row["method"] or None,
            "reverses": row["reverses"],
            "key": row["key"],
            "at": row["made_at"],
            "sync": outbox.badge(tx, provider=outbox.PMS, key=f"line:{row['id']}"),
        }
        for row in store.of_folio(tx, folio_id)
    ]


def rows_of(tx: ReadTx, folio_id: int) -> list[Row]:
    """Return a folio's lines as they are stored, oldest first."""
    return store.of_folio(tx, folio_id)


def balance(tx: ReadTx, folio_id: int) -> int:
    """Return what is owed on a folio in minor units."""
    return store.balance(tx, folio_id)


def sums_of_night(tx: ReadTx, night: str) -> list[Row]:
    """Return ``{kind, band, count, amount_minor}`` of what stands on folios for a night."""
    return store.sums_of_night(tx, night)


def charged(tx: ReadTx, folio_id: int, bill_id: str) -> int:
    """Return what a restaurant bill has on a folio in minor units, tips left out."""
    return store.charged(tx, folio_id, bill_id)


def allowed(tx: ReadTx, label: str, night: str) -> int:
    """Return what a bill was given by allowances for a day, on whichever folios."""
    return store.allowed(tx, label, night)


def owed_in_house(tx: ReadTx) -> int:
    """Return what all open folios owe together in minor units."""
    return store.owed_in_house(tx)


def newest(tx: ReadTx) -> int:
    """Return the number of the newest line; 0 before the first."""
    return store.newest(tx)


def payments_between(tx: ReadTx, after: int, until: int) -> list[Row]:
    """Return ``{method, count, amount_minor}`` of payments on lines above one, up to another."""
    return store.payments_between(tx, after, until)


def _movable(tx: ReadTx, line_id: int) -> Row:
    row = store.line(tx, line_id)
    if row is None:
        raise NotFound("folios.unknown_line", "there is no such line")
    if row["is_reversed"] or row["reverses"] is not None or row["kind"] in FIXED:
        raise Conflict("folios.taken_back", "this line cannot be taken back or moved")
    return row


def _reverse(tx: Tx, row: Row, label: str) -> int | None:
    return put(
        tx,
        row["folio_id"],
        kind=row["kind"],
        amount_minor=-row["amount_minor"],
        band=row["band"],
        night=row["night"],
        label=label,
        method=row["method"],
        reverses=row["id"],
        key=f"back:{row['id']}",
    )
