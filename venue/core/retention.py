"""How long each kind of data stays: features register their terms, one job keeps them all.

The job runs every hour of running time, not at a calendar hour: a box that is switched off at
night would never forget anything, and a clock that jumps would forget too early.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from venue.core.db import Database
from venue.core.errors import Unavailable
from venue.core.tx import Tx

log = logging.getLogger(__name__)

EVERY_S = 3600
MOST_ROUNDS = 20  # of one term in one run, so that trade is never kept waiting by a long list


@dataclass(frozen=True, kw_only=True)
class Term:
    """What goes after its term.

    Attributes:
        name: As in the table of docs/retention.md.
        tables: Where it lies.
        purge: Forgets some of what is over its term; returns how much went.
    """

    name: str
    tables: tuple[str, ...]
    purge: Callable[[Tx], int]


def keep(database: Database, terms: list[Term]) -> dict[str, int]:
    """Forget what is over its term; return ``{name: how much went}`` of those where some did.

    Raises:
        Unavailable: ``retention.failed`` - some terms could not be kept; the others were.
    """
    gone: dict[str, int] = {}
    failed = []
    for term in terms:
        try:
            count = _purge(database, term)
        except Exception:
            log.exception("the term of %s could not be kept", term.name)
            failed.append(term.name)
            continue
        if count:
            gone[term.name] = count
    if gone:
        database.write(_note, gone)
    if failed:
        raise Unavailable("retention.failed", f"not purged: {', '.join(failed)}")
    return gone


def _purge(database: Database, term: Term) -> int:
    total = 0
    for _ in range(MOST_ROUNDS):
        count = database.write(_as_box, term.purge)
        total += count
        if not count:
            break
    return total


def _as_box(tx: Tx, purge: Callable[[Tx], int]) -> int:
    tx.actor = "box"
    return purge(tx)


def _note(tx: Tx, gone: dict[str, int]) -> None:
    tx.actor = "box"
    tx.journal("retention.purged", gone)
