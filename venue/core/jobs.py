"""Work that repeats, each job in its own fence.

Intervals run on the monotonic clock: with wall-clock timers a jump of three days stops a two
second job for three days. APScheduler keeps the calendar jobs alone, and is told to think again
whenever wall and monotonic time drift apart.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from venue.core.clock import Clock

log = logging.getLogger(__name__)

DRIFT_MS = 5_000
LONGEST_SLEEP_S = 5.0


@dataclass
class Interval:
    """A job that runs every ``every_ms`` of monotonic time; ``fault`` is its last error.

    Attributes:
        owner: The module that added it.
        lane: The thread it runs on; ``""``: the one of all quick jobs.
    """

    name: str
    every_ms: int
    fn: Callable[[], object]
    due_ms: int
    owner: str = ""
    lane: str = ""
    fault: str | None = None


class Jobs:
    """Runs interval jobs on an OS thread for each lane, and calendar jobs on APScheduler's.

    Attributes:
        owner: The module that adds jobs now.
        off: Modules whose interval jobs rest.
    """

    def __init__(self, clock: Clock, zone: tzinfo) -> None:
        self._clock, self._zone = clock, zone
        self._intervals: list[Interval] = []
        self._wake = threading.Event()
        self.owner, self.off = "", frozenset[str]()
        self._stopping = False
        self._calendar = BackgroundScheduler(timezone=zone, daemon=True)
        self._drift_ms = self._drift()
        self._threads: dict[str, threading.Thread] = {}

    def every(self, seconds: float, name: str, fn: Callable[[], object], *, lane: str = "") -> None:
        """Run ``fn`` every ``seconds``; a late run is made once, never several times.

        Args:
            lane: Jobs that wait for disks or sticks name one of their own, so that the kitchen's
                reminders and the printers' never wait for them.
        """
        every_ms = int(seconds * 1000)
        due_ms = self._clock.monotonic_ms() + every_ms
        self._intervals.append(Interval(name, every_ms, fn, due_ms, self.owner, lane))
        if self._threads and lane not in self._threads:
            self._open(lane)

    def daily(self, hour: int, name: str, fn: Callable[[], object]) -> None:
        """Run ``fn`` each day at ``hour`` of the venue's time zone."""
        self._calendar.add_job(
            lambda: self._fenced(name, fn),
            CronTrigger(hour=hour, minute=0, timezone=self._zone),
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )

    def start(self) -> None:
        """Begin running."""
        self._calendar.start()
        for lane in {"", *(job.lane for job in self._intervals)}:
            self._open(lane)

    def stop(self, limit_s: float = 5.0) -> None:
        """Start nothing more and wait for what runs."""
        self._stopping = True
        self._wake.set()
        until = time.monotonic() + limit_s
        for thread in self._threads.values():
            thread.join(max(until - time.monotonic(), 0))
        if self._calendar.running:
            self._calendar.shutdown(wait=False)

    def faults(self) -> dict[str, str]:
        """Return the jobs whose last run failed, with the reason."""
        return {job.name: job.fault for job in self._intervals if job.fault}

    def run_due(self) -> None:
        """Run every interval job that is due now; tests with a manual clock call it."""
        self._run_those(self._intervals)
        self._look_for_a_jump()

    def _open(self, lane: str) -> None:
        name = f"jobs {lane}".strip()
        self._threads[lane] = threading.Thread(
            target=self._run, args=(lane,), name=name, daemon=True
        )
        self._threads[lane].start()

    def _run_those(self, jobs: list[Interval]) -> None:
        now_ms = self._clock.monotonic_ms()
        for job in jobs:
            if job.due_ms <= now_ms and job.owner not in self.off:
                job.due_ms = now_ms + job.every_ms
                job.fault = self._fenced(job.name, job.fn, job.fault)

    def _run(self, lane: str) -> None:
        while not self._stopping:
            jobs = [job for job in self._intervals if job.lane == lane]
            self._run_those(jobs)
            if not lane:
                self._look_for_a_jump()
            now_ms = self._clock.monotonic_ms()
            due_ms = min((job.due_ms for job in jobs), default=now_ms + 5_000)
            self._wake.wait(min(max(due_ms - now_ms, 1) / 1000, LONGEST_SLEEP_S))

    def _fenced(
        self, name: str, fn: Callable[[], object], known_fault: str | None = None
    ) -> str | None:
        try:
            fn()
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
            # The log has the cause once, not once a second.
            if fault != known_fault:
                log.exception("job %s failed", name)
            return fault
        return None

    def _look_for_a_jump(self) -> None:
        drift_ms = self._drift()
        if abs(drift_ms - self._drift_ms) > DRIFT_MS and self._calendar.running:
            log.warning("the wall clock jumped by %d ms", drift_ms - self._drift_ms)
            for job in self._calendar.get_jobs():
                job.reschedule(job.trigger)
        self._drift_ms = drift_ms

    def _drift(self) -> int:
        return int(self._clock.now().timestamp() * 1000) - self._clock.monotonic_ms()
