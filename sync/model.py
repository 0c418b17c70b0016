"""What an answer from outside means, and what may happen to a message. Pure."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What one call did, as far as the box can know.

    Source: the classification tables of ../shared/reference/cloudbeds.md and airalo.md.
    """

    NOT_SENT = "not_sent"  # no byte left the box: send again freely
    DONE = "done"
    REJECTED = "rejected"  # read and refused: the same bytes can never succeed
    AUTH = "auth"  # the key is refused: not the message's fault
    THROTTLED = "throttled"  # too many calls: not processed
    AMBIGUOUS = "ambiguous"  # nobody knows: read back before any retry


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of one call.

    Attributes:
        outcome: What it did.
        code: Stable cause, such as ``dns``, ``timeout``, ``http_500``, ``html``.
        words: One plain sentence for a person; never a secret or a person's data.
        data: The answer's JSON where there is one, numbers as Decimal.
        vendor_ref: The id the cloud gave; later messages may name it.
        request_id: The vendor's X-Request-ID, for its support.
        retry_after_s: How long a throttled caller is to wait, when the cloud said so.
    """

    outcome: Outcome
    code: str = ""
    words: str = ""
    data: Any = None
    vendor_ref: str = ""
    request_id: str = ""
    retry_after_s: float | None = None

    @property
    def done(self) -> bool:
        """Tell whether it succeeded."""
        return self.outcome is Outcome.DONE

    @property
    def captive(self) -> bool:
        """Tell whether a login page of somebody's Wi-Fi or line answered in the cloud's place."""
        return self.code in ("html", "redirect")


class Look(StrEnum):
    """What a read-back says of a message whose fate is unknown."""

    FOUND = "found"
    ABSENT = "absent"
    CANNOT_TELL = "cannot_tell"  # the read-back itself failed


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A read-back: what was seen, and the calls' own result for the provider's health."""

    look: Look
    result: Result

    @classmethod
    def of(cls, result: Result, *, vendor_ref: str | None) -> "Seen":
        """Return what a list that was searched says; ``vendor_ref`` None: not in the list."""
        if not result.done:
            return cls(look=Look.CANNOT_TELL, result=result)
        if vendor_ref is None:
            return cls(look=Look.ABSENT, result=result)
        found = Result(
            outcome=Outcome.DONE,
            vendor_ref=vendor_ref,
            request_id=result.request_id,
            words="found there",
            data=result.data,
        )
        return cls(look=Look.FOUND, result=found)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as its handler gets it.

    Attributes:
        key: The idempotency key, the same at every attempt.
        body: What to tell; ids that a cloud gave for an earlier message are filled in.
        wire: The exact bytes as `Handler.prepare` made them before the first attempt.
        attempt: From 1.
        first_sent_at: When it was first sent, RFC 3339; a read-back's window begins before it.
    """

    id: int
    provider: str
    kind: str
    aggregate: str
    key: str
    body: Mapping[str, Any] = field(default_factory=dict)
    wire: bytes = b""
    attempt: int = 1
    first_sent_at: str = ""


def backoff_s(tries: int, *, least_s: float, most_s: float) -> float:
    """Return how long to wait after so many failed tries: doubling, a ceiling, and jitter.

    The jitter takes off up to a half, so that boxes that lost the line together come back apart.
    """
    whole = min(most_s, least_s * 2.0 ** min(tries - 1, 30))
    return whole * (0.5 + secrets.randbelow(1000) / 2000)


def plain_number(value: object) -> Decimal:
    """Return a cloud's number as Decimal, whether it came as 4.5, ``4.50`` or ``28,350.00``.

    Raises:
        ValueError: No number.
    """
    try:
        return Decimal(str(value).replace(",", ""))
    except ArithmeticError as error:
        raise ValueError(f"{value!r} is not a number") from error
