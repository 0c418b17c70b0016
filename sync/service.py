"""What people do with the queue: look, send again, correct, settle by hand, give up."""

from collections.abc import Mapping
from typing import Any

from sync import queries, store
from sync.provider import Provider
from venue.core import outbox
from venue.core.errors import Conflict, Invalid, NotFound
from venue.core.jsonx import canonical, loads
from venue.core.parse import clean_text
from venue.core.tx import ReadTx, Row, Tx

REASON_LONGEST = 120
PAGE = 100
LISTS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("queued", "sending", "unknown"),
    "dead_letter": ("dead_letter",),
    "finished": ("accepted", "reconciled", "fixed", "waived"),
    "all": tuple(sorted(set(outbox.MOVES) - {"rejected"})),
}


def messages(
    tx: ReadTx, *, which: str = "waiting", provider: str | None = None, after: int = 0
) -> dict[str, Any]:
    """Return a page of MESSAGEs, oldest first: ``{items, next}``; ``next`` null at the end.

    Raises:
        Invalid: ``sync.malformed`` - no such list.
    """
    if which not in LISTS:
        raise Invalid("sync.malformed", f"the lists are {', '.join(LISTS)}")
    rows = store.listed(tx, provider=provider, states=LISTS[which], after=after, limit=PAGE + 1)
    items = [_view(row, tx.run_ms) for row in rows[:PAGE]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > PAGE else None}


def message(tx: ReadTx, message_id: int) -> dict[str, Any]:
    """Return one MESSAGE with its body and trail.

    Raises:
        NotFound: ``sync.unknown_message``.
    """
    row = _require(tx, message_id)
    needed = store.needs(tx, message_id, row["provider"])
    return _view(row, tx.run_ms) | {
        "body": None if row["body"] is None else loads(row["body"]),
        "trail": store.trail(tx, message_id),
        "needs": [{"key": one["key"], "state": one["state"] or "not_known"} for one in needed],
    }


def retry(tx: Tx, message_id: int, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Send a dead letter again, corrected if ``body`` is given; a waiting one at once.

    Raises:
        NotFound: ``sync.unknown_message``.
        Conflict: ``sync.not_allowed`` - it is on its way or at its end.
        Invalid: ``sync.malformed`` - a correction of a message that is no dead letter.
    """
    row = _require(tx, message_id)
    if row["state"] in ("queued", "unknown") and body is None:
        store.update(tx, message_id, {"next_run_ms": tx.run_ms, "delays": 0})
        tx.after_commit(outbox.BELL.ring)
        return message(tx, message_id)
    outbox.move(row["state"], "queued")
    values: dict[str, Any] = {
        "state": "queued",
        "attempts": 0,
        "delays": 0,
        "looks": 0,
        "first_look_run_ms": None,
        "next_run_ms": tx.run_ms,
    }
    if body is not None:
        values |= {"body": canonical(dict(body)), "wire": None}
    store.update(tx, message_id, values)
    store.add_event(tx, message_id, "corrected" if body is not None else "retried", who=tx.actor)
    _note(tx, row, "retried")
    tx.after_commit(outbox.BELL.ring)
    return message(tx, message_id)


def fix(tx: Tx, message_id: int, *, reason: str, vendor_ref: str = "") -> dict[str, Any]:
    """Say that a dead letter's effect is there: somebody found it in the cloud or made it there.

    Args:
        vendor_ref: The cloud's id for it, where messages that build on it need one.

    Raises:
        NotFound: ``sync.unknown_message``.
        Conflict: ``sync.not_allowed``; ``sync.reason_missing``.
    """
    return _decide(tx, message_id, "fixed", reason, vendor_ref)


def waive(tx: Tx, message_id: int, *, reason: str) -> dict[str, Any]:
    """Give a dead letter up: what it tells will never be in the cloud.

    Raises:
        NotFound: ``sync.unknown_message``.
        Conflict: ``sync.not_allowed``; ``sync.reason_missing``.
    """
    return _decide(tx, message_id, "waived", reason, "")


def differences(tx: ReadTx, *, after: int = 0) -> dict[str, Any]:
    """Return a page of open differences: ``{items, next}``."""
    rows = queries.differences(tx, after=after, limit=PAGE + 1)
    items = [
        {
            "id": row["id"],
            "provider": row["provider"],
            "compare": row["compare"],
            "subject": row["subject"],
            "kind": row["kind"],
            "ours": loads(row["ours"]) if row["ours"] else None,
            "theirs": loads(row["theirs"]) if row["theirs"] else None,
            "found_at": row["found_at"],
        }
        for row in rows[:PAGE]
    ]
    return {"items": items, "next": items[-1]["id"] if len(rows) > PAGE else None}


def open_count(tx: ReadTx) -> int:
    """Return how many differences wait for a person."""
    return queries.count_differences(tx)


def settle_difference(tx: Tx, difference_id: int, *, reason: str) -> dict[str, Any]:
    """Take a difference off the list; the same one is not listed again.

    Raises:
        NotFound: ``sync.unknown_difference``.
        Conflict: ``sync.not_allowed`` - it is off the list already; ``sync.reason_missing``.
    """
    row = queries.difference(tx, difference_id)
    if row is None:
        raise NotFound("sync.unknown_difference", "there is no such difference")
    if row["state"] != "open":
        raise Conflict("sync.not_allowed", "this difference is off the list already")
    queries.end_difference(tx, difference_id, "settled", by=tx.actor, reason=_reason(reason))
    tx.journal("sync.difference_settled", {"difference": difference_id})
    tx.tell(("sync", "status"), "sync", {"provider": row["provider"]})
    return {"id": difference_id, "state": "settled"}


def connect(tx: Tx, provider: Provider, *, sealed: str, mode: str) -> None:
    """Store a sealed credential that the cloud just took."""
    queries.save_credential(tx, provider.name, sealed=sealed, mode=mode)
    queries.set_sink(tx, provider.name, provider.sink)
    queries.delete_condition(tx, provider.name)
    tx.journal("sync.connected", {"provider": provider.name, "mode": mode})
    tx.tell(("sync", "status"), "sync", {"provider": provider.name})


def disconnect(tx: Tx, provider: Provider) -> None:
    """Forget a credential; what waits stays and waits."""
    queries.delete_credential(tx, provider.name)
    queries.set_sink(tx, provider.name, False)
    queries.delete_condition(tx, provider.name)
    tx.journal("sync.disconnected", {"provider": provider.name})
    tx.tell(("sync", "status"), "sync", {"provider": provider.name})


def purge(tx: Tx) -> int:
    """Delete differences that nobody works with any more; return how many."""
    return queries.purge_differences(tx, tx.run_ms - 90 * 86_400_000)


def _decide(tx: Tx, message_id: int, state: str, reason: str, vendor_ref: str) -> dict[str, Any]:
    row = _require(tx, message_id)
    outbox.move(row["state"], state)
    words = _reason(reason)
    store.update(
        tx,
        message_id,
        {
            "state": state,
            "finished_at": tx.now,
            "finished_run_ms": tx.run_ms,
            "decided_by": tx.actor,
            "reason": words,
            "vendor_ref": vendor_ref.strip()[:200] or row["vendor_ref"],
        },
    )
    store.forget_needs(tx, message_id)
    store.add_event(tx, message_id, state, words=words, who=tx.actor)
    _note(tx, row, state)
    tx.after_commit(outbox.BELL.ring)
    return message(tx, message_id)


def _note(tx: Tx, row: Row, what: str) -> None:
    tx.journal(f"outbox.{what}", {"message": row["id"], "from": row["state"]})
    tx.tell(("sync", "status"), "sync", {"provider": row["provider"]})


def _reason(text: str) -> str:
    words = clean_text(text, field="reason", longest=REASON_LONGEST)
    if not words:
        raise Conflict("sync.reason_missing", "say why, so that others understand it later")
    return words


def _require(tx: ReadTx, message_id: int) -> Row:
    row = store.message(tx, message_id)
    if row is None:
        raise NotFound("sync.unknown_message", "there is no such message")
    return row


def _view(row: Row, run_ms: int) -> dict[str, Any]:
    due_s = max(0, row["next_run_ms"] - run_ms) // 1000
    return {
        "id": row["id"],
        "provider": row["provider"],
        "kind": row["kind"],
        "aggregate": row["aggregate"],
        "key": row["key"],
        "state": row["state"],
        "badge": outbox.BADGES.get(row["state"], "waiting"),
        "attempts": row["attempts"],
        "age_s": max(0, run_ms - row["created_run_ms"]) // 1000,
        "next_try_s": due_s if row["state"] in ("queued", "unknown") else None,
        "created_at": row["created_at"],
        "finished_at": row["finished_at"],
        "vendor_ref": row["vendor_ref"],
        "request_id": row["request_id"],
        "code": row["code"],
        "words": row["words"],
        "decided_by": row["decided_by"],
        "reason": row["reason"],
    }
