"""What those who watch the box see of the clouds."""

from collections.abc import Iterator

from sync import store
from sync.engine import Engine
from sync.health import WORKING
from venue.core.figures import Figure
from venue.core.tx import ReadTx


def of(tx: ReadTx, engine: Engine) -> list[Figure]:
    """Return each connected provider's health and calls, and what waits for it."""
    return [*_queues(tx), *_calls(engine)]


def _queues(tx: ReadTx) -> Iterator[Figure]:
    for row in store.counts(tx):
        labels = {"provider": row["provider"]}
        oldest = row["oldest_run_ms"]
        age_s = 0 if oldest is None else max(0, tx.run_ms - oldest) / 1000
        yield Figure("venue_outbox_waiting", "Messages that wait", row["waiting"], labels)
        yield Figure("venue_outbox_dead_letters", "Messages refused", row["dead"], labels)
        yield Figure("venue_outbox_oldest_seconds", "Age of the oldest that waits", age_s, labels)


def _calls(engine: Engine) -> Iterator[Figure]:
    for name, channel in sorted(dict(engine.channels).items()):
        up = float(channel.health.condition.state in WORKING)
        yield Figure("venue_provider_up", "1: the provider answers", up, {"provider": name})
        for outcome, count in sorted(channel.health.calls.copy().items()):
            labels = {"provider": name, "outcome": outcome}
            yield Figure("venue_provider_calls_total", "Calls by their outcome", count, labels)
