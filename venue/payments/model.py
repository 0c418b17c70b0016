"""What a tender is: its states, what counts as paid, and what must never be stored. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from venue.bills.model import Bands
from venue.core.errors import Conflict, Invalid

# domain.md; cash, vouchers and what staff read from a terminal go straight from created to settled.
MOVES: Mapping[str, frozenset[str]] = {
    "created": frozenset({"awaiting", "settled", "declined", "cancelled"}),
    "awaiting": frozenset(
        {"settled", "declined", "cancelled", "expired", "partial", "unknown", "review"}
    ),
    "partial": frozenset({"settled", "review"}),
    "expired": frozenset({"review"}),
    "cancelled": frozenset({"review"}),
    "unknown": frozenset({"settled", "declined", "expired", "review", "unverified", "cancelled"}),
    "unverified": frozenset({"settled", "lost"}),
    "review": frozenset({"settled"}),
    "settled": frozenset(),
    "declined": frozenset(),
    "lost": frozenset(),
}
COUNTS = frozenset({"settled", "unverified"})
PENDING = frozenset({"created", "awaiting", "partial", "unknown"})
KINDS = ("payment", "refund", "reversal")

# Twelve to nineteen digits, however grouped (ISO/IEC 7812): a card number, or too like one.
CARD_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-/]?\d){11,18}(?!\d)")
LAST_FOUR = re.compile(r"[0-9]{4}")
SLIP_LONGEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """One payment by one method; a refund or reversal is one with negative amounts.

    Attributes:
        amount_minor: What it takes off the bill.
        tip_minor: The guest's gift beside it.
        rounding_minor: What cash rounding adds to what is handed over.
        bands: The amount per band of the bill; sums to ``amount_minor``.
        goods: A refund that takes the sale back too, since the bill was closed.
        details: What the method knows, such as ``last_four`` or ``folio_id``.
    """

    id: int
    bill_id: str
    method: str
    kind: str
    state: str
    amount_minor: int
    tip_minor: int
    rounding_minor: int
    bands: Bands
    part_id: int | None
    refund_of: int | None
    goods: bool
    reason: str
    approved_by: str
    taken_by: str
    business_day: int
    created_at: str
    settled_at: str | None
    training: bool
    details: dict[str, Any] = field(default_factory=dict)


def moved(state: str, to: str) -> str:
    """Return ``to`` when a tender may go there.

    Raises:
        Conflict: ``payments.illegal_move`` naming the state, the wish and what is allowed.
    """
    if to not in MOVES[state]:
        allowed = sorted(MOVES[state])
        raise Conflict(
            "payments.illegal_move",
            f"a payment that is {state} cannot become {to}",
            state=state,
            action=to,
            allowed=allowed,
        )
    return to


def refuse_card_number(*texts: str) -> None:
    """Refuse words that hold a card number: none is ever stored, printed or journalled.

    Raises:
        Invalid: ``payments.card_number``.
    """
    if any(CARD_NUMBER.search(text) for text in texts):
        raise Invalid("payments.card_number", "never type a card number; the last four are enough")


def checked_last_four(text: str) -> str:
    """Return the last four digits of a card, or "".

    Raises:
        Invalid: ``payments.bad_last_four``.
    """
    if text and not LAST_FOUR.fullmatch(text):
        raise Invalid("payments.bad_last_four", "the last four are four digits")
    return text


def cash_due(amount_minor: int, coin_minor: int, *, final: bool) -> int:
    """Return what is handed over in cash for an amount.

    Only what settles a bill or a part whole is rounded to the smallest coin; an amount in between
    has to be payable with coins, or many small ones would be rounded away.

    Raises:
        Conflict: ``payments.odd_cash``.
    """
    sign = -1 if amount_minor < 0 else 1
    due = sign * ((2 * abs(amount_minor) + coin_minor) // (2 * coin_minor)) * coin_minor
    if due != amount_minor and not final:
        raise Conflict(
            "payments.odd_cash", "there are no coins for this amount", coin_minor=coin_minor
        )
    return due
