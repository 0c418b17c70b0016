"""A stand-in card terminal that speaks ZVT, with faults to set; it counts what it really booked."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field

ACK = b"\x80\x00\x00"


@dataclass
class Booked:
    """What the terminal holds: its last transactions, and whether each stands."""

    amount: int
    trace: int
    result: int
    stands: bool


@dataclass
class StandIn:
    """One terminal on a free local port.

    Attributes:
        fault: "", ``decline``, ``abort``, ``busy``, ``cut_before`` (the connection breaks before
            anything is booked), ``cut_after`` (booked, then it breaks before the result is told),
            ``cut_acked`` (booked and acknowledged, then it breaks before the end), ``garbage``,
            ``silent``.
        gate: When set, the card is presented only once the event is.
        refused: Set once a result that the box could not keep stands no more.
    """

    fault: str = ""
    gate: threading.Event | None = None
    booked: list[Booked] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    refused: threading.Event = field(default_factory=threading.Event)
    trace: int = 100

    def __post_init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        # The thread sits in accept; closing alone would let one more caller in.
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()

    def _serve(self) -> None:
        while True:
            try:
                plug, _ = self.server.accept()
            except OSError:
                return
            with plug:
                plug.settimeout(10)
                try:
                    self._talk(plug)
                except (OSError, EOFError):
                    continue

    def _talk(self, plug: socket.socket) -> None:
        while True:
            kind, data = self._read(plug)
            self.commands.append(kind)
            if kind == b"\x06\x00":
                plug.sendall(ACK)
                self._say(plug, b"\x06\x0f", b"\x19\x00")
            elif kind == b"\x05\x01":
                plug.sendall(ACK)
                self._say(plug, b"\x06\x0f", b"")
            elif kind == b"\x06\x20":
                plug.sendall(ACK)
                if self.booked:
                    self._say(plug, b"\x04\x0f", self._info(self.booked[-1]))
                self._say(plug, b"\x06\x0f", b"")
            elif kind in (b"\x06\x01", b"\x06\x31"):
                self._transact(plug, kind, data)
            else:
                plug.sendall(b"\x84\x83\x00")

    def _transact(self, plug: socket.socket, kind: bytes, data: bytes) -> None:
        if self.fault == "busy":
            plug.sendall(b"\x84\x9c\x00")
            return
        plug.sendall(ACK)
        if self.fault == "silent":
            plug.recv(1)
            return
        self._say(plug, b"\x04\xff", b"\x0a")
        if self.gate is not None:
            self.gate.wait(10)
        if self.fault == "garbage":
            plug.sendall(b"\xff\xff\xff\xff\xff")
        if self.fault in ("garbage", "cut_before"):
            raise EOFError
        if self.fault == "abort":
            self._say(plug, b"\x06\x1e", b"\x6c")
            return
        self._book(plug, kind, data)

    def _book(self, plug: socket.socket, kind: bytes, data: bytes) -> None:
        amount = int(data[data.index(0x04) + 1 :][:6].hex())
        self.trace += 1
        sign = 1 if kind == b"\x06\x01" else -1
        result = 0x05 if self.fault == "decline" else 0
        one = Booked(sign * amount, self.trace, result, stands=result == 0)
        self.booked.append(one)
        if self.fault == "cut_after":
            raise EOFError
        plug.sendall(b"\x04\x0f" + self._sized(self._info(one)))
        answer, _ = self._read(plug)
        if answer[:1] == b"\x84":
            one.stands = False
            self.refused.set()
            self._say(plug, b"\x06\x1e", b"\x66")
            return
        if self.fault == "cut_acked":
            raise EOFError
        self._say(plug, b"\x06\x1e" if result else b"\x06\x0f", b"\x05" if result else b"")

    def _info(self, one: Booked) -> bytes:
        name = b"VISA\x00"
        return (
            b"\x27" + bytes([one.result])
            + b"\x04" + bytes.fromhex(f"{abs(one.amount):012}")
            + b"\x0b" + bytes.fromhex(f"{one.trace:06}")
            + b"\x29\x12\x34\x56\x78"
            + b"\x22\xf0\xf8" + bytes.fromhex("eeeeeeeeeeee4242")
            + b"\x87" + bytes.fromhex(f"{one.trace:04}")
            + b"\x8b\xf0\xf5" + name
            + b"\x3c\xf2\xf6\xf0" + b"x" * 260
        )  # fmt: skip

    def _say(self, plug: socket.socket, kind: bytes, data: bytes) -> None:
        plug.sendall(kind + self._sized(data))
        self._read(plug)

    @staticmethod
    def _sized(data: bytes) -> bytes:
        size = len(data)
        head = bytes([size]) if size < 255 else b"\xff" + size.to_bytes(2, "little")
        return head + data

    @staticmethod
    def _read(plug: socket.socket) -> tuple[bytes, bytes]:
        def exactly(count: int) -> bytes:
            found = b""
            while len(found) < count:
                part = plug.recv(count - len(found))
                if not part:
                    raise EOFError
                found += part
            return found

        head = exactly(3)
        size = head[2]
        if size == 255:
            size = int.from_bytes(exactly(2), "little")
        return head[:2], exactly(size)
