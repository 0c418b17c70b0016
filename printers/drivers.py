"""Reaches printers over the network or a device file; the only file that opens either.

One connection at a time and one per job: an Epson network board prints only its first connection
and leaves the others waiting.
"""

import os
import select
import socket
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from printers import escpos
from printers.address import PORTS, allowed
from printers.delivery import Outcome, Payload, Result, Watch
from printers.line import Line, Timing
from printers.model import Confirm, Printer
from printers.status import OFFLINE

DEVICES = ("/dev/usb/lp", "/dev/lp")
SENT_ALL = Result(outcome=Outcome.SENT, cause="unconfirmed")


class Refused(Exception):
    """The address is not one a printer may have."""


class TcpDriver:
    """Raw TCP printing, with the printer's own word for what is on paper."""

    def __init__(self, *, ports: Collection[int] = PORTS, timing: Timing | None = None) -> None:
        self._ports, self._timing = ports, timing or Timing()
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
        line = Line(_connect(printer, self._ports, self._timing.connect_s), self._timing)
        try:
            yield line
        finally:
            line.close()
            self._closed_at[printer.id] = time.monotonic()


class FileDriver:
    """A device file such as /dev/usb/lp0, or a plain file in one folder; it never answers.

    Args:
        folder: Where plain files may be written; None: devices only.
    """

    def __init__(self, folder: Path | None = None, *, timing: Timing | None = None) -> None:
        self._folder, self._timing = folder, timing or Timing()

    def check(self, printer: Printer) -> str:
        """Return what keeps it from printing."""
        path = self._path(printer)
        if path is None:
            return "refused"
        here = path if path.exists() else path.parent
        return "" if os.access(here, os.W_OK) else "unreachable"

    def deliver(self, printer: Printer, payload: Payload, watch: Watch) -> Result:
        """Write one job."""
        path = self._path(printer)
        if path is None:
            return Result(outcome=Outcome.SAFE, cause="refused")
        flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC
        if not str(path).startswith(DEVICES):
            flags |= os.O_CREAT
        try:
            device = os.open(path, flags, 0o600)
        except OSError:
            return Result(outcome=Outcome.SAFE, cause="unreachable")
        try:
            return self._write(device, payload.data, watch)
        except OSError:
            return Result(outcome=Outcome.UNKNOWN, cause="connection_lost")
        finally:
            os.close(device)

    def _write(self, device: int, data: bytes, watch: Watch) -> Result:
        left = memoryview(data)
        ready = select.poll()
        ready.register(device, select.POLLOUT)
        moved_at = time.monotonic()
        while left:
            if ready.poll(self._timing.poll_s * 1000):
                left = left[os.write(device, left) :]
                moved_at = time.monotonic()
            elif time.monotonic() - moved_at > self._timing.hold_s or watch.abort.is_set():
                return Result(outcome=Outcome.UNKNOWN, cause="busy")
            elif time.monotonic() - moved_at > self._timing.stall_s:
                watch.held("busy")
        return SENT_ALL

    def _path(self, printer: Printer) -> Path | None:
        path = Path(os.path.realpath(printer.host))
        inside = self._folder is not None and path.is_relative_to(self._folder.resolve())
        return path if inside or str(path).startswith(DEVICES) else None


def _connect(printer: Printer, ports: Collection[int], limit_s: float) -> socket.socket:
    """Connect to the address that was checked, so that a name cannot change in between."""
    if printer.port not in ports:
        raise Refused(printer.port)
    try:
        found = socket.getaddrinfo(printer.host, printer.port, type=socket.SOCK_STREAM)
    except ValueError as error:  # not a name at all, such as an over-long label
        raise Refused(printer.host) from error
    family, kind, protocol, _, address = found[0]
    if not allowed(str(address[0])):
        raise Refused(printer.host)
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(limit_s)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address)
    except OSError:
        sock.close()
        raise
    return sock
