"""Refusals by the rules: one class per kind, one stable code per reason.

A `VenueError` is an answer, not a defect: the person is told what to do and nothing changes.
"""

from collections.abc import Callable
from typing import Any, ClassVar


class VenueError(Exception):
    """A refusal.

    Attributes:
        code: ``feature.reason``, stable; screens translate by it.
        message: One plain sentence in English.
        details: Facts for the person or program; JSON values only.
        aftermath: What stays although the refusal undoes the rest, such as counting a wrong PIN;
            called with the transaction once the refused change is rolled back.
    """

    status: ClassVar[int] = 400
    title: ClassVar[str] = "Bad request"

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
        self.aftermath: Callable[[Any], None] | None = None

    def problem(self) -> dict[str, Any]:
        """Return the RFC 9457 problem document of this refusal."""
        return {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.message,
            "details": self.details,
        }


class Invalid(VenueError):
    """The request is malformed; the same request can never succeed."""


class Unauthenticated(VenueError):
    """Nobody known is asking."""

    status, title = 401, "Not signed in"


class Forbidden(VenueError):
    """Somebody known is asking for what their role may not do."""

    status, title = 403, "Not allowed"


class NotFound(VenueError):
    """No such thing, or not for this person."""

    status, title = 404, "Not found"


class Conflict(VenueError):
    """The thing's present state does not allow it."""

    status, title = 409, "Conflict"


class Gone(VenueError):
    """It was here once and is over."""

    status, title = 410, "Gone"


class TooLarge(VenueError):
    """More bytes than this door takes."""

    status, title = 413, "Too large"


class Unsupported(VenueError):
    """The body is not of a kind this door reads."""

    status, title = 415, "Unsupported content"


class Unprocessable(VenueError):
    """The same idempotency key came with other content."""

    status, title = 422, "Key used for something else"


class Throttled(VenueError):
    """Too many tries; ``retry_after_s`` in the details says when to come back."""

    status, title = 429, "Too many tries"


class Overloaded(VenueError):
    """The box cannot take more work now; nothing was stored, the same call may be repeated."""

    status, title = 503, "Busy"


class Unavailable(VenueError):
    """A part of the box is off or broken; nothing was stored."""

    status, title = 503, "Unavailable"


# What a stored refusal may be: a rule's answer that stays true for the same request.
# Malformed (400) and overloaded (503) answers are not kept.
STORED_STATUSES = frozenset({401, 403, 404, 409, 410, 422})
