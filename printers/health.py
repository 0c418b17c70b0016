"""How each printer is, kept in memory and told to the screens when it changes."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from printers.model import Job, Printer
from venue.core.figures import Figure
from venue.core.tx import ReadTx, Tx

log = logging.getLogger(__name__)

READY = "ready"
PAUSED = "paused"
ROOMS = ("floor", "status")

# Called in the transaction that settles a job: what was printed, for whom it matters.
Printed = Callable[[Tx, Job], None]
# Called when a printer's state turns bad: the printer and the key of the words.
Trouble = Callable[[Tx, Printer, str], None]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A printer's state, a name under ``printer.`` in `printers.words`, and since when."""

    printer: Printer
    state: str
    since_run_ms: int


class Health:
    """The state of every printer.

    Attributes:
        on_trouble: Told of each turn to the bad.
    """

    def __init__(self) -> None:
        self._conditions: dict[int, Condition] = {}
        self.on_trouble: list[Trouble] = []

    def state(self, printer_id: int) -> str:
        """Return a printer's state."""
        found = self._conditions.get(printer_id)
        return found.state if found else READY

    def condition(self, printer_id: int) -> Condition | None:
        """Return a printer's state and since when; None for an unknown printer."""
        return self._conditions.get(printer_id)

    def begin(self, printer: Printer, run_ms: int) -> None:
        """Take in a printer as the database has it."""
        state = PAUSED if printer.paused else READY
        self._conditions[printer.id] = Condition(printer=printer, state=state, since_run_ms=run_ms)

    def note(self, tx: Tx, printer: Printer, state: str) -> None:
        """Tell everybody when ``state`` is another than before; nothing otherwise."""
        if state == self.state(printer.id):
            return
        condition = Condition(printer=printer, state=state, since_run_ms=tx.run_ms)
        tx.journal("printer.changed", {"printer": printer.id, "state": state})
        if state == READY:
            tx.tell(ROOMS, "alert_gone", {"id": alert_id(printer.id)})
        else:
            tx.tell(ROOMS, "alert", {"alert": _alert(condition, tx.run_ms)})
            call_each(tx, self.on_trouble, printer, f"printer.{state}")
        tx.tell("status", "status", {})
        tx.after_commit(lambda: self._conditions.update({printer.id: condition}))

    def figures(self) -> list[Figure]:
        """Return whether each printer prints."""
        return [
            Figure(
                "venue_printer_ready",
                "1: the printer prints",
                float(one.state == READY),
                {"printer": one.printer.name},
            )
            for one in list(self._conditions.values())
        ]

    def alerts(self, tx: ReadTx) -> list[dict[str, Any]]:
        """Return an alert for each printer that is not ready."""
        return [
            _alert(condition, tx.run_ms)
            for condition in list(self._conditions.values())
            if condition.state != READY
        ]


def alert_id(printer_id: int) -> str:
    """Return the id under which a printer's alert comes and goes."""
    return f"printer:{printer_id}"


def call_each(tx: Tx, callbacks: list[Any], *facts: Any) -> None:
    """Call back each; one that fails is undone and logged, for paper must not wait for it."""
    for callback in callbacks:
        try:
            with tx.savepoint():
                callback(tx, *facts)
        except Exception:
            log.exception("a printing callback failed")


def _alert(condition: Condition, run_ms: int) -> dict[str, Any]:
    return {
        "id": alert_id(condition.printer.id),
        "kind": "printer",
        "text_key": f"printer.{condition.state}",
        "values": {"printer": condition.printer.name},
        "age_s": max(0, run_ms - condition.since_run_ms) // 1000,
    }
