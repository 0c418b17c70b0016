"""Speech over the Socket.IO connection.

The client sends ``speech:start`` {id, language}, ``speech:chunk`` ({id, seq}, audio),
``speech:end`` {id} and ``speech:cancel`` {id}; it hears ``speech:partial``, ``speech:final`` and
``speech:error``.
"""

from typing import Annotated, Any

import msgspec

from venue.core.actor import Actor
from venue.core.errors import Invalid, NotFound
from venue.core.events import SocketEvent
from venue.core.parse import Body
from venue.core.services import Services
from venue.translator.desk import Desk
from venue.translator.speech.utterance import Utterance

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class Start(Body, frozen=True):
    """Somebody begins to speak."""

    id: Id
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")]


class Chunk(Body, frozen=True):
    """The next piece; its audio is the event's second argument."""

    id: Id
    seq: Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class Which(Body, frozen=True):
    """Which utterance is over or given up."""

    id: Id


class Speech:
    """The events' handlers; they run on the event loop and hand the work to the ears."""

    def __init__(self, services: Services, desk: Desk) -> None:
        self._services, self._desk = services, desk

    def start(self, sid: str, actor: Actor, wish: Start, _audio: bytes) -> dict[str, Any]:
        """Begin to listen to a socket."""
        self._desk.check_rate(actor.scope)
        told = self._desk.ears.start(sid, wish.id, wish.language)
        self._services.streams.add(sid)
        return {"ok": True, **told}

    def chunk(self, sid: str, _actor: Actor, wish: Chunk, audio: bytes) -> None:
        """Take a piece; what is wrong with it ends the utterance and is told as an error."""
        said = self._desk.ears.of(sid)
        if said is None:
            self._services.streams.discard(sid)
        if said is None or said.id != wish.id:
            return  # what was under way when it ended
        try:
            said.take(wish.seq, audio)
        except Invalid as refusal:
            self.leave(sid)
            failed = {"id": said.id, "code": refusal.code}
            self._services.broadcaster.emit("speech:error", failed, to=sid)

    def end(self, sid: str, _actor: Actor, wish: Which, _audio: bytes) -> dict[str, Any]:
        """Say that the utterance is complete; ``speech:final`` follows."""
        self._mine(sid, wish.id).end()
        self._services.streams.discard(sid)
        return {"ok": True}

    def cancel(self, sid: str, _actor: Actor, wish: Which, _audio: bytes) -> dict[str, Any]:
        """Give the utterance up; nothing follows."""
        self._mine(sid, wish.id)
        self.leave(sid)
        return {"ok": True}

    def leave(self, sid: str) -> None:
        """Forget what a socket says."""
        self._services.streams.discard(sid)
        self._desk.ears.cancel(sid)

    def _mine(self, sid: str, utterance_id: str) -> Utterance:
        said = self._desk.ears.of(sid)
        if said is None or said.id != utterance_id:
            raise NotFound("speech.unknown", "nothing of this name is being said")
        return said


def register(services: Services, desk: Desk) -> None:
    """Add the events; each needs what translating needs."""
    speech = Speech(services, desk)
    for name, body, fn in (
        ("speech:start", Start, speech.start),
        ("speech:chunk", Chunk, speech.chunk),
        ("speech:end", Which, speech.end),
        ("speech:cancel", Which, speech.cancel),
    ):
        services.events[name] = SocketEvent(
            module="translator", permission="translator.use", body=body, fn=fn
        )
    services.leavers.append(speech.leave)
