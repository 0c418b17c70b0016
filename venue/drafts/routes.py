"""The shared basket over HTTP."""

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Flask, Response, request

from venue.core.commands import command, current_actor, json
from venue.core.errors import NotFound
from venue.core.idempotency import require_key
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.core.settings_view import rules_of
from venue.core.tx import Tx
from venue.drafts import service, store
from venue.drafts.model import MOST_IN_ONE_CALL, Change, SendLine
from venue.orders.moving.merging import became
from venue.orders.wish import Slot, Wish, checked, session_of
from venue.staff.access import guard
from venue.tables import service as tables


class Changes(Body, frozen=True):
    """What a phone says of its own lines."""

    lines: Annotated[tuple[Change, ...], msgspec.Meta(min_length=1, max_length=MOST_IN_ONE_CALL)]


class Send(Body, frozen=True):
    """A basket to send; the session it was filled in, and how long the phone kept it."""

    lines: tuple[SendLine, ...]
    note: str = ""
    table_session_id: str | None = None
    sealed_age_s: int = 0
    slot: Slot = ""


def register(app: Flask, services: Services) -> None:
    """Add the routes of the basket, and what is forgotten when a table is closed."""
    routes = Blueprint("drafts", __name__)
    rules = rules_of(services.settings)

    @routes.get("/api/v1/draft")
    @guard("drafts.edit")
    def show() -> Response:
        """Return the party's basket."""
        with services.database.read() as tx:
            return json(service.view(tx, _session()))

    @routes.post("/api/v1/draft/lines")
    @guard("drafts.edit")
    def change() -> Response:
        """Say what this phone has chosen, line by line."""
        actor, session_id, changes = current_actor(), _session(), body(request, Changes).lines

        def act(tx: Tx) -> dict[str, Any]:
            lines = service.change(tx, changes, actor=actor, session_id=session_id)
            return {"lines": lines, "seq": tx.seq}

        return command(services, act)

    @routes.post("/api/v1/draft/send")
    @guard("drafts.edit")
    def send() -> Response:
        """Send the basket; 201 with the ORDER."""
        actor, asked = current_actor(), body(request, Send)
        session_id = session_of(actor, asked.table_session_id, lambda *two: became(services, *two))
        wish = Wish(
            lines=asked.lines, note=asked.note, sealed_age_s=asked.sealed_age_s, slot=asked.slot
        )
        wish = checked(wish, "guest")
        lines = tuple(line for line in wish.lines if isinstance(line, SendLine))
        order_id = require_key(request.headers.get("Idempotency-Key"))
        return command(
            services,
            lambda tx: service.send(
                tx, wish, lines,
                order_id=order_id, actor=actor, session_id=session_id, rules=rules,
            ),
            status=201,
        )  # fmt: skip

    tables.closing_checks.append(store.forget)
    tables.details.append(lambda tx, session_id: {"who": service.who(tx, session_id)})
    app.register_blueprint(routes)


def _session() -> str:
    session_id = current_actor().table_session_id
    if session_id is None:
        raise NotFound("tables.unknown_session", "your table is not open yet")
    return session_id
