"""One printer's thread: takes the oldest job, sends it, writes what came of it."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from printers import letterhead, queue, store
from printers.bell import bell
from printers.delivery import Outcome, Payload, PrinterDriver, Result, Watch
from printers.escpos import tag_of
from printers.health import PAUSED, READY, Health, Printed, call_each
from printers.model import UNKNOWN_LIMIT, Job, Printer
from printers.render import render
from venue.core.db import Database
from venue.core.tx import Tx

log = logging.getLogger(__name__)

T = TypeVar("T")
Claimed = tuple[Printer, Job]

POLL_S = 15.0  # the queue is looked at this often even if no ring comes
FAULT_S = 1.0
TROUBLE_CHECK_S = 10.0


class Worker(threading.Thread):
    """An OS thread, never a green one: a device may block for seconds."""

    def __init__(
        self,
        printer: Printer,
        *,
        database: Database,
        driver: PrinterDriver,
        health: Health,
        on_printed: list[Printed],
        check_s: float,
        stopping: threading.Event,
        abort: threading.Event,
    ) -> None:
        super().__init__(name=f"printer {printer.name}", daemon=True)
        self._printer, self._database, self._driver = printer, database, driver
        self._health, self._on_printed = health, on_printed
        self._stopping, self._abort = stopping, abort
        self._check_s, self._checked_at = check_s, float("-inf")
        self._unknown_in_row = 0
        self._torn = False
        self._must_recover = False
        self._bell = bell(printer.id)

    def run(self) -> None:
        """Print until told to stop."""
        while not self._stopping.is_set():
            self._bell.clear()
            try:
                wait_s = self._step()
            except Exception:
                log.exception("%s: a step failed", self.name)
                # A claim whose answer was lost left a job as being sent, with nobody sending it.
                self._must_recover = True
                self._abort.wait(FAULT_S)
                continue
            if wait_s > 0 and not self._stopping.is_set():
                self._bell.wait(wait_s)

    def _step(self) -> float:
        """Do the next thing and return how long there is nothing more to do, in seconds."""
        if self._must_recover:
            self._database.write(queue.recover, self._printer)
            self._must_recover = False
        with self._database.read() as tx:
            self._printer = store.printer(tx, self._printer.id) or self._printer
            due_ms = queue.due_in_ms(tx, self._printer)
        if due_ms == 0:
            claimed = self._database.write(queue.claim, self._printer.id)
            if claimed is not None:
                while claimed is not None:
                    claimed = self._deliver(*claimed)
                return 0.0
            self._must_recover = not self._printer.paused
            return POLL_S if self._printer.paused else FAULT_S
        idle_s = self._check_when_due()
        return min(idle_s, POLL_S, POLL_S if due_ms is None else due_ms / 1000)

    def _deliver(self, printer: Printer, job: Job) -> Claimed | None:
        """Send a job, write what came of it, and return the next one, taken in the same commit."""
        torn = self._torn or job.copy_of is not None
        try:
            payload = Payload(data=self._render(job, printer, torn), tag=tag_of(job.id))
        except Exception:
            log.exception("print job %d cannot be rendered", job.id)
            return self._write(lambda tx: self._and_next(tx, queue.fail, job))
        watch = Watch(held=lambda cause: self._hold(printer, job, cause), abort=self._abort)
        try:
            result = self._driver.deliver(printer, payload, watch)
        except Exception:
            log.exception("%s: the driver failed", self.name)
            result = Result(outcome=Outcome.UNKNOWN, cause="internal")
        following = self._write(lambda tx: self._and_next(tx, self._settle, printer, job, result))
        if result.outcome is not Outcome.SAFE:
            unknown = result.outcome is Outcome.UNKNOWN
            self._torn = unknown
            self._unknown_in_row = (self._unknown_in_row + 1) % UNKNOWN_LIMIT if unknown else 0
        self._checked_at = time.monotonic()
        return following

    def _and_next(self, tx: Tx, end: Callable[..., None], *facts: Any) -> Claimed | None:
        """End a job and take the next: one commit for each ticket of a busy printer, not two."""
        end(tx, *facts)
        return None if self._stopping.is_set() else queue.claim(tx, self._printer.id)

    def _render(self, job: Job, printer: Printer, torn: bool) -> bytes:
        png = letterhead.logo_of(self._database, job)
        return render(job, printer, torn=torn, logo=png)

    def _settle(self, tx: Tx, printer: Printer, job: Job, result: Result) -> None:
        queue.settle(tx, printer, job, result)
        if result.outcome is Outcome.PRINTED:
            call_each(tx, self._on_printed, job)
        doubtful = result.outcome is Outcome.UNKNOWN
        if doubtful and self._unknown_in_row + 1 >= UNKNOWN_LIMIT:
            store.set_paused(tx, printer.id, True)
            tx.journal("printer.paused", {"printer": printer.id})
            self._health.note(tx, printer, PAUSED)
        elif result.outcome in (Outcome.PRINTED, Outcome.SENT):
            self._health.note(tx, printer, READY)
        else:
            self._health.note(tx, printer, result.cause)

    def _hold(self, printer: Printer, job: Job, cause: str) -> None:
        if self._health.state(printer.id) == cause:
            return

        def note(tx: Tx) -> None:
            queue.hold(tx, job, cause)
            self._health.note(tx, printer, cause)

        self._write(note)

    def _check_when_due(self) -> float:
        """Ask an idle printer how it is when the time has come; return when that is next."""
        if not self._check_s or self._printer.paused:
            return POLL_S
        ready = self._health.state(self._printer.id) == READY
        every_s = self._check_s if ready else min(TROUBLE_CHECK_S, self._check_s)
        left_s = self._checked_at + every_s - time.monotonic()
        if left_s > 0:
            return left_s
        state = self._driver.check(self._printer) or READY
        self._checked_at = time.monotonic()
        if state != self._health.state(self._printer.id):
            self._write(lambda tx: self._health.note(tx, self._printer, state))
        return 0.0

    def _write(self, fn: Callable[[Tx], T]) -> T | None:
        """Write what happened, again and again: what is on paper cannot be taken back."""
        while True:
            try:
                return self._database.write(fn)
            except Exception:
                log.exception("%s: the outcome cannot be written yet", self.name)
                # Its commit may have been made and only the answer lost, with a job taken in it.
                self._must_recover = True
                if self._abort.wait(FAULT_S):
                    return None
