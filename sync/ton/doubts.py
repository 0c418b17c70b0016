"""A second look at large payments: two providers have to agree, or a person decides."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sync.ton import comments, store
from sync.ton.model import Fact
from sync.ton.terms import Terms
from venue.core.db import Database
from venue.core.tx import ReadTx
from venue.payments import service as payments

HOLD_S = 60  # another index may show a transaction later than the first

Confirms = Callable[[Fact], bool]


def is_wanted(tx: ReadTx, fact: Fact, terms: Terms) -> bool:
    """Tell whether a fact would settle so much that a second provider should see it too."""
    if not terms.second_look_minor or store.is_known(tx, fact):
        return False
    known = store.tenders_by_code(tx, comments.candidates(fact.comment))
    if fact.kind != "sale" or len(known) != 1:
        return False
    tender = payments.require_tender(tx, known[0])
    return tender.amount_minor + tender.tip_minor >= terms.second_look_minor


def looked_at(
    facts: Iterable[Fact], confirms: Confirms, database: Database, terms: Terms, *, now: int
) -> tuple[list[Fact], int | None]:
    """Return the facts to take, and the chain's time of the first that has to wait, or None.

    One that nobody else has seen waits a minute; then it is taken, doubted. Network.
    """
    taken: list[Fact] = []
    waits: int | None = None
    for fact in facts:
        with database.read() as tx:
            wanted = is_wanted(tx, fact, terms)
        if not wanted or confirms(fact):
            taken.append(fact)
        elif now - fact.utime < HOLD_S:
            waits = fact.utime if waits is None else min(waits, fact.utime)
        else:
            taken.append(replace(fact, doubted=True))
    return taken, waits


def alerts(tx: ReadTx) -> list[dict[str, Any]]:
    """Return what staff should know: a large payment that one provider alone has seen."""
    return [
        {
            "id": f"ton_doubted {tender_id}",
            "kind": "ton_doubted",
            "text_key": "alert.ton_doubted",
            "values": {},
            "age_s": 0,
            "permission": "ton.decide",
        }
        for tender_id in store.doubted(tx)
    ]
