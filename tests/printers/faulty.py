"""A printer on a TCP port with the faults of real ones, for clones of this project that have no
other at hand. Settings have the names of ``printer_emulator.py``, so the same tests run on both."""

import contextlib
import socket
import struct
import threading
import time
from collections import deque

from decoder import Device, Framer, Ticket

SETTINGS = {
    "paper": "ok",
    "cover_open": False,
    "offline": False,
    "error": "none",
    "accept": "normal",
    "connections": "queue",
    "reset_after_bytes": 0,
    "reset_count": 1,
    "trip_after_lines": 0,
    "trip": {"paper": "out"},
    "drain_bps": 0,
    "silent": False,
}
BUFFER = 4096
TICK_S = 0.004


class FaultyPrinter:
    """One thread: takes a client, reads, prints, answers."""

    def __init__(self, port: int = 0, **settings) -> None:
        self.settings = SETTINGS | {"trip": {"paper": "out"}} | settings
        self.change = threading.RLock()
        self.tickets: list[Ticket] = []
        self.address, self.stopping = ("127.0.0.1", port), False
        self.client: socket.socket | None = None
        self.listener: socket.socket | None = None
        self.fillers: list[socket.socket] = []
        self.mode, self.got, self.budget, self.at = "", 0, 0.0, time.monotonic()
        self.fresh(Ticket())
        self.listen()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_exc) -> None:
        self.stopping = True
        self.thread.join(5)
        for sock in (self.client, self.listener, *self.fillers):
            if sock is not None:
                sock.close()

    def set(self, **values) -> None:
        assert values.keys() <= SETTINGS.keys(), values
        with self.change:
            self.settings.update(values)
            if "trip_after_lines" in values:
                self.device.printed = 0

    def power_cycle(self) -> None:
        """Buffers and connections are lost, the paper stays."""
        with self.change:
            self.drop(reset=True)
            self.fresh(self.device.ticket)
            self.settings |= {"error": "none", "offline": False}

    def wait_ticket(self, number: int = 1, timeout: float = 8.0) -> Ticket:
        limit = time.monotonic() + timeout
        while len(self.tickets) < number:
            assert time.monotonic() < limit, f"{len(self.tickets)} tickets; {self.device.ticket}"
            time.sleep(TICK_S)
        return self.tickets[number - 1]

    @property
    def partial(self) -> list[str]:
        return self.device.ticket.lines

    def fresh(self, paper: Ticket) -> None:
        self.framer, self.queue, self.queued = Framer(), deque(), 0
        self.device = Device(done=self.tickets.append, answer=self.answer)
        self.device.ticket = paper

    def listen(self) -> None:
        mode = self.settings["accept"].replace("hang", "normal")
        if mode == self.mode:
            return
        self.mode = mode
        for sock in (self.listener, *self.fillers):
            if sock is not None:
                sock.close()
        self.listener, self.fillers = None, []
        if mode == "refuse":
            return
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self.listener.bind(self.address)
        self.address = self.listener.getsockname()
        self.port = self.address[1]
        self.listener.setblocking(False)
        self.listener.listen(0 if mode == "blackhole" else 16)
        if mode == "blackhole":  # a full backlog answers no SYN
            self.fillers = [
                socket.socket(type=socket.SOCK_STREAM | socket.SOCK_NONBLOCK) for _ in range(3)
            ]
            for sock in self.fillers:
                sock.connect_ex(self.address)

    def run(self) -> None:
        while not self.stopping:
            with self.change:
                self.listen()
                self.accept()
                busy = self.read()
                busy = self.print_some() or busy
            if not busy:
                time.sleep(TICK_S)

    def accept(self) -> None:
        rejects = self.settings["connections"] == "reject"
        if self.listener is None or self.mode != "normal" or (self.client and not rejects):
            return
        with contextlib.suppress(BlockingIOError):
            sock, _ = self.listener.accept()
            if self.client is not None:
                abort(sock)
                return
            sock.setblocking(False)
            self.client, self.got = sock, 0

    def read(self) -> bool:
        full = self.queued > BUFFER or self.settings["accept"] == "hang"
        if self.client is None or full:
            return False
        limit = self.settings["reset_after_bytes"] if self.settings["reset_count"] else 0
        if 0 < limit <= self.got:
            self.settings["reset_count"] -= 1
            self.drop(reset=True)
            return True
        try:
            data = self.client.recv(min(1024, limit - self.got) if limit else 1024)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.drop()
            return True
        self.got += len(data)
        for name, args, raw in self.framer.feed(data):
            if name == b"\x10\x04":  # real-time: overtakes the queue
                self.answer(self.status(args[0]))
            else:
                self.queue.append((name, args, raw))
                self.queued += len(raw)
        return True

    @property
    def blocked(self) -> bool:
        s = self.settings
        return s["offline"] or s["cover_open"] or s["paper"] == "out" or s["error"] != "none"

    def status(self, n: int) -> bytes:
        s, bits = self.settings, 0x12
        if n == 1:
            bits |= 0x08 * self.blocked
        elif n == 2:
            bits |= 0x04 * s["cover_open"] | 0x20 * (s["paper"] == "out")
            bits |= 0x40 * (s["error"] != "none")
        elif n == 3:
            bits |= {"none": 0, "cutter": 0x08, "unrecoverable": 0x20, "auto": 0x40}[s["error"]]
        elif n == 4:
            bits |= {"ok": 0, "near": 0x0C, "out": 0x6C}[s["paper"]]
        return bytes([bits])

    def print_some(self) -> bool:
        now = time.monotonic()
        self.budget = min(4096.0, self.budget + (now - self.at) * self.settings["drain_bps"])
        self.at, done = now, 0
        while self.queue and not self.blocked and done < 200:
            size = len(self.queue[0][2])
            if self.settings["drain_bps"] and self.budget < min(size, 4096):
                break
            self.budget -= size
            command = self.queue.popleft()
            self.queued -= size
            self.device.execute(*command)
            done += 1
            if 0 < self.settings["trip_after_lines"] <= self.device.printed:
                self.set(trip_after_lines=0, **self.settings["trip"])
        return bool(done)

    def answer(self, data: bytes) -> None:
        if self.client is not None and not self.settings["silent"]:
            with contextlib.suppress(OSError):
                self.client.send(data)

    def drop(self, *, reset: bool = False) -> None:
        if self.client is not None:
            abort(self.client) if reset else self.client.close()
            self.client = None


def abort(sock: socket.socket) -> None:
    """Close with RST."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
