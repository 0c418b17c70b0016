"""A small client of the NATS protocol over one blocking socket.

Facts: the protocol's public page (INFO, CONNECT, PUB, HPUB, SUB, MSG, HMSG, PING, PONG, -ERR). The
library of the same name needs asyncio, which the appliance's process does not run.
"""

import json
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from venue.core.ids import uuid7

PORT = 4222
CONNECT_S = 10.0
LONGEST_LINE = 8 * 1024
LARGEST_PAYLOAD = 8 * 1024 * 1024
REFUSED = ("authorization violation", "authentication", "permissions violation")


class Down(Exception):
    """The server is not there, or the line broke; what was sent may have arrived."""


class Refused(Exception):
    """The server does not take these credentials, or not this subject."""


class Message(NamedTuple):
    """One delivered message; ``status`` is a server's own word such as 404 or 503."""

    subject: str
    reply: str
    status: int
    headers: Mapping[str, str]
    payload: bytes


class Nats:
    """One connection.

    Args:
        address: ``nats://host[:port]`` or ``tls://host[:port]``.
        ca: PEM of the authority that signed the server's certificate; empty: the system's.

    Raises:
        Down, Refused.
    """

    def __init__(
        self, address: str, *, user: str = "", password: str = "", ca: str = "", name: str = ""
    ) -> None:
        self._buffer = bytearray()
        self._later: deque[Message] = deque()
        self._sids = 0
        self.inbox = f"_INBOX.{uuid7()}"
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORT
        try:
            self._socket = socket.create_connection((host, port), timeout=CONNECT_S)
        except OSError as error:
            raise Down(f"nobody answers at {host}:{port}") from error
        try:
            self._greet(host, is_tls=parts.scheme == "tls", ca=ca, user=user,
                        password=password, name=name)  # fmt: skip
            self.subscribe(f"{self.inbox}.*")
        except BaseException:
            self.close()
            raise

    def _greet(
        self, host: str, *, is_tls: bool, ca: str, user: str, password: str, name: str
    ) -> None:
        info = self._line(CONNECT_S)
        if not info.startswith(b"INFO "):
            raise Down("this is no NATS server")
        needs_tls = json.loads(info[5:]).get("tls_required", False)
        if is_tls:
            self._secure(host, ca)
        elif needs_tls:
            raise Refused("this server wants a tls:// address")
        told: dict[str, Any] = {
            "verbose": False, "pedantic": False, "lang": "venue", "version": "1",
            "name": name, "headers": True, "no_responders": True, "protocol": 1,
        }  # fmt: skip
        if user:
            told |= {"user": user, "pass": password}
        self._send(b"CONNECT " + json.dumps(told).encode() + b"\r\nPING\r\n")
        while True:
            line = self._line(CONNECT_S)
            if line == b"PONG":
                return
            self._complain(line)

    def _secure(self, host: str, ca: str) -> None:
        context = ssl.create_default_context(cadata=ca or None)
        try:
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        except (ssl.SSLError, OSError) as error:
            raise Refused("no secure connection: the certificate is not trusted") from error

    def publish(
        self,
        subject: str,
        payload: bytes,
        *,
        reply: str = "",
        key: str = "",
        after: int | None = None,
    ) -> None:
        """Send one message.

        Args:
            key: Lets the stream drop a second one with the same.
            after: The place of the subject's newest message; with another the stream refuses.

        Raises:
            Down: The line broke; it may have arrived.
        """
        back = f"{reply} " if reply else ""
        told = [f"Nats-Msg-Id: {key}"] if key else []
        told += [f"Nats-Expected-Last-Subject-Sequence: {after}"] if after is not None else []
        if not told:
            self._send(f"PUB {subject} {back}{len(payload)}\r\n".encode() + payload + b"\r\n")
            return
        head = "\r\n".join(["NATS/1.0", *told, "", ""]).encode()
        sizes = f"{len(head)} {len(head) + len(payload)}"
        self._send(f"HPUB {subject} {back}{sizes}\r\n".encode() + head + payload + b"\r\n")

    def subscribe(self, subject: str) -> None:
        """Hear what is said on a subject."""
        self._sids += 1
        self._send(f"SUB {subject} {self._sids}\r\n".encode())

    def hear(self, wait_s: float) -> Message | None:
        """Return the next message; None: there was none in time.

        Raises:
            Down, Refused.
        """
        if self._later:
            return self._later.popleft()
        ends = time.monotonic() + wait_s
        while True:
            try:
                line = self._line(max(0.0, ends - time.monotonic()))
            except TimeoutError:
                return None
            if line.startswith((b"MSG ", b"HMSG ")):
                return self._message(line.decode().split(" "))
            self._complain(line)

    def ask(
        self, subject: str, payload: bytes = b"", *, wait_s: float = 5.0, keeps: bool = False
    ) -> Message:
        """Send a question and return its answer.

        Args:
            keeps: Whether other messages of the time wait for `hear`; else they are dropped.

        Raises:
            Down: No answer in time. Refused.
        """
        reply = f"{self.inbox}.{uuid7()}"
        self.publish(subject, payload, reply=reply)
        later: list[Message] = []
        ends = time.monotonic() + wait_s
        while (left_s := ends - time.monotonic()) > 0:
            heard = self.hear(left_s)
            if heard is not None and heard.subject == reply:
                self._later += later
                return heard
            if heard is not None and keeps:
                later.append(heard)
        raise Down("the server does not answer")

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _complain(self, line: bytes) -> None:
        """Answer a ping, raise an error, leave the rest."""
        if line == b"PING":
            self._send(b"PONG\r\n")
        elif line.startswith(b"-ERR"):
            words = line[4:].decode(errors="replace").strip(" '")
            kind = Refused if words.lower().startswith(REFUSED) else Down
            raise kind(f"the server says: {words[:200]}")

    def _message(self, words: list[str]) -> Message:
        """Read what a MSG or HMSG line announces: ``subject sid [reply] [head size] size``."""
        has_head = words[0] == "HMSG"
        sizes = 2 if has_head else 1
        reply = words[3] if len(words) == 4 + sizes else ""
        size = int(words[-1])
        if size > LARGEST_PAYLOAD:
            raise Down("a message is larger than any of ours")
        raw = self._exactly(size + 2)[:-2]
        if not has_head:
            return Message(words[1], reply, 0, {}, raw)
        split = int(words[-2])
        first, *rest = raw[:split].decode(errors="replace").split("\r\n")
        status = first.removeprefix("NATS/1.0").strip()[:3]
        pairs = (one.partition(":") for one in rest if ":" in one)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        return Message(words[1], reply, int(status) if status else 0, headers, raw[split:])

    def _send(self, raw: bytes) -> None:
        try:
            self._socket.settimeout(CONNECT_S)
            self._socket.sendall(raw)
        except OSError as error:
            raise Down("the line broke") from error

    def _line(self, wait_s: float) -> bytes:
        """Return the next line.

        Raises:
            TimeoutError: None in time; what came of it is kept. Down.
        """
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > LONGEST_LINE * 16:
                raise Down("this is no NATS server")
            self._receive(wait_s)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            try:
                self._receive(CONNECT_S)
            except TimeoutError as error:
                raise Down("a message stopped in the middle") from error
        raw = bytes(self._buffer[:size])
        del self._buffer[:size]
        return raw

    def _receive(self, wait_s: float) -> None:
        try:
            self._socket.settimeout(max(0.001, wait_s))
            found = self._socket.recv(65_536)
        except TimeoutError:
            raise
        except OSError as error:
            raise Down("the line broke") from error
        if not found:
            raise Down("the server hung up")
        self._buffer += found
