"""Puts the OpenAPI 3.1 document together from the application's routes."""

import contextlib
import inspect
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from flask import Flask
from werkzeug.routing import Rule

from venue import __version__
from venue.core.parse import Nothing
from venue.gateway.openapi import answers, reading, shapes
from venue.staff.access import PERMISSIONS, PUBLIC

REF = "#/components/schemas/{name}"
NO_WORD = re.compile(r"\W+")
QUIET_METHODS = frozenset({"HEAD", "OPTIONS"})
PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics", "/graphql")
READERS = ("/api/docs", "/graphql/explorer")
# What a route's code does not say in one place: kinds by a parameter, a key for changes alone.
MORE_KINDS = {
    "/api/v1/menu/export": {"text/csv", "application/toml"},
    "/api/v1/voice": {"audio/wav"},
    "/api/v1/reports/<any(sales, kitchen, voids, tables):name>.<any(csv, pdf):form>": {
        "text/csv",
        "application/pdf",
    },
    "/api/v1/journal.<any(jsonl, csv):form>": {"text/csv", "application/x-ndjson"},
}
KEY_FOR_SOME = frozenset({"/api/v1/menu/import"})
WHO: list[dict[str, list[str]]] = [{"apiKey": []}, {"device": []}, {"guest": []}]
DOCUMENT_KINDS = (
    "application/pdf",
    "audio/wav",
    "image/png",
    "image/svg+xml",
    "text/plain",
    "text/csv",
    "application/x-ndjson",
    "application/toml",
)
ABOUT = """Everything the venue's own screens do, they do through this.

* A program brings `Authorization: Bearer <key>`; /manage makes keys with the scopes they need.
* Every changing call takes an `Idempotency-Key` (UUID): the same call again has the same answer.
* Money is `{amount, currency}` in minor units. Times are RFC 3339 UTC. Unknown members are ignored.
* A list with more to come answers `next_cursor` (or `next`); give it back as `cursor` (or `after`).
* Every GET answers an `ETag`; with `If-None-Match` an unchanged answer is 304 without a body.
* New members may appear at any time; what changes otherwise becomes `/api/v2/`.
"""


def build(apps: Iterable[Flask], *, server: str) -> dict[str, Any]:
    """Return the document of every route of these applications.

    Args:
        server: The address the box answers at.
    """
    operations = [found for app in apps for found in _operations(app)]
    bodies = {one.wants.body for _, _, one in operations if one.wants.body is not None}
    kinds = sorted(bodies, key=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
    schemas, components = msgspec.json.schema_components(kinds, ref_template=REF)
    own = {"Problem": shapes.PROBLEM_SCHEMA, "MinorAmount": answers.AMOUNT_SCHEMA}
    if own.keys() & components.keys():
        raise LookupError(f"two schemas of one name: {sorted(own.keys() & components.keys())}")
    components |= own
    shape = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, Any] = {}
    for rule, method, one in operations:
        paths.setdefault(shapes.path_of(rule), {})[method.lower()] = one.describe(shape, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "venue", "version": __version__, "description": ABOUT},
        "servers": [{"url": server}],
        "tags": [{"name": tag} for tag in sorted({one.tag for _, _, one in operations})],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "responses": {str(status): shapes.refusal(status) for status in shapes.REFUSALS},
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer", "bearerFormat": "vk_…"},
                "device": {"type": "apiKey", "in": "cookie", "name": "venue_device"},
                "guest": {"type": "apiKey", "in": "cookie", "name": "venue_guest"},
            },
        },
    }


def _operations(app: Flask) -> list[tuple[Rule, str, "Operation"]]:
    return [
        (rule, method, Operation(app, rule, method))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - QUIET_METHODS)
    ]


class Operation:
    """One method of one route."""

    def __init__(self, app: Flask, rule: Rule, method: str) -> None:
        self.rule, self.method = rule, method
        self.view = app.view_functions[rule.endpoint]
        self.wants = reading.wants(self.view)
        self.permission = getattr(self.view, "permission", PUBLIC)
        self.for_programs = rule.rule.startswith(PROGRAMS) and rule.rule not in READERS
        module = inspect.unwrap(self.view).__module__.split(".")
        self.tag = module[1] if len(module) > 1 and module[0] == "venue" else module[0]

    def describe(self, shape: dict[Any, Any], components: dict[str, Any]) -> dict[str, Any]:
        """Return the operation object."""
        words = inspect.getdoc(self.view) or ""
        told: dict[str, Any] = {
            "operationId": self.method.lower() + NO_WORD.sub("_", shapes.path_of(self.rule)),
            "tags": [self.tag if self.for_programs else "pages"],
            "summary": words.split("\n")[0],
            "parameters": self._parameters(),
            "responses": self._responses(),
        }
        if self.permission != PUBLIC:
            roles = ", ".join(sorted(PERMISSIONS.get(self.permission, ())))
            told["description"] = f"Scope `{self.permission}`; roles: {roles}."
            told["security"] = WHO
        else:
            told["security"] = []
        if self.wants.body is not None and reading.changes(self.method):
            told["requestBody"] = self._body(shape[self.wants.body], components)
        elif self.wants.raw and reading.changes(self.method):
            told["requestBody"] = {"content": {"application/octet-stream": {}}}
        return told

    def _parameters(self) -> list[dict[str, Any]]:
        query = [
            {"name": name, "in": "query", "required": name in self.wants.asked, "schema": schema}
            for name, schema in sorted(self.wants.query.items())
        ]
        key: dict[str, Any] = {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "format": "uuid", "pattern": UUID_PATTERN},
            "example": shapes.EXAMPLE_KEY,
        }
        if self.rule.rule in KEY_FOR_SOME:
            key |= {"required": False, "schema": {"type": "string"}}
        keyed = self.wants.keyed and reading.changes(self.method)
        return shapes.places(self.rule) + query + ([key] if keyed else [])

    def _body(self, schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
        media: dict[str, Any] = {"schema": schema}
        with contextlib.suppress(LookupError):
            media["example"] = shapes.example(schema, components)
        required = any(one.required for one in msgspec.structs.fields(self.wants.body or Nothing))
        return {"required": required, "content": {shapes.JSON: media}}

    def _responses(self) -> dict[str, Any]:
        statuses = {400, 404, 405, 408, 411, 413, 414, 415, 421, 422, 429, 500, 503}
        if self.permission != PUBLIC or reading.changes(self.method):
            statuses |= {401, 403}
        if reading.changes(self.method):
            statuses |= {409, 410}
        refusals = {str(one): {"$ref": f"#/components/responses/{one}"} for one in sorted(statuses)}
        return {str(self.wants.status): self._success(), **self._unchanged(), **refusals}

    def _unchanged(self) -> dict[str, Any]:
        if not self.for_programs:
            return {"303": {"description": "Go on there"}}
        return {} if reading.changes(self.method) else {"304": {"description": "As you have it"}}

    def _success(self) -> dict[str, Any]:
        kinds = [kind for kind in DOCUMENT_KINDS if kind in self._kinds()]
        if not self.for_programs:
            kinds = ["text/html"]
        content: dict[str, Any] = {kind: {"schema": {"type": "string"}} for kind in kinds}
        if not kinds:
            known = answers.schema_of(self.method, shapes.path_of(self.rule))
            content = {shapes.JSON: {"schema": known or {"type": "object"}}}
        return {"description": inspect.getdoc(self.view) or "Done", "content": content}

    def _kinds(self) -> set[str]:
        ending = self.rule.rule.rpartition(".")[2]
        named = {reading.KINDS.get(ending, "")} | MORE_KINDS.get(self.rule.rule, set())
        return self.wants.kinds | named


UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
