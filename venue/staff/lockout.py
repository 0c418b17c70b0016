"""Slows down guessing: a few free tries per key, then waits that double; kept in the database.

By running time: neither a restart nor a clock that is set forward opens the door. A key that ends
in ``:site`` counts for the whole venue, has room for a staff's typing errors, and forgives them one
by one; the others forgive all after a success or a quiet day.
"""

from collections.abc import Iterable

from venue.core.errors import Throttled
from venue.core.tx import ReadTx, Tx

SITE = ":site"
FREE_TRIES = 5
SITE_FREE_TRIES = 30
FIRST_WAIT_MS = 15_000
LONGEST_WAIT_MS = 15 * 60_000
FORGET_MS = 24 * 3600 * 1000
SITE_FORGIVES_MS = 5 * 60_000  # each; slower, a week of typing errors would lock everybody out
MOST_KEYS = 5_000


def check(tx: ReadTx, keys: Iterable[str]) -> None:
    """Refuse while one of ``keys`` must wait.

    Raises:
        Throttled: ``staff.locked`` with ``retry_after_s``.
    """
    waits = [
        tx.value("SELECT until_run_ms - ? FROM lockout WHERE key = ?", (tx.run_ms, key)) or 0
        for key in keys
    ]
    longest = max(waits, default=0)
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
        tx.execute(
            """
            INSERT OR REPLACE INTO lockout (key, failures, since_run_ms, until_run_ms)
            VALUES (?, ?, ?, ?)
            """,
            (key, failures, since_run_ms, tx.run_ms + _wait_ms(key, failures)),
        )
    _forget(tx)


def cleared(tx: Tx, keys: Iterable[str]) -> None:
    """Forget the tries of each key, after a success or a new secret."""
    for key in keys:
        tx.execute("DELETE FROM lockout WHERE key = ?", (key,))


def _left(tx: ReadTx, key: str) -> tuple[int, int]:
    """Return how many failures still count, and since when the next one is being forgiven."""
    found = tx.row("SELECT failures, since_run_ms FROM lockout WHERE key = ?", (key,))
    if found is None:
        return 0, tx.run_ms
    quiet_ms = tx.run_ms - found["since_run_ms"]
    if key.endswith(SITE):
        failures = max(0, found["failures"] - quiet_ms // SITE_FORGIVES_MS)
        return failures, tx.run_ms - quiet_ms % SITE_FORGIVES_MS
    return (found["failures"] if quiet_ms < FORGET_MS else 0), tx.run_ms


def _forget(tx: Tx) -> None:
    tx.execute("DELETE FROM lockout WHERE since_run_ms < ?", (tx.run_ms - FORGET_MS,))
    # Addresses cost a stranger nothing; the rows that they leave behind must not fill the disk.
    tx.execute(
        """
        DELETE FROM lockout WHERE key IN
            (SELECT key FROM lockout ORDER BY since_run_ms DESC LIMIT -1 OFFSET ?)
        """,
        (MOST_KEYS,),
    )


def _wait_ms(key: str, failures: int) -> int:
    free = SITE_FREE_TRIES if key.endswith(SITE) else FREE_TRIES
    if failures < free:
        return 0
    return min(FIRST_WAIT_MS << min(failures - free, 10), LONGEST_WAIT_MS)
