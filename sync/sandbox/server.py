"""The stand-ins on a TCP port: a thread per connection, and faults that reach the socket."""

import contextlib
import logging
import signal
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sync.sandbox import control
from sync.sandbox.clouds import PROVIDERS, Clouds
from sync.sandbox.faults import Outcome
from sync.sandbox.wire import Answer, Ask, reply
from venue.core.clock import Clock

logger = logging.getLogger(__name__)

IDLE_S = 65
LARGEST_BODY = 2_000_000
DROPS = 20
LINGER_NONE = struct.pack("ii", 1, 0)  # close() sends RST


class Sandbox:
    """The stand-in clouds, served.

    Args:
        folder: Where their state lives.
        host: Address to listen on; there is no password, so the loopback unless in a lab.
        port: 0 takes a free one.
    """

    def __init__(
        self, folder: Path, *, host: str = "127.0.0.1", port: int = 0, clock: Clock | None = None
    ) -> None:
        self.server = _Server((host, port), _Connection)
        self.clouds = self.server.clouds = Clouds(folder, clock=clock)
        self.url = f"http://{host}:{self.server.server_address[1]}"
        self.server.url = self.url
        self._thread = threading.Thread(
            target=self.server.serve_forever, name="sandbox", daemon=True,
            kwargs={"poll_interval": 0.1},
        )  # fmt: skip

    def start(self) -> None:
        """Serve in a thread of its own."""
        self.clouds.postman.start()
        self._thread.start()

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM, then stop."""
        # Waited for, not handled: an exception raised by a signal can end up in any callback.
        ends = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
        self.start()
        signal.sigwait(ends)
        self.stop()

    def stop(self) -> None:
        """End; the state stays on the disk."""
        if self._thread.is_alive():
            self.server.shutdown()
            self._thread.join(5)
        self.clouds.postman.stop()
        self.server.server_close()
        self.clouds.store.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a dripping answer must not hold up the end
    request_queue_size = 128
    clouds: Clouds
    url: str

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say in one line what went wrong; a caller who hung up is nothing to tell."""
        logger.debug("connection of %s ended", client_address, exc_info=True)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S
    server: _Server
    server_version, sys_version = "sandbox", ""

    def do_GET(self) -> None:
        """Answer any method."""
        ask = self._ask()
        if ask is None:
            return
        if ask.provider in PROVIDERS:
            outcome = self.server.clouds.answer(ask, self._still_there)
        else:
            outcome = Outcome(self._own(ask))
        self._send(outcome)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Log quietly."""
        logger.debug(format, *args)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the stand-in's time, for the `Date` header that clocks are checked by."""
        return super().date_time_string(self.server.clouds.now().timestamp())

    def _ask(self) -> Ask | None:
        """Read the request; None when its body is not fit to be read."""
        parts = urlsplit(self.path)
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = -1
        if not 0 <= length <= LARGEST_BODY:
            self.send_error(413)
            self.close_connection = True
            return None
        body = self.rfile.read(length)
        first = parts.path.split("/")[1]
        own = first not in PROVIDERS
        return Ask(
            provider="" if own else first,
            method=self.command,
            path=parts.path if own else parts.path.removeprefix(f"/{first}"),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            address=str(self.client_address[0]),
            base_url=self.server.url if own else f"{self.server.url}/{first}",
        )

    def _own(self, ask: Ask) -> Answer:
        if ask.path.startswith(control.PREFIX):
            return control.answer(self.server.clouds, ask)
        if ask.path == "/":
            return reply({"base_urls": control.bases(self.server.url), "keys": control.keys()})
        return reply({"error": "no such stand-in"}, 404)

    def _still_there(self) -> bool:
        """Tell whether the caller's end is open, without taking anything it sent."""
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _send(self, outcome: Outcome) -> None:
        answer = outcome.answer
        if answer is None:
            self._reset()
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        with contextlib.suppress(OSError):
            self.end_headers()
            self._send_body(answer.body if self.command != "HEAD" else b"", outcome)

    def _send_body(self, body: bytes, outcome: Outcome) -> None:
        if outcome.cut:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self._reset()
        elif outcome.drip_s:
            size = max(1, len(body) // DROPS)
            for first in range(0, len(body), size):
                self.wfile.write(body[first : first + size])
                time.sleep(outcome.drip_s / DROPS)
        else:
            self.wfile.write(body)

    def _reset(self) -> None:
        """Cut the connection with a TCP reset, as a box that loses its line sees it."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
        # The handler's files hold the socket open until they are closed too.
        self.rfile.close()
        with contextlib.suppress(OSError):
            self.connection.close()
