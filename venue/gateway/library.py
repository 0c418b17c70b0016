"""Two habits of the socket library that anybody on the Wi-Fi could turn against the box."""

import logging
import time
from typing import Any

LOGGERS = ("engineio.server", "socketio.server", "engineio.client", "socketio.client")
EVERY_S = 60.0


class Seldom(logging.Filter):
    """Let one fault through in `EVERY_S`, as one line without its traceback.

    Anybody on the Wi-Fi may send packets that the library cannot read; its traceback for each
    would push what matters out of a log with a limited size.
    """

    def __init__(self) -> None:
        super().__init__()
        self._next = 0.0
        self._kept_back = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten a fault and tell whether it is this minute's first."""
        if record.exc_info is None:
            return True
        now = time.monotonic()
        if now < self._next:
            self._kept_back += 1
            return False
        error = record.exc_info[1]
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = (
            "a socket's packet was refused: %r (%d more since the last such line)",
            (str(error)[:200], self._kept_back),
        )
        record.exc_info = record.exc_text = None
        self._next, self._kept_back = now + EVERY_S, 0
        return True


def hush() -> None:
    """Make the socket library brief."""
    brief = Seldom()
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.filters = [one for one in logger.filters if not isinstance(one, Seldom)]
        logger.addFilter(brief)


def leave_at_once(server: Any) -> None:
    """End a connection without waiting for its client to fetch what is queued.

    engineio 4.15 waits for the queue when a polling client sends what it cannot read; that client
    need not come back, and each such packet held a green thread for ever.
    """
    engine = server.eio

    def disconnect(sid: str | None = None) -> None:
        for one in [sid] if sid is not None else list(engine.sockets):
            socket = engine.sockets.pop(one, None)
            if socket is not None:
                socket.close(wait=False, reason=engine.reason.SERVER_DISCONNECT)

    engine.disconnect = disconnect
