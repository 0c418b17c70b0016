"""Delivers to a printer on screen, which can be told to fail as real ones do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from printers import virtual
from printers.delivery import Outcome, Payload, Result, Watch
from printers.model import Printer


class Fault(StrEnum):
    """What a virtual printer can be told to suffer from."""

    OFFLINE = "offline"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    UNKNOWN = "unknown"  # takes the ticket and never confirms it


BEFORE: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.OFFLINE: "unreachable",
        Fault.PAPER_OUT: "paper_out",
        Fault.COVER_OPEN: "cover_open",
    }
)


class VirtualDriver:
    """Reads each job as a device would; the paper itself is drawn when somebody looks.

    Attributes:
        faults: By printer id; set from drills and tests.
    """

    def __init__(self) -> None:
        self.faults: dict[int, Fault] = {}

    def check(self, printer: Printer) -> str:
        """Return what keeps it from printing."""
        fault = self.faults.get(printer.id)
        return BEFORE.get(fault, "") if fault else ""

    def deliver(self, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """Print one job: confirmed when the stream reads without an error and is complete."""
        cause = self.check(printer)
        if cause:
            return Result(outcome=Outcome.SAFE, cause=cause)
        answers = virtual.answers_to(payload.data)
        if self.faults.get(printer.id) is Fault.UNKNOWN or payload.tag not in answers:
            return Result(outcome=Outcome.UNKNOWN, cause="no_confirmation")
        return Result(outcome=Outcome.PRINTED)
