"""News for the screens: one frame per room and commit, replay for those who missed some.

Socket.IO delivers at most once. So each frame names its predecessor, a screen that sees a gap
says its last ``seq``, and gets the rest from the ring kept here, or ``reload``.
"""

import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import orjson

from venue.core.runtime import Runtime
from venue.core.tx import News

log = logging.getLogger(__name__)

RING_ITEMS = 4_000
RING_BYTES = 8 * 1024 * 1024
EVERYBODY = "*"


class Emitter(Protocol):
    """The part of Flask-SocketIO's server that is used here."""

    def emit(self, event: str, data: Any, *, to: str | list[str]) -> None:
        """Send to a room, a client, or several."""


class Broadcaster:
    """Sends what each commit brought, after the commit, in journal order.

    Everything here runs on the event loop, `publish` alone on the writer's thread.

    Attributes:
        listeners: Called on the loop with each commit's news, such as the wire adapter.
    """

    def __init__(self, runtime: Runtime, *, position: Callable[[], int]) -> None:
        self._runtime, self._position = runtime, position
        self._emitter: Emitter | None = None
        self._ring: deque[News] = deque()
        self._ring_bytes = 0
        self._rooms: dict[str, set[str]] = {}
        self._room_of: dict[str, str] = {}
        self._through: dict[str, int] = {}
        self._position_sent = position()
        self._ring_starts_after = self._position_sent
        self.listeners: list[Callable[[list[News]], None]] = []

    def attach(self, emitter: Emitter) -> None:
        """Say who carries the frames."""
        self._emitter = emitter

    @property
    def screens(self) -> int:
        """Return how many sockets listen."""
        return len(self._room_of)

    def publish(self, news: list[News], seq: int) -> None:
        """Take a commit's news; called on the writer's thread."""
        if news:
            self._runtime.post(lambda: self._send(news, seq))

    def join(self, sid: str, room: str, after: int) -> None:
        """Let a socket hear a room and send what it missed since ``after``."""
        self.leave(sid)
        self._rooms.setdefault(room, set()).add(sid)
        self._room_of[sid] = room
        self.resync(sid, after)

    def leave(self, sid: str) -> None:
        """Forget a socket."""
        room = self._room_of.pop(sid, None)
        if room is None:
            return
        self._rooms[room].discard(sid)
        if not self._rooms[room]:
            del self._rooms[room]
            self._through.pop(room, None)

    def resync(self, sid: str, after: int) -> None:
        """Send a socket the rest after its position, or ``reload`` when that is gone."""
        room = self._room_of.get(sid)
        if room is None:
            return
        if not self._ring_starts_after <= after <= self._position():
            self.emit("reload", {"seq": self._position_sent}, to=sid)
            return
        items = [news for news in self._ring if news.seq > after and news.room in (room, EVERYBODY)]
        through = max(self._position_sent, after)
        self.emit("news", _frame(after, through, items), to=sid)

    def members(self, room: str) -> list[str]:
        """Return the sockets that hear ``room``."""
        return list(self._rooms.get(room, ()))

    def emit(self, event: str, payload: Any, *, to: str | list[str]) -> None:
        """Send one event to a room, a socket, or to everybody in several rooms once."""
        if self._emitter is not None:
            self._emitter.emit(event, payload, to=to)

    def _send(self, news: list[News], seq: int) -> None:
        for item in news:
            self._ring.append(item)
            self._ring_bytes += len(item.payload)
        self._trim()
        by_room: dict[str, list[News]] = {}
        for item in news:
            rooms = list(self._rooms) if item.room == EVERYBODY else (item.room,)
            for room in rooms:
                if room in self._rooms:
                    by_room.setdefault(room, []).append(item)
        for room, items in by_room.items():
            prev = self._through.get(room, self._position_sent)
            self.emit("news", _frame(prev, seq, items), to=room)
            self._through[room] = seq
        self._position_sent = seq
        for listener in self.listeners:
            try:
                listener(news)
            except Exception:
                log.exception("a listener failed")

    def _trim(self) -> None:
        while len(self._ring) > RING_ITEMS or self._ring_bytes > RING_BYTES:
            gone = self._ring.popleft()
            self._ring_bytes -= len(gone.payload)
            self._ring_starts_after = gone.seq


def _frame(prev: int, through: int, items: list[News]) -> dict[str, Any]:
    return {"prev": prev, "through": through, "items": [_item(news) for news in items]}


def _item(news: News) -> orjson.Fragment:
    """Splice ``seq`` and ``kind`` before the payload that was encoded once."""
    head = b'{"seq":%d,"kind":"%b"' % (news.seq, news.kind.encode())
    rest = b"," + news.payload[1:] if news.payload != b"{}" else b"}"
    return orjson.Fragment(head + rest)
