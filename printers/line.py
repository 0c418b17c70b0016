"""One conversation with a printer over a socket that is already open."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from printers import escpos
from printers.delivery import Watch
from printers.status import ASK, OFFLINE, Answers, cause_of


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long each step may take, in seconds.

    Attributes:
        answer_s: A status answer comes at once, or the printer is busy with another host.
        patience_s: Least time for a whole ticket; a printer that is slow but well takes 8 s.
        start_s: Part of a ticket's time that does not depend on its length.
        hold_s: How long a printer may hold a ticket while somebody fetches paper.
        stall_s: No byte taken for this long: people are told.
        pause_s: Between two connections; some boards refuse a quicker return.
    """

    connect_s: float = 2.5
    answer_s: float = 0.7
    poll_s: float = 1.0
    patience_s: float = 15.0
    start_s: float = 5.0
    hold_s: float = 600.0
    stall_s: float = 5.0
    close_s: float = 1.0
    pause_s: float = 0.2

    def for_ticket(self, data: bytes) -> float:
        """Return how long the printing of ``data`` may take."""
        return max(self.patience_s, self.start_s + len(data) / 10_000 + 0.15 * data.count(b"\n"))


class Wire(Protocol):
    """What carries the bytes: a socket, or a device that behaves like one."""

    def settimeout(self, value: float | None, /) -> None:
        """Set how long each of the calls below may take."""

    def recv(self, size: int, /) -> bytes:
        """Return what came; raise TimeoutError when nothing does."""

    def send(self, data: memoryview, /) -> int:
        """Send some of it and return how much."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""

    def shutdown(self, how: int, /) -> None:
        """Say that nothing more comes."""

    def close(self) -> None:
        """Leave."""


class Line:
    """One connection and what came back on it."""

    def __init__(self, sock: Wire, timing: Timing) -> None:
        self.answers = Answers()
        self._sock, self._timing = sock, timing

    def trouble(self) -> str:
        """Return what keeps the printer from printing; empty when nothing does."""
        status = self.ask(1)
        if status is None:
            # A picture left open by a lost connection swallows questions too.
            with suppress(TimeoutError):
                self.send(escpos.FLUSH)
            status = self.ask(1)
        if status is None:
            return "busy"
        return self.cause() if status & OFFLINE else ""

    def cause(self) -> str:
        """Ask why it is offline."""
        return cause_of(self.ask(2), self.ask(4))

    def ask(self, number: int) -> int | None:
        """Return the answer to DLE EOT ``number``, or None when none comes."""
        self.answers.statuses.clear()
        try:
            self.send(ASK + bytes([number]))
        except TimeoutError:
            return None
        self.listen(self._timing.answer_s, lambda: bool(self.answers.statuses))
        return self.answers.statuses[-1] if self.answers.statuses else None

    def listen(self, seconds: float, enough: Callable[[], bool]) -> bool:
        """Read until ``enough()`` or the time is over; return whether it is enough.

        Raises:
            OSError: The connection is gone.
        """
        limit = time.monotonic() + seconds
        while not enough():
            left = limit - time.monotonic()
            if left <= 0:
                return False
            self._sock.settimeout(left)
            try:
                data = self._sock.recv(4096)
            except TimeoutError:
                return False
            if not data:
                raise ConnectionResetError("closed by the printer")
            self.answers.feed(data)
        return True

    def send(self, data: bytes) -> None:
        """Send a few bytes.

        Raises:
            TimeoutError: They are not taken within the time of an answer.
            OSError: The connection is gone.
        """
        self._sock.settimeout(self._timing.answer_s)
        self._sock.sendall(data)

    def send_all(self, data: bytes, watch: Watch) -> bool:
        """Send a whole job without a gap; False when the printer stopped taking it for good.

        Raises:
            OSError: The connection is gone.
        """
        left = memoryview(data)
        self._sock.settimeout(self._timing.poll_s)
        moved_at = time.monotonic()
        while left:
            try:
                left = left[self._sock.send(left) :]
                moved_at = time.monotonic()
            except TimeoutError:
                stalled_s = time.monotonic() - moved_at
                if stalled_s > self._timing.hold_s or watch.abort.is_set():
                    return False
                if stalled_s > self._timing.stall_s:
                    watch.held("busy")
        return True

    def close(self) -> None:
        """Say that nothing more comes, let the printer finish reading, and leave."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)
            self._sock.settimeout(self._timing.close_s)
            limit = time.monotonic() + self._timing.close_s
            while self._sock.recv(4096) and time.monotonic() < limit:
                continue
        self._sock.close()
