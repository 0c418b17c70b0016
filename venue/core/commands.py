"""The edge of HTTP: from a request to one idempotent command on the writer, and back."""

from collections.abc import Callable
from typing import Any

from flask import Response, g, request

from venue.core import idempotency
from venue.core.actor import NOBODY, Actor
from venue.core.idempotency import Answer
from venue.core.jsonx import encode
from venue.core.services import Services
from venue.core.tx import Tx

JSON = "application/json"
PROBLEM = "application/problem+json"


def current_actor() -> Actor:
    """Return who makes the present request, as the guard found."""
    actor: Actor = g.get("actor", NOBODY)
    return actor


def command(services: Services, fn: Callable[[Tx], Any], *, status: int = 200) -> Response:
    """Run ``fn(tx)`` once under the request's Idempotency-Key; answer with its result as JSON."""
    key = idempotency.require_key(request.headers.get("Idempotency-Key"))
    actor = current_actor()
    digest = idempotency.request_hash(request.method, request.path, request.get_data())

    def act(tx: Tx) -> Answer:
        tx.actor = actor.label
        return idempotency.once(
            tx, key=key, scope=actor.scope, request=digest, status=status, fn=fn
        )

    return reply(services.database.write(act))


def reply(answer: Answer) -> Response:
    """Return a stored or new answer as a response."""
    kind = JSON if answer.status < 400 else PROBLEM
    return Response(answer.body, answer.status, mimetype=kind)


def json(value: Any, status: int = 200) -> Response:
    """Return ``value`` as a JSON response."""
    return Response(encode(value), status, mimetype=JSON)


def own_address(services: Services) -> str:
    """Return the address that links carry: the venue's setting, else what this request used."""
    return (services.settings.text("server.address") or request.host_url).rstrip("/")
