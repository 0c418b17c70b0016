"""Slows down guessing: a few free tries per key, then waits that double; kept in the database.

By running time: neither a restart nor a clock that is set forward opens the door. A key that ends
in ``:site`` counts for the whole venue, has room for a staff's typing errors, and forgives them one
by one; the others forgive all after a success or a quiet day.
"""

from collections.abc import Iterable

from venue.core.errors import Throttled
from venue.core.tx import ReadTx, Tx
from venue.staff import store

SITE = ":site"
FREE_TRIES = 5
SITE_FREE_TRIES = 30
FIRST_WAIT_MS = 15_000
LONGEST_WAIT_MS = 15 * 60_000
FORGET_MS = 24 * 3600 * 1000
SITE_FORGIVES_MS = 5 * 60_000  # each; slower, a week of typing errors would lock everybody out
MOST_KEYS = 5_000  # addresses cost a stranger nothing; their rows must not fill the disk


def check(tx: ReadTx, keys: Iterable[str]) -> None:
    """Refuse while one of ``keys`` must wait.

    Raises:
        Throttled: ``staff.locked`` with ``retry_after_s``.
    """
    found = [tries for key in keys if (tries := store.tries(tx, key))]
    longest = max((tries["until_run_ms"] - tx.run_ms for tries in found), default=0)
    if longest > 0:
        seconds = -(-longest // 1000)
        raise Throttled(
            "staff.locked", f"too many wrong tries; wait {seconds} s", retry_after_s=seconds
        )


def failed(tx: Tx, keys: Iterable[str]) -> None:
    """Count a wrong try on each key; outside of the savepoint that a refusal rolls back."""
    for key in keys:
        failures, since_run_ms = _left(tx, key)
        failures += 1
        store.set_tries(
            tx,
            key,
            failures=failures,
            since_run_ms=since_run_ms,
            until_run_ms=tx.run_ms + _wait_ms(key, failures),
        )
    store.forget_tries(tx, before_run_ms=tx.run_ms - FORGET_MS, most=MOST_KEYS)


def cleared(tx: Tx, keys: Iterable[str]) -> None:
    """Forget the tries of each key, after a success or a new secret."""
    for key in keys:
        store.clear_tries(tx, key)


def _left(tx: ReadTx, key: str) -> tuple[int, int]:
    """Return how many failures still count, and since when the next one is being forgiven."""
    found = store.tries(tx, key)
    if found is None:
        return 0, tx.run_ms
    quiet_ms = tx.run_ms - found["since_run_ms"]
    if key.endswith(SITE):
        failures = max(0, found["failures"] - quiet_ms // SITE_FORGIVES_MS)
        return failures, tx.run_ms - quiet_ms % SITE_FORGIVES_MS
    return (found["failures"] if quiet_ms < FORGET_MS else 0), tx.run_ms


def _wait_ms(key: str, failures: int) -> int:
    free = SITE_FREE_TRIES if key.endswith(SITE) else FREE_TRIES
    if failures < free:
        return 0
    return min(FIRST_WAIT_MS << min(failures - free, 10), LONGEST_WAIT_MS)
