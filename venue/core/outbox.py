"""Messages to clouds, written in the transaction of the fact they tell.

Features call `put`; the engine that sends is ``sync/``, and without it the rows simply wait.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from venue.core.bell import Bell
from venue.core.errors import Conflict, Invalid
from venue.core.jsonx import canonical, dumps
from venue.core.tx import ReadTx, Tx

PROVIDERS = frozenset(
    {"cloudbeds", "airalo", "ton", "mail", "webhook", "translator", "headoffice", "fiscal"}
)
PRIORITIES = range(1, 10)
LARGEST_BODY_BYTES = 4 * 1024 * 1024  # a mail with a PDF; everything else is a few hundred bytes
BELL = Bell()
PMS = "cloudbeds"  # the cloud that keeps the hotel's books beside the box

# What may follow a state (domain.md). Refused messages pass `rejected` on their way to
# `dead_letter`; a person sends them again, says they are settled by hand, or gives them up.
MOVES: Mapping[str, frozenset[str]] = {
    "queued": frozenset({"sending", "dead_letter"}),
    "sending": frozenset({"accepted", "unknown", "rejected", "queued"}),
    "unknown": frozenset({"reconciled", "queued", "dead_letter"}),
    "rejected": frozenset({"dead_letter"}),
    "dead_letter": frozenset({"queued", "fixed", "waived"}),
    "accepted": frozenset(),
    "reconciled": frozenset(),
    "fixed": frozenset(),
    "waived": frozenset(),
}
DONE = frozenset({"accepted", "reconciled", "fixed"})

# What a screen shows beside a booking, a charge, a payment or an eSIM.
BADGES: Mapping[str, str] = {
    "queued": "waiting",
    "sending": "waiting",
    "unknown": "waiting",
    "dead_letter": "refused",
    "waived": "waived",
    "accepted": "posted",
    "reconciled": "posted",
    "fixed": "posted",
}


def move(state: str, to: str) -> str:
    """Return ``to`` when a message may go there.

    Raises:
        Conflict: ``sync.not_allowed`` with the state and what is allowed from it.
    """
    if to not in MOVES[state]:
        raise Conflict(
            "sync.not_allowed",
            f"a message that is {state} cannot become {to}",
            state=state,
            allowed=sorted(MOVES[state]),
        )
    return to


def put(
    tx: Tx,
    *,
    provider: str,
    kind: str,
    aggregate: str,
    key: str,
    body: Mapping[str, Any],
    after: tuple[str, ...] = (),
    priority: int = 5,
) -> int:
    """Write one message and return its id; the same provider and key again: the first one's.

    Args:
        kind: Names the provider's handler, such as ``room_charge``.
        aggregate: Messages of one aggregate go strictly in the order they were put, such as
            ``reservation:<id>``.
        key: The idempotency key: unique per provider, the same for the same fact.
        body: JSON. ``{"$ref": "<key>"}`` anywhere stands for the id that the cloud will give for
            the message of that key, which is then waited for.
        after: Keys of further messages of the provider that must have arrived before this one.
        priority: From 1, first, to 9, last, among messages that may go now.

    Raises:
        Invalid: ``sync.malformed`` - an unknown provider, a priority out of range, a huge body.
    """
    raw = canonical(body)
    if provider not in PROVIDERS or priority not in PRIORITIES or len(raw) > LARGEST_BODY_BYTES:
        raise Invalid("sync.malformed", f"no such message can be sent to {provider!r}")
    known = tx.value(
        "SELECT id FROM outbox_message WHERE provider = ? AND key = ?", (provider, key)
    )
    if known is not None:
        return int(known)
    cursor = tx.execute(
        """
        INSERT INTO outbox_message (provider, kind, aggregate, key, body, priority,
                                    created_at, created_run_ms, next_run_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
        """,
        (provider, kind, aggregate, key, raw, priority, tx.now, tx.run_ms, tx.run_ms),
    )
    message_id = int(cursor.fetchone()[0])
    for needed in {*after, *refs_of(body)}:
        tx.execute(
            "INSERT OR IGNORE INTO outbox_after (message_id, key) VALUES (?, ?)",
            (message_id, needed),
        )
    tx.journal("outbox.queued", {"message": message_id, "provider": provider, "kind": kind})
    tx.after_commit(BELL.ring)
    return message_id


def put_to_sinks(tx: Tx, *, kind: str, aggregate: str, key: str, body: Mapping[str, Any]) -> None:
    """Write one message to each sink the venue connected: settled tenders and refunds."""
    for (provider,) in tx.execute("SELECT provider FROM outbox_sink ORDER BY provider").fetchall():
        put(tx, provider=provider, kind=kind, aggregate=aggregate, key=key, body=body)


def refs_of(value: Any) -> set[str]:
    """Return the keys that a body names as ``{"$ref": "<key>"}``."""
    if isinstance(value, Mapping):
        if set(value) == {"$ref"}:
            return {str(value["$ref"])}
        return {key for inner in value.values() for key in refs_of(inner)}
    if isinstance(value, (list, tuple)):
        return {key for inner in value for key in refs_of(inner)}
    return set()


def badge(tx: ReadTx, *, provider: str, key: str) -> dict[str, Any] | None:
    """Return ``{badge, words, at}`` for what a message told; None: nothing was to be told.

    ``badge`` is waiting, posted, refused or waived; ``words`` the cloud's last answer.
    """
    found = tx.row(
        """
        SELECT state, words, coalesce(finished_at, created_at) AS at FROM outbox_message
        WHERE provider = ? AND key = ?
        """,
        (provider, key),
    )
    if found is None:
        return None
    return {"badge": BADGES[found["state"]], "words": found["words"], "at": found["at"]}


def standings(tx: ReadTx, aggregates: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return ``{badge, words, at, waiting, refused}`` by aggregate of which something was told.

    ``badge`` is refused when a person must decide, else waiting while anything waits, else
    posted; ``words`` the cloud's reason of a refusal; ``waiting`` and ``refused`` count messages.
    """
    rows = tx.rows(
        """
        SELECT aggregate, sum(state IN ('queued', 'sending', 'unknown')) AS waiting,
               sum(state = 'dead_letter') AS refused,
               sum(state IN ('accepted', 'reconciled', 'fixed')) AS posted,
               coalesce(max(CASE WHEN state = 'dead_letter' THEN words END), '') AS words,
               max(coalesce(finished_at, created_at)) AS at
        FROM outbox_message WHERE aggregate IN (SELECT value FROM json_each(?)) GROUP BY aggregate
        """,
        (dumps(list(aggregates)),),
    )
    return {row.pop("aggregate"): _standing(row) for row in rows}


def _standing(row: dict[str, Any]) -> dict[str, Any]:
    posted = row.pop("posted")
    if row["refused"]:
        badge = "refused"
    elif row["waiting"]:
        badge = "waiting"
    else:
        badge = "posted" if posted else "waived"
    return {"badge": badge} | row


def withdraw(tx: Tx, *, provider: str, key: str) -> bool:
    """Give a message up that was never processed or was refused; False: it may have an effect.

    What is sending or unknown stays: nobody can say yet whether it had its effect.
    """
    row = tx.row(
        "SELECT id, state FROM outbox_message WHERE provider = ? AND key = ?", (provider, key)
    )
    if row is not None and row["state"] == "waived":
        return True
    if row is None or row["state"] not in ("queued", "dead_letter"):
        return False
    state = "dead_letter" if row["state"] == "dead_letter" else move(row["state"], "dead_letter")
    tx.execute(
        """
        UPDATE outbox_message SET state = ?, finished_at = ?, finished_run_ms = ? WHERE id = ?
        """,
        (move(state, "waived"), tx.now, tx.run_ms, row["id"]),
    )
    tx.execute("DELETE FROM outbox_after WHERE message_id = ?", (row["id"],))
    tx.journal("outbox.waived", {"message": row["id"]})
    tx.after_commit(BELL.ring)
    return True


def forget_words(tx: Tx, words: str) -> int:
    """Blank the finished messages that hold somebody's words; return how many."""
    return tx.execute(
        """
        UPDATE outbox_message SET body = NULL, wire = NULL
        WHERE finished_run_ms IS NOT NULL
          AND (instr(CAST(body AS TEXT), :words) > 0 OR instr(CAST(wire AS TEXT), :words) > 0)
        """,
        {"words": words},
    ).rowcount
