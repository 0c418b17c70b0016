"""The features' own socket events: who may send them, in which form, and refusals in words."""

import logging
from collections.abc import Callable
from typing import Any

from venue.core.actor import Actor
from venue.core.errors import Unauthenticated, Unavailable, VenueError
from venue.core.events import SocketEvent
from venue.core.parse import convert
from venue.core.services import Services
from venue.staff.access import admit

log = logging.getLogger(__name__)


def attach(server: Any, services: Services, actors: dict[str, list[Actor]]) -> None:
    """Register every event of ``services.events`` on the Socket.IO server.

    The acknowledgement of a refusal is ``{error: {code, message, details}}``.
    """
    for name, event in services.events.items():
        server.on(name, _fenced(event, services, actors))


def _fenced(
    event: SocketEvent, services: Services, actors: dict[str, list[Actor]]
) -> Callable[..., Any]:
    def heard(sid: str, *args: Any) -> Any:
        try:
            if event.module in services.jobs.off:
                raise Unavailable("modules.off", f"{event.module} is switched off")
            known = actors.get(sid)
            if not known:
                raise Unauthenticated("access.unknown", "sign in or scan the table's card first")
            actor = admit(known, event.permission)
            first, second = (*args, None, None)[:2]
            wish = convert(first if isinstance(first, dict) else {}, event.body)
            return event.fn(sid, actor, wish, second if isinstance(second, bytes) else b"")
        except VenueError as refusal:
            return _refused(refusal.code, refusal.message, refusal.details)
        except Exception:
            log.exception("a socket event failed")
            return _refused("internal", "something broke; tell staff", {})

    return heard


def _refused(code: str, message: str, details: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "details": details}}
