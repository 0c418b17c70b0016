"""Printers on a device file: USB (``/dev/usb/lp*``) and serial lines.

Both are opened for reading and writing, so that they can be asked and can confirm; every call has
a deadline, for a device can block for as long as it likes.
"""

import errno
import os
import select
import termios
import time
from functools import partial

from printers.line import Timing, Wire
from printers.model import Printer
from printers.talking import Refused, TalkingDriver

USB = ("/dev/usb/lp",)
SERIAL = ("/dev/ttyUSB", "/dev/ttyACM", "/dev/ttyS", "/dev/ttyAMA", "/dev/serial/by-id/")
EMPTY_S = 0.02
BAUDS = {
    rate: getattr(termios, f"B{rate}") for rate in (2400, 4800, 9600, 19200, 38400, 57600, 115200)
}


class DeviceDriver(TalkingDriver):
    """Talks with a printer on a device file.

    Args:
        prefixes: Which files may be opened.
        serial: Set speed and raw mode first.
    """

    def __init__(
        self, prefixes: tuple[str, ...], *, serial: bool = False, timing: Timing | None = None
    ) -> None:
        super().__init__(partial(_open, prefixes, serial), timing)


class DeviceWire:
    """A device file that behaves like a socket with a time-out."""

    def __init__(self, device: int) -> None:
        self._device = device
        self._limit_s = 0.0

    def settimeout(self, value: float | None, /) -> None:
        """Set how long each of the calls below may take."""
        self._limit_s = value or 0.0

    def recv(self, size: int, /) -> bytes:
        """Return what came.

        A printer's device says "nothing yet" in three ways: by not being ready, by EAGAIN and by
        an empty read, which is no end of file here.

        Raises:
            TimeoutError: Nothing came in time.
            OSError: The device is gone.
        """
        limit = time.monotonic() + self._limit_s
        while True:
            self._wait(select.POLLIN, limit)
            try:
                data = os.read(self._device, size)
            except BlockingIOError:
                data = b""
            if data:
                return data
            if time.monotonic() >= limit:
                raise TimeoutError
            time.sleep(EMPTY_S)

    def send(self, data: memoryview, /) -> int:
        """Write some of it and return how much.

        Raises:
            TimeoutError: The device took nothing in time.
            OSError: The device is gone.
        """
        limit = time.monotonic() + self._limit_s
        while True:
            self._wait(select.POLLOUT, limit)
            try:
                return os.write(self._device, data)
            except BlockingIOError:
                if time.monotonic() >= limit:
                    raise TimeoutError from None
                time.sleep(EMPTY_S)

    def sendall(self, data: bytes, /) -> None:
        """Write all of it."""
        left = memoryview(data)
        while left:
            left = left[self.send(left) :]

    def shutdown(self, how: int, /) -> None:
        """Nothing to say: a device has no end of a conversation; skip the wait for one."""
        raise OSError(errno.ENOTCONN, "a device is not a connection")

    def close(self) -> None:
        """Close the file."""
        os.close(self._device)

    def _wait(self, event: int, limit: float) -> None:
        ready = select.poll()
        ready.register(self._device, event)
        found = ready.poll(max(0.0, limit - time.monotonic()) * 1000)
        if not found:
            raise TimeoutError
        if not found[0][1] & event:
            raise ConnectionResetError(errno.ENODEV, "the device is gone")


def _open(prefixes: tuple[str, ...], serial: bool, printer: Printer, limit_s: float) -> Wire:
    path = os.path.normpath(printer.host)
    if not path.startswith(prefixes):
        raise Refused(printer.host)
    # Without NONBLOCK opening a serial line waits for a carrier for ever.
    device = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        if serial:
            _set_raw(device, printer.baud)
    except (termios.error, KeyError) as error:
        os.close(device)
        raise OSError(errno.ENOTTY, "not a serial line of a known speed") from error
    return DeviceWire(device)


def _set_raw(device: int, baud: int) -> None:
    """Set eight bits, no parity, no translation, hardware handshake off, and the speed."""
    speed = BAUDS[baud]
    flags = termios.tcgetattr(device)
    flags[0] = flags[1] = flags[3] = 0
    flags[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
    flags[4] = flags[5] = speed
    termios.tcsetattr(device, termios.TCSANOW, flags)
