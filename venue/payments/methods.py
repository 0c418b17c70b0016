"""The ways to pay, by name: one table that features add to.

A method says what happens when money is taken by it and when it goes back. Cash, and what needs no
other part of the box, are here; rooms, accounts, vouchers and terminals add theirs in `books` and
`terminals`; chain coins are added by their own module. Which are offered is the venue's choice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from venue.bills.model import Bands
from venue.bills.tariff import Tariff
from venue.core.errors import Conflict, Invalid
from venue.core.tx import ReadTx, Tx
from venue.payments import store
from venue.payments.model import (
    SLIP_LONGEST,
    Tender,
    cash_due,
    checked_last_four,
    refuse_card_number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A payment about to be made.

    Attributes:
        final: It settles the bill, or its part, whole.
        given: What was typed beside the amount, such as ``room`` or ``last_four``.
        original: What is refunded, or None.
    """

    tender_id: int
    bill_id: str
    bill_number: int
    amount_minor: int
    tip_minor: int
    bands: Bands
    final: bool
    given: Mapping[str, Any]
    original: Tender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What came of it at once: the state it goes to, and what the method keeps of it."""

    state: str = "settled"
    rounding_minor: int = 0
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way to pay.

    Attributes:
        take: Takes a payment; amounts are positive.
        give_back: Gives money back; amounts are positive, ``original`` is set.
        online: It needs the Internet; what happens then is the method's own business.
        drawer: Money goes through the drawer.
    """

    name: str
    take: Callable[[Tx, Tariff, Draft], Begun]
    give_back: Callable[[Tx, Tariff, Draft], Begun]
    online: bool = False
    drawer: bool = False


METHODS: dict[str, Method] = {}


def add(method: Method) -> None:
    """Add a way to pay; called while the modules register."""
    METHODS[method.name] = method


def require(name: str) -> Method:
    """Return a way to pay that this box knows.

    Raises:
        Invalid: ``payments.unknown_method``.
    """
    if name not in METHODS:
        known = sorted(METHODS)
        raise Invalid("payments.unknown_method", f"there is no method {name[:40]!r}", known=known)
    return METHODS[name]


TRAINABLE = frozenset({"cash", "card"})


def require_trainable(name: str, given: Mapping[str, Any]) -> None:
    """Let training use the ways that reach nobody: cash, and a card that is only typed.

    Raises:
        Conflict: ``payments.training_only``.
    """
    if name not in TRAINABLE or given.get("terminal_id") is not None:
        raise Conflict("payments.training_only", "in training pay by cash, or type a card's slip")


def require_on(tx: ReadTx, name: str) -> Method:
    """Return a way to pay that is switched on.

    Raises:
        Invalid: ``payments.unknown_method``. Conflict: ``payments.method_off``.
    """
    method = require(name)
    if name in store.methods_off(tx):
        raise Conflict("payments.method_off", f"{name} is switched off at the moment", method=name)
    return method


def negated(begun: Begun) -> Begun:
    """Return what came of giving back, for the negative document."""
    return replace(begun, rounding_minor=-begun.rounding_minor)


def take_cash(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Take cash: rounded where it settles the rest, with change of what was handed over.

    Raises:
        Conflict: ``payments.odd_cash``, ``payments.too_little``.
    """
    due = cash_due(draft.amount_minor, tariff.cash_rounding_minor, final=draft.final)
    wanted = due + draft.tip_minor
    received = draft.given.get("received_minor")
    received = wanted if received is None else received
    if received < wanted:
        raise Conflict("payments.too_little", "this is less than the amount", due_minor=wanted)
    return Begun(
        rounding_minor=due - draft.amount_minor,
        details={"received_minor": received, "change_minor": received - wanted},
    )


def give_cash(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Give cash back, rounded where it is the whole amount."""
    due = cash_due(draft.amount_minor, tariff.cash_rounding_minor, final=draft.final)
    return Begun(rounding_minor=due - draft.amount_minor)


def note_card(tx: Tx, tariff: Tariff, draft: Draft) -> Begun:
    """Note what staff read from a terminal that the box does not speak with.

    Raises:
        Invalid: ``payments.card_number``, ``payments.bad_last_four``, ``payments.bad_slip``.
    """
    slip = str(draft.given.get("slip") or "").strip()
    refuse_card_number(slip, str(draft.given.get("last_four") or ""))
    if len(slip) > SLIP_LONGEST or not slip.isprintable():
        raise Invalid("payments.bad_slip", f"a slip number has at most {SLIP_LONGEST} characters")
    state = "declined" if draft.given.get("result") == "declined" else "settled"
    last_four = checked_last_four(str(draft.given.get("last_four") or ""))
    return Begun(state=state, details={"last_four": last_four, "slip": slip})


CASH = Method(name="cash", take=take_cash, give_back=give_cash, drawer=True)
