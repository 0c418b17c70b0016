"""Wi-Fi: requests that are lost before or after their effect, and sockets that are cut."""

import random
import threading
import time
from typing import Any

import websocket

from tests.faults.load import PATIENCE_S, Unheard
from tests.faults.saturday.screens import Screen
from tests.served import Client
from venue.core.ids import uuid7
from venue.core.jsonx import dumps, loads

LOST_BEFORE, LOST_AFTER = 0.2, 0.3
RETRY_S = 0.1
QUIET_S = 0.3
BACK_S = 0.15


class Wifi:
    """How one device reaches the box.

    Attributes:
        lost_before, lost_after: Requests that never arrived, and answers that never came back.
    """

    def __init__(self, client: Client, rng: random.Random, *, flaps: bool) -> None:
        self.client, self._rng, self.flaps = client, rng, flaps
        self.lost_before = self.lost_after = 0

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Send a command under one key until its answer is heard; return status and JSON.

        Raises:
            Unheard: None came within a minute.
        """
        key, deadline = uuid7(), time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                return self._try(path, body, key)
            except (Unheard, OSError):
                time.sleep(RETRY_S)
        raise Unheard(path)

    def _try(self, path: str, body: Any, key: str) -> tuple[int, Any]:
        dice = self._rng.random() if self.flaps else 1.0
        if dice < LOST_BEFORE:
            self.lost_before += 1
            raise Unheard
        answer = self.client.post(path, body, key=key)
        if dice < LOST_BEFORE + LOST_AFTER:
            self.lost_after += 1
            raise Unheard
        if answer.status_code >= 500:
            raise Unheard
        return answer.status_code, answer.json()


class Ear(threading.Thread):
    """One screen's socket, as ``static/js/live.js`` holds it: in order, and it sees gaps.

    Attributes:
        cuts: How often the connection was cut.
        fault: What ended the thread before its time.
    """

    def __init__(self, port: int, screen: Screen, host: str = "127.0.0.1") -> None:
        super().__init__(daemon=True, name=f"ear of {screen.name}")
        self.screen, self.cuts = screen, 0
        self.fault: BaseException | None = None
        self._host, self._port = host, port
        self._away = threading.Event()
        self._over = threading.Event()

    @property
    def is_away(self) -> bool:
        """Tell whether the connection is cut now."""
        return self._away.is_set()

    def cut(self, seconds: float) -> None:
        """Lose the connection for a while."""
        self.cuts += 1
        self._away.set()
        time.sleep(seconds)
        self._away.clear()

    def end(self) -> None:
        """Hang up for good."""
        self._over.set()
        self.join(10)

    def run(self) -> None:
        """Stay connected until the end."""
        try:
            self.screen.load()
            while not self._over.is_set():
                if self._away.is_set():
                    time.sleep(0.02)
                    continue
                self._listen()
                time.sleep(BACK_S)
        except BaseException as error:
            self.fault = error
            raise

    def _listen(self) -> None:
        """Hear one connection to its end."""
        try:
            socket = websocket.create_connection(
                f"ws://{self._host}:{self._port}/socket.io/?EIO=4&transport=websocket",
                cookie=self.screen.client.cookie_header,
                timeout=QUIET_S,
            )
        except (OSError, websocket.WebSocketException):
            return
        try:
            while not (self._over.is_set() or self._away.is_set()):
                try:
                    packet = socket.recv()
                except websocket.WebSocketTimeoutException:
                    self.screen.rest()
                    continue
                if packet in ("", "41"):  # the box hung up, or ended our part of the connection
                    return
                self._packet(socket, packet)
        except (OSError, websocket.WebSocketException):
            pass
        finally:
            socket.close(timeout=0)

    def _packet(self, socket: websocket.WebSocket, packet: str) -> None:
        """Answer one packet of Engine.IO 4 and Socket.IO 5."""
        if packet == "2":
            socket.send("3")
        elif packet.startswith("0"):
            socket.send(f"40{dumps(self.screen.hello())}")
        elif packet.startswith("40"):
            self.screen.connected()
        elif packet.startswith("42"):
            event, *data = loads(packet[2:])
            if event == "news" and not self.screen.hear(data[0]):
                resync = dumps(["resync", {"after": self.screen.through}])
                socket.send(f"42{resync}")
            elif event == "reload":
                self.screen.load()
        elif packet.startswith("44"):
            self.screen.refused()
