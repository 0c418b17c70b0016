"""Star CloudPRNT: the printer comes and asks; a job waits on this desk until it is fetched.

Source: Star's CloudPRNT protocol guide: POST polls, GET fetches, DELETE says how it went
(``code`` 2xx: printed). Routes and the printer's thread meet here; nobody else does.
"""

import threading
import time
from dataclasses import dataclass

from printers.delivery import Outcome, Payload, Result, Watch
from printers.line import Timing
from printers.model import Printer

POLLS_S = 15.0  # a printer asks every 5 s by default; three missed ones are a printer that is gone
WAIT_S = 0.5


@dataclass
class Offer:
    """A job that waits for its printer."""

    token: str
    data: bytes
    taken: bool = False
    code: str = ""


class PullDriver:
    """Hands each job to the printer that asks for it, and waits for its word.

    Args:
        silent_s: A printer that has not asked for so long is gone.
    """

    def __init__(self, *, timing: Timing | None = None, silent_s: float = POLLS_S) -> None:
        self._timing, self._silent_s = timing or Timing(), silent_s
        self._changed = threading.Condition()
        self._offers: dict[int, Offer] = {}
        self._seen: dict[int, tuple[float, str]] = {}

    def polled(self, printer_id: int, status: str) -> str | None:
        """Note that a printer asked, and its status code; return the token of a waiting job."""
        with self._changed:
            self._seen[printer_id] = (time.monotonic(), status)
            self._changed.notify_all()
            offer = self._offers.get(printer_id)
            return offer.token if offer and not offer.code else None

    def fetched(self, printer_id: int, token: str) -> bytes | None:
        """Return the bytes of the waiting job, which from now on may be on paper."""
        with self._changed:
            offer = self._offers.get(printer_id)
            if offer is None or token not in ("", offer.token):
                return None
            offer.taken = True
            self._changed.notify_all()
            return offer.data

    def confirmed(self, printer_id: int, token: str, code: str) -> bool:
        """Note what a printer says of the job it fetched; return whether there is such a job."""
        with self._changed:
            offer = self._offers.get(printer_id)
            if offer is None or not offer.taken or token not in ("", offer.token):
                return False
            offer.code = code or "none"
            self._changed.notify_all()
            return True

    def check(self, printer: Printer) -> str:
        """Return what keeps it from printing."""
        with self._changed:
            return self._trouble(printer.id)

    def deliver(self, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """Lay one job out and wait until it is fetched and confirmed."""
        with self._changed:
            cause = self._trouble(printer.id)
            if cause:
                return Result(outcome=Outcome.SAFE, cause=cause)
            offer = Offer(token=payload.tag.hex(), data=payload.data)
            self._offers[printer.id] = offer
            try:
                return self._wait(printer, offer, watch)
            finally:
                del self._offers[printer.id]

    def _wait(self, printer: Printer, offer: Offer, watch: Watch) -> Result:
        if not self._until(offer, "taken", self._silent_s, watch):
            return Result(outcome=Outcome.SAFE, cause=self._trouble(printer.id) or "busy")
        limit_s = self._timing.for_ticket(offer.data) + self._silent_s
        if not self._until(offer, "code", limit_s, watch):
            cause = "restarted" if watch.abort.is_set() else "no_confirmation"
            return Result(outcome=Outcome.UNKNOWN, cause=cause)
        if offer.code.startswith(("2", "OK")):
            return Result(outcome=Outcome.PRINTED)
        return Result(outcome=Outcome.UNKNOWN, cause=cause_of(offer.code) or "replied")

    def _until(self, offer: Offer, what: str, limit_s: float, watch: Watch) -> bool:
        limit = time.monotonic() + limit_s
        while not getattr(offer, what):
            left = limit - time.monotonic()
            if left <= 0 or watch.abort.is_set():
                return False
            self._changed.wait(min(left, WAIT_S))
        return True

    def _trouble(self, printer_id: int) -> str:
        at, status = self._seen.get(printer_id, (float("-inf"), ""))
        if time.monotonic() - at > self._silent_s:
            return "not_asked"
        return cause_of(status)


def cause_of(code: str) -> str:
    """Return what a status code such as ``410 paper out`` says is in the way."""
    number = code.replace("%20", " ").strip()[:3]
    if number == "410":
        return "paper_out"
    if number == "420":
        return "cover_open"
    return "offline" if number[:1] in ("4", "5") else ""
