"""Printers that are reached in other ways than raw TCP: a device file, ePOS, CloudPRNT, IPP."""

import contextlib
import os
import select
import struct
import threading
import tty
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from decoder import Device, Framer, decode


class Pty:
    """A printer behind a device file, as /dev/usb/lp0 or a serial line shows it."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self.path, self._slave = os.ttyname(slave), slave
        self.tickets: list = []
        self.silent = self.paper_out = self.stopping = False
        self.framer = Framer()
        self.device = Device(done=self.tickets.append, answer=self.answer)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def answer(self, data: bytes) -> None:
        if not self.silent:
            os.write(self.master, data)

    def run(self) -> None:
        while not self.stopping:
            if not select.select([self.master], [], [], 0.05)[0]:
                continue
            try:
                data = os.read(self.master, 4096)
            except OSError:
                return
            for name, args, raw in self.framer.feed(data):
                if name == b"\x10\x04":
                    first = 0x12 | 0x08 * self.paper_out
                    self.answer(bytes([first if args[0] == 1 else 0x12 | 0x20 * self.paper_out]))
                else:
                    self.device.execute(name, args, raw)

    def close(self) -> None:
        self.stopping = True
        self.thread.join(5)
        for descriptor in (self.master, self._slave):
            with contextlib.suppress(OSError):
                os.close(descriptor)


class Web:
    """An HTTP server whose ``answer(path, body)`` returns (status, type, body)."""

    def __init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.paths.append(self.path)
                status, kind, reply = outer.answer(self.path, body)
                if status == 0:  # the line breaks
                    self.connection.close()
                    return
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *args) -> None:
                pass

        self.paths: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        raise NotImplementedError

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


class Epos(Web):
    """Answers as Epson's manual says; ``code`` and ``status`` are set by the test."""

    def __init__(self) -> None:
        super().__init__()
        self.success, self.code, self.status, self.breaks = "true", "", 0x2, False
        self.tickets: list = []

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        hexed = body.partition(b"<command>")[2].partition(b"</command>")[0]
        if hexed and self.breaks:
            return 0, "", b""
        if hexed and self.success == "true":
            self.tickets += decode(bytes.fromhex(hexed.decode()))
        ok = self.success if hexed else "true"
        reply = (
            '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
            '<s:Body><response xmlns="http://www.epson-pos.com/schemas/2011/03/epos-print" '
            f'success="{ok}" code="{self.code if hexed else ""}" status="{self.status}" '
            'battery="0"/></s:Body></s:Envelope>'
        )
        return 200, "text/xml", reply.encode()


class Ipp(Web):
    """An A4 printer: keeps documents, and says of each job what the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[bytes] = []
        self.state, self.reasons, self.job_states = 3, b"none", [9]
        self.refuses = 0

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        operation = struct.unpack_from(">H", body, 2)[0]
        end = body.index(b"\x03", body.rindex(b"printer-uri")) + 1
        if operation == 0x0002 and self.refuses:
            return 200, "application/ipp", ipp(self.refuses)
        if operation == 0x0002:
            self.documents.append(body[body.index(b"%PDF") :])
            return 200, "application/ipp", ipp(0, (0x21, b"job-id", struct.pack(">i", 7)))
        if operation == 0x0009:
            state = self.job_states.pop(0) if len(self.job_states) > 1 else self.job_states[0]
            fields = [(0x23, b"job-state", struct.pack(">i", state))]
            fields.append((0x44, b"job-printer-state-reasons", self.reasons))
            return 200, "application/ipp", ipp(0, *fields)
        assert end
        fields = [(0x23, b"printer-state", struct.pack(">i", self.state))]
        fields += [(0x44, b"printer-state-reasons", self.reasons)]
        fields += [(0x22, b"printer-is-accepting-jobs", b"\x01")]
        return 200, "application/ipp", ipp(0, *fields)


def ipp(code: int, *fields: tuple[int, bytes, bytes]) -> bytes:
    out = struct.pack(">BBHI", 2, 0, code, 1) + b"\x01"
    out += _field(0x47, b"attributes-charset", b"utf-8") + b"\x04"
    return out + b"".join(_field(*one) for one in fields) + b"\x03"


def _field(tag: int, name: bytes, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(value)) + value
