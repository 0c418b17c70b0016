"""Raw TCP printing, and plain files; what opens sockets to printers is here alone."""

import os
import select
import socket
import time
from collections.abc import Collection
from functools import partial
from pathlib import Path

from printers.address import PORTS, allowed
from printers.delivery import Outcome, Payload, Result, Watch
from printers.line import Timing
from printers.model import Printer
from printers.talking import SENT_ALL, Refused, TalkingDriver

DEVICES = ("/dev/usb/lp", "/dev/lp")


class TcpDriver(TalkingDriver):
    """Raw TCP printing on port 9100 and its like."""

    def __init__(self, *, ports: Collection[int] = PORTS, timing: Timing | None = None) -> None:
        super().__init__(partial(connect, ports), timing)


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


def connect(ports: Collection[int], printer: Printer, limit_s: float) -> socket.socket:
    """Connect to the address that was checked, so that a name cannot change in between.

    Raises:
        Refused: It is not one a printer may have.
        OSError: Nobody answers there.
    """
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
