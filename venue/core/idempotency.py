"""Every command has its effect once: the answer is stored in the transaction of the effect."""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from venue.core.errors import STORED_STATUSES, Invalid, Unprocessable, VenueError
from venue.core.ids import is_uuid
from venue.core.jsonx import dumps
from venue.core.retention import Term
from venue.core.tx import Tx

KEPT_MS = 7 * 24 * 3600 * 1000  # running time, so that a clock jump forgets nothing
PURGE_LIMIT = 2_000


class Answer(NamedTuple):
    """What the caller is told: HTTP status and JSON body; the same words again for a repeat."""

    status: int
    body: str


def require_key(key: str | None) -> str:
    """Return the client's key.

    Raises:
        Invalid: ``request.key_missing`` or ``request.key_malformed``.
    """
    if not key:
        raise Invalid("request.key_missing", "this call needs an Idempotency-Key header (a UUID)")
    if not is_uuid(key):
        raise Invalid("request.key_malformed", "Idempotency-Key must be a UUID in lower case")
    return key


def request_hash(*parts: str | bytes) -> bytes:
    """Return what tells two requests apart: method, path and body."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()


def once(
    tx: Tx,
    *,
    key: str,
    scope: str,
    request: bytes,
    status: int,
    fn: Callable[[Tx], Any],
) -> Answer:
    """Run ``fn(tx)`` unless the key was used before; return the stored or the new answer.

    A refusal by the rules is stored too, after its own rollback: a repeat hears the same words.

    Args:
        key: Made by the client.
        scope: Who may repeat it, such as one table session: nobody else hears the stored answer.
        request: `request_hash` of the call.
        status: The status of success.

    Raises:
        Unprocessable: ``request.key_reused`` - same key, other content or another person.
    """
    found = tx.execute(
        "SELECT scope, request_hash, status, body FROM stored_answer WHERE key = ?", (key,)
    ).fetchone()
    if found is not None:
        if (found[0], found[1]) != (scope, request):
            raise Unprocessable("request.key_reused", "this key was used for something else")
        return Answer(found[2], found[3])
    try:
        with tx.savepoint():
            answer = Answer(status, dumps(fn(tx)))
    except VenueError as refusal:
        if refusal.status not in STORED_STATUSES:
            raise
        answer = Answer(refusal.status, dumps(refusal.problem()))
        if refusal.aftermath is not None:
            refusal.aftermath(tx)
    tx.execute(
        """
        INSERT INTO stored_answer (key, scope, request_hash, status, body, run_ms)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        (key, scope, request, answer.status, answer.body, tx.run_ms),
    )
    return answer


def purge(tx: Tx) -> int:
    """Forget answers older than seven days of running time; return how many."""
    return tx.execute(
        """
        DELETE FROM stored_answer WHERE key IN
            (SELECT key FROM stored_answer WHERE run_ms < ? LIMIT ?)
        """,
        (tx.run_ms - KEPT_MS, PURGE_LIMIT),
    ).rowcount


def forget_words(tx: Tx, words: str) -> int:
    """Blank the stored answers that hold somebody's words; return how many.

    A repeat is still known as one, and told nothing of that person.
    """
    return tx.execute(
        "UPDATE stored_answer SET body = '{}' WHERE instr(body, ?) > 0", (words,)
    ).rowcount


TERM = Term(name="answers", tables=("stored_answer",), purge=purge)
