"""What a client may send on its socket: one typed entry per event, added by its feature."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from venue.core.actor import Actor
from venue.core.parse import Body


@dataclass(frozen=True, kw_only=True)
class SocketEvent:
    """One event.

    Attributes:
        module: Whose it is; refused while that module is off.
        permission: A line of ``venue/staff/access.py``.
        body: The form of its first argument.
        fn: Called on the event loop with the socket, who is behind it, the body, and the bytes of
            its second argument (empty where there is none); returns the acknowledgement. It must
            not block.
    """

    module: str
    permission: str
    body: type[Body]
    fn: Callable[[str, Actor, Any, bytes], Any]
