"""A guest's account: whom it belongs to, and whether it bears one more charge. Pure."""

import unicodedata
from dataclasses import dataclass

from venue.core.errors import Conflict

SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Folio:
    """One guest's account.

    Attributes:
        limit_minor: What may be owed at most; None: no limit.
        no_post: Nothing may be charged to it.
        balance_minor: What is owed now: charges less what was taken back.
        beside_id: The guest's own folio, beside which this one was opened; None: it is their own.
    """

    id: int
    room: str
    name: str
    limit_minor: int | None
    no_post: bool
    is_open: bool
    balance_minor: int
    beside_id: int | None


def plain(text: str) -> str:
    """Return a name or room as it is compared: no case, no accents, single blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())


def is_named(folio: Folio, said: str) -> bool:
    """Tell whether a guest who says this name is the folio's: one of its words, in full."""
    words = plain(said).split()
    known = plain(folio.name).split()
    return bool(words) and len(max(words, key=len)) >= SHORTEST_NAME and set(words) <= set(known)


def require_bears(folio: Folio, amount_minor: int) -> None:
    """Refuse a charge that the folio may not bear.

    Raises:
        Conflict: ``folios.closed``, ``folios.no_post``, ``folios.over_limit`` with what is left.
    """
    if not folio.is_open:
        raise Conflict("folios.closed", "this guest has checked out")
    if folio.no_post:
        raise Conflict("folios.no_post", "nothing may be charged to this room")
    if folio.limit_minor is not None and folio.balance_minor + amount_minor > folio.limit_minor:
        left = max(0, folio.limit_minor - folio.balance_minor)
        raise Conflict("folios.over_limit", "this is above the room's limit", left_minor=left)
