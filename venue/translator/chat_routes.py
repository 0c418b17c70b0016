"""Chats over HTTP; what happens in them is told to the rooms ``floor`` and ``session:<id>``."""

from typing import Annotated

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json
from venue.core.errors import Conflict, Invalid
from venue.core.idempotency import require_key
from venue.core.jsonx import loads
from venue.core.parse import Body, body, clean_text
from venue.core.services import Services
from venue.staff.access import guard
from venue.translator import chats
from venue.translator.desk import Desk
from venue.translator.routes import Code

SAID_LONGEST = 500


class Opening(Body, frozen=True):
    """In which language somebody wants to speak; staff say with which table's party."""

    language: Code
    table_session_id: str | None = None


class Said(Body, frozen=True):
    """What somebody says."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4 * SAID_LONGEST)]
    language: Code


class Read(Body, frozen=True):
    """The last message that was read."""

    through: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


def register(app: Flask, services: Services, desk: Desk) -> None:
    """Add the routes."""
    routes = Blueprint("chats", __name__)
    _chats(routes, services)
    _messages(routes, services, desk)
    app.register_blueprint(routes)


def _chats(routes: Blueprint, services: Services) -> None:
    house_language = services.settings.text("venue.default_language")

    @routes.get("/api/v1/chats")
    @guard("chats.speak")
    def index() -> Response:
        """List the chats: one's own, or all for staff."""
        with services.database.read() as tx:
            return json(chats.index(tx, current_actor()))

    @routes.post("/api/v1/chats")
    @guard("chats.speak")
    def open_chat() -> Response:
        """Open the party's chat, or return it."""
        require_key(request.headers.get("Idempotency-Key"))
        actor, wish = current_actor(), body(request, Opening)
        session_id = actor.table_session_id if actor.kind == "guest" else wish.table_session_id
        if not session_id:
            raise Conflict("translator.no_party", "a chat needs a party at a table")
        return command(
            services,
            lambda tx: chats.open_chat(
                tx,
                actor=actor,
                session_id=session_id,
                language=wish.language,
                other_language=house_language,
            ),
            status=201,
        )

    @routes.get("/api/v1/chats/<chat_id>")
    @guard("chats.speak")
    def show(chat_id: str) -> Response:
        """Return a chat with what was said."""
        with services.database.read() as tx:
            return json(chats.show(tx, current_actor(), chat_id))


def _messages(routes: Blueprint, services: Services, desk: Desk) -> None:
    @routes.post("/api/v1/chats/<chat_id>/messages")
    @guard("chats.speak")
    def say(chat_id: str) -> Response:
        """Say something; an engine's translation follows as news."""
        actor, wish = current_actor(), body(request, Said)
        desk.check_rate(actor.scope)
        text = clean_text(wish.text, field="text", longest=SAID_LONGEST)
        if not text:
            raise Invalid("translator.empty", "there is nothing to say")
        answer = command(
            services,
            lambda tx: chats.say(
                tx, desk.order, actor=actor, chat_id=chat_id, text=text, language=wish.language
            ),
            status=201,
        )
        if answer.status_code == 201 and (said := loads(answer.get_data()))["waiting"]:
            desk.finish_later(said["id"])
        return answer

    @routes.post("/api/v1/chats/<chat_id>/read")
    @guard("chats.speak")
    def read(chat_id: str) -> Response:
        """Note how far one has read."""
        actor, wish = current_actor(), body(request, Read)
        return command(
            services,
            lambda tx: chats.read(tx, actor=actor, chat_id=chat_id, through=wish.through),
        )
