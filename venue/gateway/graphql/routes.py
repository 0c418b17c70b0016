"""GraphQL over HTTP: the merged schema for staff and programs, the subgraphs for a gateway."""

from dataclasses import replace
from typing import Annotated, Any

import msgspec
from flask import Flask, Response, make_response, redirect, render_template, request
from graphql import ExecutionResult
from werkzeug.wrappers import Response as AnyResponse

from venue.core.actor import Actor
from venue.core.commands import current_actor, json
from venue.core.errors import Forbidden, Invalid
from venue.core.jsonx import loads
from venue.core.parse import Body, body
from venue.core.services import Services
from venue.gateway.graphql.engine import Engine, Wish, code_of
from venue.staff.access import PUBLIC, credentials, guard, permissions_of

CLIENT_HEADERS = ("Apollographql-Client-Name", "X-Client-Name")
CLIENT_LONGEST = 40
USER_LONGEST = 400


class Query(Body, frozen=True, rename="camel"):
    """A GraphQL request."""

    query: Annotated[str, msgspec.Meta(min_length=1, max_length=60_000, examples=["{__typename}"])]
    variables: dict[str, Any] | None = None
    operation_name: Annotated[str, msgspec.Meta(max_length=200)] | None = None

    def wish(self) -> Wish:
        """Return it with the client's name."""
        names = (request.headers.get(one, "") for one in CLIENT_HEADERS)
        client = next((one for one in names if one), "unnamed")[:CLIENT_LONGEST]
        return Wish(
            query=self.query,
            variables=self.variables or {},
            operation=self.operation_name,
            client=client,
        )


def register(app: Flask, services: Services, engine: Engine) -> None:
    """Add ``/graphql`` and what belongs to it."""

    def answer(name: str | None, actor: Actor) -> Response:
        wish = body(request, Query).wish()
        found = engine.subgraph(name) if name else engine.merged()
        # Off the event loop: a large answer is milliseconds of work that no order should wait for.
        result = services.runtime.run(lambda: engine.run(found, actor, wish))
        return json(told(result), 200 if result.data is not None else 400)

    @app.post("/graphql")
    @guard("graphql.ask")
    def merged() -> Response:
        """Answer a GraphQL operation over all running modules."""
        return answer(None, current_actor())

    @app.post("/graphql/<module>")
    @guard("federation")
    def subgraph(module: str) -> Response:
        """Answer as one Apollo Federation v2 subgraph; for a gateway's key alone."""
        return answer(module, _gateways_user(current_actor()))

    @app.get("/graphql/services.json")
    @guard("federation")
    def listed() -> Response:
        """List the subgraphs that run now, for dynamic composition."""
        items = engine.listed(request.host_url.rstrip("/"))
        return json({"services": items, "faults": engine.merged().faults})

    @app.get("/graphql/operations")
    @guard("metrics.view")
    def operations() -> Response:
        """Return how often and how fast each operation of each client was answered."""
        return json({"items": _operations(engine)})

    @app.get("/graphql/explorer")
    @guard(PUBLIC)
    def explorer() -> AnyResponse:
        """Let staff try operations."""
        actors = services.identify(credentials())
        if not any(actor.may("graphql.ask") for actor in actors):
            return redirect("/pair", 303)
        return make_response(render_template("graphql.html"))


def told(result: ExecutionResult) -> dict[str, Any]:
    """Return a result as it travels; every error has a code."""
    found: dict[str, Any] = {} if result.data is None else {"data": result.data}
    if result.errors:
        found["errors"] = [
            one.formatted | {"extensions": {"code": code_of(one), **(one.extensions or {})}}
            for one in result.errors
        ]
    return found


def _gateways_user(actor: Actor) -> Actor:
    """Return for whom a gateway asks: its ``user`` header narrows the key, never widens it.

    Raises:
        Forbidden: ``graphql.key_only`` - cookies do not reach a subgraph.
        Invalid: ``graphql.bad_user``.
    """
    if actor.kind != "api":
        raise Forbidden("graphql.key_only", "a subgraph is for a gateway's key alone")
    said = request.headers.get("User")
    if not said:
        return actor
    try:
        user = loads(said[:USER_LONGEST])
        role = str(user["role"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("graphql.bad_user", 'the user header is JSON: {"role": …}') from error
    narrowed = actor.permissions & (permissions_of(role) | {"federation"})
    return replace(actor, permissions=narrowed)


def _operations(engine: Engine) -> list[dict[str, Any]]:
    return [
        {
            "schema": schema,
            "operation": name,
            "client": client,
            "count": one.count,
            "errors": dict(one.errors),
            "mean_ms": round(one.total_ms / one.count, 2),
            "slowest_ms": round(one.slowest_ms, 2),
        }
        for (schema, name, client), one in sorted(engine.seen.items())
    ]
