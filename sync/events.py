"""The journal as news for the owner's own programs: chosen entries go out as signed webhooks.

The journal itself is the buffer: a pump follows it and puts a bounded number of messages into the
outbox. Replaying is setting the pump back. Entries hold ids, states and amounts alone.
"""

from collections.abc import Callable
from typing import Any

from sync import queries
from sync.engine import Engine
from sync.webhook import EVENT
from venue.core import outbox
from venue.core.errors import Conflict, Invalid
from venue.core.jsonx import loads
from venue.core.tx import ReadTx, Tx

PROVIDER, CURSOR = "webhook", "events"
EVERY_S = 3.0
MOST_READ = 500
MOST_WAITING = 1_000
AFTER_MONEY = 7


def follow(engine: Engine, read: Callable[[Callable[[ReadTx], Any]], Any]) -> None:
    """Put what the journal brought since the last look; a job."""
    channel = engine.channels.get(PROVIDER)
    chosen = channel.client.events if channel is not None else frozenset()
    if read(lambda tx: _has_work(tx, chosen)):
        engine.write(lambda tx: pump(tx, chosen))


def pump(tx: Tx, chosen: frozenset[str]) -> int:
    """Put the next chosen entries into the outbox; return how many.

    Args:
        chosen: First words of the journal's kinds, such as ``order``.
    """
    if PROVIDER not in queries.modes(tx):
        queries.delete_cursor(tx, PROVIDER, CURSOR)
        return 0
    if queries.cursor(tx, PROVIDER, CURSOR)["cursor"] == "":
        _stand(tx, tx.seq, 0)
        return 0
    after, times = _position(tx)
    rows = queries.journal_after(tx, after, MOST_READ)
    wanted = [row for row in rows if _is_wanted(row["kind"], chosen)]
    for row in wanted:
        number = f"event:{row['seq']}"
        outbox.put(
            tx,
            provider=PROVIDER,
            kind=EVENT,
            aggregate=number,
            key=number if times == 0 else f"{number}:{times}",
            body={"id": number, **row, "data": loads(row["data"])},
            priority=AFTER_MONEY,
        )
    if rows:
        _stand(tx, rows[-1]["seq"], times)
    return len(wanted)


def replay(tx: Tx, engine: Engine, after: int) -> dict[str, Any]:
    """Send the chosen events after journal entry ``after`` again; return ``{after, through}``.

    Raises:
        Conflict: ``sync.not_connected``; ``sync.no_events`` - none are chosen.
        Invalid: ``sync.beyond_journal`` - the journal is not that long.
    """
    if not engine.channel(PROVIDER).client.events:
        raise Conflict("sync.no_events", "no events are chosen for the webhook")
    if after > tx.seq:
        raise Invalid("sync.beyond_journal", f"the journal ends with entry {tx.seq}")
    times = _position(tx)[1] + 1
    _stand(tx, after, times)
    through = tx.seq
    tx.journal("webhook.replayed", {"after": after, "through": through})
    return {"after": after, "through": through}


def _has_work(tx: ReadTx, chosen: frozenset[str]) -> bool:
    stands = queries.cursor(tx, PROVIDER, CURSOR)["cursor"]
    if PROVIDER not in queries.modes(tx):
        return bool(stands)
    if not stands:
        return True
    if queries.waiting(tx, PROVIDER, EVENT, MOST_WAITING) >= MOST_WAITING:
        return False
    rows = queries.journal_after(tx, _position(tx)[0], MOST_READ)
    return len(rows) == MOST_READ or any(_is_wanted(row["kind"], chosen) for row in rows)


def _is_wanted(kind: str, chosen: frozenset[str]) -> bool:
    return kind.partition(".")[0] in chosen


def _position(tx: ReadTx) -> tuple[int, int]:
    """Return the entry the pump came to, and how often it was set back."""
    seq, _, times = str(queries.cursor(tx, PROVIDER, CURSOR)["cursor"] or "0 0").partition(" ")
    return int(seq), int(times)


def _stand(tx: Tx, seq: int, times: int) -> None:
    queries.save_cursor(
        tx, PROVIDER, CURSOR, cursor=f"{seq} {times}", wait_s=0, failures=0, done_at=tx.now
    )
