"""Talks with a printer over any way that carries bytes both ways.

One connection at a time and one per job: an Epson network board prints only its first connection
and leaves the others waiting.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from printers import escpos
from printers.delivery import Outcome, Payload, Result, Watch
from printers.line import Line, Timing, Wire
from printers.model import Confirm, Printer
from printers.status import OFFLINE

SENT_ALL = Result(outcome=Outcome.SENT, cause="unconfirmed")
Connect = Callable[[Printer, float], Wire]


class Refused(Exception):
    """The address is not one a printer may have."""


class TalkingDriver:
    """Prints over anything that carries bytes both ways, with the printer's word for the paper.

    Args:
        connect: Opens the way to a printer, within the seconds given; raises `Refused` for what
            is no printer's address and OSError for what cannot be reached.
    """

    def __init__(self, connect: Connect, timing: Timing | None = None) -> None:
        self._connect, self._timing = connect, timing or Timing()
        self._closed_at: dict[int, float] = {}

    def check(self, printer: Printer) -> str:
        """Return what keeps it from printing; asks for its status only."""
        try:
            with self._line(printer) as line:
                return "" if printer.confirm is Confirm.NONE else line.trouble()
        except Refused:
            return "refused"
        except OSError:
            return "unreachable"

    def probe(self, printer: Printer) -> Confirm:
        """Find out what a printer says about its tickets; nothing is printed.

        Raises:
            OSError: It cannot be reached.
            Refused: Its address is not one a printer may have.
        """
        with self._line(printer) as line:
            if line.ask(1) is None:
                return Confirm.NONE
            tag = escpos.tag_of(0)
            # ESC @ afterwards: a printer without GS ( H may keep its arguments as text.
            line.send(b"\x1d(H\x06\x0000" + tag + escpos.FENCE + b"\x1b@")
            line.listen(self._timing.poll_s, lambda: tag in line.answers.tags)
            if tag in line.answers.tags:
                return Confirm.PROCESS_ID
            return Confirm.STATUS if line.answers.fences else Confirm.NONE

    def ask(self, printer: Printer) -> list[str]:
        """Return what a printer answers to each question, in words for its test page.

        Raises:
            OSError: It cannot be reached.
            Refused: Its address is not one a printer may have.
        """
        with self._line(printer) as line:
            answers = [(f"DLE EOT {number}", line.ask(number)) for number in (1, 2, 3, 4)]
        said = [f"{name}: {value:#04x}" for name, value in answers if value is not None]
        return said or ["no answer to DLE EOT"]

    def deliver(self, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """Print one job: look first, send once, wait for the printer's word."""
        try:
            with self._line(printer) as line:
                silent = printer.confirm is Confirm.NONE
                cause = "" if silent else line.trouble()
                if cause:
                    return Result(outcome=Outcome.SAFE, cause=cause)
                return self._print(line, printer, payload, watch)
        except Refused:
            return Result(outcome=Outcome.SAFE, cause="refused")
        except OSError:
            return Result(outcome=Outcome.SAFE, cause="unreachable")

    def _print(self, line: Line, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """From the first byte on, nothing but the printer's word is success."""
        fences = line.answers.fences
        try:
            if not line.send_all(payload.data, watch):
                return Result(outcome=Outcome.UNKNOWN, cause="busy")
            if printer.confirm is Confirm.NONE:
                return SENT_ALL

            def confirmed() -> bool:
                if printer.confirm is Confirm.STATUS:
                    return line.answers.fences > fences
                return payload.tag in line.answers.tags

            return self._wait(line, payload, watch, confirmed)
        except OSError:
            return Result(outcome=Outcome.UNKNOWN, cause="connection_lost")

    def _wait(
        self, line: Line, payload: Payload, watch: Watch, confirmed: Callable[[], bool]
    ) -> Result:
        timing, held = self._timing, ""
        limit = time.monotonic() + timing.for_ticket(payload.data)
        while not line.listen(timing.poll_s, confirmed):
            if watch.abort.is_set():
                return Result(outcome=Outcome.UNKNOWN, cause="restarted")
            if time.monotonic() > limit:
                return Result(outcome=Outcome.UNKNOWN, cause=held or "no_confirmation")
            offline = (line.ask(1) or 0) & OFFLINE
            if offline and not held:
                limit = time.monotonic() + timing.hold_s
            elif held and not offline:
                held, limit = "", time.monotonic() + timing.for_ticket(payload.data)
            if offline:
                held = line.cause()
                watch.held(held)
        return Result(outcome=Outcome.PRINTED)

    @contextmanager
    def _line(self, printer: Printer) -> Iterator[Line]:
        since = time.monotonic() - self._closed_at.get(printer.id, 0.0)
        time.sleep(max(0.0, min(self._timing.pause_s, self._timing.pause_s - since)))
        line = Line(self._connect(printer, self._timing.connect_s), self._timing)
        try:
            yield line
        finally:
            line.close()
            self._closed_at[printer.id] = time.monotonic()
