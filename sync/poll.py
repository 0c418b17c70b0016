"""Reading: polls with a cursor, and the nightly comparison of both sides.

Each page is stored together with its cursor, so a power cut repeats a page and never skips one.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from sync import queries
from sync.model import Result, backoff_s
from sync.provider import Compare, Provider, Pull, Pulled, Theirs
from venue.core.db import Database
from venue.core.tx import Tx
from venue.core.writer import LOST_CODES

log = logging.getLogger(__name__)

IDLE_S = 15.0
LEAST_S, MOST_S = 10.0, 600.0
MOST_NEW = 500  # a broken comparison must not bury the list that people work through

STUCK_AFTER = 5  # so many failures in a row, some minutes: people hear of the poll

Caller = Callable[[Callable[[], Result]], Result]
Settler = Callable[[Callable[[Tx], None], Result], None]


def one_due(
    database: Database, provider: Provider, client: Any, call: Caller, settle: Settler
) -> float:
    """Run the poll that is due, one page of it; return seconds until the next is."""
    with database.read() as tx:
        due = [(queries.cursor(tx, provider.name, one.name), one) for one in provider.pulls]
        now_ms = tx.run_ms
    if not due:
        return IDLE_S
    state, pull = min(due, key=lambda one: one[0]["next_run_ms"])
    if state["next_run_ms"] > now_ms:
        due_s: float = (state["next_run_ms"] - now_ms) / 1000
        return min(IDLE_S, due_s)
    fetched: list[Pulled] = []

    def fetch() -> Result:
        fetched.append(pull.fetch(client, state["cursor"]))
        return fetched[0].result

    result = call(fetch)
    if not result.done or not fetched:
        failures = state["failures"] + 1
        wait_s = backoff_s(failures, least_s=LEAST_S, most_s=MOST_S)
        settle(lambda tx: _put_off(tx, provider, pull, state, wait_s, failures), result)
    else:
        settle(lambda tx: _take_or_put_off(tx, provider, pull, state, fetched[0]), result)
    return 0.0


def compare_one(
    database: Database,
    provider: Provider,
    compare: Compare,
    client: Any,
    call: Caller,
    settle: Settler,
) -> None:
    """Compare once. Theirs is read first: what we do meanwhile then shows as ours alone. What the
    queue has still to tell is left out."""
    read: list[Theirs] = []

    def fetch() -> Result:
        read.append(compare.theirs(client))
        return read[0].result

    result = call(fetch)
    if not result.done or not read:
        settle(lambda tx: None, result)
        return
    with database.read() as tx:
        moving = frozenset(compare.moving(tx))
        ours, theirs = (
            {subject: facts for subject, facts in side.items() if subject not in moving}
            for side in (compare.ours(tx), read[0].facts)
        )
    settle(lambda tx: note_differences(tx, provider.name, compare.name, ours, theirs), result)


def note_differences(
    tx: Tx,
    provider: str,
    compare: str,
    ours: Mapping[str, Mapping[str, Any]],
    theirs: Mapping[str, Mapping[str, Any]],
) -> None:
    """Bring the list up to date: new ones in, those that went away by themselves out."""
    found = {
        subject: (kind_of(ours.get(subject), theirs.get(subject)))
        for subject in sorted({*ours, *theirs})
        if ours.get(subject) != theirs.get(subject)
    }
    known = queries.open_differences(tx, provider, compare)
    settled = queries.settled_differences(tx, provider, compare)
    for subject, row in known.items():
        sides = (queries.as_text(ours.get(subject)), queries.as_text(theirs.get(subject)))
        if subject not in found or sides != (row["ours"], row["theirs"]):
            queries.end_difference(tx, row["id"], "gone")
            tx.journal("sync.difference_gone", {"difference": row["id"]})
        else:
            del found[subject]
    for subject, kind in list(found.items())[:MOST_NEW]:
        mine, yours = ours.get(subject), theirs.get(subject)
        if (subject, queries.as_text(mine), queries.as_text(yours)) in settled:
            continue
        number = queries.add_difference(
            tx, provider, compare, subject, kind=kind, ours=mine, theirs=yours
        )
        tx.journal("sync.difference_found", {"difference": number, "kind": kind})
    tx.tell(("sync", "status"), "sync", {"provider": provider})


def kind_of(ours: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None) -> str:
    """Return what kind of difference two sides make."""
    if ours is None:
        return "missing_here"
    return "missing_there" if theirs is None else "different"


def _take_or_put_off(
    tx: Tx, provider: Provider, pull: Pull, state: Mapping[str, Any], pulled: Pulled
) -> None:
    """Store a page, or leave it for later: a page can be read again, unlike a message's end, so
    what one poll cannot store must not hold back the provider's probes and other polls."""
    try:
        with tx.savepoint():
            _take(tx, provider, pull, state["cursor"], pulled)
    except Exception as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in LOST_CODES:
            raise  # the disk's fault, not the page's: the writer and `Channel._settle` see to it
        failures = state["failures"] + 1
        wait_s = backoff_s(failures, least_s=LEAST_S, most_s=MOST_S)
        log.exception("%s: %s cannot be stored, %i in a row", provider.name, pull.name, failures)
        _put_off(tx, provider, pull, state, wait_s, failures)


def _take(tx: Tx, provider: Provider, pull: Pull, before: str, pulled: Pulled) -> None:
    for item in pulled.items:
        pull.take(tx, item)
    # A page that says there is more but does not move on would be read for ever.
    more = pulled.more and pulled.cursor != before
    every_s = pull.every_s(tx) if callable(pull.every_s) else pull.every_s
    queries.save_cursor(
        tx,
        provider.name,
        pull.name,
        cursor=pulled.cursor,
        wait_s=0.0 if more else every_s,
        failures=0,
        done_at=tx.now,
    )


def _put_off(
    tx: Tx,
    provider: Provider,
    pull: Pull,
    state: Mapping[str, Any],
    wait_s: float,
    failures: int,
) -> None:
    queries.save_cursor(
        tx,
        provider.name,
        pull.name,
        cursor=state["cursor"],
        wait_s=wait_s,
        failures=failures,
        done_at=state["done_at"],
    )
    if failures == STUCK_AFTER:
        tx.journal("sync.poll_stuck", {"provider": provider.name, "poll": pull.name})
        tx.tell(("sync", "status"), "sync", {"provider": provider.name})
