"""A minimal printer on a TCP port: answers status, keeps tickets, and can be told to fail."""

import contextlib
import re
import socket
import struct
import threading
import time

ASKED = re.compile(rb"\x10\x04([\x01-\x04])")
TAG = re.compile(rb"\x1d\(H\x06\x0000(....)", re.DOTALL)
FENCE = b"\x1dr\x01"
DEADLINE_S = 10.0


class FakePrinter:
    """Accepts one connection after the other.

    Attributes:
        silent: Answers nothing.
        hung: Accepts and never reads.
        drop_after: Resets the next connection after so many bytes of a ticket.
        trip: Becomes this (``paper`` or ``cover``) when a ticket begins.
        state: ``ready``, ``paper`` or ``cover``.
        confirms: Sends tags back; False: an old model that knows GS r alone.
        received: Whole bytes of each connection.
        printed: Streams whose end was reached while ready, one entry per ticket.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.silent = self.hung = False
        self.confirms = True
        self.drop_after = 0
        self.trip = ""
        self.state = "ready"
        self.received: list[bytes] = []
        self.printed: list[bytes] = []
        self.connections = 0
        self._change = threading.Condition()
        self._open: socket.socket | None = None
        self._stopping = False
        self.host = host
        self._listener = socket.create_server((host, port))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Switch off."""
        self._stopping = True
        for sock in (self._listener, self._open):
            if sock is not None:
                with_no_error(lambda sock=sock: sock.shutdown(socket.SHUT_RDWR))
                sock.close()
        self._thread.join(DEADLINE_S)

    def set(self, state: str) -> None:
        """Put paper in, open the cover, ..."""
        with self._change:
            self.state = state
            self._change.notify_all()

    def wait(self, met, what: str) -> None:
        """Wait until ``met()``; fail loudly when it never is."""
        with self._change:
            if not self._change.wait_for(met, DEADLINE_S):
                raise AssertionError(f"never: {what}; printed {len(self.printed)}")

    def wait_printed(self, count: int) -> list[bytes]:
        """Wait for ``count`` tickets."""
        self.wait(lambda: len(self.printed) >= count, f"{count} tickets")
        return self.printed

    def _accept(self) -> None:
        while not self._stopping:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._open = sock
            self.connections += 1
            with_no_error(lambda sock=sock: self._serve(sock))
            sock.close()

    def _serve(self, sock: socket.socket) -> None:
        seen, asked_to, ticket_to = b"", 0, 0
        self.received.append(b"")
        sock.settimeout(0.02)
        while not self._stopping:
            data = self._read(sock)
            if data is None:
                return
            seen += data
            with self._change:
                self.received[-1] = seen
                self._change.notify_all()
            for match in ASKED.finditer(seen, asked_to):
                asked_to = match.end()
                self._answer(sock, self._status(match[1][0]))
            if self._suffers(sock, seen, ticket_to):
                return
            if self.state == "ready":
                ticket_to = self._finish(sock, seen, ticket_to)

    def _read(self, sock: socket.socket) -> bytes | None:
        """Return what came, nothing yet as empty; None at the end."""
        if self.hung:
            time.sleep(0.02)
            return b""
        try:
            return sock.recv(4096) or None
        except TimeoutError:
            return b""

    def _suffers(self, sock: socket.socket, seen: bytes, ticket_to: int) -> bool:
        """Let the fault that was set happen; tell whether the connection is to be reset."""
        if self.drop_after and b"\x1b@" in seen and len(seen) > self.drop_after:
            self.drop_after = 0
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return True
        if self.trip and b"\x1b@" in seen[ticket_to:]:
            self.set(self.trip)
            self.trip = ""
        return False

    def _finish(self, sock: socket.socket, seen: bytes, start: int) -> int:
        """Answer for the ticket that is complete in ``seen`` after ``start``."""
        if tag := TAG.search(seen, start):
            self._done(seen[start : tag.end()])
            if self.confirms:
                self._answer(sock, b"\x37\x22" + tag[1] + b"\0")
            return tag.end()
        at = seen.find(FENCE, start)
        if at >= 0:
            self._done(seen[start : at + 3])
            self._answer(sock, b"\0")
            return at + 3
        if self.silent and seen[start:].endswith(b"\x1dVB\0"):
            self._done(seen[start:])
            return len(seen)
        return start

    def _done(self, ticket: bytes) -> None:
        if b"\x1b@" in ticket:
            with self._change:
                self.printed.append(ticket[ticket.index(b"\x1b@") :])
                self._change.notify_all()

    def _status(self, number: int) -> bytes:
        offline = self.state != "ready"
        second = {"paper": 0x20, "cover": 0x04}.get(self.state, 0)
        fourth = 0x60 if self.state == "paper" else 0
        return bytes([0x12 | {1: 0x08 * offline, 2: second, 4: fourth}.get(number, 0)])

    def _answer(self, sock: socket.socket, data: bytes) -> None:
        if not self.silent:
            sock.sendall(data)


def with_no_error(fn) -> None:
    """Run ``fn``; a connection that is gone is no matter."""
    with contextlib.suppress(OSError):
        fn()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port
