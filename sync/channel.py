"""One connected provider at work: its threads, its client, what its calls say of its health.

A lane takes a message out in one transaction, calls outside any, and settles in another. What
happens when the box stops between two of them is the queue's matter: see `queue.recover`.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from sync import poll, queue, store
from sync.calls import CallFailed
from sync.health import CHECKING, DEGRADED, KEY_REFUSED, ONLINE, Condition, Health
from sync.limits import Bucket, Pause
from sync.model import Look, Outcome, Result, Seen, backoff_s
from sync.provider import Credentials, Provider, Tools
from sync.reports import Reports
from sync.transport import NoAnswer
from venue.core.clock import rfc3339
from venue.core.db import Database
from venue.core.outbox import BELL
from venue.core.tx import Tx

log = logging.getLogger(__name__)

FAULT_S = 1.0
IDLE_S = 15.0
QUIET_PROBE_MS = 300_000  # a provider that nothing was sent to is asked this often
LEAST_PROBE_S, MOST_PROBE_S = 5.0, 120.0
KEY_PROBE_S = 900.0  # a refused key is tried again this often: some clouds refuse by mistake
RAMP_AFTER_MS = 60_000


class Channel:
    """A provider that has credentials.

    Args:
        pause: Waits seconds, shorter when the box stops; True: it is stopping.
    """

    def __init__(
        self,
        provider: Provider,
        credentials: Credentials,
        *,
        database: Database,
        reports: Reports,
        condition: Condition,
        pause: Pause,
        on_date: Callable[[float], None],
    ) -> None:
        self.provider, self.health = provider, Health(condition)
        self._database, self._reports, self._pause = database, reports, pause
        self._clock = database.clock
        self.bucket = Bucket(
            rate_per_s=provider.rate_per_s,
            burst=provider.burst,
            clock=self._clock,
            pause=pause,
        )
        self._tools = Tools(bucket=self.bucket, clock=self._clock, pause=pause, on_date=on_date)
        self._client = provider.open(credentials, self._tools)
        self._called_ms = self._probe_due_ms = 0
        self._threads: list[threading.Thread] = []
        self.stopping = threading.Event()

    @property
    def client(self) -> Any:
        """Return the provider's client, for what a person waits for at a screen."""
        return self._client

    def start(self) -> None:
        """Begin: the keeper first proves that the cloud is there."""
        jobs: list[tuple[str, Callable[[], float]]] = [("keeper", self.keep)]
        jobs += [(f"lane {number}", self.send_one) for number in range(self.provider.lanes)]
        for name, step in jobs:
            thread = threading.Thread(
                target=self._loop,
                args=(step,),
                name=f"{self.provider.name} {name}",
                daemon=True,
            )
            self._threads.append(thread)
            thread.start()

    def join(self, seconds: float) -> bool:
        """Wait for the threads after `stopping` was set; False: one is still in a call."""
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)

    def send_one(self) -> float:
        """Do the next thing for one message; return how long there is nothing to do, in s."""
        if not self.health.works or self.bucket.closed_s > 0:
            return min(IDLE_S, self.bucket.closed_s or IDLE_S)
        with self._database.read() as tx:
            if store.next_due(tx, self.provider.name) is None:
                due_ms = store.due_in_ms(tx, self.provider.name)
                return IDLE_S if due_ms is None else min(IDLE_S, due_ms / 1000)
        claimed = self._database.write(queue.claim, self.provider.name, self.provider.handlers)
        if claimed is None:
            return 0.0
        if claimed.task == "prepare":
            self._prepare(claimed)
        elif claimed.task == "look":
            seen = self._look(claimed)
            self._settle(lambda tx: queue.settle_look(tx, claimed, seen), seen.result)
        else:
            result = self._call(lambda: claimed.handler.send(self._client, claimed.message))
            self._settle(lambda tx: queue.settle(tx, claimed, result), result)
        return 0.0

    def keep(self) -> float:
        """Probe and poll when it is time; return seconds until there may be more to do."""
        now_ms = self._clock.monotonic_ms()
        if not self.health.works:
            if now_ms < self._probe_due_ms:
                return (self._probe_due_ms - now_ms) / 1000
            return self.probe()
        if now_ms - self._called_ms > QUIET_PROBE_MS:
            return self.probe()
        return poll.one_due(self._database, self.provider, self._client, self._call, self._settle)

    def probe(self) -> float:
        """Ask the cloud how it is, now; return seconds until the next time."""
        result = self._call(lambda: self.provider.probe(self._client))
        self._settle(lambda tx: None, result)
        if self.health.works:
            return 0.0
        refused = self.health.condition.state == KEY_REFUSED
        wait_s = (
            KEY_PROBE_S
            if refused
            else backoff_s(max(1, self.health.trials), least_s=LEAST_PROBE_S, most_s=MOST_PROBE_S)
        )
        self._probe_due_ms = self._clock.monotonic_ms() + int(wait_s * 1000)
        return wait_s

    def compare(self) -> None:
        """Compare both sides once, as every night."""
        for compare in self.provider.compares:
            if not self.health.works or self.stopping.is_set():
                return
            poll.compare_one(
                self._database, self.provider, compare, self._client, self._call, self._settle
            )

    def _prepare(self, claimed: queue.Claimed) -> None:
        """Make the bytes outside of any transaction: a PDF takes tens of milliseconds."""
        wire, problem = None, ""
        try:
            wire = claimed.handler.prepare(claimed.message) if claimed.handler.prepare else b""
        except (ValueError, LookupError, TypeError) as error:
            # What a handler refuses is said in words for people; the rest is a defect.
            known = isinstance(error, ValueError)
            problem = str(error) if known else f"{type(error).__name__}: {error}"
        self._database.write(queue.keep_wire, claimed.message, wire, problem)

    def _look(self, claimed: queue.Claimed) -> Seen:
        reconcile = claimed.handler.reconcile
        if reconcile is None:
            raise LookupError(f"{claimed.message.kind} cannot be looked up")
        found: list[Seen] = []

        def call() -> Result:
            found.append(reconcile(self._client, claimed.message))
            return found[0].result

        result = self._call(call)
        return found[0] if found else Seen(look=Look.CANNOT_TELL, result=result)

    def _call(self, fn: Callable[[], Result]) -> Result:
        """Call outside; a defect of a client leaves the end unknown, it never gets lost."""
        try:
            result = fn()
        except (NoAnswer, CallFailed) as error:
            result = error.result
        except Exception:
            log.exception("%s: the client failed", self.provider.name)
            words = "the box's own program failed on the answer"
            result = Result(outcome=Outcome.AMBIGUOUS, code="internal", words=words)
        self._called_ms = self._clock.monotonic_ms()
        return result

    def _settle(self, fn: Callable[[Tx], None], result: Result) -> None:
        """Write what happened, again and again: it cannot be asked for a second time."""
        moment = rfc3339(self._clock.now())
        changed = self.health.note(result, now=moment, run_ms=self._database.run_ms)

        def write(tx: Tx) -> None:
            fn(tx)
            if changed is not None:
                self._report(tx, *changed)

        while True:
            try:
                self._database.write(write)
                return
            except Exception:
                log.exception("%s: the outcome cannot be written yet", self.provider.name)
                if self._pause(FAULT_S) or self.stopping.is_set():
                    return

    def _report(self, tx: Tx, before: Condition, after: Condition) -> None:
        if after.state in (ONLINE, DEGRADED) and before.state not in (ONLINE, DEGRADED):
            store.hurry(tx, self.provider.name)
            if before.state != CHECKING and tx.run_ms - before.since_run_ms > RAMP_AFTER_MS:
                self.bucket.ramp()
        self._reports.changed(tx, self.provider, before, after)
        tx.after_commit(BELL.ring)

    def _loop(self, step: Callable[[], float]) -> None:
        while not self.stopping.is_set():
            heard = BELL.count
            try:
                wait_s = step()
            except Exception:
                log.exception("%s: a step failed", threading.current_thread().name)
                wait_s = FAULT_S
            if wait_s > 0 and not self.stopping.is_set():
                BELL.wait(heard, wait_s)
