"""All stand-ins together: a request comes in, faults and limits strike, an outcome leaves."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sync.sandbox import airalo, cloudbeds, faults, rates, ton
from sync.sandbox.cloudbeds import seed as hotel
from sync.sandbox.deliveries import Postman
from sync.sandbox.faults import Fault, Outcome
from sync.sandbox.limits import Limits
from sync.sandbox.store import State, Store
from sync.sandbox.wire import Answer, Ask, Refusal, page
from venue.core.clock import Clock, SystemClock, rfc3339

logger = logging.getLogger(__name__)

PROVIDERS: dict[str, Callable[[State, Ask], Answer]] = {
    "cloudbeds": cloudbeds.answer,
    "airalo": airalo.answer,
    "toncenter": ton.answer,
    "tonapi": rates.tonapi,
    "coingecko": rates.coingecko,
}
CLOCK, SETTINGS = "control.clock", "control.settings"
REMEMBERED = 5_000  # requests in the log
HANG_UP_CHECK_S = 0.05


class Clouds:
    """The stand-in clouds.

    Args:
        folder: Where the state lives; filled with the hotel and the catalogue when it is empty.
        clock: Where time comes from; a test may move it by hand.
    """

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._offset_s = 0.0
        self.store = Store(folder)
        self.limits, self.limited = Limits(), True
        self._limits_lock = threading.Lock()
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self.postman = Postman(self.store, self)
        with self.store.change(self.now()) as state:
            self._offset_s = (state.get(CLOCK, "") or {"offset_s": 0.0})["offset_s"]
            self.limited = (state.get(SETTINGS, "") or {"limits": True})["limits"]
            if not state.every("cb.type"):
                self.fill(state)

    def now(self) -> datetime:
        """Return the stand-in's time: the clock's, moved by what `advance` was told."""
        return self._clock.now() + timedelta(seconds=self._offset_s)

    def advance(self, state: State, seconds: float) -> None:
        """Let time pass for every stand-in; kept over restarts."""
        self._offset_s += seconds
        state.put(CLOCK, "", {"offset_s": self._offset_s})

    def limit(self, state: State, on: bool) -> None:
        """Switch the rate limits."""
        self.limited = on
        state.put(SETTINGS, "", {"limits": on})

    def fill(self, state: State) -> None:
        """Put hotel, catalogue and rates into an empty state."""
        hotel.fill(state)
        airalo.fill(state)
        rates.fill(state)

    def reset(self, state: State) -> None:
        """Forget everything that happened and start over with the same hotel."""
        state.clear()
        self._offset_s, self.limited = 0.0, True
        state.now = self.now()
        self.requests.clear()
        with self._limits_lock:
            self.limits = Limits()
        self.fill(state)

    def answer(self, ask: Ask, still_there: Callable[[], bool]) -> Outcome:
        """Answer one request of a provider.

        Args:
            still_there: Tells whether the caller has not hung up.
        """
        with self.store.change(self.now()) as state:
            rule = faults.take(state, ask.provider, ask.method, ask.path, webhook=False)
        outcome = self._outcome(ask, rule, still_there)
        self._remember(ask, rule, outcome)
        return outcome

    def _outcome(self, ask: Ask, rule: Fault | None, still_there: Callable[[], bool]) -> Outcome:
        if rule is None:
            return Outcome(self._real(ask))
        if rule.kind == "slow":
            return self._slow(ask, rule, still_there)
        if rule.kind == "list_lag":
            return Outcome(self._real(ask, lag_s=rule.seconds))
        if rule.kind == "token_expired" and ask.provider == "airalo":
            with self.store.change(self.now()) as state:
                airalo.forget_token(state, ask)
        real = self._real(ask) if rule.side == "after" else None
        return faults.strike(rule, ask, real)

    def _slow(self, ask: Ask, rule: Fault, still_there: Callable[[], bool]) -> Outcome:
        if rule.side == "after":
            real = self._real(ask)
            _wait(rule.seconds, lambda: True)
            return Outcome(real)
        if not _wait(rule.seconds, still_there if rule.side == "before" else lambda: True):
            return Outcome(None, cut=True)
        return Outcome(self._real(ask))

    def _real(self, ask: Ask, *, lag_s: float = 0.0) -> Answer:
        """Do what the vendor would do."""
        if self.limited:
            with self._limits_lock:
                wait = self.limits.wait_s(ask, self.now().timestamp())
            if wait is not None:
                seconds, says_when = wait
                return faults.throttled(ask.provider, int(seconds) + 1 if says_when else None)
        extra = cloudbeds.request_id() if ask.provider == "cloudbeds" else {}
        try:
            with self.store.change(self.now()) as state:
                found = PROVIDERS[ask.provider](state, _lagging(ask, lag_s))
        except Refusal as refusal:
            found = refusal.answer
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            # The vendors answer a body they cannot read with a page of HTML; so does this.
            logger.exception("%s %s could not be read", ask.method, ask.path)
            found = page(500, "Server Error")
        return Answer(found.status, found.body, {**extra, **found.headers}, found.content_type)

    def _remember(self, ask: Ask, rule: Fault | None, outcome: Outcome) -> None:
        status = outcome.answer.status if outcome.answer else None
        self.requests.append(
            {
                "at": rfc3339(self.now()), "provider": ask.provider, "method": ask.method,
                "path": ask.path, "status": status, "fault": rule.kind if rule else None,
            }
        )  # fmt: skip


def _lagging(ask: Ask, lag_s: float) -> Ask:
    return Ask(**{**vars(ask), "lag_s": lag_s}) if lag_s else ask


def _wait(seconds: float, while_true: Callable[[], bool]) -> bool:
    """Wait in real time; False when the condition ended first."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if not while_true():
            return False
        time.sleep(min(HANG_UP_CHECK_S, left))
    return while_true()
