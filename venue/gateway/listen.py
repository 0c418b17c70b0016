"""Sockets of our own screens: who may hear which room, replay, and leaving."""

from collections.abc import Callable
from typing import Any

from socketio.exceptions import ConnectionRefusedError as Refused
from werkzeug.http import parse_cookie

from venue.core.actor import Actor, Credentials
from venue.core.errors import VenueError
from venue.core.services import Services
from venue.gateway import hearing, library, pace
from venue.staff.access import readable

MOST_PER_ACTOR = 60
CONNECT_LOOKS = 200
MOST_WAITING = 500
SLOW_LOOK_S = 10
CONNECT_LOOK_S = 0.01


class Sockets:
    """Who is behind each socket."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.actors: dict[str, list[Actor]] = {}

    def drop(self, whose: Callable[[Actor], bool]) -> None:
        """Disconnect every socket that one of these people holds."""
        for sid, actors in list(self.actors.items()):
            if any(whose(actor) for actor in actors):
                self._server.disconnect(sid)

    def drop_slow(self) -> None:
        """Cut those who take nothing any more: what waits for them would grow without end.

        Such a screen connects again and asks for what it missed. Runs on the event loop.
        """
        slow = [
            one
            for one in list(self._server.eio.sockets.values())
            if one.queue.qsize() > MOST_WAITING
        ]
        for one in slow:
            one.close(wait=False, abort=True)

    def devices(self) -> set[int]:
        """Return the paired devices that are connected now."""
        return {
            actor.device_id
            for actors in list(self.actors.values())
            for actor in actors
            if actor.device_id is not None
        }

    def crowded(self, actors: list[Actor]) -> bool:
        """Tell whether these people already hold as many sockets as one may."""
        keys = {actor.label for actor in actors}
        held = sum(any(one.label in keys for one in own) for own in self.actors.values())
        return held >= MOST_PER_ACTOR


def attach(server: Any, services: Services) -> Sockets:
    """Register connection, resync and disconnection on the Socket.IO server."""
    library.hush()
    library.leave_at_once(server)
    sockets = Sockets(server)
    broadcaster = services.broadcaster
    broadcaster.attach(server)
    services.sockets = sockets
    services.jobs.every(
        SLOW_LOOK_S, "slow sockets", lambda: services.runtime.post(sockets.drop_slow)
    )

    def connect(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        auth = auth if isinstance(auth, dict) else {}
        credentials = Credentials(
            cookies=parse_cookie(environ),
            bearer=str(auth.get("token", ""))[:200],
            readable=readable(environ, services.settings),
        )
        actors = services.identify(credentials)
        if not actors:
            raise Refused({"code": "access.unknown", "message": "sign in or scan the card first"})
        if sockets.crowded(actors):
            raise Refused({"code": "access.too_many", "message": "too many connections"})
        sockets.actors[sid] = actors
        if "view" in auth:
            room = _room(services, actors, str(auth["view"]))
            after = auth.get("after") if _shows(auth, room) else None
            # Frames sent before the client was told that it is connected may be dropped by it.
            server.start_background_task(_join, server, services, sid, room, after)

    def disconnect(sid: str, _reason: Any = None) -> None:
        broadcaster.leave(sid)
        sockets.actors.pop(sid, None)
        for leave in services.leavers:
            leave(sid)

    def resync(sid: str, data: Any = None) -> None:
        after = data.get("after") if isinstance(data, dict) else None
        if isinstance(after, int):
            broadcaster.resync(sid, after)
        else:
            broadcaster.emit("reload", {}, to=sid)

    server.on("connect", connect)
    server.on("disconnect", disconnect)
    server.on("resync", resync)
    hearing.attach(server, services, sockets.actors)
    pace.attach(server, sockets.actors, services.streams)
    return sockets


def _room(services: Services, actors: list[Actor], view: str) -> str:
    name, _, rest = view.partition(":")
    room_for = services.views.get(name)
    if room_for is not None:
        with services.database.read() as tx:
            for actor in actors:
                try:
                    room = room_for(tx, actor, rest)
                except VenueError:
                    continue
                if room is not None:
                    return room
    raise Refused({"code": "access.forbidden", "message": "this view is not yours"})


def _shows(auth: dict[str, Any], room: str) -> bool:
    """Tell whether what a phone shows is of the party whose news it is going to hear.

    One that slept while its party was let in, joined to another or taken apart says which
    ``party`` it shows: the news of the other one would not bring it up to date.
    """
    if "party" not in auth:
        return True
    party = auth["party"]
    return room == f"session:{party}" if party else not room.startswith("session:")


def _join(server: Any, services: Services, sid: str, room: str, after: Any) -> None:
    for _ in range(CONNECT_LOOKS):
        if server.manager.is_connected(sid, "/"):
            # An absent or odd position means "I have nothing": before everything, so: reload.
            position = after if isinstance(after, int) and not isinstance(after, bool) else -1
            server.enter_room(sid, room)
            services.broadcaster.join(sid, room, position)
            return
        server.sleep(CONNECT_LOOK_S)
