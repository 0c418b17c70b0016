"""Servers that break one promise each, so that the judge can be seen to notice.

``python -m tests.faults.saturday.broken NAME serve --data ...``
"""

import sys
from collections.abc import Callable
from typing import Any

from printers import queue
from venue.cli import main
from venue.core import idempotency
from venue.core.idempotency import Answer
from venue.core.ids import uuid7
from venue.core.jsonx import dumps
from venue.core.realtime import Broadcaster
from venue.orders import model, service

EVERY = 7


def forget_answers() -> None:
    """Drop the idempotency: what is sent again is done again."""
    place = service.place

    def once(tx: Any, *, status: int, fn: Callable[[Any], Any], **_: Any) -> Answer:
        return Answer(status, dumps(fn(tx)))

    def placed(tx: Any, wish: Any, *, order_id: str, **more: Any) -> Any:
        return place(tx, wish, order_id=uuid7(), **more)

    idempotency.once = once
    service.place = placed


def lose_tickets() -> None:
    """Drop the tickets of each seventh order."""
    send, count = service._send, _counter()
    service._send = lambda *all_: [] if count() else send(*all_)


def lose_papers() -> None:
    """Drop each seventh paper."""
    enqueue, count = queue.enqueue, _counter()
    queue.enqueue = lambda tx, **job: None if count() else enqueue(tx, **job)


def lose_news() -> None:
    """Empty each seventh frame: a frame that is missing would be asked for again."""
    emit, count = Broadcaster.emit, _counter()

    def sent(self: Broadcaster, event: str, payload: Any, *, to: Any) -> None:
        if event == "news" and payload["items"] and count():
            payload = payload | {"items": []}
        emit(self, event, payload, to=to)

    Broadcaster.emit = sent


def miscount() -> None:
    """Charge a cent more for several of one dish."""
    total = model.Line.total_minor.fget
    model.Line.total_minor = property(lambda line: total(line) + (line.quantity > 1))


def _counter() -> Callable[[], bool]:
    calls = 0

    def struck() -> bool:
        nonlocal calls
        calls += 1
        return calls % EVERY == 0

    return struck


# What is broken -> the promise that must turn red.
FAULTS = {
    "forget_answers": "each order taken once",
    "lose_tickets": "one plate by the screens",
    "lose_papers": "one plate by the paper",
    "lose_news": "no screen ends stale",
    "miscount": "totals as recomputed",
}

if __name__ == "__main__":
    globals()[sys.argv.pop(1)]()
    main()
