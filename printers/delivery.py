"""What a driver is given and what it says: three outcomes, not two.

A write that returned says nothing about paper. Only SAFE may be tried again in silence.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event
from typing import Protocol

from printers.model import Printer


class Outcome(StrEnum):
    """What is known after a try."""

    PRINTED = "printed"  # the printer said that the whole job is on paper
    SAFE = "safe"  # no byte of the job was sent
    UNKNOWN = "unknown"  # anything from nothing to all of it is on paper
    SENT = "sent"  # all of it went to a printer that is known never to answer


@dataclass(frozen=True, kw_only=True)
class Result:
    """An outcome and its cause, a name under ``printer.`` in `printers.words`; empty: none."""

    outcome: Outcome
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class Payload:
    """One job's bytes and the tag that the printer sends back for it."""

    data: bytes
    tag: bytes


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How a driver that waits long keeps in touch.

    Attributes:
        held: Called with the cause each time the printer is found to hold the job.
        abort: Set when the box stops and can wait no longer.
    """

    held: Callable[[str], None]
    abort: Event = field(default_factory=Event)


class PrinterDriver(Protocol):
    """One way to reach printers; called from one thread per printer, and may block."""

    def check(self, printer: Printer) -> str:
        """Return what keeps it from printing; empty when nothing does. Sends nothing to print."""

    def deliver(self, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """Print one job."""
