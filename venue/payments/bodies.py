"""What comes in about payments."""

from typing import Annotated, Any, Literal

import msgspec

from venue.bills.routes import Money
from venue.core.parse import Body
from venue.payments.model import refuse_card_number
from venue.staff.approval import Approver

Short = Annotated[str, msgspec.Meta(max_length=120)]
LargestId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Amount(Body, frozen=True):
    """An amount that may be nothing, in minor units."""

    amount: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    currency: str


class Signature(Body, frozen=True):
    """How the guest agreed: on the paper slip, or by a drawing, the path of an SVG."""

    kind: Literal["slip", "drawing"]
    drawing: Annotated[str, msgspec.Meta(max_length=40_000)] = ""


class Means(Body, frozen=True, kw_only=True):
    """What each method wants beside the amount.

    Attributes:
        received: Cash handed over.
        result, last_four, slip: What staff read from a terminal; ``terminal_id``: one that the
            box speaks with.
        room, name, signature: The guest who pays by the room.
        account_id: A house account. ``code``: of a voucher or deposit.
    """

    received: Money | None = None
    result: Literal["approved", "declined"] = "approved"
    last_four: Short = ""
    slip: Short = ""
    terminal_id: LargestId | None = None
    room: Short = ""
    name: Short = ""
    signature: Signature | None = None
    account_id: LargestId | None = None
    code: Short = ""

    def given(self) -> dict[str, Any]:
        """Return it for the method, once no word of it holds a card number.

        Raises:
            Invalid: ``payments.card_number``.
        """
        refuse_card_number(self.last_four, self.slip, self.room, self.name)
        return {
            "received_minor": self.received.amount if self.received else None,
            "result": self.result,
            "last_four": self.last_four,
            "slip": self.slip,
            "terminal_id": self.terminal_id,
            "room": self.room,
            "name": self.name,
            "signature": msgspec.to_builtins(self.signature) if self.signature else None,
            "account_id": self.account_id,
            "code": self.code,
        }


class Take(Means, frozen=True, kw_only=True):
    """A payment."""

    method: Short
    amount: Money
    tip: Amount | None = None
    part_id: LargestId | None = None


class Refund(Means, frozen=True, kw_only=True):
    """Money back: an amount, some lines, or all that is left."""

    amount: Money | None = None
    tip: Amount | None = None
    lines: Annotated[tuple[Short, ...], msgspec.Meta(max_length=500)] = ()
    method: Short | None = None
    reason: Short = ""
    approver: Approver | None = None


class Correct(Means, frozen=True, kw_only=True):
    """The method that a payment was really made by."""

    method: Short
    reason: Short = ""
    approver: Approver | None = None


class Resolve(Body, frozen=True, kw_only=True):
    """What became of an unknown payment: asked of the terminal, or read from its slip."""

    result: Literal["ask", "approved", "declined"] = "ask"
    slip: Short = ""
    last_four: Short = ""


class Switch(Body, frozen=True, kw_only=True):
    """A method on or off."""

    enabled: bool
    approver: Approver | None = None


class Terminal(Body, frozen=True, kw_only=True):
    """A terminal that speaks ZVT on the venue's network."""

    name: Short
    host: Short
    port: int = 20007
    password: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,6}$")] = "000000"


class Sale(Body, frozen=True, kw_only=True):
    """A voucher or deposit to sell; without a bill, on one of its own."""

    amount: Money
    kind: Literal["gift", "deposit"] = "gift"
    note: Short = ""
    bill_id: str | None = None


class Code(Body, frozen=True):
    """A typed code."""

    code: Short


class Account(Body, frozen=True, kw_only=True):
    """A house account."""

    name: Short
    limit: Amount


class AccountChange(Body, frozen=True, kw_only=True):
    """An account's limit, and whether it may be used."""

    limit: Amount
    active: bool = True


class AccountPayment(Body, frozen=True, kw_only=True):
    """A payment of an account; without a bill, on one of its own."""

    amount: Money
    bill_id: str | None = None
