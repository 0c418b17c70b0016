"""Why something was given away: short words of a person, kept in rows and never in the journal."""

from venue.core.errors import Invalid
from venue.core.parse import clean_text

LONGEST = 120


def reason_text(text: str) -> str:
    """Return a reason as it is kept, on one line.

    Raises:
        Invalid: ``bills.no_reason``, ``request.text_too_long``.
    """
    cleaned = " ".join(clean_text(text, field="the reason", longest=LONGEST).split())
    if not cleaned:
        raise Invalid("bills.no_reason", "say why")
    return cleaned
