"""Webhooks on their way out: queued with the effect, sent by one thread, retried as documented."""

import logging
import threading
from datetime import datetime
from typing import NamedTuple, Protocol

from sync.sandbox import faults
from sync.sandbox.store import Doc, State, Store
from venue.core import http

logger = logging.getLogger(__name__)

KIND = "delivery"
TICK_S = 0.2
KEPT = 500


class Way(NamedTuple):
    """How a vendor delivers: what counts as taken, how long it waits, how often it tries."""

    wait_s: float
    tries: int
    every_s: float
    only_200: bool


# cloudbeds.md 9 (2 s, then 5 tries a minute apart); airalo.md 8 (20 tries, 15 minutes, below 204).
WAYS = {"cloudbeds": Way(2, 6, 60, False), "airalo": Way(10, 21, 900, True)}


class Clockwork(Protocol):
    """Where the stand-in's time comes from."""

    def now(self) -> datetime:
        """Return the stand-in's time."""


def queue(
    state: State, provider: str, event: str, url: str, body: bytes, headers: dict[str, str]
) -> None:
    """Put a delivery in the queue, twice or not at all when a fault says so."""
    rule = faults.take(state, provider, "POST", event, webhook=True)
    copies = 1 if rule is None else {"duplicate_webhook": 2, "lost_webhook": 0}[rule.kind]
    for _ in range(copies):
        key = str(state.number(KIND))
        state.put(
            KIND,
            key,
            {
                "id": int(key), "provider": provider, "event": event, "url": url,
                "body": body.decode(), "headers": headers, "tries": 0,
                "next_at": state.now.timestamp(), "status": "waiting",
            },
        )  # fmt: skip


class Postman:
    """The thread that sends what is queued, one after the other."""

    def __init__(self, store: Store, clock: Clockwork) -> None:
        self._store, self._clock = store, clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is queued stays queued."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(15)

    def _run(self) -> None:
        while not self._stop.wait(TICK_S):
            with self._store.change(self._clock.now()) as state:
                due = [one for one in state.every(KIND) if _is_due(one, state.now.timestamp())]
                _forget_old(state)
            for one in due:
                self._send(one)

    def _send(self, one: Doc) -> None:
        way = WAYS[one["provider"]]
        status = _post(one, way.wait_s)
        taken = status == 200 or (not way.only_200 and 200 <= status < 300)
        one["tries"] += 1
        one["status"] = "taken" if taken else "dropped" if one["tries"] >= way.tries else "waiting"
        one["last"] = status
        with self._store.change(self._clock.now()) as state:
            one["next_at"] = state.now.timestamp() + way.every_s
            if state.get(KIND, str(one["id"])) is not None:  # a reset in between forgot it
                state.put(KIND, str(one["id"]), one)


def _is_due(one: Doc, now_s: float) -> bool:
    return bool(one["status"] == "waiting" and one["next_at"] <= now_s)


def _forget_old(state: State) -> None:
    done = [key for key, one in state.named(KIND) if one["status"] != "waiting"]
    for key in done[:-KEPT]:
        state.drop(KIND, key)


def _post(one: Doc, wait_s: float) -> int:
    """Return the status of one try; 0 when nobody answered."""
    try:
        return http.exchange(
            "POST", one["url"], headers=one["headers"], body=one["body"].encode(), deadline_s=wait_s
        ).status
    except http.Failure as error:
        logger.info("webhook %s: %s", one["event"], error)
        return 0
