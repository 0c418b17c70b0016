"""The queue of one provider: taken out, settled, looked up; every function in a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sync import store
from sync.model import Look, Message, Outcome, Result, Seen, backoff_s
from sync.provider import Handler
from venue.core import outbox
from venue.core.jsonx import canonical, loads
from venue.core.tx import Row, Tx

LEAST_DELAY_S, MOST_DELAY_S = 5.0, 300.0
MOST_THROTTLES = 60  # about four hours of being told to wait
LOOK_LEASE_MS = 600_000  # a look that never came back is made again
BODIES_LIVE_MS = 14 * 86_400_000
MESSAGES_LIVE_MS = 400 * 86_400_000  # badges of a whole season
PURGE_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A message taken out to be sent or looked for, or whose bytes must be made first."""

    message: Message
    handler: Handler
    task: Literal["send", "look", "prepare"]


def claim(tx: Tx, provider: str, handlers: Mapping[str, Handler]) -> Claimed | None:
    """Take the provider's next message; None: there is none that may go now.

    Those that can never go (no handler, data that cannot be told, something it builds on was
    given up) become dead letters on the way.
    """
    while (row := store.next_due(tx, provider)) is not None:
        handler = handlers.get(row["kind"])
        if handler is None:
            _bury(tx, row, "no_handler", "nothing on this box knows how to tell this")
            continue
        if row["state"] == "unknown":
            if handler.reconcile is not None:
                return _claim_look(tx, row, handler)
            # Harmless to repeat; it passes through the same door as everything else.
            if not _requeue(tx, row, handler, delay_s=0.0):
                continue
        claimed = _claim_send(tx, row, handler)
        if claimed is not None:
            return claimed
    return None


def settle(tx: Tx, claimed: Claimed, result: Result) -> None:
    """Write what came of sending a message."""
    row = store.message(tx, claimed.message.id)
    if row is None or row["state"] != "sending":
        return
    _SETTLERS[result.outcome](tx, row, claimed.handler, result)


def settle_look(tx: Tx, claimed: Claimed, seen: Seen) -> None:
    """Write what a read-back said of a message of unknown fate."""
    row = store.message(tx, claimed.message.id)
    if row is None or row["state"] != "unknown":
        return
    if seen.look is Look.FOUND:
        _finish(tx, row, "reconciled", claimed.handler, seen.result)
    elif seen.look is Look.ABSENT:
        _absent(tx, row, claimed.handler)
    elif seen.result.outcome is Outcome.REJECTED:
        words = f"nobody knows whether it arrived, and it cannot be looked up: {seen.result.words}"
        _bury(tx, row, seen.result.code, words)
    else:
        delays = row["delays"] + 1
        _wait(tx, row, "unknown", delays, seen.result, _delay_s(delays, seen.result))


def recover(tx: Tx) -> None:
    """At start: what was being sent has an unknown end."""
    for message_id in store.recover(tx):
        store.add_event(tx, message_id, "unknown", code="restart")
        tx.journal("outbox.unknown", {"message": message_id})


def purge(tx: Tx) -> int:
    """Forget old bodies and delete old finished messages; never one that still waits.

    Returns:
        How many messages were touched.
    """
    blanked = store.blank_bodies(tx, tx.run_ms - BODIES_LIVE_MS)
    return blanked + store.delete_finished(tx, tx.run_ms - MESSAGES_LIVE_MS, PURGE_AT_ONCE)


def _claim_look(tx: Tx, row: Row, handler: Handler) -> Claimed:
    store.update(tx, row["id"], {"next_run_ms": tx.run_ms + LOOK_LEASE_MS})
    return Claimed(message=_message(row, row["attempts"]), handler=handler, task="look")


def _claim_send(tx: Tx, row: Row, handler: Handler) -> Claimed | None:
    needed = {one["key"]: one for one in store.needs(tx, row["id"], row["provider"])}
    if any(one["state"] == "waived" for one in needed.values()):
        _bury(tx, row, "needs_waived", "something it builds on was given up")
        return None
    message = _message(row, row["attempts"] + 1)
    if row["wire"] is None:
        refs = {key: str(one["vendor_ref"]) for key, one in needed.items()}
        try:
            message = replace(message, body=_filled(message.body, refs))
        except LookupError as error:
            _bury(tx, row, "cannot_build", str(error))
            return None
        if handler.prepare is not None:
            return Claimed(message=message, handler=handler, task="prepare")
        message = _keep_bytes(tx, message, canonical(message.body))
    first = row["first_sent_at"] or tx.now
    outbox.move("queued", "sending")
    values = {"state": "sending", "attempts": message.attempt, "first_sent_at": first}
    store.update(tx, row["id"], values)
    return Claimed(message=replace(message, first_sent_at=first), handler=handler, task="send")


def keep_wire(tx: Tx, message: Message, wire: bytes | None, problem: str) -> None:
    """Store a message's exact bytes, for all its attempts; None: it cannot be told, see why."""
    row = store.message(tx, message.id)
    if row is None or row["state"] != "queued" or row["wire"] is not None:
        return
    if wire is None:
        _bury(tx, row, "cannot_build", f"it cannot be told from this data: {problem}")
    else:
        _keep_bytes(tx, message, wire)


def _keep_bytes(tx: Tx, message: Message, wire: bytes) -> Message:
    store.update(tx, message.id, {"body": canonical(dict(message.body)), "wire": wire})
    return replace(message, wire=wire)


def _done(tx: Tx, row: Row, handler: Handler, result: Result) -> None:
    _finish(tx, row, "accepted", handler, result)


def _rejected(tx: Tx, row: Row, handler: Handler, result: Result) -> None:
    outbox.move("sending", "rejected")
    _bury(tx, row | {"state": "rejected"}, result.code, result.words, result.request_id)


def _not_processed(tx: Tx, row: Row, handler: Handler, result: Result) -> None:
    """Not sent, key refused or throttled: nothing happened, and it costs no attempt."""
    throttled = result.outcome is Outcome.THROTTLED
    delays = row["delays"] + (result.outcome is not Outcome.AUTH)
    row["attempts"] -= 1
    if throttled and delays > MOST_THROTTLES:
        store.update(tx, row["id"], {"attempts": row["attempts"]})
        words = f"it was put off {MOST_THROTTLES} times: {result.words}"
        _bury(tx, row | {"state": "queued"}, result.code, words)
        return
    wait_s = 0.0 if result.outcome is Outcome.AUTH else _delay_s(delays, result)
    _wait(tx, row, "queued", delays, result, wait_s)


def _ambiguous(tx: Tx, row: Row, handler: Handler, result: Result) -> None:
    row |= {"looks": 0, "first_look_run_ms": None}
    store.update(tx, row["id"], {"looks": 0, "first_look_run_ms": None})
    wait_s = backoff_s(row["attempts"], least_s=handler.first_look_s, most_s=MOST_DELAY_S)
    if handler.reconcile is not None:
        wait_s = max(wait_s, handler.first_look_s)
    _wait(tx, row, "unknown", row["delays"], result, wait_s)


_SETTLERS = {
    Outcome.DONE: _done,
    Outcome.REJECTED: _rejected,
    Outcome.NOT_SENT: _not_processed,
    Outcome.THROTTLED: _not_processed,
    Outcome.AUTH: _not_processed,
    Outcome.AMBIGUOUS: _ambiguous,
}


def _absent(tx: Tx, row: Row, handler: Handler) -> None:
    looks = row["looks"] + 1
    first_ms = row["first_look_run_ms"] if row["looks"] else tx.run_ms
    proven = looks >= handler.looks and tx.run_ms - first_ms >= handler.spread_s * 1000
    store.update(tx, row["id"], {"looks": looks, "first_look_run_ms": first_ms})
    store.add_event(tx, row["id"], "absent")
    if not proven:
        gap_s = max(handler.first_look_s, handler.spread_s / max(1, handler.looks - 1))
        store.update(tx, row["id"], {"next_run_ms": tx.run_ms + int(gap_s * 1000)})
    elif handler.resend:
        _requeue(tx, row, handler, delay_s=0.0)
    else:
        _bury(
            tx, row, "absent", "it does not seem to have arrived; look there before sending again"
        )


def _requeue(tx: Tx, row: Row, handler: Handler, *, delay_s: float) -> bool:
    """Let an unknown message go again; False: it had its attempts and is a dead letter now."""
    if row["attempts"] >= handler.most_attempts:
        _bury(tx, row, row["code"], f"{row['attempts']} attempts came to no known end")
        return False
    outbox.move("unknown", "queued")
    row["state"] = "queued"
    next_ms = tx.run_ms + int(delay_s * 1000)
    store.update(tx, row["id"], {"state": "queued", "next_run_ms": next_ms})
    return True


def _wait(tx: Tx, row: Row, state: str, delays: int, result: Result, wait_s: float) -> None:
    if state != row["state"]:
        outbox.move(row["state"], state)
    store.update(
        tx,
        row["id"],
        {
            "state": state,
            "attempts": row["attempts"],
            "delays": delays,
            "next_run_ms": tx.run_ms + int(wait_s * 1000),
            "code": result.code,
            "words": result.words,
            "request_id": result.request_id or row["request_id"],
        },
    )
    store.add_event(tx, row["id"], str(result.outcome), code=result.code, words=result.words)


def _finish(tx: Tx, row: Row, state: str, handler: Handler, result: Result) -> None:
    outbox.move(row["state"], state)
    if handler.landed is not None:
        handler.landed(tx, _message(row, row["attempts"]), result)
    store.update(
        tx,
        row["id"],
        {
            "state": state,
            "finished_at": tx.now,
            "finished_run_ms": tx.run_ms,
            "vendor_ref": result.vendor_ref,
            "request_id": result.request_id or row["request_id"],
            "code": result.code,
            "words": result.words,
        },
    )
    store.forget_needs(tx, row["id"])
    store.add_event(tx, row["id"], state, words=result.words)
    tx.journal(f"outbox.{state}", {"message": row["id"], "ref": result.vendor_ref})
    # Messages that waited for this one's id.
    tx.after_commit(outbox.BELL.ring)


def _bury(tx: Tx, row: Row, code: str, words: str, request_id: str = "") -> None:
    outbox.move(row["state"], "dead_letter")
    values = {"state": "dead_letter", "code": code, "words": words}
    store.update(tx, row["id"], values | ({"request_id": request_id} if request_id else {}))
    store.add_event(tx, row["id"], "dead_letter", code=code, words=words)
    tx.journal("outbox.dead_letter", {"message": row["id"], "code": code})
    tx.tell("sync", "dead_letter", {"message": row["id"], "provider": row["provider"]})


def _delay_s(delays: int, result: Result) -> float:
    if result.retry_after_s is not None:
        return result.retry_after_s
    return backoff_s(max(1, delays), least_s=LEAST_DELAY_S, most_s=MOST_DELAY_S)


def _message(row: Row, attempt: int) -> Message:
    return Message(
        id=row["id"],
        provider=row["provider"],
        kind=row["kind"],
        aggregate=row["aggregate"],
        key=row["key"],
        body=loads(row["body"]),
        wire=bytes(row["wire"] or b""),
        attempt=attempt,
        first_sent_at=row["first_sent_at"] or "",
    )


def _filled(value: Any, refs: Mapping[str, str]) -> Any:
    """Return a body with the clouds' ids in the place of each ``$ref``.

    Raises:
        LookupError: The cloud gave no id for it, such as when a person settled it by hand.
    """
    if isinstance(value, Mapping):
        if set(value) == {"$ref"}:
            if not refs.get(str(value["$ref"])):
                raise LookupError(f"the cloud's id for {value['$ref']} is not known")
            return refs[str(value["$ref"])]
        return {name: _filled(inner, refs) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, refs) for inner in value]
    return value
