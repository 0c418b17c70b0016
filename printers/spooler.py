"""The spooler: one OS thread per printer, and what the rest of the box sees of them."""

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from printers import queue, store
from printers.bell import bell, ring_all
from printers.delivery import PrinterDriver
from printers.health import PAUSED, Health, Printed, Trouble
from printers.model import Driver, Printer
from printers.words import say
from printers.worker import Worker
from venue.core.db import Database
from venue.core.tx import ReadTx, Tx

log = logging.getLogger(__name__)

DRAIN_S = 5.0
ABORT_S = 5.0
CHECK_S = 60.0


class Spooler:
    """Prints what is queued.

    Args:
        drivers: How each kind of printer is reached.
        check_s: An idle printer is asked this often how it is, so that trouble is known before
            the next ticket; 0: never.

    Attributes:
        on_printed: Called in the settling transaction of each job that a printer confirmed.
        health: How each printer is.
    """

    def __init__(
        self,
        database: Database,
        drivers: Mapping[Driver, PrinterDriver],
        *,
        check_s: float = CHECK_S,
    ) -> None:
        self._database, self._drivers, self._check_s = database, drivers, check_s
        self._workers: dict[int, Worker] = {}
        self._stopping, self._abort = threading.Event(), threading.Event()
        self._started = False
        self.health = Health()
        self.on_printed: list[Printed] = []

    @property
    def on_trouble(self) -> list[Trouble]:
        """Called in a transaction when a printer's state turns bad."""
        return self.health.on_trouble

    def start(self) -> None:
        """Settle what a power cut left half sent, then begin to print."""
        printers = self._database.write(_recover)
        self._started = True
        for printer in printers:
            self.adopt(printer)

    def adopt(self, printer: Printer) -> None:
        """Give a printer its thread; before `start` there is nothing to do."""
        if not self._started or self._stopping.is_set() or printer.id in self._workers:
            return
        self.health.begin(printer, self._database.run_ms)
        worker = Worker(
            printer,
            database=self._database,
            driver=self._drivers[printer.driver],
            health=self.health,
            on_printed=self.on_printed,
            check_s=self._check_s,
            stopping=self._stopping,
            abort=self._abort,
        )
        self._workers[printer.id] = worker
        worker.start()

    def stop(self, drain_s: float = DRAIN_S) -> bool:
        """Start no further job, wait for those under way, then cut them off as unknown.

        Returns:
            Whether every thread ended.
        """
        self._stopping.set()
        ring_all()
        limit = time.monotonic() + drain_s
        for worker in self._workers.values():
            worker.join(max(0.0, limit - time.monotonic()))
        self._abort.set()
        limit = time.monotonic() + ABORT_S
        for worker in self._workers.values():
            worker.join(max(0.0, limit - time.monotonic()))
        alive = [worker.name for worker in self._workers.values() if worker.is_alive()]
        if alive:
            log.error("printing did not end in time: %s", ", ".join(alive))
        return not alive

    def resume(self, tx: Tx, printer_id: int) -> Printer:
        """Let a paused printer go on, and try waiting jobs at once.

        Raises:
            NotFound: ``printing.unknown_printer``.
        """
        printer = store.printer(tx, printer_id)
        if printer is None:
            raise queue.unknown_printer(printer_id)
        if printer.paused:
            store.set_paused(tx, printer_id, False)
            tx.journal("printer.resumed", {"printer": printer_id})
        if self.health.state(printer_id) == PAUSED:
            self.health.note(tx, printer, "ready")
        store.retry_now(tx, printer_id)
        tx.after_commit(bell(printer_id).set)
        return printer

    def status(self, tx: ReadTx, lang: str) -> list[dict[str, Any]]:
        """Return ``{id, name, driver, state, words, queued}`` of every printer."""
        waiting = store.unfinished_counts(tx)
        return [
            {
                "id": printer.id,
                "name": printer.name,
                "driver": str(printer.driver),
                "state": (state := self.health.state(printer.id)),
                "words": say(lang, f"printer.{state}"),
                "queued": waiting.get(printer.id, 0),
            }
            for printer in store.printers(tx)
        ]


def _recover(tx: Tx) -> list[Printer]:
    printers = store.printers(tx)
    for printer in printers:
        queue.recover(tx, printer)
    return printers
