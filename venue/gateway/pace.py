"""How fast one person may speak on sockets: who shouts is read more slowly, then cut off.

The wait is held in the green thread that reads that socket, so the rest stays in the sender's own
buffers and costs the box nothing.
"""

import time
from collections.abc import Callable
from typing import Any

from venue.core.actor import Actor

# Packets a second: far above what a phone or a till sends, far below what the loop can bear.
STRANGER, GUEST, STAFF = 5.0, 20.0, 100.0
# Speech is ten packets a second; after a hole in the Wi-Fi many come at once. Their bytes are
# counted where they are taken.
STREAM = 50.0
BURST_S = 2.0
LONGEST_WAIT_S = 5.0
MOST_REMEMBERED = 5_000


class Pace:
    """Reserves moments for each speaker's packets.

    Args:
        now: A monotonic clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._free_at: dict[str, float] = {}

    def wait_s(self, speaker: str, rate: float) -> float:
        """Reserve the next moment for a packet and return how long it has to wait for it."""
        now = self._now()
        if len(self._free_at) > MOST_REMEMBERED:
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
        wait = max(0.0, self._free_at.get(speaker, now) - now - BURST_S)
        if wait <= LONGEST_WAIT_S:
            self._free_at[speaker] = max(self._free_at.get(speaker, now), now) + 1 / rate
        return wait


def attach(server: Any, actors: dict[str, list[Actor]], streams: set[str]) -> None:
    """Slow down every packet of the Socket.IO ``server`` that comes too soon.

    Args:
        streams: The sockets that speak now: their binary packets have a budget of their own.
    """
    pace, engine = Pace(), server.eio
    hear = engine.handlers["message"]

    def paced(eio_sid: str, data: Any) -> None:
        sid = server.manager.sid_from_eio_sid(eio_sid, "/")
        if sid in streams and _is_stream(data):
            speaker, rate = f"stream {sid}", STREAM
        else:
            speaker, rate = _speaker(eio_sid, actors.get(sid, []))
        wait = pace.wait_s(speaker, rate)
        if wait > LONGEST_WAIT_S:
            engine.disconnect(eio_sid)
            return
        if wait:
            server.sleep(wait)
        hear(eio_sid, data)

    engine.on("message", paced)


def _is_stream(data: Any) -> bool:
    """Tell whether a packet is an event with one attachment, or the attachment."""
    return isinstance(data, bytes) or (isinstance(data, str) and data.startswith("51-"))


def _speaker(eio_sid: str, known: list[Actor]) -> tuple[str, float]:
    if not known:
        return eio_sid, STRANGER
    return known[0].label, GUEST if known[0].kind == "guest" else STAFF
