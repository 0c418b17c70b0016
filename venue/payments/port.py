"""What the box asks of a payment terminal, whatever protocol it speaks."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Outcome(StrEnum):
    """How a conversation with a terminal ended."""

    APPROVED = "approved"
    DECLINED = "declined"
    NOT_SENT = "not_sent"  # the terminal never heard of it: it may be tried again
    UNKNOWN = "unknown"  # it may have happened: never tried again by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a terminal said of a payment.

    Attributes:
        amount_minor: As the terminal has it; 0 when it did not say.
        trace: The terminal's own number of the transaction.
        slip: Number of the receipt it printed.
        words: Why, for the person who looks at it.
    """

    outcome: Outcome
    amount_minor: int = 0
    trace: str = ""
    slip: str = ""
    last_four: str = ""
    card: str = ""
    words: str = ""

    def details(self) -> dict[str, Any]:
        """Return what is kept with the tender."""
        named = ("trace", "slip", "last_four", "card", "words")
        return {name: getattr(self, name) for name in named if getattr(self, name)}


# Puts a result on disk before the terminal is told that we have it; raising refuses it.
Keep = Callable[[Result], None]


class PaymentTerminal(Protocol):
    """One terminal. Each call blocks until its end or its time limit; from an OS thread alone."""

    def pay(self, amount_minor: int, keep: Keep) -> Result:
        """Take a payment."""

    def refund(self, amount_minor: int, keep: Keep) -> Result:
        """Give money back to a card."""

    def last(self) -> Result:
        """Ask what became of the terminal's last transaction; nothing is charged.

        Returns:
            `Outcome.NOT_SENT` when the terminal cannot be asked now, `Outcome.UNKNOWN` when it
            answers without saying.
        """

    def greet(self) -> str:
        """Say hello without charging or printing; return why that failed, empty when it did not."""
